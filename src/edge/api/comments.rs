//! `/videos/{id}/comments` and `/comments/{id}`: what people write beside videos. Sockets write by the same functions.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{
    Comment, CommentChange, CommentFilter, CommentId, CommentSort, CommentState, RoomWritten, Video,
};
use playhouse_actors::one_time_codes::random_token;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::comment_dto::{CommentEnvelope, CommentPage, page_for};
use super::{Checks, parse_cursor};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::comment_writing::{self, Checked, parent_gone};
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;

const PAGE: usize = 24;
const CLIENT_ID: usize = 64;
/// Of a video whose length is not known yet: a week.
const LAST_SECOND: f64 = 604_800.0;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewComment)]
pub struct Draft {
    /// 1 to 5000 characters; tags are taken out.
    pub body: String,
    /// The same from the same person twice makes one comment; up to 64 characters.
    pub client_id: Option<String>,
    /// Seconds into the video
    pub at: Option<f64>,
    /// Id of the comment that it answers
    pub parent: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateComment {
    /// 1 to 5000 characters
    body: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LikeCount {
    pub likes: u64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommentQuery {
    /// `newest`, `oldest` or `top`
    sort: Option<String>,
    /// Those that wait to be looked at; for the video's owner and moderators.
    held: Option<bool>,
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReplyQuery {
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

/// Writes a comment; held, repeated or told to everybody. Without a `client_id` it gets one, so that a room that failed in
/// between makes no second one of it.
/// `sent`: see [`comment_writing::create`].
pub async fn create_comment(
    app: &App,
    who: &SignedIn,
    video: &str,
    draft: Draft,
    sent: impl Fn(),
) -> Result<RoomWritten, ApiError> {
    let video = policy::visible_to(app, video, Some(&who.user)).await?;
    let text = comment_writing::parse(&draft.body)?;
    let is_client_id = |id: &String| (1..=CLIENT_ID).contains(&id.len()) && id.chars().all(|l| l.is_ascii_graphic());
    let mut checks = Checks::default();
    let has_client_id = draft.client_id.as_ref().is_none_or(is_client_id);
    checks.require(has_client_id, "/client_id", "A client id has 1 to 64 ASCII characters.");
    checks.require(draft.at.is_none_or(|at| is_within(at, &video)), "/at", "The time lies outside of the video.");
    checks.done()?;
    let parent = draft.parent.as_deref().map(|id| CommentId::parse(id).ok_or_else(parent_gone)).transpose()?;
    let client_id = draft.client_id.unwrap_or_else(random_token);
    comment_writing::create(app, who, &video, Checked { text, parent, at: draft.at, client_id }, sent).await
}

fn is_within(at: f64, video: &Video) -> bool {
    (0.0..=video.duration_seconds.unwrap_or(LAST_SECOND)).contains(&at)
}

pub async fn update_comment(app: &App, who: &SignedIn, comment: &CommentId, body: String) -> Result<Comment, ApiError> {
    let (comment, video) = policy::known_comment(app, comment, &who.user).await?;
    if !policy::may_edit_comment(&who.user, &comment) {
        return Err(ApiError::not_found());
    }
    comment_writing::edit(app, who, &comment, &video, comment_writing::parse(&body)?).await
}

pub async fn delete_comment(app: &App, who: &SignedIn, comment: &CommentId) -> Result<Comment, ApiError> {
    let (comment, video) = policy::known_comment(app, comment, &who.user).await?;
    if !policy::may_delete_comment(&who.user, &comment, &video) {
        return Err(ApiError::not_found());
    }
    comment_writing::change(app, &comment, CommentChange::Delete).await
}

/// Sets or takes back a like; how many there are now, which the room is told too.
pub async fn like_comment(app: &App, who: &SignedIn, comment: &CommentId, likes: bool) -> Result<u64, ApiError> {
    let (comment, _) = policy::known_comment(app, comment, &who.user).await?;
    comment_writing::like(app, who, &comment, likes).await
}

/// An id that came in a path.
pub fn comment_id(text: &str) -> Result<CommentId, ApiError> {
    CommentId::parse(text).ok_or_else(ApiError::not_found)
}

fn sort_of(name: Option<&str>) -> Result<CommentSort, ApiError> {
    match name {
        None | Some("newest") => Ok(CommentSort::Newest),
        Some("oldest") => Ok(CommentSort::Oldest),
        Some("top") => Ok(CommentSort::Top),
        Some(_) => Err(ApiError::new(Code::BadRequest, "`sort` is newest, oldest or top.")),
    }
}

/// The comments of a video at the top of their threads, pinned ones first.
#[utoipa::path(get, path = "/api/v1/videos/{id}/comments", tag = "comments", operation_id = "list_comments",
    params(("id" = String, Path), CommentQuery), responses(
    (status = 200, body = CommentPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    id: web::Path<String>,
    query: web::Query<CommentQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<CommentPage>, ApiError> {
    let video = policy::visible(&app, &id, &who).await?;
    let viewer = who.0.as_ref().map(|who| &who.user);
    let held = query.held.unwrap_or(false);
    if held && !viewer.is_some_and(|viewer| policy::is_host(viewer, &video)) {
        return Err(ApiError::not_found());
    }
    let viewer = viewer.map(|viewer| &viewer.id);
    let filter = CommentFilter {
        video: video.id,
        root: None,
        held,
        viewer: viewer.cloned(),
        sort: sort_of(query.sort.as_deref())?,
        cursor: query.cursor.as_deref().map(parse_cursor).transpose()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, 100),
    };
    let page = app.comments.comments(filter).await?;
    Ok(web::Json(page_for(&app, page, viewer).await?))
}

/// The answers in a comment's thread, oldest first.
#[utoipa::path(get, path = "/api/v1/videos/{id}/comments/{comment}/replies", tag = "comments", operation_id = "list_replies",
    params(("id" = String, Path), ("comment" = String, Path), ReplyQuery), responses(
    (status = 200, body = CommentPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn replies(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: web::Query<ReplyQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<CommentPage>, ApiError> {
    let video = policy::visible(&app, &path.0, &who).await?;
    let comment = app.comments.comment(&comment_id(&path.1)?).await?;
    let is_here = |comment: &Comment| comment.video == video.id && comment.state != CommentState::Held;
    let comment = comment.filter(is_here).ok_or_else(ApiError::not_found)?;
    let viewer = who.0.as_ref().map(|who| &who.user.id);
    let filter = CommentFilter {
        video: video.id,
        root: Some(comment.root.unwrap_or(comment.id)),
        held: false,
        viewer: viewer.cloned(),
        sort: CommentSort::Oldest,
        cursor: query.cursor.as_deref().map(parse_cursor).transpose()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, 100),
    };
    let page = app.comments.comments(filter).await?;
    Ok(web::Json(page_for(&app, page, viewer).await?))
}

/// Writes a comment beside a video.
#[utoipa::path(post, path = "/api/v1/videos/{id}/comments", tag = "comments", operation_id = "create_comment",
    params(("id" = String, Path)), request_body = Draft, responses(
    (status = 201, body = CommentEnvelope, description = "everybody is told"),
    (status = 200, body = CommentEnvelope, description = "it was there already, by its `client_id`"),
    (status = 202, body = CommentEnvelope, description = "it waits to be looked at"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`room_closed`, `blocked`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`validation_failed`, `comment_refused`, `parent_gone`", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "`slow_mode`, `rate_limited`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn create(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<Draft>,
) -> Result<HttpResponse, ApiError> {
    let written = create_comment(&app, &who, &id, body.into_inner(), || ()).await?;
    let mut response = match written.comment.state {
        _ if written.is_repeated => HttpResponse::Ok(),
        CommentState::Held => HttpResponse::Accepted(),
        CommentState::Published | CommentState::Deleted => HttpResponse::Created(),
    };
    Ok(response.json(CommentEnvelope::new(&written.comment, &who.user.id)))
}

/// Says something else; what was said before is kept for its author and those who look after the video.
#[utoipa::path(patch, path = "/api/v1/comments/{id}", tag = "comments", operation_id = "update_comment",
    params(("id" = String, Path)), request_body = UpdateComment, responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`room_closed`, `blocked`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`validation_failed`, `comment_refused`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn update(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<UpdateComment>,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    let comment = update_comment(&app, &who, &comment_id(&id)?, body.into_inner().body).await?;
    Ok(web::Json(CommentEnvelope::new(&comment, &who.user.id)))
}

/// Takes a comment away: for its author, the video's owner and moderators.
#[utoipa::path(delete, path = "/api/v1/comments/{id}", tag = "comments", operation_id = "delete_comment",
    params(("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    delete_comment(&app, &who, &comment_id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Likes a comment.
#[utoipa::path(put, path = "/api/v1/comments/{id}/like", tag = "comments", operation_id = "like_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = LikeCount),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn like(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<web::Json<LikeCount>, ApiError> {
    Ok(web::Json(LikeCount { likes: like_comment(&app, &who, &comment_id(&id)?, true).await? }))
}

/// Takes a like back.
#[utoipa::path(delete, path = "/api/v1/comments/{id}/like", tag = "comments", operation_id = "unlike_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = LikeCount),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unlike(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<LikeCount>, ApiError> {
    Ok(web::Json(LikeCount { likes: like_comment(&app, &who, &comment_id(&id)?, false).await? }))
}

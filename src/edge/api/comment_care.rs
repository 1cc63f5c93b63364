//! What those who look after a video do to its comments, and the rules of its room.

use actix_web::web;
use playhouse_actors::messages::ChangeRoomRules;
use playhouse_actors::model::{Comment, CommentChange, RoomRules, Video};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::comment_dto::CommentEnvelope;
use super::comments::comment_id;
use super::{Checks, rfc3339};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::comment_writing::{ask_room, change};
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy;

/// An hour.
const SLOWEST: u32 = 3600;

/// What a comment said before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentEdit)]
pub struct EditDto {
    pub body: String,
    /// RFC 3339, UTC; until when it said so.
    pub until: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EditList {
    /// Oldest first
    pub items: Vec<EditDto>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoomRules)]
pub struct RoomRulesDto {
    pub open: bool,
    /// Seconds between two comments of one person; 0: none.
    pub slow_mode: u32,
    /// Every comment waits for the owner's word.
    pub holds_all: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoomEnvelope {
    pub room: RoomRulesDto,
}

/// What is to change; the rest stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateRoom {
    open: Option<bool>,
    /// 0 to 3600
    slow_mode: Option<u32>,
    holds_all: Option<bool>,
}

impl From<RoomRules> for RoomEnvelope {
    fn from(rules: RoomRules) -> Self {
        let RoomRules { is_open, slow_mode, holds_all } = rules;
        Self { room: RoomRulesDto { open: is_open, slow_mode, holds_all } }
    }
}

/// What a comment said before: for its author, the video's owner and moderators.
#[utoipa::path(get, path = "/api/v1/comments/{id}/edits", tag = "comments", operation_id = "list_edits",
    params(("id" = String, Path)), responses(
    (status = 200, body = EditList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn edits(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<web::Json<EditList>, ApiError> {
    let (comment, video) = policy::known_comment(&app, &comment_id(&id)?, &who.user).await?;
    if !policy::may_delete_comment(&who.user, &comment, &video) {
        return Err(ApiError::not_found());
    }
    let edits = app.comments.comment_edits(&comment.id).await?.into_iter();
    Ok(web::Json(EditList { items: edits.map(|(at, body)| EditDto { body, until: rfc3339(at) }).collect() }))
}

type Allowed = fn(&SignedIn, &Comment, &Video) -> bool;

async fn act(
    app: &App,
    who: &SignedIn,
    id: &str,
    is_allowed: Allowed,
    what: CommentChange,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    let (comment, video) = policy::known_comment(app, &comment_id(id)?, &who.user).await?;
    if !is_allowed(who, &comment, &video) {
        return Err(ApiError::not_found());
    }
    let comment = change(app, &comment, what).await?;
    Ok(web::Json(CommentEnvelope::new(&comment, &who.user.id)))
}

fn is_owner(who: &SignedIn, _: &Comment, video: &Video) -> bool {
    policy::is_owner(Some(&who.user.id), video)
}

fn is_host(who: &SignedIn, _: &Comment, video: &Video) -> bool {
    policy::is_host(&who.user, video)
}

/// Puts a comment before all others, in the place of the one that was there: for the video's owner. Answers cannot be pinned.
#[utoipa::path(put, path = "/api/v1/comments/{id}/pin", tag = "comments", operation_id = "pin_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn pin(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    act(&app, &who, &id, is_owner, CommentChange::Pin(true)).await
}

/// Lets a pinned comment go: for the video's owner.
#[utoipa::path(delete, path = "/api/v1/comments/{id}/pin", tag = "comments", operation_id = "unpin_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unpin(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    act(&app, &who, &id, is_owner, CommentChange::Pin(false)).await
}

/// Gives a comment the heart of the video's owner.
#[utoipa::path(put, path = "/api/v1/comments/{id}/heart", tag = "comments", operation_id = "heart_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn heart(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    act(&app, &who, &id, is_owner, CommentChange::Heart(true)).await
}

/// Takes the owner's heart back.
#[utoipa::path(delete, path = "/api/v1/comments/{id}/heart", tag = "comments", operation_id = "unheart_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unheart(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    act(&app, &who, &id, is_owner, CommentChange::Heart(false)).await
}

/// Shows a held comment to everybody: for the video's owner and moderators.
#[utoipa::path(post, path = "/api/v1/comments/{id}/release", tag = "comments", operation_id = "release_comment",
    params(("id" = String, Path)), responses(
    (status = 200, body = CommentEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn release(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CommentEnvelope>, ApiError> {
    act(&app, &who, &id, is_host, CommentChange::Release).await
}

/// The rules of a video's room.
#[utoipa::path(get, path = "/api/v1/videos/{id}/room", tag = "comments", operation_id = "get_room",
    params(("id" = String, Path)), responses(
    (status = 200, body = RoomEnvelope),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn room(
    app: web::Data<App>,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<web::Json<RoomEnvelope>, ApiError> {
    let video = policy::visible(&app, &id, &who).await?;
    let room = app.comments.open_room(&video.id).await?.ok_or_else(ApiError::not_found)?;
    Ok(web::Json(room.rules.into()))
}

/// Changes the rules of a video's room, at once: for its owner.
#[utoipa::path(patch, path = "/api/v1/videos/{id}/room", tag = "comments", operation_id = "update_room",
    params(("id" = String, Path)), request_body = UpdateRoom, responses(
    (status = 200, body = RoomEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn update_room(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<UpdateRoom>,
) -> Result<web::Json<RoomEnvelope>, ApiError> {
    let video = policy::owned(&app, &id, &who).await?;
    let mut checks = Checks::default();
    let is_slow = body.slow_mode.is_none_or(|seconds| seconds <= SLOWEST);
    checks.require(is_slow, "/slow_mode", "Slow mode has at most 3600 seconds.");
    checks.done()?;
    let old = app.comments.open_room(&video.id).await?.ok_or_else(ApiError::not_found)?.rules;
    let rules = RoomRules {
        is_open: body.open.unwrap_or(old.is_open),
        slow_mode: body.slow_mode.unwrap_or(old.slow_mode),
        holds_all: body.holds_all.unwrap_or(old.holds_all),
    };
    ask_room(&app, &video.id, || ChangeRoomRules { rules }).await?;
    Ok(web::Json(rules.into()))
}

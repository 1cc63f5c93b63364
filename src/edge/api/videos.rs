//! `/videos`: lists, one video, what its owner may change, and the watch beacon.

use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::messages::FactsArrived;
use playhouse_actors::model::{Category, Tag, UserId, VideoDetails, VideoFilter, VideoSeen, VideoSort, Visibility};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::video_dto::{VideoEnvelope, VideoPage, video_dto, video_dtos};
use super::{Checks, parse_cursor, write_cursor};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::entity_tag;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::labels::{self, LabelTexts, Labels};
use crate::edge::policy::{owned, visible};

const PAGE: usize = 24;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `newest`, `oldest` or `popular`
    sort: Option<String>,
    /// Only this person's.
    username: Option<String>,
    /// All videos of the person who asks, whatever their visibility and state.
    mine: Option<bool>,
    /// Only those that have this tag.
    tag: Option<String>,
    /// Only those of this category.
    category: Option<String>,
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "headers are read by `entity_tag`; this is what the document says of them")]
pub struct IfNoneMatch {
    /// Tags that the client has: 304 when one is still right.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "headers are read by `entity_tag`; this is what the document says of them")]
pub struct IfMatch {
    /// The tag that the client has seen: 412 when it has changed.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
}

/// Public videos that can be watched; or one's own.
#[utoipa::path(get, path = "/api/v1/videos", tag = "videos", params(ListQuery), responses(
    (status = 200, body = VideoPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<ListQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<VideoPage>, ApiError> {
    let owned_by = match (query.mine.unwrap_or(false), &who.0) {
        (false, _) => None,
        (true, Some(who)) => Some(who.user.id.clone()),
        (true, None) => {
            return Err(ApiError::new(Code::Unauthenticated, "Sign in to see your videos."));
        }
    };
    let viewer = who.0.map(|who| who.user.id);
    let filter = VideoFilter {
        sort: parse_sort(query.sort.as_deref())?,
        username: query.username.clone(),
        owned_by,
        followed_by: None,
        tag: query.tag.as_deref().map(parse_tag).transpose()?,
        category: query.category.as_deref().map(parse_category).transpose()?,
        cursor: query.cursor.as_deref().map(parse_cursor).transpose()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, 100),
    };
    Ok(web::Json(page(&app, &filter, viewer.as_ref()).await?))
}

/// One page of a list; also for the home page's first paint.
pub async fn page(app: &App, filter: &VideoFilter, who: Option<&UserId>) -> Result<VideoPage, ApiError> {
    let page = app.catalogue.videos(filter).await?;
    let items = video_dtos(app, page.items, who).await?;
    Ok(VideoPage { items, next_cursor: page.next.as_ref().map(write_cursor) })
}

fn parse_sort(text: Option<&str>) -> Result<VideoSort, ApiError> {
    match text {
        None | Some("newest") => Ok(VideoSort::Newest),
        Some("oldest") => Ok(VideoSort::Oldest),
        Some("popular") => Ok(VideoSort::Popular),
        Some(_) => Err(ApiError::new(Code::BadRequest, "`sort` must be newest, oldest or popular.")),
    }
}

fn parse_tag(text: &str) -> Result<Tag, ApiError> {
    Tag::parse(text).ok_or_else(|| ApiError::new(Code::BadRequest, "`tag` must be 1 to 40 characters without a comma."))
}

fn parse_category(text: &str) -> Result<Category, ApiError> {
    Category::parse(text).ok_or_else(|| ApiError::new(Code::BadRequest, "`category` is none that Playhouse knows."))
}

/// One video.
#[utoipa::path(get, path = "/api/v1/videos/{id}", tag = "videos", params(("id" = String, Path), IfNoneMatch), responses(
    (status = 200, body = VideoEnvelope, headers(("etag" = String, description = "of every byte of it"))),
    (status = 304, description = "It is what the client has."),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let video = visible(&app, &id, &who).await?;
    let viewer = who.0.map(|who| who.user.id);
    entity_tag::answer(&request, &VideoEnvelope { video: video_dto(&app, video, viewer.as_ref()).await? })
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateVideo {
    /// 1 to 200 characters
    title: Option<String>,
    /// Up to 10,000 characters
    description: Option<String>,
    /// `public`, `unlisted` or `private`
    visibility: Option<String>,
    /// Up to 20 of 1 to 40 characters, in the place of those it has
    tags: Option<Vec<String>>,
    /// As a video's; empty for none
    category: Option<String>,
    /// BCP 47; empty for none
    language: Option<String>,
    /// As a video's; empty for none
    licence: Option<String>,
}

/// Changes what the owner may change.
#[utoipa::path(patch, path = "/api/v1/videos/{id}", tag = "videos", params(("id" = String, Path), IfMatch), request_body = UpdateVideo, responses(
    (status = 200, body = VideoEnvelope, headers(("etag" = String, description = "of every byte of it"))),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "`precondition_failed`", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn update(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<UpdateVideo>,
) -> Result<HttpResponse, ApiError> {
    let body = body.into_inner();
    let visibility = body.visibility.as_deref().map(Visibility::parse);
    let title = body.title.as_ref().map(|title| title.trim().to_owned());
    let mut checks = Checks::default();
    let fits = |title: &String| !title.is_empty() && title.chars().count() <= 200;
    checks.require(title.as_ref().is_none_or(fits), "/title", "A title has 1 to 200 characters.");
    let is_short = body.description.as_ref().is_none_or(|text| text.chars().count() <= 10_000);
    checks.require(is_short, "/description", "A description has at most 10,000 characters.");
    checks.require(visibility != Some(None), "/visibility", "Visibility is public, unlisted or private.");
    let labels = read_labels(&body, &mut checks);
    checks.done()?;
    let id = owned(&app, &id, &who).await?.id;
    let seen = seen(&app, &request, id.as_str(), &who).await?;
    let Labels { tags, category, language, licence } = labels;
    let (description, visibility) = (body.description, visibility.flatten());
    let details = VideoDetails { title, description, visibility, tags, category, language, licence, seen };
    let video = app.catalogue.update(&id, &who.user.id, details).await?.ok_or_else(ApiError::not_found)?;
    facts_arrived(&app);
    app.known_videos.forget(&id).await;
    entity_tag::answer(&request, &VideoEnvelope { video: video_dto(&app, video, Some(&who.user.id)).await? })
}

fn read_labels(body: &UpdateVideo, checks: &mut Checks) -> Labels {
    let texts = LabelTexts {
        tags: body.tags.as_ref().map(|tags| tags.iter().map(String::as_str).collect()),
        category: body.category.as_deref(),
        language: body.language.as_deref(),
        licence: body.licence.as_deref(),
    };
    labels::read(&texts).unwrap_or_else(|problems| {
        problems.iter().for_each(|problem| checks.require(false, &problem.pointer, problem.detail));
        Labels::default()
    })
}

/// What a conditional change wants to find, when that is what is here now.
async fn seen(app: &App, request: &HttpRequest, id: &str, who: &SignedIn) -> Result<Option<VideoSeen>, ApiError> {
    if !entity_tag::is_conditional(request) {
        return Ok(None);
    }
    let video = owned(app, id, who).await?;
    let seen = VideoSeen::of(&video);
    let current = VideoEnvelope { video: video_dto(app, video, Some(&who.user.id)).await? };
    entity_tag::require_match(request, &current)?;
    Ok(Some(seen))
}

/// Removes a video and everything that was made of it.
#[utoipa::path(delete, path = "/api/v1/videos/{id}", tag = "videos", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let id = owned(&app, &id, &who).await?.id;
    if !app.catalogue.delete(&id, &who.user.id).await? {
        return Err(ApiError::not_found());
    }
    facts_arrived(&app);
    Ok(HttpResponse::NoContent().finish())
}

fn facts_arrived(app: &App) {
    if app.facts.try_tell(FactsArrived).is_err() {
        tracing::debug!("the registry of videos is busy; it reads the outbox later");
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct WatchBeacon {
    /// Made by the player, one a viewing.
    session: String,
    /// Seconds into the video.
    position: f64,
    /// Seconds watched since the last beacon.
    watched: f64,
    /// `start`, `pause`, `end` …
    event: Option<String>,
}

/// Tells that someone watches. A viewing counts once, when it starts.
#[utoipa::path(post, path = "/api/v1/videos/{id}/watch", tag = "videos", params(("id" = String, Path)), request_body = WatchBeacon, responses(
    (status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn watch(
    app: web::Data<App>,
    id: web::Path<String>,
    who: MaybeSignedIn,
    body: web::Json<WatchBeacon>,
) -> Result<HttpResponse, ApiError> {
    let mut checks = Checks::default();
    checks.require((1..=64).contains(&body.session.len()), "/session", "A session has 1 to 64 characters.");
    checks.require(
        body.position.is_finite() && body.position >= 0.0,
        "/position",
        "A position is seconds from the start.",
    );
    checks.require((0.0..=3600.0).contains(&body.watched), "/watched", "Watched is seconds since the last beacon.");
    checks.done()?;
    let video = visible(&app, &id, &who).await?;
    let viewing = format!("{} {}", video.id, body.session);
    if body.event.as_deref() != Some("error") && app.viewings.is_new(viewing).await {
        app.catalogue.add_view(&video.id).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

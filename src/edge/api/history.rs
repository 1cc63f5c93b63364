//! How far the person who asks is in videos, and what they have watched.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{HistoryFilter, MapState, Video, VideoId, WatchPosition, Watched};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::video_dto::{VideoDto, video_dtos};
use super::{Checks, PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy::visible_to;

const PAGE: usize = 24;
/// Characters of a search.
const SEARCH: usize = 100;
/// Seconds; past any video.
const FURTHEST: f64 = 1_000_000.0;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutPosition {
    /// Seconds from the start.
    position: f64,
    /// Of the video, seconds; looked at only where the server does not know it.
    duration: Option<f64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
    /// Part of the title.
    q: Option<String>,
    /// Only what was begun and is not finished.
    unfinished: Option<bool>,
}

/// A video that the person has watched.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryItem)]
pub struct HistoryItemDto {
    pub video: VideoDto,
    /// Seconds from the start.
    pub position: f64,
    /// What is left is no more than an end.
    pub finished: bool,
    /// RFC 3339, UTC; the last time
    pub watched_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryPage {
    /// What was watched last comes first.
    pub items: Vec<HistoryItemDto>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HistorySettings {
    /// Then nothing is noted of what the person watches; what was noted before stays.
    pub paused: bool,
}

/// Notes where the person is in a video: every few seconds while they watch, and when they stop. Nothing is noted while their
/// history is paused.
#[utoipa::path(put, path = "/api/v1/videos/{id}/watch", tag = "library", params(("id" = String, Path)), request_body = PutPosition, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_position(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<PutPosition>,
) -> Result<HttpResponse, ApiError> {
    let is_place = |seconds: f64| (0.0..=FURTHEST).contains(&seconds);
    let mut checks = Checks::default();
    checks.require(is_place(body.position), "/position", "A position is seconds from the start.");
    checks.require(body.duration.is_none_or(is_place), "/duration", "A duration is seconds.");
    checks.done()?;
    let video = visible_to(&app, &id, Some(&who.user)).await?;
    let position = WatchPosition::at(body.position, whole_duration(&video, body.duration));
    app.library.history.note_position(&who.user.id, &video.id, position).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Of a video that does not grow any more.
fn whole_duration(video: &Video, told: Option<f64>) -> Option<f64> {
    (video.map_state != MapState::Growing).then(|| video.duration_seconds.or(told)).flatten()
}

/// What the person who asks has watched, as far as they may still see it.
#[utoipa::path(get, path = "/api/v1/users/me/history", tag = "library", params(HistoryQuery), responses(
    (status = 200, body = HistoryPage),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<HistoryQuery>,
    who: SignedIn,
) -> Result<web::Json<HistoryPage>, ApiError> {
    let HistoryQuery { cursor, limit, q, unfinished } = query.into_inner();
    let paging = PageQuery { cursor, limit };
    let search = q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut checks = Checks::default();
    let is_plain = |text: &String| text.chars().count() <= SEARCH && !text.chars().any(char::is_control);
    checks.require(search.as_ref().is_none_or(is_plain), "", "`q` has at most 100 characters on one line.");
    checks.done()?;
    let filter = HistoryFilter {
        search,
        is_unfinished: unfinished.unwrap_or(false),
        cursor: paging.after()?,
        limit: paging.limit(PAGE),
    };
    let page = app.library.history.history(&who.user.id, &filter).await?;
    let next_cursor = page.next.as_ref().map(write_cursor);
    Ok(web::Json(HistoryPage { items: items(&app, page.items, &who).await?, next_cursor }))
}

async fn items(app: &App, watched: Vec<Watched>, who: &SignedIn) -> Result<Vec<HistoryItemDto>, ApiError> {
    let (videos, notes): (Vec<_>, Vec<_>) =
        watched.into_iter().map(|watched| (watched.video, (watched.position, watched.at))).unzip();
    let dtos = video_dtos(app, videos, Some(&who.user.id)).await?;
    let item = |(video, (position, at)): (VideoDto, (WatchPosition, _))| HistoryItemDto {
        video,
        position: position.seconds,
        finished: position.is_finished,
        watched_at: rfc3339(at),
    };
    Ok(dtos.into_iter().zip(notes).map(item).collect())
}

/// Forgets that the person has watched a video. That they had not is no error.
#[utoipa::path(delete, path = "/api/v1/users/me/history/{video}", tag = "library", params(("video" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn forget(app: web::Data<App>, video: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    app.library.history.forget_watched(&who.user.id, Some(&video)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Forgets all that the person has watched.
#[utoipa::path(delete, path = "/api/v1/users/me/history", tag = "library", responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn clear(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    app.library.history.forget_watched(&who.user.id, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whether it is noted what the person watches.
#[utoipa::path(get, path = "/api/v1/users/me/history-settings", tag = "library", responses(
    (status = 200, body = HistorySettings),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn settings(app: web::Data<App>, who: SignedIn) -> Result<web::Json<HistorySettings>, ApiError> {
    Ok(web::Json(HistorySettings { paused: app.library.history.is_history_paused(&who.user.id).await? }))
}

/// Pauses the person's history, or goes on with it.
#[utoipa::path(put, path = "/api/v1/users/me/history-settings", tag = "library", request_body = HistorySettings, responses(
    (status = 200, body = HistorySettings),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_settings(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<HistorySettings>,
) -> Result<web::Json<HistorySettings>, ApiError> {
    app.library.history.pause_history(&who.user.id, body.paused).await?;
    Ok(body)
}

//! `/videos/{id}/like`: the like of the person who asks; `/users/me/likes`: all of them.

use actix_web::web;
use playhouse_actors::messages::VideoLiked;
use serde::Serialize;
use utoipa::ToSchema;

use super::video_dto::{VideoPage, video_dtos};
use super::{PageQuery, write_cursor};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy::visible;

const PAGE: usize = 24;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VideoLikes)]
pub struct LikesDto {
    /// How many there are now.
    pub likes: u64,
}

/// Likes a video; twice is once.
#[utoipa::path(put, path = "/api/v1/videos/{id}/like", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = LikesDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn like(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<web::Json<LikesDto>, ApiError> {
    set(&app, &id, who, true).await
}

/// Takes the like of a video back.
#[utoipa::path(delete, path = "/api/v1/videos/{id}/like", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = LikesDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unlike(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<LikesDto>, ApiError> {
    set(&app, &id, who, false).await
}

async fn set(app: &App, id: &str, who: SignedIn, likes: bool) -> Result<web::Json<LikesDto>, ApiError> {
    let user = who.user.id.clone();
    let video = visible(app, id, &MaybeSignedIn(Some(who))).await?;
    let now = app.social.likes.like_video(&video.id, &user, likes).await?.ok_or_else(ApiError::not_found)?;
    // It is counted; a room that has no time tells it with the next one.
    if let Err(error) = app.rooms.ask(&video.id, || VideoLiked { likes: now }).await {
        tracing::debug!(%error, room = %video.id, "likes were not told");
    }
    Ok(web::Json(LikesDto { likes: now }))
}

/// Videos that the person who asks likes and may see, what they liked last first.
#[utoipa::path(get, path = "/api/v1/users/me/likes", tag = "library", params(PageQuery), responses(
    (status = 200, body = VideoPage),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    who: SignedIn,
) -> Result<web::Json<VideoPage>, ApiError> {
    let page = app.social.likes.likes_of(&who.user.id, query.after()?, query.limit(PAGE)).await?;
    let next_cursor = page.next.as_ref().map(write_cursor);
    Ok(web::Json(VideoPage { items: video_dtos(&app, page.items, Some(&who.user.id)).await?, next_cursor }))
}

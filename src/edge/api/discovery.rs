//! Ways to videos: what the people one follows have published, popular tags, and what is like another video.

use actix_web::web;
use playhouse_actors::model::{TagCount, VideoFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::video_dto::{VideoPage, video_dtos};
use super::{PageQuery, videos};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy::visible;

const PAGE: usize = 24;
const RELATED: usize = 20;
const MOST_RELATED: usize = 50;
const TAGS: usize = 30;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RelatedQuery {
    /// 1 to 50
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TagsQuery {
    /// How the tag begins.
    q: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TagCount)]
pub struct TagCountDto {
    pub tag: String,
    /// Public videos that have it.
    pub videos: u64,
}

impl From<&TagCount> for TagCountDto {
    fn from(count: &TagCount) -> Self {
        Self { tag: count.tag.as_str().to_owned(), videos: count.videos }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TagList {
    /// Those of most videos first.
    pub items: Vec<TagCountDto>,
}

/// Public videos of the people whom the person follows, the newest first.
#[utoipa::path(get, path = "/api/v1/users/me/feed", tag = "library", params(PageQuery), responses(
    (status = 200, body = VideoPage),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn feed(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    who: SignedIn,
) -> Result<web::Json<VideoPage>, ApiError> {
    let filter = VideoFilter {
        followed_by: Some(who.user.id.clone()),
        cursor: query.after()?,
        limit: query.limit(PAGE),
        ..VideoFilter::default()
    };
    Ok(web::Json(videos::page(&app, &filter, Some(&who.user.id)).await?))
}

/// The thousand tags of most public videos, or those of them that begin in some way; counted once a minute.
#[utoipa::path(get, path = "/api/v1/tags", tag = "videos", params(TagsQuery), responses((status = 200, body = TagList)))]
pub async fn tags(app: web::Data<App>, query: web::Query<TagsQuery>) -> Result<web::Json<TagList>, ApiError> {
    let begin = query.q.as_deref().unwrap_or_default().trim_start_matches('#').to_lowercase();
    let limit = query.limit.unwrap_or(TAGS).clamp(1, 100);
    let popular = app.library.popular_tags().await?;
    let matching = popular.iter().filter(|count| count.tag.as_str().starts_with(&begin));
    Ok(web::Json(TagList { items: matching.take(limit).map(TagCountDto::from).collect() }))
}

/// What to watch after a video: public videos of the same owner and with the same tags first, then popular and new ones.
#[utoipa::path(get, path = "/api/v1/videos/{id}/related", tag = "videos", params(("id" = String, Path), RelatedQuery), responses(
    (status = 200, body = VideoPage, description = "one page, without a cursor"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn related(
    app: web::Data<App>,
    id: web::Path<String>,
    query: web::Query<RelatedQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<VideoPage>, ApiError> {
    let video = visible(&app, &id, &who).await?;
    let limit = query.limit.unwrap_or(RELATED).clamp(1, MOST_RELATED);
    let found = app.library.discovery.related(&video, limit).await?;
    let items = video_dtos(&app, found, who.0.as_ref().map(|who| &who.user.id)).await?;
    Ok(web::Json(VideoPage { items, next_cursor: None }))
}

//! `/videos/{id}/chapters`: named places of a video, seen by whoever may see it, set by its owner.

use actix_web::web;
use playhouse_actors::messages::ChaptersChanged;
use playhouse_actors::model::{Chapter, ChapterProblem, MAX_CHAPTERS, chapter_problems};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Checks;
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy::{owned, visible};

/// A named place of a video.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Chapter)]
pub struct ChapterDto {
    /// Seconds into the video; a chapter lasts until the next one begins.
    pub start: f64,
    /// 1 to 100 characters
    pub title: String,
}

impl From<Chapter> for ChapterDto {
    fn from(chapter: Chapter) -> Self {
        Self { start: chapter.start_seconds, title: chapter.title }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChapterList {
    pub items: Vec<ChapterDto>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutChapters {
    /// Up to 100; the first begins at 0, each of the others after the one before and before the end. None: no chapters.
    items: Vec<ChapterDto>,
}

/// Chapters as they are shown: what was set while nobody knew how long the video would be may lie behind its end.
#[must_use]
pub fn chapter_dtos(chapters: Vec<Chapter>, duration_seconds: Option<f64>) -> Vec<ChapterDto> {
    let is_within = |chapter: &Chapter| duration_seconds.is_none_or(|end| chapter.start_seconds < end);
    chapters.into_iter().filter(is_within).map(ChapterDto::from).collect()
}

/// The chapters of a video, in the order of its timeline.
#[utoipa::path(get, path = "/api/v1/videos/{id}/chapters", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = ChapterList),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<web::Json<ChapterList>, ApiError> {
    let video = visible(&app, &id, &who).await?;
    let chapters = app.social.chapters.chapters(&video.id).await?;
    Ok(web::Json(ChapterList { items: chapter_dtos(chapters, video.duration_seconds) }))
}

/// Sets the chapters of a video, in the place of those it had.
#[utoipa::path(put, path = "/api/v1/videos/{id}/chapters", tag = "videos", params(("id" = String, Path)), request_body = PutChapters, responses(
    (status = 200, body = ChapterList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<PutChapters>,
) -> Result<web::Json<ChapterList>, ApiError> {
    let video = owned(&app, &id, &who).await?;
    let chapters = checked(body.into_inner(), video.duration_seconds)?;
    app.social.chapters.set_chapters(&video.id, chapters.clone()).await?;
    if let Err(error) = app.rooms.ask(&video.id, || ChaptersChanged).await {
        tracing::debug!(%error, room = %video.id, "chapters were not told");
    }
    Ok(web::Json(ChapterList { items: chapters.into_iter().map(ChapterDto::from).collect() }))
}

fn checked(body: PutChapters, duration_seconds: Option<f64>) -> Result<Vec<Chapter>, ApiError> {
    let mut checks = Checks::default();
    checks.require(body.items.len() <= MAX_CHAPTERS, "/items", "A video has at most 100 chapters.");
    checks.done()?;
    let chapter = |dto: ChapterDto| Chapter { start_seconds: dto.start, title: dto.title.trim().to_owned() };
    let chapters: Vec<Chapter> = body.items.into_iter().map(chapter).collect();
    let mut checks = Checks::default();
    for (number, problem) in chapter_problems(&chapters, duration_seconds) {
        let (field, detail) = match problem {
            ChapterProblem::NotAtStart => ("start", "The first chapter begins at 0."),
            ChapterProblem::NotGrowing => ("start", "A chapter begins after the one before."),
            ChapterProblem::AfterEnd => ("start", "A chapter begins before the end of the video."),
            ChapterProblem::Title => ("title", "The title of a chapter has 1 to 100 characters on one line."),
        };
        checks.require(false, &format!("/items/{number}/{field}"), detail);
    }
    checks.done()?;
    Ok(chapters)
}

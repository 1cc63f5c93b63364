//! `/operator`: what operators see and do.

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::DeadLettersRevived;
use playhouse_actors::model::{DeadLetter, VideoId};
use playhouse_actors::runtime::ActorSnapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Problem};

/// Dead letters that are listed at most.
const LETTERS: usize = 500;

#[derive(Serialize)]
pub struct ActorList {
    items: Vec<ActorSnapshot>,
}

/// Every live actor, and those that ended a while ago.
#[utoipa::path(get, path = "/api/v1/operator/actors", tag = "operators", responses(
    (status = 200, description = "`{items: [actor]}`: id, parent, kind, state, depth, rates, restarts, last error", body = Object),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn actors(app: web::Data<App>, _: Operator) -> web::Json<ActorList> {
    web::Json(ActorList { items: app.registry.snapshot() })
}

/// A segment that could not be made, of one or several renditions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterDto {
    pub video: String,
    pub renditions: Vec<String>,
    /// The segment's number, from 0.
    pub number: u32,
    /// Stable name.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
    pub attempts: u32,
    /// RFC 3339; when it was given up.
    pub at: String,
}

impl From<DeadLetter> for DeadLetterDto {
    fn from(letter: DeadLetter) -> Self {
        Self {
            video: letter.video.to_string(),
            renditions: letter.rungs,
            number: letter.number,
            code: letter.failure.code,
            detail: letter.failure.detail,
            attempts: letter.attempts,
            at: rfc3339(letter.at),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterList {
    /// The newest first, 500 at most.
    pub items: Vec<DeadLetterDto>,
}

/// Segments that were given up, of all videos.
#[utoipa::path(get, path = "/api/v1/operator/dead-letters", tag = "operators", responses(
    (status = 200, body = DeadLetterList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn dead_letters(app: web::Data<App>, _: Operator) -> Result<web::Json<DeadLetterList>, ApiError> {
    let letters = app.catalogue.newest_dead_letters(LETTERS).await?;
    Ok(web::Json(DeadLetterList { items: letters.into_iter().map(DeadLetterDto::from).collect() }))
}

/// Has everything tried again that was given up of a video.
#[utoipa::path(post, path = "/api/v1/operator/dead-letters/{video}/retry", tag = "operators", params(("video" = String, Path)), responses(
    (status = 202, description = "Work goes on"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Nothing was given up of such a video", body = Problem, content_type = "application/problem+json"),
))]
pub async fn retry_dead_letters(
    app: web::Data<App>,
    video: web::Path<String>,
    _: Operator,
) -> Result<HttpResponse, ApiError> {
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    if app.catalogue.revive(&video).await? == 0 {
        return Err(ApiError::not_found());
    }
    app.video_actors.try_tell(DeadLettersRevived { video })?;
    Ok(HttpResponse::Accepted().finish())
}

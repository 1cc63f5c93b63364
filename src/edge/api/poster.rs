//! `/videos/{id}/poster`: what its owner wants as a video's poster.

use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use playhouse_actors::messages::{ChoosePoster, FindStills, PosterChoice, PosterError};
use playhouse_actors::model::{PosterCandidate, Video, VideoId};
use playhouse_actors::runtime::AskError;
use playhouse_pipelines::report::{Failure, FailureCode, StillKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::video_dto::{VideoEnvelope, video_dto};
use super::{Checks, whole_body};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy::owned;
use crate::edge::stills::still_url;

/// Bytes of an uploaded image, or of a JSON body.
const IMAGE_BYTES: usize = 20 << 20;
const JSON_BYTES: usize = 4 << 10;
const IMAGE_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
const ASK: Duration = Duration::from_secs(5);
/// A frame of a large film behind a busy queue.
const CHOOSE: Duration = Duration::from_secs(60);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseFrame {
    /// Seconds into the video
    at: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PosterCandidate)]
pub struct CandidateDto {
    /// Seconds into the video; what a choice is made with.
    pub at: f64,
    /// 0 (black, blurred) to 1
    pub score: f64,
    /// A picture that holds all candidates.
    pub image: String,
    /// Where in it this one is.
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateList {
    pub items: Vec<CandidateDto>,
}

/// Frames that were found good for a poster, in the order of the film.
#[utoipa::path(get, path = "/api/v1/videos/{id}/poster/candidates", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = CandidateList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn candidates(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<CandidateList>, ApiError> {
    let video = owned(&app, &id, &who).await?;
    let set = app.stills.stills(&video.id).await?;
    let Some(strip) = set.newest(StillKind::Candidates) else {
        return Ok(web::Json(CandidateList { items: Vec::new() }));
    };
    let image = still_url(&app.media_urls.prefix(&video).0, strip);
    let count = u32::try_from(strip.detail.candidates.len()).unwrap_or(1).max(1);
    let width = strip.width / count;
    let item = |(index, candidate): (u32, &PosterCandidate)| CandidateDto {
        at: candidate.at,
        score: candidate.score,
        image: image.clone(),
        x: index * width,
        y: 0,
        width,
        height: strip.height,
    };
    Ok(web::Json(CandidateList { items: (0..).zip(&strip.detail.candidates).map(item).collect() }))
}

/// Makes a frame of the video its poster, or an image: JPEG, PNG or WebP, up to 20 MiB.
#[utoipa::path(put, path = "/api/v1/videos/{id}/poster", tag = "videos", params(("id" = String, Path)),
    request_body(content(
        (ChooseFrame = "application/json"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
    )), responses(
    (status = 200, body = VideoEnvelope),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Payload,
) -> Result<web::Json<VideoEnvelope>, ApiError> {
    let video = owned(&app, &id, &who).await?;
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match content_type.as_str() {
        "application/json" => {
            let choice = frame(&whole_body(body, JSON_BYTES).await?, &video)?;
            choose(&app, video, choice).await
        }
        image if IMAGE_TYPES.contains(&image) => {
            let work = async |image| choose(&app, video, PosterChoice::Image(image)).await;
            app.admission.admit(whole_body(body, IMAGE_BYTES), work).await
        }
        _ => {
            let detail = "Send `application/json`, `image/jpeg`, `image/png` or `image/webp`.";
            Err(ApiError::new(Code::WrongContentType, detail))
        }
    }
}

/// Goes back to the poster that was found automatically.
#[utoipa::path(delete, path = "/api/v1/videos/{id}/poster", tag = "videos", params(("id" = String, Path)), responses(
    (status = 200, body = VideoEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<VideoEnvelope>, ApiError> {
    let video = owned(&app, &id, &who).await?;
    choose(&app, video, PosterChoice::Automatic).await
}

fn frame(body: &[u8], video: &Video) -> Result<PosterChoice, ApiError> {
    let body: ChooseFrame = serde_json::from_slice(body)
        .map_err(|error| ApiError::new(Code::BadRequest, format!("The body does not fit: {error}.")))?;
    let mut checks = Checks::default();
    let end = video.duration_seconds.unwrap_or(0.0);
    checks.require((0.0..=end).contains(&body.at), "/at", "The time lies within the video.");
    checks.done()?;
    Ok(PosterChoice::Frame(body.at))
}

async fn choose(app: &App, video: Video, choice: PosterChoice) -> Result<web::Json<VideoEnvelope>, ApiError> {
    if !video.state.is_watchable() {
        return Err(ApiError::new(Code::NotPlayable, "The video has no picture to choose from yet."));
    }
    let changed = match ask(app, &video.id, choice.clone()).await {
        // It ended when it had nothing to do, just before it was asked: another takes its place.
        Err(AskError::Closed) => ask(app, &video.id, choice).await,
        outcome => outcome,
    };
    changed?.map_err(poster_error)?;
    // Only the owner chooses.
    let owner = video.owner.clone();
    Ok(web::Json(VideoEnvelope { video: video_dto(app, video, Some(&owner)).await? }))
}

async fn ask(app: &App, video: &VideoId, choice: PosterChoice) -> Result<Result<(), PosterError>, AskError> {
    let stills = app.video_actors.ask(FindStills { video: video.clone() }, ASK).await?;
    stills.ask(ChoosePoster { choice }, CHOOSE).await
}

fn poster_error(error: PosterError) -> ApiError {
    match error {
        PosterError::NoPicture => ApiError::new(Code::NotPlayable, "The video has no picture to choose from."),
        PosterError::Store(error) => error.into(),
        PosterError::Failed(failure) => image_error(&failure)
            .unwrap_or_else(|| ApiError::new(Code::PosterFailed, "The poster could not be made of it.")),
    }
}

/// What is wrong with an uploaded image, if it is the image.
pub fn image_error(failure: &Failure) -> Option<ApiError> {
    let (code, detail) = match failure.code {
        FailureCode::UnsupportedImage => {
            (Code::ImageUnsupported, "The file is no JPEG, PNG or WebP image of one frame.")
        }
        FailureCode::CorruptImage => (Code::ImageDamaged, "The image is damaged or incomplete."),
        FailureCode::LimitImage => (Code::ImageTooLarge, "The image has more pixels than this server takes."),
        _ => return None,
    };
    Some(ApiError::new(code, detail))
}

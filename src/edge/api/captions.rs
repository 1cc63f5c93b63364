//! `/videos/{id}/captions`: the tracks of a video, read by whoever may see it, written by its owner.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::captions::keep::{MAX_TRACKS, NewCaptions};
use playhouse_actors::captions::{self, CaptionsError, Language, MAX_BYTES, Trouble};
use playhouse_actors::model::{CaptionKind, CaptionOrigin, CaptionTrack, caption_label};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Checks, rfc3339, whole_body};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::captions::path;
use crate::edge::error::{ApiError, Code, FieldProblem, Problem};
use crate::edge::policy::{owned, visible};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Captions)]
pub struct CaptionsDto {
    /// BCP 47
    pub language: String,
    /// What people read in a menu.
    pub label: String,
    /// `subtitles`, or `captions` where sounds are told too
    pub kind: String,
    /// `uploaded`, or `embedded` in the file
    pub origin: String,
    /// WebVTT; never changes.
    pub url: String,
    pub updated_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CaptionsEnvelope {
    pub captions: CaptionsDto,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CaptionsPage {
    pub items: Vec<CaptionsDto>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PutQuery {
    /// 1 to 100 characters; the name of the language when there is none yet
    label: Option<String>,
    /// `subtitles` or `captions`
    kind: Option<String>,
}

/// A track as the API shows it, below the prefix of its video's media.
#[must_use]
pub fn captions_dto(prefix: &str, track: &CaptionTrack) -> CaptionsDto {
    CaptionsDto {
        language: track.language.to_string(),
        label: track.label.clone(),
        kind: track.kind.as_str().to_owned(),
        origin: track.origin.as_str().to_owned(),
        url: format!("{prefix}/{}", path(track, "vtt")),
        updated_at: rfc3339(track.updated_at),
    }
}

/// The captions of a video.
#[utoipa::path(get, path = "/api/v1/videos/{id}/captions", tag = "captions", operation_id = "list_captions", params(("id" = String, Path)), responses(
    (status = 200, body = CaptionsPage),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<web::Json<CaptionsPage>, ApiError> {
    let video = visible(&app, &id, &who).await?;
    let (prefix, _) = app.media_urls.prefix(&video);
    let tracks = app.captions.list(&video.id).await?;
    Ok(web::Json(CaptionsPage { items: tracks.iter().map(|track| captions_dto(&prefix, track)).collect() }))
}

fn language(tag: &str) -> Result<Language, ApiError> {
    Language::parse(tag)
        .ok_or_else(|| ApiError::new(Code::LanguageUnknown, "The language must be a BCP 47 tag, as `pt-BR`."))
}

/// The WebVTT of one language, to be edited.
#[utoipa::path(get, path = "/api/v1/videos/{id}/captions/{language}", tag = "captions", operation_id = "get_captions",
    params(("id" = String, Path), ("language" = String, Path, description = "BCP 47")), responses(
    (status = 200, body = String, content_type = "text/vtt"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`language_unknown`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let video = visible(&app, &path.0, &who).await?;
    let track = app.captions.find(&video.id, &language(&path.1)?).await?.ok_or_else(ApiError::not_found)?;
    let text = app.captions.text(&track).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/vtt; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((ETAG, format!("\"{}\"", track.revision)))
        .body(text))
}

/// Adds or replaces the captions of one language. The body is WebVTT or SubRip; only harmless text is kept of it.
#[utoipa::path(put, path = "/api/v1/videos/{id}/captions/{language}", tag = "captions", operation_id = "put_captions",
    params(("id" = String, Path), ("language" = String, Path, description = "BCP 47"), PutQuery),
    request_body(content = String, content_type = "text/vtt"), responses(
    (status = 200, body = CaptionsEnvelope, description = "replaced"),
    (status = 201, body = CaptionsEnvelope, description = "added"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<PutQuery>,
    who: SignedIn,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let video = owned(&app, &path.0, &who).await?;
    let language = language(&path.1)?;
    check_content_type(&request)?;
    let label = query.label.as_deref().map(caption_label);
    let kind = query.kind.as_deref().map(CaptionKind::parse);
    let mut checks = Checks::default();
    checks.require(label != Some(None), "label", "A label has 1 to 100 characters on one line.");
    checks.require(kind != Some(None), "kind", "The kind is subtitles or captions.");
    checks.done()?;
    let bytes = whole_body(body, MAX_BYTES).await?;
    let cues = web::block(move || captions::read(&bytes)).await;
    let cues = cues.map_err(|_panic| ApiError::busy())?.map_err(refusal)?;
    let tracks = app.captions.list(&video.id).await?;
    let old = tracks.iter().find(|track| track.language == language);
    if old.is_none() && tracks.len() >= MAX_TRACKS {
        let detail = format!("A video has at most {MAX_TRACKS} tracks of captions.");
        return Err(ApiError::new(Code::CaptionsLimit, detail));
    }
    let new = NewCaptions {
        video: video.id.clone(),
        label: label.flatten().or(old.map(|old| old.label.clone())).unwrap_or_else(|| language.name()),
        kind: kind.flatten().or(old.map(|old| old.kind)).unwrap_or(CaptionKind::Subtitles),
        language,
        origin: CaptionOrigin::Uploaded,
    };
    let changed = || ApiError::new(Code::Conflict, "Somebody else changed these captions; look again.");
    let track = app.captions.put(new, &cues).await?.ok_or_else(changed)?;
    let (prefix, _) = app.media_urls.prefix(&video);
    let mut response = if old.is_some() { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(response.json(CaptionsEnvelope { captions: captions_dto(&prefix, &track) }))
}

fn check_content_type(request: &HttpRequest) -> Result<(), ApiError> {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_text = ["text/vtt", "text/srt", "text/plain", "application/x-subrip"].contains(&kind.as_str());
    let sentence = "Send `text/vtt`, `application/x-subrip` or `text/plain`.";
    if is_text { Ok(()) } else { Err(ApiError::new(Code::WrongContentType, sentence)) }
}

fn refusal(error: CaptionsError) -> ApiError {
    let code = match error.trouble {
        Trouble::Encoding => Code::CaptionsEncoding,
        Trouble::TooLarge => Code::BodyTooLarge,
        Trouble::Timing | Trouble::Reversed | Trouble::TooLate => Code::CaptionsTiming,
        Trouble::TooLong | Trouble::TooMany => Code::CaptionsLimit,
        Trouble::Empty => Code::CaptionsEmpty,
    };
    let Some(line) = error.line else {
        return ApiError::new(code, error.trouble.to_string());
    };
    let detail = format!("Line {line}: {}", error.trouble);
    // A place in text is told as RFC 5147 does: lines are counted from 0.
    let problem = FieldProblem { pointer: format!("#line={},{line}", line - 1), detail: error.trouble.to_string() };
    ApiError::new(code, detail).with_errors(vec![problem])
}

/// Removes the captions of one language.
#[utoipa::path(delete, path = "/api/v1/videos/{id}/captions/{language}", tag = "captions", operation_id = "delete_captions",
    params(("id" = String, Path), ("language" = String, Path, description = "BCP 47")), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`language_unknown`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    let video = owned(&app, &path.0, &who).await?;
    if !app.captions.remove(&video.id, &language(&path.1)?).await? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

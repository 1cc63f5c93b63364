//! Resumable uploads: tus 1.0.0 with creation, creation-with-upload, creation-defer-length, checksum, expiration,
//! termination and concatenation (<https://tus.io/protocols/resumable-upload>).
//!
//! This file is the protocol: headers in, headers out. The upload's actor owns the offset and lends the one writer; the
//! body goes from the socket to that writer in [`tus_body`](super::tus_body) without passing any mailbox.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError, web};
use playhouse_actors::messages::{
    FactsArrived, FindUpload, GetUploadProgress, TerminateUpload, UploadError, UploadProgress,
};
use playhouse_actors::model::{
    NewUpload, NewVideo, Tier, Timestamp, Upload, UploadId, UploadKind, UploadState, VideoId,
};
use playhouse_actors::ports::{UploadCreation, UploadRoom};
use playhouse_actors::runtime::{AskError, Handle};
use playhouse_actors::upload::UploadActor;

use super::app::App;
use super::auth::SignedIn;
use super::error::{ApiError, Code, Problem};
use super::policy;
use super::tus_body::{Chunk, receive};
use super::tus_headers::{self as headers, Concat, Creation};

/// How long a request waits for a writer in its way to save and go (the reference server waits as long).
const DEADLINE: Duration = Duration::from_secs(20);
/// Open uploads of one person.
const OPEN_UPLOADS: u64 = 200;
/// Parts of one final upload.
const PARTS: usize = 1000;

const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination,concatenation";

/// What every answer carries.
fn respond(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header(("Tus-Resumable", headers::VERSION));
    response
}

/// Every request but OPTIONS must speak this version.
fn check_version(request: &HttpRequest) -> Result<(), ApiError> {
    if headers::text(request.headers(), "Tus-Resumable") == Some(headers::VERSION) {
        return Ok(());
    }
    Err(ApiError::new(Code::TusVersion, "Send `Tus-Resumable: 1.0.0`."))
}

/// Says the version on refusals, too; a 412 also says which would do.
fn finish(outcome: Result<HttpResponse, ApiError>) -> HttpResponse {
    let mut response = outcome.unwrap_or_else(|error| error.error_response());
    let version = HeaderValue::from_static(headers::VERSION);
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert(HeaderName::from_static("tus-version"), version.clone());
    }
    response.headers_mut().insert(HeaderName::from_static("tus-resumable"), version);
    response
}

/// What the server can do.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", operation_id = "upload_options", responses(
    (status = 204, description = "in the `Tus-…` headers"),
))]
pub async fn options(app: web::Data<App>) -> HttpResponse {
    respond(StatusCode::NO_CONTENT)
        .insert_header(("Tus-Version", headers::VERSION))
        .insert_header(("Tus-Extension", EXTENSIONS))
        .insert_header(("Tus-Max-Size", app.max_upload_bytes.to_string()))
        .insert_header(("Tus-Checksum-Algorithm", headers::ALGORITHMS))
        .finish()
}

/// Begins an upload (tus 1.0.0, creation): `Location` says where its bytes go, `Video-Id` which video it becomes. The body may
/// bring the first of them.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads", operation_id = "create_upload", params(
    ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
    ("Upload-Length" = Option<u64>, Header, description = "bytes"),
    ("Upload-Defer-Length" = Option<String>, Header, description = "`1` instead of a length"),
    ("Upload-Concat" = Option<String>, Header, description = "`partial`, or `final;` and the parts"),
    ("Upload-Metadata" = Option<String>, Header, description = "`filename`, `filetype`, `title`, `description`, `visibility`, `tags` (with commas), `category`, `language`, `licence`"),
    ("Upload-Checksum" = Option<String>, Header, description = "algorithm and base64, of the body"),
), responses(
    (status = 201, description = "begun", headers(("location" = String), ("video-id" = String), ("upload-expires" = String))),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "a part is not there", body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "`tus_version`", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "`upload_too_large`, `storage_quota`", body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 423, description = "`upload_locked`", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "`upload_quota`, `rate_limited`", body = Problem, content_type = "application/problem+json"),
    (status = 460, description = "`checksum_mismatch`", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "`storage_full`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn create(app: web::Data<App>, request: HttpRequest, who: SignedIn, body: web::Payload) -> HttpResponse {
    finish(create_upload(&app, &request, who, body).await)
}

async fn create_upload(
    app: &web::Data<App>,
    request: &HttpRequest,
    who: SignedIn,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    check_version(request)?;
    let creation = Creation::parse(request.headers())?;
    let tier = app.profiles.tier(&who.user.id).await?;
    let largest = largest(app, &tier);
    require_size(creation.length.unwrap_or(0), largest)?;
    let kind = match &creation.concat {
        Concat::None => UploadKind::Whole,
        Concat::Partial => UploadKind::Partial,
        Concat::Final(urls) => UploadKind::Final { parts: check_parts(app, &who, urls, largest).await? },
    };
    let first = match &creation.concat {
        Concat::Final(_) => None,
        Concat::None | Concat::Partial => first_chunk(largest, request.headers())?,
    };
    let (new, video) = draft(app, &creation, &who, kind);
    let (id, video_id, kind, expires_at) = (new.id.clone(), new.video.clone(), new.kind.clone(), new.expires_at);
    make(app, new, video, &tier).await?;
    if let UploadKind::Final { parts } = &kind {
        join(app, parts, &id).await?;
    } else if creation.length == Some(0) {
        app.uploads.complete(&id, 0).await?;
        announce(app);
    }
    let mut response = respond(StatusCode::CREATED);
    response.insert_header((LOCATION, format!("{}/api/v1/uploads/{id}", app.public_url)));
    response.insert_header(("Upload-Expires", headers::http_date(expires_at)));
    if let Some(video) = &video_id {
        response.insert_header(("Video-Id", video.as_str()));
    }
    if let Some(mut chunk) = first {
        if creation.length.is_none() {
            chunk.largest = largest_left(app, &who).await?;
        }
        let handle = find(app, &id).await?;
        let progress = receive(handle, chunk, body).await?;
        response.insert_header(("Upload-Offset", progress.offset.to_string()));
    }
    Ok(response.finish())
}

/// Makes an upload, its video and its file, if the person has room for it.
async fn make(app: &App, new: NewUpload, video: Option<NewVideo>, tier: &Tier) -> Result<(), ApiError> {
    let (id, joins) = (new.id.clone(), matches!(new.kind, UploadKind::Final { .. }));
    let open = tier.max_open_uploads.map_or(OPEN_UPLOADS, |most| most.min(OPEN_UPLOADS));
    match app.uploads.create(new, video, UploadRoom { open, bytes: tier.max_stored_bytes }).await? {
        UploadCreation::Made => {}
        UploadCreation::TooManyOpen => {
            return Err(ApiError::new(Code::UploadQuota, format!("At most {open} uploads may be open at once.")));
        }
        UploadCreation::TooManyBytes => {
            return Err(ApiError::new(Code::StorageQuota, "Remove videos or uploads, and try again."));
        }
    }
    if joins {
        return Ok(());
    }
    if let Err(error) = app.sources.create(&id).await {
        app.uploads.end(&id, UploadState::Terminated).await?;
        return Err(error.into());
    }
    Ok(())
}

/// The largest upload of this person: the server's limit, or their tier's where that is smaller.
fn largest(app: &App, tier: &Tier) -> u64 {
    tier.max_upload_bytes.map_or(app.max_upload_bytes, |most| most.min(app.max_upload_bytes))
}

/// The largest that an upload of unknown length may become.
async fn largest_left(app: &App, who: &SignedIn) -> Result<u64, ApiError> {
    let tier = app.profiles.tier(&who.user.id).await?;
    let largest = largest(app, &tier);
    let Some(most) = tier.max_stored_bytes else { return Ok(largest) };
    // Nothing can be added as long as this one is open.
    Ok(largest.min(most.saturating_sub(app.uploads.stored_bytes(&who.user.id).await?)))
}

fn require_size(bytes: u64, largest: u64) -> Result<(), ApiError> {
    if bytes > largest {
        return Err(ApiError::new(Code::UploadTooLarge, format!("The largest upload is {largest} bytes.")));
    }
    Ok(())
}

/// What a creation brings along: looked at before anything is made.
fn first_chunk(largest: u64, map: &HeaderMap) -> Result<Option<Chunk>, ApiError> {
    if headers::text(map, CONTENT_TYPE.as_str()) != Some(headers::OFFSET_STREAM) {
        return Ok(None);
    }
    let (announced, checksum) = (headers::number(map, "Content-Length")?, headers::checksum(map)?);
    Ok(Some(Chunk { offset: 0, announced, length: None, checksum, largest }))
}

/// Rows of the upload and, unless it is a part, of its video.
fn draft(app: &App, creation: &Creation, who: &SignedIn, kind: UploadKind) -> (NewUpload, Option<NewVideo>) {
    let owner = who.user.id.clone();
    let video = (kind != UploadKind::Partial).then(|| NewVideo {
        id: VideoId::random(),
        owner: owner.clone(),
        title: creation.metadata.title(),
        description: creation.metadata.description(),
        visibility: creation.metadata.visibility,
        labels: creation.metadata.labels.clone(),
    });
    let new = NewUpload {
        id: UploadId::random(),
        owner,
        video: video.as_ref().map(|video| video.id.clone()),
        kind,
        length: creation.length,
        metadata: creation.metadata.raw.clone(),
        expires_at: Timestamp::now().plus(app.upload_expiry),
    };
    (new, video)
}

/// Parts of a final upload: the person's own, complete, and together not too large.
async fn check_parts(app: &App, who: &SignedIn, urls: &[String], largest: u64) -> Result<Vec<UploadId>, ApiError> {
    if urls.len() > PARTS {
        return Err(ApiError::new(Code::UploadTooLarge, format!("A final upload joins at most {PARTS} parts.")));
    }
    let mut parts = Vec::new();
    let mut length = 0_u64;
    for url in urls {
        let id = url.rsplit('/').next().and_then(UploadId::parse).ok_or_else(ApiError::not_found)?;
        let part = app.uploads.upload(&id).await?;
        let part = part.filter(|part| policy::may_upload(&who.user, part)).ok_or_else(ApiError::not_found)?;
        if part.kind != UploadKind::Partial || part.state != UploadState::Complete {
            return Err(ApiError::new(Code::UploadPartMissing, format!("The part {id} is not a finished part.")));
        }
        length = length.saturating_add(part.length.unwrap_or(0));
        parts.push(id);
    }
    if parts.is_empty() {
        return Err(ApiError::new(Code::UploadPartMissing, "A final upload needs parts."));
    }
    require_size(length, largest)?;
    Ok(parts)
}

/// Joins the parts and forgets them.
async fn join(app: &App, parts: &[UploadId], into: &UploadId) -> Result<(), ApiError> {
    let length = match app.sources.concatenate(parts, into).await {
        Ok(length) => length,
        Err(error) => {
            app.uploads.end(into, UploadState::Terminated).await?;
            app.sources.remove(into).await?;
            return Err(error.into());
        }
    };
    app.uploads.complete(into, length).await?;
    announce(app);
    for part in parts {
        app.uploads.forget(part).await?;
        app.sources.remove(part).await?;
    }
    Ok(())
}

/// Says that there is something in the outbox; whoever reads it looks by itself, too.
fn announce(app: &App) {
    if app.facts.try_tell(FactsArrived).is_err() {
        tracing::debug!("the registry of videos is busy; it reads the outbox later");
    }
}

async fn find(app: &App, id: &UploadId) -> Result<Handle<UploadActor>, ApiError> {
    Ok(app.upload_actors.ask(FindUpload { id: id.clone() }, DEADLINE).await?)
}

/// The upload of this path, when it is this person's.
async fn own(app: &App, who: &SignedIn, id: &str) -> Result<Upload, ApiError> {
    let id = UploadId::parse(id).ok_or_else(ApiError::not_found)?;
    let upload = app.uploads.upload(&id).await?;
    upload.filter(|upload| policy::may_upload(&who.user, upload)).ok_or_else(ApiError::not_found)
}

/// Where an upload stands.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", operation_id = "upload_offset", params(
    ("id" = String, Path),
    ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
), responses(
    (status = 200, description = "in `Upload-Offset` and `Upload-Length`"),
    (status = 401),
    (status = 404),
    (status = 410, description = "`upload_gone`"),
    (status = 412, description = "`tus_version`"),
))]
pub async fn head(app: web::Data<App>, request: HttpRequest, who: SignedIn, id: web::Path<String>) -> HttpResponse {
    finish(offset_of(&app, &request, &who, &id).await)
}

async fn offset_of(app: &App, request: &HttpRequest, who: &SignedIn, id: &str) -> Result<HttpResponse, ApiError> {
    check_version(request)?;
    let upload = own(app, who, id).await?;
    let progress = ask_progress(app, &upload.id).await?;
    let mut response = respond(StatusCode::OK);
    response.insert_header((CACHE_CONTROL, "no-store"));
    describe(&mut response, &progress);
    match progress.length {
        Some(length) => response.insert_header(("Upload-Length", length.to_string())),
        None => response.insert_header(("Upload-Defer-Length", "1")),
    };
    if !progress.metadata.is_empty() {
        response.insert_header(("Upload-Metadata", progress.metadata.as_str()));
    }
    if let Some(video) = &progress.video {
        response.insert_header(("Video-Id", video.as_str()));
    }
    if progress.is_partial {
        response.insert_header(("Upload-Concat", "partial"));
    } else if !progress.parts.is_empty() {
        let urls: Vec<String> = progress.parts.iter().map(|part| format!("/api/v1/uploads/{part}")).collect();
        response.insert_header(("Upload-Concat", format!("final;{}", urls.join(" "))));
    }
    Ok(response.finish())
}

/// Asks the actor; once more when it was just passing away.
async fn ask_progress(app: &App, id: &UploadId) -> Result<UploadProgress, ApiError> {
    match find(app, id).await?.ask(GetUploadProgress, DEADLINE).await {
        Err(AskError::Closed) => Ok(find(app, id).await?.ask(GetUploadProgress, DEADLINE).await??),
        other => Ok(other??),
    }
}

fn describe(response: &mut HttpResponseBuilder, progress: &UploadProgress) {
    response.insert_header(("Upload-Offset", progress.offset.to_string()));
    if !progress.is_complete {
        response.insert_header(("Upload-Expires", headers::http_date(progress.expires_at)));
    }
}

/// Brings bytes.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads", operation_id = "write_upload", params(
    ("id" = String, Path),
    ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
    ("Upload-Offset" = u64, Header, description = "where they belong"),
    ("Upload-Length" = Option<u64>, Header, description = "when it was deferred"),
    ("Upload-Checksum" = Option<String>, Header, description = "algorithm and base64, of the body"),
), request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 204, description = "durable, up to `Upload-Offset`"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`upload_final`, `foreign_origin`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`offset_mismatch`", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "`upload_gone`", body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "`tus_version`", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "`upload_too_large`", body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 423, description = "`upload_locked`", body = Problem, content_type = "application/problem+json"),
    (status = 460, description = "`checksum_mismatch`", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "`storage_full`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn patch(
    app: web::Data<App>,
    request: HttpRequest,
    who: SignedIn,
    id: web::Path<String>,
    body: web::Payload,
) -> HttpResponse {
    finish(write_chunk(&app, &request, &who, &id, body).await)
}

async fn write_chunk(
    app: &App,
    request: &HttpRequest,
    who: &SignedIn,
    id: &str,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    check_version(request)?;
    let mut chunk = parse_chunk(app.max_upload_bytes, request.headers())?;
    let upload = own(app, who, id).await?;
    if upload.length.is_none() {
        // Of the others the length was within the limit when they were created.
        chunk.largest = largest_left(app, who).await?;
        require_size(chunk.length.unwrap_or(0), chunk.largest)?;
    }
    let actor = find(app, &upload.id).await?;
    let progress = tokio::select! {
        progress = receive(actor.clone(), chunk, body) => progress?,
        () = who.ended(app) => {
            // Asking has the writer save what came, and go.
            actor.ask(GetUploadProgress, DEADLINE).await??;
            return Err(ApiError::new(Code::SessionOver, "Sign in again."));
        }
    };
    let mut response = respond(StatusCode::NO_CONTENT);
    describe(&mut response, &progress);
    Ok(response.finish())
}

fn parse_chunk(largest: u64, map: &HeaderMap) -> Result<Chunk, ApiError> {
    if headers::text(map, CONTENT_TYPE.as_str()) != Some(headers::OFFSET_STREAM) {
        return Err(ApiError::new(Code::WrongContentType, "Send `Content-Type: application/offset+octet-stream`."));
    }
    let offset = headers::number(map, "Upload-Offset")?
        .ok_or_else(|| ApiError::new(Code::BadRequest, "Send `Upload-Offset`."))?;
    let length = headers::number(map, "Upload-Length")?;
    require_size(length.unwrap_or(0), largest)?;
    if length.is_some_and(|length| length < offset) {
        return Err(ApiError::new(Code::BadRequest, "`Upload-Length` is below the offset."));
    }
    let announced = headers::number(map, "Content-Length")?;
    require_size(offset.saturating_add(announced.unwrap_or(0)), largest)?;
    Ok(Chunk { offset, announced, length, checksum: headers::checksum(map)?, largest })
}

/// Gives an upload up: what came of it is removed.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", operation_id = "delete_upload", params(
    ("id" = String, Path),
    ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "`upload_gone`", body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "`tus_version`", body = Problem, content_type = "application/problem+json"),
    (status = 423, description = "`upload_locked`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(app: web::Data<App>, request: HttpRequest, who: SignedIn, id: web::Path<String>) -> HttpResponse {
    finish(terminate(&app, &request, &who, &id).await)
}

async fn terminate(app: &App, request: &HttpRequest, who: &SignedIn, id: &str) -> Result<HttpResponse, ApiError> {
    check_version(request)?;
    let upload = own(app, who, id).await?;
    find(app, &upload.id).await?.ask(TerminateUpload { state: UploadState::Terminated }, DEADLINE).await??;
    Ok(respond(StatusCode::NO_CONTENT).finish())
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::NotFound => Self::not_found(),
            UploadError::Gone(state) => Self::new(Code::UploadGone, format!("The upload is {}.", state.as_str())),
            UploadError::Final => Self::new(Code::UploadFinal, "A final upload takes no bytes of its own."),
            UploadError::OffsetMismatch { offset } => {
                Self::new(Code::OffsetMismatch, format!("The upload is at offset {offset}."))
            }
            UploadError::LengthSet => Self::new(Code::BadRequest, "The upload has another length already."),
            UploadError::TooLarge => Self::new(Code::UploadTooLarge, "More bytes than the upload's length."),
            UploadError::Locked => Self::new(Code::UploadLocked, "Another request is writing to this upload."),
            UploadError::Store(error) => error.into(),
        }
    }
}

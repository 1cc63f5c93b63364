//! `ETag` of single resources of the API: reads that end with 304, changes that end with 412 (RFC 9110, 13.1).
//!
//! The tag is strong: it is made from every byte of the answer, as this person sees it.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse};
use playhouse_actors::media_slot::sha256;
use serde::Serialize;

use super::error::{ApiError, Code};
use super::playback::{Conditions, Selection};

/// Hex digits of the hash: 128 bits.
const DIGITS: usize = 32;

fn opaque(body: &[u8]) -> String {
    let mut hash = sha256(body);
    hash.truncate(DIGITS);
    hash
}

fn bytes_of(body: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        ApiError::new(Code::Internal, "Something broke on the server; it is logged.")
    })
}

/// All lines of a list that may come on several (RFC 9110, 5.3).
fn list(request: &HttpRequest, name: HeaderName) -> Option<String> {
    let lines: Vec<&str> = request.headers().get_all(name).filter_map(|line| line.to_str().ok()).collect();
    if lines.is_empty() { None } else { Some(lines.join(",")) }
}

/// A resource with its tag; 304 without a body when the client has it.
pub fn answer(request: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, ApiError> {
    let bytes = bytes_of(body)?;
    let tag = opaque(&bytes);
    let known = list(request, IF_NONE_MATCH).filter(|_| request.method().is_safe());
    let conditions = Conditions { if_none_match: known.as_deref(), ..Conditions::default() };
    let is_known = conditions.select(&tag, bytes.len()) == Selection::NotModified;
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((ETAG, format!("\"{tag}\"")))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((VARY, "authorization, cookie"));
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((CONTENT_TYPE, "application/json")).body(bytes))
}

/// Whether a change is only to be made to a resource that the client has seen as it is.
#[must_use]
pub fn is_conditional(request: &HttpRequest) -> bool {
    request.headers().contains_key(IF_MATCH)
}

/// Refuses a change to a resource that is no longer what the client has seen; `current` is what it would see now.
pub fn require_match(request: &HttpRequest, current: &impl Serialize) -> Result<(), ApiError> {
    let Some(wanted) = list(request, IF_MATCH) else { return Ok(()) };
    let tag = format!("\"{}\"", opaque(&bytes_of(current)?));
    // Strongly: a weak tag is never the same (RFC 9110, 8.8.3.2).
    if wanted.split(',').map(str::trim).any(|one| one == "*" || one == tag) {
        return Ok(());
    }
    Err(ApiError::new(Code::PreconditionFailed, "It is no longer what you have seen; look again."))
}

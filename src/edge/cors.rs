//! Which other sites' pages may speak to the API: those that the operator has named, exactly (Fetch, "CORS protocol").
//!
//! Nothing is ever reflected that is not on the list. Media is not spoken of here: its URLs carry their right in themselves.

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY};

const API: &str = "/api/";
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const ASKED_HEADERS: &str = "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, tus-resumable, \
     upload-checksum, upload-concat, upload-defer-length, upload-length, upload-metadata, upload-offset, \
     x-http-method-override, x-requested-with";
const TOLD_HEADERS: &str = "etag, idempotency-replayed, location, retry-after, tus-checksum-algorithm, tus-extension, tus-max-size, \
     tus-resumable, tus-version, upload-expires, upload-length, upload-metadata, upload-offset, video-id, x-request-id";
/// Seconds for which a browser need not ask again.
const MAX_AGE: &str = "600";

/// The origins that may read answers and send cookies.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    #[must_use]
    pub fn new(list: Vec<String>) -> Self {
        Self(list)
    }

    #[must_use]
    pub fn contains(&self, origin: &str) -> bool {
        self.0.iter().any(|known| known == origin)
    }

    /// The origin of a request to the API, when it is one of these.
    pub fn of(&self, request: &ServiceRequest) -> Option<HeaderValue> {
        let origin = request.headers().get(ORIGIN).filter(|_| request.path().starts_with(API))?;
        if self.contains(origin.to_str().ok()?) { Some(origin.clone()) } else { None }
    }

    /// What an answer to this request depends on.
    pub fn mark(&self, path: &str, allowed: Option<HeaderValue>, headers: &mut HeaderMap) {
        if self.0.is_empty() || !path.starts_with(API) {
            return;
        }
        headers.append(VARY, HeaderValue::from_static("origin"));
        let Some(origin) = allowed else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(TOLD_HEADERS));
    }
}

/// The answer to a browser that asks whether it may ask.
pub fn preflight(request: &ServiceRequest) -> Option<HttpResponse> {
    const ASKS: HeaderName = header::ACCESS_CONTROL_REQUEST_METHOD;
    if request.method() != Method::OPTIONS || !request.headers().contains_key(ASKS) {
        return None;
    }
    let mut response = HttpResponse::NoContent();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ASKED_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ] {
        response.insert_header((name, value));
    }
    Some(response.finish())
}

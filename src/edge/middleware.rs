//! What every request passes: a request id, a log line, security headers, and the refusal of foreign origins.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::header::{ALLOW, CACHE_CONTROL, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use metrics::Histogram;
use rand::Rng;

use super::app::App;
use super::cors::{self, Origins};
use super::error::{ApiError, Code};
use super::{playback, slow_body};

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; \
     script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'";

const NO_SNIFF: (&str, &str) = ("x-content-type-options", "nosniff");
const REFERRER: (&str, &str) = ("referrer-policy", "strict-origin-when-cross-origin");

/// What every answer carries.
const SECURITY_HEADERS: [(&str, &str); 2] = [NO_SNIFF, REFERRER];

/// What every answer below `/media/` carries. Media URLs carry their right to be read in themselves, never in a cookie: any
/// page may play them.
pub const MEDIA_HEADERS: [(&str, &str); 3] = [NO_SNIFF, REFERRER, ("access-control-allow-origin", "*")];

const API: &str = "/api/";
const SECONDS: &str = "http_request_seconds";

/// Counts and logs an answer that did not pass [`guard`].
pub fn note_media(is_head: bool, path: &str, status: StatusCode, elapsed: Duration, id: u64) {
    thread_local! {
        /// Nearly every answer is one of these.
        static USUAL: Histogram = metrics::histogram!(SECONDS, "method" => "GET", "status" => "200");
    }
    let method = if is_head { "HEAD" } else { "GET" };
    if status == StatusCode::OK && !is_head {
        USUAL.with(|histogram| histogram.record(elapsed.as_secs_f64()));
    } else {
        let labels = [("method", method.to_owned()), ("status", status.as_u16().to_string())];
        metrics::histogram!(SECONDS, &labels).record(elapsed.as_secs_f64());
    }
    log(method, path, status, elapsed, &format_args!("{id:016x}"));
}

/// A path without the right that it carries: whoever reads the log may not play what it tells of.
pub fn without_scope(path: &str) -> Cow<'_, str> {
    match path.split('/').find(|part| is_scope(part)) {
        Some(scope) => Cow::Owned(path.replace(scope, "signed")),
        None => Cow::Borrowed(path),
    }
}

/// Wherever it stands: a path that leads nowhere may still tell it.
fn is_scope(part: &str) -> bool {
    part.split_once('-').is_some_and(|(expiry, code)| {
        let is_number = !expiry.is_empty() && expiry.bytes().all(|byte| byte.is_ascii_digit());
        is_number && !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn log(method: &str, path: &str, status: StatusCode, elapsed: Duration, id: &dyn std::fmt::Display) {
    let path = || without_scope(path);
    if status.is_server_error() {
        tracing::warn!(method, path = %path(), status = status.as_u16(), request = %id, "request failed");
    } else {
        tracing::debug!(method, path = %path(), status = status.as_u16(), elapsed_ms = elapsed.as_millis(), request = %id, "request");
    }
}

/// Wraps the whole app.
pub async fn guard<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let id = format!("{:016x}", rand::rng().random::<u64>());
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let started = std::time::Instant::now();
    let app = request.app_data::<web::Data<App>>().cloned();
    let public = app.as_ref().map(|app| app.public_url.clone()).unwrap_or_default();
    let no_origins = Origins::default();
    let origins = app.as_ref().map_or(&no_origins, |app| &app.cors_origins);
    let allowed = origins.of(&request);
    if let Some(app) = &app {
        slow_body::pace(&mut request, app.body_window);
    }
    let preflight = allowed.as_ref().and_then(|_| cors::preflight(&request));
    let mut response = match (preflight, check_origin(&request, &public, origins)) {
        (Some(answer), _) => request.into_response(answer).map_into_right_body(),
        (None, Ok(())) => next.call(request).await?.map_into_left_body(),
        (None, Err(refusal)) => request.into_response(refusal.error_response()).map_into_right_body(),
    };
    let status = response.status();
    let is_api = response.request().match_info().as_str().starts_with(API);
    let elapsed = started.elapsed();
    metrics::histogram!(SECONDS, "method" => method.to_string(), "status" => status.as_u16().to_string())
        .record(elapsed.as_secs_f64());
    log(method.as_str(), &path, status, elapsed, &id);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    origins.mark(&path, allowed, headers);
    // What the API says, it says to one person: who means it to be kept has said so.
    if is_api && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    let is_media = path.starts_with(playback::PREFIX);
    for (name, value) in if is_media { &MEDIA_HEADERS[..] } else { &SECURITY_HEADERS[..] } {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !is_media {
        headers.insert(HeaderName::from_static("content-security-policy"), content_policy(&path, &public));
    }
    Ok(response)
}

/// Who knows that a method is wrong names the right ones in `Allow`; what a refusal says besides is said here.
pub async fn explain_method<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let response = next.call(request).await?;
    let allowed = response.headers().get(ALLOW).filter(|_| response.status() == StatusCode::METHOD_NOT_ALLOWED);
    let Some(allowed) = allowed.cloned() else {
        return Ok(response.map_into_left_body());
    };
    let mut refusal =
        ApiError::new(Code::MethodNotAllowed, "`Allow` names the methods that this path takes.").error_response();
    refusal.headers_mut().insert(ALLOW, allowed);
    Ok(response.into_response(refusal).map_into_right_body())
}

/// Media comes from the public URL, also when the page was opened under another name of the same server. The embed page
/// may be framed by anyone; every other page by nobody else. hls.js begins its text tracks with an empty one, as data.
fn content_policy(path: &str, public: &str) -> HeaderValue {
    let frames = if path.starts_with("/embed/") { "*" } else { "'self'" };
    let policy = format!(
        "{CONTENT_SECURITY_POLICY}; img-src 'self' data: blob: {public}; media-src 'self' data: blob: {public}; connect-src 'self' {public}; \
         frame-ancestors {frames}"
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_bad| HeaderValue::from_static("default-src 'self'"))
}

/// An unsafe verb that another site's page sends is refused, whatever it carries.
fn check_origin(request: &ServiceRequest, public: &str, others: &Origins) -> Result<(), ApiError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let Some(origin) = request.headers().get(ORIGIN) else {
        return Ok(());
    };
    if is_own_origin(request.headers(), origin, public, others) {
        return Ok(());
    }
    Err(ApiError::new(Code::ForeignOrigin, "The page that sent this is on another site."))
}

/// Whether a page of this origin may act for whoever looks at it.
pub fn is_own_origin(headers: &HeaderMap, origin: &HeaderValue, public: &str, others: &Origins) -> bool {
    let origin = origin.to_str().unwrap_or("null");
    // Behind no proxy, the host that the browser speaks to is the page's own. What a proxy says of hosts does not count here.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = host.is_some() && origin.split_once("://").map(|(_, host)| host) == host;
    origin == public || own || others.contains(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_56_what_is_logged_of_a_path_opens_nothing() {
        assert_eq!(without_scope("/media/1800000000-0a1b/abc/1/720p/0.m4s"), "/media/signed/abc/1/720p/0.m4s");
        assert_eq!(without_scope("//x/../media/1800000000-0a1b/abc"), "//x/../media/signed/abc");
        for plain in ["/media/public/abc/1/720p/0.m4s", "/media/", "/api/v1/videos/a-b", "/"] {
            assert_eq!(without_scope(plain), plain);
        }
    }
}

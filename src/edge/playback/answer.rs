//! An answer to a request for media, before a transport writes it.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, RETRY_AFTER,
};
use bytes::Bytes;
use playhouse_actors::media_slot::sha256;
use playhouse_actors::segment_cache::HotObject;

use super::conditions::{Conditions, Selection};
use crate::edge::error::{ApiError, Code, PROBLEM};
use crate::edge::media_url::Scope;

/// RFC 8216, 4.
pub const PLAYLIST: &str = "application/vnd.apple.mpegurl";

/// ISO/IEC 23009-1, C.1.
pub const MANIFEST: &str = "application/dash+xml";

/// Letters of an object's hash that its tag has: 128 bits.
const TAG_LETTERS: usize = 32;

/// Status, headers and bytes; the body of a HEAD's answer is left away by the transport.
#[derive(Debug, Clone)]
pub struct MediaAnswer {
    pub status: StatusCode,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Bytes that are shared with the cache.
    pub body: Bytes,
}

fn cache_control(scope: Scope) -> HeaderValue {
    HeaderValue::from_static(match scope {
        Scope::Public => "public, max-age=31536000, immutable",
        Scope::Signed { .. } => "private, no-store",
    })
}

impl MediaAnswer {
    /// A playlist: it stays as it is when its map is complete, and is asked for again and again until then.
    #[must_use]
    pub fn playlist(body: Bytes, scope: Scope, is_complete: bool) -> Self {
        let lifetime = match scope {
            Scope::Public if !is_complete => HeaderValue::from_static("no-cache"),
            Scope::Public | Scope::Signed { .. } => cache_control(scope),
        };
        let headers = vec![(CONTENT_TYPE, HeaderValue::from_static(PLAYLIST)), (CACHE_CONTROL, lifetime)];
        Self { status: StatusCode::OK, headers, body }
    }

    /// A list of things that come and go: kept by caches, and asked after each time.
    #[must_use]
    pub fn list(text: String, kind: &'static str, scope: Scope, conditions: &Conditions<'_>) -> Self {
        let object = HotObject { hash: sha256(text.as_bytes()), bytes: text.into() };
        let mut answer = Self::object(&Arc::new(object), kind, scope, conditions);
        let lifetime = answer.headers.iter_mut().find(|(name, _)| *name == CACHE_CONTROL);
        if let (Some((_, value)), Scope::Public) = (lifetime, scope) {
            *value = HeaderValue::from_static("public, no-cache");
        }
        answer
    }

    /// An object: the whole, a range of it, or the word that it has not changed.
    #[must_use]
    pub fn object(object: &Arc<HotObject>, kind: &'static str, scope: Scope, conditions: &Conditions<'_>) -> Self {
        let tag = format!("\"{}\"", object.hash.get(..TAG_LETTERS).unwrap_or(&object.hash));
        let length = object.bytes.len();
        let selection = conditions.select(&tag, length);
        if selection == Selection::Outside {
            return Self::outside(length);
        }
        let mut headers = Vec::with_capacity(5);
        headers.push((ACCEPT_RANGES, HeaderValue::from_static("bytes")));
        headers.push((CACHE_CONTROL, cache_control(scope)));
        headers.extend(value(tag).map(|tag| (ETAG, tag)));
        if selection == Selection::NotModified {
            return Self { status: StatusCode::NOT_MODIFIED, headers, body: Bytes::new() };
        }
        headers.push((CONTENT_TYPE, HeaderValue::from_static(kind)));
        let Selection::Part(from, to) = selection else {
            return Self { status: StatusCode::OK, headers, body: object.bytes.clone() };
        };
        headers.extend(value(format!("bytes {from}-{}/{length}", to - 1)).map(|range| (CONTENT_RANGE, range)));
        Self { status: StatusCode::PARTIAL_CONTENT, headers, body: object.bytes.slice(from..to) }
    }

    fn outside(length: usize) -> Self {
        let detail = format!("The object has {length} bytes.");
        let mut answer = Self::from(ApiError::new(Code::RangeNotSatisfiable, detail));
        answer.headers.extend(value(format!("bytes */{length}")).map(|range| (CONTENT_RANGE, range)));
        answer
    }
}

/// Digits and letters of ours: always a header value.
fn value(text: String) -> Option<HeaderValue> {
    HeaderValue::try_from(text).ok()
}

impl From<ApiError> for MediaAnswer {
    fn from(error: ApiError) -> Self {
        let (status, retry_after, problem) = error.problem();
        let mut headers = vec![(CONTENT_TYPE, HeaderValue::from_static(PROBLEM))];
        headers.extend(retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        Self { status, headers, body: problem.into() }
    }
}

impl From<MediaAnswer> for HttpResponse {
    fn from(answer: MediaAnswer) -> Self {
        let mut response = Self::build(answer.status);
        for header in answer.headers {
            response.insert_header(header);
        }
        response.body(answer.body)
    }
}

//! An answer to a request for media, before a transport writes it.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, RETRY_AFTER};
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

/// Which part of an object is meant by a `Content-Range`.
#[derive(Debug, Clone, Copy)]
pub enum RangeOf {
    /// From, and one past the end, of so many bytes.
    Part(usize, usize, usize),
    /// No part of so many bytes.
    Nothing(usize),
}

/// Status, headers and bytes; nothing of it is formatted yet. The body of a HEAD's answer is left away by the transport.
#[derive(Debug, Clone)]
pub struct MediaAnswer {
    pub status: StatusCode,
    pub kind: Option<&'static str>,
    pub cache_control: Option<&'static str>,
    /// The object that it is about: its hash is the tag, and parts of it may be had.
    pub object: Option<Arc<HotObject>>,
    pub range: Option<RangeOf>,
    pub retry_after_seconds: Option<u32>,
    /// Bytes that are shared with the cache.
    pub body: Bytes,
}

fn cache_control(scope: Scope) -> &'static str {
    match scope {
        Scope::Public => "public, max-age=31536000, immutable",
        Scope::Unlisted => "private, max-age=31536000, immutable",
        Scope::Signed { .. } => "private, no-store",
    }
}

/// Of what tells where everything else is: with it, a video that is not for everybody is found and opened.
fn directory_cache_control(scope: Scope) -> &'static str {
    match scope {
        Scope::Public => cache_control(scope),
        Scope::Unlisted | Scope::Signed { .. } => "private, no-store",
    }
}

/// What a tag says of an object's bytes, between its quotes.
fn opaque(object: &HotObject) -> &str {
    object.hash.get(..TAG_LETTERS).unwrap_or(&object.hash)
}

impl MediaAnswer {
    fn of(status: StatusCode, kind: Option<&'static str>, body: Bytes) -> Self {
        Self { status, kind, cache_control: None, object: None, range: None, retry_after_seconds: None, body }
    }

    /// A playlist: it stays as it is when its map is complete, and is asked for again and again until then.
    #[must_use]
    pub fn playlist(body: Bytes, scope: Scope, is_complete: bool) -> Self {
        let lifetime = match scope {
            Scope::Public if !is_complete => "no-cache",
            _ => directory_cache_control(scope),
        };
        Self { cache_control: Some(lifetime), ..Self::of(StatusCode::OK, Some(PLAYLIST), body) }
    }

    /// A text that stays as it is.
    #[must_use]
    pub fn text(body: String, kind: &'static str, scope: Scope) -> Self {
        Self { cache_control: Some(cache_control(scope)), ..Self::of(StatusCode::OK, Some(kind), body.into()) }
    }

    /// A list of things that come and go: kept by caches, and asked after each time.
    #[must_use]
    pub fn list(text: String, kind: &'static str, scope: Scope, conditions: &Conditions<'_>) -> Self {
        let object = HotObject { hash: sha256(text.as_bytes()), bytes: text.into() };
        let answer = Self::object(Arc::new(object), kind, scope, conditions);
        match scope {
            Scope::Public if answer.cache_control.is_some() => {
                Self { cache_control: Some("public, no-cache"), ..answer }
            }
            _ if answer.cache_control.is_some() => {
                Self { cache_control: Some(directory_cache_control(scope)), ..answer }
            }
            _ => answer,
        }
    }

    /// An object: the whole, a range of it, or the word that it has not changed.
    #[must_use]
    pub fn object(object: Arc<HotObject>, kind: &'static str, scope: Scope, conditions: &Conditions<'_>) -> Self {
        let length = object.bytes.len();
        let answer = match conditions.select(opaque(&object), length) {
            Selection::Outside => return Self::outside(length),
            Selection::NotModified => Self::of(StatusCode::NOT_MODIFIED, None, Bytes::new()),
            Selection::Whole => Self::of(StatusCode::OK, Some(kind), object.bytes.clone()),
            Selection::Part(from, to) => Self {
                range: Some(RangeOf::Part(from, to, length)),
                ..Self::of(StatusCode::PARTIAL_CONTENT, Some(kind), object.bytes.slice(from..to))
            },
        };
        Self { cache_control: Some(cache_control(scope)), object: Some(object), ..answer }
    }

    fn outside(length: usize) -> Self {
        let detail = format!("The object has {length} bytes.");
        let refusal = Self::from(ApiError::new(Code::RangeNotSatisfiable, detail));
        Self { range: Some(RangeOf::Nothing(length)), ..refusal }
    }

    /// Gives every header to `field`, a name and a value in parts.
    pub fn write_headers(&self, mut field: impl FnMut(&'static str, &[&str])) {
        if let Some(kind) = self.kind {
            field(CONTENT_TYPE.as_str(), &[kind]);
        }
        if let Some(lifetime) = self.cache_control {
            field(CACHE_CONTROL.as_str(), &[lifetime]);
        }
        if let Some(object) = &self.object {
            field(ACCEPT_RANGES.as_str(), &["bytes"]);
            field(ETAG.as_str(), &["\"", opaque(object), "\""]);
        }
        if let Some(range) = self.range {
            field(CONTENT_RANGE.as_str(), &[&range.to_string()]);
        }
        if let Some(seconds) = self.retry_after_seconds {
            field(RETRY_AFTER.as_str(), &[&seconds.to_string()]);
        }
    }
}

impl std::fmt::Display for RangeOf {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Part(from, to, length) => write!(formatter, "bytes {from}-{}/{length}", to - 1),
            Self::Nothing(length) => write!(formatter, "bytes */{length}"),
        }
    }
}

impl From<ApiError> for MediaAnswer {
    fn from(error: ApiError) -> Self {
        let (status, retry_after_seconds, problem) = error.problem();
        Self { retry_after_seconds, ..Self::of(status, Some(PROBLEM), problem.into()) }
    }
}

impl From<MediaAnswer> for HttpResponse {
    fn from(answer: MediaAnswer) -> Self {
        let mut response = Self::build(answer.status);
        answer.write_headers(|name, parts| {
            response.insert_header((name, parts.concat()));
        });
        response.body(answer.body)
    }
}

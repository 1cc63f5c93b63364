//! Media out: playlists, init segments, segments and posters.
//!
//! A segment that is made is read from the store and checked against its record; one that is not made is asked for, and
//! the request waits. Everything below a version of a video's media never changes: it may be cached for ever, unless
//! it is private.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use bytes::Bytes;
use moka::future::Cache;
use playhouse_actors::media_slot::verify;
use playhouse_actors::messages::{EnsureSegment, FindTranscode, SegmentError};
use playhouse_actors::model::{SegmentMap, Timestamp, Video, VideoId, Visibility};
use playhouse_actors::ports::{MediaObject, SegmentKey, StoreError};

use super::app::App;
use super::error::{ApiError, Code};
use super::media_url::Scope;
use super::playlist;

/// How long a request waits for a segment to be made.
const SEGMENT_DEADLINE: Duration = Duration::from_secs(60);
const ASK: Duration = Duration::from_secs(5);
/// How old what is known of a video may be when its media is served: the time in which a change of visibility works.
const FRESH: Duration = Duration::from_secs(2);
const CACHED_VIDEOS: u64 = 1000;

const PLAYLIST: &str = "application/vnd.apple.mpegurl";

/// What serving needs to know of a video.
struct Playback {
    video: Video,
    map: Option<SegmentMap>,
}

/// Playback data of videos that are being watched.
pub struct PlaybackCache(Cache<VideoId, Arc<Playback>>);

impl PlaybackCache {
    #[must_use]
    pub fn new() -> Self {
        Self(Cache::builder().max_capacity(CACHED_VIDEOS).time_to_live(FRESH).build())
    }

    async fn get(&self, app: &App, id: &VideoId) -> Result<Arc<Playback>, ApiError> {
        let load = async {
            let video = app.catalogue.video(id).await?.ok_or(StoreError::NotFound)?;
            let mut map = app.catalogue.segment_map(id).await?;
            if let Some(map) = &mut map {
                // The records are read one by one when they are needed.
                map.made = Vec::new();
            }
            Ok(Arc::new(Playback { video, map }))
        };
        self.0.try_get_with(id.clone(), load).await.map_err(|error: Arc<StoreError>| ApiError::from((*error).clone()))
    }
}

/// Checks the path against what its scope allows.
async fn open(app: &App, scope: &str, video: &str, version: u32) -> Result<(Arc<Playback>, Scope), ApiError> {
    let id = VideoId::parse(video).ok_or_else(ApiError::not_found)?;
    let scope = app.media_urls.scope(scope, &id, Timestamp::now()).ok_or_else(ApiError::not_found)?;
    let playback = app.playback_cache.get(app, &id).await?;
    let is_private = playback.video.visibility == Visibility::Private;
    if playback.video.media_version != version || (is_private && scope == Scope::Public) {
        return Err(ApiError::not_found());
    }
    Ok((playback, scope))
}

fn map_of(playback: &Playback) -> Result<&SegmentMap, ApiError> {
    let map = playback.map.as_ref().filter(|_| playback.video.state.is_watchable());
    map.ok_or_else(|| ApiError::new(Code::NotPlayable, "The video is not ready to be played."))
}

fn cache_control(scope: Scope) -> (actix_web::http::header::HeaderName, &'static str) {
    let value = match scope {
        Scope::Public => "public, max-age=31536000, immutable",
        Scope::Signed => "private, no-store",
    };
    (CACHE_CONTROL, value)
}

pub async fn multivariant(
    app: web::Data<App>,
    path: web::Path<(String, String, u32)>,
) -> Result<HttpResponse, ApiError> {
    let (playback, scope) = open(&app, &path.0, &path.1, path.2).await?;
    let map = map_of(&playback)?;
    Ok(playlist_response(map, scope, playlist::multivariant(map)))
}

pub async fn media(
    app: web::Data<App>,
    path: web::Path<(String, String, u32, String)>,
) -> Result<HttpResponse, ApiError> {
    let (playback, scope) = open(&app, &path.0, &path.1, path.2).await?;
    let map = map_of(&playback)?;
    let plan = map.rendition(&path.3).ok_or_else(ApiError::not_found)?;
    Ok(playlist_response(map, scope, playlist::media(map, plan)))
}

/// A playlist stays as it is when its map is complete, and is asked for again and again until then.
fn playlist_response(map: &SegmentMap, scope: Scope, text: String) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, PLAYLIST));
    match scope {
        Scope::Public if !map.is_complete => response.insert_header((CACHE_CONTROL, "no-cache")),
        Scope::Public | Scope::Signed => response.insert_header(cache_control(scope)),
    };
    response.body(text)
}

pub async fn init(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String, u32, String)>,
) -> Result<HttpResponse, ApiError> {
    let (playback, scope) = open(&app, &path.0, &path.1, path.2).await?;
    segment_response(&app, &request, &playback, scope, &path.3, None).await
}

pub async fn segment(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String, u32, String, u32)>,
) -> Result<HttpResponse, ApiError> {
    let (playback, scope) = open(&app, &path.0, &path.1, path.2).await?;
    segment_response(&app, &request, &playback, scope, &path.3, Some(path.4)).await
}

pub async fn poster(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String, u32)>,
) -> Result<HttpResponse, ApiError> {
    let (playback, scope) = open(&app, &path.0, &path.1, path.2).await?;
    let key = SegmentKey { video: playback.video.id.clone(), version: path.2, object: MediaObject::Poster };
    let bytes = app.segments.get(&key).await?;
    let tag = format!("\"{}-{}-poster\"", playback.video.id, path.2);
    Ok(answer(&request, bytes, "image/jpeg", &tag, scope))
}

async fn segment_response(
    app: &App,
    request: &HttpRequest,
    playback: &Playback,
    scope: Scope,
    rendition: &str,
    number: Option<u32>,
) -> Result<HttpResponse, ApiError> {
    let map = map_of(playback)?;
    let plan = map.rendition(rendition).ok_or_else(ApiError::not_found)?;
    if number.is_some_and(|number| number >= map.segment_count(plan)) {
        return Err(ApiError::not_found());
    }
    let (bytes, hash) = match load(app, map, plan.stream(), number).await {
        Err(StoreError::NotFound) => {
            ensure(app, &map.video, rendition, number).await?;
            load(app, map, plan.stream(), number).await?
        }
        other => other?,
    };
    let kind = if map.track(plan.track()).is_some_and(|_| plan.size().is_some()) { "video/mp4" } else { "audio/mp4" };
    let tag = format!("\"{}\"", hash.get(..32).unwrap_or(&hash));
    Ok(answer(request, bytes, kind, &tag, scope))
}

/// A segment's bytes and hash, when it is made and what it should be.
async fn load(app: &App, map: &SegmentMap, stream: &str, number: Option<u32>) -> Result<(Bytes, String), StoreError> {
    let record = app.catalogue.segment(&map.video, map.version, stream, number).await?.ok_or(StoreError::NotFound)?;
    let stream = stream.to_owned();
    let object = match number {
        None => MediaObject::Init { stream },
        Some(number) => MediaObject::Segment { stream, number },
    };
    let key = SegmentKey { video: map.video.clone(), version: map.version, object };
    let bytes = app.segments.get(&key).await?;
    verify(&bytes, record.length, &record.hash)?;
    Ok((bytes, record.hash))
}

/// Has a segment made, ahead of everything that nobody waits for.
async fn ensure(app: &App, video: &VideoId, rendition: &str, number: Option<u32>) -> Result<(), ApiError> {
    let handle = app.video_actors.ask(FindTranscode { video: video.clone() }, ASK).await?.map_err(segment_error)?;
    let request = EnsureSegment { rendition: rendition.to_owned(), number };
    handle.ask(request, SEGMENT_DEADLINE).await?.map_err(segment_error)
}

fn segment_error(error: SegmentError) -> ApiError {
    match error {
        SegmentError::NotFound => ApiError::not_found(),
        SegmentError::Failed(detail) => ApiError::new(Code::SegmentFailed, detail),
        SegmentError::Store(error) => error.into(),
    }
}

/// The whole, a range of it, or the word that it has not changed.
fn answer(request: &HttpRequest, bytes: Bytes, kind: &'static str, tag: &str, scope: Scope) -> HttpResponse {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let mut response = HttpResponse::Ok();
    response
        .insert_header((ETAG, tag.to_owned()))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header(cache_control(scope));
    if header(IF_NONE_MATCH).is_some_and(|list| list.split(',').any(|known| known.trim() == tag)) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.insert_header((CONTENT_TYPE, kind));
    match header(RANGE).map_or(Range::Whole, |range| parse_range(range, bytes.len())) {
        Range::Whole => response.body(bytes),
        Range::Part(from, to) => response
            .status(StatusCode::PARTIAL_CONTENT)
            .insert_header((CONTENT_RANGE, format!("bytes {from}-{}/{}", to - 1, bytes.len())))
            .body(bytes.slice(from..to)),
        Range::Outside => {
            let detail = format!("The object has {} bytes.", bytes.len());
            let mut refusal = ApiError::new(Code::RangeNotSatisfiable, detail).error_response();
            if let Ok(value) = format!("bytes */{}", bytes.len()).parse() {
                refusal.headers_mut().insert(CONTENT_RANGE, value);
            }
            refusal
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// From, and one past the end.
    Part(usize, usize),
    Outside,
}

/// One range of bytes (RFC 9110, 14.2); a list of several is answered with the whole, as the RFC allows.
fn parse_range(text: &str, length: usize) -> Range {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    if last.contains(',') {
        return Range::Whole;
    }
    let number = |text: &str| text.trim().parse::<u128>().ok();
    let clamp = |value: u128| usize::try_from(value).unwrap_or(usize::MAX);
    let (from, to) = match (first.trim().is_empty(), last.trim().is_empty(), number(first), number(last)) {
        (true, false, _, Some(suffix)) => (length.saturating_sub(clamp(suffix)), if suffix == 0 { 0 } else { length }),
        (false, true, Some(from), _) => (clamp(from), length),
        (false, false, Some(from), Some(last)) if from <= last => {
            (clamp(from), clamp(last).saturating_add(1).min(length))
        }
        _ => return Range::Whole,
    };
    if from < to { Range::Part(from, to) } else { Range::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (text, range) in [
            ("bytes=0-0", Range::Part(0, 1)),
            ("bytes=2-5", Range::Part(2, 6)),
            ("bytes=2-", Range::Part(2, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-30", Range::Part(0, 10)),
            ("bytes=5-500", Range::Part(5, 10)),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=99999999999999999999-", Range::Outside),
            ("bytes=5-2", Range::Whole),
            ("bytes=0-1,3-4", Range::Whole),
            ("lines=1-2", Range::Whole),
            ("bytes=a-b", Range::Whole),
        ] {
            assert_eq!(parse_range(text, 10), range, "{text}");
        }
    }
}

//! `/operator/storage`: what is stored of what, and what is let go because nobody watches it.

use std::time::Duration;

use actix_web::web;
use playhouse_actors::messages::{EvictUnwatched, EvictionError};
use playhouse_actors::model::{
    EvictionFigures, EvictionRun, SOURCE_AUDIO, SOURCE_VIDEO, Stored, StreamStorage, Timestamp, VideoStorage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Checks, PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Code, Problem};

const PAGE: usize = 24;
const DAY: u64 = 24 * 3600;
/// Ten years: what is older than that was asked for by mistake.
const MOST_DAYS: u32 = 3650;
/// How long the request waits for the end of an eviction, which goes on without it.
const EVICT: Duration = Duration::from_secs(60);

/// What is stored under one name, of all videos.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StreamStorage)]
pub struct StreamDto {
    /// `source-video` and `source-audio` are the mezzanine, others are renditions.
    pub stream: String,
    pub is_mezzanine: bool,
    /// Videos that have something of it.
    pub videos: u64,
    pub segments: u64,
    pub bytes: u64,
    /// Videos of which it is evicted, whole or in part.
    pub evicted: u64,
}

/// The last look for rungs that nobody watches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvictionRun)]
pub struct RunDto {
    /// RFC 3339
    pub at: String,
    pub rungs: u64,
    pub segments: u64,
    pub bytes: u64,
}

/// What eviction has freed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvictionFigures)]
pub struct EvictionDto {
    /// Rungs that nobody watches for so many days go by themselves; none: they stay.
    pub unwatched_days: Option<u64>,
    /// Since the beginning.
    pub rungs: u64,
    pub segments: u64,
    pub bytes: u64,
    pub last_run: Option<RunDto>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StorageOverview {
    pub segments: u64,
    pub bytes: u64,
    /// The largest first.
    pub streams: Vec<StreamDto>,
    pub eviction: EvictionDto,
}

/// What is stored of one video.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VideoStorage)]
pub struct VideoStorageDto {
    pub video: String,
    pub title: String,
    pub segments: u64,
    pub bytes: u64,
    /// The part of it that is the mezzanine.
    pub mezzanine_bytes: u64,
    /// Renditions that are evicted, whole or in part.
    pub evicted: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VideoStoragePage {
    pub items: Vec<VideoStorageDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

impl From<StreamStorage> for StreamDto {
    fn from(storage: StreamStorage) -> Self {
        Self {
            is_mezzanine: [SOURCE_VIDEO, SOURCE_AUDIO].contains(&storage.stream.as_str()),
            stream: storage.stream,
            videos: storage.videos,
            segments: storage.stored.segments,
            bytes: storage.stored.bytes,
            evicted: storage.evicted,
        }
    }
}

impl From<EvictionRun> for RunDto {
    fn from(run: EvictionRun) -> Self {
        let Stored { segments, bytes } = run.freed;
        Self { at: rfc3339(run.at), rungs: run.rungs, segments, bytes }
    }
}

impl From<VideoStorage> for VideoStorageDto {
    fn from(storage: VideoStorage) -> Self {
        Self {
            video: storage.video.to_string(),
            title: storage.title,
            segments: storage.stored.segments,
            bytes: storage.stored.bytes,
            mezzanine_bytes: storage.mezzanine.bytes,
            evicted: storage.evicted,
        }
    }
}

fn eviction_dto(figures: EvictionFigures, unwatched: Option<Duration>) -> EvictionDto {
    EvictionDto {
        unwatched_days: unwatched.map(|unwatched| unwatched.as_secs() / DAY),
        rungs: figures.rungs,
        segments: figures.freed.segments,
        bytes: figures.freed.bytes,
        last_run: figures.last_run.map(RunDto::from),
    }
}

/// What is stored of all videos, by stream, and what eviction has freed.
#[utoipa::path(get, path = "/api/v1/operator/storage", tag = "operators", responses(
    (status = 200, body = StorageOverview),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn overview(app: web::Data<App>, _: Operator) -> Result<web::Json<StorageOverview>, ApiError> {
    let streams = app.ledger.storage_by_stream().await?;
    let sum = streams.iter().fold(Stored::default(), |sum, stream| sum.plus(stream.stored));
    Ok(web::Json(StorageOverview {
        segments: sum.segments,
        bytes: sum.bytes,
        streams: streams.into_iter().map(StreamDto::from).collect(),
        eviction: eviction_dto(app.ledger.eviction_figures().await?, app.evict_unwatched),
    }))
}

/// What is stored of each video, the largest first.
#[utoipa::path(get, path = "/api/v1/operator/storage/videos", tag = "operators", params(PageQuery), responses(
    (status = 200, body = VideoStoragePage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn videos(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    _: Operator,
) -> Result<web::Json<VideoStoragePage>, ApiError> {
    let after = query.after()?;
    let page = app.ledger.storage_by_video(after, query.limit(PAGE)).await?;
    Ok(web::Json(VideoStoragePage {
        items: page.items.into_iter().map(VideoStorageDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvictRequest {
    /// What nobody has watched for so many days goes, 0 to 3650; without it, the setting's days.
    unwatched_days: Option<u32>,
}

/// Evicts encoded rungs that nobody watches, of videos that are ready; never the source's own streams, sound, or the
/// smallest rung of a video. What is asked for again is made again.
#[utoipa::path(post, path = "/api/v1/operator/storage/evictions", tag = "operators", request_body = EvictRequest, responses(
    (status = 200, description = "What has gone", body = RunDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`eviction_under_way`", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The days are missing, and none are set", body = Problem, content_type = "application/problem+json"),
    (status = 504, description = "It goes on", body = Problem, content_type = "application/problem+json"),
))]
pub async fn evict(
    app: web::Data<App>,
    body: web::Json<EvictRequest>,
    _: Operator,
) -> Result<web::Json<RunDto>, ApiError> {
    let mut checks = Checks::default();
    let days = body.unwatched_days;
    checks.require(days.is_none_or(|days| days <= MOST_DAYS), "/unwatched_days", "0 to 3650");
    let unwatched = days.map(|days| Duration::from_secs(u64::from(days) * DAY)).or(app.evict_unwatched);
    checks.require(unwatched.is_some(), "/unwatched_days", "required, since `evict_unwatched_days` is not set");
    checks.done()?;
    let request = EvictUnwatched { unwatched: unwatched.unwrap_or_default(), now: Timestamp::now() };
    match app.evictor.ask(request, EVICT).await? {
        Ok(run) => Ok(web::Json(run.into())),
        Err(EvictionError::UnderWay) => Err(ApiError::new(Code::EvictionUnderWay, "Wait for its end.")),
        Err(EvictionError::Store(error)) => Err(error.into()),
    }
}

//! Videos and their segment maps.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_pipelines::report::Loudness;

use super::StoreError;
use crate::model::{
    DeadLetter, MapExtension, Page, RenditionProgress, SegmentMap, SegmentRecord, UserId, Video, VideoDetails,
    VideoFailure, VideoFilter, VideoId,
};

/// Where ingest begins.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestStart {
    /// Version of the media that is made.
    pub version: u32,
    /// What an earlier try of the same version has left: the same source gives the same again.
    pub map: Option<SegmentMap>,
}

#[async_trait]
pub trait Catalogue: Send + Sync {
    async fn video(&self, id: &VideoId) -> Result<Option<Video>, StoreError>;

    async fn videos(&self, filter: &VideoFilter) -> Result<Page<Video>, StoreError>;

    /// Changes what its owner may change; `None` when there is no such video of theirs.
    async fn update(&self, id: &VideoId, owner: &UserId, details: VideoDetails) -> Result<Option<Video>, StoreError>;

    /// Removes a video and leaves the fact; false when there is no such video of theirs.
    async fn delete(&self, id: &VideoId, owner: &UserId) -> Result<bool, StoreError>;

    async fn add_view(&self, id: &VideoId) -> Result<(), StoreError>;

    /// Videos that still have work to do: `processing` and `playable`, and others with renditions that are not listed.
    async fn unfinished(&self) -> Result<Vec<Video>, StoreError>;

    /// Begins to map a video's media, or goes on where an earlier try ended. `anew` starts another version, and what
    /// was there is forgotten. `None` when the map is complete or the video failed.
    async fn begin_ingest(&self, id: &VideoId, anew: bool) -> Result<Option<IngestStart>, StoreError>;

    /// Adds to the map, and to the video what follows from it. False when the version is no longer the current one, or
    /// the map is not where the extension continues: a late worker's product is refused.
    async fn extend_map(&self, id: &VideoId, version: u32, extension: MapExtension) -> Result<bool, StoreError>;

    /// Records segments that are durable; those recorded before stay as they are. False when the version is no longer the
    /// current one, or objects of such a rung are being removed: the caller's map is history.
    async fn commit_segments(&self, id: &VideoId, version: u32, made: Vec<SegmentRecord>) -> Result<bool, StoreError>;

    /// `uploading` or `processing` -> `playable`, with the fact; false when the video was elsewhere.
    async fn mark_playable(&self, id: &VideoId) -> Result<bool, StoreError>;

    /// `playable` -> `ready` when the map is complete, with the fact.
    async fn mark_ready(&self, id: &VideoId) -> Result<bool, StoreError>;

    /// Any state but `ready` -> `failed`, with the fact; its segments are forgotten.
    async fn mark_failed(&self, id: &VideoId, failure: VideoFailure) -> Result<bool, StoreError>;

    /// Tells players of renditions that were kept from them until they are whole; the map counts as changed. False when
    /// the version is no longer the current one.
    async fn list_renditions(&self, id: &VideoId, version: u32, names: Vec<String>) -> Result<bool, StoreError>;

    /// `None` before the first segments are known.
    async fn segment_map(&self, id: &VideoId) -> Result<Option<SegmentMap>, StoreError>;

    async fn segment(
        &self,
        id: &VideoId,
        version: u32,
        stream: &str,
        number: Option<u32>,
    ) -> Result<Option<SegmentRecord>, StoreError>;

    /// Removes the record of a segment of this version: it counts as not made.
    async fn forget_segment(
        &self,
        id: &VideoId,
        version: u32,
        stream: &str,
        number: Option<u32>,
    ) -> Result<(), StoreError>;

    /// Records that segments are given up; false when the version is no longer the current one.
    async fn bury(&self, letter: DeadLetter) -> Result<bool, StoreError>;

    /// What was given up of a video.
    async fn dead_letters(&self, video: &VideoId) -> Result<Vec<DeadLetter>, StoreError>;

    /// What was given up of all videos, the newest first, up to `limit`.
    async fn newest_dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError>;

    /// Forgets that segments of a video were given up; answers how many letters there were.
    async fn revive(&self, video: &VideoId) -> Result<usize, StoreError>;

    /// Notes how loud a version's sound is; false when it is no longer the current one.
    async fn set_loudness(&self, id: &VideoId, version: u32, loudness: Loudness) -> Result<bool, StoreError>;

    /// `None` until it is measured.
    async fn loudness(&self, id: &VideoId) -> Result<Option<Loudness>, StoreError>;

    /// Watchable videos with a complete map whose sound is not measured, the oldest first.
    async fn unmeasured(&self, limit: usize) -> Result<Vec<VideoId>, StoreError>;

    /// How far the renditions of many videos are, in the order of the plan; a video without any has no entry.
    async fn progress_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<RenditionProgress>>, StoreError>;

    async fn progress(&self, id: &VideoId) -> Result<Vec<RenditionProgress>, StoreError> {
        Ok(self.progress_of(std::slice::from_ref(id)).await?.remove(id).unwrap_or_default())
    }
}

//! Videos and their segment maps.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    Page, RenditionPlan, RenditionProgress, SegmentMap, SegmentRecord, Track, UserId, Video, VideoDetails,
    VideoFailure, VideoFilter, VideoId, VideoState,
};

/// What ingest hands over when a source is cut: written in one transaction.
#[derive(Debug, Clone)]
pub struct IngestOutcome {
    pub tracks: Vec<Track>,
    pub renditions: Vec<RenditionPlan>,
    /// Segments and init segments of the mezzanine.
    pub made: Vec<SegmentRecord>,
    pub duration_seconds: f64,
    pub width: Option<u32>,
    pub height: Option<u32>,
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

    /// Videos that still have work to do: `processing` and `playable`.
    async fn unfinished(&self) -> Result<Vec<(VideoId, VideoState)>, StoreError>;

    /// Starts a new version of a video's media: what an earlier try left is forgotten. Returns its number; `None` when
    /// the video is mapped already or not in `processing`.
    async fn begin_ingest(&self, id: &VideoId) -> Result<Option<u32>, StoreError>;

    /// False when the version is no longer the current one: a late worker's product is refused.
    async fn commit_ingest(&self, id: &VideoId, version: u32, outcome: IngestOutcome) -> Result<bool, StoreError>;

    /// Records segments that are durable; those recorded before stay as they are.
    async fn commit_segments(&self, id: &VideoId, version: u32, made: Vec<SegmentRecord>) -> Result<bool, StoreError>;

    async fn set_poster(&self, id: &VideoId, version: u32) -> Result<(), StoreError>;

    /// `processing` -> `playable`, with the fact; false when the video was elsewhere.
    async fn mark_playable(&self, id: &VideoId) -> Result<bool, StoreError>;

    /// `playable` -> `ready`, with the fact.
    async fn mark_ready(&self, id: &VideoId) -> Result<bool, StoreError>;

    /// Any state but `ready` -> `failed`, with the fact; its segments are forgotten.
    async fn mark_failed(&self, id: &VideoId, failure: VideoFailure) -> Result<bool, StoreError>;

    /// `None` before ingest is complete.
    async fn segment_map(&self, id: &VideoId) -> Result<Option<SegmentMap>, StoreError>;

    async fn segment(
        &self,
        id: &VideoId,
        version: u32,
        stream: &str,
        number: Option<u32>,
    ) -> Result<Option<SegmentRecord>, StoreError>;

    async fn progress(&self, id: &VideoId) -> Result<Vec<RenditionProgress>, StoreError>;
}

//! Records of stills. Their bytes are in the [`SegmentStore`](super::SegmentStore).

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_pipelines::report::StillKind;

use super::StoreError;
use crate::model::{StillRecord, StillSet, Timestamp, VideoId};

/// A still that is no longer shown and whose bytes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredStill {
    pub video: VideoId,
    pub version: u32,
    pub kind: StillKind,
    pub number: u32,
}

#[async_trait]
pub trait Stills: Send + Sync {
    /// What there is of the current version of a video's media.
    async fn stills(&self, video: &VideoId) -> Result<StillSet, StoreError>;

    /// The same for a page of videos; those without any are missing.
    async fn stills_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, StillSet>, StoreError>;

    /// Records stills that are durable, in one transaction. Posters with the numbers in `retires` are no longer shown.
    /// Their bytes stay until [`forget_retired`](Self::forget_retired). False when the version is no longer the current one.
    async fn add_stills(
        &self,
        video: &VideoId,
        version: u32,
        made: Vec<StillRecord>,
        retires: Vec<u32>,
    ) -> Result<bool, StoreError>;

    /// Nothing is left to be made of this version.
    async fn complete_stills(&self, video: &VideoId, version: u32) -> Result<(), StoreError>;

    /// Videos that can be watched and whose stills are not complete, oldest first.
    async fn unfinished_stills(&self, limit: usize) -> Result<Vec<VideoId>, StoreError>;

    /// Stills that were retired before a time and whose bytes are kept, the oldest first.
    async fn retired_stills(&self, before: Timestamp, limit: usize) -> Result<Vec<RetiredStill>, StoreError>;

    /// The bytes of a retired still are gone.
    async fn forget_retired(&self, still: &RetiredStill) -> Result<(), StoreError>;
}

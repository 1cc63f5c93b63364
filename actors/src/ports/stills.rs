//! Records of stills. Their bytes are in the [`SegmentStore`](super::SegmentStore).

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{StillRecord, StillSet, VideoId};

#[async_trait]
pub trait Stills: Send + Sync {
    /// What there is of the current version of a video's media.
    async fn stills(&self, video: &VideoId) -> Result<StillSet, StoreError>;

    /// The same for a page of videos; those without any are missing.
    async fn stills_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, StillSet>, StoreError>;

    /// Records stills that are durable, in one transaction. Posters with the numbers in `retires` are no longer shown.
    /// False when the version is no longer the current one.
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
}

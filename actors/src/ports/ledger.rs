//! The storage ledger: what is stored of which stream, when it was watched, and what is let go.
//!
//! An eviction has two steps, so that it may be cut off anywhere: [`begin_eviction`](Ledger::begin_eviction) forgets the
//! records and marks the rung in one transaction, then the objects are removed, then [`end_eviction`](Ledger::end_eviction)
//! takes the mark away. A mark that is found later is an eviction to be finished.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    Cursor, EvictedRung, EvictionFigures, EvictionRun, Page, Rung, Stored, StreamStorage, Timestamp, VideoId,
    VideoStorage,
};

#[async_trait]
pub trait Ledger: Send + Sync {
    /// Notes that rungs are watched, unless that was noted less than an hour before.
    async fn note_watched(&self, rungs: Vec<Rung>, at: Timestamp) -> Result<(), StoreError>;

    /// Rungs that may go, ordered by video and name, after one of them: encoded pictures of which something is stored and
    /// that nobody has watched since `before`, of videos that are ready; never a video's smallest.
    async fn evictable(&self, before: Timestamp, after: Option<Rung>, limit: usize) -> Result<Vec<Rung>, StoreError>;

    /// Forgets the segments of a rung and marks it, if it may still go; answers what it had.
    async fn begin_eviction(&self, rung: &Rung, before: Timestamp, at: Timestamp)
    -> Result<Option<Stored>, StoreError>;

    /// The objects of an evicted rung are gone.
    async fn end_eviction(&self, rung: &Rung) -> Result<(), StoreError>;

    /// Rungs of a video that were evicted and are not whole again.
    async fn evicted(&self, video: &VideoId) -> Result<Vec<EvictedRung>, StoreError>;

    /// Videos with evictions that are not finished.
    async fn unfinished_evictions(&self) -> Result<Vec<VideoId>, StoreError>;

    async fn note_run(&self, run: EvictionRun) -> Result<(), StoreError>;

    async fn eviction_figures(&self) -> Result<EvictionFigures, StoreError>;

    /// By stream, over all videos; the largest first.
    async fn storage_by_stream(&self) -> Result<Vec<StreamStorage>, StoreError>;

    /// `None` when there is no such video.
    async fn storage_of(&self, video: &VideoId) -> Result<Option<VideoStorage>, StoreError>;

    /// By video, the largest first. The key of the cursor is the number of bytes.
    async fn storage_by_video(&self, after: Option<Cursor>, limit: usize) -> Result<Page<VideoStorage>, StoreError>;
}

//! How far people are in videos, and what they have watched.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{HistoryFilter, Page, UserId, VideoId, WatchPosition, Watched};

#[async_trait]
pub trait History: Send + Sync {
    /// Notes where a person is in a video, now; nothing while their history is paused.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] without such a video.
    async fn note_position(&self, user: &UserId, video: &VideoId, position: WatchPosition) -> Result<(), StoreError>;

    /// Where a person is in these videos; one that they have not watched has no entry.
    async fn positions(&self, user: &UserId, videos: &[VideoId])
    -> Result<HashMap<VideoId, WatchPosition>, StoreError>;

    /// What a person has watched and may see; the last one first.
    async fn history(&self, user: &UserId, filter: &HistoryFilter) -> Result<Page<Watched>, StoreError>;

    /// Forgets that a person has watched this video, or any.
    async fn forget_watched(&self, user: &UserId, video: Option<&VideoId>) -> Result<(), StoreError>;

    async fn is_history_paused(&self, user: &UserId) -> Result<bool, StoreError>;

    async fn pause_history(&self, user: &UserId, is_paused: bool) -> Result<(), StoreError>;
}

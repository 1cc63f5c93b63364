//! Chapters of videos.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Chapter, VideoId};

#[async_trait]
pub trait Chapters: Send + Sync {
    /// In the order of the timeline; a video without any has no entry.
    async fn chapters_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<Chapter>>, StoreError>;

    async fn chapters(&self, video: &VideoId) -> Result<Vec<Chapter>, StoreError> {
        Ok(self.chapters_of(std::slice::from_ref(video)).await?.remove(video).unwrap_or_default())
    }

    /// These instead of those that were there, all at once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] without such a video.
    async fn set_chapters(&self, video: &VideoId, chapters: Vec<Chapter>) -> Result<(), StoreError>;
}

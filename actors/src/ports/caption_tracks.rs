//! Which captions a video has.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::captions::Language;
use crate::model::{CaptionTrack, Placed, VideoId};

#[async_trait]
pub trait CaptionTracks: Send + Sync {
    /// Of many videos, in the order of their languages; a video without any has no entry.
    async fn caption_tracks_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<CaptionTrack>>, StoreError>;

    /// In the order of their languages.
    async fn caption_tracks(&self, video: &VideoId) -> Result<Vec<CaptionTrack>, StoreError> {
        Ok(self.caption_tracks_of(std::slice::from_ref(video)).await?.remove(video).unwrap_or_default())
    }

    async fn caption_track(&self, video: &VideoId, language: &Language) -> Result<Option<CaptionTrack>, StoreError>;

    /// A number that no track of the video has had; `NotFound` when there is no such video.
    async fn next_caption_revision(&self, video: &VideoId) -> Result<u32, StoreError>;

    /// Puts a track whose object is durable in the place of the language's; the older time of creation stays.
    async fn put_caption_track(&self, track: CaptionTrack) -> Result<Placed, StoreError>;

    async fn remove_caption_track(
        &self,
        video: &VideoId,
        language: &Language,
    ) -> Result<Option<CaptionTrack>, StoreError>;
}

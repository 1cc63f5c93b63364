//! Who likes which video.

use std::collections::HashSet;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Cursor, Page, UserId, Video, VideoId};

#[async_trait]
pub trait Likes: Send + Sync {
    /// Sets or takes back a person's like; how many there are now, none without such a video. The same twice changes nothing.
    async fn like_video(&self, video: &VideoId, user: &UserId, likes: bool) -> Result<Option<u64>, StoreError>;

    /// Which of these videos a person likes.
    async fn liked_videos(&self, user: &UserId, videos: &[VideoId]) -> Result<HashSet<VideoId>, StoreError>;

    /// What a person likes and may see; the last one first.
    async fn likes_of(&self, user: &UserId, cursor: Option<Cursor>, limit: usize) -> Result<Page<Video>, StoreError>;
}

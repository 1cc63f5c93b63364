//! Ways from one video to others.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{TagCount, Video};

#[async_trait]
pub trait Discovery: Send + Sync {
    /// Tags of public videos that can be watched, those of most videos first.
    async fn popular_tags(&self, limit: usize) -> Result<Vec<TagCount>, StoreError>;

    /// Public videos that can be watched after this one, by [`related`](crate::model::related).
    async fn related(&self, video: &Video, limit: usize) -> Result<Vec<Video>, StoreError>;
}

//! Segments, init segments and stills: written once, never changed, read by key.

use async_trait::async_trait;
use bytes::Bytes;

use super::StoreError;
use crate::model::VideoId;

/// Place of one object of a video's media.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SegmentKey {
    pub video: VideoId,
    pub version: u32,
    pub object: MediaObject,
}

/// What a key names within a version of the media.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MediaObject {
    Init { stream: String },
    Segment { stream: String, number: u32 },
    Poster,
}

#[async_trait]
pub trait SegmentStore: Send + Sync {
    /// Durable when this returns. Writing the same key again replaces it whole; no reader sees a part.
    async fn put(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), StoreError>;

    async fn get(&self, key: &SegmentKey) -> Result<Bytes, StoreError>;

    /// Removes every object of a video, or of the versions before `below`.
    async fn remove(&self, video: &VideoId, below: Option<u32>) -> Result<(), StoreError>;
}

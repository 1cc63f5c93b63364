//! Uploads as the database knows them. Their bytes are in the [`SourceStore`](super::SourceStore).

use async_trait::async_trait;

use super::StoreError;
use crate::model::{NewUpload, NewVideo, Timestamp, Upload, UploadId, UploadState, UserId, VideoId};

/// What a person may have in uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadRoom {
    /// Open at one time.
    pub open: u64,
    /// Bytes of all that have not failed or been removed, announced ones counted as if they were here; `None`: no limit.
    pub bytes: Option<u64>,
}

/// What became of a new upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadCreation {
    Made,
    TooManyOpen,
    /// No room for so many bytes; one whose length is not known takes all that is left, as long as it is open.
    TooManyBytes,
}

#[async_trait]
pub trait Uploads: Send + Sync {
    /// Makes the upload and, unless it is a part, its video in state `uploading`, in one transaction, if its owner has room.
    /// Those of one person who race are counted one after the other.
    async fn create(
        &self,
        upload: NewUpload,
        video: Option<NewVideo>,
        room: UploadRoom,
    ) -> Result<UploadCreation, StoreError>;

    async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError>;

    /// The upload that became this video.
    async fn upload_of_video(&self, video: &VideoId) -> Result<Option<Upload>, StoreError>;

    /// Bytes of a person's uploads, as [`UploadRoom::bytes`] counts them.
    async fn stored_bytes(&self, owner: &UserId) -> Result<u64, StoreError>;

    /// Sets the length of a deferred upload; false when it was set before.
    async fn set_length(&self, id: &UploadId, length: u64) -> Result<bool, StoreError>;

    /// Marks or clears the offset past which bytes are unproven.
    async fn set_unproven(&self, id: &UploadId, from: Option<u64>) -> Result<(), StoreError>;

    async fn extend(&self, id: &UploadId, expires_at: Timestamp) -> Result<(), StoreError>;

    /// Every byte is durable: the upload is complete, its video `processing`, and the fact in the outbox, in one
    /// transaction. Does nothing when it was complete before.
    async fn complete(&self, id: &UploadId, length: u64) -> Result<(), StoreError>;

    /// Ends an open upload, or a part that nobody joined, and removes its video; false when there was nothing to end.
    async fn end(&self, id: &UploadId, state: UploadState) -> Result<bool, StoreError>;

    /// Open uploads, and parts that nobody joined, whose time is over.
    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadId>, StoreError>;

    /// Forgets the row of a part that was joined.
    async fn forget(&self, id: &UploadId) -> Result<(), StoreError>;
}

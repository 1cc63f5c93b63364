//! Uploads: a length, a place in the source store, and what they become when they are whole.

use super::{Timestamp, UploadId, UserId, VideoId};

/// What an upload becomes (tus 1.0.0, concatenation extension).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadKind {
    /// A video of its own.
    Whole,
    /// A part that a final upload will join.
    Partial,
    /// The parts joined: never written to, a video of its own.
    Final { parts: Vec<UploadId> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    Open,
    /// Every byte is durable.
    Complete,
    /// Ended by its owner, or its video is gone.
    Terminated,
    Expired,
}

impl UploadState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Terminated => "terminated",
            Self::Expired => "expired",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Complete, Self::Terminated, Self::Expired].into_iter().find(|state| state.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub owner: UserId,
    /// The video it will be; none for a part.
    pub video: Option<VideoId>,
    pub kind: UploadKind,
    pub state: UploadState,
    /// Final length in bytes; none while deferred.
    pub length: Option<u64>,
    /// The `Upload-Metadata` header as it came, given back on HEAD.
    pub metadata: String,
    /// While a chunk with a checksum is in flight: its offset. Bytes past it are unproven after a crash.
    pub unproven_from: Option<u64>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct NewUpload {
    pub id: UploadId,
    pub owner: UserId,
    pub video: Option<VideoId>,
    pub kind: UploadKind,
    pub length: Option<u64>,
    pub metadata: String,
    pub expires_at: Timestamp,
}

//! Messages about one upload.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::message;
use crate::model::{Timestamp, UploadId, UploadState, VideoId};
use crate::ports::{SourceWriter, StoreError};
use crate::runtime::Handle;
use crate::upload::UploadActor;

/// Why an upload refuses.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UploadError {
    #[error("there is no such upload")]
    NotFound,
    #[error("the upload is over: {}", .0.as_str())]
    Gone(UploadState),
    /// A final upload takes no bytes of its own.
    #[error("a final upload takes no bytes")]
    Final,
    #[error("the upload is at offset {offset}")]
    OffsetMismatch { offset: u64 },
    #[error("the upload's length is set already")]
    LengthSet,
    #[error("past the upload's length")]
    TooLarge,
    #[error("another request is writing")]
    Locked,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where an upload stands: every byte before `offset` is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadProgress {
    pub offset: u64,
    pub length: Option<u64>,
    pub metadata: String,
    pub video: Option<VideoId>,
    pub expires_at: Timestamp,
    pub is_complete: bool,
    pub is_partial: bool,
    /// Ids of the parts of a final upload.
    pub parts: Vec<UploadId>,
}

/// Names a lease for as long as the process lives, so that one of an earlier life of the actor is never taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeaseId(u64);

impl LeaseId {
    #[must_use]
    pub fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// How far a source has grown: the first `available` bytes can be read. It may shrink when a chunk is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceGrowth {
    pub available: u64,
    /// Final length, once it is known.
    pub length: Option<u64>,
}

impl SourceGrowth {
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.length.is_some_and(|length| self.available >= length)
    }
}

/// A chunk of an upload that becomes a video begins: its source can be followed.
#[derive(Clone)]
pub struct SourceGrows {
    pub video: VideoId,
    pub upload: UploadId,
    pub growth: watch::Receiver<SourceGrowth>,
}

/// The right to write one chunk: held by one request at a time, given back with [`CloseChunk`].
pub struct ChunkLease {
    pub id: LeaseId,
    pub writer: Box<dyn SourceWriter>,
    /// Bytes that may be written; `None` while the length is not known.
    pub room: Option<u64>,
    /// Turns true when someone else wants the upload: save what is there and give the lease back.
    pub give_way: watch::Receiver<bool>,
    /// Where to tell how far the source has grown; none for a chunk that counts only when it is whole.
    pub growth: Option<watch::Sender<SourceGrowth>>,
}

/// Asks for the right to write at an offset.
pub struct OpenChunk {
    pub offset: u64,
    /// Bytes that will come, when the request says so.
    pub announced: Option<u64>,
    /// The length of a deferred upload, when this request brings it.
    pub length: Option<u64>,
    /// Whether a checksum will decide if the chunk counts.
    pub has_checksum: bool,
}

/// What becomes of the bytes that were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkVerdict {
    Keep,
    /// The checksum does not match, or never came.
    Drop,
}

/// Gives a lease back; the answer comes when the outcome is durable.
pub struct CloseChunk {
    pub id: LeaseId,
    pub writer: Box<dyn SourceWriter>,
    pub verdict: ChunkVerdict,
}

/// Where the upload stands; makes a writer give way first, so that the answer is final.
pub struct GetUploadProgress;

/// Ends the upload for `state` and frees the disk.
pub struct TerminateUpload {
    pub state: UploadState,
}

/// The actor of an upload, started if need be.
pub struct FindUpload {
    pub id: UploadId,
}

message! {
    OpenChunk => Result<ChunkLease, UploadError>;
    CloseChunk => Result<UploadProgress, UploadError>;
    GetUploadProgress => Result<UploadProgress, UploadError>;
    TerminateUpload => Result<(), UploadError>;
    FindUpload => Handle<UploadActor>;
    SourceGrows;
}

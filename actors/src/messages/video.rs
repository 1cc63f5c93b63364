//! Messages about one video's media.

use std::sync::Arc;

use crate::message;
use crate::model::{MapExtension, VideoId};
use crate::ports::StoreError;
use crate::runtime::Handle;
use crate::transcode::Transcode;

/// New facts are in the outbox.
pub struct FactsArrived;

/// A video's segment map has grown, durably.
#[derive(Clone)]
pub struct MapGrew {
    pub video: VideoId,
    pub version: u32,
    /// Of the map with the extension.
    pub revision: u32,
    pub extension: Arc<MapExtension>,
}

/// The ingest of a video is over, well or not.
pub struct IngestEnded {
    pub video: VideoId,
}

/// The actor that makes a video's segments, started if need be; `None` when the video has no segment map.
pub struct FindTranscode {
    pub video: VideoId,
}

/// Makes a segment if it is not there; the answer comes when it is durable.
pub struct EnsureSegment {
    pub rendition: String,
    /// `None` is the init segment.
    pub number: Option<u32>,
}

/// The dead letters of a video are gone from the database: what they gave up is tried again.
pub struct DeadLettersRevived {
    pub video: VideoId,
}

/// Why a segment could not be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SegmentError {
    #[error("there is no such segment")]
    NotFound,
    #[error("the segment could not be made: {0}")]
    Failed(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

message! {
    FactsArrived;
    MapGrew;
    IngestEnded;
    DeadLettersRevived;
    FindTranscode => Result<Handle<Transcode>, SegmentError>;
    EnsureSegment => Result<(), SegmentError>;
}

//! Segments, init segments and stills: written once, never changed, read by key.

use async_trait::async_trait;
use bytes::Bytes;
use playhouse_pipelines::report::StillKind;

use super::StoreError;
use crate::captions::Language;
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
    Init {
        stream: String,
    },
    Segment {
        stream: String,
        number: u32,
    },
    Still {
        kind: StillKind,
        number: u32,
    },
    /// Cues of a text track of the source, as the worker told them: there until they are captions.
    Subtitles {
        index: u32,
    },
    /// A file of captions; of the video, whatever the version of its media.
    Captions {
        language: Language,
        revision: u32,
    },
}

impl MediaObject {
    /// Stream and number (`None`: the init segment) of what has a record in the segment map; the others have none, or records of their own.
    #[must_use]
    pub fn stream_and_number(&self) -> Option<(&str, Option<u32>)> {
        match self {
            Self::Init { stream } => Some((stream, None)),
            Self::Segment { stream, number } => Some((stream, Some(*number))),
            Self::Still { .. } | Self::Subtitles { .. } | Self::Captions { .. } => None,
        }
    }
}

#[async_trait]
pub trait SegmentStore: Send + Sync {
    /// Durable when this returns. Writing the same key again replaces it whole; no reader sees a part.
    async fn put(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), StoreError>;

    async fn get(&self, key: &SegmentKey) -> Result<Bytes, StoreError>;

    /// Removes an object; no error when there is none.
    async fn remove_one(&self, key: &SegmentKey) -> Result<(), StoreError>;

    /// Removes every object of a stream of one version; what is in quarantine stays.
    async fn remove_stream(&self, video: &VideoId, version: u32, stream: &str) -> Result<(), StoreError>;

    /// Moves an object out of the way of its key and keeps it; one that is not there is out of the way.
    async fn quarantine(&self, key: &SegmentKey) -> Result<(), StoreError>;

    /// Removes every object of a video, or those of the versions before `below`; with what is in quarantine.
    async fn remove(&self, video: &VideoId, below: Option<u32>) -> Result<(), StoreError>;
}

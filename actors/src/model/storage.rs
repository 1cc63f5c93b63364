//! What is stored, who has use for it, and what was let go.

use super::{SegmentRecord, StreamName, Timestamp, VideoId};

/// One rendition of one version of a video's media.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rung {
    pub video: VideoId,
    pub version: u32,
    pub rendition: String,
}

/// A rendition that was evicted and is not whole again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvictedRung {
    pub rendition: String,
    /// Its objects are still being removed: nothing of it may be made until they are.
    pub is_removing: bool,
}

/// Segments, and bytes with the init segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stored {
    pub segments: u64,
    pub bytes: u64,
}

impl Stored {
    /// What a record stands for.
    #[must_use]
    pub fn of(record: &SegmentRecord) -> Self {
        Self { segments: u64::from(record.number.is_some()), bytes: record.length }
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { segments: self.segments.saturating_add(other.segments), bytes: self.bytes.saturating_add(other.bytes) }
    }
}

/// What is stored under one name of stream, of all videos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamStorage {
    pub stream: StreamName,
    /// Videos that have something of it.
    pub videos: u64,
    pub stored: Stored,
    /// Videos of which it is evicted, whole or in part.
    pub evicted: u64,
}

/// What is stored of one video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoStorage {
    pub video: VideoId,
    pub title: String,
    pub stored: Stored,
    /// The part of it that is the mezzanine.
    pub mezzanine: Stored,
    /// Renditions that are evicted, whole or in part.
    pub evicted: Vec<String>,
}

/// One look for rungs that nobody watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvictionRun {
    pub at: Timestamp,
    pub rungs: u64,
    pub freed: Stored,
}

/// What eviction has done since the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvictionFigures {
    pub rungs: u64,
    pub freed: Stored,
    pub last_run: Option<EvictionRun>,
}

//! What could not be made of a video, and why.

use super::{Timestamp, VideoFailure, VideoId};

/// One unit of a video's ladder that failed for good: its segments stay missing until somebody has them tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub video: VideoId,
    /// Version of the video's media.
    pub version: u32,
    /// Renditions that miss the segment.
    pub rungs: Vec<String>,
    /// The segment's number.
    pub number: u32,
    pub failure: VideoFailure,
    pub attempts: u32,
    pub at: Timestamp,
}

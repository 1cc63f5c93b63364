//! What still jobs are asked for: pictures out of a film, or one uploaded image made safe.
//!
//! A job that looks into a film gets one descriptor a [`Glimpse`], and behind it not the segment but an
//! [excerpt](crate::cmaf::excerpt) of it: the samples that this look needs, and no more. So memory does not grow with
//! segments, however long or large they are.

use serde::{Deserialize, Serialize};

use super::{MezzanineTrack, Orientation, Ticks};

/// Most glimpses of one job: what fits one message to a worker.
pub const MAX_GLIMPSES: usize = 64;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "still", rename_all = "snake_case")]
pub enum StillJob {
    Poster(PosterJob),
    Storyboard(StoryboardJob),
    Preview(PreviewJob),
    Image(ImageJob),
}

/// How the pictures of a film are decoded and turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Film {
    pub track: MezzanineTrack,
    pub orientation: Orientation,
    pub interlaced: bool,
}

/// One look into one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glimpse {
    /// Number of the segment.
    pub number: u32,
    /// The first frame at or after this time.
    pub at: Ticks,
    /// A key frame up to this much later does as well, and costs one frame to decode.
    pub slack: Ticks,
    /// How long the look lasts; 0 for a single frame.
    pub span: Ticks,
}

/// Scores every glimpse, and encodes the best as a JPEG no wider than `max_width`, beside a strip of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PosterJob {
    pub film: Film,
    pub number: u32,
    pub glimpses: Vec<Glimpse>,
    pub max_width: u32,
}

/// One sheet of a storyboard: a JPEG of `across` x `down` tiles, filled row by row, one glimpse each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryboardJob {
    pub film: Film,
    pub number: u32,
    pub glimpses: Vec<Glimpse>,
    pub across: u32,
    pub down: u32,
    pub tile_width: u32,
    pub tile_height: u32,
}

/// A silent film of the glimpses one after the other: H.264 in one fragmented MP4 of one fragment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewJob {
    pub film: Film,
    pub number: u32,
    pub glimpses: Vec<Glimpse>,
    pub width: u32,
    /// Frames a second.
    pub frame_rate: u32,
}

/// Decodes an uploaded image and encodes it anew, upright and without anything but its pixels. One descriptor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageJob {
    pub number: u32,
    pub length: u64,
    pub max_width: u32,
}

//! What still jobs made.

use serde::{Deserialize, Serialize};

use crate::spec::Ticks;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StillKind {
    /// JPEG.
    Poster,
    /// JPEG: the frames that a poster was chosen from, side by side, equally wide.
    Candidates,
    /// JPEG: one sheet of tiles.
    Storyboard,
    /// Fragmented MP4.
    Preview,
}

/// One product of a still job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Still {
    /// Products are tagged by a `kind` of their own.
    #[serde(rename = "still")]
    pub kind: StillKind,
    pub number: u32,
    /// Of the whole picture.
    pub width: u32,
    pub height: u32,
    /// Frames that were looked at for a poster, in the order of the film; none for what was not scored.
    pub frames: Vec<FrameScore>,
}

impl Still {
    /// The frame that a poster shows.
    #[must_use]
    pub fn best(&self) -> Option<&FrameScore> {
        self.frames.iter().max_by(|a, b| a.score.total_cmp(&b.score))
    }
}

/// How well a frame would do as a poster.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FrameScore {
    pub at: Ticks,
    /// Mean of the luma, 0 to 255.
    pub brightness: f64,
    /// Standard deviation of the luma.
    pub contrast: f64,
    /// Variance of the luma's Laplacian.
    pub sharpness: f64,
    /// 0 (black, white, flat) to 1.
    pub score: f64,
}

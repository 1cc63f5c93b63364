//! From elementary frames to segments: where to cut, and which tick each frame gets. Plain logic without GStreamer.
//!
//! Times come in as nanoseconds of the source's presentation timeline, and leave as ticks of the track's timescale,
//! with 0 at the first presented frame of video (or of audio, when there is no video). Video decides the boundaries;
//! audio follows them: a frame of audio belongs to the segment in which its start falls.
//!
//! Invariants: segments of a track follow each other without a gap or an overlap; within a track presentation times
//! are strictly increasing in presentation order, whatever the source said.

mod audio;
mod clock;
mod pieces;
mod reorder;
mod sync;
mod video;

pub(crate) use audio::{AudioCut, AudioCutter, AudioFrame};
pub(crate) use clock::{Clock, FrameRate, Nanoseconds};
pub(crate) use pieces::Pieces;
pub(crate) use reorder::{Reorder, is_bidirectional};
pub(crate) use sync::{AccessPoint, AvcScanner, hevc_access_point, strip_notes};
pub(crate) use video::{CutAt, SegmentTarget, VideoCut, VideoCutter, VideoFrame};

use thiserror::Error;

/// Why frames cannot be cut into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum CutError {
    #[error("a segment of the source is larger than {0} bytes")]
    TooLarge(u64),
    #[error("timestamps of the source run backwards")]
    Backwards,
    #[error("the source has no frame that decoding could start from")]
    NoKeyFrame,
}

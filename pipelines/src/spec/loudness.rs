//! Loudness of a stretch of sound (ITU-R BS.1770-4, EBU R128): measured part by part, put together over the programme.

use serde::{Deserialize, Serialize};

use super::{MezzanineInput, MezzanineTrack, Ticks};

/// Decode a stretch of the mezzanine's sound and measure it. Input descriptors: `inputs` in order; what lies before
/// `start` sets the filters in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoudnessJob {
    pub track: MezzanineTrack,
    pub inputs: Vec<MezzanineInput>,
    pub start: Ticks,
    pub end: Ticks,
}

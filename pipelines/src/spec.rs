//! What to do: plain data that goes into a worker.
//!
//! Nothing here names a path, a URL or an element: inputs travel as open descriptors beside the job, and every
//! number is typed by its unit. `Job` is the whole vocabulary of the worker process.

use serde::{Deserialize, Serialize};

mod encoders;
mod levels;
mod loudness;
mod stills;

pub use encoders::{Encoder, VideoCoding};
pub use loudness::LoudnessJob;
pub use stills::{Film, Glimpse, ImageJob, MAX_GLIMPSES, PosterJob, PreviewJob, StillJob, StoryboardJob};

/// Ticks of one video's media timeline: `timescale` ticks a second, 0 at the first presented frame.
pub type Ticks = i64;

/// Key frames further apart than this, seconds, make a source no rung of its own.
pub const MAX_KEY_FRAME_SECONDS: f64 = 10.5;

/// Segments before one that decoding it may take.
pub const MAX_LEAD_IN: u32 = 60;

/// One unit of work for a worker process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    Ingest(IngestJob),
    Video(VideoSegmentJob),
    Audio(AudioSegmentJob),
    Still(StillJob),
    Loudness(LoudnessJob),
    Probe(ProbeJob),
}

/// Encode a few pictures of nothing: whether an encoder works on this machine. No inputs, no products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeJob {
    pub encoder: Encoder,
}

/// Container formats that ingest accepts; each names exactly one demuxer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// ISO base media: MP4, MOV, 3GP, fragmented or not.
    IsoBmff,
    /// Matroska and WebM.
    Matroska,
    MpegTs,
    Ogg,
    Avi,
    Flv,
    /// Elementary audio files.
    Mp3,
    Adts,
    Flac,
    Wav,
}

/// Demux the source into the mezzanine. Input descriptors: `[source]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IngestJob {
    pub container: Container,
    /// Final length of the source in bytes; none while nobody knows it, then a growth notice brings it.
    pub length: Option<u64>,
    /// Bytes that may be read now; the rest follows as growth notices. Equal to `length` when complete.
    pub available: u64,
    pub limits: SourceLimits,
    /// Wanted length of a segment; a cut falls on the first suitable key frame at or after it.
    pub target_segment_seconds: f64,
    /// The same for the very first segment: a short one is playable sooner.
    pub first_segment_seconds: f64,
}

impl IngestJob {
    /// Whether every byte is there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.length.is_some_and(|length| self.available >= length)
    }
}

/// What a source may ask of us. Past any of them ingest ends as `Failed` with a code that names the limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceLimits {
    pub max_width: u32,
    pub max_height: u32,
    pub max_pixels: u64,
    pub max_frame_rate: f64,
    pub max_streams: u32,
    pub max_duration_seconds: f64,
    /// Bytes of one mezzanine segment: bounds the memory of every later step.
    pub max_segment_bytes: u64,
}

impl Default for SourceLimits {
    fn default() -> Self {
        Self {
            max_width: 8192,
            max_height: 8192,
            max_pixels: 8192 * 4352,
            max_frame_rate: 240.0,
            max_streams: 64,
            max_duration_seconds: 24.0 * 3600.0,
            max_segment_bytes: 512 << 20,
        }
    }
}

/// How the stored picture must be turned to stand upright: clockwise degrees, then mirrored from side to side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    #[default]
    Upright,
    Rotate90,
    Rotate180,
    Rotate270,
    Mirror,
    MirrorRotate90,
    MirrorRotate180,
    MirrorRotate270,
}

/// What a decoder needs to know of a mezzanine track: all of it came from ingest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MezzanineTrack {
    /// GStreamer caps of the elementary stream, codec data included, as text.
    pub caps: String,
    /// Ticks a second of the fragments' timestamps.
    pub timescale: u32,
}

/// A part of the mezzanine that a job is fed with, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MezzanineInput {
    pub number: u32,
    /// Bytes of the CMAF fragment behind the descriptor.
    pub length: u64,
}

/// One rung of the ladder, as an encoder needs it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rendition {
    /// Stable name, also the last part of its URL: `720p`.
    pub name: String,
    pub width: u32,
    pub height: u32,
    /// Constant quality, on the scale of the codec's encoder: 0 to 51 for H.264 and HEVC, 0 to 63 for VP9 and AV1.
    pub crf: u32,
    /// Cap of the bitrate, bits a second, and of the decoder's buffer (one second of it, doubled).
    pub max_bitrate: u32,
    /// Speed of the encoder: a preset of x264 and x265 by its name, `cpu-used` of VP9 and AV1 as a number.
    pub preset: String,
    /// Level as the codec counts it, fixed before the first frame so that every job writes the same init segment.
    pub level: u8,
    #[serde(default)]
    pub coding: VideoCoding,
    /// H.264 whose segments carry their parameter sets themselves (`avc3`): they may come from different encoders.
    #[serde(default)]
    pub in_band: bool,
}

/// Decode one interval of the mezzanine once, encode every rung asked for.
///
/// Input descriptors: `inputs` in order. All but the last are lead-in, from the key frame on that the interval is decoded
/// from; frames are clipped to `start <= pts < end`, so that every rung holds exactly the source's frames of the interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoSegmentJob {
    pub track: MezzanineTrack,
    pub inputs: Vec<MezzanineInput>,
    pub number: u32,
    pub start: Ticks,
    pub end: Ticks,
    pub orientation: Orientation,
    pub interlaced: bool,
    pub renditions: Vec<Rendition>,
    /// Frames that the interval must hold; another count is a failure.
    pub frames: u32,
    /// Threads of the decoder and of each encoder. One is the cheapest; a segment that somebody waits for is made sooner
    /// with as many as the machine has cores.
    #[serde(default = "one_thread")]
    pub threads: u32,
    /// Encoder of the H.264 rungs that carry their parameter sets; when it fails, x264 makes them in the same job.
    #[serde(default)]
    pub hardware: Option<Encoder>,
}

fn one_thread() -> u32 {
    1
}

/// Encode one interval of audio to AAC, gapless with its neighbours.
///
/// The output grid is fixed: AAC frame `k` covers samples `1024 k .. 1024 (k + 1)` of the rendition; this job makes the
/// frames `first_frame .. first_frame + frames`. Input descriptors: `inputs` in order, with a lead-in before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioSegmentJob {
    pub track: MezzanineTrack,
    pub inputs: Vec<MezzanineInput>,
    pub number: u32,
    pub first_frame: u64,
    pub frames: u32,
    pub sample_rate: u32,
    pub channels: u32,
    pub bitrate: u32,
    /// Name of the rendition that the products belong to.
    pub rendition: String,
}

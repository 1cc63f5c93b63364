//! What happened: plain data that comes out of a worker.
//!
//! Bytes never ride in a report: those that carry a product (a fragment, an init segment, a picture) travel with
//! one descriptor of anonymous memory (`memfd`), sealed by the worker and read and validated by the parent.

use serde::{Deserialize, Serialize};

mod loudness;
mod stills;

pub use loudness::{Loudness, LoudnessPart};
pub use stills::{FrameScore, Still, StillKind};

use crate::spec::{Orientation, Ticks};
use crate::subtitles::SubtitlesInfo;

/// One message from a worker to its parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// The worker is sandboxed, initialised and waits for a job.
    Ready(Posture),
    /// Still moving: feeds the progress watchdog and the page.
    Progress {
        done: f64,
    },
    /// The demuxer has shown all its streams: these kinds will be written, unless a stream turns out to be empty.
    StreamsChosen {
        video: bool,
        audio: bool,
    },
    /// A track that ingest will write; always before the first segment of that track.
    TrackFound(TrackInfo),
    /// A product with a descriptor beside it.
    Product(Product),
    /// The answer to a ping.
    Pong,
    /// The job is complete.
    Finished(Summary),
    Failed(Failure),
}

/// What the sandbox really is, read back after it was put up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posture {
    /// ABI of Landlock that is fully enforced; 0 when it is not.
    pub landlock_abi: u32,
    pub seccomp: bool,
    pub no_new_privs: bool,
    /// In a network namespace of its own, on top of Landlock and seccomp.
    pub network_namespace: bool,
}

/// Bytes made by a job, `length` of them behind the descriptor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    pub kind: ProductKind,
    pub length: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProductKind {
    /// A fragment of the mezzanine (`moof` + `mdat`).
    Mezzanine(SegmentInfo),
    /// Init segment of a mezzanine track that players can decode as it is.
    MezzanineInit {
        track: TrackId,
    },
    /// A fragment of a rung, or of encoded audio.
    Segment {
        rendition: String,
        segment: SegmentInfo,
    },
    /// Init segment of a rung: the same bytes from every job of that rung.
    Init {
        rendition: String,
        codecs: String,
    },
    Still(Still),
    /// Cues of one text track of the source: the last products of ingest (see `subtitles`).
    Subtitles(SubtitlesInfo),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackId {
    Video,
    Audio,
}

/// Where a fragment lies on the timeline of its track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentInfo {
    pub track: TrackId,
    pub number: u32,
    /// Earliest presentation time, equal to the fragment's `tfdt`.
    pub start: Ticks,
    /// Ticks until the next fragment starts.
    pub duration: Ticks,
    /// Samples in the fragment: frames of video, access units of audio.
    pub samples: u32,
    /// Segments before this one that decoding it takes: 0 when no frame of it needs any.
    pub lead_in: u32,
}

/// An elementary stream of the source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackInfo {
    pub track: TrackId,
    pub timescale: u32,
    /// GStreamer caps with codec data, as text; opaque to everyone but a worker.
    pub caps: String,
    pub media: TrackMedia,
    /// RFC 6381 string, when players can decode the stream as it is.
    pub codecs: Option<String>,
    /// Whether this stream may be a rung without encoding, as far as the headers tell (see `cmaf` and the README).
    pub web_safe: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "media", rename_all = "snake_case")]
pub enum TrackMedia {
    Video {
        /// As stored, before orientation, corrected to square pixels.
        width: u32,
        height: u32,
        /// 0 when the rate varies or is unknown.
        frame_rate: f64,
        orientation: Orientation,
        interlaced: bool,
        hdr: bool,
    },
    Audio {
        sample_rate: u32,
        channels: u32,
    },
}

/// Closing figures of a job.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Seconds of media that the job covered.
    pub duration_seconds: f64,
    /// Longest distance of key frames seen by ingest, seconds.
    pub max_key_frame_seconds: f64,
    /// Mean and highest segment bitrate of the video seen by ingest, bits a second.
    pub mean_bitrate: u64,
    pub peak_bitrate: u64,
    /// The source has audio that cannot be decoded; its video goes on without.
    #[serde(default)]
    pub audio_skipped: bool,
    /// Frames of a segment that could not be decoded: the nearest good picture stands in their place.
    #[serde(default)]
    pub repeated_frames: u32,
    /// What a measurement of sound found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loudness: Option<LoudnessPart>,
}

/// Why a job ended without its product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub code: FailureCode,
    /// One sentence for a person.
    pub detail: String,
}

/// Stable codes; the text form is what the API shows as `failure.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// No container that we take: also playlists, manifests, text, noise.
    UnsupportedContainer,
    UnsupportedCodec,
    /// The container is fine and holds neither video nor audio.
    NoMedia,
    /// The file breaks off or contradicts itself.
    CorruptMedia,
    EmptyFile,
    Encrypted,
    LimitResolution,
    LimitFrameRate,
    LimitStreams,
    LimitDuration,
    LimitSegmentSize,
    /// An uploaded image is none that we take, is damaged, or has too many pixels.
    UnsupportedImage,
    CorruptImage,
    LimitImage,
    /// The worker died, hung or broke its own rules; worth another try.
    WorkerCrashed,
    WorkerTimeout,
    /// The machine lacks an element, or refuses without a sandbox.
    Unavailable,
    /// An operator ended it.
    Cancelled,
    Internal,
}

impl FailureCode {
    /// Whether the same job may succeed when it is tried again.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::WorkerCrashed | Self::WorkerTimeout | Self::Unavailable | Self::Internal)
    }
}

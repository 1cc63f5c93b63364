//! The segment map: which segments a video has, where each lies on the timeline, and which of them are made.
//!
//! It is the truth for transcoding; every queue is a hint rebuilt from it. Invariants: bounds of a track are numbered
//! from 0 without holes and each starts where the one before ends; rungs of the picture share the bounds of the
//! source's video track, frame by frame.

use playhouse_pipelines::report::{TrackId, TrackMedia};
use playhouse_pipelines::spec::{MezzanineTrack, Rendition, Ticks, VideoCoding};
use serde::{Deserialize, Serialize};

use super::VideoId;

/// Samples of one AAC access unit (ISO/IEC 14496-3).
pub const AUDIO_FRAME_SAMPLES: u64 = 1024;

/// Streams of the mezzanine.
pub const SOURCE_VIDEO: &str = "source-video";
pub const SOURCE_AUDIO: &str = "source-audio";

/// A set of segments that share one init segment: a stream of the mezzanine, or an encoded rung.
pub type StreamName = String;

/// Where one segment lies, in ticks of its track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    pub start: Ticks,
    pub duration: Ticks,
    /// Frames of video, access units of audio.
    pub samples: u32,
    /// Segments before this one that decoding it takes.
    pub lead_in: u32,
}

impl Bound {
    #[must_use]
    pub fn end(&self) -> Ticks {
        self.start + self.duration
    }
}

/// One elementary stream of the source, as the mezzanine holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    pub id: TrackId,
    pub mezzanine: MezzanineTrack,
    pub media: TrackMedia,
    /// RFC 6381, when players can decode it as it is.
    pub codecs: Option<String>,
    pub bounds: Vec<Bound>,
}

impl Track {
    #[must_use]
    pub fn stream(&self) -> &'static str {
        stream_of(self.id)
    }

    /// Ticks as seconds.
    #[must_use]
    pub fn seconds(&self, ticks: Ticks) -> f64 {
        seconds(ticks, self.mezzanine.timescale)
    }

    /// End of the last segment, seconds.
    #[must_use]
    pub fn end_seconds(&self) -> f64 {
        self.bounds.last().map_or(0.0, |bound| self.seconds(bound.end()))
    }
}

#[must_use]
pub fn stream_of(track: TrackId) -> &'static str {
    match track {
        TrackId::Video => SOURCE_VIDEO,
        TrackId::Audio => SOURCE_AUDIO,
    }
}

/// Whether a stream is the mezzanine: cut from the source, and not made from anything else that is here.
#[must_use]
pub fn is_mezzanine(stream: &str) -> bool {
    stream == SOURCE_VIDEO || stream == SOURCE_AUDIO
}

#[expect(clippy::cast_precision_loss, reason = "media timelines stay far below 2^52 ticks")]
fn seconds(ticks: Ticks, timescale: u32) -> f64 {
    ticks as f64 / f64::from(timescale.max(1))
}

/// What a player can choose from, and how its segments come to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "made_of", rename_all = "snake_case")]
pub enum RenditionKind {
    /// The source's own video, not encoded again.
    SourceVideo { width: u32, height: u32 },
    /// A rung made by the encoder.
    Video(Rendition),
    /// The source's own audio.
    SourceAudio { sample_rate: u32, channels: u32 },
    /// Audio made by the encoder, on the AAC grid.
    Audio { sample_rate: u32, channels: u32, bitrate: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Mezzanine,
    Encoded,
}

/// One rendition, planned when ingest ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenditionPlan {
    pub name: String,
    pub kind: RenditionKind,
    /// Highest bitrate of any segment, bits a second: measured for source streams, the encoder's cap otherwise.
    pub bandwidth: u32,
    /// Frames a second of a video rendition; 0 when it varies.
    pub frame_rate: f64,
    /// RFC 6381; known from the plan on, because profile and level are fixed before the first frame is encoded.
    pub codecs: String,
    /// Not told to players until it is whole: nobody is to wait for what takes long to make. Kept beside the plan.
    #[serde(skip)]
    pub is_unlisted: bool,
}

impl RenditionPlan {
    /// Whether the ladder is whole without it: a codec that not every player takes.
    #[must_use]
    pub fn is_extra(&self) -> bool {
        self.coding().is_some_and(|coding| coding != VideoCoding::H264)
    }

    /// What its pictures are encoded in; none for sound and source streams.
    #[must_use]
    pub fn coding(&self) -> Option<VideoCoding> {
        if let RenditionKind::Video(rendition) = &self.kind { Some(rendition.coding) } else { None }
    }

    #[must_use]
    pub fn stream(&self) -> &str {
        match &self.kind {
            RenditionKind::SourceVideo { .. } => SOURCE_VIDEO,
            RenditionKind::SourceAudio { .. } => SOURCE_AUDIO,
            RenditionKind::Video(_) | RenditionKind::Audio { .. } => &self.name,
        }
    }

    #[must_use]
    pub fn origin(&self) -> Origin {
        match self.kind {
            RenditionKind::SourceVideo { .. } | RenditionKind::SourceAudio { .. } => Origin::Mezzanine,
            RenditionKind::Video(_) | RenditionKind::Audio { .. } => Origin::Encoded,
        }
    }

    #[must_use]
    pub fn track(&self) -> TrackId {
        match self.kind {
            RenditionKind::SourceVideo { .. } | RenditionKind::Video(_) => TrackId::Video,
            RenditionKind::SourceAudio { .. } | RenditionKind::Audio { .. } => TrackId::Audio,
        }
    }

    /// Width and height of a picture; none for audio.
    #[must_use]
    pub fn size(&self) -> Option<(u32, u32)> {
        match &self.kind {
            RenditionKind::SourceVideo { width, height } => Some((*width, *height)),
            RenditionKind::Video(rendition) => Some((rendition.width, rendition.height)),
            RenditionKind::SourceAudio { .. } | RenditionKind::Audio { .. } => None,
        }
    }

    #[must_use]
    pub fn channels(&self) -> Option<u32> {
        match self.kind {
            RenditionKind::SourceAudio { channels, .. } | RenditionKind::Audio { channels, .. } => Some(channels),
            RenditionKind::SourceVideo { .. } | RenditionKind::Video(_) => None,
        }
    }
}

/// How far a rendition is: what the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct RenditionProgress {
    pub plan: RenditionPlan,
    pub made: u32,
    pub total: u32,
    /// Length of what is stored of it, bytes.
    pub bytes: u64,
    /// It was evicted and is not whole again: what is missing is made when somebody asks for it.
    pub is_evicted: bool,
}

/// A segment that exists: what must be true of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRecord {
    pub stream: StreamName,
    /// `None` is the init segment.
    pub number: Option<u32>,
    pub length: u64,
    /// SHA-256 of the bytes, lower-case hex.
    pub hash: String,
}

/// What ingest found, in the shape that a playlist and the ladder need.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackSummary {
    pub track: Track,
    /// Whether its segments are a rung as they are.
    pub passthrough: bool,
    pub peak_bitrate: u32,
}

/// What a map gains in one step: written in one transaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MapExtension {
    /// Tracks that are new, without bounds.
    pub tracks: Vec<Track>,
    /// Further bounds of a track, the first of them with its number.
    pub bounds: Vec<(TrackId, u32, Vec<Bound>)>,
    /// Renditions that are new, or of which more is known now; told apart by name.
    pub renditions: Vec<RenditionPlan>,
    /// Segments and init segments of the mezzanine.
    pub made: Vec<SegmentRecord>,
    /// Of the media so far.
    pub duration_seconds: f64,
    /// Of the best picture.
    pub size: Option<(u32, u32)>,
    /// Nothing comes after this.
    pub is_complete: bool,
    /// With this a player can start, without anything being encoded.
    pub is_playable: bool,
}

/// Where the segments of one rendition lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactTimeline {
    /// Ticks a second.
    pub timescale: u32,
    /// Start and duration of each, in ticks.
    pub segments: Vec<(Ticks, Ticks)>,
}

/// Everything about one version of one video's media.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentMap {
    pub video: VideoId,
    pub version: u32,
    /// Counts the extensions.
    pub revision: u32,
    /// Whether every bound of every track is known.
    pub is_complete: bool,
    pub tracks: Vec<Track>,
    pub renditions: Vec<RenditionPlan>,
    pub made: Vec<SegmentRecord>,
}

impl SegmentMap {
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    #[must_use]
    pub fn rendition(&self, name: &str) -> Option<&RenditionPlan> {
        self.renditions.iter().find(|plan| plan.name == name)
    }

    /// Start and duration in seconds of every segment of a rendition, in order.
    #[must_use]
    pub fn timeline(&self, plan: &RenditionPlan) -> Vec<(f64, f64)> {
        let exact = self.exact_timeline(plan);
        let at = |ticks| seconds(ticks, exact.timescale);
        exact.segments.iter().map(|(start, duration)| (at(*start), at(*duration))).collect()
    }

    /// The same in ticks of what the segments are written in: the track's timescale for pictures and source streams,
    /// the sample rate for encoded audio.
    #[must_use]
    pub fn exact_timeline(&self, plan: &RenditionPlan) -> ExactTimeline {
        let Some(track) = self.track(plan.track()) else {
            return ExactTimeline { timescale: 1, segments: Vec::new() };
        };
        let mut timeline = match plan.kind {
            RenditionKind::Audio { sample_rate, .. } => AudioGrid::new(track, sample_rate).timeline(),
            _ => ExactTimeline {
                timescale: track.mezzanine.timescale,
                segments: track.bounds.iter().map(|bound| (bound.start, bound.duration)).collect(),
            },
        };
        timeline.segments.truncate(usize::try_from(self.segment_count(plan)).unwrap_or(usize::MAX));
        timeline
    }

    /// Takes an extension in; false when it does not continue this map.
    pub fn extend(&mut self, extension: &MapExtension) -> bool {
        for track in &extension.tracks {
            if self.track(track.id).is_none() {
                self.tracks.push(track.clone());
            }
        }
        for (id, first, bounds) in &extension.bounds {
            let track = self.tracks.iter_mut().find(|track| track.id == *id);
            let Some(track) = track.filter(|track| u32::try_from(track.bounds.len()) == Ok(*first)) else {
                return false;
            };
            track.bounds.extend_from_slice(bounds);
        }
        for plan in &extension.renditions {
            match self.renditions.iter_mut().find(|known| known.name == plan.name) {
                Some(known) => *known = plan.clone(),
                None => self.renditions.push(plan.clone()),
            }
        }
        self.made.extend_from_slice(&extension.made);
        self.is_complete |= extension.is_complete;
        self.revision += 1;
        true
    }

    /// Length of the longest track, seconds.
    #[must_use]
    pub fn duration_seconds(&self) -> f64 {
        self.tracks.iter().map(Track::end_seconds).fold(0.0, f64::max)
    }

    /// Segments of a rendition that are there or can be made now: all of them when the map is complete.
    #[must_use]
    pub fn segment_count(&self, plan: &RenditionPlan) -> u32 {
        let known = self.track(plan.track()).map_or(0, |track| u32::try_from(track.bounds.len()).unwrap_or(u32::MAX));
        match plan.kind {
            // Its encoder listens a little beyond the end of a segment.
            RenditionKind::Audio { .. } if !self.is_complete => known.saturating_sub(1),
            _ => known,
        }
    }
}

/// Where encoded audio is cut: on whole AAC frames, the first that starts at or after each bound of the source.
///
/// Frame `k` covers the samples `1024 k .. 1024 (k + 1)` of the rendition, whoever encodes it, so neighbours that were
/// made by different jobs still fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioGrid {
    sample_rate: u32,
    /// First frame of each segment, and one past the last.
    edges: Vec<u64>,
}

impl AudioGrid {
    #[must_use]
    pub fn new(track: &Track, sample_rate: u32) -> Self {
        let timescale = i128::from(track.mezzanine.timescale.max(1));
        let frame_at = |ticks: Ticks| {
            let samples = i128::from(ticks.max(0)) * i128::from(sample_rate);
            let per_frame = timescale * i128::from(AUDIO_FRAME_SAMPLES);
            u64::try_from((samples + per_frame - 1) / per_frame).unwrap_or(0)
        };
        let starts =
            track.bounds.iter().enumerate().map(|(index, bound)| if index == 0 { 0 } else { frame_at(bound.start) });
        let end = track.bounds.last().map(|bound| frame_at(bound.end()));
        let mut edges: Vec<u64> = Vec::with_capacity(track.bounds.len() + 1);
        for edge in starts.chain(end) {
            // No segment is empty: a scrap shorter than a frame gets one of its own.
            edges.push(edges.last().map_or(edge, |last| edge.max(last + 1)));
        }
        Self { sample_rate, edges }
    }

    /// First frame and number of frames of segment `number`.
    #[must_use]
    pub fn frames(&self, number: u32) -> Option<(u64, u32)> {
        let index = usize::try_from(number).ok()?;
        let (first, end) = (*self.edges.get(index)?, *self.edges.get(index + 1)?);
        Some((first, u32::try_from(end.saturating_sub(first)).ok()?))
    }

    fn timeline(&self) -> ExactTimeline {
        let at = |frame: u64| i64::try_from(frame.saturating_mul(AUDIO_FRAME_SAMPLES)).unwrap_or(i64::MAX);
        let pairs = self.edges.windows(2).filter_map(|pair| pair.first().zip(pair.last()));
        ExactTimeline {
            timescale: self.sample_rate,
            segments: pairs.map(|(from, to)| (at(*from), at(*to) - at(*from))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audio_track(timescale: u32, bounds: &[(Ticks, Ticks)]) -> Track {
        Track {
            id: TrackId::Audio,
            mezzanine: MezzanineTrack { caps: "audio/mpeg".into(), timescale },
            media: TrackMedia::Audio { sample_rate: timescale, channels: 2 },
            codecs: None,
            bounds: bounds.iter().map(|&(start, duration)| Bound { start, duration, samples: 1, lead_in: 0 }).collect(),
        }
    }

    #[test]
    fn the_audio_grid_has_no_holes_and_covers_the_track() {
        let track = audio_track(48_000, &[(0, 190_000), (190_000, 200_000), (390_000, 7)]);
        let grid = AudioGrid::new(&track, 48_000);
        let mut next = 0;
        for number in 0..3 {
            let (first, frames) = grid.frames(number).unwrap();
            assert!(first == next && frames > 0);
            next = first + u64::from(frames);
        }
        assert_eq!(next, (390_007_u64).div_ceil(1024) + 1);
        assert_eq!(grid.frames(3), None);
    }

    #[test]
    fn the_grid_follows_the_rate_of_the_rendition() {
        let track = audio_track(44_100, &[(0, 44_100), (44_100, 44_100)]);
        let grid = AudioGrid::new(&track, 48_000);
        assert_eq!(grid.frames(0), Some((0, 47)));
        assert_eq!(grid.frames(1), Some((47, 47)));
    }
}

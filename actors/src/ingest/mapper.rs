//! From what an ingest job reports to extensions of the segment map: which tracks there are, which of them are rungs as
//! they are, and the ladder. Pure.
//!
//! The map opens with the first segment of every stream that was announced, so that a player can start long before the
//! source is whole. A job that runs again over a source gives the same again; what does not fit what is mapped already
//! is a [`MapError::Diverged`].

use std::collections::HashSet;

use playhouse_pipelines::report::{
    Failure, FailureCode, ProductKind, SegmentInfo, Summary, TrackId, TrackInfo, TrackMedia,
};
use playhouse_pipelines::spec::{MAX_KEY_FRAME_SECONDS, MezzanineTrack};

use crate::model::{
    Bound, LadderPolicy, MapExtension, Origin, RenditionKind, RenditionPlan, SegmentMap, SegmentRecord, StreamName,
    Track, TrackSummary, VideoId, plan, stream_of,
};

/// A source above this bitrate is not served as it is.
const MAX_PASSTHROUGH_BITRATE: u32 = 40_000_000;
/// Segments of one track after which the map opens without the other: it may not come for hours.
const PATIENCE: usize = 3;

/// Why a report cannot be mapped.
#[derive(Debug, PartialEq)]
pub(super) enum MapError {
    /// It contradicts what the same source gave before.
    Diverged,
    Failed(Failure),
}

/// The map as it is committed, and what has come since.
pub(super) struct Mapper {
    map: SegmentMap,
    /// Records that an earlier try has left.
    known: HashSet<(StreamName, Option<u32>)>,
    policy: LadderPolicy,
    /// Kinds of streams that will come, once the demuxer has shown them all.
    chosen: Option<(bool, bool)>,
    lines: Vec<Line>,
}

/// One track on its way into the map.
struct Line {
    info: TrackInfo,
    has_init: bool,
    bounds: Vec<Bound>,
    /// Of segments and init segment, in the order of arrival.
    records: Vec<SegmentRecord>,
    committed_records: usize,
    /// Bits a second of the heaviest segment.
    peak: u32,
    longest_seconds: f64,
    /// Whether players get the stream as it is; decided when its first segments are mapped.
    is_passthrough: Option<bool>,
}

impl Mapper {
    /// Goes on from `map`, or starts an empty one.
    pub(super) fn new(video: VideoId, version: u32, map: Option<SegmentMap>, policy: LadderPolicy) -> Self {
        let mut map = map.unwrap_or_else(|| SegmentMap {
            video,
            version,
            revision: 0,
            is_complete: false,
            tracks: Vec::new(),
            renditions: Vec::new(),
            made: Vec::new(),
        });
        let known = std::mem::take(&mut map.made).into_iter().map(|made| (made.stream, made.number)).collect();
        Self { map, known, policy, chosen: None, lines: Vec::new() }
    }

    pub(super) fn version(&self) -> u32 {
        self.map.version
    }

    pub(super) fn revision(&self) -> u32 {
        self.map.revision
    }

    /// Segments that were reported.
    pub(super) fn segments(&self) -> usize {
        self.lines.iter().map(|line| line.bounds.len()).sum()
    }

    pub(super) fn streams_chosen(&mut self, video: bool, audio: bool) {
        self.chosen = Some((video, audio));
    }

    pub(super) fn track_found(&mut self, info: TrackInfo) -> Result<(), MapError> {
        let known = self.map.track(info.track);
        if known.is_some_and(|known| known.mezzanine != mezzanine(&info) || known.media != info.media) {
            return Err(MapError::Diverged);
        }
        let is_passthrough = known.map(|track| {
            let source = |plan: &&RenditionPlan| plan.track() == track.id && plan.origin() == Origin::Mezzanine;
            self.map.renditions.iter().any(|plan| source(&plan))
        });
        self.lines.push(Line {
            info,
            has_init: false,
            bounds: Vec::new(),
            records: Vec::new(),
            committed_records: 0,
            peak: 0,
            longest_seconds: 0.0,
            is_passthrough,
        });
        Ok(())
    }

    /// Takes a durable product in.
    pub(super) fn stored(&mut self, product: &ProductKind, length: u64, hash: String) -> Result<(), MapError> {
        let (track, number) = match product {
            ProductKind::Mezzanine(segment) => (segment.track, Some(segment.number)),
            ProductKind::MezzanineInit { track } => (*track, None),
            // An ingest job makes nothing else.
            _ => return Ok(()),
        };
        let Some(line) = self.lines.iter_mut().find(|line| line.info.track == track) else {
            return Err(internal("A segment came before its track."));
        };
        let record = SegmentRecord { stream: stream_of(track).to_owned(), number, length, hash };
        let is_known = self.known.contains(&(record.stream.clone(), number));
        if let ProductKind::Mezzanine(segment) = product {
            line.segment(segment, length)?;
            let mapped = self.map.track(track).and_then(|track| track.bounds.get(line.bounds.len() - 1));
            if mapped.is_some_and(|mapped| line.bounds.last() != Some(mapped)) {
                return Err(MapError::Diverged);
            }
        } else {
            line.has_init = true;
        }
        if !is_known {
            line.records.push(record);
        }
        Ok(())
    }

    /// What there is to commit, if anything.
    pub(super) fn extension(&mut self) -> Option<MapExtension> {
        if self.map.tracks.is_empty() && !self.may_open() {
            return None;
        }
        let extension = self.extend(false);
        (!extension.bounds.is_empty() || !extension.renditions.is_empty()).then_some(extension)
    }

    /// What is left when the job is through: the end of the map.
    pub(super) fn finish(&mut self, summary: Summary) -> Result<MapExtension, Failure> {
        let extension = self.extend(true);
        if self.map.tracks.is_empty() && extension.tracks.is_empty() {
            let detail = if summary.audio_skipped {
                "The file holds no video, and its sound cannot be decoded."
            } else {
                "The file holds neither video nor audio."
            };
            return Err(Failure { code: FailureCode::NoMedia, detail: detail.to_owned() });
        }
        Ok(extension)
    }

    /// The extension is durable.
    pub(super) fn committed(&mut self, extension: &MapExtension) {
        // It was made from this very map.
        self.map.extend(extension);
        for line in &mut self.lines {
            let stream = stream_of(line.info.track);
            line.committed_records += extension.made.iter().filter(|record| record.stream == stream).count();
        }
    }

    /// Whether every stream that is to come has its first segment.
    fn may_open(&self) -> bool {
        let has = |track| self.lines.iter().any(|line| line.info.track == track && !line.bounds.is_empty());
        let is_late = self.lines.iter().any(|line| line.bounds.len() >= PATIENCE);
        match self.chosen {
            Some((video, audio)) => {
                (!video || has(TrackId::Video)) && (!audio || has(TrackId::Audio) || is_late) && self.segments() > 0
            }
            None => is_late,
        }
    }

    fn extend(&mut self, is_complete: bool) -> MapExtension {
        let mut summaries = Vec::new();
        for line in self.lines.iter_mut().filter(|line| !line.bounds.is_empty()) {
            let passthrough = line.is_passthrough.unwrap_or_else(|| line.is_servable());
            line.is_passthrough = Some(passthrough);
            summaries.push(TrackSummary {
                track: track_of(&line.info),
                passthrough: passthrough && line.has_init,
                peak_bitrate: line.peak,
            });
        }
        let planned = plan(&summaries, &self.policy);
        let known = |id: TrackId| self.map.track(id).map_or(0, |track| track.bounds.len());
        let further = |line: &Line| {
            let first = known(line.info.track);
            let bounds = line.bounds.get(first..).unwrap_or_default().to_vec();
            (!bounds.is_empty()).then(|| (line.info.track, u32::try_from(first).unwrap_or(u32::MAX), bounds))
        };
        let is_new = |plan: &RenditionPlan| match self.map.rendition(&plan.name) {
            None => true,
            // The bandwidth of a source stream is that of its heaviest segment so far.
            Some(known) => known.kind == plan.kind && known.bandwidth < plan.bandwidth,
        };
        let duration = summaries.iter().map(|summary| self.end_seconds(&summary.track)).fold(0.0, f64::max);
        let has_video = self.lines.iter().any(|line| line.info.track == TrackId::Video && !line.bounds.is_empty());
        let size = if has_video { planned.iter().find_map(RenditionPlan::size) } else { None };
        MapExtension {
            tracks: summaries
                .into_iter()
                .map(|summary| summary.track)
                .filter(|track| self.map.track(track.id).is_none())
                .collect(),
            bounds: self.lines.iter().filter_map(further).collect(),
            made: self
                .lines
                .iter()
                .flat_map(|line| line.records.get(line.committed_records..).unwrap_or_default())
                .cloned()
                .collect(),
            is_playable: starts_without_encoding(&planned),
            renditions: planned.into_iter().filter(is_new).collect(),
            duration_seconds: duration,
            size,
            is_complete,
        }
    }

    fn end_seconds(&self, track: &Track) -> f64 {
        let line = self.lines.iter().find(|line| line.info.track == track.id);
        line.and_then(|line| line.bounds.last()).map_or(0.0, |bound| track.seconds(bound.end()))
    }
}

impl Line {
    /// Whether the stream is a rung as it is: what its headers say, and what its first segments tell.
    fn is_servable(&self) -> bool {
        let info = &self.info;
        match info.media {
            TrackMedia::Video { .. } => {
                info.web_safe && self.longest_seconds <= MAX_KEY_FRAME_SECONDS && self.peak <= MAX_PASSTHROUGH_BITRATE
            }
            // More than two channels are an extra beside an encoded stereo mix: players that cannot take it leave it.
            TrackMedia::Audio { channels, .. } => {
                info.web_safe || (channels > 2 && info.codecs.as_deref() == Some("mp4a.40.2"))
            }
        }
    }

    fn segment(&mut self, segment: &SegmentInfo, length: u64) -> Result<(), MapError> {
        let joins = self.bounds.last().is_none_or(|last| last.end() == segment.start);
        if usize::try_from(segment.number) != Ok(self.bounds.len()) || !joins {
            return Err(internal("The segments of the source do not join."));
        }
        self.bounds.push(Bound {
            start: segment.start,
            duration: segment.duration,
            samples: segment.samples,
            lead_in: segment.lead_in,
        });
        let seconds = seconds(segment, self.info.timescale);
        self.longest_seconds = self.longest_seconds.max(seconds);
        // A scrap at the end tells nothing of the rate.
        if seconds > 0.5 || self.bounds.len() == 1 {
            self.peak = self.peak.max(bitrate(length, seconds));
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a segment is far shorter than 2^52 ticks")]
fn seconds(segment: &SegmentInfo, timescale: u32) -> f64 {
    segment.duration as f64 / f64::from(timescale.max(1))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bitrate needs no more"
)]
fn bitrate(length: u64, seconds: f64) -> u32 {
    (length as f64 * 8.0 / seconds.max(0.001)) as u32
}

fn internal(detail: &str) -> MapError {
    MapError::Failed(Failure { code: FailureCode::Internal, detail: detail.to_owned() })
}

fn mezzanine(info: &TrackInfo) -> MezzanineTrack {
    MezzanineTrack { caps: info.caps.clone(), timescale: info.timescale }
}

fn track_of(info: &TrackInfo) -> Track {
    Track {
        id: info.track,
        mezzanine: mezzanine(info),
        media: info.media.clone(),
        codecs: info.codecs.clone(),
        bounds: Vec::new(),
    }
}

/// Whether a player finds a picture, and the sound it takes by itself, in the mezzanine.
fn starts_without_encoding(plans: &[RenditionPlan]) -> bool {
    let is_source = |plan: &RenditionPlan| plan.origin() == Origin::Mezzanine;
    let mut pictures = plans.iter().filter(|plan| plan.track() == TrackId::Video).peekable();
    let has_picture = pictures.peek().is_none() || pictures.any(is_source);
    let default_sound =
        plans.iter().find(|plan| matches!(plan.kind, RenditionKind::SourceAudio { .. } | RenditionKind::Audio { .. }));
    has_picture && default_sound.is_none_or(is_source)
}

#[cfg(test)]
#[path = "mapper_tests.rs"]
mod tests;

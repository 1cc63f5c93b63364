//! Checks everything that a worker says against the job it was given, before anybody acts on it.
//!
//! A worker parses hostile bytes and may be lying: a product must be one that the job makes, on the job's timeline,
//! and be what its report says down to the boxes.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use crate::cmaf::{BoxError, validate_fragment, validate_init};
use crate::report::{ProductKind, SegmentInfo, TrackId, TrackInfo, TrackMedia};
use crate::spec::{Job, Rendition, Ticks};
use crate::subtitles;

/// Caps hold codec data, which is a few kilobytes at most.
const MAX_CAPS: usize = 128 * 1024;
const MAX_INIT: u64 = 256 * 1024;
const MAX_PICTURE: u64 = 32 << 20;
/// Text at its limit, with the names around each cue and every letter escaped.
const MAX_SUBTITLES: u64 = 16 << 20;
/// Boxes around the samples of a mezzanine segment, which itself is limited by the job.
const MAX_OVERHEAD: u64 = 64 << 20;
const MAX_ENCODED: u64 = 512 << 20;

/// What one job may still say.
pub(crate) struct Inspector<'a> {
    job: &'a Job,
    timescales: HashMap<TrackId, u32>,
    /// Where the next mezzanine segment of a track must start, and its number.
    next: HashMap<TrackId, (u32, Ticks)>,
    /// Text tracks that came.
    subtitles: HashSet<u32>,
}

type Verdict = Result<(), String>;

impl<'a> Inspector<'a> {
    pub(crate) fn new(job: &'a Job) -> Self {
        Self { job, timescales: HashMap::new(), next: HashMap::new(), subtitles: HashSet::new() }
    }

    /// Most bytes that a product of this kind may have.
    pub(crate) fn limit(&self, kind: &ProductKind) -> u64 {
        match (kind, self.job) {
            (ProductKind::MezzanineInit { .. } | ProductKind::Init { .. }, _) => MAX_INIT,
            (ProductKind::Still(_), _) => MAX_PICTURE,
            (ProductKind::Subtitles(_), _) => MAX_SUBTITLES,
            (ProductKind::Mezzanine(_), Job::Ingest(job)) => job.limits.max_segment_bytes.saturating_add(MAX_OVERHEAD),
            _ => MAX_ENCODED,
        }
    }

    pub(crate) fn track(&mut self, track: &TrackInfo) -> Verdict {
        if !matches!(self.job, Job::Ingest(_)) {
            return Err("it found a track without looking for one".to_owned());
        }
        if track.caps.len() > MAX_CAPS || track.timescale == 0 {
            return Err("a track has no sane format".to_owned());
        }
        let matches_media = match track.media {
            TrackMedia::Video { width, height, frame_rate, .. } => {
                track.track == TrackId::Video && width > 0 && height > 0 && frame_rate.is_finite() && frame_rate >= 0.0
            }
            TrackMedia::Audio { sample_rate, channels } => {
                track.track == TrackId::Audio && sample_rate > 0 && channels > 0
            }
        };
        if !matches_media || self.timescales.insert(track.track, track.timescale).is_some() {
            return Err("a track is found twice, or is not what it says".to_owned());
        }
        Ok(())
    }

    pub(crate) fn product(&mut self, kind: &ProductKind, bytes: &Bytes) -> Verdict {
        let boxes = |error: BoxError| error.to_string();
        match (kind, self.job) {
            (ProductKind::MezzanineInit { track }, Job::Ingest(_)) => {
                let facts = validate_init(bytes).map_err(boxes)?;
                agree(
                    self.timescales.get(track) == Some(&facts.timescale),
                    "an init segment has another timescale than its track",
                )
            }
            (ProductKind::Mezzanine(segment), Job::Ingest(_)) => {
                self.follows(segment)?;
                validate_fragment(bytes, segment).map_err(boxes)
            }
            (ProductKind::Subtitles(info), Job::Ingest(_)) => {
                agree(self.subtitles.insert(info.index), "a subtitle track comes twice")?;
                agree(subtitles::from_bytes(info, bytes).is_some(), "subtitles are not what they say")
            }
            (ProductKind::Init { rendition, codecs }, Job::Video(job)) => {
                let facts = validate_init(bytes).map_err(boxes)?;
                let asked = job.renditions.iter().find(|asked| asked.name == *rendition);
                let is_entry = |asked: &Rendition| asked.codecs().as_bytes().get(..4) == Some(&facts.sample_entry[..]);
                let kept = asked.is_some_and(|asked| asked.admits(codecs) && is_entry(asked));
                agree(
                    kept && facts.timescale == job.track.timescale,
                    "an init segment is not one of the job's renditions",
                )
            }
            (ProductKind::Init { rendition, .. }, Job::Audio(job)) => {
                let facts = validate_init(bytes).map_err(boxes)?;
                agree(
                    *rendition == job.rendition && facts.timescale == job.sample_rate,
                    "an init segment is not the job's rendition",
                )
            }
            (ProductKind::Segment { rendition, segment }, Job::Video(job)) => {
                let asked = job.renditions.iter().any(|asked| asked.name == *rendition);
                let span = (segment.track, segment.number, segment.start + segment.duration, segment.samples);
                agree(
                    asked && span == (TrackId::Video, job.number, job.end, job.frames),
                    "a segment is not the one asked for",
                )?;
                agree(segment.start >= job.start, "a segment starts before its interval")?;
                validate_fragment(bytes, segment).map_err(boxes)
            }
            (ProductKind::Segment { rendition, segment }, Job::Audio(job)) => {
                let asked =
                    (TrackId::Audio, job.number, job.frames) == (segment.track, segment.number, segment.samples);
                agree(asked && *rendition == job.rendition, "a segment is not the one asked for")?;
                agree(
                    u64::try_from(segment.start) == Ok(job.first_frame.saturating_mul(1024)),
                    "a segment starts elsewhere",
                )?;
                validate_fragment(bytes, segment).map_err(boxes)
            }
            (ProductKind::Still(still), Job::Still(job)) => super::inspect_stills::check(still, job, bytes),
            _ => Err("it made something that the job does not make".to_owned()),
        }
    }

    /// Mezzanine segments of a track come in order, without a gap.
    fn follows(&mut self, segment: &SegmentInfo) -> Verdict {
        agree(self.timescales.contains_key(&segment.track), "a segment comes before its track")?;
        let expected = self.next.get(&segment.track);
        let in_order = match expected {
            None => segment.number == 0 && segment.start >= 0,
            Some(next) => *next == (segment.number, segment.start),
        };
        agree(in_order, "segments do not follow each other")?;
        let end = segment.start.checked_add(segment.duration).ok_or("a segment ends out of range")?;
        self.next.insert(segment.track, (segment.number.saturating_add(1), end));
        Ok(())
    }
}

fn agree(holds: bool, sentence: &str) -> Verdict {
    if holds { Ok(()) } else { Err(sentence.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cmaf::{NewSample, write_fragment};
    use crate::report::{Still, StillKind};
    use crate::spec::{Container, IngestJob, SourceLimits};

    fn ingest() -> Job {
        Job::Ingest(IngestJob {
            container: Container::IsoBmff,
            length: Some(1),
            available: 1,
            limits: SourceLimits::default(),
            target_segment_seconds: 4.0,
            first_segment_seconds: 4.0,
        })
    }

    fn audio_track() -> TrackInfo {
        TrackInfo {
            track: TrackId::Audio,
            timescale: 48_000,
            caps: "audio/mpeg".to_owned(),
            media: TrackMedia::Audio { sample_rate: 48_000, channels: 2 },
            codecs: None,
            web_safe: false,
        }
    }

    fn segment(number: u32, start: Ticks) -> (ProductKind, Bytes) {
        let info = SegmentInfo { track: TrackId::Audio, number, start, duration: 1024, samples: 1, lead_in: 0 };
        let bytes =
            write_fragment(number, start, start + 1024, &[NewSample { pts: start, sync: true, data: b"x" }]).unwrap();
        (ProductKind::Mezzanine(info), bytes.into())
    }

    #[test]
    fn segments_must_follow_their_track_and_each_other() {
        let job = ingest();
        let mut inspector = Inspector::new(&job);
        let (kind, bytes) = segment(0, 0);
        assert!(inspector.product(&kind, &bytes).is_err(), "before its track");
        inspector.track(&audio_track()).unwrap();
        assert!(inspector.track(&audio_track()).is_err(), "twice");
        inspector.product(&kind, &bytes).unwrap();
        for (number, start) in [(0, 0), (1, 2048), (2, 1024)] {
            let (kind, bytes) = segment(number, start);
            assert!(inspector.product(&kind, &bytes).is_err(), "{number} at {start}");
        }
        let (kind, bytes) = segment(1, 1024);
        inspector.product(&kind, &bytes).unwrap();
    }

    #[test]
    fn a_job_makes_only_what_it_was_asked_for() {
        let job = ingest();
        let (kind, number, frames) = (StillKind::Poster, 1, Vec::new());
        let poster = ProductKind::Still(Still { kind, number, width: 2, height: 2, frames });
        assert!(Inspector::new(&job).product(&poster, &Bytes::from_static(b"\xff\xd8\xff\xd9")).is_err());
    }
}

//! Which moments of a film its stills show: the pure part of [`Stills`](super::Stills).

use playhouse_pipelines::report::{TrackId, TrackMedia};
use playhouse_pipelines::spec::{Film, Glimpse, ImageJob, PosterJob, PreviewJob, StillJob, StoryboardJob, Ticks};

use crate::messages::{GlimpseInput, StoredInput};
use crate::model::{Bound, SegmentMap, SegmentRecord, Storyboard, Track, upright};
use crate::ports::{MediaObject, SegmentKey};

const POSTER_WIDTH: u32 = 1280;
/// Frames that compete for the poster.
const CANDIDATES: u32 = 8;
/// And of a film of which only the beginning is known, where the page waits for any picture.
const EARLY_CANDIDATES: u32 = 2;
/// Frames between key frames cost decoding: short films have fewer candidates.
const SECONDS_PER_CANDIDATE: f64 = 4.0;
/// Part of the film that they are taken from: titles and credits are no posters.
const CANDIDATES_FROM: f64 = 0.04;
const CANDIDATES_TO: f64 = 0.88;
const PREVIEW_WIDTH: u32 = 320;
const PREVIEW_RATE: u32 = 12;
const PREVIEW_PIECES: u32 = 5;
const PREVIEW_PIECE_SECONDS: f64 = 1.0;

/// Something to be made.
#[derive(Debug, Clone, PartialEq)]
pub enum Unit {
    Poster,
    Sheet(u32),
    Preview,
    /// A poster of the owner's choice, seconds.
    Frame(f64),
}

/// The film, and where its segments are.
pub struct Plan {
    map: SegmentMap,
    track: Track,
    film: Film,
    /// Records of the picture's mezzanine, by number.
    inputs: Vec<Option<SegmentRecord>>,
    storyboard: Storyboard,
}

impl Plan {
    /// `None` when there is no picture.
    #[must_use]
    pub fn new(mut map: SegmentMap) -> Option<Self> {
        let track = map.track(TrackId::Video)?.clone();
        let TrackMedia::Video { width, height, orientation, interlaced, .. } = track.media else {
            return None;
        };
        let mut inputs = vec![None; track.bounds.len()];
        for record in std::mem::take(&mut map.made) {
            let slot = record.number.and_then(|number| inputs.get_mut(usize::try_from(number).ok()?));
            if let Some(slot) = slot.filter(|_| record.stream == track.stream()) {
                *slot = Some(record);
            }
        }
        inputs.first()?;
        let film = Film { track: track.mezzanine.clone(), orientation, interlaced };
        let storyboard = Storyboard::new(track.end_seconds(), upright(width, height, orientation));
        Some(Self { map, track, film, inputs, storyboard })
    }

    #[must_use]
    pub fn version(&self) -> u32 {
        self.map.version
    }

    /// Whether all of the film is known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.map.is_complete
    }

    #[must_use]
    pub fn storyboard(&self) -> &Storyboard {
        &self.storyboard
    }

    #[must_use]
    pub fn seconds(&self, ticks: Ticks) -> f64 {
        self.track.seconds(ticks)
    }

    /// The job of a unit under a number, and what it reads; `None` when the map contradicts itself.
    #[must_use]
    pub fn job(&self, unit: &Unit, number: u32) -> Option<(StillJob, Vec<GlimpseInput>)> {
        let film = self.film.clone();
        let glimpses = self.glimpses(unit);
        let inputs = glimpses.iter().map(|glimpse| self.input(glimpse)).collect::<Option<Vec<_>>>()?;
        let job = match unit {
            Unit::Poster | Unit::Frame(_) => {
                StillJob::Poster(PosterJob { film, number, glimpses, max_width: POSTER_WIDTH })
            }
            Unit::Preview => {
                StillJob::Preview(PreviewJob { film, number, glimpses, width: PREVIEW_WIDTH, frame_rate: PREVIEW_RATE })
            }
            Unit::Sheet(sheet) => StillJob::Storyboard(StoryboardJob {
                film,
                number: *sheet,
                glimpses,
                across: self.storyboard.across,
                down: self.storyboard.down,
                tile_width: self.storyboard.tile_width,
                tile_height: self.storyboard.tile_height,
            }),
        };
        Some((job, inputs))
    }

    fn glimpses(&self, unit: &Unit) -> Vec<Glimpse> {
        let end = self.track.end_seconds();
        match unit {
            Unit::Frame(at) => vec![self.glimpse(*at, 0.0, 0.0)],
            Unit::Sheet(sheet) => {
                let each = f64::from(self.storyboard.seconds_per_tile);
                let tiles = self.storyboard.tiles_of(*sheet);
                tiles.map(|tile| self.glimpse(self.storyboard.start(tile), each, 0.0)).collect()
            }
            Unit::Poster => {
                let count = self.candidates();
                let step = end * (CANDIDATES_TO - CANDIDATES_FROM) / f64::from(count);
                let at = |index: u32| end * CANDIDATES_FROM + step * f64::from(index);
                let mut glimpses: Vec<Glimpse> = (0..count).map(|index| self.glimpse(at(index), step, 0.0)).collect();
                glimpses.dedup();
                glimpses
            }
            Unit::Preview => {
                let pieces =
                    if end < f64::from(PREVIEW_PIECES) * PREVIEW_PIECE_SECONDS * 2.0 { 1 } else { PREVIEW_PIECES };
                let step = end / f64::from(pieces);
                let length = if pieces == 1 { end.min(4.0) } else { PREVIEW_PIECE_SECONDS };
                let first = if pieces == 1 { 0.0 } else { step / 3.0 };
                let at = |index: u32| first + step * f64::from(index);
                (0..pieces).map(|index| self.glimpse(at(index), (step - length).clamp(0.0, 10.0), length)).collect()
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    fn candidates(&self) -> u32 {
        let most = if self.is_complete() { CANDIDATES } else { EARLY_CANDIDATES };
        let fitting = (self.track.end_seconds() / SECONDS_PER_CANDIDATE).ceil();
        (fitting.clamp(1.0, f64::from(CANDIDATES)) as u32).max(EARLY_CANDIDATES).min(most)
    }

    /// A look at a time. The start of a segment within the slack is preferred: it is a key frame.
    fn glimpse(&self, seconds: f64, slack: f64, span: f64) -> Glimpse {
        let first = self.track.bounds.first().map_or(0, |bound| bound.start);
        let at = first.max(self.ticks(seconds));
        // What a tile stands for ends where the next begins.
        let slack = self.ticks(slack).saturating_sub(1).max(0);
        let bounds = &self.track.bounds;
        let within = |bound: &Bound| (at..=at.saturating_add(slack)).contains(&bound.start);
        let near = bounds.iter().position(|bound| within(bound) && bound.lead_in == 0);
        let near = near.or_else(|| bounds.iter().position(within));
        let index = near.or_else(|| bounds.iter().rposition(|bound| bound.start <= at)).unwrap_or(0);
        let at = if near.is_some() { bounds.get(index).map_or(at, |bound| bound.start) } else { at };
        Glimpse { number: u32::try_from(index).unwrap_or(0), at, slack, span: self.ticks(span) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "saturates, and times are bounded by ingest")]
    fn ticks(&self, seconds: f64) -> Ticks {
        (seconds.max(0.0) * f64::from(self.film.track.timescale)).round() as Ticks
    }

    fn input(&self, glimpse: &Glimpse) -> Option<GlimpseInput> {
        let bound = self.track.bounds.get(usize::try_from(glimpse.number).ok()?)?;
        let numbers = glimpse.number.saturating_sub(bound.lead_in)..=glimpse.number;
        let segments = numbers.map(|number| self.segment(number)).collect::<Option<_>>()?;
        Some(GlimpseInput { segments, glimpse: *glimpse })
    }

    fn segment(&self, number: u32) -> Option<StoredInput> {
        let record = self.inputs.get(usize::try_from(number).ok()?)?.as_ref()?;
        let object = MediaObject::Segment { stream: record.stream.clone(), number };
        let key = SegmentKey { video: self.map.video.clone(), version: self.map.version, object };
        Some(StoredInput { key, length: record.length, hash: record.hash.clone() })
    }
}

/// The job that makes an uploaded image a poster.
#[must_use]
pub fn image_job(number: u32, length: u64) -> StillJob {
    StillJob::Image(ImageJob { number, length, max_width: POSTER_WIDTH })
}

#[cfg(test)]
mod tests {
    use playhouse_pipelines::spec::{MezzanineTrack, Orientation};

    use super::*;
    use crate::model::{SOURCE_VIDEO, VideoId};

    /// Segments of four seconds, as many as given.
    fn plan(count: u32) -> Plan {
        let bound = |number: u32| Bound { start: Ticks::from(number) * 400, duration: 400, samples: 100, lead_in: 0 };
        let track = Track {
            id: TrackId::Video,
            mezzanine: MezzanineTrack { caps: "video/x-h264".into(), timescale: 100 },
            media: TrackMedia::Video {
                width: 1920,
                height: 1080,
                frame_rate: 25.0,
                orientation: Orientation::Rotate90,
                interlaced: false,
                hdr: false,
            },
            codecs: None,
            bounds: (0..count).map(bound).collect(),
        };
        let record = |number| SegmentRecord {
            stream: SOURCE_VIDEO.into(),
            number: Some(number),
            length: 1000,
            hash: "ab".into(),
        };
        let map = SegmentMap {
            video: VideoId::random(),
            version: 1,
            revision: 1,
            is_complete: true,
            tracks: vec![track],
            renditions: Vec::new(),
            made: (0..count).map(record).collect(),
        };
        Plan::new(map).unwrap()
    }

    #[test]
    fn a_tile_is_the_start_of_a_segment_wherever_one_is() {
        let plan = plan(150);
        assert_eq!((plan.storyboard.tile_width, plan.storyboard.tile_height), (90, 160), "upright");
        let (job, inputs) = plan.job(&Unit::Sheet(1), 7).unwrap();
        let StillJob::Storyboard(job) = job else { panic!("{job:?}") };
        assert_eq!((job.number, inputs.len()), (1, 56));
        for (index, glimpse) in (64..).zip(&job.glimpses) {
            assert_eq!(glimpse.at % 400, 0, "a key frame");
            assert!((index * 500..(index + 1) * 500).contains(&glimpse.at), "within its five seconds");
            assert_eq!(Ticks::from(glimpse.number) * 400, glimpse.at);
        }
    }

    #[test]
    fn short_films_have_tiles_between_key_frames() {
        let plan = plan(3);
        let (job, _) = plan.job(&Unit::Sheet(0), 0).unwrap();
        let StillJob::Storyboard(job) = job else { panic!("{job:?}") };
        assert_eq!(
            job.glimpses.iter().map(|glimpse| glimpse.at / 100).collect::<Vec<_>>(),
            (0..12).collect::<Vec<_>>()
        );
        assert_eq!(job.glimpses[7].number, 1);
    }

    #[test]
    fn posters_and_previews_look_at_the_whole_film() {
        for count in [1, 2, 10, 1800] {
            let plan = plan(count);
            for unit in [Unit::Poster, Unit::Preview, Unit::Frame(1e9), Unit::Frame(0.0)] {
                let (_, inputs) = plan.job(&unit, 1).unwrap();
                let at: Vec<Ticks> = inputs.iter().map(|input| input.glimpse.at).collect();
                assert!(
                    !at.is_empty() && at.is_sorted() && inputs.iter().all(|input| input.glimpse.number < count),
                    "{unit:?}"
                );
            }
        }
    }
}

//! What is made of a video and what to make next: the pure part of [`Transcode`](super::Transcode).
//!
//! Invariants: a segment is missing, in flight in exactly one job, made, or dead; a unit is planned only from missing ones, so no
//! segment is ever made twice at a time. Units of the picture take every missing rung of one interval: decoded once.

mod dead;
mod evicted;
mod extras;
mod left;
mod stream;

pub(super) use extras::UnitKey;
use stream::{Place, Stream};

use std::collections::HashMap;

use playhouse_pipelines::report::{TrackId, TrackMedia};
use playhouse_pipelines::spec::{AudioSegmentJob, Encoder, Job, MezzanineInput, Rendition, VideoSegmentJob};

use crate::messages::{JobId, JobInputs, Priority, StoredInput};
use crate::model::{
    AudioGrid, Bound, DeadLetter, MapExtension, Origin, RenditionKind, RenditionPlan, SegmentMap, SegmentRecord, Track,
};
use crate::ports::{MediaObject, SegmentKey};

/// What a new video has in every rung before anything else gets its turn, seconds from its start.
const OPENING_SECONDS: f64 = 12.0;
/// Segments that are made ahead of what somebody has asked for.
const AHEAD: u32 = 3;
/// The rung that makes a video playable when the source itself cannot be: the largest up to this short side.
const FIRST_RUNG: u32 = 480;

/// One job's worth of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// One interval of the picture, in these rungs.
    Video { number: u32, rungs: Vec<String> },
    /// One segment of encoded audio.
    Audio { rendition: String, number: u32 },
}

impl Unit {
    /// Renditions that it makes a segment of, and the segment's number.
    #[must_use]
    pub fn rungs_and_number(&self) -> (&[String], u32) {
        match self {
            Self::Video { number, rungs } => (rungs, *number),
            Self::Audio { rendition, number } => (std::slice::from_ref(rendition), *number),
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        let ((ours, number), (theirs, their_number)) = (self.rungs_and_number(), other.rungs_and_number());
        number == their_number && ours.iter().any(|rung| theirs.contains(rung))
    }
}

pub struct Work {
    map: SegmentMap,
    /// Encoded renditions, in the order of the plan.
    streams: Vec<Stream>,
    /// Records of the mezzanine, by stream and number.
    mezzanine: HashMap<(String, u32), SegmentRecord>,
    /// Every interval before this one is made in every rendition of the ladder, and in every extra one.
    complete_below: usize,
    extras_below: usize,
    /// Where renditions are watched, as far as that is known.
    play_heads: HashMap<String, u32>,
    dead: Vec<DeadLetter>,
}

impl Work {
    #[must_use]
    pub fn new(mut map: SegmentMap) -> Self {
        let records = std::mem::take(&mut map.made);
        let encoded = map.renditions.iter().filter(|plan| plan.origin() == Origin::Encoded);
        let mut streams: Vec<Stream> =
            encoded.map(|plan| Stream::new(plan, usize::try_from(map.segment_count(plan)).unwrap_or(0))).collect();
        let mut mezzanine = HashMap::new();
        for record in records {
            match streams.iter_mut().find(|stream| stream.plan.stream() == record.stream) {
                Some(stream) => stream.set_made(record.number),
                None => keep(&mut mezzanine, record),
            }
        }
        // An init segment is only made together with a segment.
        for stream in streams.iter_mut().filter(|stream| !stream.has_init) {
            if let Some(place) = stream.place_mut(0) {
                *place = Place::Missing;
            }
        }
        Self {
            map,
            streams,
            mezzanine,
            complete_below: 0,
            extras_below: 0,
            play_heads: HashMap::new(),
            dead: Vec::new(),
        }
    }

    #[must_use]
    pub fn map(&self) -> &SegmentMap {
        &self.map
    }

    /// Takes an extension of the map in; false when it does not continue this one.
    #[must_use]
    pub fn extend(&mut self, extension: &MapExtension) -> bool {
        if !self.map.extend(extension) {
            return false;
        }
        std::mem::take(&mut self.map.made).into_iter().for_each(|record| keep(&mut self.mezzanine, record));
        for plan in self.map.renditions.iter().filter(|plan| plan.origin() == Origin::Encoded) {
            if !self.streams.iter().any(|stream| stream.plan.name == plan.name) {
                self.streams.push(Stream {
                    plan: plan.clone(),
                    has_init: false,
                    places: Vec::new(),
                    is_evicted: false,
                });
            }
        }
        for stream in &mut self.streams {
            let count = usize::try_from(self.map.segment_count(&stream.plan)).unwrap_or(0);
            stream.places.resize(count.max(stream.places.len()), Place::Missing);
        }
        true
    }

    /// Segments made, given up, and planned, of encoded renditions.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: Place| {
            let places = self.streams.iter().flat_map(|stream| &stream.places);
            places.filter(|place| **place == wanted).count()
        };
        let planned = self.streams.iter().map(|stream| stream.places.len()).sum();
        (count(Place::Made), count(Place::Dead), planned)
    }

    fn stream(&self, rendition: &str) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.plan.name == rendition)
    }

    /// Whether a rendition's segment, or its init segment, is there. `None` when there is no such thing.
    #[must_use]
    pub fn is_made(&self, rendition: &str, number: Option<u32>) -> Option<bool> {
        let plan = self.map.rendition(rendition)?;
        let Some(stream) = self.stream(rendition) else {
            // A source stream is whole from the start.
            return number.is_none_or(|number| number < self.map.segment_count(plan)).then_some(true);
        };
        match number {
            None => Some(stream.has_init),
            Some(number) => Some(stream.place(number)? == Place::Made),
        }
    }

    /// The job that a segment is in flight in.
    #[must_use]
    pub fn in_flight(&self, rendition: &str, number: u32) -> Option<JobId> {
        match self.stream(rendition)?.place(number)? {
            Place::InFlight(job) => Some(job),
            Place::Missing | Place::Made | Place::Dead => None,
        }
    }

    /// The smallest unit that makes this segment, if it can be made now.
    #[must_use]
    pub fn unit_of(&self, rendition: &str, number: u32) -> Option<Unit> {
        let stream = self.stream(rendition)?;
        stream.place(number)?;
        let rendition = rendition.to_owned();
        Some(match stream.plan.track() {
            TrackId::Video => Unit::Video { number, rungs: vec![rendition] },
            TrackId::Audio => Unit::Audio { rendition, number },
        })
    }

    /// What makes the video playable, as far as it is still missing: one rung's first segment, and its sound's.
    #[must_use]
    pub fn first_units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for track in [TrackId::Video, TrackId::Audio] {
            if self.starts(track) {
                continue;
            }
            let is_alive = |stream: &Stream| stream.places.first() != Some(&Place::Dead);
            let of_track = || self.ladder().filter(|stream| stream.plan.track() == track && is_alive(stream));
            if of_track().any(|stream| matches!(stream.places.first(), Some(Place::InFlight(_)))) {
                continue;
            }
            let fitting = of_track()
                .find(|stream| stream.plan.size().is_none_or(|(width, height)| width.min(height) <= FIRST_RUNG));
            let first = fitting.or_else(|| of_track().next_back());
            units.extend(first.and_then(|stream| self.unit_of(&stream.plan.name, 0)));
        }
        units
    }

    /// Whether playing may start: any picture will do, of the sound the rendition that players take by themselves.
    fn starts(&self, track: TrackId) -> bool {
        let mut plans = self.map.renditions.iter().filter(|plan| plan.track() == track).peekable();
        let Some(default) = plans.peek() else { return true };
        let starts = |plan: &RenditionPlan| self.is_made(&plan.name, Some(0)) == Some(true);
        match track {
            TrackId::Audio => starts(default),
            TrackId::Video => plans.any(|plan| !plan.is_extra() && starts(plan)),
        }
    }

    #[must_use]
    pub fn is_playable(&self) -> bool {
        self.starts(TrackId::Video) && self.starts(TrackId::Audio)
    }

    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.map.is_complete && self.ladder().all(|stream| stream.places.iter().all(|place| *place == Place::Made))
    }

    /// What makes the video whole.
    fn ladder(&self) -> impl DoubleEndedIterator<Item = &Stream> {
        self.streams.iter().filter(|stream| !stream.plan.is_extra())
    }

    /// Notes that someone watches a rendition at this segment.
    pub fn set_play_head(&mut self, rendition: &str, number: u32) {
        if self.stream(rendition).is_some() {
            self.play_heads.insert(rendition.to_owned(), number);
        }
    }

    /// The next thing that nobody waits for: the first seconds of every rung, what the play heads come to, the rest.
    #[must_use]
    pub fn next_unit(&mut self) -> Option<(Unit, Priority)> {
        if let Some(unit) = self.next_opening() {
            return Some((unit, Priority::First));
        }
        if let Some(unit) = self.next_ahead() {
            return Some((unit, Priority::Ahead));
        }
        if let Some(unit) = self.next_background() {
            return Some((unit, Priority::Background));
        }
        self.next_extra().map(|unit| (unit, Priority::Extra))
    }

    fn next_opening(&self) -> Option<Unit> {
        let longest = self.map.tracks.iter().map(opening).max()?;
        (self.complete_below..longest).find_map(|index| self.missing_at(index))
    }

    /// Of the one rendition that is watched, and no other.
    fn next_ahead(&self) -> Option<Unit> {
        self.play_heads.iter().find_map(|(rendition, head)| {
            let stream = self.stream(rendition)?;
            let missing = |number: &u32| stream.place(*number) == Some(Place::Missing);
            let number = (head + 1..=head + AHEAD).find(missing)?;
            self.unit_of(rendition, number)
        })
    }

    fn next_background(&mut self) -> Option<Unit> {
        let longest = self.ladder().map(|stream| stream.places.len()).max().unwrap_or(0);
        while self.complete_below < longest && self.ladder().all(|stream| stream.is_done(self.complete_below)) {
            self.complete_below += 1;
        }
        (self.complete_below..longest).find_map(|index| self.missing_at(index))
    }

    fn missing_at(&self, index: usize) -> Option<Unit> {
        let missing = |stream: &&Stream| !stream.is_evicted && stream.places.get(index) == Some(&Place::Missing);
        let number = u32::try_from(index).ok()?;
        let of_track = |track: TrackId| self.ladder().filter(move |stream| stream.plan.track() == track);
        let rungs: Vec<String> =
            of_track(TrackId::Video).filter(missing).map(|stream| stream.plan.name.clone()).collect();
        if !rungs.is_empty() {
            return Some(Unit::Video { number, rungs });
        }
        let audio = of_track(TrackId::Audio).find(missing)?;
        Some(Unit::Audio { rendition: audio.plan.name.clone(), number })
    }

    /// Marks a unit as in flight, or as missing again.
    pub fn set_in_flight(&mut self, unit: &Unit, job: Option<JobId>) {
        let place = job.map_or(Place::Missing, Place::InFlight);
        let set = |current: &mut Place| {
            if !current.is_over() {
                *current = place;
            }
        };
        match unit {
            Unit::Video { number, rungs } => {
                for stream in self.streams.iter_mut().filter(|stream| rungs.contains(&stream.plan.name)) {
                    stream.place_mut(*number).map(set);
                }
            }
            Unit::Audio { rendition, number } => {
                for stream in self.streams.iter_mut().filter(|stream| stream.plan.name == *rendition) {
                    stream.place_mut(*number).map(set);
                }
            }
        }
    }

    pub fn set_made(&mut self, record: &SegmentRecord) {
        if let Some(stream) = self.streams.iter_mut().find(|stream| stream.plan.stream() == record.stream) {
            stream.set_made(record.number);
        }
    }

    /// A segment that was made is gone; an init segment comes back with the first segment.
    pub fn set_lost(&mut self, rendition: &str, number: Option<u32>) {
        let Some(stream) = self.streams.iter_mut().find(|stream| stream.plan.name == rendition) else {
            return;
        };
        if number.is_none() {
            stream.has_init = false;
        }
        if let Some(place) = stream.place_mut(number.unwrap_or(0))
            && *place == Place::Made
        {
            *place = Place::Missing;
        }
        (self.complete_below, self.extras_below) = (0, 0);
    }

    /// The job of a unit, over so many threads, and what it reads; `None` when the map contradicts itself.
    #[must_use]
    pub fn job(&self, unit: &Unit, threads: u32, hardware: Option<Encoder>) -> Option<(Job, JobInputs)> {
        match unit {
            Unit::Video { number, rungs } => self.video_job(*number, rungs, threads, hardware),
            Unit::Audio { rendition, number } => self.audio_job(rendition, *number),
        }
    }

    fn video_job(
        &self,
        number: u32,
        rungs: &[String],
        threads: u32,
        hardware: Option<Encoder>,
    ) -> Option<(Job, JobInputs)> {
        let track = self.map.track(TrackId::Video)?;
        let TrackMedia::Video { orientation, interlaced, .. } = track.media else {
            return None;
        };
        let bound = bound(track, number)?;
        let renditions: Vec<Rendition> = self
            .streams
            .iter()
            .filter(|stream| rungs.contains(&stream.plan.name))
            .filter_map(|stream| {
                if let RenditionKind::Video(rendition) = &stream.plan.kind { Some(rendition.clone()) } else { None }
            })
            .collect();
        let hardware = hardware.filter(|_| renditions.iter().any(|rendition| rendition.in_band));
        let (inputs, stored) = self.inputs(track, number.saturating_sub(bound.lead_in)..=number)?;
        let job = VideoSegmentJob {
            track: track.mezzanine.clone(),
            inputs,
            number,
            start: bound.start,
            end: bound.end(),
            orientation,
            interlaced,
            renditions,
            frames: bound.samples,
            threads,
            hardware,
        };
        Some((Job::Video(job), JobInputs::Segments(stored)))
    }

    fn audio_job(&self, rendition: &str, number: u32) -> Option<(Job, JobInputs)> {
        let track = self.map.track(TrackId::Audio)?;
        let RenditionKind::Audio { sample_rate, channels, bitrate } = self.map.rendition(rendition)?.kind else {
            return None;
        };
        let (first_frame, frames) = AudioGrid::new(track, sample_rate).frames(number)?;
        let last = u32::try_from(track.bounds.len()).ok()?.checked_sub(1)?;
        let (inputs, stored) = self.inputs(track, number.saturating_sub(1)..=(number + 1).min(last))?;
        let job = AudioSegmentJob {
            track: track.mezzanine.clone(),
            inputs,
            number,
            first_frame,
            frames,
            sample_rate,
            channels,
            bitrate,
            rendition: rendition.to_owned(),
        };
        Some((Job::Audio(job), JobInputs::Segments(stored)))
    }

    fn inputs(
        &self,
        track: &Track,
        numbers: std::ops::RangeInclusive<u32>,
    ) -> Option<(Vec<MezzanineInput>, Vec<StoredInput>)> {
        let mut inputs = Vec::new();
        let mut stored = Vec::new();
        for number in numbers {
            let record = self.mezzanine.get(&(track.stream().to_owned(), number))?;
            inputs.push(MezzanineInput { number, length: record.length });
            let object = MediaObject::Segment { stream: record.stream.clone(), number };
            stored.push(StoredInput {
                key: SegmentKey { video: self.map.video.clone(), version: self.map.version, object },
                length: record.length,
                hash: record.hash.clone(),
            });
        }
        Some((inputs, stored))
    }
}

fn keep(mezzanine: &mut HashMap<(String, u32), SegmentRecord>, record: SegmentRecord) {
    if let Some(number) = record.number {
        mezzanine.insert((record.stream.clone(), number), record);
    }
}

/// Intervals of a track that begin in the opening.
fn opening(track: &Track) -> usize {
    track.bounds.partition_point(|bound| track.seconds(bound.start) < OPENING_SECONDS)
}

fn bound(track: &Track, number: u32) -> Option<Bound> {
    track.bounds.get(usize::try_from(number).ok()?).copied()
}

#[cfg(test)]
#[path = "work_tests.rs"]
mod tests;

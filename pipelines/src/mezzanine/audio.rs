//! Cuts audio where video was cut, or by time alone when there is no video.
//!
//! Frames of audio follow each other without a seam: a timestamp that is off by less than [`SLACK`] is rounding, and
//! the frame takes its place right behind the one before. Past that a gap is kept (the frame before it lasts longer),
//! and a frame that lies in what is already there is dropped.

use std::collections::VecDeque;

use bytes::Bytes;

use super::CutError;
use super::clock::{Clock, Nanoseconds, divide_rounded};
use crate::cmaf::NewSample;
use crate::spec::Ticks;

/// Two frames of AAC, about: less is jitter, and less than the ear's sense of lip sync.
const SLACK: Nanoseconds = 45_000_000;

/// What a container may round a time by.
const ROUNDING: Nanoseconds = 2_000_000;

/// One access unit.
#[derive(Debug, Clone)]
pub(crate) struct AudioFrame {
    pub(crate) time: Nanoseconds,
    /// Unknown for some codecs: then the frame lasts until the next.
    pub(crate) duration: Option<Nanoseconds>,
    pub(crate) data: Bytes,
}

/// A finished segment. An interval without audio makes none: numbers count the segments that exist.
#[derive(Debug)]
pub(crate) struct AudioCut {
    pub(crate) number: u32,
    pub(crate) start: Ticks,
    pub(crate) end: Ticks,
    pub(crate) samples: Vec<NewSample<Bytes>>,
}

#[derive(Debug)]
pub(crate) struct AudioCutter {
    sample_rate: u32,
    target: Nanoseconds,
    max_bytes: u64,
    clock: Option<Clock>,
    /// Frames whose segment is not known yet.
    pending: VecDeque<AudioFrame>,
    bytes: u64,
    boundaries: VecDeque<Nanoseconds>,
    /// Set when no more boundaries come: from there on cuts fall by time.
    free_from: Option<Nanoseconds>,
    number: u32,
    current: Vec<NewSample<Bytes>>,
    /// Tick behind the last frame placed.
    expected: Option<Ticks>,
    /// Tick of the last frame placed, when nobody said how long it lasts.
    open_from: Option<Ticks>,
    /// Samples of an access unit, for codecs whose frames are all alike.
    unit: Option<Ticks>,
    done: Vec<AudioCut>,
}

impl AudioCutter {
    pub(crate) fn new(sample_rate: u32, target: Nanoseconds, max_bytes: u64) -> Self {
        Self {
            sample_rate,
            target: target.max(1),
            max_bytes,
            clock: None,
            pending: VecDeque::new(),
            bytes: 0,
            boundaries: VecDeque::new(),
            free_from: None,
            number: 0,
            current: Vec::new(),
            expected: None,
            open_from: None,
            unit: None,
            done: Vec::new(),
        }
    }

    /// Every frame has so many samples, or a multiple: what times are rounded to when frames have no durations.
    pub(crate) fn with_unit(mut self, unit: Option<Ticks>) -> Self {
        self.unit = unit;
        self
    }

    pub(crate) fn take_cuts(&mut self) -> Vec<AudioCut> {
        std::mem::take(&mut self.done)
    }

    pub(crate) fn push(&mut self, frame: AudioFrame) -> Result<(), CutError> {
        self.bytes += frame.data.len() as u64;
        if self.bytes > self.max_bytes {
            return Err(CutError::TooLarge(self.max_bytes));
        }
        self.pending.push_back(frame);
        self.place();
        Ok(())
    }

    /// The video's timeline starts at `origin` of the source's, and two of its segments meet at `boundary`.
    pub(crate) fn follow(&mut self, origin: Nanoseconds, boundary: Nanoseconds) {
        self.clock.get_or_insert_with(|| Clock::for_audio(origin, self.sample_rate));
        self.boundaries.push_back(boundary);
        self.place();
    }

    /// There is no video: the first frame of audio is time zero.
    pub(crate) fn go_alone(&mut self) {
        if self.free_from.is_none()
            && self.clock.is_none()
            && let Some(first) = self.pending.front()
        {
            self.clock = Some(Clock::for_audio(first.time, self.sample_rate));
            self.free_from = Some(first.time);
            self.place();
        }
    }

    /// Video has ended: its last segment takes what follows, up to one more segment's length.
    pub(crate) fn video_ended(&mut self, origin: Nanoseconds, end: Nanoseconds) {
        self.clock.get_or_insert_with(|| Clock::for_audio(origin, self.sample_rate));
        self.free_from = Some(end);
        self.place();
    }

    pub(crate) fn finish(&mut self) {
        self.go_alone();
        self.place();
        if let Some(end) = self.expected {
            self.close(end);
        }
    }

    /// Places the frames whose segment is known.
    fn place(&mut self) {
        let Some(clock) = self.clock else { return };
        while let Some(front) = self.pending.front() {
            let Some(tick) = self.tick_of(&clock, front) else {
                self.drop_front();
                continue;
            };
            match self.step(clock.nanoseconds(tick)) {
                Step::Wait => return,
                Step::Cut(boundary) => {
                    self.close(tick);
                    self.pass_boundary(boundary);
                    continue;
                }
                Step::Place => {}
            }
            let Some(frame) = self.pending.pop_front() else { return };
            let length = frame.duration.map_or(self.unit.unwrap_or(0), |duration| self.samples(duration));
            self.expected = Some((tick + length).max(tick.max(0) + 1));
            // Without a duration the next frame's own time decides; it only must come later.
            self.open_from = frame.duration.is_none().then_some(tick);
            self.current.push(NewSample { pts: tick.max(0), sync: true, data: frame.data });
        }
    }

    /// Samples that a duration holds.
    fn samples(&self, duration: Nanoseconds) -> Ticks {
        let samples = divide_rounded(i128::from(duration) * i128::from(self.sample_rate), 1_000_000_000);
        Ticks::try_from(samples).unwrap_or(0)
    }

    /// The tick of a frame, or `None` when it has no place on the timeline.
    ///
    /// Below zero only for the very first, which may reach over zero and is kept when its greater part is inside.
    fn tick_of(&self, clock: &Clock, frame: &AudioFrame) -> Option<Ticks> {
        let tick = clock.ticks(frame.time);
        if let Some(from) = self.open_from {
            let after = tick - from;
            return (after > 0).then(|| from + self.whole_units(after));
        }
        match self.expected {
            Some(expected) if (tick - expected).abs() <= self.samples(SLACK) => Some(expected),
            Some(expected) => (tick > expected).then_some(tick),
            None => (-tick <= self.samples(frame.duration.unwrap_or(0)) / 2).then_some(tick),
        }
    }

    /// A distance between frames, freed from the rounding of their times (Matroska counts in milliseconds).
    fn whole_units(&self, distance: Ticks) -> Ticks {
        let Some(unit) = self.unit else { return distance };
        let whole = (distance + unit / 2) / unit * unit;
        if whole > 0 && (whole - distance).abs() <= self.samples(ROUNDING) { whole } else { distance }
    }

    /// What to do with a frame that starts at `time`.
    fn step(&self, time: Nanoseconds) -> Step {
        match (self.boundaries.front(), self.free_from) {
            (Some(boundary), _) if time < *boundary => Step::Place,
            (Some(boundary), _) => Step::Cut(*boundary),
            (None, Some(from)) if time < from.saturating_add(self.target) => Step::Place,
            (None, Some(from)) => Step::Cut(from.saturating_add(self.target)),
            (None, None) => Step::Wait,
        }
    }

    fn drop_front(&mut self) {
        if let Some(frame) = self.pending.pop_front() {
            self.bytes = self.bytes.saturating_sub(frame.data.len() as u64);
        }
    }

    fn pass_boundary(&mut self, boundary: Nanoseconds) {
        if self.boundaries.pop_front().is_none() {
            self.free_from = Some(boundary);
        }
    }

    fn close(&mut self, end: Ticks) {
        let samples = std::mem::take(&mut self.current);
        let Some(first) = samples.first() else { return };
        let size: u64 = samples.iter().map(|sample| sample.data.len() as u64).sum();
        self.bytes = self.bytes.saturating_sub(size);
        self.done.push(AudioCut { number: self.number, start: first.pts, end, samples });
        self.number = self.number.saturating_add(1);
    }
}

enum Step {
    Place,
    /// The segment ends here, and the next one starts.
    Cut(Nanoseconds),
    /// More must be known first.
    Wait,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Nanoseconds = 1_000_000_000;

    fn frame(time: Nanoseconds) -> AudioFrame {
        AudioFrame { time, duration: Some(1024 * SECOND / 48_000), data: Bytes::from_static(b"aac") }
    }

    fn at(samples: i64) -> Nanoseconds {
        samples * SECOND / 48_000
    }

    fn spans(cuts: &[AudioCut]) -> Vec<(u32, Ticks, Ticks, usize)> {
        cuts.iter().map(|cut| (cut.number, cut.start, cut.end, cut.samples.len())).collect()
    }

    #[test]
    fn frames_without_durations_keep_their_times_and_lose_the_rounding() {
        let mut cutter = AudioCutter::new(48_000, 60 * SECOND, 1 << 20).with_unit(Some(1024));
        // 1024 samples at 48 kHz are 21.33 ms; the sixth frame is missing.
        for milliseconds in [0, 21, 43, 64, 85, 128, 149] {
            let time = milliseconds * 1_000_000;
            cutter.push(AudioFrame { time, duration: None, data: Bytes::from_static(b"aac") }).unwrap();
        }
        cutter.finish();
        let cuts = cutter.take_cuts();
        let ticks: Vec<Ticks> = cuts[0].samples.iter().map(|sample| sample.pts).collect();
        assert_eq!(ticks, [0, 1024, 2048, 3072, 4096, 6144, 7168]);
        assert_eq!(cuts[0].end, 8192);
    }

    #[test]
    fn audio_follows_the_boundaries_of_video() {
        let mut cutter = AudioCutter::new(48_000, SECOND, 1 << 20);
        (0..100).for_each(|k| cutter.push(frame(at(k * 1024))).unwrap());
        assert!(cutter.take_cuts().is_empty(), "nothing is placed before video says where");
        cutter.follow(0, SECOND);
        assert_eq!(spans(&cutter.take_cuts()), [(0, 0, 47 * 1024, 47)], "one boundary ends one segment");
        cutter.video_ended(0, 2 * SECOND);
        cutter.finish();
        assert_eq!(spans(&cutter.take_cuts()), [(1, 47 * 1024, 100 * 1024, 53)]);
    }

    #[test]
    fn what_lies_before_the_picture_is_dropped() {
        let mut cutter = AudioCutter::new(48_000, SECOND, 1 << 20);
        (0..10).for_each(|k| cutter.push(frame(at(k * 1024))).unwrap());
        cutter.video_ended(at(2048 + 300), SECOND);
        cutter.finish();
        assert_eq!(spans(&cutter.take_cuts()), [(0, 0, 10 * 1024 - 2348, 8)], "the frame over zero starts at zero");
    }

    #[test]
    fn jitter_closes_up_and_gaps_stay() {
        let mut cutter = AudioCutter::new(48_000, 60 * SECOND, 1 << 20);
        for time in [0, at(1024) + 400_000, at(2048) - 300_000, at(3072) + SECOND / 2, at(4096) + SECOND / 2, at(3072)]
        {
            cutter.push(frame(time)).unwrap();
        }
        cutter.go_alone();
        cutter.finish();
        let cuts = cutter.take_cuts();
        let pts: Vec<_> = cuts[0].samples.iter().map(|sample| sample.pts).collect();
        assert_eq!(pts, [0, 1024, 2048, 27_072, 28_096]);
    }

    #[test]
    fn alone_it_is_cut_by_time() {
        let mut cutter = AudioCutter::new(48_000, SECOND, 1 << 20);
        for k in 0..141 {
            cutter.push(frame(5 * SECOND + at(k * 1024))).unwrap();
            cutter.go_alone();
        }
        cutter.finish();
        let cuts = cutter.take_cuts();
        assert_eq!(spans(&cuts).iter().map(|span| (span.0, span.3)).collect::<Vec<_>>(), [(0, 47), (1, 47), (2, 47)]);
        assert_eq!(cuts[0].start, 0);
    }

    #[test]
    fn audio_that_outlasts_the_picture_is_cut_on() {
        let mut cutter = AudioCutter::new(48_000, SECOND, 1 << 20);
        cutter.video_ended(0, SECOND);
        (0..300).for_each(|k| cutter.push(frame(at(k * 1024))).unwrap());
        cutter.finish();
        let numbers: Vec<_> = cutter.take_cuts().iter().map(|cut| cut.number).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5].map(|n: u32| n)[..numbers.len()]);
        assert!(numbers.len() >= 5);
    }
}

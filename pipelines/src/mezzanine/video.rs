//! Cuts video at key frames, and between them where that is allowed.
//!
//! A key frame is *open* when frames that follow it in decode order are shown before it: those need the group of pictures
//! before to be decoded. Cuts prefer closed key frames once a segment has its wanted length, and take an open one
//! only at twice that. Whether a key frame is open is known a few frames later, so a cut is decided with a look-ahead.
//!
//! A stream that players never get as it is may be cut at any frame that no later one, in decode order, is shown before.
//! Such a segment is decoded from an earlier one; [`Pieces`] says where that is worth its cost.

use bytes::Bytes;

use super::clock::{Clock, FrameRate, Nanoseconds};
use super::pieces::{Pieces, Place};
use super::{AccessPoint, CutError};
use crate::cmaf::NewSample;
use crate::spec::{MAX_LEAD_IN, Ticks};

/// Frames behind a key frame that are looked at before it is called closed: the deepest reordering of H.264 and HEVC.
const LOOK_AHEAD: usize = 16;
/// A frame this far before its segment is no disorder but another timeline.
const MAX_DISORDER: Nanoseconds = 1_000_000_000;

/// One frame in decode order.
#[derive(Debug, Clone)]
pub(crate) struct VideoFrame {
    pub(crate) time: Nanoseconds,
    /// Decoded, never shown: it lies before the start of an edit.
    pub(crate) hidden: bool,
    pub(crate) access: AccessPoint,
    pub(crate) data: Bytes,
}

/// A finished segment.
#[derive(Debug)]
pub(crate) struct VideoCut {
    pub(crate) number: u32,
    pub(crate) start: Ticks,
    pub(crate) end: Ticks,
    /// Where the next segment starts, on the source's timeline.
    pub(crate) end_time: Nanoseconds,
    /// Nothing follows.
    pub(crate) is_last: bool,
    /// Segments before this one that decoding it takes.
    pub(crate) lead_in: u32,
    pub(crate) presented: u32,
    pub(crate) samples: Vec<NewSample<Bytes>>,
}

/// Wanted lengths of segments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SegmentTarget {
    /// Of the first: a short one is playable sooner.
    pub(crate) first: Nanoseconds,
    pub(crate) rest: Nanoseconds,
}

/// Where segments may start.
#[derive(Debug, Clone)]
pub(crate) enum CutAt {
    KeyFrames,
    /// The same, unless the first two are further apart than this: then players never get the stream as it is.
    CloseKeyFrames(Nanoseconds),
    /// Everywhere.
    Pieces(Pieces),
}

#[derive(Debug)]
pub(crate) struct VideoCutter {
    target: SegmentTarget,
    max_bytes: u64,
    nominal: Option<FrameRate>,
    cut_at: CutAt,
    clock: Option<Clock>,
    frames: Vec<VideoFrame>,
    bytes: u64,
    /// Start of the segment that `frames` begin with, once one was cut.
    start: Option<(Nanoseconds, Ticks)>,
    number: u32,
    /// The segment that decoding of `frames` starts with, and the bytes from there on that are cut already.
    entry: u32,
    lead_in_bytes: u64,
    /// The segment that holds the last key frame before `frames`.
    group: u32,
    judged: Judged,
    keys: usize,
    last_key: Option<Nanoseconds>,
    longest_gap: Nanoseconds,
    latest: Nanoseconds,
    done: Vec<VideoCut>,
}

/// What was looked at of the frames at hand: each of them may start a segment but the first, which does.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    count: usize,
    /// The last time that one of them is shown.
    latest: Option<Nanoseconds>,
    /// Time of the last key frame among them, or of one that was cut away.
    key: Option<Nanoseconds>,
}

impl Judged {
    fn add(&mut self, frame: &VideoFrame) {
        self.count += 1;
        if !frame.hidden {
            self.latest = Some(self.latest.map_or(frame.time, |latest| latest.max(frame.time)));
        }
        if frame.is_key() {
            self.key = Some(frame.time);
        }
    }
}

impl VideoFrame {
    fn is_key(&self) -> bool {
        self.access != AccessPoint::None
    }
}

impl VideoCutter {
    pub(crate) fn new(target: SegmentTarget, max_bytes: u64, nominal: Option<FrameRate>, cut_at: CutAt) -> Self {
        Self {
            target,
            max_bytes,
            nominal,
            cut_at,
            clock: None,
            frames: Vec::new(),
            bytes: 0,
            start: None,
            number: 0,
            entry: 0,
            lead_in_bytes: 0,
            group: 0,
            judged: Judged::default(),
            keys: 0,
            last_key: None,
            longest_gap: 0,
            latest: Nanoseconds::MIN,
            done: Vec::new(),
        }
    }

    /// The timeline, once the first segment is cut.
    pub(crate) fn clock(&self) -> Option<&Clock> {
        self.clock.as_ref()
    }

    pub(crate) fn longest_key_distance(&self) -> Nanoseconds {
        self.longest_gap
    }

    /// Whether segments may start between key frames, so that players cannot be given them.
    pub(crate) fn cuts_pieces(&self) -> bool {
        matches!(self.cut_at, CutAt::Pieces(_))
    }

    /// When frames are shown is not known: only key frames part them for sure.
    pub(crate) fn keep_to_key_frames(&mut self) {
        self.cut_at = CutAt::KeyFrames;
    }

    pub(crate) fn take_cuts(&mut self) -> Vec<VideoCut> {
        std::mem::take(&mut self.done)
    }

    pub(crate) fn push(&mut self, frame: VideoFrame) -> Result<(), CutError> {
        let key = frame.is_key();
        match self.frames.first() {
            // Nothing can be decoded before the first key frame, nor what it leads if that needs an earlier one.
            None if !key => return Ok(()),
            Some(first)
                if self.start.is_none()
                    && self.keys == 1
                    && !frame.hidden
                    && !first.hidden
                    && first.access == AccessPoint::Key
                    && frame.time < first.time =>
            {
                return Ok(());
            }
            _ => {}
        }
        if let Some((start, _)) = self.start
            && frame.time < start - MAX_DISORDER
        {
            return Err(CutError::Backwards);
        }
        if key && !frame.hidden {
            self.note_key(frame.time);
        }
        if !frame.hidden {
            self.latest = self.latest.max(frame.time);
        }
        self.bytes += frame.data.len() as u64;
        if self.bytes + self.lead_in_bytes > self.max_bytes {
            return Err(CutError::TooLarge(self.max_bytes));
        }
        self.keys += usize::from(key);
        if self.frames.is_empty() {
            self.judged.add(&frame);
        }
        self.frames.push(frame);
        self.wait_no_longer();
        self.judge(LOOK_AHEAD);
        Ok(())
    }

    /// Ends the stream: what is left is the last segment.
    pub(crate) fn finish(&mut self) -> Result<(), CutError> {
        self.judge(0);
        let shown = self.frames.iter().filter(|frame| !frame.hidden).count();
        if shown == 0 {
            return if self.start.is_some() { Ok(()) } else { Err(CutError::NoKeyFrame) };
        }
        if let Some(last) = self.last_key {
            self.longest_gap = self.longest_gap.max(self.latest - last);
        }
        let frames = std::mem::take(&mut self.frames);
        self.emit(frames, None);
        Ok(())
    }

    fn note_key(&mut self, time: Nanoseconds) {
        if let Some(last) = self.last_key {
            self.longest_gap = self.longest_gap.max(time - last);
        }
        self.last_key = Some(time);
    }

    /// A first group of pictures that is too long for players is cut into pieces, from its beginning.
    fn wait_no_longer(&mut self) {
        let CutAt::CloseKeyFrames(most) = self.cut_at else { return };
        if self.start.is_some() {
            self.cut_at = CutAt::KeyFrames;
        } else if self.last_key.is_some_and(|key| self.latest - key > most) {
            self.cut_at = CutAt::Pieces(Pieces::new(self.target));
            self.judged = Judged::default();
            self.frames.first().into_iter().for_each(|frame| self.judged.add(frame));
        }
    }

    /// Judges the frames that have `wait` frames behind them.
    fn judge(&mut self, wait: usize) {
        while self.frames.len() > self.judged.count + wait {
            let place = self.judged.count;
            let boundary = self.boundary(place, wait);
            let Some(frame) = self.frames.get(place) else { return };
            if let (true, Some(key), CutAt::Pieces(pieces)) = (frame.is_key(), self.judged.key, &mut self.cut_at) {
                pieces.observe(frame.time - key);
            }
            let Some(boundary) = boundary else {
                self.judged.add(frame);
                continue;
            };
            self.judged = Judged { count: 0, latest: None, ..self.judged };
            self.judged.add(frame);
            let tail = self.frames.split_off(place);
            let frames = std::mem::replace(&mut self.frames, tail);
            self.emit(frames, Some(boundary));
        }
    }

    /// Where a segment that starts at this frame begins, if it should.
    fn boundary(&self, place: usize, wait: usize) -> Option<Boundary> {
        let (before, after) = self.frames.split_at_checked(place)?;
        let (frame, behind) = after.split_first().filter(|(frame, _)| !frame.hidden)?;
        // With nothing left to come, a piece more is of no use to anybody.
        if !frame.is_key() && (wait == 0 || !self.cuts_pieces()) {
            return None;
        }
        let latest = self.judged.latest?;
        let start = match self.start {
            Some((start, _)) => start,
            None => before.iter().filter(|frame| !frame.hidden).map(|frame| frame.time).min()?,
        };
        let lead_in = self.number + 1 - if before.iter().any(VideoFrame::is_key) { self.number } else { self.group };
        if !frame.is_key() && (lead_in > MAX_LEAD_IN || !self.ends_piece(frame.time, start)) {
            return None;
        }
        let next_key = behind.iter().position(VideoFrame::is_key).unwrap_or(behind.len());
        let ahead = behind.get(..next_key.min(LOOK_AHEAD)).unwrap_or(behind);
        let shown = ahead.iter().filter(|frame| !frame.hidden).map(|frame| frame.time);
        let time = shown.min().map_or(frame.time, |time| time.min(frame.time));
        // Frames on both sides must not interleave, or there is no boundary between them.
        if latest >= time {
            return None;
        }
        if !frame.is_key() {
            return Some(Boundary { time, entry: Entry::Group });
        }
        let closed = frame.access == AccessPoint::Instant || time >= frame.time;
        // Timestamps are rounded: a key frame a hair before the wanted length is at it.
        let target = if self.start.is_none() { self.target.first } else { self.target.rest };
        let elapsed = time - start + target / 50;
        let is_piece = before.first().is_some_and(|first| !first.is_key());
        let wanted = match closed {
            // What is left of a group ends with it, if it is long enough to be a segment.
            _ if is_piece => target / 4,
            // Rather a little short than as long again: it is the long ones that a viewer waits for.
            true if self.start.is_some() => target * 3 / 4,
            true => target,
            false => 2 * target,
        };
        (elapsed >= wanted).then_some(Boundary { time, entry: if closed { Entry::Here } else { Entry::Group } })
    }

    /// Whether it is worth ending the segment in front of a frame that is no key frame.
    fn ends_piece(&self, time: Nanoseconds, start: Nanoseconds) -> bool {
        let (CutAt::Pieces(pieces), Some(key)) = (&self.cut_at, self.judged.key) else { return false };
        pieces.ends_at(Place { length: time - start, depth: time - key.min(time), is_first: self.start.is_none() })
    }

    /// Gives `frames` their ticks; `next` is the start of the segment that follows.
    fn emit(&mut self, frames: Vec<VideoFrame>, next: Option<Boundary>) {
        let mut order: Vec<usize> = (0..frames.len()).collect();
        let time_of = |index: &usize| frames.get(*index).map_or(0, |frame| frame.time);
        order.retain(|index| frames.get(*index).is_some_and(|frame| !frame.hidden));
        order.sort_by_key(time_of);
        let times: Vec<Nanoseconds> = order.iter().map(time_of).collect();
        let first = times.first().copied().unwrap_or_default();
        let clock = *self.clock.get_or_insert_with(|| Clock::for_video(first, self.nominal, &times));
        let start = self.start.map_or(0, |(_, ticks)| ticks);

        let mut pts: Vec<Ticks> = frames.iter().map(|frame| clock.ticks(frame.time).min(start - 1)).collect();
        let mut free = start;
        for index in &order {
            let ticks = clock.ticks(time_of(index)).max(free);
            if let Some(slot) = pts.get_mut(*index) {
                *slot = ticks;
            }
            free = ticks + 1;
        }
        let end = match &next {
            Some(next) => clock.ticks(next.time).max(free),
            None => free - 1 + Ticks::from(self.last_frame_ticks(&clock, &times)),
        };
        let end_time = next.as_ref().map_or_else(|| clock.nanoseconds(end), |next| next.time);
        let holds_key = frames.iter().any(VideoFrame::is_key);
        self.done.push(VideoCut {
            number: self.number,
            start,
            end,
            end_time,
            is_last: next.is_none(),
            lead_in: self.number - self.entry,
            presented: u32::try_from(order.len()).unwrap_or(u32::MAX),
            samples: std::iter::zip(frames, pts)
                .map(|(frame, pts)| NewSample { pts, sync: frame.access != AccessPoint::None, data: frame.data })
                .collect(),
        });
        self.start = Some((end_time, end));
        if holds_key {
            self.group = self.number;
        }
        self.number += 1;
        let left = self.frames.iter().map(|frame| frame.data.len() as u64).sum();
        let cut = std::mem::replace(&mut self.bytes, left) - left;
        self.entry = match next.map(|next| next.entry) {
            Some(Entry::Group) => self.group,
            Some(Entry::Here) | None => self.number,
        };
        self.lead_in_bytes = match self.frames.first() {
            Some(frame) if !frame.is_key() => cut + if holds_key { 0 } else { self.lead_in_bytes },
            _ => 0,
        };
    }

    /// The last frame of all lasts as long as the rate says, or as the one before it.
    fn last_frame_ticks(&self, clock: &Clock, times: &[Nanoseconds]) -> u32 {
        let before = match times {
            [.., before, last] => clock.ticks(*last) - clock.ticks(*before),
            _ => Ticks::from(clock.timescale() / 25),
        };
        match clock.frame_ticks() {
            0 => u32::try_from(before).unwrap_or(1).clamp(1, clock.timescale()),
            constant => constant,
        }
    }
}

/// The start of a segment.
struct Boundary {
    time: Nanoseconds,
    entry: Entry,
}

/// Where decoding of a segment starts.
enum Entry {
    Here,
    /// With the segment that holds the last key frame before it.
    Group,
}

#[cfg(test)]
#[path = "video_tests.rs"]
mod tests;

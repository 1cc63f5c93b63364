//! Cuts video at key frames.
//!
//! A key frame is *open* when frames that follow it in decode order are shown before it: those need the segment
//! before to be decoded. Cuts prefer closed key frames once a segment has its wanted length, and take an open one
//! only at twice that. Whether a key frame is open is known a few frames later, so a cut is decided with a look-ahead.

use bytes::Bytes;

use super::clock::{Clock, FrameRate, Nanoseconds};
use super::{AccessPoint, CutError};
use crate::cmaf::NewSample;
use crate::spec::Ticks;

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
    pub(crate) independent: bool,
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

#[derive(Debug)]
pub(crate) struct VideoCutter {
    target: SegmentTarget,
    max_bytes: u64,
    nominal: Option<FrameRate>,
    clock: Option<Clock>,
    frames: Vec<VideoFrame>,
    bytes: u64,
    /// Start of the segment that `frames` begin with, once one was cut.
    start: Option<(Nanoseconds, Ticks)>,
    /// Whether `frames` begin at a closed key frame.
    independent: bool,
    number: u32,
    /// Key frames in `frames` that are not judged yet.
    candidates: Vec<usize>,
    last_key: Option<Nanoseconds>,
    longest_gap: Nanoseconds,
    latest: Nanoseconds,
    done: Vec<VideoCut>,
}

impl VideoCutter {
    pub(crate) fn new(target: SegmentTarget, max_bytes: u64, nominal: Option<FrameRate>) -> Self {
        Self {
            target,
            max_bytes,
            nominal,
            clock: None,
            frames: Vec::new(),
            bytes: 0,
            start: None,
            independent: true,
            number: 0,
            candidates: Vec::new(),
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

    pub(crate) fn take_cuts(&mut self) -> Vec<VideoCut> {
        std::mem::take(&mut self.done)
    }

    pub(crate) fn push(&mut self, frame: VideoFrame) -> Result<(), CutError> {
        let key = frame.access != AccessPoint::None;
        match self.frames.first() {
            // Nothing can be decoded before the first key frame, nor what it leads if that needs an earlier one.
            None if !key => return Ok(()),
            Some(first)
                if self.start.is_none()
                    && self.candidates.is_empty()
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
        if self.bytes > self.max_bytes {
            return Err(CutError::TooLarge(self.max_bytes));
        }
        if key && !self.frames.is_empty() {
            self.candidates.push(self.frames.len());
        }
        self.frames.push(frame);
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
        self.emit(frames, None, true);
        Ok(())
    }

    fn note_key(&mut self, time: Nanoseconds) {
        if let Some(last) = self.last_key {
            self.longest_gap = self.longest_gap.max(time - last);
        }
        self.last_key = Some(time);
    }

    /// Judges the key frames that have `wait` frames behind them.
    fn judge(&mut self, wait: usize) {
        while let Some(&candidate) = self.candidates.first() {
            if self.frames.len() <= candidate + wait {
                return;
            }
            let window = self.candidates.get(1).copied().unwrap_or(self.frames.len()).min(candidate + 1 + LOOK_AHEAD);
            self.candidates.remove(0);
            let Some(boundary) = self.boundary(candidate, window) else { continue };
            let tail = self.frames.split_off(candidate);
            let frames = std::mem::replace(&mut self.frames, tail);
            self.candidates.iter_mut().for_each(|index| *index -= candidate);
            self.emit(frames, Some(boundary.time), boundary.closed);
        }
    }

    /// Where a segment that starts at this key frame begins, if it should.
    fn boundary(&self, candidate: usize, window: usize) -> Option<Boundary> {
        let (before, after) = self.frames.split_at_checked(candidate)?;
        let key = after.first().filter(|key| !key.hidden)?;
        let shown = |frames: &[VideoFrame]| {
            frames.iter().filter(|frame| !frame.hidden).map(|frame| frame.time).collect::<Vec<_>>()
        };
        let ahead = after.get(..window.saturating_sub(candidate)).unwrap_or(after);
        let time = shown(ahead).into_iter().min()?;
        let shown_before = shown(before);
        // Frames on both sides must not interleave, or there is no boundary between them.
        if shown_before.iter().max().is_none_or(|latest| *latest >= time) {
            return None;
        }
        let start = self.start.map_or_else(|| shown_before.iter().min().copied(), |(start, _)| Some(start))?;
        let closed = key.access == AccessPoint::Instant || time >= key.time;
        // Timestamps are rounded: a key frame a hair before the wanted length is at it.
        let target = if self.start.is_none() { self.target.first } else { self.target.rest };
        let elapsed = time - start + target / 50;
        (elapsed >= if closed { target } else { 2 * target }).then_some(Boundary { time, closed })
    }

    /// Gives `frames` their ticks; `next` is the start of the segment that follows.
    fn emit(&mut self, frames: Vec<VideoFrame>, next: Option<Nanoseconds>, next_closed: bool) {
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
        let end = match next {
            Some(time) => clock.ticks(time).max(free),
            None => free - 1 + Ticks::from(self.last_frame_ticks(&clock, &times)),
        };
        let end_time = next.unwrap_or_else(|| clock.nanoseconds(end));
        self.done.push(VideoCut {
            number: self.number,
            start,
            end,
            end_time,
            is_last: next.is_none(),
            independent: self.independent,
            presented: u32::try_from(order.len()).unwrap_or(u32::MAX),
            samples: std::iter::zip(frames, pts)
                .map(|(frame, pts)| NewSample { pts, sync: frame.access != AccessPoint::None, data: frame.data })
                .collect(),
        });
        self.number += 1;
        self.start = Some((end_time, end));
        self.independent = next_closed;
        self.bytes = self.frames.iter().map(|frame| frame.data.len() as u64).sum();
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

struct Boundary {
    time: Nanoseconds,
    closed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Nanoseconds = 40_000_000;

    fn always(target: Nanoseconds) -> SegmentTarget {
        SegmentTarget { first: target, rest: target }
    }

    /// Frames in decode order: presentation number, and what it is.
    fn cut(frames: &[(i64, AccessPoint)], target_frames: i64) -> Vec<VideoCut> {
        let mut cutter = VideoCutter::new(always(target_frames * FRAME), 1 << 20, FrameRate::new(25, 1));
        for (number, access) in frames {
            let frame = VideoFrame {
                time: 7 * FRAME + number * FRAME,
                hidden: false,
                access: *access,
                data: Bytes::from_static(b"x"),
            };
            cutter.push(frame).unwrap();
        }
        cutter.finish().unwrap();
        cutter.take_cuts()
    }

    fn closed_gop(start: i64) -> Vec<(i64, AccessPoint)> {
        use AccessPoint::{Instant, None};
        [(0, Instant), (3, None), (1, None), (2, None), (4, None)].map(|(n, access)| (start + n, access)).to_vec()
    }

    fn open_gop(start: i64) -> Vec<(i64, AccessPoint)> {
        use AccessPoint::{Key, None};
        [(2, Key), (0, None), (1, None), (4, None), (3, None)].map(|(n, access)| (start + n, access)).to_vec()
    }

    fn spans(cuts: &[VideoCut]) -> Vec<(Ticks, Ticks, u32, bool)> {
        cuts.iter().map(|cut| (cut.start / 1000, cut.end / 1000, cut.presented, cut.independent)).collect()
    }

    #[test]
    fn cuts_at_the_first_closed_key_frame_at_or_after_the_target() {
        let frames: Vec<_> = (0..4).flat_map(|k| closed_gop(5 * k)).collect();
        assert_eq!(spans(&cut(&frames, 5)), [(0, 5, 5, true), (5, 10, 5, true), (10, 15, 5, true), (15, 20, 5, true)]);
        assert_eq!(spans(&cut(&frames, 6)), [(0, 10, 10, true), (10, 20, 10, true)]);
    }

    #[test]
    fn the_first_segment_may_be_shorter() {
        let frames: Vec<_> = (0..5).flat_map(|k| closed_gop(5 * k)).collect();
        let mut cutter =
            VideoCutter::new(SegmentTarget { first: FRAME, rest: 10 * FRAME }, 1 << 20, FrameRate::new(25, 1));
        for (number, access) in frames {
            cutter.push(VideoFrame { time: number * FRAME, hidden: false, access, data: Bytes::new() }).unwrap();
        }
        cutter.finish().unwrap();
        assert_eq!(spans(&cutter.take_cuts()), [(0, 5, 5, true), (5, 15, 10, true), (15, 25, 10, true)]);
    }

    #[test]
    fn an_open_key_frame_waits_for_twice_the_target() {
        let frames: Vec<_> = [closed_gop(0), open_gop(5), open_gop(10), closed_gop(15)].concat();
        assert_eq!(spans(&cut(&frames, 5)), [(0, 10, 10, true), (10, 15, 5, false), (15, 20, 5, true)]);
        assert_eq!(spans(&cut(&frames, 7)), [(0, 15, 15, true), (15, 20, 5, true)]);
    }

    #[test]
    fn a_stream_that_starts_open_loses_what_cannot_be_decoded() {
        let frames: Vec<_> = [vec![(-1, AccessPoint::None)], open_gop(0), closed_gop(5)].concat();
        assert_eq!(spans(&cut(&frames, 100)), [(0, 8, 8, true)]);
    }

    #[test]
    fn hidden_frames_take_no_time_and_shift_nothing() {
        let mut cutter = VideoCutter::new(always(FRAME), 1 << 20, FrameRate::new(25, 1));
        for number in -3..4_i64 {
            let access = if number == -3 { AccessPoint::Instant } else { AccessPoint::None };
            cutter.push(VideoFrame { time: number * FRAME, hidden: number < 0, access, data: Bytes::new() }).unwrap();
        }
        cutter.finish().unwrap();
        let cuts = cutter.take_cuts();
        assert_eq!(spans(&cuts), [(0, 4, 4, true)]);
        assert!(cuts[0].samples.iter().take(3).all(|sample| sample.pts < 0));
    }

    #[test]
    fn doubled_times_are_spread_out() {
        use AccessPoint::{Instant, None};
        let cuts = cut(&[(0, Instant), (1, None), (1, None), (1, None), (2, None)], 100);
        let pts: Vec<_> = cuts[0].samples.iter().map(|sample| sample.pts).collect();
        assert_eq!(pts, [0, 1000, 1001, 1002, 2000]);
    }

    #[test]
    fn a_segment_larger_than_the_limit_is_an_error() {
        let mut cutter = VideoCutter::new(always(FRAME), 10, None);
        let frame = |time| VideoFrame {
            time,
            hidden: false,
            access: AccessPoint::Instant,
            data: Bytes::from_static(b"sixbyt"),
        };
        cutter.push(frame(0)).unwrap();
        assert_eq!(cutter.push(frame(1)), Err(CutError::TooLarge(10)));
    }

    #[test]
    fn running_backwards_is_an_error_and_no_key_frame_is_one() {
        let mut cutter = VideoCutter::new(always(FRAME), 1 << 20, None);
        for number in 0..40 {
            cutter
                .push(VideoFrame {
                    time: number * FRAME * 5,
                    hidden: false,
                    access: AccessPoint::Instant,
                    data: Bytes::new(),
                })
                .unwrap();
        }
        let back = VideoFrame { time: 0, hidden: false, access: AccessPoint::None, data: Bytes::new() };
        assert_eq!(cutter.push(back), Err(CutError::Backwards));
        assert_eq!(VideoCutter::new(always(FRAME), 1, None).finish(), Err(CutError::NoKeyFrame));
    }
}

//! What leaves a decoder: the pictures of a window, each stamped by rank, and stand-ins for those that are lost.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;

use super::decode::{RankClock, Window};
use super::failure;
use crate::report::{Failure, FailureCode};

/// Repeats the nearest good picture where one cannot be decoded, so that a segment holds every frame of its source.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    state: Mutex<Tail>,
    repeated: AtomicU32,
}

#[derive(Debug, Default)]
struct Tail {
    /// The rank that must come next; none before the first picture.
    next: Option<usize>,
    last: Option<gst::Buffer>,
}

impl Gaps {
    /// How many pictures stood in for others.
    pub(crate) fn repeated(&self) -> u32 {
        self.repeated.load(Ordering::Relaxed)
    }

    /// Stand-ins for the ranks from the last picture to `rank`; `None` when `rank` itself has had its turn.
    fn reach(&self, rank: usize, picture: &gst::Buffer, window: &Window) -> Option<Vec<(usize, gst::Buffer)>> {
        let mut tail = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = tail.next.unwrap_or(window.ranks.start);
        if rank < next {
            return None;
        }
        let nearest = tail.last.replace(picture.clone()).unwrap_or_else(|| picture.clone());
        tail.next = Some(rank + 1);
        Some(self.copies(next..rank, &nearest))
    }

    /// Stand-ins for all that has not come when the stream ends.
    fn finish(&self, window: &Window) -> Vec<(usize, gst::Buffer)> {
        let mut tail = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = tail.next.unwrap_or(window.ranks.start)..window.ranks.end;
        tail.next = Some(window.ranks.end);
        tail.last.take().map_or_else(Vec::new, |last| self.copies(missing, &last))
    }

    /// A picture before the window may stand in for its first.
    fn lead_in(&self, picture: &gst::Buffer) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).last = Some(picture.clone());
    }

    fn copies(&self, missing: std::ops::Range<usize>, picture: &gst::Buffer) -> Vec<(usize, gst::Buffer)> {
        self.repeated.fetch_add(u32::try_from(missing.len()).unwrap_or(u32::MAX), Ordering::Relaxed);
        missing.map(|rank| (rank, picture.clone())).collect()
    }
}

/// Clips what the decoder gives, and states the rate and the square pixels that everything behind it works with.
pub(crate) struct Shape {
    pub(crate) clock: RankClock,
    pub(crate) window: Window,
    /// Presentation times were not known at ingest: the decoder's order is the order of presentation.
    pub(crate) decode_order: bool,
    pub(crate) gaps: Option<Arc<Gaps>>,
}

impl Shape {
    pub(crate) fn apply(
        self,
        decoder: &gst::Element,
        on_caps: impl Fn(&gst::StructureRef) + Send + Sync + 'static,
    ) -> Result<(), Failure> {
        let pad = decoder.static_pad("src");
        let pad = pad.ok_or_else(|| failure(FailureCode::Internal, "a decoder has no output"))?;
        let seen = AtomicUsize::new(0);
        pad.add_probe(gst::PadProbeType::BUFFER | gst::PadProbeType::EVENT_DOWNSTREAM, move |pad, info| {
            if let Some(event) = info.event_mut() {
                match event.view() {
                    gst::EventView::Caps(caps) => *event = self.square(caps, &on_caps),
                    gst::EventView::Eos(_) => {
                        let missing = self.gaps.as_ref().map(|gaps| gaps.finish(&self.window));
                        self.send(pad, missing.unwrap_or_default());
                    }
                    _ => {}
                }
                return gst::PadProbeReturn::Ok;
            }
            let Some(buffer) = info.buffer_mut() else { return gst::PadProbeReturn::Ok };
            self.picture(pad, buffer, seen.fetch_add(1, Ordering::Relaxed))
        });
        Ok(())
    }

    fn square(&self, event: &gst::event::Caps, on_caps: &impl Fn(&gst::StructureRef)) -> gst::Event {
        let mut caps = event.caps_owned();
        if let Some(fields) = caps.structure(0) {
            on_caps(fields);
        }
        let rate = self.clock.rate();
        let rate = gst::Fraction::new(rate.numerator.cast_signed(), rate.denominator.cast_signed());
        caps.make_mut().set("framerate", rate);
        caps.make_mut().set("pixel-aspect-ratio", gst::Fraction::new(1, 1));
        gst::event::Caps::builder(&caps).seqnum(event.seqnum()).build()
    }

    fn picture(&self, pad: &gst::Pad, buffer: &mut gst::Buffer, count: usize) -> gst::PadProbeReturn {
        let rank = if self.decode_order { Some(count) } else { buffer.pts().and_then(|time| self.clock.rank(time)) };
        let Some(rank) = rank.filter(|rank| self.window.ranks.contains(rank)) else {
            if let Some(gaps) = self.gaps.as_ref().filter(|_| rank.is_some_and(|rank| rank < self.window.ranks.start)) {
                gaps.lead_in(buffer);
            }
            return gst::PadProbeReturn::Drop;
        };
        if let Some(gaps) = &self.gaps {
            let Some(missing) = gaps.reach(rank, buffer, &self.window) else { return gst::PadProbeReturn::Drop };
            self.send(pad, missing);
        }
        buffer.make_mut().set_pts(self.clock.time(rank));
        gst::PadProbeReturn::Ok
    }

    /// Past this very probe, to the element behind the decoder.
    fn send(&self, pad: &gst::Pad, pictures: Vec<(usize, gst::Buffer)>) {
        let Some(behind) = pad.peer() else { return };
        for (rank, mut picture) in pictures {
            picture.make_mut().set_pts(self.clock.time(rank));
            // A pipeline that stops says so to the next picture or the end of the stream as well.
            if behind.chain(picture).is_err() {
                return;
            }
        }
    }
}

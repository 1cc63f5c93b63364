//! Single frames out of excerpts of a film: decoded, scaled, upright.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use rustix::fs::fstat;

use super::picture::RgbPicture;
use crate::graph::decode::{Elementary, Order, RankClock, Window, add_decoder};
use crate::graph::orient::{flip, stored_size};
use crate::graph::run::{Fault, chain, make, run_to_end};
use crate::graph::segment::scaler;
use crate::graph::tonemap::ToneMap;
use crate::graph::tracks::Picture;
use crate::graph::{Outbox, failure};
use crate::report::{Failure, FailureCode};
use crate::spec::{Film, Glimpse, MAX_GLIMPSES, MezzanineInput, Ticks};

/// One excerpt of a film, ready to be decoded.
pub(crate) struct Excerpt {
    stream: Elementary,
    order: Order,
}

impl Excerpt {
    pub(crate) fn load(film: &Film, glimpse: &Glimpse, descriptor: OwnedFd) -> Result<Self, Failure> {
        let size = fstat(&descriptor).ok().and_then(|facts| u64::try_from(facts.st_size).ok());
        let length = size.ok_or_else(|| failure(FailureCode::Internal, "an excerpt has no length"))?;
        let input = MezzanineInput { number: glimpse.number, length };
        let stream = Elementary::load(&film.track, &[input], vec![descriptor])?;
        let order = stream.order();
        Ok(Self { stream, order })
    }

    /// Upright size with square pixels.
    pub(crate) fn size(&self, film: &Film) -> Result<(f64, f64), Failure> {
        let fields = self.stream.caps.structure(0);
        let picture = fields.map(Picture::from_caps);
        let picture = picture.ok_or_else(|| failure(FailureCode::Internal, "a track has no format"))?;
        let (across, down) = (f64::from(picture.pixel_aspect.0), f64::from(picture.pixel_aspect.1));
        let (width, height) = (f64::from(picture.width) * across / down, f64::from(picture.height));
        let is_turned = stored_size(film.orientation, (0, 1)) == (1, 0);
        Ok(if is_turned { (height, width) } else { (width, height) })
    }

    /// Rank of the first frame at or after a time, or of the last.
    pub(crate) fn rank_at(&self, at: Ticks) -> usize {
        let last = self.order.times.len().saturating_sub(1);
        self.order.times.partition_point(|time| *time < at).min(last)
    }

    pub(crate) fn time(&self, rank: usize) -> Ticks {
        self.order.times.get(rank).copied().unwrap_or(0)
    }

    /// Frames by rank, in the given format and upright size; those that cannot be decoded are missing.
    pub(crate) fn frames(
        &self,
        film: &Film,
        ranks: &[usize],
        format: &str,
        size: (u32, u32),
    ) -> Result<BTreeMap<usize, gst::Sample>, Failure> {
        let (Some(first), Some(last)) = (ranks.iter().min(), ranks.iter().max()) else {
            return Ok(BTreeMap::new());
        };
        let pipeline = gst::Pipeline::new();
        let fault = Fault::default();
        let window = Window { ranks: *first..*last + 1, samples: self.order.samples_up_to(*last) };
        let decoder = add_decoder(&pipeline, &self.stream, &self.order, window, film.interlaced, |_decoded| {})?;
        self.drop_others(&decoder, ranks)?;
        let found = Arc::new(Mutex::new(BTreeMap::new()));
        let sink = self.collect(&found);
        let mut last = decoder;
        for step in
            self.picture_steps(format, stored_size(film.orientation, size))?.into_iter().chain(flip(film.orientation)?)
        {
            chain(&pipeline, &[&last, &step])?;
            last = step;
        }
        chain(&pipeline, &[&last, sink.upcast_ref()])?;
        match run_to_end(&pipeline, &fault) {
            // A broken frame is a missing frame.
            Err(error) if error.code != FailureCode::CorruptMedia => return Err(error),
            _ => {}
        }
        Ok(std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// From what the decoder gives to a size and format; the light of HDR is brought down as in every rung.
    fn picture_steps(&self, format: &str, size: (u32, u32)) -> Result<Vec<gst::Element>, Failure> {
        let filter = |caps: gst::Caps| -> Result<gst::Element, Failure> {
            let filter = make("capsfilter")?;
            filter.set_property("caps", caps);
            Ok(filter)
        };
        let mut steps = Vec::new();
        if let Some(tone_map) = ToneMap::for_source(&self.stream.caps) {
            let even = (size.0.next_multiple_of(2), size.1.next_multiple_of(2));
            steps.extend([scaler()?, filter(ToneMap::input_caps(even))?, tone_map.upcast()]);
        }
        steps.extend([scaler()?, filter(raw_caps(format, size))?]);
        Ok(steps)
    }

    /// Scaling is for frames that are wanted alone.
    fn drop_others(&self, decoder: &gst::Element, ranks: &[usize]) -> Result<(), Failure> {
        let pad = decoder.static_pad("src").ok_or_else(|| failure(FailureCode::Internal, "a decoder has no output"))?;
        let (clock, ranks) = (RankClock::new(&self.stream.caps), ranks.to_vec());
        pad.add_probe(gst::PadProbeType::BUFFER, move |_, info| {
            let rank = info.buffer().and_then(|buffer| buffer.pts()).and_then(|time| clock.rank(time));
            if rank.is_some_and(|rank| ranks.contains(&rank)) {
                gst::PadProbeReturn::Ok
            } else {
                gst::PadProbeReturn::Drop
            }
        });
        Ok(())
    }

    fn collect(&self, found: &Arc<Mutex<BTreeMap<usize, gst::Sample>>>) -> gst_app::AppSink {
        let (slot, clock) = (Arc::clone(found), RankClock::new(&self.stream.caps));
        let new_sample = move |sink: &gst_app::AppSink| {
            let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
            let time = sample.buffer().and_then(gst::BufferRef::pts);
            if let Some(rank) = time.and_then(|time| clock.rank(time)) {
                slot.lock().unwrap_or_else(PoisonError::into_inner).insert(rank, sample);
            }
            Ok(gst::FlowSuccess::Ok)
        };
        let callbacks = gst_app::AppSinkCallbacks::builder().new_sample(new_sample).build();
        gst_app::AppSink::builder().sync(false).async_(false).enable_last_sample(false).callbacks(callbacks).build()
    }
}

pub(crate) fn raw_caps(format: &str, (width, height): (u32, u32)) -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", format)
        .field("width", width.cast_signed())
        .field("height", height.cast_signed())
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build()
}

/// Upright size of a picture no wider than asked and never larger than it is; sides are even.
pub(crate) fn fit((width, height): (f64, f64), max_width: u32) -> (u32, u32) {
    let scale = (f64::from(max_width) / width.max(1.0)).min(1.0);
    let even = |side: f64| (((side * scale / 2.0).round() * 2.0) as u32).clamp(2, 16_384);
    (even(width), even(height))
}

/// The one frame of each glimpse, with its time; `None` for those that cannot be decoded.
pub(crate) fn look(
    film: &Film,
    glimpses: &[Glimpse],
    descriptors: Vec<OwnedFd>,
    size: impl Fn((f64, f64)) -> (u32, u32),
    outbox: &dyn Outbox,
) -> Result<Vec<Option<(Ticks, RgbPicture)>>, Failure> {
    if glimpses.len() != descriptors.len() || !(1..=MAX_GLIMPSES).contains(&glimpses.len()) {
        return Err(failure(FailureCode::Internal, "a job has another number of glimpses than descriptors"));
    }
    let mut found = Vec::with_capacity(glimpses.len());
    for (glimpse, descriptor) in std::iter::zip(glimpses, descriptors) {
        let excerpt = Excerpt::load(film, glimpse, descriptor)?;
        let rank = excerpt.rank_at(glimpse.at);
        let size = size(excerpt.size(film)?);
        let mut frames = excerpt.frames(film, &[rank], "RGB", size)?;
        let picture = frames.remove(&rank).map(|sample| RgbPicture::from_sample(&sample)).transpose()?;
        found.push(picture.map(|picture| (excerpt.time(rank), picture)));
        outbox.progress(found.len() as f64 / glimpses.len() as f64)?;
    }
    if found.iter().all(Option::is_none) {
        return Err(failure(FailureCode::CorruptMedia, "none of the frames could be decoded"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_made_smaller_never_larger() {
        assert_eq!(fit((1920.0, 1080.0), 1280), (1280, 720));
        assert_eq!(fit((640.0, 360.0), 1280), (640, 360));
        assert_eq!(fit((3.0, 3.0), 1280), (4, 4), "even sides");
        assert_eq!(fit((1080.0, 1920.0), 320), (320, 568));
    }
}

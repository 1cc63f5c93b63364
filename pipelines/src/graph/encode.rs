//! One rung's encoder: pictures in, an init segment and one fragment out.
//!
//! Every encoder starts fresh, so a segment starts with a key picture and needs no other segment. Init segments are the
//! same bytes from every job of a rung, whatever its number of threads (see `encoders`). Rungs whose segments carry
//! their parameter sets may be made by different encoders: their init segment is always x264's.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::decode::{Order, RankClock};
use super::encoders::{Coder, decoder_config, stored_frame};
use super::probe::parameter_sets;
use super::run::{Fault, Pace, chain};
use super::{Outbox, failure};
use crate::cmaf::{Colour, InitMedia, InitTrack, NewSample, write_fragment, write_init};
use crate::mezzanine::strip_notes;
use crate::report::{Failure, FailureCode, ProductKind, SegmentInfo, TrackId};
use crate::spec::{Encoder, Rendition, VideoCoding, VideoSegmentJob};

/// What all encoders of a job share.
pub(crate) struct Bench {
    pub(crate) clock: RankClock,
    pub(crate) fault: Fault,
    pub(crate) progress: Progress,
    /// Threads of each encoder.
    pub(crate) threads: u32,
    /// Makes the rungs that carry their parameter sets.
    pub(crate) hardware: Option<Encoder>,
}

pub(crate) struct Progress {
    encoded: AtomicUsize,
    total: usize,
    pace: Pace,
    outbox: Arc<dyn Outbox>,
}

impl Progress {
    pub(crate) fn new(total: usize, outbox: Arc<dyn Outbox>) -> Self {
        Self { encoded: AtomicUsize::new(0), total, pace: Pace::new(), outbox }
    }

    fn tick(&self) -> Result<(), Failure> {
        let encoded = self.encoded.fetch_add(1, Ordering::Relaxed);
        self.pace.tick(&*self.outbox, || encoded as f64 / self.total.max(1) as f64)
    }
}

/// What one encoder gave: rank, key, bytes, in decode order.
#[derive(Default)]
struct Encoded {
    frames: Vec<(usize, bool, Bytes)>,
    caps: Option<gst::Caps>,
    /// Of the pictures that went in.
    colour: Option<Colour>,
}

/// The encoder of one rung in a pipeline.
pub(crate) struct RungEncoder(Arc<Mutex<Encoded>>);

impl RungEncoder {
    pub(crate) fn add(
        pipeline: &gst::Pipeline,
        from: &gst::Element,
        rung: &Rendition,
        bench: &Arc<Bench>,
    ) -> Result<Self, Failure> {
        let hardware = bench.hardware.filter(|_| rung.in_band);
        let coder = Coder::new(hardware.unwrap_or(rung.coding.software()), rung, bench.threads)?;
        let pictures = coder.elements.first().and_then(|encoder| encoder.static_pad("sink"));
        let encoded = Arc::new(Mutex::new(Encoded::default()));
        let (slot, bench, coding) = (Arc::clone(&encoded), Arc::clone(bench), rung.coding);
        let sink = gst_app::AppSink::builder()
            .caps(&coder.caps)
            .sync(false)
            .async_(false)
            .enable_last_sample(false)
            .callbacks(
                gst_app::AppSinkCallbacks::builder()
                    .new_sample(move |sink| {
                        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                        let colour = pictures.as_ref().and_then(colour_of);
                        let kept = keep(&slot, &sample, bench.clock, coding, colour);
                        let kept = kept.and_then(|()| bench.progress.tick());
                        bench.fault.check(kept)?;
                        Ok(gst::FlowSuccess::Ok)
                    })
                    .build(),
            )
            .build();
        let mut line = vec![from];
        line.extend(&coder.elements);
        line.push(sink.upcast_ref());
        chain(pipeline, &line)?;
        Ok(Self(encoded))
    }

    /// What is wrong when it did not give every frame of the segment.
    pub(crate) fn shortage(&self, job: &VideoSegmentJob) -> Option<Failure> {
        let count = self.0.lock().unwrap_or_else(PoisonError::into_inner).frames.len();
        let sentence = || format!("{count} of {} frames of segment {} could be decoded", job.frames, job.number);
        (count != job.frames as usize).then(|| failure(FailureCode::CorruptMedia, sentence()))
    }

    /// Hands over what was encoded; nothing is short.
    pub(crate) fn finish(
        self,
        job: &VideoSegmentJob,
        rung: &Rendition,
        order: &Order,
        first: usize,
        outbox: &dyn Outbox,
    ) -> Result<(), Failure> {
        let encoded = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let init = init_track(&encoded, job, rung)?;
        let codecs = init.config.codecs().map_err(broken)?;
        outbox
            .product(ProductKind::Init { rendition: rung.name.clone(), codecs }, &write_init(&init).map_err(broken)?)?;
        let samples: Option<Vec<NewSample<Bytes>>> = encoded
            .frames
            .into_iter()
            .map(|(rank, sync, data)| Some(NewSample { pts: *order.times.get(rank)?, sync, data }))
            .collect();
        let samples =
            samples.ok_or_else(|| failure(FailureCode::Internal, "an encoder gave a frame that it was not given"))?;
        // The first frame shown is the start of the segment, for `first` is the first rank within it.
        let start = order.times.get(first).copied().unwrap_or(job.start);
        let bytes = write_fragment(job.number, start, job.end, &samples).map_err(broken)?;
        let segment = SegmentInfo {
            track: TrackId::Video,
            number: job.number,
            start,
            duration: job.end - start,
            samples: job.frames,
            lead_in: 0,
        };
        outbox.product(ProductKind::Segment { rendition: rung.name.clone(), segment }, &bytes)
    }
}

fn broken(error: crate::cmaf::BoxError) -> Failure {
    failure(FailureCode::Internal, format!("an encoded segment does not fit together: {error}"))
}

fn colour_of(pictures: &gst::Pad) -> Option<Colour> {
    let caps = pictures.current_caps()?;
    let text = caps.structure(0)?.get::<&str>("colorimetry").ok()?;
    super::tracks::code_points(&text.parse::<gst_video::VideoColorimetry>().ok()?)
}

fn keep(
    slot: &Mutex<Encoded>,
    sample: &gst::Sample,
    clock: RankClock,
    coding: VideoCoding,
    colour: Option<Colour>,
) -> Result<(), Failure> {
    let lost = || failure(FailureCode::Internal, "an encoder gave a frame without a time");
    let buffer = sample.buffer_owned().ok_or_else(lost)?;
    // The encoder moves its times far from zero, and its segment with them: running time is what went in.
    let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>()).ok_or_else(lost)?;
    let time = segment.to_running_time(buffer.pts()).ok_or_else(lost)?;
    let rank = clock.rank(time).ok_or_else(lost)?;
    let key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
    let map = buffer.into_mapped_buffer_readable().map_err(|_unmapped| lost())?;
    let data = match coding {
        VideoCoding::H264 if key => strip_notes(&map).into(),
        VideoCoding::Av1 => Bytes::copy_from_slice(stored_frame(coding, &map)),
        _ => Bytes::from_owner(map),
    };
    let mut encoded = slot.lock().unwrap_or_else(PoisonError::into_inner);
    encoded.frames.push((rank, key, data));
    encoded.colour = encoded.colour.or(colour);
    if encoded.caps.is_none() {
        encoded.caps = sample.caps_owned();
    }
    Ok(())
}

fn init_track(encoded: &Encoded, job: &VideoSegmentJob, rung: &Rendition) -> Result<InitTrack, Failure> {
    let lost = || failure(FailureCode::Internal, "an encoder gave no headers");
    let config = if rung.in_band {
        parameter_sets(rung)?
    } else {
        let fields = encoded.caps.as_ref().and_then(|caps| caps.structure(0)).ok_or_else(lost)?;
        let first = encoded.frames.first().map(|(_, _, data)| data.as_ref()).unwrap_or_default();
        decoder_config(rung, fields, first).ok_or_else(lost)?
    };
    Ok(InitTrack {
        timescale: job.track.timescale,
        config,
        media: InitMedia::Video {
            width: rung.width,
            height: rung.height,
            pixel_aspect: (1, 1),
            colour: encoded.colour.filter(is_limited),
        },
    })
}

fn is_limited(colour: &Colour) -> bool {
    !colour.full_range
}

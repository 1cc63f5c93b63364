//! The animated preview: some moments of a film, one after the other, as a small silent MP4.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::film::give;
use super::frames::{Excerpt, fit, raw_caps};
use crate::cmaf::{BoxError, CodecConfig, InitMedia, InitTrack, NewSample, write_fragment, write_init};
use crate::graph::run::{Fault, chain, make, run_to_end};
use crate::graph::{Outbox, failure};
use crate::mezzanine::strip_notes;
use crate::report::{Failure, FailureCode, StillKind, Summary};
use crate::spec::{Glimpse, PreviewJob, Ticks};

/// Small and watched for seconds: quality matters less than bytes.
const QUANTIZER: u32 = 30;
const MAX_FRAMES: u32 = 600;
const NANOSECONDS: u64 = 1_000_000_000;

pub(crate) fn run(job: &PreviewJob, descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    if job.glimpses.len() != descriptors.len() || job.frame_rate == 0 || job.glimpses.is_empty() {
        return Err(failure(FailureCode::Internal, "a preview has no frames"));
    }
    let mut frames = Vec::new();
    let mut size = None;
    for (glimpse, descriptor) in std::iter::zip(&job.glimpses, descriptors) {
        let excerpt = Excerpt::load(&job.film, glimpse, descriptor)?;
        let size = *size.get_or_insert(fit(excerpt.size(&job.film)?, job.width));
        frames.extend(piece(job, glimpse, &excerpt, size)?);
        outbox.progress(0.5)?;
    }
    let Some(size) = size.filter(|_| !frames.is_empty()) else {
        return Err(failure(FailureCode::CorruptMedia, "none of the frames could be decoded"));
    };
    frames.truncate(MAX_FRAMES as usize);
    let bytes = encode(frames, size, job.frame_rate)?;
    give(StillKind::Preview, job.number, size, Vec::new(), &bytes, outbox)?;
    Ok(Summary::default())
}

/// Frames of one piece at even steps; where the film has fewer, they are shown longer.
fn piece(
    job: &PreviewJob,
    glimpse: &Glimpse,
    excerpt: &Excerpt,
    size: (u32, u32),
) -> Result<Vec<gst::Sample>, Failure> {
    let timescale = Ticks::from(job.film.track.timescale.max(1));
    let rate = Ticks::from(job.frame_rate);
    let start = excerpt.time(excerpt.rank_at(glimpse.at));
    let count = (glimpse.span.saturating_mul(rate) / timescale).clamp(1, Ticks::from(MAX_FRAMES));
    let ranks: Vec<usize> = (0..count).map(|index| excerpt.rank_at(start + index * timescale / rate)).collect();
    let found = excerpt.frames(&job.film, &ranks, "I420", size)?;
    let nearest = |rank: &usize| found.range(..=*rank).next_back().or_else(|| found.iter().next());
    Ok(ranks.iter().filter_map(nearest).map(|(_, sample)| sample.clone()).collect())
}

/// What the encoder gave: time in frames, key, bytes, in decode order.
#[derive(Default)]
struct Encoded {
    frames: Vec<NewSample<Vec<u8>>>,
    record: Option<Vec<u8>>,
}

fn encode(frames: Vec<gst::Sample>, size: (u32, u32), frame_rate: u32) -> Result<Vec<u8>, Failure> {
    let lost = || failure(FailureCode::Internal, "a preview cannot be encoded");
    let step = |index: usize| gst::ClockTime::from_nseconds(index as u64 * NANOSECONDS / u64::from(frame_rate));
    let mut caps = raw_caps("I420", size);
    caps.make_mut().set("framerate", gst::Fraction::new(frame_rate.cast_signed(), 1));
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
    let count = frames.len();
    for (index, sample) in frames.into_iter().enumerate() {
        let mut buffer = sample.buffer_owned().ok_or_else(lost)?;
        let fresh = buffer.make_mut();
        fresh.set_pts(step(index));
        fresh.set_duration(step(1));
        source.push_buffer(buffer).map_err(|_refused| lost())?;
    }
    source.end_of_stream().map_err(|_refused| lost())?;

    let encoded = Arc::new(Mutex::new(Encoded::default()));
    let fault = Fault::default();
    let pipeline = gst::Pipeline::new();
    let sink = sink(&encoded, &fault, frame_rate);
    chain(&pipeline, &[source.upcast_ref(), &x264()?, sink.upcast_ref()])?;
    run_to_end(&pipeline, &fault)?;
    let encoded = std::mem::take(&mut *encoded.lock().unwrap_or_else(PoisonError::into_inner));
    let record = encoded.record.filter(|_| encoded.frames.len() == count).ok_or_else(lost)?;
    let end = Ticks::try_from(count).unwrap_or(Ticks::MAX);
    whole(record, size, frame_rate, end, &encoded.frames)
        .map_err(|error| failure(FailureCode::Internal, format!("a preview does not fit together: {error}")))
}

/// Init segment and the one fragment, in a file.
fn whole(
    record: Vec<u8>,
    (width, height): (u32, u32),
    timescale: u32,
    end: Ticks,
    frames: &[NewSample<Vec<u8>>],
) -> Result<Vec<u8>, BoxError> {
    let media = InitMedia::Video { width, height, pixel_aspect: (1, 1), colour: None };
    let mut file = write_init(&InitTrack { timescale, config: CodecConfig::Avc(record), media })?;
    file.extend(write_fragment(1, 0, end, frames)?);
    Ok(file)
}

fn x264() -> Result<gst::Element, Failure> {
    let encoder = make("x264enc")?;
    encoder.set_property_from_str("speed-preset", "fast");
    encoder.set_property_from_str("pass", "qual");
    encoder.set_property("quantizer", QUANTIZER);
    encoder.set_property("threads", 1_u32);
    encoder.set_property("sliced-threads", false);
    encoder.set_property("aud", false);
    Ok(encoder)
}

fn sink(encoded: &Arc<Mutex<Encoded>>, fault: &Fault, frame_rate: u32) -> gst_app::AppSink {
    let (slot, fault) = (Arc::clone(encoded), fault.clone());
    let new_sample = move |sink: &gst_app::AppSink| {
        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
        let frame = read(&sample, frame_rate);
        let frame = frame.ok_or_else(|| failure(FailureCode::Internal, "an encoder gave a frame without a time"));
        let mut encoded = slot.lock().unwrap_or_else(PoisonError::into_inner);
        encoded.frames.push(fault.check(frame)?);
        if encoded.record.is_none() {
            let fields = sample.caps().and_then(|caps| caps.structure(0));
            let record = fields.and_then(|fields| fields.get::<gst::Buffer>("codec_data").ok());
            encoded.record = record.and_then(|record| Some(record.map_readable().ok()?.to_vec()));
        }
        Ok(gst::FlowSuccess::Ok)
    };
    let callbacks = gst_app::AppSinkCallbacks::builder().new_sample(new_sample).build();
    let caps = gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build();
    let builder = gst_app::AppSink::builder().caps(&caps).sync(false).async_(false).enable_last_sample(false);
    builder.callbacks(callbacks).build()
}

/// The encoder moves its times far from zero, and its segment with them: running time is what went in.
fn read(sample: &gst::Sample, frame_rate: u32) -> Option<NewSample<Vec<u8>>> {
    let buffer = sample.buffer()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let time = segment.to_running_time(buffer.pts())?.nseconds();
    let place = (u128::from(time) * u128::from(frame_rate) + u128::from(NANOSECONDS / 2)) / u128::from(NANOSECONDS);
    let sync = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
    let map = buffer.map_readable().ok()?;
    let data = if sync { strip_notes(&map) } else { map.to_vec() };
    Some(NewSample { pts: Ticks::try_from(place).ok()?, sync, data })
}

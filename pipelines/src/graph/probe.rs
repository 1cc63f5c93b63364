//! A few pictures of nothing through an encoder: whether it works here, and what it writes into its headers.

use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::encoders::{Coder, decoder_config};
use super::run::{Fault, chain, run_to_end};
use super::{Outbox, failure};
use crate::cmaf::CodecConfig;
use crate::report::{Failure, FailureCode, Summary};
use crate::spec::{Encoder, ProbeJob, Rendition, VideoCoding};

/// Enough for the smallest picture that hardware takes.
const SIZE: (u32, u32) = (320, 192);
const PICTURES: u64 = 8;
const RATE: u64 = 25;

/// Encodes a moment of grey.
pub(crate) fn run(job: ProbeJob, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let coding = job.encoder.coding();
    let rung = Rendition {
        name: "probe".to_owned(),
        width: SIZE.0,
        height: SIZE.1,
        crf: 30,
        max_bitrate: 1_000_000,
        preset: if matches!(coding, VideoCoding::H264 | VideoCoding::Hevc) { "ultrafast" } else { "8" }.to_owned(),
        level: coding.level(SIZE.0, SIZE.1, RATE as f64, 1_000_000),
        coding,
        // The form in which the segments of hardware are kept.
        in_band: job.encoder.is_hardware(),
    };
    let gathered = encode(job.encoder, &rung, PICTURES)?;
    if gathered.frames != PICTURES || !gathered.starts_with_key {
        let sentence = format!("it gave {} frames of {PICTURES}, or none to start with", gathered.frames);
        return Err(failure(FailureCode::Internal, sentence));
    }
    outbox.progress(1.0)?;
    Ok(Summary { duration_seconds: PICTURES as f64 / RATE as f64, ..Summary::default() })
}

/// The headers that x264 writes for a rung: those of its init segment when its segments carry their own.
pub(crate) fn parameter_sets(rung: &Rendition) -> Result<CodecConfig, Failure> {
    let outside = Rendition { in_band: false, ..rung.clone() };
    let gathered = encode(Encoder::X264, &outside, 1)?;
    let fields = gathered.caps.as_ref().and_then(|caps| caps.structure(0));
    let config = fields.and_then(|fields| decoder_config(&outside, fields, &gathered.first));
    match config {
        Some(CodecConfig::Avc(record)) => Ok(CodecConfig::AvcInBand(record)),
        _ => Err(failure(FailureCode::Internal, "an encoder gave no headers")),
    }
}

#[derive(Default)]
struct Gathered {
    caps: Option<gst::Caps>,
    first: Vec<u8>,
    starts_with_key: bool,
    frames: u64,
}

fn encode(encoder: Encoder, rung: &Rendition, count: u64) -> Result<Gathered, Failure> {
    let coder = Coder::new(encoder, rung, 1)?;
    let pipeline = gst::Pipeline::new();
    let source = gst_app::AppSrc::builder().caps(&picture_caps(rung)).format(gst::Format::Time).max_bytes(0).build();
    let gathered = Arc::new(Mutex::new(Gathered::default()));
    let slot = Arc::clone(&gathered);
    let sink = gst_app::AppSink::builder()
        .caps(&coder.caps)
        .sync(false)
        .async_(false)
        .enable_last_sample(false)
        .callbacks(
            gst_app::AppSinkCallbacks::builder()
                .new_sample(move |sink| {
                    let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                    gather(&mut slot.lock().unwrap_or_else(PoisonError::into_inner), &sample);
                    Ok(gst::FlowSuccess::Ok)
                })
                .build(),
        )
        .build();
    let mut line: Vec<&gst::Element> = vec![source.upcast_ref()];
    line.extend(&coder.elements);
    line.push(sink.upcast_ref());
    chain(&pipeline, &line)?;
    let refused = |_flow| failure(FailureCode::Internal, "a source took no picture");
    for number in 0..count {
        source.push_buffer(picture(rung, number)).map_err(refused)?;
    }
    source.end_of_stream().map_err(refused)?;
    run_to_end(&pipeline, &Fault::default())?;
    Ok(std::mem::take(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner)))
}

fn gather(gathered: &mut Gathered, sample: &gst::Sample) {
    let Some(buffer) = sample.buffer() else { return };
    if gathered.frames == 0 {
        gathered.starts_with_key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
        gathered.first = buffer.map_readable().map(|map| map.to_vec()).unwrap_or_default();
        gathered.caps = sample.caps_owned();
    }
    gathered.frames += 1;
}

/// Planes of a row length that GStreamer expects: rounded up to four bytes.
fn picture(rung: &Rendition, number: u64) -> gst::Buffer {
    let plane = |width: u32, height: u32| width.next_multiple_of(4) as usize * height as usize;
    let luma = plane(rung.width, rung.height.next_multiple_of(2));
    let chroma = plane(rung.width.div_ceil(2), rung.height.div_ceil(2));
    let mut buffer = gst::Buffer::from_mut_slice(vec![128_u8; luma + 2 * chroma]);
    if let Some(fresh) = buffer.get_mut() {
        let at = |number: u64| gst::ClockTime::from_nseconds(number * 1_000_000_000 / RATE);
        fresh.set_pts(at(number));
        fresh.set_duration(at(1));
    }
    buffer
}

fn picture_caps(rung: &Rendition) -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", rung.width.cast_signed())
        .field("height", rung.height.cast_signed())
        .field("framerate", gst::Fraction::new(25, 1))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .field("interlace-mode", "progressive")
        .build()
}

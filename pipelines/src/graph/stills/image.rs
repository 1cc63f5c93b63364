//! An uploaded image: decoded by the one decoder that its header names, turned upright, and encoded anew.
//!
//! Only pixels come out: no metadata, no profile, no second image behind the first.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::film::give;
use super::frames::{fit, raw_caps};
use super::picture::{RgbPicture, sink};
use crate::graph::orient::{flip, stored_size};
use crate::graph::run::{Fault, chain, make, run_to_end};
use crate::graph::segment::scaler;
use crate::graph::source::GrowingFile;
use crate::graph::{Outbox, failure};
use crate::image::{ImageFacts, ImageFormat, inspect};
use crate::report::{Failure, FailureCode, StillKind, Summary};
use crate::spec::ImageJob;

const QUALITY: i32 = 88;
const MAX_BYTES: u64 = 64 << 20;

pub(crate) fn run(job: &ImageJob, mut descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let descriptor = descriptors.pop().filter(|_| descriptors.is_empty());
    let descriptor = descriptor.ok_or_else(|| failure(FailureCode::Internal, "an image is one descriptor"))?;
    let bytes = read(descriptor, job.length)?;
    let facts = inspect(&bytes)?;
    let upright = stored_size(facts.orientation, (facts.width, facts.height));
    let size = fit((f64::from(upright.0), f64::from(upright.1)), job.max_width);
    let picture = decode(bytes, &facts, size)?;
    give(StillKind::Poster, job.number, size, Vec::new(), &picture.jpeg(QUALITY)?, outbox)?;
    Ok(Summary::default())
}

fn read(descriptor: OwnedFd, length: u64) -> Result<Vec<u8>, Failure> {
    if length == 0 {
        return Ok(Vec::new());
    }
    let size = usize::try_from(length).ok().filter(|_| length <= MAX_BYTES);
    let mut bytes = vec![0; size.ok_or_else(|| failure(FailureCode::LimitImage, "the image is too large"))?];
    match GrowingFile::new(descriptor, Some(length), length).read(0, &mut bytes) {
        Ok(count) if count == bytes.len() => Ok(bytes),
        _ => Err(failure(FailureCode::Internal, "an image cannot be read")),
    }
}

fn decode(bytes: Vec<u8>, facts: &ImageFacts, size: (u32, u32)) -> Result<RgbPicture, Failure> {
    let lost = || failure(FailureCode::CorruptImage, "the image is damaged or incomplete");
    let (media_type, decoder) = match facts.format {
        ImageFormat::Jpeg => ("image/jpeg", "jpegdec"),
        ImageFormat::Png => ("image/png", "pngdec"),
        ImageFormat::WebP => ("image/webp", "webpdec"),
    };
    let caps = gst::Caps::builder(media_type)
        .field("width", facts.width.cast_signed())
        .field("height", facts.height.cast_signed())
        .field("framerate", gst::Fraction::new(1, 1))
        .build();
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
    let mut buffer = gst::Buffer::from_mut_slice(bytes);
    if let Some(fresh) = buffer.get_mut() {
        fresh.set_pts(gst::ClockTime::ZERO);
    }
    source.push_buffer(buffer).map_err(|_refused| lost())?;
    source.end_of_stream().map_err(|_refused| lost())?;

    let decoder = make(decoder)?;
    let fault = Fault::default();
    check_size(&decoder, facts, &fault)?;
    let (scaler, filter) = (scaler()?, make("capsfilter")?);
    filter.set_property("caps", raw_caps("RGB", stored_size(facts.orientation, size)));
    let found = Arc::new(Mutex::new(None));
    let sink = sink(&found);
    let pipeline = gst::Pipeline::new();
    chain(&pipeline, &[source.upcast_ref(), &decoder, &scaler, &filter])?;
    match flip(facts.orientation)? {
        Some(flip) => chain(&pipeline, &[&filter, &flip, sink.upcast_ref()])?,
        None => chain(&pipeline, &[&filter, sink.upcast_ref()])?,
    }
    run_to_end(&pipeline, &fault).map_err(|error| {
        let is_of_image = matches!(error.code, FailureCode::CorruptMedia | FailureCode::UnsupportedCodec);
        if is_of_image { lost() } else { error }
    })?;
    let sample: Option<gst::Sample> = found.lock().unwrap_or_else(PoisonError::into_inner).take();
    RgbPicture::from_sample(&sample.ok_or_else(lost)?)
}

/// What the decoder sees must be what was checked: a file may say one thing here and another there.
fn check_size(decoder: &gst::Element, facts: &ImageFacts, fault: &Fault) -> Result<(), Failure> {
    let pad = decoder.static_pad("src").ok_or_else(|| failure(FailureCode::Internal, "a decoder has no output"))?;
    let (facts, fault) = (*facts, fault.clone());
    pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
        let Some(event) = info.event() else { return gst::PadProbeReturn::Ok };
        let gst::EventView::Caps(caps) = event.view() else { return gst::PadProbeReturn::Ok };
        let side = |name| caps.caps().structure(0).and_then(|fields| fields.get::<i32>(name).ok());
        let (width, height) = (facts.width.cast_signed(), facts.height.cast_signed());
        if side("width") != Some(width) || side("height") != Some(height) {
            fault.set(failure(FailureCode::CorruptImage, "the image contradicts itself"));
            return gst::PadProbeReturn::Drop;
        }
        gst::PadProbeReturn::Ok
    });
    Ok(())
}

//! The poster: one frame, upright, as a JPEG.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::decode::{Elementary, Window, add_decoder};
use super::orient::{flip, stored_size};
use super::run::{Fault, chain, make, run_to_end};
use super::segment::scaler;
use super::tracks::Picture;
use super::{Outbox, failure};
use crate::report::{Failure, FailureCode, ProductKind, Summary};
use crate::spec::PosterJob;

const QUALITY: i32 = 85;

pub(crate) fn run(job: &PosterJob, descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let stream = Elementary::load(&job.track, &job.inputs, descriptors)?;
    let order = stream.order();
    let last = order
        .times
        .len()
        .checked_sub(1)
        .ok_or_else(|| failure(FailureCode::CorruptMedia, "there is no frame for a poster"))?;
    let rank = order.times.partition_point(|time| *time < job.at).min(last);
    let fields = stream.caps.structure(0).ok_or_else(|| failure(FailureCode::Internal, "a track has no format"))?;
    let (width, height) = poster_size(&Picture::from_caps(fields), job);

    let pipeline = gst::Pipeline::new();
    let fault = Fault::default();
    let (scaler, filter, encoder) = (scaler()?, make("capsfilter")?, make("jpegenc")?);
    encoder.set_property("quality", QUALITY);
    let (late, size) = (filter.clone(), stored_size(job.orientation, (width, height)));
    let window = Window { ranks: rank..rank + 1, samples: order.samples_up_to(rank) };
    let decoder = add_decoder(&pipeline, &stream, &order, window, job.interlaced, move |_decoded| {
        late.set_property("caps", full_range(size));
    })?;
    let picture = Arc::new(Mutex::new(None));
    let sink = sink(&picture);
    chain(&pipeline, &[&decoder, &scaler, &filter])?;
    match flip(job.orientation)? {
        Some(flip) => chain(&pipeline, &[&filter, &flip, &encoder, sink.upcast_ref()])?,
        None => chain(&pipeline, &[&filter, &encoder, sink.upcast_ref()])?,
    }
    run_to_end(&pipeline, &fault)?;
    let bytes = picture.lock().unwrap_or_else(PoisonError::into_inner).take();
    let bytes = bytes.ok_or_else(|| failure(FailureCode::CorruptMedia, "no frame could be decoded for the poster"))?;
    outbox.product(ProductKind::Poster { width, height }, &bytes)?;
    Ok(Summary::default())
}

/// A JPEG's numbers use their whole range (JFIF); RGB leaves that to the encoder, edges of odd blocks included.
fn full_range((width, height): (u32, u32)) -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "RGB")
        .field("width", width.cast_signed())
        .field("height", height.cast_signed())
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build()
}

/// Size upright with square pixels, no wider than asked and never larger than the source.
fn poster_size(picture: &Picture, job: &PosterJob) -> (u32, u32) {
    let (across, down) = (f64::from(picture.pixel_aspect.0), f64::from(picture.pixel_aspect.1));
    let stored = (f64::from(picture.width) * across / down, f64::from(picture.height));
    let turned = stored_size(job.orientation, (0, 1)) == (1, 0);
    let (width, height) = if turned { (stored.1, stored.0) } else { stored };
    let scale = (f64::from(job.max_width) / width.max(1.0)).min(1.0);
    let even = |side: f64| (((side * scale / 2.0).round() * 2.0) as u32).clamp(2, 16_384);
    (even(width), even(height))
}

fn sink(picture: &Arc<Mutex<Option<Vec<u8>>>>) -> gst_app::AppSink {
    let slot = Arc::clone(picture);
    gst_app::AppSink::builder()
        .sync(false)
        .async_(false)
        .enable_last_sample(false)
        .callbacks(
            gst_app::AppSinkCallbacks::builder()
                .new_sample(move |sink| {
                    let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                    let bytes = sample.buffer().and_then(|buffer| Some(buffer.map_readable().ok()?.to_vec()));
                    *slot.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
                    Ok(gst::FlowSuccess::Ok)
                })
                .build(),
        )
        .build()
}

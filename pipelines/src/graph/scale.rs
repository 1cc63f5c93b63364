//! From decoded pictures to the pictures of every rung: scaled, upright, in colours that players know.
//!
//! Pictures are scaled with a Catmull-Rom filter, as wide as the step down asks for. A rung is made from the smallest
//! picture that is at least half as large again as itself: that costs a fraction of starting from the source, and with
//! so few steps in a row nothing is blurred (figures in `benches/README.md`).

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;

use super::failure;
use super::orient::{flip, stored_size};
use super::run::{chain, make};
use super::tonemap::ToneMap;
use crate::report::{Failure, FailureCode};
use crate::spec::{Orientation, Rendition};

/// How much narrower the filter is than the step down asks for: what is lost to aliasing is won in detail (same figures).
const SHARPNESS: f64 = 1.15;
/// Pictures that wait between two threads.
const QUEUED_PICTURES: u32 = 4;

/// Scales to the largest rung and turns the picture upright; smaller pictures turn faster.
pub(crate) struct Head {
    scaler: gst::Element,
    filter: gst::Element,
    tone_map: Option<gst::Element>,
    flip: Option<gst::Element>,
    size: (u32, u32),
}

impl Head {
    /// `stored` are the caps of the source: they tell whether its light must be brought down to that of SDR.
    pub(crate) fn new(orientation: Orientation, largest: &Rendition, stored: &gst::Caps) -> Result<Self, Failure> {
        let size = stored_size(orientation, (largest.width, largest.height));
        let tone_map = ToneMap::for_source(stored).map(ToneMap::upcast);
        Ok(Self { scaler: scaler()?, filter: make("capsfilter")?, tone_map, flip: flip(orientation)?, size })
    }

    /// What to do once the decoder's format is known.
    pub(crate) fn on_caps(&self) -> impl Fn(&gst::StructureRef) + Send + Sync + 'static {
        let (filter, size, deep) = (self.filter.clone(), self.size, self.tone_map.is_some());
        move |decoded| {
            let caps = if deep { ToneMap::input_caps(size) } else { picture_caps(size, output_colour(decoded)) };
            filter.set_property("caps", caps);
        }
    }

    pub(crate) fn add(self, pipeline: &gst::Pipeline, from: &gst::Element) -> Result<gst::Element, Failure> {
        chain(pipeline, &[from, &self.scaler, &self.filter])?;
        let mut last = self.filter;
        for step in self.tone_map.into_iter().chain(self.flip) {
            chain(pipeline, &[&last, &step])?;
            last = step;
        }
        Ok(last)
    }
}

pub(crate) fn scaler() -> Result<gst::Element, Failure> {
    let scaler = make("videoconvertscale")?;
    scaler.set_property("add-borders", false);
    scaler.set_property_from_str("method", "catrom");
    scaler.set_property("sharpness", SHARPNESS);
    Ok(scaler)
}

/// Colour of the output: that of the source when every player knows it, for then no sample changes; else BT.709.
fn output_colour(source: &gst::StructureRef) -> String {
    use gst_video::{VideoColorMatrix as Matrix, VideoColorRange as Range, VideoTransferFunction as Transfer};
    let text = source.get::<&str>("colorimetry").unwrap_or_default();
    let planar = source.get::<&str>("format").is_ok_and(|format| !format.contains("RGB") && !format.contains("GBR"));
    let common = text.parse::<gst_video::VideoColorimetry>().is_ok_and(|colour| {
        matches!(colour.matrix(), Matrix::Bt709 | Matrix::Bt601)
            && colour.range() == Range::Range16_235
            && !matches!(colour.transfer(), Transfer::Smpte2084 | Transfer::AribStdB67)
    });
    if common && planar { text.to_owned() } else { "bt709".to_owned() }
}

fn picture_caps((width, height): (u32, u32), colour: String) -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", width.cast_signed())
        .field("height", height.cast_signed())
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .field("colorimetry", colour)
        .build()
}

/// The pictures that rungs are made from, the largest first.
pub(crate) struct Cascade<'a> {
    pipeline: &'a gst::Pipeline,
    /// Size, and the tee that gives such pictures.
    made: Vec<((u32, u32), gst::Element)>,
}

impl<'a> Cascade<'a> {
    /// `pictures` gives those of the largest rung.
    pub(crate) fn new(pipeline: &'a gst::Pipeline, pictures: &gst::Element, rung: &Rendition) -> Result<Self, Failure> {
        let mut cascade = Self { pipeline, made: Vec::new() };
        cascade.keep(pictures, rung)?;
        Ok(cascade)
    }

    /// What gives the pictures of a rung; rungs are asked for from the largest down.
    pub(crate) fn pictures(&mut self, rung: &Rendition) -> Result<gst::Element, Failure> {
        if let Some((_, tee)) = self.made.iter().find(|(size, _)| *size == (rung.width, rung.height)) {
            return Ok(tee.clone());
        }
        // A little less than half as large again, for sides are rounded.
        let roomy = self.made.iter().rev().find(|((_, height), _)| height * 20 >= rung.height * 29);
        let (_, from) = roomy
            .or(self.made.first())
            .ok_or_else(|| failure(FailureCode::Internal, "there is no picture to scale"))?;
        let (scaler, filter) = (scaler()?, make("capsfilter")?);
        let caps = gst::Caps::builder("video/x-raw")
            .field("width", rung.width.cast_signed())
            .field("height", rung.height.cast_signed());
        filter.set_property("caps", caps.field("pixel-aspect-ratio", gst::Fraction::new(1, 1)).build());
        chain(self.pipeline, &[from, &scaler, &filter])?;
        self.keep(&filter, rung)
    }

    fn keep(&mut self, pictures: &gst::Element, rung: &Rendition) -> Result<gst::Element, Failure> {
        let tee = make("tee")?;
        chain(self.pipeline, &[pictures, &tee])?;
        self.made.push(((rung.width, rung.height), tee.clone()));
        Ok(tee)
    }
}

/// Lets what comes behind run on a thread of its own.
pub(crate) fn queue(pipeline: &gst::Pipeline, from: &gst::Element) -> Result<gst::Element, Failure> {
    let queue = make("queue")?;
    queue.set_property("max-size-buffers", QUEUED_PICTURES);
    queue.set_property("max-size-bytes", 0_u32);
    queue.set_property("max-size-time", 0_u64);
    chain(pipeline, &[from, &queue])?;
    Ok(queue)
}

//! One interval of video: decoded once, every rung encoded from the same pictures.
//!
//! Rungs are a cascade: each is scaled from the next larger one, which costs a fraction of scaling from the source
//! each time. Every encoder starts fresh, so a segment starts with an IDR picture and needs no other segment.
//!
//! Init segments are the same bytes from every job of a rung: x264 is told not to shape its headers after the content,
//! and what it derives them from (size, nominal rate, settings) does not change between segments.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::decode::{Elementary, Order, RankClock, Window, add_decoder};
use super::orient::{flip, stored_size};
use super::run::{Fault, Pace, chain, make, run_to_end};
use super::{Outbox, failure};
use crate::cmaf::{CodecConfig, Colour, InitMedia, InitTrack, NewSample, write_fragment, write_init};
use crate::mezzanine::strip_notes;
use crate::report::{Failure, FailureCode, ProductKind, SegmentInfo, Summary, TrackId};
use crate::spec::{Orientation, Rendition, VideoSegmentJob};

/// Names of x264's speed presets, so that no other text reaches it.
const PRESETS: [&str; 10] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];
/// x264's word for "no limit".
const NO_KEY_FRAMES: u32 = 1 << 30;

pub(crate) fn run(
    job: &VideoSegmentJob,
    descriptors: Vec<std::os::fd::OwnedFd>,
    outbox: Arc<dyn Outbox>,
) -> Result<Summary, Failure> {
    let stream = Elementary::load(&job.track, &job.inputs, descriptors)?;
    let order = stream.order();
    let ranks = order.within(job.start, job.end);
    if ranks.len() != job.frames as usize || ranks.is_empty() {
        let sentence = format!("the inputs hold {} frames of the segment, not {}", ranks.len(), job.frames);
        return Err(failure(FailureCode::Internal, sentence));
    }
    let first = ranks.start;
    let clock = RankClock::new(&stream.caps);
    let mut rungs: Vec<&Rendition> = job.renditions.iter().collect();
    rungs.sort_by_key(|rung| std::cmp::Reverse(u64::from(rung.width) * u64::from(rung.height)));

    let pipeline = gst::Pipeline::new();
    let fault = Fault::default();
    let head = Head::new(job.orientation, rungs.first().copied())?;
    let filter = head.filter.clone();
    let size = head.size;
    let window = Window { samples: stream.samples.len(), ranks };
    let decoder = add_decoder(&pipeline, &stream, &order, window, job.interlaced, move |caps| {
        filter.set_property("caps", picture_caps(size, output_colour(caps)));
    })?;
    let done = Arc::new(Progress {
        encoded: AtomicUsize::new(0),
        total: job.frames as usize * rungs.len(),
        pace: Pace::new(),
        outbox: Arc::clone(&outbox),
    });
    let mut last = head.add(&pipeline, &decoder)?;
    let mut encoders = Vec::with_capacity(rungs.len());
    for (index, rung) in rungs.iter().enumerate() {
        if index > 0 {
            last = add_scaler(&pipeline, &last, rung)?;
        }
        if index + 1 < rungs.len() {
            let tee = make("tee")?;
            chain(&pipeline, &[&last, &tee])?;
            last = tee;
        }
        encoders.push(Encoder::add(&pipeline, &last, rung, clock, &fault, &done)?);
    }
    run_to_end(&pipeline, &fault)?;
    for (rung, encoder) in std::iter::zip(rungs, encoders) {
        encoder.finish(job, rung, &order, first, &*outbox)?;
    }
    Ok(Summary {
        duration_seconds: (job.end - job.start) as f64 / f64::from(job.track.timescale.max(1)),
        ..Summary::default()
    })
}

/// Scales to the largest rung and turns the picture upright; smaller pictures turn faster.
struct Head {
    scaler: gst::Element,
    filter: gst::Element,
    flip: Option<gst::Element>,
    size: (u32, u32),
}

impl Head {
    fn new(orientation: Orientation, largest: Option<&Rendition>) -> Result<Self, Failure> {
        let largest = largest.ok_or_else(|| failure(FailureCode::Internal, "a job asks for no rendition"))?;
        let size = stored_size(orientation, (largest.width, largest.height));
        Ok(Self { scaler: scaler()?, filter: make("capsfilter")?, flip: flip(orientation)?, size })
    }

    fn add(self, pipeline: &gst::Pipeline, from: &gst::Element) -> Result<gst::Element, Failure> {
        chain(pipeline, &[from, &self.scaler, &self.filter])?;
        match self.flip {
            None => Ok(self.filter),
            Some(flip) => {
                chain(pipeline, &[&self.filter, &flip])?;
                Ok(flip)
            }
        }
    }
}

pub(crate) fn scaler() -> Result<gst::Element, Failure> {
    let scaler = make("videoconvertscale")?;
    scaler.set_property("add-borders", false);
    Ok(scaler)
}

/// Colour of the output: that of the source when every player knows it, for then no sample changes; else BT.709.
pub(crate) fn output_colour(source: &gst::StructureRef) -> String {
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

pub(crate) fn picture_caps((width, height): (u32, u32), colour: String) -> gst::Caps {
    gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", width.cast_signed())
        .field("height", height.cast_signed())
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .field("colorimetry", colour)
        .build()
}

fn add_scaler(pipeline: &gst::Pipeline, from: &gst::Element, rung: &Rendition) -> Result<gst::Element, Failure> {
    let (scaler, filter) = (scaler()?, make("capsfilter")?);
    let caps = gst::Caps::builder("video/x-raw")
        .field("width", rung.width.cast_signed())
        .field("height", rung.height.cast_signed());
    filter.set_property("caps", caps.field("pixel-aspect-ratio", gst::Fraction::new(1, 1)).build());
    chain(pipeline, &[from, &scaler, &filter])?;
    Ok(filter)
}

struct Progress {
    encoded: AtomicUsize,
    total: usize,
    pace: Pace,
    outbox: Arc<dyn Outbox>,
}

impl Progress {
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
}

struct Encoder(Arc<Mutex<Encoded>>);

impl Encoder {
    fn add(
        pipeline: &gst::Pipeline,
        from: &gst::Element,
        rung: &Rendition,
        clock: RankClock,
        fault: &Fault,
        progress: &Arc<Progress>,
    ) -> Result<Self, Failure> {
        let encoder = x264(rung)?;
        let encoded = Arc::new(Mutex::new(Encoded::default()));
        let (slot, fault, progress) = (Arc::clone(&encoded), fault.clone(), Arc::clone(progress));
        let sink = gst_app::AppSink::builder()
            .caps(&gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build())
            .sync(false)
            .async_(false)
            .enable_last_sample(false)
            .callbacks(
                gst_app::AppSinkCallbacks::builder()
                    .new_sample(move |sink| {
                        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                        fault.check(keep(&slot, &sample, clock).and_then(|()| progress.tick()))?;
                        Ok(gst::FlowSuccess::Ok)
                    })
                    .build(),
            )
            .build();
        chain(pipeline, &[from, &encoder, sink.upcast_ref()])?;
        Ok(Self(encoded))
    }

    fn finish(
        self,
        job: &VideoSegmentJob,
        rung: &Rendition,
        order: &Order,
        first: usize,
        outbox: &dyn Outbox,
    ) -> Result<(), Failure> {
        let encoded = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if encoded.frames.len() != job.frames as usize {
            let sentence =
                format!("{} of {} frames of segment {} could be decoded", encoded.frames.len(), job.frames, job.number);
            return Err(failure(FailureCode::CorruptMedia, sentence));
        }
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
            independent: true,
        };
        outbox.product(ProductKind::Segment { rendition: rung.name.clone(), segment }, &bytes)
    }
}

fn broken(error: crate::cmaf::BoxError) -> Failure {
    failure(FailureCode::Internal, format!("an encoded segment does not fit together: {error}"))
}

fn x264(rung: &Rendition) -> Result<gst::Element, Failure> {
    if !PRESETS.contains(&rung.preset.as_str()) {
        return Err(failure(FailureCode::Internal, format!("{} is no speed preset of x264", rung.preset)));
    }
    let encoder = make("x264enc")?;
    encoder.set_property_from_str("speed-preset", &rung.preset);
    encoder.set_property_from_str("pass", "qual");
    encoder.set_property("quantizer", rung.crf.min(50));
    encoder.set_property("bitrate", (rung.max_bitrate / 1000).clamp(1, 2_048_000));
    encoder.set_property("vbv-buf-capacity", 2000_u32);
    encoder.set_property("key-int-max", NO_KEY_FRAMES);
    encoder.set_property("threads", 1_u32);
    encoder.set_property("sliced-threads", false);
    encoder.set_property("aud", false);
    // Headers are not to depend on what happens to be in a segment; the transform is what makes it High profile.
    encoder.set_property("option-string", format!("stitchable=1:8x8dct=1:level={}", rung.level));
    Ok(encoder)
}

fn keep(slot: &Mutex<Encoded>, sample: &gst::Sample, clock: RankClock) -> Result<(), Failure> {
    let lost = || failure(FailureCode::Internal, "an encoder gave a frame without a time");
    let buffer = sample.buffer_owned().ok_or_else(lost)?;
    // The encoder moves its times far from zero, and its segment with them: running time is what went in.
    let segment = sample.segment().and_then(|segment| segment.downcast_ref::<gst::ClockTime>()).ok_or_else(lost)?;
    let time = segment.to_running_time(buffer.pts()).ok_or_else(lost)?;
    let rank = clock.rank(time).ok_or_else(lost)?;
    let key = !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT);
    let map = buffer.into_mapped_buffer_readable().map_err(|_unmapped| lost())?;
    let data = if key { strip_notes(&map).into() } else { Bytes::from_owner(map) };
    let mut encoded = slot.lock().unwrap_or_else(PoisonError::into_inner);
    encoded.frames.push((rank, key, data));
    if encoded.caps.is_none() {
        encoded.caps = sample.caps_owned();
    }
    Ok(())
}

fn init_track(encoded: &Encoded, job: &VideoSegmentJob, rung: &Rendition) -> Result<InitTrack, Failure> {
    let lost = || failure(FailureCode::Internal, "an encoder gave no headers");
    let fields = encoded.caps.as_ref().and_then(|caps| caps.structure(0)).ok_or_else(lost)?;
    let record = fields.get::<gst::Buffer>("codec_data").map_err(|_missing| lost())?;
    let record = record.map_readable().map_err(|_unmapped| lost())?.to_vec();
    let colour =
        fields.get::<&str>("colorimetry").ok().and_then(|text| text.parse::<gst_video::VideoColorimetry>().ok());
    let colour = colour.as_ref().and_then(super::tracks::code_points);
    Ok(InitTrack {
        timescale: job.track.timescale,
        config: CodecConfig::Avc(record),
        media: InitMedia::Video {
            width: rung.width,
            height: rung.height,
            pixel_aspect: (1, 1),
            colour: colour.filter(is_limited),
        },
    })
}

fn is_limited(colour: &Colour) -> bool {
    !colour.full_range
}

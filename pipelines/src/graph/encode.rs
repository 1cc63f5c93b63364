//! One rung's encoder: pictures in, an init segment and one fragment out.
//!
//! Every encoder starts fresh, so a segment starts with an IDR picture and needs no other segment. Init segments are the
//! same bytes from every job of a rung, whatever its number of threads: x264 is told not to shape its headers after the
//! content, and what it derives them from (size, nominal rate, settings) does not change between segments.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use super::decode::{Order, RankClock};
use super::run::{Fault, Pace, chain, make};
use super::{Outbox, failure};
use crate::cmaf::{CodecConfig, Colour, InitMedia, InitTrack, NewSample, write_fragment, write_init};
use crate::mezzanine::strip_notes;
use crate::report::{Failure, FailureCode, ProductKind, SegmentInfo, TrackId};
use crate::spec::{Rendition, VideoSegmentJob};

/// Names of x264's speed presets, so that no other text reaches it.
const PRESETS: [&str; 10] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];
/// x264's word for "no limit".
const NO_KEY_FRAMES: u32 = 1 << 30;
/// What all encoders of a job share.
pub(crate) struct Bench {
    pub(crate) clock: RankClock,
    pub(crate) fault: Fault,
    pub(crate) progress: Progress,
    /// Threads of each encoder.
    pub(crate) threads: u32,
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
}

pub(crate) struct Encoder(Arc<Mutex<Encoded>>);

impl Encoder {
    pub(crate) fn add(
        pipeline: &gst::Pipeline,
        from: &gst::Element,
        rung: &Rendition,
        bench: &Arc<Bench>,
    ) -> Result<Self, Failure> {
        let encoder = x264(rung, bench.threads)?;
        let encoded = Arc::new(Mutex::new(Encoded::default()));
        let (slot, bench) = (Arc::clone(&encoded), Arc::clone(bench));
        let sink = gst_app::AppSink::builder()
            .caps(&gst::Caps::builder("video/x-h264").field("stream-format", "avc").field("alignment", "au").build())
            .sync(false)
            .async_(false)
            .enable_last_sample(false)
            .callbacks(
                gst_app::AppSinkCallbacks::builder()
                    .new_sample(move |sink| {
                        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                        let kept = keep(&slot, &sample, bench.clock).and_then(|()| bench.progress.tick());
                        bench.fault.check(kept)?;
                        Ok(gst::FlowSuccess::Ok)
                    })
                    .build(),
            )
            .build();
        chain(pipeline, &[from, &encoder, sink.upcast_ref()])?;
        Ok(Self(encoded))
    }

    pub(crate) fn finish(
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
            lead_in: 0,
        };
        outbox.product(ProductKind::Segment { rendition: rung.name.clone(), segment }, &bytes)
    }
}

fn broken(error: crate::cmaf::BoxError) -> Failure {
    failure(FailureCode::Internal, format!("an encoded segment does not fit together: {error}"))
}

fn x264(rung: &Rendition, threads: u32) -> Result<gst::Element, Failure> {
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
    encoder.set_property("threads", threads);
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

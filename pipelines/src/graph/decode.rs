//! From mezzanine fragments to decoded pictures: what segment and still jobs have in common.
//!
//! Pictures carry their *rank*: the place of their sample in presentation order among all samples fed. Ranks are
//! turned into evenly spaced timestamps on the way in and read off them on the way out, so the exact tick of every
//! picture survives the pipeline, whatever an element does to nanoseconds, and variable rates need no care at all.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use bytes::Bytes;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::codecs::VideoCodec;
use super::failure;
use super::run::{chain, make};
use super::shape::Shape;
use super::source::GrowingFile;
use crate::cmaf::read_fragment;
use crate::mezzanine::FrameRate;
use crate::report::{Failure, FailureCode};
use crate::spec::{MezzanineInput, MezzanineTrack, Ticks};

/// Field of stored caps: presentation times were not known at ingest, samples come in decode order.
pub(crate) const DECODE_ORDER: &str = "playhouse-decode-order";
/// More inputs than a job can need, and more bytes than the limits of ingest allow.
const MAX_INPUTS: usize = 64;
const MAX_INPUT_BYTES: u64 = 1 << 30;
/// Room before the first rank: no element sees a time below zero.
const LEAD: u64 = 10_000_000_000;
/// For streams without a constant rate: only rate control of the encoder sees it.
const NOMINAL_RATE: FrameRate = FrameRate { numerator: 30, denominator: 1 };

pub(crate) use super::shape::Gaps;

/// A sample of the mezzanine.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) pts: Ticks,
    pub(crate) sync: bool,
    pub(crate) data: Bytes,
}

/// Samples of all inputs, in decode order.
#[derive(Debug)]
pub(crate) struct Elementary {
    pub(crate) caps: gst::Caps,
    pub(crate) samples: Vec<Sample>,
}

impl Elementary {
    pub(crate) fn load(
        track: &MezzanineTrack,
        inputs: &[MezzanineInput],
        descriptors: Vec<OwnedFd>,
    ) -> Result<Self, Failure> {
        if inputs.len() != descriptors.len() || inputs.len() > MAX_INPUTS || inputs.is_empty() {
            return Err(failure(FailureCode::Internal, "a job has another number of inputs than descriptors"));
        }
        let caps = track.caps.parse::<gst::Caps>().ok().filter(|caps| caps.is_fixed());
        let caps = caps.ok_or_else(|| failure(FailureCode::Internal, "the stored format of a track cannot be read"))?;
        let mut samples = Vec::new();
        for (input, descriptor) in std::iter::zip(inputs, descriptors) {
            let bytes = read_whole(descriptor, input.length)?;
            let fragment = read_fragment(&bytes)
                .map_err(|error| failure(FailureCode::CorruptMedia, format!("fragment {}: {error}", input.number)))?;
            samples.extend(fragment.samples.into_iter().map(|sample| Sample {
                pts: sample.pts,
                sync: sample.sync,
                data: bytes.slice(sample.range),
            }));
        }
        Ok(Self { caps, samples })
    }

    /// Leaves out what comes before the key frame that `start .. end` is decoded from.
    pub(crate) fn enter(&mut self, start: Ticks, end: Ticks) {
        self.samples.drain(..entry(&self.samples, start..end));
    }

    /// Samples in presentation order.
    pub(crate) fn order(&self) -> Order {
        let mut by_time: Vec<usize> = (0..self.samples.len()).collect();
        let pts = |index: &usize| self.samples.get(*index).map_or(0, |sample| sample.pts);
        by_time.sort_by_key(pts);
        let mut rank_of = vec![0; by_time.len()];
        for (rank, index) in by_time.iter().enumerate() {
            if let Some(slot) = rank_of.get_mut(*index) {
                *slot = rank;
            }
        }
        Order { times: by_time.iter().map(pts).collect(), rank_of }
    }
}

/// Place of the key frame that decoding of an interval starts from.
fn entry(samples: &[Sample], interval: std::ops::Range<Ticks>) -> usize {
    let wanted = |sample: &Sample| interval.contains(&sample.pts);
    let key_before = |place: usize| samples.iter().take(place).rposition(|sample| sample.sync);
    let first = samples.iter().position(wanted);
    let Some(key) = first.and_then(|first| key_before(first + 1)) else { return 0 };
    let behind = samples.get(key..).unwrap_or_default();
    let key_pts = behind.first().map_or(interval.start, |sample| sample.pts);
    // Wanted pictures that are shown before their key frame may need the group before.
    let is_open = behind.iter().any(|sample| wanted(sample) && sample.pts < key_pts);
    if is_open { key_before(key).unwrap_or(key) } else { key }
}

fn read_whole(descriptor: OwnedFd, length: u64) -> Result<Bytes, Failure> {
    let size = usize::try_from(length).ok().filter(|_| length <= MAX_INPUT_BYTES);
    let mut bytes = vec![0; size.ok_or_else(|| failure(FailureCode::Internal, "an input is too large"))?];
    match GrowingFile::whole(descriptor, length).read(0, &mut bytes) {
        Ok(count) if count == bytes.len() => Ok(bytes.into()),
        _ => Err(failure(FailureCode::Internal, "an input cannot be read")),
    }
}

/// Presentation order of the samples of a job.
#[derive(Debug)]
pub(crate) struct Order {
    /// Ticks by rank.
    pub(crate) times: Vec<Ticks>,
    /// Rank by place in decode order.
    rank_of: Vec<usize>,
}

impl Order {
    /// Ranks that are shown in `start .. end`.
    pub(crate) fn within(&self, start: Ticks, end: Ticks) -> std::ops::Range<usize> {
        self.times.partition_point(|time| *time < start)..self.times.partition_point(|time| *time < end)
    }

    /// Drops what comes, in decode order, so far behind `rank` that it cannot be needed for it.
    pub(crate) fn samples_up_to(&self, rank: usize) -> usize {
        /// Deepest reordering there is, in fields.
        const REORDER: usize = 32;
        let at = self.rank_of.iter().position(|other| *other == rank).unwrap_or(self.rank_of.len());
        (at + 1 + REORDER).min(self.rank_of.len())
    }
}

/// Rank to timestamp and back, at the nominal rate of the stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RankClock(FrameRate);

impl RankClock {
    pub(crate) fn new(caps: &gst::Caps) -> Self {
        let rate = caps.structure(0).and_then(|fields| super::tracks::Picture::from_caps(fields).rate);
        Self(rate.filter(|rate| (1.0..=300.0).contains(&rate.per_second())).unwrap_or(NOMINAL_RATE))
    }

    pub(crate) fn rate(self) -> FrameRate {
        self.0
    }

    pub(crate) fn time(self, rank: usize) -> gst::ClockTime {
        let nanoseconds = rank as u128 * u128::from(self.0.denominator) * 1_000_000_000 / u128::from(self.0.numerator);
        gst::ClockTime::from_nseconds(LEAD.saturating_add(u64::try_from(nanoseconds).unwrap_or(u64::MAX / 2)))
    }

    pub(crate) fn rank(self, time: gst::ClockTime) -> Option<usize> {
        let nanoseconds = u128::from(time.nseconds().checked_sub(LEAD)?);
        let (step, rate) = (u128::from(self.0.denominator) * 1_000_000_000, u128::from(self.0.numerator));
        usize::try_from((nanoseconds * rate + step / 2) / step).ok()
    }
}

/// Which pictures leave the decoder.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    pub(crate) ranks: std::ops::Range<usize>,
    /// How many samples are fed, from the first.
    pub(crate) samples: usize,
}

/// How pictures are decoded.
#[derive(Debug)]
pub(crate) struct Decoding {
    pub(crate) interlaced: bool,
    /// Threads of the decoder: one gives the same bits every time.
    pub(crate) threads: u32,
    /// Takes the place of pictures that cannot be decoded; without it they are left out.
    pub(crate) gaps: Option<Arc<Gaps>>,
}

/// As [`add_decoder_with`], on one thread and without stand-ins.
pub(crate) fn add_decoder(
    pipeline: &gst::Pipeline,
    stream: &Elementary,
    order: &Order,
    window: Window,
    interlaced: bool,
    on_caps: impl Fn(&gst::StructureRef) + Send + Sync + 'static,
) -> Result<gst::Element, Failure> {
    add_decoder_with(pipeline, stream, order, window, Decoding { interlaced, threads: 1, gaps: None }, on_caps)
}

/// Adds source, decoder and, if wanted, deinterlacer; gives the last of them, whose pictures are clipped to the window
/// and stamped by rank.
pub(crate) fn add_decoder_with(
    pipeline: &gst::Pipeline,
    stream: &Elementary,
    order: &Order,
    window: Window,
    decoding: Decoding,
    on_caps: impl Fn(&gst::StructureRef) + Send + Sync + 'static,
) -> Result<gst::Element, Failure> {
    let interlaced = decoding.interlaced;
    let codec = stream.caps.structure(0).and_then(VideoCodec::from_caps);
    let codec = codec.ok_or_else(|| failure(FailureCode::UnsupportedCodec, "the stored codec is not known"))?;
    let clock = RankClock::new(&stream.caps);
    let source = feed(stream, order, window.samples, clock)?;
    let decoder = make(codec.decoder())?;
    configure(&decoder, codec, decoding.threads);
    chain(pipeline, &[source.upcast_ref(), &decoder])?;
    let decode_order = stream.caps.structure(0).is_some_and(|fields| fields.has_field(DECODE_ORDER));
    let shape = Shape { clock, window, decode_order, gaps: decoding.gaps };
    shape.apply(&decoder, on_caps)?;
    if !interlaced {
        return Ok(decoder);
    }
    // One picture out for each in: both fields of a frame become one, from the field shown first.
    let (convert, deinterlace) = (make("videoconvertscale")?, make("deinterlace")?);
    deinterlace.set_property_from_str("fields", "top");
    deinterlace.set_property_from_str("method", "linear");
    chain(pipeline, &[&decoder, &convert, &deinterlace])?;
    Ok(deinterlace)
}

/// A source that already holds all it will give.
fn feed(stream: &Elementary, order: &Order, count: usize, clock: RankClock) -> Result<gst_app::AppSrc, Failure> {
    let mut caps = stream.caps.clone();
    if let Some(fields) = caps.make_mut().structure_mut(0) {
        fields.remove_field(DECODE_ORDER);
    }
    let source = gst_app::AppSrc::builder().caps(&caps).format(gst::Format::Time).max_bytes(0).build();
    let refused = |_flow| failure(FailureCode::Internal, "a source took no sample");
    for header in stream_headers(&caps) {
        source.push_buffer(header).map_err(refused)?;
    }
    for (sample, rank) in std::iter::zip(&stream.samples, &order.rank_of).take(count) {
        source.push_buffer(buffer(sample, Some(clock.time(*rank)))).map_err(refused)?;
    }
    source.end_of_stream().map_err(refused)?;
    Ok(source)
}

/// Codecs of Ogg begin with packets that set up the decoder; they ride in the caps.
pub(crate) fn stream_headers(caps: &gst::Caps) -> Vec<gst::Buffer> {
    let headers = caps.structure(0).and_then(|fields| fields.get::<gst::ArrayRef>("streamheader").ok());
    headers.map_or_else(Vec::new, |headers| {
        let buffers = headers.as_slice().iter().filter_map(|value| value.get::<gst::Buffer>().ok());
        buffers
            .map(|mut header| {
                header.make_mut().set_flags(gst::BufferFlags::HEADER);
                header
            })
            .collect()
    })
}

pub(crate) fn buffer(sample: &Sample, time: Option<gst::ClockTime>) -> gst::Buffer {
    let mut buffer = gst::Buffer::from_slice(sample.data.clone());
    if let Some(fresh) = buffer.get_mut() {
        fresh.set_pts(time);
        if !sample.sync {
            fresh.set_flags(gst::BufferFlags::DELTA_UNIT);
        }
    }
    buffer
}

fn configure(decoder: &gst::Element, codec: VideoCodec, count: u32) {
    for threads in ["max-threads", "threads"] {
        if decoder.find_property(threads).is_some() {
            decoder.set_property_from_str(threads, &count.to_string());
        }
    }
    if codec == VideoCodec::H264 {
        // Otherwise libav guesses how far pictures are reordered, and hands out the first ones in the wrong order.
        decoder.set_property_from_str("std-compliance", "strict");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_survive_the_way_through_nanoseconds() {
        for rate in [
            FrameRate { numerator: 30_000, denominator: 1001 },
            FrameRate { numerator: 240, denominator: 1 },
            NOMINAL_RATE,
        ] {
            let clock = RankClock(rate);
            assert!((0..100_000).all(|rank| clock.rank(clock.time(rank)) == Some(rank)));
        }
    }

    #[test]
    fn decoding_starts_at_the_key_frame_that_the_interval_needs() {
        // Two closed groups, and an open one whose key frame is shown at 8, after the leading 6 and 7.
        let samples = [
            (0, true),
            (2, false),
            (1, false),
            (3, true),
            (5, false),
            (4, false),
            (8, true),
            (6, false),
            (7, false),
            (9, false),
        ];
        let samples = samples.map(|(pts, sync)| Sample { pts, sync, data: Bytes::new() });
        let entered = |start, end| samples[entry(&samples, start..end)].pts;
        assert_eq!([entered(0, 2), entered(3, 6), entered(4, 6), entered(6, 10), entered(9, 10)], [0, 3, 3, 3, 8]);
        assert_eq!(entered(50, 60), 0, "nothing of it is there");
    }

    #[test]
    fn the_window_is_half_open() {
        let order = Order { times: vec![-1, 0, 10, 20, 30], rank_of: vec![0, 1, 4, 2, 3] };
        assert_eq!(order.within(0, 20), 1..3);
        assert_eq!(order.within(40, 50), 5..5);
        assert_eq!(order.samples_up_to(2), 5);
    }
}

//! The encoder elements, each with what brings its stream into the form that segments hold, and the configuration that
//! is read off what it gives.
//!
//! Every setting that an encoder writes into its headers is fixed by the rung, and none by the pictures or the number of
//! threads: init segments of a rung are the same bytes from every job.

use gstreamer as gst;
use gstreamer::prelude::*;

use super::failure;
use super::run::make;
use crate::cmaf::{Av1Format, CodecConfig, Vp9, av1_config};
use crate::report::{Failure, FailureCode};
use crate::spec::{Encoder, Rendition, VideoCoding};

/// Names of the speed presets of x264 and x265, so that no other text reaches them.
const PRESETS: [&str; 10] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];
/// x264's word for "no limit", and enough for the others.
const NO_KEY_FRAMES: u32 = 1 << 30;
/// Pictures that VP9 looks ahead.
const LOOK_AHEAD: i32 = 16;

/// An encoder and its parser, linked in this order, and the caps that their stream must have.
pub(crate) struct Coder {
    pub(crate) elements: Vec<gst::Element>,
    pub(crate) caps: gst::Caps,
}

impl Coder {
    pub(crate) fn new(encoder: Encoder, rung: &Rendition, threads: u32) -> Result<Self, Failure> {
        if encoder.coding() != rung.coding {
            return Err(failure(FailureCode::Internal, "an encoder is not one of the rung's codec"));
        }
        let element = match encoder {
            Encoder::X264 => x264(rung, threads)?,
            Encoder::NvH264 => nvidia(rung)?,
            Encoder::VaH264 => vaapi(rung)?,
            Encoder::X265 => x265(rung)?,
            Encoder::Vp9 => vp9(rung, threads)?,
            Encoder::Av1 => av1(rung, threads)?,
        };
        let caps = |name: &str| gst::Caps::builder(name).field("alignment", "au");
        let (parser, caps) = match rung.coding {
            VideoCoding::H264 if rung.in_band => {
                let parser = make("h264parse")?;
                // With every key picture.
                parser.set_property("config-interval", -1);
                (Some(parser), caps("video/x-h264").field("stream-format", "avc3").build())
            }
            VideoCoding::H264 => (None, caps("video/x-h264").field("stream-format", "avc").build()),
            VideoCoding::Hevc => {
                (Some(make("h265parse")?), caps("video/x-h265").field("stream-format", "hvc1").build())
            }
            VideoCoding::Vp9 => (None, gst::Caps::new_empty_simple("video/x-vp9")),
            // The encoder does not name its stream format; there is but one that it writes.
            VideoCoding::Av1 => (None, gst::Caps::builder("video/x-av1").field("alignment", "tu").build()),
        };
        Ok(Self { elements: std::iter::once(element).chain(parser).collect(), caps })
    }
}

fn x264(rung: &Rendition, threads: u32) -> Result<gst::Element, Failure> {
    let encoder = make("x264enc")?;
    encoder.set_property_from_str("speed-preset", preset(rung)?);
    encoder.set_property_from_str("pass", "qual");
    encoder.set_property("quantizer", rung.crf.min(50));
    encoder.set_property("bitrate", kilobits(rung));
    encoder.set_property("vbv-buf-capacity", 2000_u32);
    encoder.set_property("key-int-max", NO_KEY_FRAMES);
    encoder.set_property("threads", threads);
    encoder.set_property("sliced-threads", false);
    encoder.set_property("aud", false);
    // Headers are not to depend on what happens to be in a segment; the transform is what makes it High profile. A little
    // less adaptive quantisation than x264's 1.0: 0.5 to 0.8 VMAF for up to 4 % fewer bytes (benches/README.md).
    let options = format!("stitchable=1:8x8dct=1:aq-strength=0.8:level={}", rung.level);
    encoder.set_property("option-string", options);
    Ok(encoder)
}

fn nvidia(rung: &Rendition) -> Result<gst::Element, Failure> {
    let encoder = make("nvh264enc")?;
    encoder.set_property_from_str("rc-mode", "vbr");
    encoder.set_property("bitrate", kilobits(rung) / 4 * 3);
    encoder.set_property("max-bitrate", kilobits(rung));
    encoder.set_property("gop-size", -1_i32);
    encoder.set_property("bframes", 0_u32);
    Ok(encoder)
}

fn vaapi(rung: &Rendition) -> Result<gst::Element, Failure> {
    let encoder = make("vah264enc")?;
    encoder.set_property_from_str("rate-control", "vbr");
    encoder.set_property("bitrate", kilobits(rung));
    encoder.set_property("target-percentage", 75_u32);
    encoder.set_property("key-int-max", 1024_u32);
    encoder.set_property("b-frames", 0_u32);
    Ok(encoder)
}

fn x265(rung: &Rendition) -> Result<gst::Element, Failure> {
    let encoder = make("x265enc")?;
    let rate = kilobits(rung);
    encoder.set_property_from_str("speed-preset", preset(rung)?);
    encoder.set_property("key-int-max", NO_KEY_FRAMES.cast_signed());
    // Closed groups, or a segment would need the one before it. One thread: others write other headers, and look for
    // processors where a worker cannot see them.
    let options = format!(
        "crf={}:vbv-maxrate={rate}:vbv-bufsize={}:open-gop=0:info=0:repeat-headers=1:frame-threads=1:pools=none:wpp=0",
        rung.crf.min(51),
        rate * 2,
    );
    encoder.set_property("option-string", options);
    Ok(encoder)
}

fn vp9(rung: &Rendition, threads: u32) -> Result<gst::Element, Failure> {
    let encoder = make("vp9enc")?;
    encoder.set_property_from_str("end-usage", "cq");
    encoder.set_property("cq-level", rung.crf.min(63).cast_signed());
    encoder.set_property("target-bitrate", bits(rung));
    // The library's word for "good"; how fast is said by the next.
    encoder.set_property("deadline", 1_000_000_i64);
    encoder.set_property("cpu-used", speed(rung, 0..=9)?);
    encoder.set_property("auto-alt-ref", true);
    encoder.set_property("lag-in-frames", LOOK_AHEAD);
    encoder.set_property("keyframe-max-dist", NO_KEY_FRAMES.cast_signed());
    encoder.set_property("threads", threads.cast_signed());
    encoder.set_property("row-mt", threads > 1);
    Ok(encoder)
}

fn av1(rung: &Rendition, threads: u32) -> Result<gst::Element, Failure> {
    let encoder = make("av1enc")?;
    // The element knows no constant quality under a cap: the cap is aimed at, and nothing is made better than asked for.
    // In one pass only the rate control of the realtime profile does that well, and it is the fastest by far.
    encoder.set_property_from_str("usage-profile", "realtime");
    encoder.set_property_from_str("end-usage", "vbr");
    encoder.set_property("min-quantizer", rung.crf.min(63));
    encoder.set_property("max-quantizer", 63_u32);
    encoder.set_property("target-bitrate", kilobits(rung));
    encoder.set_property("cpu-used", speed(rung, 5..=10)?);
    encoder.set_property("lag-in-frames", 0_u32);
    encoder.set_property("keyframe-max-dist", NO_KEY_FRAMES.cast_signed());
    encoder.set_property("threads", threads);
    encoder.set_property("row-mt", threads > 1);
    Ok(encoder)
}

fn kilobits(rung: &Rendition) -> u32 {
    (rung.max_bitrate / 1000).clamp(1, 100_000)
}

fn bits(rung: &Rendition) -> i32 {
    i32::try_from(rung.max_bitrate).unwrap_or(i32::MAX)
}

fn preset(rung: &Rendition) -> Result<&str, Failure> {
    let known = PRESETS.contains(&rung.preset.as_str());
    known.then_some(rung.preset.as_str()).ok_or_else(|| unknown_speed(rung))
}

fn speed(rung: &Rendition, speeds: std::ops::RangeInclusive<i32>) -> Result<i32, Failure> {
    rung.preset.parse().ok().filter(|speed| speeds.contains(speed)).ok_or_else(|| unknown_speed(rung))
}

fn unknown_speed(rung: &Rendition) -> Failure {
    failure(FailureCode::Internal, format!("{} is no speed of {}", rung.preset, rung.coding.as_str()))
}

/// What an init segment holds of the encoder's stream: `fields` are its caps, `first` is its first frame.
pub(crate) fn decoder_config(rung: &Rendition, fields: &gst::StructureRef, first: &[u8]) -> Option<CodecConfig> {
    match rung.coding {
        VideoCoding::H264 => codec_data(fields).map(CodecConfig::Avc),
        VideoCoding::Hevc => codec_data(fields).and_then(|record| at_level(record, rung.level)).map(CodecConfig::Hevc),
        VideoCoding::Vp9 => Some(CodecConfig::Vp9(Vp9 { profile: 0, level: rung.level, bit_depth: 8, chroma: 1 })),
        VideoCoding::Av1 => {
            let format = Av1Format { bit_depth: 8, subsampling: (true, true), monochrome: false };
            av1_config(first, format).map(CodecConfig::Av1)
        }
    }
}

fn codec_data(fields: &gst::StructureRef) -> Option<Vec<u8>> {
    Some(fields.get::<gst::Buffer>("codec_data").ok()?.map_readable().ok()?.to_vec())
}

/// `hvcC` states a level that holds the stream (ISO/IEC 14496-15, 8.3.3.1.3), which the plan's does.
fn at_level(mut record: Vec<u8>, level: u8) -> Option<Vec<u8>> {
    let stated = record.get_mut(12)?;
    *stated = level.max(*stated);
    Some(record)
}

/// A frame as a segment holds it.
pub(crate) fn stored_frame(coding: VideoCoding, frame: &[u8]) -> &[u8] {
    /// A temporal delimiter, which files leave out (AV1 in ISO base media, 2.4).
    const DELIMITER: [u8; 2] = [0x12, 0x00];
    match coding {
        VideoCoding::Av1 => frame.strip_prefix(&DELIMITER[..]).unwrap_or(frame),
        VideoCoding::H264 | VideoCoding::Hevc | VideoCoding::Vp9 => frame,
    }
}

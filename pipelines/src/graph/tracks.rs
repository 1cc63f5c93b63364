//! What a stream is: from the caps of its stored form to a [`TrackInfo`] and, for players, an init segment.

use gstreamer as gst;
use gstreamer_video as gst_video;

use super::codecs::{AudioCodec, VideoCodec};
use super::failure;
use crate::cmaf::{Av1Format, CodecConfig, Colour, InitMedia, InitTrack, Vp9, aac_object_type, av1_config};
use crate::mezzanine::{Clock, FrameRate};
use crate::report::{Failure, FailureCode, TrackId, TrackInfo, TrackMedia};
use crate::spec::{Orientation, SourceLimits};

/// Highest level (times ten) of H.264 that is passed on: what phones and televisions decode.
const MAX_WEB_LEVEL: u8 = 52;
const MAX_WEB_SAMPLE_RATE: u32 = 48_000;

/// A track, and its init segment when players can decode it.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) info: TrackInfo,
    pub(crate) init: Option<InitTrack>,
}

/// What caps say of a picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixel_aspect: (u32, u32),
    pub(crate) rate: Option<FrameRate>,
}

impl Picture {
    pub(crate) fn from_caps(caps: &gst::StructureRef) -> Self {
        let side = |name| caps.get::<i32>(name).ok().and_then(|value| u32::try_from(value).ok()).unwrap_or(0);
        let aspect = caps.get::<gst::Fraction>("pixel-aspect-ratio").ok().and_then(|aspect| {
            let (across, down) = (u32::try_from(aspect.numer()).ok()?, u32::try_from(aspect.denom()).ok()?);
            // Anything outside of this is a broken header, not a lens.
            (across > 0 && down > 0 && across / down < 20 && down / across < 20).then_some((across, down))
        });
        let aspect = aspect.filter(|(across, down)| !is_almost_square(*across, *down));
        let rate =
            caps.get::<gst::Fraction>("framerate").ok().and_then(|rate| FrameRate::new(rate.numer(), rate.denom()));
        Self { width: side("width"), height: side("height"), pixel_aspect: aspect.unwrap_or((1, 1)), rate }
    }

    /// Refuses what would cost too much to decode, before a decoder sees it.
    pub(crate) fn check(&self, limits: &SourceLimits) -> Result<(), Failure> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if self.width > limits.max_width || self.height > limits.max_height || pixels > limits.max_pixels {
            let sentence =
                format!("the picture has {} x {} pixels, more than this server takes", self.width, self.height);
            return Err(failure(FailureCode::LimitResolution, sentence));
        }
        match self.rate.map(FrameRate::per_second) {
            Some(rate) if rate > limits.max_frame_rate => Err(too_fast(rate)),
            _ => Ok(()),
        }
    }
}

/// Scaling to whole pixels leaves ratios such as 1281:1280, which nobody sees and every player shows as square.
fn is_almost_square(across: u32, down: u32) -> bool {
    u64::from(across.abs_diff(down)) * 100 <= u64::from(down)
}

pub(crate) fn too_fast(rate: f64) -> Failure {
    failure(
        FailureCode::LimitFrameRate,
        format!("the video has {rate:.0} frames a second, more than this server takes"),
    )
}

/// Facts about a video stream that its caps do not hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VideoFacts {
    pub(crate) clock: Clock,
    pub(crate) orientation: Orientation,
    /// Frames come in decode order with unknown presentation times, or some are decoded and never shown: players
    /// cannot be given the stream as it is.
    pub(crate) irregular: bool,
    /// Segments may start between key frames.
    pub(crate) in_pieces: bool,
}

/// Whether players may be given the stream as it is, as far as its headers tell.
pub(crate) fn may_suit_players(fields: &gst::StructureRef, codec: VideoCodec) -> bool {
    let picture = Picture::from_caps(fields);
    codec == VideoCodec::H264
        && is_common_picture(fields)
        && picture.pixel_aspect.0 == picture.pixel_aspect.1
        && picture.width.is_multiple_of(2)
        && picture.height.is_multiple_of(2)
        && codec_data(fields).is_some_and(|record| is_web_h264(&record))
}

/// `first` is the first frame: what caps do not say of a codec is read off it.
pub(crate) fn describe_video(
    caps: &gst::Caps,
    codec: VideoCodec,
    facts: &VideoFacts,
    first: &[u8],
) -> Option<Described> {
    let fields = caps.structure(0)?;
    let picture = Picture::from_caps(fields);
    let colour =
        fields.get::<&str>("colorimetry").ok().and_then(|text| text.parse::<gst_video::VideoColorimetry>().ok());
    let says = |name, word| fields.get::<&str>(name).is_ok_and(|value| value == word);
    // Demuxers without a parser behind them say nothing of fields; such codecs have none.
    let interlaced = (fields.has_field("interlace-mode") && !says("interlace-mode", "progressive"))
        || (fields.has_field("coded-picture-structure") && !says("coded-picture-structure", "frame"));
    let config = video_config(fields, codec, &picture, facts.clock.frame_rate(), first);
    let playable = config.as_ref().filter(|_| !facts.irregular && is_common_picture(fields));
    let codecs = playable.and_then(|config| config.codecs().ok());
    let web_safe = codecs.is_some()
        && !interlaced
        && !facts.in_pieces
        && facts.orientation == Orientation::Upright
        && may_suit_players(fields, codec);
    let media = InitMedia::Video {
        width: picture.width,
        height: picture.height,
        pixel_aspect: picture.pixel_aspect,
        colour: colour.as_ref().and_then(code_points),
    };
    let (across, down) = (u64::from(picture.pixel_aspect.0), u64::from(picture.pixel_aspect.1));
    let square_width = (u64::from(picture.width) * across + down / 2) / down;
    Some(Described {
        info: TrackInfo {
            track: TrackId::Video,
            timescale: facts.clock.timescale(),
            caps: caps.to_string(),
            media: TrackMedia::Video {
                width: u32::try_from(square_width).unwrap_or(picture.width),
                height: picture.height,
                frame_rate: facts.clock.frame_rate().map_or(0.0, FrameRate::per_second),
                orientation: facts.orientation,
                interlaced,
                hdr: colour.as_ref().is_some_and(is_hdr),
            },
            web_safe,
            codecs: codecs.clone(),
        },
        init: config.filter(|_| codecs.is_some()).map(|config| InitTrack {
            timescale: facts.clock.timescale(),
            config,
            media,
        }),
    })
}

/// `starts_late`: the first frame is so far behind time zero that players would not find it there.
pub(crate) fn describe_audio(caps: &gst::Caps, codec: AudioCodec, starts_late: bool) -> Option<Described> {
    let fields = caps.structure(0)?;
    let (sample_rate, channels) = audio_format(fields)?;
    let config = match codec {
        AudioCodec::Aac => codec_data(fields).map(CodecConfig::Aac),
        AudioCodec::Opus => opus_head(fields).map(CodecConfig::Opus),
        _ => None,
    };
    let codecs = config.as_ref().and_then(|config| config.codecs().ok());
    let low_complexity = matches!(&config, Some(CodecConfig::Aac(data)) if aac_object_type(data) == Ok(2));
    Some(Described {
        info: TrackInfo {
            track: TrackId::Audio,
            timescale: sample_rate,
            caps: caps.to_string(),
            media: TrackMedia::Audio { sample_rate, channels },
            web_safe: low_complexity
                && !starts_late
                && codecs.is_some()
                && channels <= 2
                && sample_rate <= MAX_WEB_SAMPLE_RATE,
            codecs: codecs.clone(),
        },
        init: config.filter(|_| codecs.is_some()).map(|config| InitTrack {
            timescale: sample_rate,
            config,
            media: InitMedia::Audio { sample_rate, channels },
        }),
    })
}

/// Sample rate and channels, when they are sane.
pub(crate) fn audio_format(fields: &gst::StructureRef) -> Option<(u32, u32)> {
    let number = |name| fields.get::<i32>(name).ok().and_then(|value| u32::try_from(value).ok());
    let rate = number("rate").filter(|rate| (4_000..=768_000).contains(rate))?;
    let channels = number("channels").filter(|channels| (1..=64).contains(channels))?;
    Some((rate, channels))
}

fn video_config(
    fields: &gst::StructureRef,
    codec: VideoCodec,
    picture: &Picture,
    rate: Option<FrameRate>,
    first: &[u8],
) -> Option<CodecConfig> {
    match codec {
        VideoCodec::H264 => codec_data(fields).map(CodecConfig::Avc),
        VideoCodec::H265 => codec_data(fields).map(CodecConfig::Hevc),
        VideoCodec::Av1 => {
            let chroma = fields.get::<&str>("chroma-format").unwrap_or_default();
            let bit_depth = fields.get::<u32>("bit-depth-luma").ok()?;
            let subsampling = (chroma != "4:4:4", chroma == "4:2:0" || chroma == "4:0:0");
            let format = Av1Format { bit_depth, subsampling, monochrome: chroma == "4:0:0" };
            av1_config(first, format).map(CodecConfig::Av1)
        }
        VideoCodec::Vp9 => {
            let profile = fields.get::<&str>("profile").ok()?.parse().ok()?;
            let bit_depth = fields.get::<u32>("bit-depth-luma").ok().and_then(|depth| u8::try_from(depth).ok())?;
            let rate = rate.map_or(30.0, FrameRate::per_second);
            let level = Vp9::level_for(picture.width, picture.height, rate);
            Some(CodecConfig::Vp9(Vp9 { profile, level, bit_depth, chroma: 1 }))
        }
        _ => None,
    }
}

/// 4:2:0 with up to ten bits: what decoders of players have in common.
fn is_common_picture(fields: &gst::StructureRef) -> bool {
    let chroma = fields.get::<&str>("chroma-format").is_ok_and(|format| format == "4:2:0");
    let depth = fields.get::<u32>("bit-depth-luma").is_ok_and(|depth| depth <= 10);
    chroma && depth
}

/// Baseline, main or high profile of eight bits, within the level.
fn is_web_h264(record: &[u8]) -> bool {
    match record {
        [_, profile, _, level, ..] => matches!(profile, 66 | 77 | 100) && *level <= MAX_WEB_LEVEL,
        _ => false,
    }
}

fn codec_data(fields: &gst::StructureRef) -> Option<Vec<u8>> {
    let buffer = fields.get::<gst::Buffer>("codec_data").ok()?;
    Some(buffer.map_readable().ok()?.to_vec())
}

/// The identification header behind its magic word.
fn opus_head(fields: &gst::StructureRef) -> Option<Vec<u8>> {
    let headers = fields.get::<gst::ArrayRef>("streamheader").ok()?;
    let first = headers.as_slice().first()?.get::<gst::Buffer>().ok()?;
    let map = first.map_readable().ok()?;
    map.strip_prefix(b"OpusHead").map(<[u8]>::to_vec)
}

fn is_hdr(colour: &gst_video::VideoColorimetry) -> bool {
    use gst_video::VideoTransferFunction as Transfer;
    matches!(colour.transfer(), Transfer::Smpte2084 | Transfer::AribStdB67)
}

pub(crate) fn code_points(colour: &gst_video::VideoColorimetry) -> Option<Colour> {
    let narrow = |value| u16::try_from(value).ok().filter(|value| *value > 0);
    Some(Colour {
        primaries: narrow(colour.primaries().to_iso())?,
        transfer: narrow(colour.transfer().to_iso())?,
        matrix: narrow(colour.matrix().to_iso())?,
        full_range: colour.range() == gst_video::VideoColorRange::Range0_255,
    })
}

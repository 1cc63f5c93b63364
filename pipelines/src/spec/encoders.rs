//! What pictures can be coded in, and the encoders that a worker may be told to use.

use serde::{Deserialize, Serialize};

use super::Rendition;
use super::levels::{av1_level, h264_level, hevc_level};
use crate::cmaf::Vp9;

/// How the pictures of a rung are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoCoding {
    /// High profile; what every player takes.
    #[default]
    H264,
    /// Main profile.
    Hevc,
    /// Profile 0.
    Vp9,
    /// Main profile.
    Av1,
}

impl VideoCoding {
    /// The word for it in settings and names.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
        }
    }

    /// The encoder that makes it on a processor.
    #[must_use]
    pub fn software(self) -> Encoder {
        match self {
            Self::H264 => Encoder::X264,
            Self::Hevc => Encoder::X265,
            Self::Vp9 => Encoder::Vp9,
            Self::Av1 => Encoder::Av1,
        }
    }

    /// The lowest level that holds such a stream, as the codec's own configuration record counts levels.
    ///
    /// A `frame_rate` of 0 (unknown or variable) counts as 60.
    #[must_use]
    pub fn level(self, width: u32, height: u32, frame_rate: f64, max_bitrate: u32) -> u8 {
        let rate = if frame_rate > 0.0 { frame_rate } else { 60.0 };
        match self {
            Self::H264 => h264_level(width, height, rate, max_bitrate),
            Self::Hevc => hevc_level(width, height, rate, max_bitrate),
            Self::Vp9 => Vp9::level_for(width, height, rate),
            Self::Av1 => av1_level(width, height, rate),
        }
    }
}

/// An encoder of pictures. The names are those of GStreamer's elements, and words of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Encoder {
    #[serde(rename = "x264enc")]
    X264,
    /// NVIDIA's encoder.
    #[serde(rename = "nvh264enc")]
    NvH264,
    /// VA-API: Intel and AMD.
    #[serde(rename = "vah264enc")]
    VaH264,
    #[serde(rename = "x265enc")]
    X265,
    #[serde(rename = "vp9enc")]
    Vp9,
    #[serde(rename = "av1enc")]
    Av1,
}

impl Encoder {
    pub const ALL: [Self; 6] = [Self::X264, Self::NvH264, Self::VaH264, Self::X265, Self::Vp9, Self::Av1];

    #[must_use]
    pub fn element(self) -> &'static str {
        match self {
            Self::X264 => "x264enc",
            Self::NvH264 => "nvh264enc",
            Self::VaH264 => "vah264enc",
            Self::X265 => "x265enc",
            Self::Vp9 => "vp9enc",
            Self::Av1 => "av1enc",
        }
    }

    /// The plugin file that brings it, by the middle of its name.
    #[must_use]
    pub fn plugin(self) -> &'static str {
        match self {
            Self::X264 => "x264",
            Self::NvH264 => "nvcodec",
            Self::VaH264 => "va",
            Self::X265 => "x265",
            Self::Vp9 => "vpx",
            Self::Av1 => "aom",
        }
    }

    #[must_use]
    pub fn coding(self) -> VideoCoding {
        match self {
            Self::X264 | Self::NvH264 | Self::VaH264 => VideoCoding::H264,
            Self::X265 => VideoCoding::Hevc,
            Self::Vp9 => VideoCoding::Vp9,
            Self::Av1 => VideoCoding::Av1,
        }
    }

    /// Whether it needs a device of the machine: its workers may open those, and nothing else may.
    #[must_use]
    pub fn is_hardware(self) -> bool {
        matches!(self, Self::NvH264 | Self::VaH264)
    }

    /// A file that is there when the machine has the device; `None` when none is needed.
    #[must_use]
    pub fn device(self) -> Option<&'static str> {
        match self {
            Self::NvH264 => Some("/dev/nvidiactl"),
            Self::VaH264 => Some("/dev/dri"),
            Self::X264 | Self::X265 | Self::Vp9 | Self::Av1 => None,
        }
    }
}

impl Rendition {
    /// RFC 6381 name of what the encoder is told to make.
    #[must_use]
    pub fn codecs(&self) -> String {
        let level = self.level;
        match self.coding {
            VideoCoding::H264 if self.in_band => format!("avc3.6400{level:02X}"),
            VideoCoding::H264 => format!("avc1.6400{level:02X}"),
            VideoCoding::Hevc => format!("hvc1.1.6.L{level}.90"),
            VideoCoding::Vp9 => format!("vp09.00.{level:02}.08"),
            VideoCoding::Av1 => format!("av01.0.{level:02}M.08"),
        }
    }

    /// Whether a stream of this name is what the plan promises: the same, at no higher level.
    #[must_use]
    pub fn admits(&self, codecs: &str) -> bool {
        let promised = self.codecs();
        let fields = |name: &str| name.split('.').map(str::to_ascii_lowercase).collect::<Vec<_>>();
        let (ours, theirs) = (fields(&promised), fields(codecs));
        // Encoders of these two write the level that they need into the stream itself.
        let level_at = match self.coding {
            VideoCoding::H264 | VideoCoding::Vp9 => None,
            VideoCoding::Hevc => Some(3),
            VideoCoding::Av1 => Some(2),
        };
        ours.len() == theirs.len()
            && ours.iter().zip(&theirs).enumerate().all(|(index, (our, their))| match level_at {
                Some(at) if at == index => match (level(their), level(our)) {
                    (Some((their_tier, theirs)), Some((tier, most))) => their_tier == tier && theirs <= most,
                    _ => false,
                },
                _ => our == their,
            })
    }
}

/// Tier and level out of a field like `l93` or `08m`.
fn level(field: &str) -> Option<(char, u16)> {
    let tier = field.chars().find(char::is_ascii_alphabetic)?;
    let digits: String = field.chars().filter(char::is_ascii_digit).collect();
    Some((tier, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(coding: VideoCoding, level: u8) -> Rendition {
        Rendition {
            name: "720p".to_owned(),
            width: 1280,
            height: 720,
            crf: 23,
            max_bitrate: 3_000_000,
            preset: "veryfast".to_owned(),
            level,
            coding,
            in_band: false,
        }
    }

    #[test]
    fn a_stream_may_have_a_lower_level_than_planned_and_nothing_else_may_differ() {
        let hevc = rung(VideoCoding::Hevc, 93);
        assert!(hevc.admits("hvc1.1.6.L93.90") && hevc.admits("hvc1.1.6.L90.90"));
        assert!(!hevc.admits("hvc1.1.6.L120.90") && !hevc.admits("hvc1.1.6.H90.90") && !hevc.admits("hvc1.2.4.L93.90"));
        let av1 = rung(VideoCoding::Av1, 5);
        assert!(av1.admits("av01.0.04M.08") && !av1.admits("av01.0.08M.08") && !av1.admits("av01.0.04M.10"));
        assert!(
            rung(VideoCoding::H264, 31).admits("avc1.64001f") && !rung(VideoCoding::H264, 31).admits("avc1.64001e")
        );
        assert!(!rung(VideoCoding::Vp9, 31).admits("vp09.00.30.08"));
    }

    #[test]
    fn plans_of_older_databases_are_h264() {
        let text = r#"{"name":"480p","width":854,"height":480,"crf":23,"max_bitrate":1,"preset":"fast","level":30}"#;
        let rung: Rendition = serde_json::from_str(text).unwrap();
        assert_eq!((rung.coding, rung.codecs()), (VideoCoding::H264, "avc1.64001E".to_owned()));
    }
}

//! The codecs that Playhouse takes in: for each the parser that makes it storable, and the one decoder that is used.

use gstreamer as gst;

use crate::mezzanine::{AccessPoint, AvcScanner, hevc_access_point};

/// Every decoder that a job may name; the allow-list of the worker is made of it.
pub(crate) const DECODERS: &[&str] = &[
    "avdec_h264",
    "avdec_h265",
    "vp8dec",
    "vp9dec",
    "av1dec",
    "avdec_mpeg4",
    "avdec_mpeg2video",
    "avdec_mjpeg",
    "theoradec",
    "avdec_prores",
    "avdec_aac",
    "mpg123audiodec",
    "opusdec",
    "vorbisdec",
    "flacdec",
    "avdec_alac",
    "avdec_ac3",
    "avdec_eac3",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VideoCodec {
    H264,
    H265,
    Vp8,
    Vp9,
    Av1,
    Mpeg4,
    Mpeg2,
    Mjpeg,
    Theora,
    ProRes,
}

impl VideoCodec {
    pub(crate) fn from_caps(caps: &gst::StructureRef) -> Option<Self> {
        Some(match caps.name().as_str() {
            "video/x-h264" => Self::H264,
            "video/x-h265" => Self::H265,
            "video/x-vp8" => Self::Vp8,
            "video/x-vp9" => Self::Vp9,
            "video/x-av1" => Self::Av1,
            "video/mpeg" => match caps.get::<i32>("mpegversion") {
                Ok(4) => Self::Mpeg4,
                Ok(1 | 2) => Self::Mpeg2,
                _ => return None,
            },
            "image/jpeg" => Self::Mjpeg,
            "video/x-theora" => Self::Theora,
            "video/x-prores" => Self::ProRes,
            _ => return None,
        })
    }

    pub(crate) fn decoder(self) -> &'static str {
        match self {
            Self::H264 => "avdec_h264",
            Self::H265 => "avdec_h265",
            Self::Vp8 => "vp8dec",
            Self::Vp9 => "vp9dec",
            Self::Av1 => "av1dec",
            Self::Mpeg4 => "avdec_mpeg4",
            Self::Mpeg2 => "avdec_mpeg2video",
            Self::Mjpeg => "avdec_mjpeg",
            Self::Theora => "theoradec",
            Self::ProRes => "avdec_prores",
        }
    }

    /// What brings the stream into its stored form, when it does not come out of the demuxer that way.
    pub(crate) fn parser(self) -> Option<&'static str> {
        match self {
            Self::H264 => Some("h264parse"),
            Self::H265 => Some("h265parse"),
            Self::Vp9 => Some("vp9parse"),
            Self::Av1 => Some("av1parse"),
            Self::Mpeg4 => Some("mpeg4videoparse"),
            Self::Mpeg2 => Some("mpegvideoparse"),
            Self::Mjpeg => Some("jpegparse"),
            Self::Vp8 | Self::Theora | Self::ProRes => None,
        }
    }

    /// The stored form: one buffer a picture, with its parameter sets in the caps.
    pub(crate) fn stored(self) -> gst::Caps {
        match self {
            Self::H264 => with_fields("video/x-h264", &[("stream-format", "avc"), ("alignment", "au")]),
            Self::H265 => with_fields("video/x-h265", &[("stream-format", "hvc1"), ("alignment", "au")]),
            Self::Vp9 => with_fields("video/x-vp9", &[("alignment", "super-frame")]),
            Self::Av1 => with_fields("video/x-av1", &[("stream-format", "obu-stream"), ("alignment", "tu")]),
            Self::Vp8 | Self::Mpeg4 | Self::Mpeg2 | Self::Mjpeg | Self::Theora | Self::ProRes => gst::Caps::new_any(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AudioCodec {
    Aac,
    Mp3,
    Opus,
    Vorbis,
    Flac,
    Alac,
    Ac3,
    Eac3,
    /// Plain samples: nothing to decode.
    Pcm,
}

impl AudioCodec {
    pub(crate) fn from_caps(caps: &gst::StructureRef) -> Option<Self> {
        Some(match caps.name().as_str() {
            "audio/mpeg" => match caps.get::<i32>("mpegversion") {
                Ok(2 | 4) => Self::Aac,
                Ok(1) => Self::Mp3,
                _ => return None,
            },
            "audio/x-opus" => Self::Opus,
            "audio/x-vorbis" => Self::Vorbis,
            "audio/x-flac" => Self::Flac,
            "audio/x-alac" => Self::Alac,
            "audio/x-ac3" | "audio/ac3" => Self::Ac3,
            "audio/x-eac3" => Self::Eac3,
            "audio/x-raw" => Self::Pcm,
            _ => return None,
        })
    }

    pub(crate) fn decoder(self) -> Option<&'static str> {
        match self {
            Self::Aac => Some("avdec_aac"),
            Self::Mp3 => Some("mpg123audiodec"),
            Self::Opus => Some("opusdec"),
            Self::Vorbis => Some("vorbisdec"),
            Self::Flac => Some("flacdec"),
            Self::Alac => Some("avdec_alac"),
            Self::Ac3 => Some("avdec_ac3"),
            Self::Eac3 => Some("avdec_eac3"),
            Self::Pcm => None,
        }
    }

    pub(crate) fn parser(self) -> Option<&'static str> {
        match self {
            Self::Aac => Some("aacparse"),
            Self::Mp3 => Some("mpegaudioparse"),
            Self::Opus => Some("opusparse"),
            // It works out how long each packet lasts, which containers do not say.
            Self::Vorbis => Some("vorbisparse"),
            Self::Flac => Some("flacparse"),
            Self::Ac3 | Self::Eac3 => Some("ac3parse"),
            Self::Alac | Self::Pcm => None,
        }
    }

    pub(crate) fn stored(self) -> gst::Caps {
        match self {
            Self::Aac => with_fields("audio/mpeg", &[("stream-format", "raw")]),
            Self::Pcm => with_fields("audio/x-raw", &[("layout", "interleaved")]),
            _ => gst::Caps::new_any(),
        }
    }
}

fn with_fields(name: &str, fields: &[(&str, &str)]) -> gst::Caps {
    let mut builder = gst::Structure::builder(name);
    for (field, value) in fields {
        builder = builder.field(*field, *value);
    }
    gst::Caps::builder_full().structure(builder.build()).build()
}

/// Reads from each frame whether decoding may start there.
#[derive(Debug)]
pub(crate) enum AccessReader {
    Avc {
        scanner: AvcScanner,
        length_size: usize,
    },
    Hevc {
        length_size: usize,
    },
    /// The parser or the container says so.
    Flagged,
}

impl AccessReader {
    pub(crate) fn read(&mut self, data: &[u8], flagged: bool) -> AccessPoint {
        match self {
            Self::Avc { scanner, length_size } => scanner.scan(data, *length_size),
            Self::Hevc { length_size } => hevc_access_point(data, *length_size),
            Self::Flagged if flagged => AccessPoint::Key,
            Self::Flagged => AccessPoint::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_names_a_decoder_of_the_allow_list() {
        use VideoCodec as V;
        let video = [V::H264, V::H265, V::Vp8, V::Vp9, V::Av1, V::Mpeg4, V::Mpeg2, V::Mjpeg, V::Theora, V::ProRes]
            .map(V::decoder);
        use AudioCodec as A;
        let audio = [A::Aac, A::Mp3, A::Opus, A::Vorbis, A::Flac, A::Alac, A::Ac3, A::Eac3, A::Pcm].map(A::decoder);
        let named: Vec<_> = video.into_iter().chain(audio.into_iter().flatten()).collect();
        assert!(named.iter().all(|name| DECODERS.contains(name)));
        assert_eq!(named.len(), DECODERS.len(), "no decoder is allowed that nothing uses");
    }
}

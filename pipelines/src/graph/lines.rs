//! A chosen track on its way to the cutter: what is known of it once its format is known.

use bytes::Bytes;
use gstreamer as gst;

use super::codecs::{AccessReader, AudioCodec, VideoCodec};
use super::failure;
use super::tracks::{Picture, audio_format, may_suit_players};
use crate::cmaf::{CodecConfig, nal_length_size};
use crate::mezzanine::{
    AudioCutter, AvcScanner, CutAt, FrameRate, Nanoseconds, Pieces, Reorder, SegmentTarget, VideoCutter, VideoFrame,
};
use crate::report::{Failure, FailureCode};
use crate::spec::{MAX_KEY_FRAME_SECONDS, Orientation, SourceLimits};

pub(crate) struct VideoLine {
    pub(crate) codec: VideoCodec,
    pub(crate) orientation: Orientation,
    pub(crate) irregular: bool,
    pub(crate) latest: Nanoseconds,
    pub(crate) stream: Option<VideoStream>,
}

/// What exists once the format of video is known.
pub(crate) struct VideoStream {
    pub(crate) caps: gst::Caps,
    pub(crate) config: Option<gst::Buffer>,
    pub(crate) access: AccessReader,
    pub(crate) cutter: VideoCutter,
    /// For frames without a presentation time whose order can be told from themselves.
    pub(crate) reorder: Reorder<VideoFrame>,
    pub(crate) rate: Option<FrameRate>,
}

pub(crate) struct AudioLine {
    pub(crate) codec: AudioCodec,
    pub(crate) stream: Option<AudioStream>,
}

pub(crate) struct AudioStream {
    pub(crate) caps: gst::Caps,
    pub(crate) cutter: AudioCutter,
    pub(crate) sample_rate: u32,
    pub(crate) announced: bool,
    pub(crate) alone: bool,
    pub(crate) starts_late: bool,
}

impl VideoLine {
    pub(crate) fn new(codec: VideoCodec) -> Self {
        Self { codec, orientation: Orientation::Upright, irregular: false, latest: Nanoseconds::MIN, stream: None }
    }

    /// These come out of containers without presentation times, and are reordered by their decoder alone.
    pub(crate) fn codec_reorders_blindly(&self) -> bool {
        matches!(self.codec, VideoCodec::H264 | VideoCodec::Mpeg2)
    }

    /// `times_are_slots`: the container does not know when frames are shown.
    pub(crate) fn stream_for(
        &mut self,
        caps: &gst::Caps,
        target: SegmentTarget,
        limits: &SourceLimits,
        times_are_slots: bool,
    ) -> Result<&mut VideoStream, Failure> {
        let fields =
            caps.structure(0).ok_or_else(|| failure(FailureCode::CorruptMedia, "a video stream has no format"))?;
        let picture = Picture::from_caps(fields);
        let config = fields.get::<gst::Buffer>("codec_data").ok();
        if let Some(stream) = &self.stream
            && stream.caps != *caps
        {
            picture.check(limits)?;
            if !same_bytes(stream.config.as_ref(), config.as_ref()) {
                return Err(failure(FailureCode::UnsupportedCodec, "the format of the video changes on the way"));
            }
        }
        if self.stream.is_none() {
            picture.check(limits)?;
            let record =
                config.as_ref().and_then(|buffer| Some(buffer.map_readable().ok()?.to_vec())).unwrap_or_default();
            let access = match self.codec {
                VideoCodec::H264 => AccessReader::Avc {
                    scanner: AvcScanner::default(),
                    length_size: nal_length_size(&CodecConfig::Avc(record)).unwrap_or(4),
                },
                VideoCodec::H265 => {
                    AccessReader::Hevc { length_size: nal_length_size(&CodecConfig::Hevc(record)).unwrap_or(4) }
                }
                _ => AccessReader::Flagged,
            };
            let cut_at = if times_are_slots {
                CutAt::KeyFrames
            } else if may_suit_players(fields, self.codec) {
                CutAt::CloseKeyFrames((MAX_KEY_FRAME_SECONDS * 1e9) as Nanoseconds)
            } else {
                CutAt::Pieces(Pieces::new(target))
            };
            let cutter = VideoCutter::new(target, limits.max_segment_bytes, picture.rate, cut_at);
            self.stream = Some(VideoStream {
                caps: caps.clone(),
                config,
                access,
                cutter,
                reorder: Reorder::default(),
                rate: picture.rate,
            });
        }
        self.stream.as_mut().ok_or_else(|| failure(FailureCode::Internal, "a video stream was lost"))
    }
}

impl AudioLine {
    pub(crate) fn stream_for(
        &mut self,
        caps: &gst::Caps,
        target: Nanoseconds,
        limits: &SourceLimits,
        boundaries: &[(Nanoseconds, Nanoseconds)],
    ) -> Result<&mut AudioStream, Failure> {
        if self.stream.is_none() {
            let format = caps.structure(0).and_then(audio_format);
            let (sample_rate, _) =
                format.ok_or_else(|| failure(FailureCode::CorruptMedia, "the format of the audio is not known"))?;
            // An AAC frame is 1024 samples, or twice that at the output of spectral band replication.
            let unit = (self.codec == AudioCodec::Aac).then_some(1024);
            let mut cutter = AudioCutter::new(sample_rate, target, limits.max_segment_bytes).with_unit(unit);
            boundaries.iter().for_each(|(origin, end)| cutter.follow(*origin, *end));
            self.stream = Some(AudioStream {
                caps: caps.clone(),
                cutter,
                sample_rate,
                announced: false,
                alone: false,
                starts_late: false,
            });
        }
        self.stream.as_mut().ok_or_else(|| failure(FailureCode::Internal, "an audio stream was lost"))
    }
}

/// Plain samples come in buffers of any size: they are cut small, so that segments can be cut anywhere.
pub(crate) fn pieces(
    duration: Option<Nanoseconds>,
    time: Nanoseconds,
    data: Bytes,
    sample_rate: u32,
    codec: AudioCodec,
) -> Vec<(Nanoseconds, Option<Nanoseconds>, Bytes)> {
    const PIECE: usize = 1024;
    let total = duration.map_or(0, |duration| (duration as f64 * f64::from(sample_rate) / 1e9).round() as usize);
    if codec != AudioCodec::Pcm || total <= PIECE || !data.len().is_multiple_of(total) {
        return vec![(time, duration, data)];
    }
    let frame = data.len() / total;
    let at = |samples: usize| (samples as f64 * 1e9 / f64::from(sample_rate)).round() as Nanoseconds;
    (0..total)
        .step_by(PIECE)
        .map(|from| {
            let to = (from + PIECE).min(total);
            (time + at(from), Some(at(to) - at(from)), data.slice(from * frame..to * frame))
        })
        .collect()
}

fn same_bytes(one: Option<&gst::Buffer>, other: Option<&gst::Buffer>) -> bool {
    let bytes = |buffer: Option<&gst::Buffer>| buffer.and_then(|buffer| Some(buffer.map_readable().ok()?.to_vec()));
    bytes(one) == bytes(other)
}

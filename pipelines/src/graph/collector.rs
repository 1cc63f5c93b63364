//! Gathers the frames of the chosen tracks, cuts them, and writes the mezzanine.
//!
//! Called from the demuxer's streaming threads under one lock. A track is announced right before its first segment:
//! by then its format, its frame rate and its orientation are known, and not only claimed by a header.

use std::sync::Arc;

use bytes::Bytes;
use gstreamer as gst;

use super::codecs::{AudioCodec, VideoCodec};
use super::lines::{AudioLine, VideoLine, pieces};
use super::tracks::{Described, VideoFacts, describe_audio, describe_video, too_fast};
use super::{Outbox, failure};
use crate::cmaf::{NewSample, write_fragment, write_init};
use crate::mezzanine::{
    AudioCut, AudioFrame, CutError, Nanoseconds, SegmentTarget, VideoCut, VideoFrame, is_bidirectional,
};
use crate::report::{Failure, FailureCode, ProductKind, SegmentInfo, Summary, TrackId};
use crate::spec::{Container, IngestJob, Orientation, SourceLimits, Ticks};

/// Audio that starts later than this is no stream to hand to players as it is.
const MAX_LATE_SECONDS: f64 = 0.25;
/// Codec data that is larger than any real one, and would not fit a message.
const MAX_CAPS_TEXT: usize = 100_000;

/// One frame as it comes out of a pipeline.
pub(crate) struct Frame<'a> {
    pub(crate) caps: &'a gst::Caps,
    pub(crate) time: Option<Nanoseconds>,
    pub(crate) decode_time: Option<Nanoseconds>,
    pub(crate) duration: Option<Nanoseconds>,
    /// Outside of its segment: decoded, not shown.
    pub(crate) hidden: bool,
    pub(crate) key: bool,
    pub(crate) data: Bytes,
}

pub(crate) struct Collector {
    outbox: Arc<dyn Outbox>,
    limits: SourceLimits,
    target: SegmentTarget,
    /// The container numbers frames as they are decoded, and knows no other time.
    times_are_slots: bool,
    video: Option<VideoLine>,
    audio: Option<AudioLine>,
    audio_skipped: bool,
    announced: bool,
    /// Where the video's timeline starts and where it ends, once it has ended.
    video_end: Option<(Nanoseconds, Nanoseconds)>,
    /// Where the video's timeline starts, and where two of its segments meet: audio that turns up late still falls in the right one.
    boundaries: Vec<(Nanoseconds, Nanoseconds)>,
    summary: Summary,
    video_bits: u64,
}

impl Collector {
    pub(crate) fn new(job: &IngestJob, outbox: Arc<dyn Outbox>) -> Self {
        Self {
            outbox,
            limits: job.limits.clone(),
            target: SegmentTarget {
                first: nanoseconds(job.first_segment_seconds.min(job.target_segment_seconds)),
                rest: nanoseconds(job.target_segment_seconds),
            },
            times_are_slots: job.container == Container::Avi,
            video: None,
            audio: None,
            audio_skipped: false,
            announced: false,
            video_end: None,
            boundaries: Vec::new(),
            summary: Summary::default(),
            video_bits: 0,
        }
    }

    pub(crate) fn choose_video(&mut self, codec: VideoCodec) -> bool {
        let free = self.video.is_none();
        if free {
            self.video = Some(VideoLine::new(codec));
        }
        free
    }

    pub(crate) fn choose_audio(&mut self, codec: AudioCodec) -> bool {
        let free = self.audio.is_none();
        if free {
            self.audio = Some(AudioLine { codec, stream: None });
        }
        free
    }

    pub(crate) fn has_video(&self) -> bool {
        self.video.is_some()
    }

    pub(crate) fn note_skipped_audio(&mut self) {
        self.audio_skipped = true;
    }

    pub(crate) fn orient(&mut self, orientation: Orientation) {
        if let Some(video) = &mut self.video {
            video.orientation = orientation;
        }
    }

    pub(crate) fn push_video(&mut self, frame: Frame<'_>) -> Result<(), Failure> {
        let Some(line) = &mut self.video else { return Ok(()) };
        // Containers that only know when to decode leave the order of showing to the decoder, if not to us.
        let reorders = self.times_are_slots && line.codec == VideoCodec::Mpeg4;
        line.irregular |= frame.hidden || (frame.time.is_none() && !reorders);
        let latest = line.latest;
        let is_timed = frame.time.is_some();
        let stream = line.stream_for(frame.caps, self.target, &self.limits, self.times_are_slots)?;
        if !is_timed {
            stream.cutter.keep_to_key_frames();
        }
        let step = stream.rate.map_or(40_000_000, |rate| (1e9 / rate.per_second()) as Nanoseconds);
        let access = stream.access.read(&frame.data, frame.key);
        let decode_time = frame.decode_time;
        let time = frame.time.or(decode_time).unwrap_or_else(|| latest.saturating_add(step).max(0));
        if let Some((origin, _)) = self.boundaries.first() {
            check_duration(time - origin, &self.limits)?;
        }
        let bidirectional = reorders && is_bidirectional(&frame.data);
        let frame = VideoFrame { time, hidden: frame.hidden, access, data: frame.data };
        if reorders {
            let slot = decode_time.unwrap_or(time);
            for (frame, time) in stream.reorder.push(frame, slot, bidirectional) {
                stream.cutter.push(VideoFrame { time, ..frame }).map_err(from_cut)?;
            }
        } else {
            stream.cutter.push(frame).map_err(from_cut)?;
        }
        let cuts = stream.cutter.take_cuts();
        line.latest = latest.max(time);
        self.take_video(cuts)
    }

    pub(crate) fn push_audio(&mut self, frame: Frame<'_>) -> Result<(), Failure> {
        let Some(line) = &mut self.audio else { return Ok(()) };
        let codec = line.codec;
        let stream = line.stream_for(frame.caps, self.target.rest, &self.limits, &self.boundaries)?;
        let Some(time) = frame.time.or(frame.decode_time) else { return Ok(()) };
        if let Some((origin, _)) = self.boundaries.first() {
            check_duration(time - origin, &self.limits)?;
        }
        for (time, duration, data) in pieces(frame.duration, time, frame.data, stream.sample_rate, codec) {
            stream.cutter.push(AudioFrame { time, duration, data }).map_err(from_cut)?;
        }
        if stream.alone {
            stream.cutter.go_alone();
        }
        self.take_audio()
    }

    /// All tracks are known, and video is not among them.
    pub(crate) fn audio_goes_alone(&mut self) -> Result<(), Failure> {
        if let Some(stream) = self.audio.as_mut().and_then(|line| line.stream.as_mut()) {
            stream.alone = true;
            stream.cutter.go_alone();
        }
        self.take_audio()
    }

    pub(crate) fn finish(&mut self) -> Result<Summary, Failure> {
        if let Some(line) = &mut self.video {
            let stream = line.stream.as_mut().ok_or_else(|| from_cut(CutError::NoKeyFrame))?;
            for (frame, time) in stream.reorder.finish() {
                stream.cutter.push(VideoFrame { time, ..frame }).map_err(from_cut)?;
            }
            stream.cutter.finish().map_err(from_cut)?;
            self.summary.max_key_frame_seconds = stream.cutter.longest_key_distance() as f64 / 1e9;
            let cuts = stream.cutter.take_cuts();
            self.take_video(cuts)?;
        }
        let video = self.video.is_some();
        if let Some(stream) = self.audio.as_mut().and_then(|line| line.stream.as_mut()) {
            if let Some((origin, end)) = self.video_end {
                stream.cutter.video_ended(origin, end);
            }
            stream.cutter.finish();
            self.take_audio()?;
        } else if !video {
            return Err(failure(FailureCode::NoMedia, "the file holds neither video nor audio that could be played"));
        }
        if self.summary.duration_seconds > 0.0 && self.video_bits > 0 {
            self.summary.mean_bitrate = (self.video_bits as f64 / self.summary.duration_seconds) as u64;
        }
        self.summary.audio_skipped = self.audio_skipped && self.audio.is_none();
        Ok(std::mem::take(&mut self.summary))
    }

    fn take_video(&mut self, cuts: Vec<VideoCut>) -> Result<(), Failure> {
        if cuts.is_empty() {
            return Ok(());
        }
        if !self.announced {
            self.announced = true;
            let first =
                cuts.first().and_then(|cut| cut.samples.first()).map(|sample| sample.data.clone()).unwrap_or_default();
            let described = self.describe_video(&first)?;
            self.announce(described)?;
        }
        let origin = self.video_clock_origin();
        for cut in cuts {
            let audio = self.audio.as_mut().and_then(|line| line.stream.as_mut());
            if cut.is_last {
                self.video_end = Some((origin, cut.end_time));
            } else {
                self.boundaries.push((origin, cut.end_time));
                audio.into_iter().for_each(|stream| stream.cutter.follow(origin, cut.end_time));
            }
            self.write_video(cut)?;
        }
        self.take_audio()
    }

    fn take_audio(&mut self) -> Result<(), Failure> {
        let Some(stream) = self.audio.as_mut().and_then(|line| line.stream.as_mut()) else { return Ok(()) };
        let cuts = stream.cutter.take_cuts();
        let Some(first) = cuts.first() else { return Ok(()) };
        stream.starts_late |=
            !stream.announced && first.start as f64 / f64::from(stream.sample_rate) > MAX_LATE_SECONDS;
        self.announce_audio()?;
        cuts.into_iter().try_for_each(|cut| self.write_audio(cut))
    }

    /// The source's time at which the timeline of the segments begins.
    pub(crate) fn video_clock_origin(&self) -> Nanoseconds {
        let stream = self.video.as_ref().and_then(|line| line.stream.as_ref());
        stream.and_then(|stream| stream.cutter.clock()).map_or(0, |clock| clock.origin())
    }

    fn describe_video(&self, first: &[u8]) -> Result<Described, Failure> {
        let line = self.video.as_ref();
        let described = line.and_then(|line| {
            let stream = line.stream.as_ref()?;
            let clock = *stream.cutter.clock()?;
            let mut caps = stream.caps.clone();
            if line.irregular && line.codec_reorders_blindly() {
                caps.make_mut().set(super::decode::DECODE_ORDER, true);
            }
            let facts = VideoFacts {
                clock,
                orientation: line.orientation,
                irregular: line.irregular,
                in_pieces: stream.cutter.cuts_pieces(),
            };
            describe_video(&caps, line.codec, &facts, first)
        });
        described.ok_or_else(|| failure(FailureCode::CorruptMedia, "the format of the video is not known"))
    }

    fn announce_audio(&mut self) -> Result<(), Failure> {
        let Some(line) = &mut self.audio else { return Ok(()) };
        let codec = line.codec;
        let Some(stream) = line.stream.as_mut().filter(|stream| !stream.announced) else { return Ok(()) };
        stream.announced = true;
        let described = describe_audio(&stream.caps, codec, stream.starts_late);
        let described =
            described.ok_or_else(|| failure(FailureCode::CorruptMedia, "the format of the audio is not known"))?;
        self.announce(described)
    }

    fn announce(&self, described: Described) -> Result<(), Failure> {
        let track = described.info.track;
        if described.info.caps.len() > MAX_CAPS_TEXT {
            return Err(failure(FailureCode::CorruptMedia, "the decoder setup of a stream is too large"));
        }
        self.outbox.track(described.info)?;
        match described.init.map(|init| write_init(&init)) {
            Some(Ok(bytes)) => self.outbox.product(ProductKind::MezzanineInit { track }, &bytes),
            Some(Err(_)) | None => Ok(()),
        }
    }

    fn write_video(&mut self, cut: VideoCut) -> Result<(), Failure> {
        let timescale = self
            .video
            .as_ref()
            .and_then(|line| line.stream.as_ref()?.cutter.clock())
            .map_or(1, |clock| clock.timescale());
        let seconds = (cut.end - cut.start) as f64 / f64::from(timescale);
        let rate = f64::from(cut.presented) / seconds;
        // Twice: one late frame may sit in a short segment.
        if rate > self.limits.max_frame_rate * 2.0 && cut.presented > 2 {
            return Err(too_fast(rate));
        }
        let bits = cut.samples.iter().map(|sample| sample.data.len() as u64 * 8).sum::<u64>();
        self.video_bits += bits;
        self.summary.peak_bitrate = self.summary.peak_bitrate.max((bits as f64 / seconds) as u64);
        self.extend(cut.end, timescale);
        let (lead_in, span) = (cut.lead_in, (cut.start, cut.end));
        self.write(TrackId::Video, cut.number, span, cut.presented, lead_in, &cut.samples)
    }

    fn write_audio(&mut self, cut: AudioCut) -> Result<(), Failure> {
        let rate = self.audio.as_ref().and_then(|line| line.stream.as_ref()).map_or(1, |stream| stream.sample_rate);
        self.extend(cut.end, rate);
        let count = u32::try_from(cut.samples.len()).unwrap_or(u32::MAX);
        self.write(TrackId::Audio, cut.number, (cut.start, cut.end), count, 0, &cut.samples)
    }

    fn extend(&mut self, end: Ticks, timescale: u32) {
        self.summary.duration_seconds = self.summary.duration_seconds.max(end as f64 / f64::from(timescale));
    }

    fn write(
        &self,
        track: TrackId,
        number: u32,
        (start, end): (Ticks, Ticks),
        count: u32,
        lead_in: u32,
        samples: &[NewSample<Bytes>],
    ) -> Result<(), Failure> {
        let bytes = write_fragment(number, start, end, samples)
            .map_err(|error| failure(FailureCode::CorruptMedia, error.to_string()))?;
        let info = SegmentInfo { track, number, start, duration: end - start, samples: count, lead_in };
        self.outbox.product(ProductKind::Mezzanine(info), &bytes)
    }
}

fn nanoseconds(seconds: f64) -> Nanoseconds {
    (seconds.clamp(0.1, 60.0) * 1e9) as Nanoseconds
}

fn check_duration(time: Nanoseconds, limits: &SourceLimits) -> Result<(), Failure> {
    if time as f64 / 1e9 > limits.max_duration_seconds {
        return Err(too_long(limits));
    }
    Ok(())
}

pub(crate) fn too_long(limits: &SourceLimits) -> Failure {
    let hours = limits.max_duration_seconds / 3600.0;
    failure(
        FailureCode::LimitDuration,
        format!("the media is longer than {hours:.1} hours, the most that this server takes"),
    )
}

fn from_cut(error: CutError) -> Failure {
    let code = match error {
        CutError::TooLarge(_) => FailureCode::LimitSegmentSize,
        CutError::Backwards | CutError::NoKeyFrame => FailureCode::CorruptMedia,
    };
    failure(code, error.to_string())
}

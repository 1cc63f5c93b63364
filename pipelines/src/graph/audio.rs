//! One interval of audio as AAC, gapless with its neighbours.
//!
//! Three steps, each its own small pipeline, with plain samples in between so that every one of them lies at a known
//! place: decode onto the grid of the source's rate; resample and mix onto the grid of the rendition, starting where
//! both grids meet, so that the resampler is in the same phase in every job; encode, starting some frames early, and
//! throw those frames away. Two neighbours then agree about the frames around their join: encoder and resampler have
//! forgotten where they started.

use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::codecs::AudioCodec;
use super::decode::{Elementary, buffer, stream_headers};
use super::run::{Fault, chain, make, run_to_end};
use super::tracks::audio_format;
use super::{Outbox, failure};
use crate::cmaf::{CodecConfig, InitMedia, InitTrack, NewSample, write_fragment, write_init};
use crate::report::{Failure, FailureCode, ProductKind, SegmentInfo, Summary, TrackId};
use crate::spec::{AudioSegmentJob, Ticks};

/// Bytes of one sample of one channel.
const SAMPLE: usize = 4;
/// Samples of an AAC frame.
const FRAME: i64 = 1024;
/// Frames encoded before the first one wanted: the encoder's psychoacoustics have settled by then.
const LEAD_FRAMES: i64 = 8;
/// Frames encoded behind the last: the encoder looks ahead before it picks its windows.
const TAIL_FRAMES: i64 = 3;
/// Packets before the one of the first frame: the encoder's own delay.
const PRIMING_PACKETS: i64 = 1;
/// Samples around the resampler's filter that are given to it and not used.
const FILTER_MARGIN: i64 = 512;
/// Timestamps of decoded audio that are off by less are rounding: samples follow each other.
const SLACK_SECONDS: f64 = 0.02;
/// Room before time zero: no element sees a time below it.
const LEAD: u64 = 10_000_000_000;
const SECOND: i128 = 1_000_000_000;

pub(crate) fn run(job: &AudioSegmentJob, descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let stream = Elementary::load(&job.track, &job.inputs, descriptors)?;
    let decoded = decode(&stream, job.track.timescale)?;
    outbox.progress(0.4)?;
    let first = i64::try_from(job.first_frame)
        .map_err(|_far| failure(FailureCode::Internal, "a frame number is out of range"))?;
    let from = (first - LEAD_FRAMES) * FRAME;
    let to = (first + i64::from(job.frames) + TAIL_FRAMES) * FRAME;
    let mixed = resample(&decoded, job, from, to)?;
    outbox.progress(0.6)?;
    let (packets, config) = encode(mixed, job)?;
    let skip = usize::try_from(LEAD_FRAMES + PRIMING_PACKETS).unwrap_or_default();
    let wanted: Vec<Bytes> = packets.into_iter().skip(skip).take(job.frames as usize).collect();
    publish(job, first, wanted, config, outbox)
}

/// What was decoded.
struct Decoded {
    caps: gst::Caps,
    rate: i64,
    pcm: Pcm,
}

/// Samples on a grid: 32-bit floats, interleaved. They are moved, never computed with, so they stay bytes.
struct Pcm {
    /// Bytes of one sample of all channels.
    stride: usize,
    /// Place of the first sample.
    start: i64,
    bytes: Vec<u8>,
}

impl Pcm {
    /// Place behind the last sample.
    fn end(&self) -> i64 {
        self.start.saturating_add(i64::try_from(self.bytes.len() / self.stride).unwrap_or(i64::MAX))
    }

    /// The samples `from .. to`, with silence where there are none.
    fn window(&self, from: i64, to: i64) -> Vec<u8> {
        let length = |samples: i64| usize::try_from(samples.max(0)).unwrap_or(0).saturating_mul(self.stride);
        let (begin, end) = (from.clamp(self.start, self.end()), to.clamp(self.start, self.end()));
        let mut window = vec![0; length(self.start.min(to) - from)];
        window.extend_from_slice(
            self.bytes.get(length(begin - self.start)..length(end - self.start)).unwrap_or_default(),
        );
        window.resize(length(to - from), 0);
        window
    }
}

/// The element that brings samples to the channels asked for.
fn mixer(decoded: &Decoded, job: &AudioSegmentJob) -> Result<gst::Element, Failure> {
    /// 5.1 to stereo as the ITU has it, without the bass channel, and with the power of the whole kept: a mix that can
    /// never exceed full scale makes speech too quiet.
    const STEREO: [[f32; 6]; 2] = [[0.707, 0.0, 0.5, 0.0, 0.5, 0.0], [0.0, 0.707, 0.5, 0.0, 0.0, 0.5]];
    let convert = make("audioconvert")?;
    if job.channels == 2 && is_surround(&decoded.caps) {
        let rows = STEREO.iter().map(|row| gst::Array::new(row).to_send_value());
        convert.set_property("mix-matrix", gst::Array::from_values(rows));
    }
    Ok(convert)
}

/// Front, centre, bass and a pair of surrounds, at the back or at the sides.
fn is_surround(caps: &gst::Caps) -> bool {
    let Some(fields) = caps.structure(0) else { return false };
    let mask = fields.get::<gst::Bitmask>("channel-mask");
    fields.get::<i32>("channels") == Ok(6) && mask.is_ok_and(|mask| matches!(*mask, 0x3f | 0x60f))
}

fn decode(stream: &Elementary, timescale: u32) -> Result<Decoded, Failure> {
    let codec = stream.caps.structure(0).and_then(AudioCodec::from_caps);
    let codec = codec.ok_or_else(|| failure(FailureCode::UnsupportedCodec, "the stored codec is not known"))?;
    let mut buffers = stream_headers(&stream.caps);
    for sample in &stream.samples {
        let nanoseconds = i128::from(sample.pts) * SECOND / i128::from(timescale.max(1)) + i128::from(LEAD);
        let time = u64::try_from(nanoseconds).ok().map(gst::ClockTime::from_nseconds);
        buffers.push(buffer(sample, time));
    }
    let mut elements: Vec<gst::Element> = codec.decoder().map(make).transpose()?.into_iter().collect();
    elements.push(make("audioconvert")?);
    let caps = gst::Caps::builder("audio/x-raw").field("format", "F32LE").field("layout", "interleaved").build();
    let output = transform(&stream.caps, buffers, &elements, &caps)?;
    place(output)
}

/// Decoded sound, interleaved, as it lies on the track's own grid.
pub(crate) struct Sound {
    pub(crate) rate: u32,
    pub(crate) channels: u32,
    /// Place of the first sample, in samples from the start of the track.
    pub(crate) start: i64,
    pub(crate) samples: Vec<f32>,
}

pub(crate) fn decode_sound(stream: &Elementary, timescale: u32) -> Result<Sound, Failure> {
    let Decoded { caps, pcm, .. } = decode(stream, timescale)?;
    let (rate, channels) = caps
        .structure(0)
        .and_then(audio_format)
        .ok_or_else(|| failure(FailureCode::CorruptMedia, "the format of the audio is not known"))?;
    let words = pcm.bytes.as_chunks::<SAMPLE>().0;
    Ok(Sound {
        rate,
        channels,
        start: pcm.start,
        samples: words.iter().map(|word| f32::from_le_bytes(*word)).collect(),
    })
}

/// Puts decoded buffers on the grid: gaps become silence, overlaps are trimmed.
fn place(output: Output) -> Result<Decoded, Failure> {
    let format = output.caps.as_ref().and_then(|caps| caps.structure(0)).and_then(audio_format);
    let (Some(caps), Some((rate, channels))) = (output.caps, format) else {
        return Err(failure(FailureCode::CorruptMedia, "no audio of the segment could be decoded"));
    };
    let slack = (f64::from(rate) * SLACK_SECONDS) as i64;
    let mut pcm = Pcm { stride: channels as usize * SAMPLE, start: 0, bytes: Vec::new() };
    for (time, mut bytes) in output.buffers {
        let at = time.map(|time| {
            let offset = i128::from(time.nseconds()) - i128::from(LEAD);
            i64::try_from((offset * i128::from(rate) * 2 + SECOND).div_euclid(2 * SECOND)).unwrap_or_default()
        });
        let end = pcm.end();
        let length = |samples: i64| usize::try_from(samples).unwrap_or_default().saturating_mul(pcm.stride);
        match at {
            Some(at) if pcm.bytes.is_empty() => pcm.start = at,
            Some(at) if at > end + slack => {
                let silence = length(at - end);
                pcm.bytes.resize(pcm.bytes.len().saturating_add(silence), 0);
            }
            Some(at) if at < end - slack => {
                bytes.drain(..length(end - at).min(bytes.len()));
            }
            _ => {}
        }
        pcm.bytes.append(&mut bytes);
    }
    Ok(Decoded { caps, rate: i64::from(rate), pcm })
}

/// Samples `from .. to` of the rendition's grid.
fn resample(decoded: &Decoded, job: &AudioSegmentJob, from: i64, to: i64) -> Result<Vec<u8>, Failure> {
    let (input, output) = (decoded.rate, i64::from(job.sample_rate.max(1)));
    let shared = gcd(input, output);
    let (step_in, step_out) = (input / shared, output / shared);
    // Sample `step_in * k` of the source lies exactly at sample `step_out * k` of the rendition.
    let first_step = (from - FILTER_MARGIN).div_euclid(step_out);
    let last_step = (to + FILTER_MARGIN).div_euclid(step_out) + 1;
    let window = decoded.pcm.window(first_step * step_in, last_step * step_in);
    let elements = [mixer(decoded, job)?, make("audioresample")?];
    let output = transform(&decoded.caps, vec![raw_buffer(window)], &elements, &raw_caps(job))?;
    let mut bytes = Vec::new();
    output.buffers.iter().for_each(|(_, part)| bytes.extend_from_slice(part));
    let mixed = Pcm { stride: job.channels.max(1) as usize * SAMPLE, start: first_step * step_out, bytes };
    Ok(mixed.window(from, to))
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one.max(1) } else { gcd(other, one % other) }
}

fn encode(samples: Vec<u8>, job: &AudioSegmentJob) -> Result<(Vec<Bytes>, Vec<u8>), Failure> {
    let encoder = make("avenc_aac")?;
    encoder.set_property("bitrate", i32::try_from(job.bitrate).unwrap_or(i32::MAX));
    let caps = gst::Caps::builder("audio/mpeg").field("mpegversion", 4).field("stream-format", "raw").build();
    let output = transform(&raw_caps(job), vec![raw_buffer(samples)], &[encoder], &caps)?;
    let config = output.caps.as_ref().and_then(|caps| caps.structure(0)?.get::<gst::Buffer>("codec_data").ok());
    let config = config.and_then(|buffer| Some(buffer.map_readable().ok()?.to_vec()));
    let config = config.ok_or_else(|| failure(FailureCode::Internal, "the audio encoder gave no headers"))?;
    Ok((output.buffers.into_iter().map(|(_, bytes)| Bytes::from(bytes)).collect(), config))
}

fn publish(
    job: &AudioSegmentJob,
    first: i64,
    packets: Vec<Bytes>,
    config: Vec<u8>,
    outbox: &dyn Outbox,
) -> Result<Summary, Failure> {
    if packets.len() != job.frames as usize || packets.is_empty() {
        let sentence = format!("the audio encoder gave {} frames of {}", packets.len(), job.frames);
        return Err(failure(FailureCode::Internal, sentence));
    }
    let broken = |error: crate::cmaf::BoxError| {
        failure(FailureCode::Internal, format!("encoded audio does not fit together: {error}"))
    };
    let rendition = job.rendition.clone();
    let init = InitTrack {
        timescale: job.sample_rate,
        config: CodecConfig::Aac(config),
        media: InitMedia::Audio { sample_rate: job.sample_rate, channels: job.channels },
    };
    let codecs = init.config.codecs().map_err(broken)?;
    outbox.product(ProductKind::Init { rendition: rendition.clone(), codecs }, &write_init(&init).map_err(broken)?)?;
    let (start, end): (Ticks, Ticks) = (first * FRAME, (first + i64::from(job.frames)) * FRAME);
    let samples: Vec<NewSample<Bytes>> = std::iter::zip(0.., packets)
        .map(|(index, data)| NewSample { pts: start + index * FRAME, sync: true, data })
        .collect();
    let bytes = write_fragment(job.number, start, end, &samples).map_err(broken)?;
    let segment = SegmentInfo {
        track: TrackId::Audio,
        number: job.number,
        start,
        duration: end - start,
        samples: job.frames,
        lead_in: 0,
    };
    outbox.product(ProductKind::Segment { rendition, segment }, &bytes)?;
    let duration_seconds = f64::from(job.frames) * FRAME as f64 / f64::from(job.sample_rate.max(1));
    Ok(Summary { duration_seconds, ..Summary::default() })
}

fn raw_caps(job: &AudioSegmentJob) -> gst::Caps {
    // 5.1 and stereo in the order of the samples; one channel has no position.
    let mask: u64 = match job.channels {
        6 => 0x3f,
        2 => 0x3,
        _ => 0,
    };
    let builder = gst::Caps::builder("audio/x-raw")
        .field("format", "F32LE")
        .field("layout", "interleaved")
        .field("rate", job.sample_rate.cast_signed())
        .field("channels", job.channels.cast_signed());
    if mask == 0 { builder.build() } else { builder.field("channel-mask", gst::Bitmask::new(mask)).build() }
}

fn raw_buffer(bytes: Vec<u8>) -> gst::Buffer {
    let mut buffer = gst::Buffer::from_mut_slice(bytes);
    if let Some(fresh) = buffer.get_mut() {
        fresh.set_pts(gst::ClockTime::ZERO);
    }
    buffer
}

/// What came out of a chain of elements.
#[derive(Default)]
struct Output {
    caps: Option<gst::Caps>,
    buffers: Vec<(Option<gst::ClockTime>, Vec<u8>)>,
}

/// Sends buffers through elements, and gathers what comes out.
fn transform(
    input: &gst::Caps,
    buffers: Vec<gst::Buffer>,
    elements: &[gst::Element],
    output: &gst::Caps,
) -> Result<Output, Failure> {
    let pipeline = gst::Pipeline::new();
    let fault = Fault::default();
    let source = gst_app::AppSrc::builder().caps(input).format(gst::Format::Time).max_bytes(0).build();
    let gathered = Arc::new(Mutex::new(Output::default()));
    let slot = Arc::clone(&gathered);
    let sink = gst_app::AppSink::builder()
        .caps(output)
        .sync(false)
        .async_(false)
        .enable_last_sample(false)
        .callbacks(
            gst_app::AppSinkCallbacks::builder()
                .new_sample(move |sink| {
                    let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                    let mut output = slot.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(buffer) = sample.buffer() {
                        let map = buffer.map_readable().map_err(|_unmapped| gst::FlowError::Error)?;
                        output.buffers.push((buffer.pts(), map.to_vec()));
                    }
                    output.caps = sample.caps_owned();
                    Ok(gst::FlowSuccess::Ok)
                })
                .build(),
        )
        .build();
    let mut all: Vec<&gst::Element> = vec![source.upcast_ref()];
    all.extend(elements);
    all.push(sink.upcast_ref());
    chain(&pipeline, &all)?;
    let refused = |_flow| failure(FailureCode::Internal, "a source took no sample");
    for buffer in buffers {
        source.push_buffer(buffer).map_err(refused)?;
    }
    source.end_of_stream().map_err(refused)?;
    run_to_end(&pipeline, &fault)?;
    Ok(std::mem::take(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_padded_with_silence() {
        let pcm = Pcm { stride: 2, start: 10, bytes: vec![1, 1, 2, 2, 3, 3] };
        assert_eq!(pcm.window(8, 15), [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 0, 0]);
        assert_eq!(pcm.window(11, 12), [2, 2]);
        assert_eq!(pcm.window(0, 2), [0, 0, 0, 0]);
        assert_eq!(pcm.window(20, 22), [0, 0, 0, 0]);
    }

    #[test]
    fn grids_meet_where_their_rates_do() {
        assert_eq!((44_100 / gcd(44_100, 48_000), 48_000 / gcd(44_100, 48_000)), (147, 160));
        assert_eq!(gcd(48_000, 48_000), 48_000);
    }
}

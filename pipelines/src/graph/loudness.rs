//! Measures a stretch of sound: momentary loudness each tenth of a second, and true peaks.

use std::os::fd::OwnedFd;

use ebur128::{Channel, EbuR128, Mode};

use super::audio::decode_sound;
use super::decode::Elementary;
use super::{Outbox, failure};
use crate::report::{Failure, FailureCode, LoudnessPart, Summary};
use crate::spec::LoudnessJob;

/// Blocks of the gate overlap: there is one for each of these parts of a second, as long as four of them.
const STEPS_PER_SECOND: i64 = 10;
const STEPS_OF_BLOCK: i64 = 4;

pub(crate) fn run(job: &LoudnessJob, descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let stream = Elementary::load(&job.track, &job.inputs, descriptors)?;
    let sound = decode_sound(&stream, job.track.timescale)?;
    outbox.progress(0.6)?;
    let rate = i64::from(sound.rate);
    let at = |ticks: i64| ticks.saturating_mul(rate) / i64::from(job.track.timescale.max(1));
    let (from, to) = (at(job.start), at(job.end));
    let broken = |error: ebur128::Error| failure(FailureCode::Internal, format!("sound cannot be measured: {error}"));
    let mut meter = EbuR128::new(sound.channels, sound.rate, Mode::M | Mode::TRUE_PEAK).map_err(broken)?;
    if sound.channels == 6 {
        use Channel::{Center, Left, LeftSurround, Right, RightSurround, Unused};
        // As GStreamer orders them; the bass channel is not measured.
        meter.set_channel_map(&[Left, Right, Center, Unused, LeftSurround, RightSurround]).map_err(broken)?;
    }
    let mut part = LoudnessPart::default();
    let channels = i64::from(sound.channels);
    // Steps lie on the grid of the track, whichever part they are measured in.
    let mut step = sound.start * STEPS_PER_SECOND / rate;
    let first_step = step;
    let mut place = sound.start;
    let end = sound.start + i64::try_from(sound.samples.len()).unwrap_or(i64::MAX) / channels;
    while place < end.min(to) {
        step += 1;
        let next = (step * rate / STEPS_PER_SECOND).min(end);
        let index = |sample: i64| usize::try_from((sample - sound.start) * channels).unwrap_or(usize::MAX);
        let samples = sound.samples.get(index(place)..index(next)).unwrap_or_default();
        place = next;
        meter.add_frames_f32(samples).map_err(broken)?;
        if !(from < place && place <= to) {
            continue;
        }
        if step - first_step >= STEPS_OF_BLOCK {
            part.add_block(meter.loudness_momentary().map_err(broken)?);
        }
        for channel in 0..sound.channels {
            part.add_peak(meter.prev_true_peak(channel).map_err(broken)?);
        }
    }
    let duration_seconds = (to - from).max(0) as f64 / rate as f64;
    Ok(Summary { duration_seconds, loudness: Some(part), ..Summary::default() })
}

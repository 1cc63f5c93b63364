//! Which encoders this machine has, found by using each: a few pictures in a worker, with a deadline.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::client::{Worker, WorkerConfig};
use super::plugins;
use crate::spec::{Encoder, Job, ProbeJob};

/// A device may hang; a processor that is this slow is no good for encoding either.
const DEADLINE: Duration = Duration::from_secs(20);

/// What is known of one encoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EncoderFinding {
    pub encoder: Encoder,
    #[serde(flatten)]
    pub state: EncoderState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "detail", rename_all = "snake_case")]
pub enum EncoderState {
    /// It has encoded something.
    Works,
    /// The machine has no such device or plugin.
    Absent(String),
    /// It is there and does not work.
    Fails(String),
}

/// Tries every encoder, one after the other. Blocking: a second or so where all is well.
#[must_use]
pub fn probe_encoders(config: &WorkerConfig) -> Vec<EncoderFinding> {
    let config =
        WorkerConfig { start_timeout: DEADLINE, progress_timeout: DEADLINE, job_timeout: DEADLINE, ..config.clone() };
    let software: Vec<Encoder> = Encoder::ALL.into_iter().filter(|encoder| !encoder.is_hardware()).collect();
    // One worker for all that need no device; each device sees a worker of its own.
    let mut shared = None;
    let try_one = |encoder: Encoder| {
        if let Some(reason) = reason_absent(encoder) {
            return EncoderState::Absent(reason);
        }
        if encoder.is_hardware() {
            return outcome(probe(&mut None, &WorkerConfig { encoders: vec![encoder], ..config.clone() }, encoder));
        }
        outcome(probe(&mut shared, &WorkerConfig { encoders: software.clone(), ..config.clone() }, encoder))
    };
    Encoder::ALL.into_iter().zip(Encoder::ALL.map(try_one)).map(finding).collect()
}

fn finding((encoder, state): (Encoder, EncoderState)) -> EncoderFinding {
    EncoderFinding { encoder, state }
}

fn reason_absent(encoder: Encoder) -> Option<String> {
    if let Some(device) = encoder.device().filter(|device| !Path::new(device).exists()) {
        return Some(format!("this machine has no {device}"));
    }
    (!plugins::has_file(encoder)).then(|| format!("the GStreamer plugin {} is not installed", encoder.plugin()))
}

fn outcome(probed: Result<(), String>) -> EncoderState {
    match probed {
        Ok(()) => EncoderState::Works,
        Err(detail) => EncoderState::Fails(detail),
    }
}

fn probe(worker: &mut Option<Worker>, config: &WorkerConfig, encoder: Encoder) -> Result<(), String> {
    if worker.as_ref().is_none_or(Worker::is_spent) {
        *worker = Some(Worker::spawn(config).map_err(|error| error.to_string())?);
    }
    let Some(worker) = worker else { return Ok(()) };
    let job = Job::Probe(ProbeJob { encoder });
    worker.run(&job, Vec::new(), &mut |_progress| {}).map(|_| ()).map_err(|failure| failure.detail)
}

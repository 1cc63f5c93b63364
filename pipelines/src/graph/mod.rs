//! The pipelines, one function of Playhouse a file, each built element by element with typed values.
//!
//! A job runs to its end on the calling thread and hands what it makes to an [`Outbox`] as it goes; a slow outbox
//! slows the pipeline down, so memory stays bounded. Every element is one of the worker's allow-list, and every
//! demuxer, parser and decoder is named: nothing here guesses what to plug.
//!
//! Encoders and decoders run with one thread each: results are then the same bits every time, and a machine is filled
//! by running as many workers as it has cores. Only a segment that somebody waits for is made with more.

mod audio;
mod codecs;
mod collector;
mod decode;
mod edits;
mod encode;
mod encoders;
mod ingest;
mod integrity;
mod lines;
mod loudness;
mod orient;
mod probe;
mod run;
mod scale;
mod segment;
mod shape;
mod source;
mod stills;
mod subtitles;
mod tonemap;
mod tracks;

pub(crate) use codecs::DECODERS;
pub(crate) use source::GrowingFile;

use std::os::fd::OwnedFd;
use std::sync::Arc;

use crate::report::{Failure, FailureCode, ProductKind, Summary, TrackInfo};
use crate::spec::Job;

/// Where a job puts what it makes.
pub(crate) trait Outbox: Send + Sync {
    fn progress(&self, done: f64) -> Result<(), Failure>;
    /// All streams are known, and these kinds were chosen.
    fn streams(&self, video: bool, audio: bool) -> Result<(), Failure>;
    fn track(&self, track: TrackInfo) -> Result<(), Failure>;
    fn product(&self, kind: ProductKind, bytes: &[u8]) -> Result<(), Failure>;
}

/// A job whose inputs are at hand.
pub(crate) enum Work {
    Ingest { job: crate::spec::IngestJob, file: Arc<GrowingFile> },
    Other { job: Job, inputs: Vec<OwnedFd> },
}

impl Work {
    pub(crate) fn new(job: Job, mut inputs: Vec<OwnedFd>) -> Result<Self, Failure> {
        match job {
            Job::Ingest(job) => {
                let descriptor = inputs.pop().filter(|_| inputs.is_empty());
                let descriptor =
                    descriptor.ok_or_else(|| failure(FailureCode::Internal, "ingest takes one descriptor"))?;
                let file = Arc::new(GrowingFile::new(descriptor, job.length, job.available));
                Ok(Self::Ingest { job, file })
            }
            job => Ok(Self::Other { job, inputs }),
        }
    }

    /// The file that growth notices are about.
    pub(crate) fn growing_file(&self) -> Option<Arc<GrowingFile>> {
        match self {
            Self::Ingest { file, .. } => Some(Arc::clone(file)),
            Self::Other { .. } => None,
        }
    }

    pub(crate) fn run(self, outbox: Arc<dyn Outbox>) -> Result<Summary, Failure> {
        match self {
            Self::Ingest { job, file } => ingest::run(&job, file, outbox),
            Self::Other { job: Job::Video(job), inputs } => segment::run(&job, inputs, outbox),
            Self::Other { job: Job::Audio(job), inputs } => audio::run(&job, inputs, &*outbox),
            Self::Other { job: Job::Still(job), inputs } => stills::run(&job, inputs, &*outbox),
            Self::Other { job: Job::Loudness(job), inputs } => loudness::run(&job, inputs, &*outbox),
            Self::Other { job: Job::Probe(job), .. } => probe::run(job, &*outbox),
            Self::Other { job: Job::Ingest(_), .. } => Err(failure(FailureCode::Internal, "ingest without its file")),
        }
    }
}

pub(crate) fn failure(code: FailureCode, detail: impl Into<String>) -> Failure {
    Failure { code, detail: detail.into() }
}

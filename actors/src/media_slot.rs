//! One slot of the media workers: a thread that keeps one worker process warm and runs one job at a time in it.
//!
//! Owned by [`MediaWorkers`](crate::media_workers::MediaWorkers). It opens the job's inputs, verifies them, hands their
//! descriptors to the worker, stores each product as it comes, and tells whoever submitted the job. Waiting for that
//! teller to have handled each event is the back-pressure that reaches the worker's pipeline.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use playhouse_pipelines::report::{Failure, FailureCode, ProductKind, Summary};
use playhouse_pipelines::worker::{Event, Killer, Worker, WorkerConfig, memfd_from};
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Runtime};

use crate::messages::{JobEvent, JobEventKind, JobInputs, MediaJob, SlotFreed, StoredInput};
use crate::model::stream_of;
use crate::ports::{MediaObject, SegmentKey, SegmentStore, SourceStore, StoreError};
use crate::runtime::{Recipient, TellError};

/// How long a slot waits for an event to be handled before it gives the job up.
const EVENT_DEADLINE: Duration = Duration::from_secs(60);

pub struct SlotConfig {
    pub index: usize,
    pub worker: WorkerConfig,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub freed: Recipient<SlotFreed>,
}

/// The way to a slot's thread; dropping it ends the thread and its worker.
pub struct Slot {
    jobs: Sender<MediaJob>,
    killer: Arc<Mutex<Option<Killer>>>,
}

impl Slot {
    pub fn start(config: SlotConfig) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let killer = Arc::new(Mutex::new(None));
        let thread = SlotThread {
            runtime: Builder::new_current_thread().enable_all().build()?,
            config,
            worker: None,
            killer: Arc::clone(&killer),
        };
        std::thread::Builder::new().name("media-slot".to_owned()).spawn(move || thread.run(&queue))?;
        Ok(Self { jobs, killer })
    }

    /// Runs a job; `SlotFreed` tells when it is over.
    pub fn run(&self, job: MediaJob) {
        if self.jobs.send(job).is_err() {
            tracing::error!("the thread of a media slot is gone");
        }
    }

    /// Ends the job that runs, if one does; it fails as `worker_crashed`.
    pub fn kill(&self) {
        if let Some(killer) = &*self.killer.lock().unwrap_or_else(PoisonError::into_inner) {
            killer.kill();
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.kill();
    }
}

struct SlotThread {
    config: SlotConfig,
    runtime: Runtime,
    /// Warm, between jobs; none when the last one was spent or died.
    worker: Option<Worker>,
    killer: Arc<Mutex<Option<Killer>>>,
}

impl SlotThread {
    fn run(mut self, queue: &Receiver<MediaJob>) {
        self.warm();
        while let Ok(job) = queue.recv() {
            let outcome = self.run_job(&job);
            let kind = match outcome {
                Ok(summary) => JobEventKind::Finished(summary),
                Err(JobError::Failed(failure)) => JobEventKind::Failed(failure),
                Err(JobError::Store(error)) => JobEventKind::StoreFailed(error),
                Err(JobError::Abandoned) => {
                    self.discard();
                    tracing::warn!(video = %job.video, "nobody takes the events of a job any more");
                    self.free();
                    continue;
                }
            };
            // The slot is free before the submitter knows: what it submits next finds a place.
            self.free();
            if self.tell(&job, kind).is_err() {
                tracing::warn!(video = %job.video, "nobody takes the end of a job any more");
            }
            self.warm();
        }
    }

    fn free(&self) {
        match self.config.freed.try_tell(SlotFreed { slot: self.config.index }) {
            // Closed is how it ends when the server stops.
            Ok(()) | Err(TellError::Closed) => {}
            Err(TellError::Full) => {
                tracing::error!(slot = self.config.index, "the media workers cannot be told that a slot is free");
            }
        }
    }

    /// Starts a worker ahead of the next job; a failure is told by the job that needs it.
    fn warm(&mut self) {
        if self.worker.as_ref().is_some_and(Worker::is_spent) {
            self.discard();
        }
        if self.worker.is_none()
            && let Err(failure) = self.start_worker()
        {
            tracing::error!(code = ?failure.code, detail = failure.detail, "cannot start a media worker");
        }
    }

    fn start_worker(&mut self) -> Result<(), Failure> {
        let worker = Worker::spawn(&self.config.worker)
            .map_err(|error| Failure { code: FailureCode::Unavailable, detail: error.to_string() })?;
        *self.killer.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker.killer());
        self.worker = Some(worker);
        Ok(())
    }

    fn discard(&mut self) {
        *self.killer.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.worker = None;
    }

    fn run_job(&mut self, job: &MediaJob) -> Result<Summary, JobError> {
        let inputs = self.open_inputs(job)?;
        if self.worker.is_none() {
            self.start_worker().map_err(JobError::Failed)?;
        }
        let Some(mut worker) = self.worker.take() else {
            return Err(JobError::Abandoned);
        };
        let mut error = None;
        let outcome = worker.run(&job.job, inputs, &mut |event| {
            if error.is_some() {
                return;
            }
            if let Err(cause) = self.handle_event(job, event) {
                error = Some(cause);
            }
        });
        self.worker = Some(worker);
        if outcome.is_err() || error.is_some() {
            self.discard();
        }
        match error {
            Some(cause) => Err(cause),
            None => outcome.map_err(JobError::Failed),
        }
    }

    fn open_inputs(&self, job: &MediaJob) -> Result<Vec<OwnedFd>, JobError> {
        match &job.inputs {
            JobInputs::Source(upload) => {
                Ok(vec![self.runtime.block_on(self.config.sources.reader(upload))?.descriptor])
            }
            JobInputs::Segments(segments) => segments.iter().map(|input| self.open_segment(input)).collect(),
        }
    }

    fn open_segment(&self, input: &StoredInput) -> Result<OwnedFd, JobError> {
        let bytes = self.runtime.block_on(self.config.segments.get(&input.key))?;
        verify(&bytes, input.length, &input.hash)?;
        memfd_from(&bytes).map_err(|error| StoreError::Internal(format!("no memory for a segment: {error}")).into())
    }

    fn handle_event(&self, job: &MediaJob, event: Event) -> Result<(), JobError> {
        let kind = match event {
            Event::Progress(done) => JobEventKind::Progress(done),
            Event::TrackFound(track) => JobEventKind::TrackFound(track),
            Event::Product(product, bytes) => {
                let key = SegmentKey { video: job.video.clone(), version: job.version, object: object_of(&product) };
                let (length, hash) = (bytes.len() as u64, sha256(&bytes));
                self.store(&key, bytes)?;
                JobEventKind::Stored { product, length, hash }
            }
        };
        self.tell(job, kind)
    }

    /// Every job of a rung makes its init segment; all must be the same bytes, and one is written.
    fn store(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), JobError> {
        if let MediaObject::Init { stream } = &key.object {
            match self.runtime.block_on(self.config.segments.get(key)) {
                Ok(present) if present == bytes => return Ok(()),
                Ok(_) => {
                    let detail = format!("Two jobs made different init segments of {stream}.");
                    return Err(JobError::Failed(Failure { code: FailureCode::Internal, detail }));
                }
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.runtime.block_on(self.config.segments.put(key, bytes))?)
    }

    fn tell(&self, job: &MediaJob, kind: JobEventKind) -> Result<(), JobError> {
        let event = JobEvent { id: job.id, kind };
        self.runtime.block_on(job.events.ask(event, EVENT_DEADLINE)).map_err(|_gone| JobError::Abandoned)
    }
}

/// Why a job did not finish.
enum JobError {
    Failed(Failure),
    Store(StoreError),
    /// Whoever submitted it is gone.
    Abandoned,
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Lower-case hex of SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether bytes are what was recorded when they were made.
pub fn verify(bytes: &Bytes, length: u64, hash: &str) -> Result<(), StoreError> {
    if bytes.len() as u64 != length {
        return Err(StoreError::Corrupt(format!("{} bytes where {length} were written", bytes.len())));
    }
    if sha256(bytes) != hash {
        return Err(StoreError::Corrupt("the hash differs".to_owned()));
    }
    Ok(())
}

fn object_of(product: &ProductKind) -> MediaObject {
    match product {
        ProductKind::Mezzanine(segment) => {
            MediaObject::Segment { stream: stream_of(segment.track).to_owned(), number: segment.number }
        }
        ProductKind::MezzanineInit { track } => MediaObject::Init { stream: stream_of(*track).to_owned() },
        ProductKind::Segment { rendition, segment } => {
            MediaObject::Segment { stream: rendition.clone(), number: segment.number }
        }
        ProductKind::Init { rendition, .. } => MediaObject::Init { stream: rendition.clone() },
        ProductKind::Poster { .. } => MediaObject::Poster,
    }
}

//! One slot of the media workers: a thread that runs one job at a time in a worker process.
//!
//! Owned by [`MediaWorkers`](crate::media_workers::MediaWorkers). It opens the job's inputs, verifies them, hands their
//! descriptors to the worker, stores each product as it comes, and tells whoever submitted the job. Waiting for that
//! teller to have handled each event is the back-pressure that reaches the worker's pipeline; a full disk is the same:
//! the product waits until there is room again.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use playhouse_pipelines::report::{Failure, FailureCode, ProductKind, Summary};
use playhouse_pipelines::spec::Job;
use playhouse_pipelines::worker::{Event, Killer, Worker, WorkerConfig, add_niceness, memfd_from};
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Runtime};

use crate::incidents::{Incident, Incidents};
use crate::messages::{EndCause, JobEvent, JobEventKind, JobId, JobInputs, MediaJob, SlotFreed, StoredInput, Verdict};
use crate::model::{Encoders, stream_of};
use crate::ports::{MediaObject, SegmentKey, SegmentStore, SourceStore, StoreError};
use crate::runtime::{Recipient, TellError};
use crate::stills::excerpts;

/// How long a slot waits for an event to be handled before it gives the job up.
const EVENT_DEADLINE: Duration = Duration::from_secs(60);
/// How long a worker stays that nobody needs.
const IDLE: Duration = Duration::from_secs(30);
/// How often one that is kept ready is asked whether it is still there.
const LOOK: Duration = Duration::from_secs(10);
/// How often a full disk is tried again.
const FULL_RETRY: Duration = Duration::from_secs(2);

pub struct SlotConfig {
    pub index: usize,
    pub worker: WorkerConfig,
    /// Those that its workers may use.
    pub encoders: Encoders,
    /// Keeps a worker ready even when there is nothing to do.
    pub is_warm: bool,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub incidents: Incidents,
    pub freed: Recipient<SlotFreed>,
}

/// What the slot's thread and its owner both see.
#[derive(Default)]
struct Desk {
    state: Mutex<DeskState>,
    changed: Condvar,
}

#[derive(Default)]
struct DeskState {
    killer: Option<Killer>,
    job: Option<JobId>,
    /// The job is to end without a result.
    ending: Option<Ending>,
    /// Of the worker that is there.
    pid: Option<u32>,
    /// Share of the job that is done.
    progress: f64,
}

/// Why a job is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Nobody wants it any more, or it has to make room.
    Dropped,
    /// An operator wants it not to be done.
    Dismissed,
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, DeskState> {
        // Plain values, right after every statement: a panic elsewhere cannot have broken them.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits a while, or until the job is ended; true when it is.
    fn pause(&self, at_most: Duration) -> bool {
        let wait = self.changed.wait_timeout_while(self.state(), at_most, |state| state.ending.is_none());
        wait.unwrap_or_else(PoisonError::into_inner).0.ending.is_some()
    }
}

/// The way to a slot's thread; dropping it ends the thread and its worker.
pub struct Slot {
    jobs: Sender<MediaJob>,
    desk: Arc<Desk>,
}

impl Slot {
    pub fn start(config: SlotConfig) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let desk = Arc::new(Desk::default());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let thread = SlotThread { runtime, config, worker: None, desk: Arc::clone(&desk) };
        std::thread::Builder::new().name("media-slot".to_owned()).spawn(move || thread.run(&queue))?;
        Ok(Self { jobs, desk })
    }

    /// Runs a job; `SlotFreed` tells when it is over.
    pub fn run(&self, job: MediaJob) {
        let mut state = self.desk.state();
        (state.job, state.ending, state.progress) = (Some(job.id), None, 0.0);
        drop(state);
        if self.jobs.send(job).is_err() {
            tracing::error!("the thread of a media slot is gone");
        }
    }

    /// Ends this job if it is the one that runs; no event tells of it.
    pub fn end(&self, job: JobId) {
        self.end_as(job, Ending::Dropped);
    }

    /// The same; its submitter is told to do without.
    pub fn dismiss(&self, job: JobId) {
        self.end_as(job, Ending::Dismissed);
    }

    /// The id of the worker's process and the share of the job that is done.
    pub fn look(&self) -> (Option<u32>, f64) {
        let state = self.desk.state();
        (state.pid, state.progress)
    }

    fn end_as(&self, job: JobId, ending: Ending) {
        let mut state = self.desk.state();
        if state.job == Some(job) {
            self.end_now(&mut state, ending);
        }
    }

    fn end_now(&self, state: &mut DeskState, ending: Ending) {
        state.ending = Some(ending);
        if let Some(killer) = &state.killer {
            killer.kill();
        }
        self.desk.changed.notify_all();
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.end_now(&mut self.desk.state(), Ending::Dropped);
    }
}

struct SlotThread {
    config: SlotConfig,
    runtime: Runtime,
    /// Between jobs, when one is kept; none when the last one was spent or died.
    worker: Option<Worker>,
    desk: Arc<Desk>,
}

impl SlotThread {
    fn run(mut self, queue: &Receiver<MediaJob>) {
        // Hashing and storing what the worker makes is a part of its work.
        add_niceness(self.config.worker.niceness);
        if self.config.is_warm {
            self.warm();
        }
        let patience = if self.config.is_warm { LOOK } else { IDLE };
        loop {
            match queue.recv_timeout(patience) {
                Ok(job) => self.take(job),
                Err(RecvTimeoutError::Timeout) if self.config.is_warm => self.keep_warm(),
                Err(RecvTimeoutError::Timeout) => self.discard(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, job: MediaJob) {
        let outcome = self.run_job(&job);
        let mut state = self.desk.state();
        state.job = None;
        let ending = state.ending.take();
        drop(state);
        // The slot is free before the submitter knows: what it submits next finds a place.
        self.free();
        self.tell_outcome(job, outcome, ending);
        if self.config.is_warm {
            self.warm();
        }
    }

    /// Lets go of a job, which tells its submitter that it is over if nothing else does.
    fn tell_outcome(&self, job: MediaJob, outcome: Result<Summary, JobError>, ending: Option<Ending>) {
        match outcome {
            Ok(summary) => self.tell_end(&job, JobEventKind::Finished(summary)),
            Err(_) if ending == Some(Ending::Dismissed) => job.end.tell(EndCause::Dismissed),
            Err(_) if ending.is_some() => {}
            Err(JobError::Failed(failure)) => self.tell_end(&job, JobEventKind::Failed(failure)),
            Err(JobError::Diverged) => self.tell_end(&job, JobEventKind::Diverged),
            Err(JobError::Store(error)) => self.tell_end(&job, JobEventKind::StoreFailed(error)),
            Err(JobError::InputLost(key)) => {
                tracing::error!(video = %job.video, object = ?key.object, "a segment that a job reads is not what was recorded");
                job.end.tell(EndCause::InputLost(key));
            }
            Err(JobError::Abandoned) => {
                tracing::warn!(video = %job.video, "nobody takes the events of a job any more");
            }
        }
    }

    fn tell_end(&self, job: &MediaJob, kind: JobEventKind) {
        if self.tell(job, kind).is_err() {
            tracing::warn!(video = %job.video, "nobody takes the end of a job any more");
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

    /// Replaces a worker that died or hangs while it waits, before that costs a job.
    fn keep_warm(&mut self) {
        if let Some(worker) = &mut self.worker
            && !worker.answers()
        {
            tracing::warn!(pid = worker.pid(), "a media worker that waits for a job does not answer: it is replaced");
        }
        self.warm();
    }

    fn start_worker(&mut self) -> Result<(), Failure> {
        let config = WorkerConfig { encoders: self.config.encoders.of_worker(), ..self.config.worker.clone() };
        let worker = Worker::spawn(&config)
            .map_err(|error| Failure { code: FailureCode::Unavailable, detail: error.to_string() })?;
        let mut state = self.desk.state();
        (state.killer, state.pid) = (Some(worker.killer()), Some(worker.pid()));
        drop(state);
        self.worker = Some(worker);
        Ok(())
    }

    fn discard(&mut self) {
        let mut state = self.desk.state();
        (state.killer, state.pid) = (None, None);
        drop(state);
        self.worker = None;
    }

    fn run_job(&mut self, job: &MediaJob) -> Result<Summary, JobError> {
        let inputs = self.open_inputs(job)?;
        if self.worker.as_ref().is_none_or(Worker::is_spent) {
            self.discard();
            self.start_worker().map_err(JobError::Failed)?;
        }
        let Some(mut worker) = self.worker.take() else {
            return Err(JobError::Abandoned);
        };
        if self.desk.state().ending.is_some() {
            self.worker = Some(worker);
            return Err(JobError::Abandoned);
        }
        let mut error = None;
        if let Job::Ingest(_) = job.job {
            error = self.tell(job, JobEventKind::Started(worker.growth())).err();
        }
        let outcome = worker.run(&job.job, inputs, &mut |event| {
            if error.is_some() {
                return;
            }
            if let Err(cause) = self.handle_event(job, event) {
                error = Some(cause);
                // Nothing that it makes is wanted any more.
                if let Some(killer) = &self.desk.state().killer {
                    killer.kill();
                }
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
            JobInputs::Glimpses(glimpses) => excerpts::open(glimpses, |input| self.load(input)),
            JobInputs::Bytes(bytes) => Ok(excerpts::open_bytes(bytes)?),
            JobInputs::Segments(segments) => segments.iter().map(|input| self.open_segment(input)).collect(),
        }
    }

    fn open_segment(&self, input: &StoredInput) -> Result<OwnedFd, JobError> {
        let bytes = self.load(input)?;
        memfd_from(&bytes).map_err(|error| StoreError::Internal(format!("no memory for a segment: {error}")).into())
    }

    fn load(&self, input: &StoredInput) -> Result<Bytes, JobError> {
        let lost = |error| match error {
            StoreError::NotFound | StoreError::Corrupt(_) => JobError::InputLost(input.key.clone()),
            error => error.into(),
        };
        let bytes = self.runtime.block_on(self.config.segments.get(&input.key)).map_err(lost)?;
        verify(&bytes, input.length, &input.hash).map_err(lost)?;
        Ok(bytes)
    }

    fn handle_event(&self, job: &MediaJob, event: Event) -> Result<(), JobError> {
        let kind = match event {
            Event::Progress(done) => {
                self.desk.state().progress = done;
                JobEventKind::Progress(done)
            }
            Event::StreamsChosen { video, audio } => JobEventKind::StreamsChosen { video, audio },
            Event::TrackFound(track) => JobEventKind::TrackFound(track),
            Event::Product(product, bytes) => {
                let (length, hash) = (bytes.len() as u64, sha256(&bytes));
                let object = object_of(&product);
                match job.known.judge(&object, length, &hash) {
                    Verdict::Leave => {}
                    Verdict::Diverged => return Err(JobError::Diverged),
                    Verdict::Write => self.store(job, object, bytes)?,
                }
                JobEventKind::Stored { product, length, hash }
            }
        };
        self.tell(job, kind)
    }

    /// Every job of a rung makes its init segment; all must be the same bytes, and one is written.
    fn store(&self, job: &MediaJob, object: MediaObject, bytes: Bytes) -> Result<(), JobError> {
        let key = SegmentKey { video: job.video.clone(), version: job.version, object };
        if let MediaObject::Init { stream } = &key.object {
            match self.runtime.block_on(self.config.segments.get(&key)) {
                Ok(present) if present == bytes => return Ok(()),
                Ok(_) => {
                    let detail = format!("Two jobs made different init segments of {stream}.");
                    return Err(JobError::Failed(Failure { code: FailureCode::Internal, detail }));
                }
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut was_full = false;
        loop {
            match self.runtime.block_on(self.config.segments.put(&key, bytes.clone())) {
                Err(StoreError::Full) => {
                    if !was_full {
                        tracing::error!(video = %job.video, "no space left: media work pauses until there is some");
                        self.config.incidents.tell(Incident::StorageFull { video: job.video.clone() });
                    }
                    was_full = true;
                    if self.desk.pause(FULL_RETRY) {
                        return Err(JobError::Abandoned);
                    }
                }
                outcome => {
                    if was_full {
                        tracing::info!(video = %job.video, "there is space again: media work goes on");
                        self.config.incidents.tell(Incident::StorageFreed { video: job.video.clone() });
                    }
                    return Ok(outcome?);
                }
            }
        }
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
    /// A stored input is gone or damaged.
    InputLost(SegmentKey),
    Diverged,
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

pub(crate) fn object_of(product: &ProductKind) -> MediaObject {
    match product {
        ProductKind::Mezzanine(segment) => {
            MediaObject::Segment { stream: stream_of(segment.track).to_owned(), number: segment.number }
        }
        ProductKind::MezzanineInit { track } => MediaObject::Init { stream: stream_of(*track).to_owned() },
        ProductKind::Segment { rendition, segment } => {
            MediaObject::Segment { stream: rendition.clone(), number: segment.number }
        }
        ProductKind::Init { rendition, .. } => MediaObject::Init { stream: rendition.clone() },
        ProductKind::Still(still) => MediaObject::Still { kind: still.kind, number: still.number },
        ProductKind::Subtitles(info) => MediaObject::Subtitles { index: info.index },
    }
}

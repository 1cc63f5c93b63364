//! The parent's side: one worker process, driven by whichever thread holds the [`Worker`].
//!
//! Blocking and without a runtime. Whatever happens to the process, [`Worker::run`] ends with a [`Failure`] and the
//! process is reaped; a worker that failed in any way is spent, and its owner starts another.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use thiserror::Error;

use super::channel::{Channel, Received};
use super::inspect::Inspector;
use super::memory::read_sealed;
use super::nursery::Nursery;
use super::protocol::{ENVIRONMENT, Growth, Request, Setup};
use super::sandbox::SandboxPolicy;
use crate::report::{Failure, FailureCode, LoudnessPart, Posture, Product, ProductKind, Report, Summary, TrackInfo};
use crate::spec::{Encoder, Job};

/// How to start a worker, and how much of what it gets.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The binary whose `arguments` lead to [`super::main`]: usually our own.
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    pub sandbox: SandboxPolicy,
    pub start_timeout: Duration,
    /// How long it may take between jobs to answer whether it is still there.
    pub answer_timeout: Duration,
    /// Longest silence of a running job.
    pub progress_timeout: Duration,
    pub job_timeout: Duration,
    /// Address space of the process, bytes.
    pub memory_limit: u64,
    /// Jobs after which a worker is replaced, whatever its health.
    pub jobs_per_worker: u32,
    /// Added to the niceness of the process: whoever serves viewers goes first.
    pub niceness: u8,
    /// Who starts it, as nice as whoever made this configuration.
    pub nursery: Nursery,
    /// Encoders that it may use besides x264. With one of hardware it may open that device, and nothing else more.
    pub encoders: Vec<Encoder>,
}

impl WorkerConfig {
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            sandbox: SandboxPolicy::Require,
            start_timeout: Duration::from_secs(20),
            answer_timeout: Duration::from_secs(5),
            progress_timeout: Duration::from_secs(60),
            job_timeout: Duration::from_secs(3600),
            memory_limit: 6 << 30,
            jobs_per_worker: 64,
            niceness: 5,
            nursery: Nursery::open(),
            encoders: Vec::new(),
        }
    }
}

/// Why there is no worker.
#[derive(Debug, Error)]
pub enum WorkerError {
    #[error("a media worker cannot be started: {0}")]
    Spawn(#[from] io::Error),
    /// It says itself why it cannot work: no sandbox, or a plugin is missing.
    #[error("a media worker refuses to work: {0}")]
    Refused(String),
    #[error("a media worker ended before it was ready: {0}")]
    Died(String),
    #[error("a media worker was not ready in time")]
    TimedOut,
}

/// What happens while a job runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Share of the job that is done.
    Progress(f64),
    /// All streams are known, and these kinds were chosen.
    StreamsChosen {
        video: bool,
        audio: bool,
    },
    TrackFound(TrackInfo),
    /// A product, checked against the job.
    Product(ProductKind, Bytes),
}

/// A worker process; killed and reaped when dropped.
#[derive(Debug)]
pub struct Worker {
    process: Arc<Process>,
    channel: Arc<Channel>,
    config: WorkerConfig,
    posture: Posture,
    pid: u32,
    jobs_left: u32,
    /// Number of the last job.
    sequence: u32,
}

#[derive(Debug)]
struct Process(Mutex<Child>);

impl Process {
    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the process and collects its status: the one it already had, when it had ended by itself.
    fn reap(&self) -> io::Result<ExitStatus> {
        let mut child = self.child();
        let _ = child.kill();
        child.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.reap();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Killers and growth senders may outlive the worker; its process does not.
        let _ = self.process.reap();
    }
}

/// Ends a worker from another thread; the job that runs fails as `worker_crashed`.
#[derive(Debug, Clone)]
pub struct Killer(Arc<Process>);

impl Killer {
    pub fn kill(&self) {
        // Killing a process that was reaped is refused by the handle: its number may be somebody else's by now.
        let _ = self.0.child().kill();
    }
}

/// Tells a running ingest job that its source has grown.
#[derive(Debug, Clone)]
pub struct GrowthSender {
    channel: Arc<Channel>,
    sequence: u32,
}

impl GrowthSender {
    /// The first `available` bytes of the source can be read now, and it will have `length` of them, if that is known.
    pub fn announce(&self, available: u64, length: Option<u64>) -> io::Result<()> {
        self.channel.send(&Request::Growth { sequence: self.sequence, growth: Growth { available, length } }, &[])
    }
}

impl Worker {
    /// Starts a process and waits until it is ready for its first job.
    pub fn spawn(config: &WorkerConfig) -> Result<Self, WorkerError> {
        let deadline = Instant::now() + config.start_timeout;
        let (channel, theirs) = Channel::pair()?;
        let mut command = Command::new(&config.program);
        command
            .args(&config.arguments)
            .env_clear()
            .envs(ENVIRONMENT)
            .current_dir("/")
            .stdin(Stdio::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            // Signals of a terminal are for the server, which ends its workers itself.
            .process_group(0);
        let child = config.nursery.spawn(command)?;
        let pid = child.id();
        let process = Arc::new(Process(Mutex::new(child)));
        let setup = Setup {
            policy: config.sandbox,
            parent: std::process::id(),
            memory_limit: config.memory_limit,
            niceness: config.niceness,
            encoders: config.encoders.clone(),
        };
        let received =
            channel.send(&Request::Setup(setup), &[]).and_then(|()| channel.receive::<Report>(Some(deadline)));
        let died = |process: &Process| WorkerError::Died(describe(process.reap()));
        let posture = match received {
            Ok(Received::Message(Report::Ready(posture), _)) => posture,
            Ok(Received::Message(Report::Failed(failure), _)) => return Err(WorkerError::Refused(failure.detail)),
            Ok(Received::TimedOut) => return Err(WorkerError::TimedOut),
            Ok(Received::Message(..) | Received::Closed) | Err(_) => return Err(died(&process)),
        };
        let (channel, config) = (Arc::new(channel), config.clone());
        Ok(Self { process, channel, jobs_left: config.jobs_per_worker.max(1), config, posture, pid, sequence: 0 })
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// What the sandbox of this worker really is.
    #[must_use]
    pub fn posture(&self) -> &Posture {
        &self.posture
    }

    #[must_use]
    pub fn killer(&self) -> Killer {
        Killer(Arc::clone(&self.process))
    }

    /// For the source of the next job.
    #[must_use]
    pub fn growth(&self) -> GrowthSender {
        GrowthSender { channel: Arc::clone(&self.channel), sequence: self.sequence + 1 }
    }

    /// Whether this worker has done its share, or failed: another must take the next job.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.jobs_left == 0
    }

    /// Whether a worker without a job still answers; one that does not is spent.
    pub fn answers(&mut self) -> bool {
        let answers = self.channel.send(&Request::Ping, &[]).is_ok()
            && self.hears_pong(Instant::now() + self.config.answer_timeout);
        if !answers {
            self.jobs_left = 0;
        }
        answers
    }

    fn hears_pong(&self, deadline: Instant) -> bool {
        loop {
            match self.channel.receive::<Report>(Some(deadline)) {
                Ok(Received::Message(Report::Pong, _)) => return true,
                // A word on the growth of the last job's source.
                Ok(Received::Message(Report::Progress { .. }, _)) => {}
                _ => return false,
            }
        }
    }

    /// Runs one job to its end. Events come on this thread; while one is handled, the worker waits.
    pub fn run(
        &mut self,
        job: &Job,
        inputs: Vec<OwnedFd>,
        on_event: &mut dyn FnMut(Event),
    ) -> Result<Summary, Failure> {
        if self.is_spent() {
            return Err(failure(FailureCode::WorkerCrashed, "the media worker is spent"));
        }
        self.jobs_left -= 1;
        self.sequence += 1;
        let outcome = self.drive(job, inputs, on_event);
        if outcome.is_err() {
            self.jobs_left = 0;
        }
        outcome
    }

    fn drive(&self, job: &Job, inputs: Vec<OwnedFd>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, Failure> {
        let descriptors: Vec<_> = inputs.iter().map(AsFd::as_fd).collect();
        if let Err(error) = self.channel.send(&Request::Job { sequence: self.sequence, job: job.clone() }, &descriptors)
        {
            return Err(self.gone(Some(&error)));
        }
        drop(inputs);
        let mut inspector = Inspector::new(job);
        let end = Instant::now() + self.config.job_timeout;
        loop {
            let silence = Instant::now() + self.config.progress_timeout;
            let (report, mut descriptors) = match self.channel.receive(Some(silence.min(end))) {
                Ok(Received::Message(report, descriptors)) => (report, descriptors),
                Ok(Received::TimedOut) => return Err(self.hung(Instant::now() >= end)),
                Ok(Received::Closed) => return Err(self.gone(None)),
                Err(error) => return Err(self.gone(Some(&error))),
            };
            match report {
                Report::Progress { done } if done.is_finite() => on_event(Event::Progress(done.clamp(0.0, 1.0))),
                Report::StreamsChosen { video, audio } => on_event(Event::StreamsChosen { video, audio }),
                Report::TrackFound(track) => {
                    inspector.track(&track).map_err(|lie| self.lied(&lie))?;
                    on_event(Event::TrackFound(track));
                }
                Report::Product(Product { kind, length }) => {
                    let memory = descriptors.pop().filter(|_| descriptors.is_empty());
                    let memory = memory.ok_or_else(|| self.lied("a product has no bytes"))?;
                    let bytes = read_sealed(memory.as_fd(), length, inspector.limit(&kind));
                    let bytes = Bytes::from(bytes.map_err(|error| self.lied(&error.to_string()))?);
                    inspector.product(&kind, &bytes).map_err(|lie| self.lied(&lie))?;
                    on_event(Event::Product(kind, bytes));
                    // A worker that cannot hear it any more is noticed when it is listened to.
                    let _ = self.channel.send(&Request::Taken, &[]);
                }
                Report::Finished(summary) if is_sane(&summary) => return Ok(summary),
                Report::Failed(failure) => return Err(failure),
                Report::Ready(_) | Report::Pong | Report::Progress { .. } | Report::Finished(_) => {
                    return Err(self.lied("it said something that makes no sense"));
                }
            }
        }
    }

    /// The socket is closed or broken: the process is dead, or as good as dead.
    fn gone(&self, error: Option<&io::Error>) -> Failure {
        let status = describe(self.process.reap());
        let cause = error.map_or_else(String::new, |error| format!(" ({error})"));
        failure(FailureCode::WorkerCrashed, format!("the media worker ended in the middle of its job: {status}{cause}"))
    }

    fn hung(&self, overdue: bool) -> Failure {
        let _ = self.process.reap();
        let sentence = if overdue { "the job took too long" } else { "the media worker made no progress" };
        failure(FailureCode::WorkerTimeout, sentence)
    }

    /// What it said cannot be true: it is broken, or not ours any more.
    fn lied(&self, lie: &str) -> Failure {
        let _ = self.process.reap();
        failure(FailureCode::WorkerCrashed, format!("the media worker broke its own rules: {lie}"))
    }
}

fn failure(code: FailureCode, detail: impl Into<String>) -> Failure {
    Failure { code, detail: detail.into() }
}

fn is_sane(summary: &Summary) -> bool {
    let is_time = |seconds: &f64| seconds.is_finite() && *seconds >= 0.0;
    [summary.duration_seconds, summary.max_key_frame_seconds].iter().all(is_time)
        && summary.loudness.as_ref().is_none_or(LoudnessPart::is_sane)
}

fn describe(status: io::Result<ExitStatus>) -> String {
    match status.as_ref().map(|status| (status.code(), status.signal())) {
        Ok((Some(code), _)) => format!("exit status {code}"),
        Ok((None, Some(signal))) => format!("signal {signal}"),
        Ok((None, None)) => "no exit status".to_owned(),
        Err(error) => error.to_string(),
    }
}

//! The worker's own side: set up, then one job after the other until the parent hangs up.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::channel::{Channel, Received};
use super::memory::memfd_from;
use super::protocol::{Growth, Request, Setup};
use super::{plugins, sandbox};
use crate::graph::{GrowingFile, Outbox, Work};
use crate::report::{Failure, FailureCode, Product, ProductKind, Report, TrackInfo};
use crate::spec::Job;

/// The worker process. Its standard input is the control socket; it returns when the parent hangs up.
#[must_use]
pub fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("media worker: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    let control = Arc::new(Channel::new(io::stdin().as_fd().try_clone_to_owned()?));
    let Received::Message(Request::Setup(setup), _) = control.receive(None)? else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a worker is started by Playhouse itself, not by hand"));
    };
    let ready = match prepare(&setup, &control) {
        Ok(ready) => ready,
        Err(sentence) => {
            let failure = Failure { code: FailureCode::Unavailable, detail: sentence };
            return control.send(&Report::Failed(failure), &[]);
        }
    };
    control.send(&ready, &[])?;
    let desk = Arc::new(Desk::default());
    let (jobs, queue) = channel();
    let (reader, watched) = (Arc::clone(&control), Arc::clone(&desk));
    std::thread::Builder::new().name("control".to_owned()).spawn(move || listen(&reader, &watched, &jobs))?;
    work_off(&control, &desk, &queue)
}

fn prepare(setup: &Setup, control: &Channel) -> Result<Report, String> {
    let posture = sandbox::enter(setup, control.descriptor()).map_err(|error| error.to_string())?;
    plugins::load(&setup.encoders).map_err(|error| error.to_string())?;
    sandbox::die_of_faults();
    Ok(Report::Ready(posture))
}

type Order = (Job, Vec<OwnedFd>);

/// Products that may be on their way to the parent: descriptors in flight are few, and each holds memory.
const IN_FLIGHT: u32 = 4;

/// What the listening thread must know of the job that runs.
#[derive(Default)]
struct Desk {
    state: Mutex<DeskState>,
    taken: Condvar,
}

#[derive(Default)]
struct DeskState {
    busy: bool,
    /// Number of the last job that was taken.
    sequence: u32,
    /// Products that the parent has not taken over yet.
    in_flight: u32,
    growing: Option<Arc<GrowingFile>>,
    /// The last notice, and the job that it is for: it may come before its file is open.
    notice: (u32, Growth),
}

impl Desk {
    fn state(&self) -> std::sync::MutexGuard<'_, DeskState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until another product may be sent.
    fn product_leaves(&self) {
        let wait = self.taken.wait_while(self.state(), |state| state.in_flight >= IN_FLIGHT);
        wait.unwrap_or_else(PoisonError::into_inner).in_flight += 1;
    }

    fn product_taken(&self) {
        let mut state = self.state();
        state.in_flight = state.in_flight.saturating_sub(1);
        self.taken.notify_all();
    }
}

/// Takes messages while a job runs; the job itself hears of growth only through its file.
fn listen(control: &Channel, desk: &Desk, jobs: &Sender<Order>) {
    while let Ok(Received::Message(request, descriptors)) = control.receive(None) {
        match request {
            Request::Setup(_) => break,
            Request::Job { sequence, job } => {
                let mut state = desk.state();
                state.busy = true;
                state.sequence = sequence;
                drop(state);
                if jobs.send((job, descriptors)).is_err() {
                    break;
                }
            }
            Request::Taken => desk.product_taken(),
            Request::Ping => {
                let _ = control.send(&Report::Pong, &[]);
            }
            Request::Growth { sequence, growth } => {
                let mut state = desk.state();
                state.notice = (sequence, growth);
                if let Some(file) = state.growing.as_ref().filter(|_| state.sequence == sequence) {
                    file.grow(growth.available, growth.length);
                    // A slow upload is no hang: the job lives as long as its source grows.
                    let _ = control.send(&Report::Progress { done: file.progress() }, &[]);
                }
            }
        }
    }
    if desk.state().busy {
        // The parent is gone, and nobody wants what is being made. No clean-up could be worth waiting for.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

fn work_off(control: &Arc<Channel>, desk: &Arc<Desk>, queue: &Receiver<Order>) -> io::Result<()> {
    while let Ok((job, descriptors)) = queue.recv() {
        let outcome = Work::new(job, descriptors).and_then(|work| {
            let mut state = desk.state();
            state.growing = work.growing_file();
            let (sequence, growth) = state.notice;
            if let Some(file) = state.growing.as_ref().filter(|_| state.sequence == sequence) {
                file.grow(growth.available, growth.length);
            }
            drop(state);
            work.run(Arc::new(Reporter { control: Arc::clone(control), desk: Arc::clone(desk) }))
        });
        let mut state = desk.state();
        (state.busy, state.growing) = (false, None);
        drop(state);
        match outcome {
            Ok(summary) => control.send(&Report::Finished(summary), &[])?,
            Err(failure) => control.send(&Report::Failed(failure), &[])?,
        }
    }
    Ok(())
}

/// Sends what a job makes; waits while the parent is behind.
struct Reporter {
    control: Arc<Channel>,
    desk: Arc<Desk>,
}

impl Reporter {
    fn send(&self, report: &Report, descriptor: Option<&OwnedFd>) -> Result<(), Failure> {
        let descriptors: Vec<_> = descriptor.into_iter().map(AsFd::as_fd).collect();
        self.control.send(report, &descriptors).map_err(|error| unsent(&error))
    }
}

fn unsent(error: &io::Error) -> Failure {
    Failure { code: FailureCode::Internal, detail: format!("a report cannot be sent: {error}") }
}

impl Outbox for Reporter {
    fn progress(&self, done: f64) -> Result<(), Failure> {
        self.send(&Report::Progress { done }, None)
    }

    fn streams(&self, video: bool, audio: bool) -> Result<(), Failure> {
        self.send(&Report::StreamsChosen { video, audio }, None)
    }

    fn track(&self, track: TrackInfo) -> Result<(), Failure> {
        self.send(&Report::TrackFound(track), None)
    }

    fn product(&self, kind: ProductKind, bytes: &[u8]) -> Result<(), Failure> {
        self.desk.product_leaves();
        let memory = memfd_from(bytes).map_err(|error| unsent(&error))?;
        self.send(&Report::Product(Product { kind, length: bytes.len() as u64 }), Some(&memory))
    }
}

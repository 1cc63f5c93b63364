//! The media workers: slots, each a thread with one sandboxed worker process, and the queue before them.
//!
//! Slots belong to a lane. *Ingest* is mostly waiting for bytes, and has slots of its own so that no upload waits for an
//! encoder. *Urgent* work, for which someone waits, runs at a better niceness than *background* work, so that the
//! kernel's scheduler gives it the cores at once. Within a lane and priority it is first come, first served, and since
//! every video has only a few jobs here at a time, that is fair between videos.
//!
//! Owns the slots; the products of a job are stored by its slot, so that bytes never cross a mailbox. Permanent: after a
//! panic the queue is empty, and the actors whose jobs went down with it submit them anew.

mod operator;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use playhouse_pipelines::spec::Job;
use playhouse_pipelines::worker::WorkerConfig;
use serde::Serialize;

use crate::incidents::Incidents;
use crate::media_slot::{Slot, SlotConfig};
use crate::messages::{
    CancelJob, EndJobs, JobId, JobView, Lane, MediaJob, Priority, RaiseJob, SlotFreed, SubmitJob, YieldJob,
};
use crate::model::{Encoders, Timestamp, VideoId};
use crate::ports::{SegmentStore, SourceStore};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Policy, Reply};

/// Sources that are taken in at a time, and how many of them may be uploads that still grow: those may take hours, and
/// must not keep a complete one waiting.
const INGEST_SLOTS: usize = 8;
const FOLLOWED: usize = 6;
const URGENT_NICENESS: u8 = 3;
/// Below what makes the first segment playable, which an ingest that runs ahead would only slow down.
const INGEST_NICENESS: u8 = 15;
const BACKGROUND_NICENESS: u8 = 19;

/// What the slots need.
#[derive(Clone)]
pub struct MediaWorkersConfig {
    /// Encoding jobs of the background at a time; as many again run when somebody waits.
    pub slots: usize,
    pub worker: WorkerConfig,
    pub encoders: Encoders,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub incidents: Incidents,
}

impl Lane {
    fn niceness(self) -> u8 {
        match self {
            Self::Ingest => INGEST_NICENESS,
            Self::Urgent => URGENT_NICENESS,
            Self::Background => BACKGROUND_NICENESS,
        }
    }
}

fn is_following(job: &MediaJob) -> bool {
    matches!(&job.job, Job::Ingest(job) if !job.is_complete())
}

/// What a slot is at.
struct Running {
    job: JobView,
    since: Timestamp,
    is_following: bool,
}

pub struct MediaWorkers {
    config: MediaWorkersConfig,
    slots: Vec<(Lane, Slot)>,
    /// By priority, then in the order of arrival.
    queue: BTreeMap<(Priority, JobId), MediaJob>,
    running: HashMap<usize, Running>,
    /// Who waits for the last job of a video to be over.
    ending: Vec<(VideoId, Reply<EndJobs>)>,
}

#[derive(Serialize)]
struct MediaWorkersSnapshot {
    slots: usize,
    running: usize,
    following: usize,
    queued_viewer: usize,
    queued_first: usize,
    queued_ahead: usize,
    queued_background: usize,
    queued_extra: usize,
}

impl MediaWorkers {
    #[must_use]
    pub fn new(config: MediaWorkersConfig) -> Self {
        Self { config, slots: Vec::new(), queue: BTreeMap::new(), running: HashMap::new(), ending: Vec::new() }
    }

    /// Gives every idle slot the most urgent job of its lane.
    fn dispatch(&mut self) {
        for (index, (lane, slot)) in self.slots.iter().enumerate() {
            if self.running.contains_key(&index) {
                continue;
            }
            let may_follow = self.following() < FOLLOWED;
            let fits = |job: &MediaJob| Lane::of(job) == *lane && (may_follow || !is_following(job));
            let next = self.queue.iter().find(|(_, job)| fits(job)).map(|(key, _)| *key);
            let Some(job) = next.and_then(|key| self.queue.remove(&key)) else {
                continue;
            };
            let running = Running { job: JobView::of(&job), since: Timestamp::now(), is_following: is_following(&job) };
            self.running.insert(index, running);
            slot.run(job);
        }
    }

    fn following(&self) -> usize {
        self.running.values().filter(|running| running.is_following).count()
    }

    /// Answers for videos of which no job runs any more.
    fn answer_ended(&mut self) {
        for (video, reply) in std::mem::take(&mut self.ending) {
            if self.running.values().any(|running| running.job.video == video) {
                self.ending.push((video, reply));
            } else {
                reply.send(());
            }
        }
    }

    fn queued(&self, priority: Priority) -> usize {
        self.queue.keys().filter(|(of, _)| *of == priority).count()
    }

    fn queued_key(&self, id: JobId) -> Option<(Priority, JobId)> {
        self.queue.keys().find(|(_, queued)| *queued == id).copied()
    }

    /// Gives a queued job another place; false when it is not queued.
    fn put(&mut self, id: JobId, priority: Priority) -> bool {
        let Some(mut job) = self.queued_key(id).and_then(|key| self.queue.remove(&key)) else {
            return false;
        };
        job.priority = priority;
        self.queue.insert((priority, id), job);
        self.dispatch();
        true
    }

    fn end_running(&self, which: impl Fn(&Running) -> bool) {
        for (index, running) in self.running.iter().filter(|(_, running)| which(running)) {
            if let Some((_, slot)) = self.slots.get(*index) {
                slot.end(running.job.id);
            }
        }
    }
}

impl Actor for MediaWorkers {
    const KIND: &'static str = "media_workers";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 4096;

    fn started(&mut self, ctx: &mut Context<Self>) {
        let freed = ctx.handle().recipient::<SlotFreed, _>();
        let encoders = self.config.slots.max(1);
        let lanes = [(Lane::Ingest, INGEST_SLOTS), (Lane::Urgent, encoders), (Lane::Background, encoders)];
        for (lane, count) in lanes {
            for place in 0..count {
                let config = SlotConfig {
                    index: self.slots.len(),
                    worker: WorkerConfig { niceness: lane.niceness(), ..self.config.worker.clone() },
                    // Who reads containers encodes nothing, and sees no device.
                    encoders: if lane == Lane::Ingest { Encoders::default() } else { self.config.encoders.clone() },
                    // One of each kind that somebody may wait for is always ready.
                    is_warm: place == 0 && lane != Lane::Background,
                    sources: Arc::clone(&self.config.sources),
                    segments: Arc::clone(&self.config.segments),
                    incidents: self.config.incidents.clone(),
                    freed: freed.clone(),
                };
                match Slot::start(config) {
                    Ok(slot) => self.slots.push((lane, slot)),
                    Err(error) => {
                        return ctx.fail(format_args!("cannot start a thread for a media worker: {error}"));
                    }
                }
            }
        }
    }

    fn snapshot(&self) -> impl Serialize {
        MediaWorkersSnapshot {
            slots: self.slots.len(),
            running: self.running.len(),
            following: self.following(),
            queued_viewer: self.queued(Priority::Viewer),
            queued_first: self.queued(Priority::First),
            queued_ahead: self.queued(Priority::Ahead),
            queued_background: self.queued(Priority::Background),
            queued_extra: self.queued(Priority::Extra),
        }
    }
}

impl Handles<SubmitJob> for MediaWorkers {
    fn handle(&mut self, SubmitJob(job): SubmitJob, _: &mut Context<Self>) {
        self.queue.insert((job.priority, job.id), job);
        self.dispatch();
    }
}

impl Handles<RaiseJob> for MediaWorkers {
    fn handle(&mut self, raise: RaiseJob, _: &mut Context<Self>) {
        if !self.put(raise.id, Priority::Viewer) {
            self.end_running(|running| running.job.id == raise.id);
        }
    }
}

impl Handles<YieldJob> for MediaWorkers {
    fn handle(&mut self, given: YieldJob, _: &mut Context<Self>) {
        if let Some(key) = self.queued_key(given.id) {
            self.queue.remove(&key);
        }
    }
}

impl Handles<CancelJob> for MediaWorkers {
    fn handle(&mut self, cancel: CancelJob, _: &mut Context<Self>) {
        if let Some(key) = self.queued_key(cancel.id) {
            self.queue.remove(&key);
        }
        self.end_running(|running| running.job.id == cancel.id);
    }
}

impl HandlesLater<EndJobs> for MediaWorkers {
    fn handle_later(&mut self, end: EndJobs, reply: Reply<EndJobs>, _: &mut Context<Self>) {
        self.queue.retain(|_, job| job.video != end.video);
        self.end_running(|running| running.job.video == end.video);
        self.ending.push((end.video, reply));
        self.answer_ended();
    }
}

impl Handles<SlotFreed> for MediaWorkers {
    fn handle(&mut self, freed: SlotFreed, _: &mut Context<Self>) {
        self.running.remove(&freed.slot);
        self.answer_ended();
        self.dispatch();
    }
}

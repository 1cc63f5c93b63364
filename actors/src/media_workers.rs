//! The media workers: a fixed number of slots, each a thread with one sandboxed worker process, and the queue before them.
//!
//! Whoever needs media work submits a job with a priority; within a priority it is first come, first served, and since
//! every video has only a few jobs here at a time, that is fair between videos. Owns the slots; the products of a job
//! are stored by its slot, so that bytes never cross a mailbox. Permanent: after a panic the queue is empty and the
//! actors that had jobs here submit them anew when their deadline passes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use playhouse_pipelines::worker::WorkerConfig;
use serde::Serialize;

use crate::media_slot::{Slot, SlotConfig};
use crate::messages::{CancelJobs, HasJob, JobId, MediaJob, Priority, RaiseJob, SlotFreed, SubmitJob};
use crate::model::VideoId;
use crate::ports::{SegmentStore, SourceStore};
use crate::runtime::{Actor, Context, Handles, Policy};

/// What the slots need.
#[derive(Clone)]
pub struct MediaWorkersConfig {
    pub slots: usize,
    pub worker: WorkerConfig,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
}

pub struct MediaWorkers {
    config: MediaWorkersConfig,
    slots: Vec<Slot>,
    /// By priority, then in the order of arrival.
    queue: BTreeMap<(Priority, JobId), MediaJob>,
    running: HashMap<usize, (JobId, VideoId)>,
}

#[derive(Serialize)]
struct MediaWorkersSnapshot {
    slots: usize,
    running: usize,
    queued_viewer: usize,
    queued_first: usize,
    queued_background: usize,
}

impl MediaWorkers {
    #[must_use]
    pub fn new(config: MediaWorkersConfig) -> Self {
        Self { config, slots: Vec::new(), queue: BTreeMap::new(), running: HashMap::new() }
    }

    /// Gives every idle slot the most urgent job.
    fn dispatch(&mut self) {
        for (index, slot) in self.slots.iter().enumerate() {
            if self.running.contains_key(&index) {
                continue;
            }
            let Some((_, job)) = self.queue.pop_first() else {
                return;
            };
            self.running.insert(index, (job.id, job.video.clone()));
            slot.run(job);
        }
    }

    fn queued(&self, priority: Priority) -> usize {
        self.queue.keys().filter(|(of, _)| *of == priority).count()
    }
}

impl Actor for MediaWorkers {
    const KIND: &'static str = "media_workers";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 4096;

    fn started(&mut self, ctx: &mut Context<Self>) {
        let freed = ctx.handle().recipient::<SlotFreed, _>();
        for index in 0..self.config.slots.max(1) {
            let config = SlotConfig {
                index,
                worker: self.config.worker.clone(),
                sources: Arc::clone(&self.config.sources),
                segments: Arc::clone(&self.config.segments),
                freed: freed.clone(),
            };
            match Slot::start(config) {
                Ok(slot) => self.slots.push(slot),
                Err(error) => {
                    return ctx.fail(format_args!("cannot start a thread for a media worker: {error}"));
                }
            }
        }
    }

    fn snapshot(&self) -> impl Serialize {
        MediaWorkersSnapshot {
            slots: self.slots.len(),
            running: self.running.len(),
            queued_viewer: self.queued(Priority::Viewer),
            queued_first: self.queued(Priority::First),
            queued_background: self.queued(Priority::Background),
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
        let queued = self.queue.keys().find(|(priority, id)| *id == raise.id && *priority > raise.priority).copied();
        if let Some(mut job) = queued.and_then(|key| self.queue.remove(&key)) {
            job.priority = raise.priority;
            self.queue.insert((job.priority, job.id), job);
        }
    }
}

impl Handles<CancelJobs> for MediaWorkers {
    fn handle(&mut self, cancel: CancelJobs, _: &mut Context<Self>) {
        self.queue.retain(|_, job| job.video != cancel.video);
        for (index, (_, video)) in &self.running {
            if *video == cancel.video
                && let Some(slot) = self.slots.get(*index)
            {
                slot.kill();
            }
        }
    }
}

impl Handles<HasJob> for MediaWorkers {
    fn handle(&mut self, query: HasJob, _: &mut Context<Self>) -> bool {
        self.queue.keys().any(|(_, id)| *id == query.id) || self.running.values().any(|(id, _)| *id == query.id)
    }
}

impl Handles<SlotFreed> for MediaWorkers {
    fn handle(&mut self, freed: SlotFreed, _: &mut Context<Self>) {
        self.running.remove(&freed.slot);
        self.dispatch();
    }
}

//! Role: the book of what one actor is handling: figures, metrics, and when to let others run. Owner: the shell.
//!
//! Invariants: lives on the actor's thread; a clock reading is shared by the end of one message and the start of the
//! next in the same poll; after `BATCH` messages or `SLICE` of time the actor yields.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    cell::{ActorCell, IDLE},
    meter::{self, Meter},
};

/// actix drains the mailbox in one poll; past these bounds the shell makes it yield to the thread's other tasks.
const BATCH: u32 = 256;
const SLICE: Duration = Duration::from_millis(1);
/// Past the first few messages of a batch, one in this many tells the recorder how long it took: a recorder's histogram
/// costs more than all the rest of the book. Counters and the actor's own histograms see every message, those by kind of
/// message the same samples as the recorder.
const SAMPLE: u32 = 8;

pub(super) struct Ledger {
    pub(super) cell: Arc<ActorCell>,
    meters: Vec<Meter>,
    batch_start: Option<Instant>,
    last_end: Option<Instant>,
    batch: u32,
}

/// A message being handled.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    meter: usize,
    started: Instant,
}

impl Ledger {
    pub(super) fn new(cell: Arc<ActorCell>) -> Self {
        Self { cell, meters: Vec::new(), batch_start: None, last_end: None, batch: 0 }
    }

    /// Others have run since the last message.
    pub(super) fn new_batch(&mut self) {
        self.batch = 0;
        self.batch_start = None;
        self.last_end = None;
    }

    pub(super) fn spent(&self) -> bool {
        let long = match (self.batch_start, self.last_end) {
            (Some(start), Some(end)) => end.duration_since(start) >= SLICE,
            _ => false,
        };
        long || self.batch >= BATCH
    }

    /// Now, or the end of the message before in the same poll.
    pub(super) fn start(&self) -> Instant {
        self.last_end.unwrap_or_else(Instant::now)
    }

    /// `waited` is the time in the mailbox, if it came through it.
    pub(super) fn begin(&mut self, name: &'static str, started: Instant, waited: Option<Duration>) -> Entry {
        self.batch_start.get_or_insert(started);
        self.batch += 1;
        // An actor has a handful of messages: a scan beats a map.
        let known = self.meters.iter().position(|meter| std::ptr::eq(meter.name, name) || meter.name == name);
        let meter = known.unwrap_or_else(|| self.add_meter(name));
        let is_sampled = self.is_sampled();
        if let Some(of) = self.meters.get(meter) {
            if let Some(waited) = waited {
                self.cell.figures.queue_wait.record(waited);
                of.wait.record(waited);
                if is_sampled {
                    of.figures.queue_wait.record(waited);
                }
            }
            self.cell.set_doing(of.index);
        }
        Entry { meter, started }
    }

    fn is_sampled(&self) -> bool {
        self.batch <= SAMPLE || self.batch.is_multiple_of(SAMPLE)
    }

    fn add_meter(&mut self, name: &'static str) -> usize {
        let (index, figures) = self.cell.figures_of(name);
        self.meters.push(Meter::new(self.cell.kind, index, figures));
        self.meters.len() - 1
    }

    pub(super) fn meter(&self, entry: Entry) -> Option<&Meter> {
        self.meters.get(entry.meter)
    }

    /// The handler has returned; `failed` is known unless the reply is still to come.
    pub(super) fn end(&mut self, entry: Entry, failed: Option<bool>) {
        let end = Instant::now();
        let took = end.saturating_duration_since(entry.started);
        self.last_end = Some(end);
        let figures = &self.cell.figures;
        figures.handle_time.record(took);
        // Only this thread writes it, so no locked instruction is needed.
        figures.handled.store(figures.handled.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        if failed == Some(true) {
            figures.failed.fetch_add(1, Ordering::Relaxed);
        }
        let is_sampled = self.is_sampled();
        if let Some(meter) = self.meters.get(entry.meter) {
            meter.figures.count();
            if is_sampled {
                meter.handle.record(took);
                meter.figures.handle_time.record(took);
            }
            match failed {
                Some(true) => meter.failed.increment(1),
                Some(false) => meter.ok.increment(1),
                None => {}
            }
        }
        self.cell.set_doing(IDLE);
    }

    pub(super) fn expired(&mut self, name: &'static str) {
        self.cell.figures.expired.fetch_add(1, Ordering::Relaxed);
        meter::outcome(self.cell.kind, name, "expired").increment(1);
    }
}

//! Role: the live actors of one kind, summed, for the operator's overview. Owner: the registry.
//!
//! Invariants: quantiles are those of all the messages together, not means of the actors' quantiles; nothing is asked of
//! the actors.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use serde::Serialize;

use super::{
    cell::{ActorCell, Figures},
    histogram::{Counts, Quantiles},
};

/// All live actors of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindSummary {
    pub kind: &'static str,
    pub count: usize,
    /// Those that have work and make no progress.
    pub hung: usize,
    /// Messages accepted and not yet answered.
    pub depth: usize,
    pub handled: u64,
    /// Replies that were an `Err`.
    pub failed: u64,
    /// Refused because a mailbox was full.
    pub shed: u64,
    /// Messages a second, lately.
    pub rate: f64,
    pub handle_time: Quantiles,
    pub queue_wait: Quantiles,
    pub restarts: u64,
}

#[derive(Default)]
struct Times {
    handle: Counts,
    wait: Counts,
}

impl KindSummary {
    fn new(kind: &'static str) -> Self {
        Self {
            kind,
            count: 0,
            hung: 0,
            depth: 0,
            handled: 0,
            failed: 0,
            shed: 0,
            rate: 0.0,
            handle_time: Quantiles::default(),
            queue_wait: Quantiles::default(),
            restarts: 0,
        }
    }

    fn add(&mut self, depth: usize, figures: &Figures) {
        self.count += 1;
        self.hung += usize::from(figures.hung.load(Ordering::Relaxed));
        self.depth += depth;
        self.handled += figures.handled.load(Ordering::Relaxed);
        self.failed += figures.failed.load(Ordering::Relaxed);
        self.shed += figures.shed.load(Ordering::Relaxed);
        self.rate += f64::from_bits(figures.rate.load(Ordering::Relaxed));
        self.restarts += u64::from(figures.restarts.load(Ordering::Relaxed));
    }
}

pub(super) fn summarise(cells: &[Arc<ActorCell>]) -> Vec<KindSummary> {
    let mut kinds: BTreeMap<&'static str, (KindSummary, Times)> = BTreeMap::new();
    for cell in cells {
        let (summary, times) =
            kinds.entry(cell.kind).or_insert_with(|| (KindSummary::new(cell.kind), Times::default()));
        summary.add(cell.gate.inside(), &cell.figures);
        times.handle.add(&cell.figures.handle_time);
        times.wait.add(&cell.figures.queue_wait);
    }
    let finish = |(summary, times): (KindSummary, Times)| KindSummary {
        handle_time: times.handle.quantiles(),
        queue_wait: times.wait.quantiles(),
        ..summary
    };
    kinds.into_values().map(finish).collect()
}

//! What one serving thread counts of its sockets, for operators.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use metrics::{counter, gauge};
use playhouse_actors::ports::AudienceFigures;

/// Written by its thread alone, read by anybody.
#[derive(Default)]
pub struct Tally {
    sockets: AtomicUsize,
    behind: AtomicUsize,
    told: AtomicU64,
    slow: AtomicU64,
}

impl Tally {
    pub fn entered(&self) {
        self.sockets.fetch_add(1, Relaxed);
        gauge!("sockets_open").increment(1);
    }

    pub fn left(&self, was_behind: bool) {
        self.sockets.fetch_sub(1, Relaxed);
        gauge!("sockets_open").decrement(1);
        if was_behind {
            self.caught_up();
        }
    }

    pub fn fell_behind(&self) {
        self.behind.fetch_add(1, Relaxed);
    }

    pub fn caught_up(&self) {
        self.behind.fetch_sub(1, Relaxed);
    }

    /// A message for so many.
    pub fn told(&self, members: usize) {
        self.told.fetch_add(members as u64, Relaxed);
    }

    pub fn closed_slow(&self) {
        self.slow.fetch_add(1, Relaxed);
        counter!("socket_slow_closed_total").increment(1);
    }

    pub fn add_to(&self, sum: &mut AudienceFigures) {
        sum.sockets += self.sockets.load(Relaxed);
        sum.behind += self.behind.load(Relaxed);
        sum.told += self.told.load(Relaxed);
        sum.closed_slow += self.slow.load(Relaxed);
    }
}

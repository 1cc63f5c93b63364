//! Role: what an operator sees of one actor, as plain data. Owner: the registry.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{
    actor::{Placement, Policy},
    exit::Exit,
    histogram::Quantiles,
};

/// Unique within one process. Never a metric label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ActorId(pub(super) u64);

impl ActorId {
    /// For looking up an id that came back from an operator's page.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where an actor is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being built for the first time.
    Starting,
    Running,
    /// Waiting to be rebuilt; messages queue up.
    Backoff,
    /// Finishing what it accepted.
    Stopping,
    Ended,
}

/// The last thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastError {
    pub at_unix_ms: u64,
    pub text: String,
}

/// One kind of message as one actor has handled it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageSnapshot {
    pub name: &'static str,
    pub handled: u64,
    /// Sampled in long batches, as is `queue_wait`.
    pub handle_time: Quantiles,
    /// All zero for what comes from the actor itself.
    pub queue_wait: Quantiles,
}

/// One actor, alive or recently ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorSnapshot {
    pub id: ActorId,
    pub kind: &'static str,
    pub label: Option<String>,
    pub parent: Option<ActorId>,
    pub policy: Policy,
    pub placement: Placement,
    pub phase: Phase,
    /// False while the watchdog sees work and no progress.
    pub healthy: bool,
    pub exit: Option<Exit>,
    /// What it is doing at this moment: a message name, or `factory`, `started`, `stopping`, `snapshot`.
    pub doing: Option<&'static str>,
    /// Messages accepted and not yet answered, and how many there may be.
    pub depth: usize,
    pub capacity: usize,
    /// Of `depth`, those handled whose reply is still to come.
    pub deferred: usize,
    pub handled: u64,
    /// Replies that were an `Err`.
    pub failed: u64,
    /// Refused because the mailbox was full.
    pub shed: u64,
    /// Telemetry that found the mailbox full or closed.
    pub lost: u64,
    /// Dropped unhandled because their deadline had passed.
    pub expired: u64,
    /// Messages a second, lately.
    pub rate: f64,
    pub handle_time: Quantiles,
    pub queue_wait: Quantiles,
    /// By kind of message, in the order in which each came for the first time.
    pub messages: Vec<MessageSnapshot>,
    pub restarts: u32,
    pub last_error: Option<LastError>,
    pub started_at_unix_ms: u64,
    pub ended_at_unix_ms: Option<u64>,
    /// How long it has lived, rebuilds included, or did.
    pub age_seconds: f64,
    /// The actor's own snapshot, as last published.
    pub state: Value,
}

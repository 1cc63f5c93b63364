//! Role: stop, restart, kill and wait for one actor, whatever its type. Owner: operators, parents, the composition root.
//!
//! Invariants: orders pass the mailbox by; a stop is final, a kill is not: the actor's policy decides what follows it.

use std::{fmt, sync::Arc, time::Duration};

use tokio::time::Instant;

#[cfg(any(test, debug_assertions))]
use super::orders::PANIC;
use super::{
    cell::ActorCell,
    exit::Exit,
    orders::{KILL, Stop},
    snapshot::{ActorId, ActorSnapshot},
};

/// The actor's policy is [`Policy::Temporary`](super::Policy::Temporary): its first end is its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is never rebuilt")]
pub struct NeverRebuilt;

/// Power over one actor.
#[derive(Clone)]
pub struct Control {
    cell: Arc<ActorCell>,
}

impl Control {
    pub(super) fn new(cell: Arc<ActorCell>) -> Self {
        Self { cell }
    }

    #[must_use]
    pub fn id(&self) -> ActorId {
        self.cell.id
    }

    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.cell.kind
    }

    /// Ends it for good: children first, then what it has accepted, then its `stopping` hook; at the latest `within`.
    pub fn stop(&self, within: Duration) {
        self.cell.orders.give_stop(Stop { by: Instant::now() + within, exit: Exit::Quit }, true);
    }

    /// Whether its policy has a next generation for it.
    #[must_use]
    pub fn may_restart(&self) -> bool {
        self.cell.policy.rebuilds(&Exit::Restarted)
    }

    /// Has it begin anew: children end, what it has accepted is finished, its `stopping` hook runs, and the factory builds the
    /// next generation on the same handle. One that is not done `within` is killed first. Not counted against
    /// [`RESTARTS`](super::Actor::RESTARTS).
    ///
    /// # Errors
    /// Its policy has no next generation for it.
    pub fn restart(&self, within: Duration) -> Result<(), NeverRebuilt> {
        if !self.may_restart() {
            return Err(NeverRebuilt);
        }
        self.cell.orders.give_stop(Stop { by: Instant::now() + within, exit: Exit::Restarted }, false);
        Ok(())
    }

    /// Ends it now, as if it had crashed; its policy decides whether it is rebuilt.
    pub fn kill(&self) {
        self.cell.orders.give(KILL);
    }

    /// Waits until it has ended for good.
    pub async fn ended(&self) -> Exit {
        self.cell.exit.wait().await.clone()
    }

    #[must_use]
    pub fn snapshot(&self) -> ActorSnapshot {
        self.cell.snapshot(self.cell.exit.get())
    }

    /// Makes it panic, to see that the house stands.
    #[cfg(any(test, debug_assertions))]
    pub fn inject_panic(&self) {
        self.cell.orders.give(PANIC);
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Control({} #{})", self.cell.kind, self.cell.id)
    }
}

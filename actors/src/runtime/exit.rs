//! Role: why an actor, or one generation of it, ended. Owner: the supervisor.
//!
//! Invariants: every end has exactly one `Exit`; it reaches the parent, the registry and, for actors at the root,
//! readiness.

use serde::Serialize;
use thiserror::Error;

use super::snapshot::ActorId;

/// How an actor ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(tag = "exit", content = "cause", rename_all = "snake_case")]
pub enum Exit {
    /// It had nothing more to do (`ctx.stop()`).
    #[error("finished")]
    Normal,
    /// Its parent, the system or an operator asked it to stop.
    #[error("asked to stop")]
    Quit,
    /// An operator asked for a fresh generation.
    #[error("asked to start anew")]
    Restarted,
    /// Someone it cannot work without is gone.
    #[error("downstream closed")]
    DownstreamClosed,
    /// Ended without a chance to finish: killed, or it missed the deadline of a stop.
    #[error("killed")]
    Killed,
    /// It said itself that it cannot go on (`ctx.fail(…)`).
    #[error("failed: {0}")]
    Failure(String),
    /// It panicked.
    #[error("panicked: {0}")]
    Panicked(String),
    /// It failed too often in too short a time; the cause is the last failure.
    #[error("restarted too often: {0}")]
    RestartLimit(String),
}

impl Exit {
    /// A planned end of its life: nobody needs to be told that something is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        matches!(self, Self::Normal | Self::Quit)
    }

    /// Something went wrong: an end that was neither planned nor asked for.
    pub(super) fn is_failure(&self) -> bool {
        !self.is_clean() && *self != Self::Restarted
    }

    /// The label in metrics.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Quit => "quit",
            Self::Restarted => "restarted",
            Self::DownstreamClosed => "downstream_closed",
            Self::Killed => "killed",
            Self::Failure(_) => "failure",
            Self::Panicked(_) => "panicked",
            Self::RestartLimit(_) => "restart_limit",
        }
    }
}

/// Told to a parent when one of its children has ended for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildExited {
    pub id: ActorId,
    pub kind: &'static str,
    pub exit: Exit,
}

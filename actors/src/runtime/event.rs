//! Role: what happens in the lives of actors, for the operator's live page and for tests. Owner: the registry.
//!
//! Invariants: best effort: a subscriber that lags loses the oldest; the registry's snapshots are the truth.

use serde::Serialize;

use super::{exit::Exit, snapshot::ActorId};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActorEvent {
    pub id: ActorId,
    pub kind: &'static str,
    #[serde(flatten)]
    pub what: Happening,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Happening {
    /// Built and started, for the first time or again.
    Running { generation: u32 },
    /// Failed; to be rebuilt after a pause.
    Restarting { cause: String, pause_ms: u64 },
    /// Gone for good.
    Ended(Exit),
    /// Has work and makes no progress.
    Hung { doing: Option<&'static str> },
    /// Makes progress again.
    Recovered,
}

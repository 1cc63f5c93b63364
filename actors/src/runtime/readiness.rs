//! Role: whether this node should get traffic, and if not, why. Owner: the actor system; the HTTP edge reads it.
//!
//! Invariants: ready means no reason stands; a reason is set and cleared under the same key by whoever found it.

use std::collections::BTreeMap;

use tokio::sync::watch;

type Reasons = BTreeMap<String, String>;

/// The reasons why this node is not ready. Cheap to clone and to read.
#[derive(Debug, Clone)]
pub struct Readiness {
    reasons: watch::Sender<Reasons>,
}

impl Readiness {
    pub(super) fn new() -> Self {
        Self { reasons: watch::Sender::new(Reasons::new()) }
    }

    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.reasons.borrow().is_empty()
    }

    /// What stands in the way, by key.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<String, String> {
        self.reasons.borrow().clone()
    }

    /// Not ready until the same key is cleared.
    pub fn set(&self, key: impl Into<String>, reason: impl Into<String>) {
        let (key, reason) = (key.into(), reason.into());
        self.reasons.send_if_modified(|reasons| reasons.insert(key, reason.clone()).is_none_or(|old| old != reason));
    }

    pub fn clear(&self, key: &str) {
        self.reasons.send_if_modified(|reasons| reasons.remove(key).is_some());
    }

    /// Waits until the node is, or is not, ready.
    pub async fn wait_for(&self, ready: bool) {
        // The sender lives in `self`, so the wait cannot end with an error.
        let _ = self.reasons.subscribe().wait_for(|reasons| reasons.is_empty() == ready).await;
    }
}

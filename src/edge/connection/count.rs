//! How many connections are open.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by all threads that serve.
#[derive(Debug, Clone, Default)]
pub struct Connections(Arc<AtomicU64>);

/// One connection; dropped with it.
pub struct Open(Connections);

impl Connections {
    #[must_use]
    pub fn enter(&self) -> Open {
        self.0.fetch_add(1, Ordering::Relaxed);
        Open(self.clone())
    }

    #[must_use]
    pub fn open(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

//! Role: the capacity of one mailbox. Owner: the actor's cell; senders enter, the shell or a reply leaves.
//!
//! Invariants: never more than `capacity` inside; a refused sender leaves no trace; a closed gate refuses everyone but
//! still counts those who leave.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::handle::TellError;

const CLOSED: usize = 1 << (usize::BITS - 1);

#[derive(Debug)]
pub(super) struct Gate {
    state: AtomicUsize,
    capacity: usize,
}

impl Gate {
    pub(super) fn new(capacity: usize) -> Self {
        Self { state: AtomicUsize::new(0), capacity }
    }

    /// Tells how many were inside before.
    pub(super) fn enter(&self) -> Result<usize, TellError> {
        let mut seen = self.state.load(Ordering::Relaxed);
        loop {
            if seen & CLOSED != 0 {
                return Err(TellError::Closed);
            }
            if seen >= self.capacity {
                return Err(TellError::Full);
            }
            match self.state.compare_exchange_weak(seen, seen + 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(before) => return Ok(before),
                Err(actual) => seen = actual,
            }
        }
    }

    pub(super) fn leave(&self) {
        self.state.fetch_sub(1, Ordering::Release);
    }

    pub(super) fn close(&self) {
        self.state.fetch_or(CLOSED, Ordering::AcqRel);
    }

    pub(super) fn reopen(&self) {
        self.state.fetch_and(!CLOSED, Ordering::AcqRel);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state.load(Ordering::Relaxed) & CLOSED != 0
    }

    pub(super) fn inside(&self) -> usize {
        self.state.load(Ordering::Relaxed) & !CLOSED
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_when_full_and_when_closed() {
        let gate = Gate::new(2);
        assert_eq!(gate.enter(), Ok(0));
        assert_eq!(gate.enter(), Ok(1));
        assert_eq!(gate.enter(), Err(TellError::Full));
        gate.leave();
        assert_eq!(gate.enter(), Ok(1));
        gate.close();
        assert_eq!(gate.enter(), Err(TellError::Closed));
        gate.leave();
        assert_eq!(gate.inside(), 1);
        gate.reopen();
        assert_eq!(gate.enter(), Ok(1));
    }
}

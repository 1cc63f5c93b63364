//! Role: what is asked of one actor past its mailbox: stop, kill, publish, break. Owner: the actor's cell; its
//! supervisor obeys.
//!
//! Invariants: an order reaches the supervisor however full the mailbox is; a `last` stop is never taken back.

use std::{
    future::poll_fn,
    sync::{
        Mutex,
        atomic::{AtomicU8, Ordering},
    },
    task::{Poll, Waker},
};

use futures::task::AtomicWaker;
use tokio::time::Instant;

use super::{exit::Exit, lock};

pub(super) const STOP: u8 = 1;
/// Ends this generation at once; the policy decides what follows.
pub(super) const KILL: u8 = 2;
pub(super) const PUBLISH: u8 = 4;
#[cfg(any(test, debug_assertions))]
pub(super) const PANIC: u8 = 8;
/// There is no next generation.
const LAST: u8 = 16;

/// Finish what was accepted, then end with `exit`, at the latest `by`.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) by: Instant,
    pub(super) exit: Exit,
}

pub(super) struct Orders {
    given: AtomicU8,
    stop: Mutex<Option<Stop>>,
    waker: AtomicWaker,
}

impl Orders {
    pub(super) fn new() -> Self {
        Self { given: AtomicU8::new(0), stop: Mutex::new(None), waker: AtomicWaker::new() }
    }

    pub(super) fn give(&self, orders: u8) {
        self.given.fetch_or(orders, Ordering::AcqRel);
        self.waker.wake();
    }

    /// The first stop counts; a later `last` one only makes it final.
    pub(super) fn give_stop(&self, stop: Stop, last: bool) {
        let mut given = lock(&self.stop);
        given.get_or_insert(stop);
        // Still under the lock: `begin_again` must see both or neither.
        self.give(if last { STOP | LAST } else { STOP });
    }

    pub(super) fn abort(&self) {
        self.give(KILL | LAST);
    }

    pub(super) fn is_last(&self) -> bool {
        self.given.load(Ordering::Acquire) & LAST != 0
    }

    /// Takes what was given of `wanted`.
    pub(super) fn take(&self, wanted: u8) -> u8 {
        // Looked at in every poll and nearly always empty, so the locked instruction is skipped then.
        if self.given.load(Ordering::Acquire) & wanted == 0 {
            return 0;
        }
        self.given.fetch_and(!wanted, Ordering::AcqRel) & wanted
    }

    pub(super) fn register(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    /// Resolves when a stop has been given.
    pub(super) async fn stop_given(&self) -> Stop {
        poll_fn(|cx| {
            self.register(cx.waker());
            if self.given.load(Ordering::Acquire) & STOP == 0 {
                return Poll::Pending;
            }
            lock(&self.stop).clone().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Resolves when there will be no next generation.
    pub(super) async fn last_given(&self) {
        poll_fn(|cx| {
            self.register(cx.waker());
            if self.is_last() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// A new generation owes nothing to the orders of the one before; false if there shall be none.
    pub(super) fn begin_again(&self) -> bool {
        let mut stop = lock(&self.stop);
        if self.is_last() {
            return false;
        }
        self.take(STOP | KILL);
        *stop = None;
        true
    }
}

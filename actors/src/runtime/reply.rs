//! Role: the way an answer takes back to whoever asked. Owner: whoever holds the [`Reply`]; the shell while the
//! handler runs.
//!
//! Invariants: a message's place in the mailbox is given up before its answer is sent, so a caller that has its answer
//! finds the place free; a reply dropped unanswered tells the caller `Closed`.

use std::sync::{Arc, atomic::Ordering};

use metrics::Counter;
use tokio::sync::oneshot;

use super::{
    cell::ActorCell,
    ledger::{Entry, Ledger},
    message::Message,
    meter,
};

/// The duty to answer one `M`. Move it into spawned work or into the message that brings the result back.
#[must_use = "dropping a reply tells the caller `Closed`"]
pub struct Reply<M: Message> {
    caller: Option<oneshot::Sender<M::Reply>>,
    lease: Option<Lease>,
}

impl<M: Message> Reply<M> {
    /// A reply and where it arrives: for testing whatever takes a `Reply`.
    pub fn channel() -> (Self, oneshot::Receiver<M::Reply>) {
        let (caller, answer) = oneshot::channel();
        (Self { caller: Some(caller), lease: None }, answer)
    }

    pub(super) fn for_caller(caller: Option<oneshot::Sender<M::Reply>>) -> Self {
        Self { caller, lease: None }
    }

    /// Answers.
    pub fn send(mut self, answer: M::Reply) {
        if let Some(lease) = self.lease.take() {
            lease.answered(M::is_failure(&answer));
        }
        if let Some(caller) = self.caller.take() {
            // A caller that has gone away does not want the answer.
            let _ = caller.send(answer);
        }
    }

    /// Whether somebody still waits. False for a `tell`; a write goes on regardless.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.caller.as_ref().is_some_and(|caller| !caller.is_closed())
    }
}

/// Keeps a deferred message counted until it is answered.
struct Lease {
    cell: Arc<ActorCell>,
    /// Whether the message came from outside and so holds a place in the mailbox.
    outside: bool,
    message: &'static str,
    ok: Counter,
    failed: Counter,
    answered: bool,
}

impl Lease {
    fn answered(mut self, failed: bool) {
        self.answered = true;
        if failed {
            self.cell.figures.failed.fetch_add(1, Ordering::Relaxed);
            self.failed.increment(1);
        } else {
            self.ok.increment(1);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.answered {
            meter::outcome(self.cell.kind, self.message, "unanswered").increment(1);
        }
        if self.outside {
            // In this order a shell that is about to finish never waits for what is answered already.
            self.cell.gate.leave();
            self.cell.figures.deferred.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// The shell's side of a reply while the handler runs.
pub struct Port<'a, M: Message> {
    ledger: &'a mut Ledger,
    entry: Entry,
    caller: Option<oneshot::Sender<M::Reply>>,
    outside: bool,
}

impl<'a, M: Message> Port<'a, M> {
    pub(super) fn new(
        ledger: &'a mut Ledger,
        entry: Entry,
        caller: Option<oneshot::Sender<M::Reply>>,
        outside: bool,
    ) -> Self {
        Self { ledger, entry, caller, outside }
    }

    pub(super) fn answer(mut self, answer: M::Reply) {
        self.ledger.end(self.entry, Some(M::is_failure(&answer)));
        let caller = self.caller.take();
        drop(self);
        if let Some(caller) = caller {
            // A caller that has gone away does not want the answer.
            let _ = caller.send(answer);
        }
    }

    pub(super) fn defer(&mut self) -> Reply<M> {
        let cell = Arc::clone(&self.ledger.cell);
        let outside = std::mem::take(&mut self.outside);
        if outside {
            cell.figures.deferred.fetch_add(1, Ordering::Relaxed);
        }
        let lease = self.ledger.meter(self.entry).map(|meter| Lease {
            cell,
            outside,
            message: M::NAME,
            ok: meter.ok.clone(),
            failed: meter.failed.clone(),
            answered: false,
        });
        Reply { caller: self.caller.take(), lease }
    }

    pub(super) fn handed_over(self) {
        self.ledger.end(self.entry, None);
    }
}

impl<M: Message> Drop for Port<'_, M> {
    /// Also runs while a handler's panic unwinds, so that the place is not lost.
    fn drop(&mut self) {
        if self.outside {
            self.ledger.cell.gate.leave();
        }
    }
}

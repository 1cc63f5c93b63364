//! Role: the names and labels of everything the runtime measures. Owner: the runtime.
//!
//! Invariants: labels are the actor's kind and the message's name, never an id. Handles are made once an actor and
//! message, so the recorder must be installed before the first actor is spawned.

use std::sync::Arc;

use metrics::{
    Counter, Histogram, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};

use super::{cell::MessageFigures, exit::Exit};

const MESSAGES: &str = "actor_messages_total";
const HANDLE: &str = "actor_handle_seconds";
const WAIT: &str = "actor_queue_wait_seconds";
const DEPTH: &str = "actor_mailbox_depth";
const FULL: &str = "actor_mailbox_full_total";
const RESTARTS: &str = "actor_restarts_total";
const ALIVE: &str = "actors_alive";
const STALLED: &str = "actor_last_progress_seconds";

/// Tells the recorder what each metric means. Call once, after installing it.
pub fn describe() {
    describe_counter!(MESSAGES, "messages by outcome: ok, failed, expired, unanswered, panicked");
    describe_histogram!(HANDLE, Unit::Seconds, "time in the handler, sampled in long batches");
    describe_histogram!(WAIT, Unit::Seconds, "time in the mailbox, sampled in long queues");
    describe_gauge!(DEPTH, "messages accepted and not yet answered");
    describe_counter!(FULL, "messages refused because the mailbox was full");
    describe_counter!(RESTARTS, "rebuilds by cause");
    describe_gauge!(ALIVE, "actors alive");
    describe_gauge!(STALLED, Unit::Seconds, "longest time without progress among actors that have work");
}

/// The handles for one kind of actor and one message.
pub(super) struct Meter {
    pub(super) name: &'static str,
    /// What `doing` shows.
    pub(super) index: usize,
    pub(super) ok: Counter,
    pub(super) failed: Counter,
    pub(super) handle: Histogram,
    pub(super) wait: Histogram,
    /// What operators see of the same.
    pub(super) figures: Arc<MessageFigures>,
}

impl Meter {
    pub(super) fn new(kind: &'static str, index: usize, figures: Arc<MessageFigures>) -> Self {
        let name = figures.name;
        Self {
            name,
            index,
            ok: outcome(kind, name, "ok"),
            failed: outcome(kind, name, "failed"),
            handle: histogram!(HANDLE, "actor" => kind, "message" => name),
            wait: histogram!(WAIT, "actor" => kind, "message" => name),
            figures,
        }
    }
}

pub(super) fn outcome(kind: &'static str, message: &'static str, outcome: &'static str) -> Counter {
    counter!(MESSAGES, "actor" => kind, "message" => message, "outcome" => outcome)
}

pub(super) fn refused(kind: &'static str) -> Counter {
    counter!(FULL, "actor" => kind)
}

pub(super) fn restarted(kind: &'static str, cause: &Exit) {
    counter!(RESTARTS, "actor" => kind, "cause" => cause.label()).increment(1);
}

/// One kind of actor, summed over its instances.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct KindSample {
    pub(super) alive: u32,
    pub(super) depth: u32,
    pub(super) stalled_seconds: f64,
}

pub(super) fn sampled(kind: &'static str, sample: KindSample) {
    gauge!(ALIVE, "actor" => kind).set(sample.alive);
    gauge!(DEPTH, "actor" => kind).set(sample.depth);
    gauge!(STALLED, "actor" => kind).set(sample.stalled_seconds);
}

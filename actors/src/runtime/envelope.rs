//! Role: what travels through a mailbox. Owner: the mailbox, then the shell.
//!
//! Invariants: an envelope from outside holds one place in the gate; one from the actor itself holds none and is worth
//! nothing to a later generation.

use std::marker::PhantomData;

use tokio::{sync::oneshot, time::Instant};
use tracing::Span;

use super::{
    exit::{ChildExited, Exit},
    message::Message,
};

pub(super) struct Envelope<M: Message, K> {
    pub(super) msg: M,
    pub(super) origin: Origin,
    pub(super) caller: Option<oneshot::Sender<M::Reply>>,
    /// The sender's span, when spans are wanted at all.
    pub(super) parent: Option<Box<Span>>,
    pub(super) kind: PhantomData<fn() -> K>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    Outside {
        /// Only some of the messages in a long queue are stamped.
        enqueued_at: Option<Instant>,
        deadline: Option<Instant>,
    },
    Itself {
        generation: u32,
    },
}

impl<M: Message, K: 'static> actix::Message for Envelope<M, K> {
    type Result = ();
}

/// Queued behind everything accepted before an orderly stop.
pub(super) struct Finish {
    pub(super) generation: u32,
    pub(super) exit: Exit,
}

impl actix::Message for Finish {
    type Result = ();
}

pub(super) struct ChildLeft {
    pub(super) generation: u32,
    pub(super) child: ChildExited,
}

impl actix::Message for ChildLeft {
    type Result = ();
}

/// The span of the caller, or nothing when nobody listens: that is the common case and costs one load.
pub(super) fn current_parent() -> Option<Box<Span>> {
    tracing::enabled!(target: SPAN_TARGET, tracing::Level::DEBUG).then(|| Box::new(Span::current()))
}

pub(super) const SPAN_TARGET: &str = "playhouse::actor";

//! Role: the way to an actor: ask, tell, and nothing else. Owner: whoever talks to the actor; cheap to clone.
//!
//! Invariants: a handle stays valid across rebuilds and refuses (`Closed`) after the end; no verb waits for room in a
//! mailbox; a message once accepted is handled even if its caller goes away, unless its deadline passes first.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use actix::dev::channel::AddressSender;
use thiserror::Error;
use tokio::{sync::oneshot, time::Instant};

use super::{
    actor::{Accepts, Actor},
    cell::ActorCell,
    control::Control,
    envelope::{Envelope, Origin, current_parent},
    message::Message,
    recipient::Recipient,
    shell::Shell,
    snapshot::ActorId,
};

/// Why a message was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TellError {
    #[error("mailbox full")]
    Full,
    #[error("actor has ended")]
    Closed,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AskError {
    /// Not accepted: try again later.
    #[error("mailbox full")]
    Full,
    /// The actor has ended, or it failed while it had the message: then what it did to the world is unknown.
    #[error("actor has ended or failed")]
    Closed,
    /// No answer in time. A message still queued is dropped; one already begun runs to its end.
    #[error("no answer in time")]
    Timeout,
}

impl From<TellError> for AskError {
    fn from(error: TellError) -> Self {
        match error {
            TellError::Full => Self::Full,
            TellError::Closed => Self::Closed,
        }
    }
}

/// The way to one actor.
pub struct Handle<A: Actor> {
    line: Arc<Line<A>>,
}

struct Line<A: Actor> {
    sender: AddressSender<Shell<A>>,
    cell: Arc<ActorCell>,
}

impl<A: Actor> Handle<A> {
    pub(super) fn new(sender: AddressSender<Shell<A>>, cell: Arc<ActorCell>) -> Self {
        Self { line: Arc::new(Line { sender, cell }) }
    }

    /// Sends `msg` and waits for its reply, at most `within`.
    pub async fn ask<M, K>(&self, msg: M, within: Duration) -> Result<M::Reply, AskError>
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let now = Instant::now();
        let deadline = deadline_after(now, within);
        let (caller, answer) = oneshot::channel();
        self.post(msg, Some(caller), Some((now, deadline)))?;
        await_answer(answer, deadline).await
    }

    /// Sends `msg` without waiting for its reply. Accepted means it will be handled, by this generation or the next.
    pub fn try_tell<M, K>(&self, msg: M) -> Result<(), TellError>
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        self.post(msg, None, None)
    }

    /// Sends `msg` if there is room; counts it as lost otherwise. For telemetry only.
    pub fn tell_lossy<M, K>(&self, msg: M)
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        if self.try_tell(msg).is_err() {
            self.line.cell.lost();
        }
    }

    /// This handle, reduced to one message: what a sender should ask for when it needs no more.
    #[must_use]
    pub fn recipient<M, K>(&self) -> Recipient<M>
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        Recipient::to(self.clone())
    }

    #[must_use]
    pub fn id(&self) -> ActorId {
        self.line.cell.id
    }

    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.line.cell.gate.is_closed()
    }

    /// Stop, kill, wait for the end.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.line.cell))
    }

    pub(super) fn cell(&self) -> &Arc<ActorCell> {
        &self.line.cell
    }

    /// `times`: when it was asked, and until when it is of use.
    pub(super) fn post<M, K>(
        &self,
        msg: M,
        caller: Option<oneshot::Sender<M::Reply>>,
        times: Option<(Instant, Instant)>,
    ) -> Result<(), TellError>
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let cell = &self.line.cell;
        let ahead = match cell.gate.enter() {
            Ok(ahead) => ahead,
            Err(refusal) => {
                if refusal == TellError::Full {
                    cell.refused();
                }
                return Err(refusal);
            }
        };
        let (enqueued_at, deadline) = match times {
            Some((now, deadline)) => (Some(now), Some(deadline)),
            // Neighbours in a long queue wait alike: reading the clock for one in eight tells enough.
            None => ((ahead < 8 || ahead.is_multiple_of(8)).then(Instant::now), None),
        };
        let origin = Origin::Outside { enqueued_at, deadline };
        let parent = current_parent();
        if self.send(Envelope { msg, origin, caller, parent, kind: PhantomData }) {
            return Ok(());
        }
        cell.gate.leave();
        Err(TellError::Closed)
    }

    /// Queues past the gate: for the runtime's own messages, of which there is a bounded number.
    pub(super) fn send<M>(&self, msg: M) -> bool
    where
        M: actix::Message<Result = ()> + Send + 'static,
        Shell<A>: actix::Handler<M> + actix::Actor<Context = actix::Context<Shell<A>>>,
    {
        self.line.sender.do_send(msg).is_ok()
    }
}

pub(super) fn deadline_after(now: Instant, within: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(365 * 24 * 3_600);
    now + within.min(FOREVER)
}

pub(super) async fn await_answer<T>(answer: oneshot::Receiver<T>, deadline: Instant) -> Result<T, AskError> {
    match tokio::time::timeout_at(deadline, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        // The mailbox drops a message whose deadline has passed, and may do so before our own timer fires.
        Ok(Err(_dropped)) if Instant::now() >= deadline => Err(AskError::Timeout),
        Ok(Err(_dropped)) => Err(AskError::Closed),
        Err(_elapsed) => Err(AskError::Timeout),
    }
}

impl<A: Actor> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Self { line: Arc::clone(&self.line) }
    }
}

impl<A: Actor> fmt::Debug for Handle<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({} #{})", A::KIND, self.id())
    }
}

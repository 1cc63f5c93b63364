//! Role: the traits a domain actor implements and the constants that declare how it is run. Owner: the runtime.
//!
//! Invariants: handlers are synchronous, so a state change is never interleaved with another; whatever waits is
//! spawned through the [`Context`] and comes back as a message.

use std::time::Duration;

use serde::Serialize;

use super::{
    context::Context,
    exit::{ChildExited, Exit},
    message::Message,
    reply::{Port, Reply},
};

/// One owner of one piece of mutable state with one lifecycle.
pub trait Actor: Sized + 'static {
    /// The label in metrics, logs and snapshots; the name of the actor's file.
    const KIND: &'static str;

    /// When it is rebuilt after an end.
    const POLICY: Policy;

    /// Messages accepted and not yet answered; one more is refused as `Full`.
    const CAPACITY: usize = 64;

    /// How often and how fast it is rebuilt.
    const RESTARTS: Restarts = Restarts::DEFAULT;

    /// Which thread it lives on.
    const PLACEMENT: Placement = Placement::Control;

    /// Runs after every (re)build, before the first message. Arm timers and spawn children here.
    fn started(&mut self, _ctx: &mut Context<Self>) {}

    /// Runs once on an orderly stop, after the last accepted message. Work spawned here is awaited until the
    /// deadline of the stop, so this is the place to save. Not called after a panic, a failure or a kill.
    fn stopping(&mut self, _ctx: &mut Context<Self>) {}

    /// A child has ended for good. The default passes a child that could not be kept alive on to our own supervisor;
    /// `ctx.fail` here ends every other child too and rebuilds them all with us, which is one-for-all.
    fn child_exited(&mut self, child: ChildExited, ctx: &mut Context<Self>) {
        if let Exit::RestartLimit(cause) = child.exit {
            ctx.fail(format_args!("child {} #{} gave up: {cause}", child.kind, child.id));
        }
    }

    /// What an operator calls this instance, for example its video id. Read after every (re)build.
    fn label(&self) -> Option<String> {
        None
    }

    /// What an operator sees of the state. Computed only when somebody looks, between two messages.
    fn snapshot(&self) -> impl Serialize {}
}

/// Handles `M` and answers at once.
pub trait Handles<M: Message>: Actor {
    fn handle(&mut self, msg: M, ctx: &mut Context<Self>) -> M::Reply;
}

/// Handles `M` and answers when it can: move the [`Reply`] into spawned work or into the message it comes back as.
///
/// The message keeps its place in the mailbox's capacity until the reply is sent or dropped.
pub trait HandlesLater<M: Message>: Actor {
    fn handle_later(&mut self, msg: M, reply: Reply<M>, ctx: &mut Context<Self>);
}

/// Either [`Handles`] or [`HandlesLater`]; `K` tells which and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{M}`",
    label = "no handler for this message",
    note = "implement `Handles<{M}>` or `HandlesLater<{M}>` for `{Self}`"
)]
pub trait Accepts<M: Message, K>: Actor {
    #[doc(hidden)]
    fn accept(&mut self, msg: M, port: Port<'_, M>, ctx: &mut Context<Self>);
}

/// Marks actors that answer at once.
pub enum Now {}

/// Marks actors that answer later.
pub enum Later {}

impl<A: Handles<M>, M: Message> Accepts<M, Now> for A {
    #[inline]
    fn accept(&mut self, msg: M, port: Port<'_, M>, ctx: &mut Context<Self>) {
        let answer = self.handle(msg, ctx);
        port.answer(answer);
    }
}

impl<A: HandlesLater<M>, M: Message> Accepts<M, Later> for A {
    fn accept(&mut self, msg: M, mut port: Port<'_, M>, ctx: &mut Context<Self>) {
        let reply = port.defer();
        self.handle_later(msg, reply, ctx);
        port.handed_over();
    }
}

/// When an actor is rebuilt. A stop asked for from outside is final under every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Always: registries, schedulers.
    Permanent,
    /// After anything but a clean end: an upload, a room, a transcode.
    Transient,
    /// Never: a connection.
    Temporary,
}

impl Policy {
    pub(super) fn rebuilds(self, exit: &Exit) -> bool {
        match self {
            Self::Permanent => *exit != Exit::Quit,
            Self::Transient => !exit.is_clean(),
            Self::Temporary => false,
        }
    }
}

/// How often and how fast an actor is rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restarts {
    /// More than this many within `window` end it with [`Exit::RestartLimit`].
    pub limit: usize,
    pub window: Duration,
    /// The pause before the first rebuild; doubled for each one in the window, up to `longest_pause`.
    pub first_pause: Duration,
    pub longest_pause: Duration,
}

impl Restarts {
    pub const DEFAULT: Self = Self {
        limit: 5,
        window: Duration::from_secs(60),
        first_pause: Duration::from_millis(50),
        longest_pause: Duration::from_secs(10),
    };
}

/// Which thread an actor lives on. A handler that blocks hurts only its own thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// With the registries and schedulers: short handlers only.
    Control,
    /// Spread over the threads for busy actors: rooms, sessions, uploads.
    Hot,
}

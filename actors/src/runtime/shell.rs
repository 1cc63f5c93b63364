//! Role: the only actix actor: holds the factory, the domain actor it builds, and the book of what is handled. Owner: the
//! supervisor.
//!
//! Invariants: the domain actor is built in `started`, so a factory that panics is a failure like any other; it is
//! dropped in `restarting`, never kept half-changed; hooks of the domain actor are called from here alone and never
//! while a panic unwinds; after a batch the shell yields.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context as TaskContext, Poll},
};

use actix::{ActorContext, ActorFuture, AsyncContext, fut::wrap_future};
use serde_json::Value;
use tracing::debug_span;

use super::{
    actor::{Accepts, Actor},
    cell::{FACTORY, IDLE, SNAPSHOT, STARTED, STOPPING},
    context::Context,
    envelope::{ChildLeft, Envelope, Finish, Origin, SPAN_TARGET},
    exit::Exit,
    handle::Handle,
    ledger::Ledger,
    message::Message,
    orders::PUBLISH,
    reply::Port,
    snapshot::Phase,
    system::ActorSystem,
};

pub(super) type Factory<A> = Box<dyn FnMut() -> A + Send>;
/// Where the shell leaves the reason of its end for the supervisor.
pub(super) type LastWord = Rc<Cell<Option<Exit>>>;

pub(super) struct Shell<A: Actor> {
    factory: Factory<A>,
    actor: Option<A>,
    ledger: Ledger,
    context: Context<A>,
    finishing: Option<Exit>,
    last_word: LastWord,
}

// The domain actor is never pinned, so moving the shell is always fine.
impl<A: Actor> Unpin for Shell<A> {}

impl<A: Actor> Shell<A> {
    pub(super) fn new(factory: Factory<A>, handle: Handle<A>, system: ActorSystem, last_word: LastWord) -> Self {
        let ledger = Ledger::new(handle.cell().clone());
        let context = Context::new(handle, system);
        Self { factory, actor: None, ledger, context, finishing: None, last_word }
    }

    fn receive<M, K>(&mut self, envelope: Envelope<M, K>)
    where
        M: Message,
        A: Accepts<M, K>,
    {
        let started = self.ledger.start();
        let (outside, waited) = match envelope.origin {
            Origin::Itself { generation } => {
                if generation != self.context.generation {
                    return;
                }
                self.context.own_queued = self.context.own_queued.saturating_sub(1);
                (false, None)
            }
            Origin::Outside { enqueued_at, deadline } => {
                if deadline.is_some_and(|deadline| deadline <= started) {
                    self.ledger.expired(M::NAME);
                    self.ledger.cell.gate.leave();
                    return;
                }
                (true, enqueued_at.map(|at| started.saturating_duration_since(at)))
            }
        };
        let Some(actor) = self.actor.as_mut() else {
            return;
        };
        let generation = self.context.generation;
        let span = envelope.parent.map(|parent| {
            let instance = self.ledger.cell.id.get();
            debug_span!(target: SPAN_TARGET, parent: parent.as_ref(), "actor.handle", actor = A::KIND, instance, message = M::NAME, generation)
        });
        let _entered = span.as_ref().map(tracing::Span::enter);
        let entry = self.ledger.begin(M::NAME, started, waited);
        let port = Port::new(&mut self.ledger, entry, envelope.caller, outside);
        actor.accept(envelope.msg, port, &mut self.context);
    }

    /// A message from the actor's own work, which never was in the mailbox.
    pub(super) fn receive_own<M, K>(&mut self, msg: M)
    where
        M: Message,
        A: Accepts<M, K>,
    {
        let Some(actor) = self.actor.as_mut() else {
            return;
        };
        let started = self.ledger.start();
        let entry = self.ledger.begin(M::NAME, started, None);
        let port = Port::new(&mut self.ledger, entry, None, false);
        actor.accept(msg, port, &mut self.context);
    }

    /// Runs a hook of the domain actor, visible to the watchdog.
    fn hook(&mut self, stage: usize, call: impl FnOnce(&mut A, &mut Context<A>)) {
        if let Some(actor) = self.actor.as_mut() {
            self.ledger.cell.set_doing(stage);
            call(actor, &mut self.context);
            self.ledger.cell.set_doing(IDLE);
        }
    }

    /// Ends this generation if the actor wants that.
    fn settle(&mut self, actix: &mut actix::Context<Self>) -> bool {
        if self.finishing.is_some() && self.context.end.is_none() && self.is_done() {
            self.publish();
            self.context.end = self.finishing.take();
        }
        let Some(exit) = self.context.end.take() else {
            return false;
        };
        self.last_word.set(Some(exit));
        actix.terminate();
        true
    }

    /// Whether everything that was accepted is handled and everything spawned has ended.
    fn is_done(&self) -> bool {
        let cell = &self.ledger.cell;
        self.context.is_idle() && (cell.waiting() == 0 || !cell.gate.is_closed())
    }

    fn publish(&mut self) {
        let cell = self.ledger.cell.clone();
        self.hook(SNAPSHOT, |actor, _| {
            let state = serde_json::to_value(actor.snapshot());
            cell.publish(state.unwrap_or_else(|error| Value::String(format!("no snapshot: {error}"))));
        });
    }
}

impl<A: Actor> actix::Actor for Shell<A> {
    type Context = actix::Context<Self>;

    fn started(&mut self, actix: &mut actix::Context<Self>) {
        let cell = self.ledger.cell.clone();
        self.ledger.new_batch();
        self.context.generation = cell.generation();
        cell.set_doing(FACTORY);
        self.actor = Some((self.factory)());
        cell.set_label(self.actor.as_ref().and_then(A::label));
        self.hook(STARTED, |actor, ctx| actor.started(ctx));
        self.publish();
        actix.spawn(Pump);
        if !self.settle(actix) {
            self.context.system().running(&cell);
        }
    }
}

impl<A: Actor> actix::Supervised for Shell<A> {
    fn restarting(&mut self, _: &mut actix::Context<Self>) {
        self.finishing = None;
        self.last_word.set(None);
        self.context.reset();
        drop(self.actor.take());
    }
}

impl<A, M, K> actix::Handler<Envelope<M, K>> for Shell<A>
where
    M: Message,
    K: 'static,
    A: Accepts<M, K>,
{
    type Result = ();

    #[inline]
    fn handle(&mut self, envelope: Envelope<M, K>, actix: &mut actix::Context<Self>) {
        self.receive(envelope);
        if !self.settle(actix) && self.ledger.spent() {
            let_others_run(actix);
        }
    }
}

impl<A: Actor> actix::Handler<Finish> for Shell<A> {
    type Result = ();

    fn handle(&mut self, finish: Finish, actix: &mut actix::Context<Self>) {
        if finish.generation != self.context.generation {
            return;
        }
        self.ledger.cell.set_phase(Phase::Stopping);
        self.context.drop_sources();
        self.hook(STOPPING, |actor, ctx| actor.stopping(ctx));
        self.finishing = Some(finish.exit);
        self.settle(actix);
    }
}

impl<A: Actor> actix::Handler<ChildLeft> for Shell<A> {
    type Result = ();

    fn handle(&mut self, left: ChildLeft, actix: &mut actix::Context<Self>) {
        if left.generation != self.context.generation {
            return;
        }
        self.hook(IDLE, |actor, ctx| actor.child_exited(left.child, ctx));
        self.settle(actix);
    }
}

/// Polled once in every poll of the actor: runs its own work and timers, and publishes the state if somebody looks.
struct Pump;

impl<A: Actor> ActorFuture<Shell<A>> for Pump {
    type Output = ();

    fn poll(
        self: Pin<&mut Self>,
        shell: &mut Shell<A>,
        actix: &mut actix::Context<Shell<A>>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<()> {
        shell.ledger.new_batch();
        while let Poll::Ready(message) = shell.context.poll_own(cx) {
            message(shell);
            if shell.settle(actix) {
                return Poll::Pending;
            }
            if shell.ledger.spent() {
                let_others_run(actix);
                break;
            }
        }
        if shell.ledger.cell.orders.take(PUBLISH) != 0 {
            shell.publish();
        }
        shell.settle(actix);
        Poll::Pending
    }
}

/// The thread's other tasks, its timers and its sockets, before the next message.
fn let_others_run<A: Actor>(actix: &mut actix::Context<Shell<A>>) {
    actix.wait(wrap_future(tokio::task::yield_now()));
}

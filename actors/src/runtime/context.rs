//! Role: what an actor may do besides changing its state: spawn, set timers, have children, end. Owner: the shell, which
//! lends it to every handler.
//!
//! Invariants: everything spawned here belongs to one generation: it ends with it, and nothing of it reaches the next.
//! Results and ticks come back as messages to the actor itself; those take no place in the mailbox's capacity.

use std::{
    fmt::Display,
    future::{Future, ready},
    marker::PhantomData,
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use super::{
    actor::{Accepts, Actor},
    envelope::{ChildLeft, Envelope, Origin, current_parent},
    exit::Exit,
    handle::Handle,
    message::Message,
    orders::Stop,
    reply::Reply,
    snapshot::ActorId,
    supervisor::ParentLink,
    system::ActorSystem,
    work::{OwnMessage, Task, Works, named, named_stream, own},
};

/// How long an actor that stops itself may take to finish what it has accepted.
const OWN_STOP: Duration = Duration::from_secs(30);

/// Lent to every handler of `A`.
pub struct Context<A: Actor> {
    handle: Handle<A>,
    system: ActorSystem,
    pub(super) generation: u32,
    works: Works<A>,
    /// Messages to itself that are still in the mailbox.
    pub(super) own_queued: usize,
    pub(super) end: Option<Exit>,
}

impl<A: Actor> Context<A> {
    pub(super) fn new(handle: Handle<A>, system: ActorSystem) -> Self {
        Self { handle, system, generation: 0, works: Works::new(), own_queued: 0, end: None }
    }

    #[must_use]
    pub fn id(&self) -> ActorId {
        self.handle.id()
    }

    /// Our own handle, to give to others.
    #[must_use]
    pub fn handle(&self) -> &Handle<A> {
        &self.handle
    }

    #[must_use]
    pub fn system(&self) -> &ActorSystem {
        &self.system
    }

    /// How often we have been rebuilt.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Runs `work` beside the actor, on its thread; its output comes back as a message. `name` appears if it panics,
    /// which counts as a panic of the actor.
    pub fn spawn<M, K>(&mut self, name: &'static str, work: impl Future<Output = M> + 'static) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let work = named(name, work);
        self.works.add_finite(stream::once(work).map(|msg| own(msg)))
    }

    /// Runs `work` beside the actor, on its thread; nothing comes back.
    pub fn spawn_quietly(&mut self, name: &'static str, work: impl Future<Output = ()> + 'static) -> Task {
        let work = named(name, work);
        self.works.add_finite(stream::once(work).filter_map(|()| ready(None)))
    }

    /// Runs `work` beside the actor, on its thread, and answers with its output. For work whose result is no business
    /// of the actor's state; otherwise [`spawn`](Self::spawn) a message that carries the `Reply`.
    pub fn answer<M: Message>(
        &mut self,
        name: &'static str,
        reply: Reply<M>,
        work: impl Future<Output = M::Reply> + 'static,
    ) -> Task {
        self.spawn_quietly(name, async move { reply.send(work.await) })
    }

    /// Receives every item of `items`, at the pace at which they are handled. Dropped on an orderly stop.
    pub fn add_stream<M, K>(&mut self, name: &'static str, items: impl Stream<Item = M> + 'static) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let items = named_stream(name, items);
        self.works.add_endless(items.map(|msg| own(msg)))
    }

    /// Receives `msg` after `after`, unless cancelled or stopped before.
    pub fn run_later<M, K>(&mut self, after: Duration, msg: M) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let timer = async move {
            sleep(after).await;
            own(msg)
        };
        self.works.add_endless(stream::once(timer))
    }

    /// Receives what `make` makes every `every`, first after `every`. Ticks that come late are not made up for.
    pub fn run_interval<M, K>(&mut self, every: Duration, mut make: impl FnMut() -> M + 'static) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let every = every.max(Duration::from_millis(1));
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.works.add_endless(stream::poll_fn(move |cx| ticks.poll_tick(cx).map(|_| Some(own(make())))))
    }

    /// Receives `msg` after everything that is in the mailbox now.
    pub fn tell_self<M, K>(&mut self, msg: M)
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let origin = Origin::Itself { generation: self.generation };
        if self.handle.send(Envelope { msg, origin, caller: None, parent: current_parent(), kind: PhantomData }) {
            self.own_queued += 1;
        }
    }

    /// Starts an actor that ends when we do; [`Actor::child_exited`] tells when it has ended before.
    pub fn spawn_child<C: Actor>(&mut self, factory: impl FnMut() -> C + Send + 'static) -> Handle<C> {
        let parent = self.handle.clone();
        let generation = self.generation;
        let link = ParentLink::new(self.handle.cell(), move |child| {
            parent.send(ChildLeft { generation, child });
        });
        self.system.spawn_under(factory, Some(link))
    }

    /// Ends in order: children first, then what was accepted, then [`Actor::stopping`]. A `Permanent` actor is rebuilt.
    pub fn stop(&mut self) {
        let stop = Stop { by: Instant::now() + OWN_STOP, exit: Exit::Normal };
        self.handle.cell().orders.give_stop(stop, false);
    }

    /// Ends this generation after this handler; the policy decides what follows. Queued messages wait for the next.
    pub fn fail(&mut self, error: impl Display) {
        self.exit(Exit::Failure(error.to_string()));
    }

    /// Like [`fail`](Self::fail), with another reason. The first reason counts.
    pub fn exit(&mut self, exit: Exit) {
        self.end.get_or_insert(exit);
    }

    pub(super) fn poll_own(&mut self, cx: &mut TaskContext<'_>) -> Poll<OwnMessage<A>> {
        self.works.poll_next(cx)
    }

    pub(super) fn drop_sources(&mut self) {
        self.works.drop_endless();
    }

    pub(super) fn is_idle(&self) -> bool {
        self.works.is_finished() && self.own_queued == 0
    }

    /// Forgets everything of the generation that has ended.
    pub(super) fn reset(&mut self) {
        self.works = Works::new();
        self.own_queued = 0;
        self.end = None;
    }
}

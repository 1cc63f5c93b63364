//! Role: what an actor may do besides changing its state: spawn, set timers, have children, end. Owner: the shell, which
//! lends it to every handler.
//!
//! Invariants: everything spawned here belongs to one generation: it ends with it, and nothing of it reaches the next.
//! Results and ticks come back as messages to the actor itself; those take no place in the mailbox's capacity.

use std::{
    any::Any,
    fmt::Display,
    future::{Future, ready},
    panic::{AssertUnwindSafe, resume_unwind},
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use futures::{
    FutureExt, Stream, StreamExt,
    future::AbortHandle,
    stream::{self, LocalBoxStream, SelectAll},
};
use std::marker::PhantomData;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use super::{
    actor::{Accepts, Actor},
    envelope::{ChildLeft, Envelope, Origin, current_parent},
    exit::Exit,
    handle::Handle,
    message::Message,
    orders::Stop,
    reply::Reply,
    shell::Shell,
    snapshot::ActorId,
    supervisor::{ParentLink, panic_text},
    system::ActorSystem,
};

/// How long an actor that stops itself may take to finish what it has accepted.
const OWN_STOP: Duration = Duration::from_secs(30);

pub(super) type OwnMessage<A> = Box<dyn FnOnce(&mut Shell<A>)>;
type Source<A> = LocalBoxStream<'static, OwnMessage<A>>;

/// Lent to every handler of `A`.
pub struct Context<A: Actor> {
    handle: Handle<A>,
    system: ActorSystem,
    pub(super) generation: u32,
    /// Awaited on an orderly stop.
    works: SelectAll<Source<A>>,
    /// Dropped on an orderly stop: timers and streams.
    sources: SelectAll<Source<A>>,
    /// Messages to itself that are still in the mailbox.
    pub(super) own_queued: usize,
    pub(super) end: Option<Exit>,
}

/// Something spawned; it goes on if this is dropped.
#[derive(Debug, Clone)]
pub struct Task {
    abort: AbortHandle,
}

impl Task {
    /// Its message, if not on the way yet, will not come.
    pub fn cancel(&self) {
        self.abort.abort();
    }
}

impl<A: Actor> Context<A> {
    pub(super) fn new(handle: Handle<A>, system: ActorSystem) -> Self {
        Self {
            handle,
            system,
            generation: 0,
            works: SelectAll::new(),
            sources: SelectAll::new(),
            own_queued: 0,
            end: None,
        }
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
    pub fn spawn<M, K>(
        &mut self,
        name: &'static str,
        work: impl Future<Output = M> + 'static,
    ) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let work = named(name, work);
        self.add_work(stream::once(work).map(|msg| own(msg)))
    }

    /// Runs `work` beside the actor, on its thread; nothing comes back.
    pub fn spawn_quietly(
        &mut self,
        name: &'static str,
        work: impl Future<Output = ()> + 'static,
    ) -> Task {
        let work = named(name, work);
        self.add_work(stream::once(work).filter_map(|()| ready(None)))
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
    pub fn add_stream<M, K>(
        &mut self,
        name: &'static str,
        items: impl Stream<Item = M> + 'static,
    ) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let items = AssertUnwindSafe(items)
            .catch_unwind()
            .map(move |item| unwrap_named(name, item));
        self.add_source(items.map(|msg| own(msg)))
    }

    /// Receives `msg` after `after`, unless cancelled or stopped before.
    pub fn run_later<M, K>(&mut self, after: Duration, msg: M) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        self.add_source(stream::once(sleep(after)).map({
            let mut msg = Some(msg);
            move |()| {
                msg.take()
                    .map_or_else(|| Box::new(|_: &mut Shell<A>| ()) as OwnMessage<A>, own)
            }
        }))
    }

    /// Receives what `make` makes every `every`, first after `every`. Ticks that come late are not made up for.
    pub fn run_interval<M, K>(
        &mut self,
        every: Duration,
        mut make: impl FnMut() -> M + 'static,
    ) -> Task
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let every = every.max(Duration::from_millis(1));
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.add_source(stream::poll_fn(move |cx| {
            ticks.poll_tick(cx).map(|_| Some(own(make())))
        }))
    }

    /// Receives `msg` after everything that is in the mailbox now.
    pub fn tell_self<M, K>(&mut self, msg: M)
    where
        M: Message,
        K: 'static,
        A: Accepts<M, K>,
    {
        let origin = Origin::Itself {
            generation: self.generation,
        };
        if self.handle.send(Envelope {
            msg,
            origin,
            caller: None,
            parent: current_parent(),
            kind: PhantomData,
        }) {
            self.own_queued += 1;
        }
    }

    /// Starts an actor that ends when we do; [`Actor::child_exited`] tells when it has ended before.
    pub fn spawn_child<C: Actor>(
        &mut self,
        factory: impl FnMut() -> C + Send + 'static,
    ) -> Handle<C> {
        let parent = self.handle.clone();
        let generation = self.generation;
        let link = ParentLink::new(self.handle.cell(), move |child| {
            parent.send(ChildLeft { generation, child });
        });
        self.system.spawn_under(factory, Some(link))
    }

    /// Ends in order: children first, then what was accepted, then [`Actor::stopping`]. A `Permanent` actor is rebuilt.
    pub fn stop(&mut self) {
        let stop = Stop {
            by: Instant::now() + OWN_STOP,
            exit: Exit::Normal,
        };
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

    fn add_work(&mut self, work: impl Stream<Item = OwnMessage<A>> + 'static) -> Task {
        let (work, abort) = stream::abortable(work);
        self.works.push(work.boxed_local());
        Task { abort }
    }

    fn add_source(&mut self, source: impl Stream<Item = OwnMessage<A>> + 'static) -> Task {
        let (source, abort) = stream::abortable(source);
        self.sources.push(source.boxed_local());
        Task { abort }
    }

    pub(super) fn poll_own(&mut self, cx: &mut TaskContext<'_>) -> Poll<OwnMessage<A>> {
        for set in [&mut self.works, &mut self.sources] {
            if set.is_empty() {
                continue;
            }
            if let Poll::Ready(Some(message)) = set.poll_next_unpin(cx) {
                return Poll::Ready(message);
            }
        }
        Poll::Pending
    }

    pub(super) fn drop_sources(&mut self) {
        self.sources.clear();
    }

    pub(super) fn is_idle(&self) -> bool {
        self.works.is_empty() && self.own_queued == 0
    }

    /// Forgets everything of the generation that has ended.
    pub(super) fn reset(&mut self) {
        self.works.clear();
        self.sources.clear();
        self.own_queued = 0;
        self.end = None;
    }
}

fn own<A, M, K>(msg: M) -> OwnMessage<A>
where
    A: Accepts<M, K>,
    M: Message,
    K: 'static,
{
    Box::new(move |shell| shell.receive_own(msg))
}

async fn named<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    unwrap_named(name, AssertUnwindSafe(work).catch_unwind().await)
}

fn unwrap_named<T>(name: &'static str, outcome: Result<T, Box<dyn Any + Send>>) -> T {
    match outcome {
        Ok(value) => value,
        Err(payload) => resume_unwind(Box::new(format!(
            "in `{name}`: {}",
            panic_text(payload.as_ref())
        ))),
    }
}

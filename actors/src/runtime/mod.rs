//! Supervised actors on top of actix.
//!
//! Role: runs every domain actor: bounded mailboxes, rebuilds after panics, deadlines, figures for operators. Owner: the
//! composition root holds the [`ActorSystem`]; everyone else holds [`Handle`]s. Nothing outside this folder uses actix.
//!
//! # An actor in five steps
//!
//! One actor is one owner of one piece of mutable state, in one file named after its kind:
//!
//! 1. **Messages**: commands `VerbNoun`, events in the past tense, queries `GetX`. [`message!`](crate::message) declares
//!    the reply; a command that can fail replies a `Result`.
//! 2. **State**: a plain struct whose methods decide and are tested without any actor.
//! 3. **`impl Actor`**: kind, policy, capacity; `started` arms timers and spawns children.
//! 4. **One `impl` per message**: [`Handles`] answers at once. [`HandlesLater`] gets a [`Reply`] to move into spawned
//!    work. Handlers never wait, so a change of state is never interleaved with another.
//! 5. **Spawn** it with a factory, which builds the state now and after every failure.
//!
//! ```
//! use std::{sync::Arc, time::Duration};
//! use playhouse_actors::{message, runtime::*};
//!
//! # struct Store; // a port, which reads and writes
//! # impl Store { async fn save(&self, _: u64) -> Result<(), String> { Ok(()) } }
//! /// Adds points, at once.
//! pub struct AddPoints { pub points: u64 }
//! /// Writes the total; replies once it is durable.
//! pub struct SaveTotal;
//! /// From the actor to itself: a save has ended.
//! struct TotalSaved { total: u64, outcome: Result<(), String>, reply: Reply<SaveTotal> }
//! /// From the actor to itself: time to look whether anything is unsaved.
//! struct Tick;
//!
//! message! {
//!     AddPoints => u64;
//!     SaveTotal => Result<u64, String>;
//!     TotalSaved;
//!     Tick;
//! }
//!
//! #[derive(Default, serde::Serialize)]
//! struct Score { total: u64, saved: u64 }
//!
//! impl Score {
//!     fn add(&mut self, points: u64) -> u64 {
//!         self.total += points;
//!         self.total
//!     }
//! }
//!
//! pub struct Scorer { score: Score, store: Arc<Store> }
//!
//! impl Actor for Scorer {
//!     const KIND: &'static str = "scorer";
//!     const POLICY: Policy = Policy::Transient;
//!     const CAPACITY: usize = 32;
//!
//!     fn started(&mut self, ctx: &mut Context<Self>) {
//!         ctx.run_interval(Duration::from_secs(60), || Tick);
//!     }
//!
//!     fn snapshot(&self) -> impl serde::Serialize {
//!         &self.score
//!     }
//! }
//!
//! impl Handles<AddPoints> for Scorer {
//!     fn handle(&mut self, msg: AddPoints, _: &mut Context<Self>) -> u64 {
//!         self.score.add(msg.points)
//!     }
//! }
//!
//! impl HandlesLater<SaveTotal> for Scorer {
//!     fn handle_later(&mut self, _: SaveTotal, reply: Reply<SaveTotal>, ctx: &mut Context<Self>) {
//!         let (store, total) = (Arc::clone(&self.store), self.score.total);
//!         ctx.spawn("save", async move {
//!             let outcome = store.save(total).await;
//!             TotalSaved { total, outcome, reply }
//!         });
//!     }
//! }
//!
//! impl Handles<TotalSaved> for Scorer {
//!     fn handle(&mut self, msg: TotalSaved, _: &mut Context<Self>) {
//!         if msg.outcome.is_ok() {
//!             self.score.saved = msg.total;
//!         }
//!         msg.reply.send(msg.outcome.map(|()| msg.total));
//!     }
//! }
//!
//! impl Handles<Tick> for Scorer {
//!     fn handle(&mut self, _: Tick, ctx: &mut Context<Self>) {
//!         if self.score.total != self.score.saved {
//!             ctx.tell_self(SaveTotal);
//!         }
//!     }
//! }
//!
//! # actix_rt::System::new().block_on(async {
//! let system = ActorSystem::start(SystemConfig::default()).expect("threads");
//! let store = Arc::new(Store);
//! let scorer = system.spawn(move || Scorer { score: Score::default(), store: Arc::clone(&store) });
//!
//! let second = Duration::from_secs(1);
//! scorer.try_tell(AddPoints { points: 1 }).expect("there is room"); // Err(Full) or Err(Closed) otherwise
//! assert_eq!(scorer.ask(AddPoints { points: 3 }, second).await, Ok(4));
//! assert_eq!(scorer.ask(SaveTotal, second).await, Ok(Ok(4)));
//!
//! let seen = system.registry().fresh_snapshot(second).await;
//! assert_eq!(seen[0].state["total"], 4);
//! assert_eq!(system.shutdown(second).await, 0);
//! # });
//! ```
//!
//! # What callers may rely on
//!
//! - [`Handle::ask`] waits for the reply, at most its deadline; [`Handle::try_tell`] does not wait;
//!   [`Handle::tell_lossy`] is for telemetry. None waits for room: a full mailbox is [`TellError::Full`] at once (the
//!   edge makes it 503, a missed deadline 504). [`Handle::recipient`] narrows a handle to one message.
//! - Messages from one sender to one actor are handled in order. One accepted is handled even if its caller goes away,
//!   by the next generation if the actor fails first. Not handled are only: the message in whose handler the panic was,
//!   asks whose deadline passed in the mailbox, and what is queued when an actor ends for good otherwise than by an
//!   orderly stop.
//! - `CAPACITY` counts messages accepted and not yet answered, so one that is answered later keeps its place until then.
//! - Send along a DAG: an actor must not wait for one that may be waiting for it.
//!
//! # Failure
//!
//! A panic in a handler, a hook, spawned work or the factory, and `ctx.fail(…)`, end one generation: its state, work and
//! timers are dropped, its children stopped. After a pause the factory builds the next on the same handle, as often as
//! [`Actor::RESTARTS`] allows; then the parent gets [`Exit::RestartLimit`] through [`Actor::child_exited`], or, at the
//! root, [`Readiness`] gets a reason. `ctx.stop()` ends in order. [`Control::restart`] ends a generation in order and builds
//! the next at once.
//!
//! # Tests
//!
//! `runtime::testing::paused` runs an actor and its test on one thread under paused time: nothing sleeps, and a test
//! that would wait an hour takes no time. A [`Recipient::from_fn`] stands in for the actors it sends to, and
//! [`Reply::channel`] for a caller.
//!
//! # Threads
//!
//! Actors live on the system's own threads, as [`Actor::PLACEMENT`] says. Handlers and spawned work must not block;
//! blocking work goes through a port that owns a pool. A busy actor lets others run after every batch of messages.

mod actor;
mod backoff;
mod cell;
mod context;
mod control;
mod envelope;
mod event;
mod exit;
mod found;
mod gate;
mod handle;
mod histogram;
mod ledger;
mod message;
mod meter;
mod orders;
mod readiness;
mod recipient;
mod registry;
mod reply;
mod shell;
mod snapshot;
mod summary;
mod supervisor;
mod system;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod watchdog;
mod work;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use self::{
    actor::{Accepts, Actor, Handles, HandlesLater, Placement, Policy, Restarts},
    context::Context,
    control::{Control, NeverRebuilt},
    event::{ActorEvent, Happening},
    exit::{ChildExited, Exit},
    found::ask_found,
    handle::{AskError, Handle, TellError},
    histogram::Quantiles,
    message::Message,
    meter::describe as describe_metrics,
    readiness::Readiness,
    recipient::Recipient,
    registry::Registry,
    reply::Reply,
    snapshot::{ActorId, ActorSnapshot, LastError, MessageSnapshot, Phase},
    summary::KindSummary,
    system::{ActorSystem, SystemConfig},
    work::Task,
};
pub use crate::message;

/// A lock whose holder panicked still guards whole values here: nothing under it is changed in two steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

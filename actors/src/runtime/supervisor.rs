//! Role: keeps one actor alive: polls it, catches its panics, rebuilds it or buries it. Owner: one task on the actor's
//! thread.
//!
//! Invariants: a panic never leaves this task; the mailbox outlives every generation but the last; state is dropped
//! before the pause, the factory runs after it; however the task ends, the cell gets an exit and the parent hears of it.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, atomic::Ordering},
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use actix::{
    ActorContext,
    dev::{ContextFut, channel::AddressReceiver},
};
use futures::future::{Either, select};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

#[cfg(any(test, debug_assertions))]
use super::orders::PANIC;
use super::{
    actor::Actor,
    backoff::Backoff,
    cell::{ActorCell, IDLE},
    envelope::Finish,
    exit::{ChildExited, Exit},
    handle::Handle,
    lock, meter,
    orders::{KILL, Stop},
    shell::{Factory, LastWord, Shell},
    snapshot::Phase,
    system::ActorSystem,
};

/// How long the children of an actor that has ended may take to finish.
const CHILDREN_STOP: Duration = Duration::from_secs(5);
/// How long past its deadline a stop is awaited: an actor on a healthy thread needs none of it.
const GRACE: Duration = Duration::from_millis(200);

/// Everything an actor needs to come to life on its thread.
pub(super) struct Birth<A: Actor> {
    pub(super) factory: Factory<A>,
    pub(super) receiver: AddressReceiver<Shell<A>>,
    pub(super) handle: Handle<A>,
    pub(super) system: ActorSystem,
    pub(super) grave: Grave,
}

/// How an end reaches the parent.
pub(super) struct ParentLink {
    pub(super) cell: Arc<ActorCell>,
    tell: Box<dyn Fn(ChildExited) + Send>,
}

impl ParentLink {
    pub(super) fn new(cell: &Arc<ActorCell>, tell: impl Fn(ChildExited) + Send + 'static) -> Self {
        Self { cell: Arc::clone(cell), tell: Box::new(tell) }
    }
}

/// Buries the actor when dropped, so that not even a thread that goes away leaves it half alive.
pub(super) struct Grave {
    pub(super) cell: Arc<ActorCell>,
    pub(super) system: ActorSystem,
    pub(super) parent: Option<ParentLink>,
    pub(super) exit: Exit,
}

impl Drop for Grave {
    fn drop(&mut self) {
        let exit = std::mem::replace(&mut self.exit, Exit::Killed);
        let Self { cell, system, parent, .. } = self;
        cell.gate.close();
        system.bury(cell, &exit, parent.is_none());
        if let Some(parent) = parent {
            lock(&parent.cell.children).retain(|child| child.id != cell.id);
            (parent.tell)(ChildExited { id: cell.id, kind: cell.kind, exit: exit.clone() });
        }
        // Last, so that whoever waits for the end finds everything in its place.
        let _ = cell.exit.set(exit);
    }
}

pub(super) async fn supervise<A: Actor>(birth: Birth<A>) {
    let Birth { factory, receiver, handle, system, mut grave } = birth;
    let cell = Arc::clone(handle.cell());
    let last_word = LastWord::default();
    let shell = Shell::new(factory, handle.clone(), system.clone(), Rc::clone(&last_word));
    let mut life = Life { fut: actix::Context::with_receiver(receiver).into_future(shell), last_word };
    let mut backoff = Backoff::new(A::RESTARTS);

    grave.exit = loop {
        let exit = live(&mut life, &handle).await;
        if exit.is_failure() {
            system.failed(&cell, &exit);
        }
        life.forget_state();
        let aborted = exit == Exit::Killed && cell.orders.is_last();
        let children_stop = if aborted { Duration::ZERO } else { CHILDREN_STOP };
        stop_children(&cell, Instant::now() + children_stop).await;
        if cell.orders.is_last() || !A::POLICY.rebuilds(&exit) {
            break exit;
        }
        // One that was asked for is no sign of trouble.
        let pause = if exit == Exit::Restarted { Some(Duration::ZERO) } else { backoff.next(Instant::now()) };
        let Some(pause) = pause else {
            break Exit::RestartLimit(exit.to_string());
        };
        cell.set_phase(Phase::Backoff);
        system.restarting(&cell, &exit, pause);
        select(pin!(sleep(pause)), pin!(cell.orders.last_given())).await;
        if !cell.orders.begin_again() {
            break Exit::Quit;
        }
        cell.gate.reopen();
        cell.figures.restarts.fetch_add(1, Ordering::Relaxed);
    };
    life.end();
}

/// One generation, from the factory to its exit.
async fn live<A: Actor>(life: &mut Life<A>, handle: &Handle<A>) -> Exit {
    let cell = handle.cell();
    let generation = cell.generation();
    let living = pin!(poll_fn(|cx| life.poll(cx, cell)));
    let stopping = pin!(async {
        let stop = cell.orders.stop_given().await;
        stop_children(cell, half_way_to(stop.by)).await;
        let for_good = cell.orders.is_last() || !A::POLICY.rebuilds(&stop.exit);
        if for_good {
            cell.gate.close();
        }
        handle.send(Finish { generation, exit: stop.exit });
        sleep_until(stop.by).await;
        if for_good {
            // It had no more to do, so being late is no reason to rebuild it.
            cell.orders.abort();
        }
        Exit::Killed
    });
    match select(living, stopping).await {
        Either::Left((exit, _)) | Either::Right((exit, _)) => exit,
    }
}

/// Ends the actors for good, the youngest first. One that hangs uses up half of what is left, not all of it.
pub(super) async fn stop_all(cells: Vec<Arc<ActorCell>>, by: Instant) {
    for cell in cells.into_iter().rev() {
        let its = half_way_to(by);
        cell.orders.give_stop(Stop { by: its, exit: Exit::Quit }, true);
        if timeout_at(its, cell.exit.wait()).await.is_err() {
            cell.orders.abort();
            let grace = half_way_to(by).min(its + GRACE);
            let _ = timeout_at(grace, cell.exit.wait()).await;
        }
    }
}

async fn stop_children(cell: &ActorCell, by: Instant) {
    let children = lock(&cell.children).clone();
    if !children.is_empty() {
        stop_all(children, by).await;
    }
}

fn half_way_to(by: Instant) -> Instant {
    let now = Instant::now();
    now + by.saturating_duration_since(now) / 2
}

/// The actix future with its panics caught and its drop made harmless.
struct Life<A: Actor> {
    fut: ContextFut<Shell<A>, actix::Context<Shell<A>>>,
    last_word: LastWord,
}

impl<A: Actor> Life<A> {
    fn poll(&mut self, cx: &mut TaskContext<'_>, cell: &ActorCell) -> Poll<Exit> {
        cell.orders.register(cx.waker());
        if cell.orders.take(KILL) != 0 {
            return Poll::Ready(Exit::Killed);
        }
        let polled = catch_unwind(AssertUnwindSafe(|| {
            #[cfg(any(test, debug_assertions))]
            if cell.orders.take(PANIC) != 0 {
                std::panic::resume_unwind(Box::new("injected"));
            }
            Pin::new(&mut self.fut).poll(cx)
        }));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(self.last_word.take().unwrap_or(Exit::Normal)),
            Err(payload) => Poll::Ready(panicked(cell, payload.as_ref())),
        }
    }

    /// Drops the domain actor and everything it has spawned; the mailbox stays.
    fn forget_state(&mut self) {
        let dropped = catch_unwind(AssertUnwindSafe(|| self.fut.restart()));
        if let Err(payload) = dropped {
            tracing::error!(actor = A::KIND, panic = panic_text(payload.as_ref()), "panic while dropping an actor");
        }
    }

    fn end(self) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(self))) {
            tracing::error!(actor = A::KIND, panic = panic_text(payload.as_ref()), "panic while dropping an actor");
        }
    }
}

impl<A: Actor> Drop for Life<A> {
    fn drop(&mut self) {
        // Otherwise actix polls it once more from its own drop, which would call the factory again.
        self.fut.ctx().terminate();
    }
}

fn panicked(cell: &ActorCell, payload: &(dyn Any + Send)) -> Exit {
    let text = panic_text(payload);
    let text = match cell.doing() {
        Some(doing) => {
            if cell.is_handling() {
                meter::outcome(cell.kind, doing, "panicked").increment(1);
            }
            format!("in `{doing}`: {text}")
        }
        None => text.to_owned(),
    };
    cell.set_doing(IDLE);
    Exit::Panicked(text)
}

pub(super) fn panic_text(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&'static str>().copied()).unwrap_or("(no text)")
}

//! Role: what one generation of an actor has under way: spawned work, timers, streams. Owner: its context.
//!
//! Invariants: everything here is polled on the actor's task, only when woken, and dropped with its generation; a panic in
//! it is the actor's panic and tells the work's name.

use std::{
    any::Any,
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    task::{Context as TaskContext, Poll},
};

use futures::{
    FutureExt, Stream, StreamExt,
    future::AbortHandle,
    stream::{self, LocalBoxStream, SelectAll},
};

use super::{
    actor::{Accepts, Actor},
    message::Message,
    shell::Shell,
    supervisor::panic_text,
};

/// A message from the actor's own work, addressed and ready to be handled.
pub(super) type OwnMessage<A> = Box<dyn FnOnce(&mut Shell<A>)>;
type Source<A> = LocalBoxStream<'static, OwnMessage<A>>;

pub(super) struct Works<A: Actor> {
    /// Awaited on an orderly stop.
    finite: SelectAll<Source<A>>,
    /// Dropped on an orderly stop: timers and streams.
    endless: SelectAll<Source<A>>,
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

impl<A: Actor> Works<A> {
    pub(super) fn new() -> Self {
        Self { finite: SelectAll::new(), endless: SelectAll::new() }
    }

    pub(super) fn add_finite(&mut self, work: impl Stream<Item = OwnMessage<A>> + 'static) -> Task {
        add(&mut self.finite, work)
    }

    pub(super) fn add_endless(&mut self, work: impl Stream<Item = OwnMessage<A>> + 'static) -> Task {
        add(&mut self.endless, work)
    }

    pub(super) fn poll_next(&mut self, cx: &mut TaskContext<'_>) -> Poll<OwnMessage<A>> {
        for works in [&mut self.finite, &mut self.endless] {
            if works.is_empty() {
                continue;
            }
            if let Poll::Ready(Some(message)) = works.poll_next_unpin(cx) {
                return Poll::Ready(message);
            }
        }
        Poll::Pending
    }

    pub(super) fn is_finished(&self) -> bool {
        self.finite.is_empty()
    }

    pub(super) fn drop_endless(&mut self) {
        self.endless.clear();
    }
}

fn add<A: Actor>(works: &mut SelectAll<Source<A>>, work: impl Stream<Item = OwnMessage<A>> + 'static) -> Task {
    let (work, abort) = stream::abortable(work);
    works.push(work.boxed_local());
    Task { abort }
}

pub(super) fn own<A, M, K>(msg: M) -> OwnMessage<A>
where
    A: Accepts<M, K>,
    M: Message,
    K: 'static,
{
    Box::new(move |shell| shell.receive_own(msg))
}

pub(super) async fn named<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    unwrap_named(name, AssertUnwindSafe(work).catch_unwind().await)
}

pub(super) fn named_stream<T>(name: &'static str, items: impl Stream<Item = T>) -> impl Stream<Item = T> {
    AssertUnwindSafe(items).catch_unwind().map(move |item| unwrap_named(name, item))
}

fn unwrap_named<T>(name: &'static str, outcome: Result<T, Box<dyn Any + Send>>) -> T {
    match outcome {
        Ok(value) => value,
        Err(payload) => {
            let text = panic_text(payload.as_ref());
            resume_unwind(Box::new(format!("in `{name}`: {text}")))
        }
    }
}

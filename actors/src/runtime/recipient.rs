//! Role: the way to whoever handles one message, whatever its type. Owner: senders that should know no more.
//!
//! Invariants: the same verbs and promises as [`Handle`](super::Handle).

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use tokio::{sync::oneshot, time::Instant};

use super::{
    actor::{Accepts, Actor},
    handle::{AskError, Handle, TellError, await_answer, deadline_after},
    message::Message,
    reply::Reply,
};

/// The way to one actor, for one message.
pub struct Recipient<M: Message> {
    target: Arc<dyn Target<M>>,
}

trait Target<M: Message>: Send + Sync {
    fn post(
        &self,
        msg: M,
        caller: Option<oneshot::Sender<M::Reply>>,
        times: Option<(Instant, Instant)>,
    ) -> Result<(), TellError>;

    fn lost(&self);
}

impl<M: Message> Recipient<M> {
    pub(super) fn to<A, K>(handle: Handle<A>) -> Self
    where
        K: 'static,
        A: Accepts<M, K>,
    {
        Self { target: Arc::new(ToActor { handle, kind: PhantomData }) }
    }

    /// A function in the place of an actor: for tests of whoever sends.
    pub fn from_fn(f: impl Fn(M, Reply<M>) -> Result<(), TellError> + Send + Sync + 'static) -> Self {
        Self { target: Arc::new(ToFn(f)) }
    }

    /// Sends `msg` and waits for its reply, at most `within`.
    pub async fn ask(&self, msg: M, within: Duration) -> Result<M::Reply, AskError> {
        let now = Instant::now();
        let deadline = deadline_after(now, within);
        let (caller, answer) = oneshot::channel();
        self.target.post(msg, Some(caller), Some((now, deadline)))?;
        await_answer(answer, deadline).await
    }

    /// Sends `msg` without waiting for its reply.
    pub fn try_tell(&self, msg: M) -> Result<(), TellError> {
        self.target.post(msg, None, None)
    }

    /// Sends `msg` if there is room; counts it as lost otherwise. For telemetry only.
    pub fn tell_lossy(&self, msg: M) {
        if self.try_tell(msg).is_err() {
            self.target.lost();
        }
    }
}

struct ToActor<A: Actor, K> {
    handle: Handle<A>,
    kind: PhantomData<fn() -> K>,
}

impl<A, M, K> Target<M> for ToActor<A, K>
where
    A: Accepts<M, K>,
    M: Message,
    K: 'static,
{
    fn post(
        &self,
        msg: M,
        caller: Option<oneshot::Sender<M::Reply>>,
        times: Option<(Instant, Instant)>,
    ) -> Result<(), TellError> {
        self.handle.post(msg, caller, times)
    }

    fn lost(&self) {
        self.handle.cell().lost();
    }
}

struct ToFn<F>(F);

impl<M, F> Target<M> for ToFn<F>
where
    M: Message,
    F: Fn(M, Reply<M>) -> Result<(), TellError> + Send + Sync,
{
    fn post(
        &self,
        msg: M,
        caller: Option<oneshot::Sender<M::Reply>>,
        _times: Option<(Instant, Instant)>,
    ) -> Result<(), TellError> {
        (self.0)(msg, Reply::for_caller(caller))
    }

    fn lost(&self) {}
}

impl<M: Message> Clone for Recipient<M> {
    fn clone(&self) -> Self {
        Self { target: Arc::clone(&self.target) }
    }
}

impl<M: Message> fmt::Debug for Recipient<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", M::NAME)
    }
}

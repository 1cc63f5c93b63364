//! Role: every live actor and the recently ended ones, for operators. Owner: the actor system.
//!
//! Invariants: reading never goes through a mailbox; the dead are kept for a bounded time and number.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::join_all;
use tokio::{
    sync::broadcast,
    time::{Instant, timeout_at},
};

use super::{
    cell::ActorCell,
    control::Control,
    event::{ActorEvent, Happening},
    exit::Exit,
    lock,
    orders::PUBLISH,
    snapshot::{ActorId, ActorSnapshot, Phase},
    summary::{KindSummary, summarise},
};

const EVENTS_KEPT: usize = 256;

/// The operator's view of all actors. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    live: Mutex<BTreeMap<ActorId, Arc<ActorCell>>>,
    dead: Mutex<VecDeque<(Instant, ActorSnapshot)>>,
    keep: usize,
    keep_for: Duration,
    events: broadcast::Sender<ActorEvent>,
}

impl Registry {
    pub(super) fn new(keep: usize, keep_for: Duration) -> Self {
        let events = broadcast::Sender::new(EVENTS_KEPT);
        let inner = Inner { live: Mutex::default(), dead: Mutex::default(), keep, keep_for, events };
        Self { inner: Arc::new(inner) }
    }

    /// All actors, oldest first, the recently ended ones last. States are as last published; the live ones are asked
    /// to publish again, so a page that looks every second is at most one look behind.
    #[must_use]
    pub fn snapshot(&self) -> Vec<ActorSnapshot> {
        let live = self.live();
        let mut all: Vec<_> = live.iter().map(|cell| cell.snapshot(None)).collect();
        for cell in &live {
            cell.orders.give(PUBLISH);
        }
        all.extend(self.dead());
        all
    }

    /// Like [`snapshot`](Self::snapshot), after waiting at most `within` for every live actor to publish its state.
    /// A state so published knows of every message that was answered before this call.
    pub async fn fresh_snapshot(&self, within: Duration) -> Vec<ActorSnapshot> {
        let deadline = Instant::now() + within;
        let live = self.live();
        join_all(live.iter().filter(|cell| cell.phase() == Phase::Running).map(|cell| async move {
            let mut published = std::pin::pin!(cell.published.notified());
            published.as_mut().enable();
            cell.orders.give(PUBLISH);
            // One that hangs or ends meanwhile is shown as last published.
            let _ = timeout_at(deadline, published).await;
        }))
        .await;
        let mut all: Vec<_> = live.iter().map(|cell| cell.snapshot(cell.exit.get())).collect();
        all.extend(self.dead().into_iter().filter(|dead| live.iter().all(|cell| cell.id != dead.id)));
        all
    }

    /// The live actors, summed by kind, in the order of their names.
    #[must_use]
    pub fn kinds(&self) -> Vec<KindSummary> {
        summarise(&self.live())
    }

    /// One actor, alive or recently ended.
    #[must_use]
    pub fn get(&self, id: ActorId) -> Option<ActorSnapshot> {
        let live = lock(&self.inner.live).get(&id).cloned();
        live.map(|cell| cell.snapshot(None)).or_else(|| self.dead().into_iter().find(|dead| dead.id == id))
    }

    /// Power over a live actor.
    #[must_use]
    pub fn control(&self, id: ActorId) -> Option<Control> {
        lock(&self.inner.live).get(&id).cloned().map(Control::new)
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<ActorEvent> {
        self.inner.events.subscribe()
    }

    pub(super) fn live(&self) -> Vec<Arc<ActorCell>> {
        lock(&self.inner.live).values().cloned().collect()
    }

    fn dead(&self) -> Vec<ActorSnapshot> {
        let mut dead = lock(&self.inner.dead);
        self.forget_old(&mut dead);
        dead.iter().map(|(_, snapshot)| snapshot.clone()).collect()
    }

    fn forget_old(&self, dead: &mut VecDeque<(Instant, ActorSnapshot)>) {
        while dead.len() > self.inner.keep || dead.front().is_some_and(|(at, _)| at.elapsed() > self.inner.keep_for) {
            dead.pop_front();
        }
    }

    pub(super) fn add(&self, cell: Arc<ActorCell>) {
        lock(&self.inner.live).insert(cell.id, cell);
    }

    pub(super) fn bury(&self, cell: &ActorCell, exit: &Exit) {
        // Both locks, so that a reader finds it in one place or the other.
        let mut live = lock(&self.inner.live);
        let mut dead = lock(&self.inner.dead);
        live.remove(&cell.id);
        dead.push_back((Instant::now(), cell.snapshot(Some(exit))));
        self.forget_old(&mut dead);
        drop((live, dead));
        self.emit(cell, Happening::Ended(exit.clone()));
    }

    pub(super) fn emit(&self, cell: &ActorCell, what: Happening) {
        // Nobody listening is the common case.
        let _ = self.inner.events.send(ActorEvent { id: cell.id, kind: cell.kind, what });
    }
}

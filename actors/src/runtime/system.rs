//! Role: the root of all actors: threads, registry, readiness, orderly shutdown. Owner: the composition root.
//!
//! Invariants: an actor at the root that cannot be kept alive makes the node not ready; a shutdown stops the youngest
//! root first and each actor's children before it; nothing is spawned after that.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_rt::{Arbiter, ArbiterHandle};
use tokio::time::Instant;

use super::{
    actor::{Actor, Placement},
    cell::ActorCell,
    event::Happening,
    exit::Exit,
    handle::Handle,
    lock, meter,
    readiness::Readiness,
    registry::Registry,
    snapshot::{ActorId, Phase},
    supervisor::{Birth, Grave, ParentLink, stop_all, supervise},
    watchdog::Watchdog,
};

/// How the actors of one node are run.
#[derive(Debug, Clone)]
pub struct SystemConfig {
    /// Threads for actors placed `Hot`; at least one.
    pub hot_threads: usize,
    /// An actor with work and no progress for this long is hung.
    pub heartbeat: Duration,
    /// How many ended actors operators can still look at, and for how long.
    pub keep_dead: usize,
    pub keep_dead_for: Duration,
}

impl Default for SystemConfig {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            hot_threads: (cores / 2).max(1),
            heartbeat: Duration::from_secs(10),
            keep_dead: 256,
            keep_dead_for: Duration::from_secs(600),
        }
    }
}

/// The root of all actors. Cheap to clone.
#[derive(Clone)]
pub struct ActorSystem {
    inner: Arc<Inner>,
}

struct Inner {
    threads: Threads,
    registry: Registry,
    readiness: Readiness,
    last_id: AtomicU64,
    roots: Mutex<Vec<Arc<ActorCell>>>,
    closing: AtomicBool,
    watchdog: Mutex<Option<Watchdog>>,
}

enum Threads {
    /// Own threads: a blocked handler hurts nobody's HTTP worker.
    Arbiters { control: ArbiterHandle, hot: Vec<ArbiterHandle>, next: AtomicUsize },
    /// The thread that spawns, which must be running a `LocalSet`.
    Here,
}

impl ActorSystem {
    /// Starts the threads. Call inside an actix system, for example under `#[actix_web::main]`.
    pub fn start(config: SystemConfig) -> io::Result<Self> {
        if actix_rt::System::try_current().is_none() {
            return Err(io::Error::other("the actor system needs a running actix system"));
        }
        let hot: io::Result<Vec<_>> = (0..config.hot_threads.max(1)).map(|_| thread()).collect();
        let threads = Threads::Arbiters { control: thread()?, hot: hot?, next: AtomicUsize::new(0) };
        Self::on(threads, config)
    }

    /// Runs every actor on the thread that spawns it, which must be running a `LocalSet`: for tests, where paused time
    /// then holds for the actors too.
    pub fn start_here(config: SystemConfig) -> io::Result<Self> {
        Self::on(Threads::Here, config)
    }

    fn on(threads: Threads, config: SystemConfig) -> io::Result<Self> {
        let registry = Registry::new(config.keep_dead, config.keep_dead_for);
        let readiness = Readiness::new();
        let watchdog = Watchdog::start(registry.clone(), readiness.clone(), config.heartbeat)?;
        let inner = Inner {
            threads,
            registry,
            readiness,
            last_id: AtomicU64::new(0),
            roots: Mutex::default(),
            closing: AtomicBool::new(false),
            watchdog: Mutex::new(Some(watchdog)),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts an actor at the root. `factory` builds its state, now and after every failure.
    pub fn spawn<A: Actor>(&self, factory: impl FnMut() -> A + Send + 'static) -> Handle<A> {
        self.spawn_under(factory, None)
    }

    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    #[must_use]
    pub fn readiness(&self) -> &Readiness {
        &self.inner.readiness
    }

    /// Stops every actor, the youngest root first, at the latest `within`; returns how many had to be left behind.
    pub async fn shutdown(&self, within: Duration) -> usize {
        self.inner.closing.store(true, Ordering::Release);
        self.inner.readiness.set("shutdown", "the node is shutting down");
        let roots = lock(&self.inner.roots).clone();
        stop_all(roots, Instant::now() + within).await;
        let left = self.inner.registry.live().len();
        if let Threads::Arbiters { control, hot, .. } = &self.inner.threads {
            for arbiter in hot.iter().chain([control]) {
                arbiter.stop();
            }
        }
        drop(lock(&self.inner.watchdog).take());
        left
    }

    pub(super) fn spawn_under<A: Actor>(
        &self,
        factory: impl FnMut() -> A + Send + 'static,
        parent: Option<ParentLink>,
    ) -> Handle<A> {
        let id = ActorId(self.inner.last_id.fetch_add(1, Ordering::Relaxed) + 1);
        let cell = Arc::new(ActorCell::new::<A>(id, parent.as_ref().map(|parent| parent.cell.id)));
        let siblings = parent.as_ref().map_or(&self.inner.roots, |parent| &parent.cell.children);
        lock(siblings).push(Arc::clone(&cell));
        self.inner.registry.add(Arc::clone(&cell));
        let (sender, receiver) = actix::dev::channel::channel(0);
        let handle = Handle::new(sender, Arc::clone(&cell));
        let grave = Grave { cell, system: self.clone(), parent, exit: Exit::Killed };
        let factory = Box::new(factory);
        let birth = Birth { factory, receiver, handle: handle.clone(), system: self.clone(), grave };
        if !self.inner.closing.load(Ordering::Acquire) {
            self.inner.threads.run(birth);
        }
        handle
    }

    pub(super) fn running(&self, cell: &ActorCell) {
        cell.set_phase(Phase::Running);
        self.inner.registry.emit(cell, Happening::Running { generation: cell.generation() });
    }

    pub(super) fn failed(&self, cell: &ActorCell, exit: &Exit) {
        tracing::error!(actor = cell.kind, instance = cell.id.get(), %exit, "actor failed");
        cell.set_error(exit.to_string());
    }

    pub(super) fn restarting(&self, cell: &ActorCell, exit: &Exit, pause: Duration) {
        meter::restarted(cell.kind, exit);
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(actor = cell.kind, instance = cell.id.get(), pause_ms, "actor will be rebuilt");
        self.inner.registry.emit(cell, Happening::Restarting { cause: exit.to_string(), pause_ms });
    }

    pub(super) fn bury(&self, cell: &Arc<ActorCell>, exit: &Exit, at_root: bool) {
        cell.ended();
        if at_root {
            lock(&self.inner.roots).retain(|root| root.id != cell.id);
            if let Exit::RestartLimit(_) = exit {
                self.inner.readiness.set(format!("actor.{}", cell.kind), exit.to_string());
            }
        }
        self.inner.registry.bury(cell, exit);
    }
}

fn thread() -> io::Result<ArbiterHandle> {
    Arbiter::try_new().map(|arbiter| arbiter.handle())
}

impl Threads {
    fn run<A: Actor>(&self, birth: Birth<A>) {
        match (self, A::PLACEMENT) {
            (Self::Here, _) => drop(actix_rt::spawn(supervise(birth))),
            (Self::Arbiters { control, .. }, Placement::Control) => run_on(control, birth),
            (Self::Arbiters { control, hot, next }, Placement::Hot) => {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                let arbiter = hot.get(turn % hot.len().max(1)).unwrap_or(control);
                run_on(arbiter, birth);
            }
        }
    }
}

fn run_on<A: Actor>(arbiter: &ArbiterHandle, birth: Birth<A>) {
    // If the thread is gone the birth is dropped, and with it the actor is buried.
    arbiter.spawn_fn(move || drop(actix_rt::spawn(supervise(birth))));
}

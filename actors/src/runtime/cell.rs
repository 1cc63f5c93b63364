//! Role: what everyone may know of one actor without knowing its type. Owner: shared by its handles, its shell, its
//! supervisor, the registry and the watchdog.
//!
//! Invariants: the figures marked *shell* are written by the shell's thread alone, so they need no locked instruction;
//! the locks here are never held across a call to the actor.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
    },
    time::SystemTime,
};

use serde_json::Value;
use tokio::sync::{Notify, SetOnce};

use super::{
    actor::{Actor, Placement, Policy},
    exit::Exit,
    gate::Gate,
    histogram::Histogram,
    lock, meter,
    orders::Orders,
    snapshot::{ActorId, ActorSnapshot, LastError, MessageSnapshot, Phase},
};

/// What an actor can be doing besides handling a message; from 1 on; 0 is nothing, and the messages follow.
const STAGES: [&str; 4] = ["factory", "started", "stopping", "snapshot"];
pub(super) const IDLE: usize = 0;
pub(super) const FACTORY: usize = 1;
pub(super) const STARTED: usize = 2;
pub(super) const STOPPING: usize = 3;
pub(super) const SNAPSHOT: usize = 4;

pub(super) struct ActorCell {
    pub(super) id: ActorId,
    pub(super) kind: &'static str,
    pub(super) parent: Option<ActorId>,
    pub(super) policy: Policy,
    placement: Placement,
    born: SystemTime,
    pub(super) gate: Gate,
    pub(super) orders: Orders,
    pub(super) figures: Figures,
    /// Notified whenever the state was published.
    pub(super) published: Notify,
    pub(super) exit: SetOnce<Exit>,
    pub(super) children: Mutex<Vec<Arc<ActorCell>>>,
    refused: ::metrics::Counter,
    notes: Mutex<Notes>,
}

/// One kind of message; written by the shell alone.
pub(super) struct MessageFigures {
    pub(super) name: &'static str,
    pub(super) handled: AtomicU64,
    pub(super) handle_time: Histogram,
    pub(super) queue_wait: Histogram,
}

pub(super) struct Figures {
    /// *shell*
    pub(super) handled: AtomicU64,
    /// *shell*: an index into the names, or `IDLE`.
    pub(super) doing: AtomicUsize,
    /// *shell*
    pub(super) handle_time: Histogram,
    /// *shell*
    pub(super) queue_wait: Histogram,
    pub(super) failed: AtomicU64,
    pub(super) shed: AtomicU64,
    pub(super) lost: AtomicU64,
    pub(super) expired: AtomicU64,
    pub(super) deferred: AtomicUsize,
    pub(super) restarts: AtomicU32,
    pub(super) hung: AtomicBool,
    /// The bits of an `f64`; written by the watchdog.
    pub(super) rate: AtomicU64,
}

struct Notes {
    phase: Phase,
    label: Option<String>,
    last_error: Option<LastError>,
    state: Value,
    ended: Option<SystemTime>,
    messages: Vec<Arc<MessageFigures>>,
}

fn unix_ms(at: SystemTime) -> u64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl ActorCell {
    pub(super) fn new<A: Actor>(id: ActorId, parent: Option<ActorId>) -> Self {
        Self {
            id,
            kind: A::KIND,
            parent,
            policy: A::POLICY,
            placement: A::PLACEMENT,
            born: SystemTime::now(),
            gate: Gate::new(A::CAPACITY),
            orders: Orders::new(),
            figures: Figures::new(),
            published: Notify::new(),
            exit: SetOnce::new(),
            children: Mutex::new(Vec::new()),
            refused: meter::refused(A::KIND),
            notes: Mutex::new(Notes {
                phase: Phase::Starting,
                label: None,
                last_error: None,
                state: Value::Null,
                ended: None,
                messages: Vec::new(),
            }),
        }
    }

    /// Counts a message that found the mailbox full.
    pub(super) fn refused(&self) {
        self.figures.shed.fetch_add(1, Ordering::Relaxed);
        self.refused.increment(1);
    }

    /// Counts telemetry that nobody will send again.
    pub(super) fn lost(&self) {
        self.figures.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// *shell*: the figures of this message, and the index under which `doing` shows it.
    pub(super) fn figures_of(&self, name: &'static str) -> (usize, Arc<MessageFigures>) {
        let messages = &mut lock(&self.notes).messages;
        let known = messages.iter().position(|known| known.name == name);
        let place = known.unwrap_or(messages.len());
        let figures = messages.get(place).cloned().unwrap_or_else(|| {
            let figures = Arc::new(MessageFigures::new(name));
            messages.push(Arc::clone(&figures));
            figures
        });
        (place + STAGES.len() + 1, figures)
    }

    /// *shell*
    pub(super) fn set_doing(&self, index: usize) {
        self.figures.doing.store(index, Ordering::Relaxed);
    }

    /// Whether it is handling a message rather than running a hook.
    pub(super) fn is_handling(&self) -> bool {
        self.figures.doing.load(Ordering::Relaxed) > STAGES.len()
    }

    pub(super) fn doing(&self) -> Option<&'static str> {
        let index = self.figures.doing.load(Ordering::Relaxed).checked_sub(1)?;
        match index.checked_sub(STAGES.len()) {
            None => STAGES.get(index).copied(),
            Some(place) => lock(&self.notes).messages.get(place).map(|message| message.name),
        }
    }

    /// Accepted and not yet taken out of the mailbox, or being handled now.
    pub(super) fn waiting(&self) -> usize {
        self.gate.inside().saturating_sub(self.figures.deferred.load(Ordering::Relaxed))
    }

    pub(super) fn generation(&self) -> u32 {
        self.figures.restarts.load(Ordering::Relaxed)
    }

    pub(super) fn phase(&self) -> Phase {
        lock(&self.notes).phase
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        lock(&self.notes).phase = phase;
    }

    pub(super) fn set_error(&self, text: String) {
        lock(&self.notes).last_error = Some(LastError { at_unix_ms: unix_ms(SystemTime::now()), text });
    }

    pub(super) fn set_label(&self, label: Option<String>) {
        lock(&self.notes).label = label;
    }

    pub(super) fn publish(&self, state: Value) {
        lock(&self.notes).state = state;
        self.published.notify_waiters();
    }

    pub(super) fn ended(&self) {
        let mut notes = lock(&self.notes);
        notes.phase = Phase::Ended;
        notes.ended = Some(SystemTime::now());
    }

    pub(super) fn snapshot(&self, exit: Option<&Exit>) -> ActorSnapshot {
        let doing = self.doing();
        let figures = &self.figures;
        let notes = lock(&self.notes);
        let age = notes.ended.unwrap_or_else(SystemTime::now).duration_since(self.born).unwrap_or_default();
        ActorSnapshot {
            id: self.id,
            kind: self.kind,
            label: notes.label.clone(),
            parent: self.parent,
            policy: self.policy,
            placement: self.placement,
            phase: notes.phase,
            healthy: !figures.hung.load(Ordering::Relaxed),
            exit: exit.cloned(),
            doing,
            depth: self.gate.inside(),
            capacity: self.gate.capacity(),
            deferred: figures.deferred.load(Ordering::Relaxed),
            handled: figures.handled.load(Ordering::Relaxed),
            failed: figures.failed.load(Ordering::Relaxed),
            shed: figures.shed.load(Ordering::Relaxed),
            lost: figures.lost.load(Ordering::Relaxed),
            expired: figures.expired.load(Ordering::Relaxed),
            rate: f64::from_bits(figures.rate.load(Ordering::Relaxed)),
            handle_time: figures.handle_time.quantiles(),
            queue_wait: figures.queue_wait.quantiles(),
            messages: notes.messages.iter().map(|message| message.snapshot()).collect(),
            restarts: figures.restarts.load(Ordering::Relaxed),
            last_error: notes.last_error.clone(),
            started_at_unix_ms: unix_ms(self.born),
            ended_at_unix_ms: notes.ended.map(unix_ms),
            age_seconds: age.as_secs_f64(),
            state: notes.state.clone(),
        }
    }
}

impl MessageFigures {
    fn new(name: &'static str) -> Self {
        Self { name, handled: AtomicU64::new(0), handle_time: Histogram::new(), queue_wait: Histogram::new() }
    }

    /// *shell*
    pub(super) fn count(&self) {
        // Only the shell's thread writes it, so no locked instruction is needed.
        self.handled.store(self.handled.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    fn snapshot(&self) -> MessageSnapshot {
        MessageSnapshot {
            name: self.name,
            handled: self.handled.load(Ordering::Relaxed),
            handle_time: self.handle_time.quantiles(),
            queue_wait: self.queue_wait.quantiles(),
        }
    }
}

impl Figures {
    fn new() -> Self {
        Self {
            handled: AtomicU64::new(0),
            doing: AtomicUsize::new(IDLE),
            handle_time: Histogram::new(),
            queue_wait: Histogram::new(),
            failed: AtomicU64::new(0),
            shed: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            expired: AtomicU64::new(0),
            deferred: AtomicUsize::new(0),
            restarts: AtomicU32::new(0),
            hung: AtomicBool::new(false),
            rate: AtomicU64::new(0),
        }
    }
}

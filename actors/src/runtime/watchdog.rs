//! Role: finds actors that have work and make no progress, and samples rates and gauges. Owner: the actor system; its own
//! thread, so that no blocked arbiter can stop it.
//!
//! Invariants: a blocked thread cannot be killed, so a hung actor is only reported: unhealthy in the registry, a reason
//! in readiness, until it makes progress or ends. Pauses before a rebuild are not hangs.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{Arc, atomic::Ordering, mpsc},
    thread,
    time::{Duration, Instant},
};

use super::{
    cell::{ActorCell, IDLE},
    event::Happening,
    meter::{self, KindSample},
    readiness::Readiness,
    registry::Registry,
    snapshot::{ActorId, Phase},
};

const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// Ends its thread when dropped.
pub(super) struct Watchdog {
    _until_dropped: mpsc::Sender<()>,
}

impl Watchdog {
    pub(super) fn start(registry: Registry, readiness: Readiness, heartbeat: Duration) -> io::Result<Self> {
        let (until_dropped, stop) = mpsc::channel();
        let mut rounds = Rounds { registry, readiness, heartbeat, watched: HashMap::new(), sampled: Instant::now() };
        let every = (heartbeat / 4).clamp(Duration::from_millis(5), SAMPLE_EVERY);
        thread::Builder::new().name("watchdog".into()).spawn(move || {
            while stop.recv_timeout(every) == Err(mpsc::RecvTimeoutError::Timeout) {
                rounds.go();
            }
        })?;
        Ok(Self { _until_dropped: until_dropped })
    }
}

struct Rounds {
    registry: Registry,
    readiness: Readiness,
    heartbeat: Duration,
    watched: HashMap<ActorId, Watched>,
    sampled: Instant,
}

/// What an actor looked like when it last made progress.
struct Watched {
    cell: Arc<ActorCell>,
    mark: Mark,
    since: Instant,
    hung: bool,
    handled_at_sample: u64,
}

/// Changes whenever an actor with work makes progress.
#[derive(PartialEq, Eq, Clone, Copy)]
struct Mark {
    handled: u64,
    doing: usize,
    generation: u32,
    working: bool,
}

impl Mark {
    fn of(cell: &ActorCell) -> Self {
        let doing = cell.figures.doing.load(Ordering::Relaxed);
        let working = doing != IDLE || cell.waiting() > 0;
        Self {
            handled: cell.figures.handled.load(Ordering::Relaxed),
            doing,
            generation: cell.generation(),
            working: working && cell.phase() != Phase::Backoff,
        }
    }
}

impl Rounds {
    fn go(&mut self) {
        let now = Instant::now();
        let live = self.registry.live();
        let sample_age = now.duration_since(self.sampled);
        let sampling = sample_age >= SAMPLE_EVERY;
        let mut kinds: BTreeMap<&'static str, KindSample> = BTreeMap::new();
        if sampling {
            // A kind whose last actor has ended is reported once more, as none.
            kinds.extend(self.watched.values().map(|watched| (watched.cell.kind, KindSample::default())));
        }
        self.forget_ended();
        for cell in live {
            let mark = Mark::of(&cell);
            let watched = self.watched.entry(cell.id).or_insert_with(|| Watched {
                cell,
                mark,
                since: now,
                hung: false,
                handled_at_sample: 0,
            });
            if watched.mark != mark {
                watched.mark = mark;
                watched.since = now;
            }
            let stalled = if mark.working { now.duration_since(watched.since) } else { Duration::ZERO };
            watched.judge(stalled >= self.heartbeat, &self.registry, &self.readiness);
            if sampling {
                watched.sample(kinds.entry(watched.cell.kind).or_default(), sample_age, stalled);
            }
        }
        if sampling {
            self.sampled = now;
            for (kind, sample) in kinds {
                meter::sampled(kind, sample);
            }
        }
    }

    fn forget_ended(&mut self) {
        let Self { registry, readiness, watched, .. } = self;
        watched.retain(|_, watched| {
            let ended = watched.cell.phase() == Phase::Ended;
            if ended {
                watched.judge(false, registry, readiness);
            }
            !ended
        });
    }
}

impl Watched {
    fn judge(&mut self, hung: bool, registry: &Registry, readiness: &Readiness) {
        if hung == self.hung {
            return;
        }
        self.hung = hung;
        let (id, kind) = (self.cell.id, self.cell.kind);
        self.cell.figures.hung.store(hung, Ordering::Relaxed);
        let key = format!("hung.{kind}.{id}");
        if hung {
            let doing = self.cell.doing();
            tracing::error!(actor = kind, instance = id.get(), doing, "actor has work and makes no progress");
            readiness.set(key, format!("{kind} makes no progress in {}", doing.unwrap_or("its mailbox")));
            registry.emit(&self.cell, Happening::Hung { doing });
        } else {
            tracing::info!(actor = kind, instance = id.get(), "actor makes progress again");
            readiness.clear(&key);
            registry.emit(&self.cell, Happening::Recovered);
        }
    }

    fn sample(&mut self, kind: &mut KindSample, age: Duration, stalled: Duration) {
        let handled = self.mark.handled;
        let fresh = u32::try_from(handled.saturating_sub(self.handled_at_sample)).unwrap_or(u32::MAX);
        self.handled_at_sample = handled;
        let rate = &self.cell.figures.rate;
        // Half old, half new: steady enough to read, quick enough to trust.
        let smoothed =
            f64::midpoint(f64::from_bits(rate.load(Ordering::Relaxed)), f64::from(fresh) / age.as_secs_f64());
        rate.store(if smoothed < 0.01 { 0.0 } else { smoothed }.to_bits(), Ordering::Relaxed);
        kind.alive += 1;
        kind.depth = kind.depth.saturating_add(u32::try_from(self.cell.gate.inside()).unwrap_or(u32::MAX));
        kind.stalled_seconds = kind.stalled_seconds.max(stalled.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{paused, settle},
        *,
    };
    use crate::{
        message,
        runtime::{Actor, Context, Handles, Policy},
    };

    struct Idle;
    struct Work;

    message! {
        Work;
    }

    impl Actor for Idle {
        const KIND: &'static str = "idle";
        const POLICY: Policy = Policy::Temporary;
    }

    impl Handles<Work> for Idle {
        fn handle(&mut self, _: Work, _: &mut Context<Self>) {}
    }

    #[test]
    fn the_rate_follows_what_is_handled_and_fades() {
        paused(async |system| {
            let idle = system.spawn(|| Idle);
            let mut rounds = Rounds {
                registry: system.registry().clone(),
                readiness: system.readiness().clone(),
                heartbeat: Duration::from_secs(60),
                watched: HashMap::new(),
                sampled: Instant::now(),
            };
            let rate = |rounds: &mut Rounds| {
                rounds.sampled -= Duration::from_secs(10);
                rounds.go();
                idle.control().snapshot().rate
            };
            assert!(rate(&mut rounds) < 0.01);
            for _ in 0..40 {
                idle.try_tell(Work).expect("room");
            }
            settle().await;
            let busy = rate(&mut rounds);
            assert!((1.0..=2.0).contains(&busy), "forty in ten seconds, half believed: {busy}");
            let fading = rate(&mut rounds);
            assert!(fading < busy, "{fading} after {busy}");
        });
    }
}

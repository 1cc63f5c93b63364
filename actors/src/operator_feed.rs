//! What operators see live: the figures of the whole server every second, and what happens, as it happens.
//!
//! One producer for all listeners; it begins with the first and ends after the last, so that nobody pays for a page that is not
//! open. Every message is encoded once. A listener that falls behind loses the oldest messages: the next snapshot is whole.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::Serialize;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::incidents::{Incident, Incidents};
use crate::media_workers::MediaWorkers;
use crate::messages::{GetJobs, JobView, Lane, RoomView};
use crate::model::{Stored, Timestamp};
use crate::ports::{Audience, AudienceFigures, HostFigures, HostMeter, Ledger};
use crate::rooms::RoomDesk;
use crate::runtime::{ActorEvent, Handle, Happening, KindSummary, Registry};
use crate::segment_cache::{Figures as CacheFigures, HotSegments};

const PACE: Duration = Duration::from_secs(1);
/// What is stored is summed over a table, and changes slowly.
const STORAGE_PACE: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_millis(500);
const KEPT: usize = 64;

/// Where the figures come from.
pub struct FeedSources {
    pub registry: Registry,
    pub incidents: Incidents,
    pub workers: Handle<MediaWorkers>,
    pub cache: HotSegments,
    pub ledger: Arc<dyn Ledger>,
    pub host: Arc<dyn HostMeter>,
    pub rooms: RoomDesk,
    pub audience: Arc<dyn Audience>,
}

/// Jobs of one lane.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LaneTotals {
    pub running: usize,
    pub waiting: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct JobTotals {
    pub ingest: LaneTotals,
    pub urgent: LaneTotals,
    pub background: LaneTotals,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct StorageTotals {
    pub segments: u64,
    pub bytes: u64,
}

/// Rooms that somebody is in, or has just been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RoomTotals {
    pub live: usize,
    pub connections: usize,
}

/// The server at one moment.
#[derive(Debug, Serialize)]
pub struct OperatorSnapshot {
    /// RFC 3339, UTC.
    pub at: String,
    /// By kind.
    pub actors: Vec<KindSummary>,
    /// None: the media workers did not answer in time.
    pub jobs: Option<JobTotals>,
    /// None: they did not answer in time.
    pub rooms: Option<RoomTotals>,
    pub sockets: AudienceFigures,
    pub cache: CacheFigures,
    /// Of the last ten seconds; none: the store did not answer.
    pub storage: Option<StorageTotals>,
    pub process: HostFigures,
    /// Processor seconds a second since the snapshot before: 1 is one core; none in the first.
    pub cpu: Option<f64>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Told<'a> {
    Snapshot(&'a OperatorSnapshot),
    Event(Event<'a>),
}

#[derive(Serialize)]
struct Event<'a> {
    at: String,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum What<'a> {
    Actor(&'a ActorEvent),
    Incident(&'a Incident),
}

/// Cheap to clone.
#[derive(Clone)]
pub struct OperatorFeed {
    inner: Arc<Inner>,
}

struct Inner {
    sources: FeedSources,
    live: Mutex<Option<Live>>,
}

/// There is a producer as long as there is one of these.
struct Live {
    texts: broadcast::Sender<Bytes>,
    newest: Option<Bytes>,
}

/// One listener's place.
pub struct Subscription {
    newest: Option<Bytes>,
    texts: broadcast::Receiver<Bytes>,
}

impl Subscription {
    /// The next message, JSON: `{"type":"snapshot",…}` or `{"type":"event",…}`. None: the producer is gone; subscribe anew. Nothing
    /// is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Bytes> {
        if let Some(newest) = self.newest.take() {
            return Some(newest);
        }
        loop {
            match self.texts.recv().await {
                Ok(text) => return Some(text),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl OperatorFeed {
    #[must_use]
    pub fn new(sources: FeedSources) -> Self {
        Self { inner: Arc::new(Inner { sources, live: Mutex::new(None) }) }
    }

    /// The figures of this moment, for who does not listen.
    pub async fn look(&self) -> OperatorSnapshot {
        self.inner.sources.look(&mut Seen::default()).await
    }

    /// Whether somebody listens, and is told.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.inner.live().is_some()
    }

    /// Starts the producer, on the runtime of the caller, unless there is one.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        let mut live = self.inner.live();
        if let Some(live) = live.as_ref() {
            return Subscription { newest: live.newest.clone(), texts: live.texts.subscribe() };
        }
        let (sender, texts) = broadcast::channel(KEPT);
        *live = Some(Live { texts: sender, newest: None });
        drop(live);
        tokio::spawn(Producer::new(Arc::clone(&self.inner)).run());
        Subscription { newest: None, texts }
    }
}

impl Inner {
    fn live(&self) -> MutexGuard<'_, Option<Live>> {
        // Whole values, right after every statement.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, told: &Told<'_>) {
        let Ok(text) = serde_json::to_vec(told).map(Bytes::from) else { return };
        if let Some(live) = self.live().as_mut() {
            if let Told::Snapshot(_) = told {
                live.newest = Some(text.clone());
            }
            // The last listener may have just gone.
            let _ = live.texts.send(text);
        }
    }

    /// Whether it is over: the last listener has gone. A new one finds no producer then, and starts one.
    fn is_deserted(&self) -> bool {
        let mut live = self.live();
        let is_deserted = live.as_ref().is_none_or(|live| live.texts.receiver_count() == 0);
        if is_deserted {
            *live = None;
        }
        is_deserted
    }
}

impl FeedSources {
    async fn look(&self, seen: &mut Seen) -> OperatorSnapshot {
        let storage = self.storage(seen).await;
        let jobs = self.workers.ask(GetJobs, ANSWER).await.ok();
        let rooms = timeout(ANSWER, self.rooms.list()).await.ok().and_then(Result::ok);
        let process = self.host.figures();
        let now = Instant::now();
        let before = seen.cpu.replace((now, process.cpu_seconds));
        let cpu = before.map(|(at, seconds)| {
            (process.cpu_seconds - seconds) / now.duration_since(at).as_secs_f64().max(f64::EPSILON)
        });
        OperatorSnapshot {
            at: Timestamp::now().rfc3339(),
            actors: self.registry.kinds(),
            jobs: jobs.map(|jobs| JobTotals::of(&jobs)),
            rooms: rooms.map(|rooms| RoomTotals::of(&rooms)),
            sockets: self.audience.figures(),
            cache: self.cache.figures(),
            storage,
            process,
            cpu,
        }
    }

    async fn storage(&self, seen: &mut Seen) -> Option<StorageTotals> {
        if seen.storage.is_none_or(|(at, _)| at.elapsed() >= STORAGE_PACE) {
            let streams = self.ledger.storage_by_stream().await.ok();
            let sum = streams.map(|all| all.iter().fold(Stored::default(), |sum, stream| sum.plus(stream.stored)));
            seen.storage = sum.map(|sum| (Instant::now(), StorageTotals { segments: sum.segments, bytes: sum.bytes }));
        }
        seen.storage.map(|(_, totals)| totals)
    }
}

struct Producer {
    inner: Arc<Inner>,
    seen: Seen,
    is_over: bool,
}

/// What one look leaves for the next.
#[derive(Default)]
struct Seen {
    storage: Option<(Instant, StorageTotals)>,
    cpu: Option<(Instant, f64)>,
}

impl Producer {
    fn new(inner: Arc<Inner>) -> Self {
        Self { inner, seen: Seen::default(), is_over: false }
    }

    async fn run(mut self) {
        let mut actors = self.inner.sources.registry.subscribe();
        let mut incidents = self.inner.sources.incidents.listen();
        let mut ticks = interval(PACE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {
                    if self.inner.is_deserted() {
                        self.is_over = true;
                        return;
                    }
                    let snapshot = self.inner.sources.look(&mut self.seen).await;
                    self.inner.tell(&Told::Snapshot(&snapshot));
                }
                event = actors.recv() => match event {
                    Ok(event) if is_news(&event.what) => self.tell(What::Actor(&event)),
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                incident = incidents.recv() => match incident {
                    Ok(incident) => self.tell(What::Incident(&incident)),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    fn tell(&self, what: What<'_>) {
        self.inner.tell(&Told::Event(Event { at: Timestamp::now().rfc3339(), what }));
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        // Cut off, by a panic or with its thread: listeners hear of it, and the next one starts another.
        if !self.is_over {
            *self.inner.live() = None;
        }
    }
}

/// Actors come and go all the time; these are the ends and beginnings that nobody planned.
fn is_news(what: &Happening) -> bool {
    match what {
        Happening::Running { generation } => *generation > 0,
        Happening::Ended(exit) => !exit.is_clean(),
        Happening::Restarting { .. } | Happening::Hung { .. } | Happening::Recovered => true,
    }
}

impl RoomTotals {
    fn of(rooms: &[RoomView]) -> Self {
        Self { live: rooms.len(), connections: rooms.iter().map(|room| room.connections).sum() }
    }
}

impl JobTotals {
    #[must_use]
    pub fn of(jobs: &[JobView]) -> Self {
        let mut totals = Self::default();
        for job in jobs {
            let lane = match job.lane {
                Lane::Ingest => &mut totals.ingest,
                Lane::Urgent => &mut totals.urgent,
                Lane::Background => &mut totals.background,
            };
            *if job.run.is_some() { &mut lane.running } else { &mut lane.waiting } += 1;
        }
        totals
    }
}

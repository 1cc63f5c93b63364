//! Lets go of stored media that nobody needs: rungs that nobody watches, stills that better ones have replaced.
//!
//! Hears of rungs that are watched ([`RungWatched`], from whoever serves segments) and notes them in the ledger, many at a
//! time. Looks for unwatched rungs when that is set, or when an operator asks ([`EvictUnwatched`]), one rung after the
//! other: each goes by its video's own [`Transcode`](crate::transcode) actor, which alone may make or remove it. At start,
//! and with each look, it has evictions finished that were cut off. Owns what is not noted yet; losing that costs an hour's mark. Permanent.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, describe_counter};
use serde::Serialize;

use crate::message;
use crate::messages::{EvictRung, EvictUnwatched, EvictionError, FindTranscode, RungWatched, SweepStills};
use crate::model::{EvictionRun, Rung, Stored, Timestamp, VideoId};
use crate::ports::{Ledger, MediaObject, SegmentKey, SegmentStore, Stills, StoreError};
use crate::runtime::{Actor, AskError, Context, Handle, Handles, HandlesLater, Policy, Reply};
use crate::videos::Videos;

/// Marks are gathered for so long.
const NOTE: Duration = Duration::from_secs(60);
/// Between two looks for what nobody watches: the policy counts days.
const LOOK: Duration = Duration::from_secs(3600);
const SWEEP: Duration = Duration::from_secs(300);
/// How long the URL of a still works after a better one has taken its place.
const RETIREMENT: Duration = Duration::from_secs(3600);
/// Rungs, or stills, that are read at a time.
const BATCH: usize = 64;
/// Marks that wait at most: a rung that is not noted now is noted when it is watched again.
const MOST_MARKS: usize = 10_000;
const ASK: Duration = Duration::from_secs(5);
/// A rung of a long film has thousands of objects.
const EVICT: Duration = Duration::from_secs(120);
/// A video's ladder may end just when it is asked.
const FINDS: u32 = 3;

const RUNGS: &str = "storage_evicted_rungs_total";
const BYTES: &str = "storage_evicted_bytes_total";

/// Says what the figures mean. Call once, when the recorder is there.
pub fn describe_metrics() {
    describe_counter!(RUNGS, "rungs evicted because nobody watched them");
    describe_counter!(BYTES, metrics::Unit::Bytes, "bytes of rungs that were evicted");
}

#[derive(Clone)]
pub struct EvictorConfig {
    pub ledger: Arc<dyn Ledger>,
    pub stills: Arc<dyn Stills>,
    pub segments: Arc<dyn SegmentStore>,
    pub videos: Handle<Videos>,
    /// Rungs that nobody has watched for so long go by themselves; none: they stay.
    pub unwatched: Option<Duration>,
}

pub struct Evictor {
    config: EvictorConfig,
    watched: HashSet<Rung>,
    is_running: bool,
    last_run: Option<EvictionRun>,
}

struct NoteWatched;
struct Noted(Result<(), StoreError>);
struct Look;
struct Sweep;
struct UnfinishedFound(Result<Vec<VideoId>, StoreError>);
struct RunEnded {
    reply: Option<Reply<EvictUnwatched>>,
    outcome: Result<EvictionRun, StoreError>,
}

message! {
    NoteWatched;
    Noted;
    Look;
    Sweep;
    UnfinishedFound;
    RunEnded;
}

#[derive(Serialize)]
struct EvictorSnapshot {
    /// Days; none: nothing goes by itself.
    unwatched_days: Option<u64>,
    is_running: bool,
    marks: usize,
    last_run_rungs: Option<u64>,
    last_run_bytes: Option<u64>,
}

impl Evictor {
    #[must_use]
    pub fn new(config: EvictorConfig) -> Self {
        Self { config, watched: HashSet::new(), is_running: false, last_run: None }
    }

    fn run(&mut self, request: EvictUnwatched, reply: Option<Reply<EvictUnwatched>>, ctx: &mut Context<Self>) {
        if self.is_running {
            if let Some(reply) = reply {
                reply.send(Err(EvictionError::UnderWay));
            }
            return;
        }
        self.is_running = true;
        let (config, marks) = (self.config.clone(), self.watched.drain().collect());
        ctx.spawn("evictor.run", async move { RunEnded { reply, outcome: run(&config, marks, request).await } });
    }
}

/// Notes what is watched, and evicts the rest.
async fn run(
    config: &EvictorConfig,
    marks: Vec<Rung>,
    EvictUnwatched { unwatched, now }: EvictUnwatched,
) -> Result<EvictionRun, StoreError> {
    config.ledger.note_watched(marks, now).await?;
    let before = now.minus(unwatched);
    let mut run = EvictionRun { at: now, rungs: 0, freed: Stored::default() };
    let mut after = None;
    loop {
        let rungs = config.ledger.evictable(before, after.take(), BATCH).await?;
        for rung in &rungs {
            if let Some(had) = evict(config, rung, before, now).await {
                run.rungs += 1;
                run.freed = run.freed.plus(had);
                counter!(RUNGS).increment(1);
                counter!(BYTES).increment(had.bytes);
            }
        }
        if rungs.len() < BATCH {
            break;
        }
        after = rungs.last().cloned();
    }
    config.ledger.note_run(run).await?;
    Ok(run)
}

/// `None`: the rung stays, for now.
async fn evict(config: &EvictorConfig, rung: &Rung, before: Timestamp, at: Timestamp) -> Option<Stored> {
    for _ in 0..FINDS {
        let Ok(Ok(transcode)) = config.videos.ask(FindTranscode { video: rung.video.clone() }, ASK).await else {
            break;
        };
        let request = EvictRung { rendition: rung.rendition.clone(), before, at };
        match transcode.ask(request, EVICT).await {
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(error)) => {
                // The ladder tries again by itself what it has begun; other rungs are none the worse.
                tracing::warn!(video = %rung.video, rung = rung.rendition, %error, "an unwatched rung stays for now");
                return None;
            }
            Err(AskError::Closed) => {
                let _is_late = tokio::time::timeout(ASK, transcode.control().ended()).await;
            }
            Err(AskError::Full | AskError::Timeout) => break,
        }
    }
    tracing::warn!(video = %rung.video, rung = rung.rendition, "the ladder of an unwatched rung does not answer; the rung stays for now");
    None
}

/// Removes the objects of stills before it is noted that they are gone: cut off between, they are removed again.
async fn sweep_stills(config: &EvictorConfig, now: Timestamp) -> Result<usize, StoreError> {
    let mut removed = 0;
    loop {
        let stills = config.stills.retired_stills(now.minus(RETIREMENT), BATCH).await?;
        for still in &stills {
            let object = MediaObject::Still { kind: still.kind, number: still.number };
            let key = SegmentKey { video: still.video.clone(), version: still.version, object };
            config.segments.remove_one(&key).await?;
            config.stills.forget_retired(still).await?;
        }
        removed += stills.len();
        if stills.len() < BATCH {
            return Ok(removed);
        }
    }
}

impl Actor for Evictor {
    const KIND: &'static str = "evictor";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 4096;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(NOTE, || NoteWatched);
        ctx.run_interval(LOOK, || Look);
        ctx.run_interval(SWEEP, || Sweep);
        ctx.tell_self(Look);
        ctx.tell_self(Sweep);
    }

    fn snapshot(&self) -> impl Serialize {
        EvictorSnapshot {
            unwatched_days: self.config.unwatched.map(|unwatched| unwatched.as_secs() / 86_400),
            is_running: self.is_running,
            marks: self.watched.len(),
            last_run_rungs: self.last_run.map(|run| run.rungs),
            last_run_bytes: self.last_run.map(|run| run.freed.bytes),
        }
    }
}

impl Handles<RungWatched> for Evictor {
    fn handle(&mut self, RungWatched { rung }: RungWatched, _: &mut Context<Self>) {
        if self.watched.len() < MOST_MARKS {
            self.watched.insert(rung);
        }
    }
}

impl Handles<NoteWatched> for Evictor {
    fn handle(&mut self, _: NoteWatched, ctx: &mut Context<Self>) {
        if self.watched.is_empty() {
            return;
        }
        let (ledger, marks) = (Arc::clone(&self.config.ledger), self.watched.drain().collect());
        ctx.spawn("evictor.note", async move { Noted(ledger.note_watched(marks, Timestamp::now()).await) });
    }
}

impl Handles<Noted> for Evictor {
    fn handle(&mut self, Noted(outcome): Noted, _: &mut Context<Self>) {
        if let Err(error) = outcome {
            tracing::warn!(%error, "it is not noted which rungs are watched; the next hour's marks make up for it");
        }
    }
}

impl Handles<Look> for Evictor {
    fn handle(&mut self, _: Look, ctx: &mut Context<Self>) {
        let ledger = Arc::clone(&self.config.ledger);
        ctx.spawn("evictor.unfinished", async move { UnfinishedFound(ledger.unfinished_evictions().await) });
        if let Some(unwatched) = self.config.unwatched {
            self.run(EvictUnwatched { unwatched, now: Timestamp::now() }, None, ctx);
        }
    }
}

impl HandlesLater<EvictUnwatched> for Evictor {
    fn handle_later(&mut self, request: EvictUnwatched, reply: Reply<EvictUnwatched>, ctx: &mut Context<Self>) {
        self.run(request, Some(reply), ctx);
    }
}

impl Handles<RunEnded> for Evictor {
    fn handle(&mut self, RunEnded { reply, outcome }: RunEnded, _: &mut Context<Self>) {
        self.is_running = false;
        match &outcome {
            Ok(run) => {
                tracing::info!(rungs = run.rungs, bytes = run.freed.bytes, "looked for rungs that nobody watches");
                self.last_run = Some(*run);
            }
            Err(error) => tracing::warn!(%error, "the look for unwatched rungs was cut short; the next one goes on"),
        }
        if let Some(reply) = reply {
            reply.send(outcome.map_err(EvictionError::from));
        }
    }
}

impl Handles<UnfinishedFound> for Evictor {
    fn handle(&mut self, UnfinishedFound(outcome): UnfinishedFound, ctx: &mut Context<Self>) {
        let videos = match outcome {
            Ok(videos) => videos,
            Err(error) => return tracing::warn!(%error, "cannot look for evictions that were cut off"),
        };
        // A ladder finishes what was cut off when it starts.
        let registry = self.config.videos.clone();
        ctx.spawn_quietly("evictor.resume", async move {
            for video in videos {
                if registry.ask(FindTranscode { video: video.clone() }, ASK).await.is_err() {
                    tracing::warn!(%video, "an eviction that was cut off waits until somebody watches the video");
                }
            }
        });
    }
}

impl Handles<Sweep> for Evictor {
    fn handle(&mut self, _: Sweep, ctx: &mut Context<Self>) {
        let config = self.config.clone();
        ctx.spawn_quietly("evictor.sweep", async move {
            if let Err(error) = sweep_stills(&config, Timestamp::now()).await {
                tracing::warn!(%error, "retired stills stay for now");
            }
        });
    }
}

impl HandlesLater<SweepStills> for Evictor {
    fn handle_later(&mut self, request: SweepStills, reply: Reply<SweepStills>, ctx: &mut Context<Self>) {
        let config = self.config.clone();
        ctx.answer("evictor.sweep_stills", reply, async move { sweep_stills(&config, request.now).await });
    }
}

//! One video's ladder: which segments of which rungs exist, what to make next, for whom.
//!
//! Started by [`Videos`](crate::videos) when the first segments of a video are mapped, told of every extension of its map,
//! and started again when someone asks for a segment that is not there. Owns the video's [`Work`]; the segment map in the database is the truth that it is rebuilt from. Order of work:
//! a waiting viewer, what makes the video playable, the rest interval by interval. Transient; it ends itself when
//! nothing is left to make by itself and nobody has asked for anything for a while: whoever was told of this actor is to
//! find it alive.

mod dead_letters;
mod eviction;
mod jobs;
mod patience;
mod recheck;
mod work;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::Failure;
use serde::Serialize;

use self::jobs::{LeaveIfIdle, Running};
use self::work::UnitKey;
pub use self::work::{Unit, Work};

use crate::incidents::Incidents;
use crate::media_jobs::{JobOrder, MediaDesk, submit_job};
use crate::message;
use crate::messages::{
    CancelJob, EnsureSegment, EvictRung, FactsArrived, ForgetMedia, JobId, MapGrew, Priority, RaiseJob, SegmentError,
};
use crate::model::{Encoders, EvictedRung, Video, VideoFailure, VideoId, VideoState};
use crate::ports::{Catalogue, Ledger, SegmentStore, StoreError};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Policy, Recipient, Reply};
use crate::video_events::{AtWork, Ladder, VideoEvents};

/// How long it stays when nothing is left to do and nobody asks.
const LINGER: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct TranscodeConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub ledger: Arc<dyn Ledger>,
    pub segments: Arc<dyn SegmentStore>,
    /// Told when a rung is evicted.
    pub forget: Recipient<ForgetMedia>,
    pub desk: MediaDesk,
    /// Jobs of one video that nobody waits for, at a time.
    pub background_jobs: usize,
    /// Threads of a job that somebody waits for.
    pub viewer_threads: u32,
    pub encoders: Encoders,
    pub facts: Recipient<FactsArrived>,
    pub events: VideoEvents,
    pub incidents: Incidents,
}

pub struct Transcode {
    config: TranscodeConfig,
    video: VideoId,
    stage: Stage,
    at_work: AtWork,
    jobs: HashMap<JobId, Running>,
    attempts: HashMap<UnitKey, u32>,
    waiting: Vec<(EnsureSegment, Reply<EnsureSegment>)>,
    /// What was reached and is on its way into the database.
    marks: u32,
    /// Rungs whose objects are being removed.
    evicting: Vec<String>,
    /// Evictions asked for before the map was loaded.
    evictions: Vec<(EvictRung, Reply<EvictRung>)>,
    /// What the video has become with nothing left to make is in the catalogue, or on its way.
    is_marked: bool,
    /// Somebody may have asked for something since the last look.
    is_wanted: bool,
    /// Whether a look at who still waits is due.
    is_watching: bool,
}

enum Stage {
    Loading {
        /// The map has grown since it was asked for.
        is_outdated: bool,
    },
    Working {
        work: Box<Work>,
        is_playable: bool,
        is_ready: bool,
    },
    /// It failed, or is about to end: it only answers who still waits.
    Over,
}

struct Loaded(Result<Option<Material>, StoreError>);
struct Marked(Result<(), StoreError>);

message! {
    Loaded;
    Marked;
}

#[derive(Serialize)]
struct TranscodeSnapshot<'a> {
    video: &'a str,
    made: usize,
    total: usize,
    dead: usize,
    running: usize,
    waiting: usize,
}

impl Transcode {
    #[must_use]
    pub fn new(config: TranscodeConfig, video: VideoId) -> Self {
        Self {
            at_work: config.events.work_on(&video),
            config,
            video,
            stage: Stage::Loading { is_outdated: false },
            jobs: HashMap::new(),
            attempts: HashMap::new(),
            waiting: Vec::new(),
            marks: 0,
            evicting: Vec::new(),
            evictions: Vec::new(),
            is_marked: false,
            is_wanted: true,
            is_watching: false,
        }
    }

    fn load(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Loading { is_outdated: false };
        let (config, id) = (self.config.clone(), self.video.clone());
        ctx.spawn("transcode.load", async move { Loaded(load(&config, &id).await) });
    }

    /// Looks at everything anew: answers who can be answered, submits what should run, notes what has been reached.
    fn step(&mut self, ctx: &mut Context<Self>) {
        if let Stage::Working { work, .. } = &mut self.stage {
            for (EnsureSegment { rendition, number }, _) in &self.waiting {
                number.iter().for_each(|number| work.set_play_head(rendition, *number));
            }
        }
        self.answer_waiting(ctx);
        self.submit_first(ctx);
        self.submit_background(ctx);
        self.tell_progress();
        self.note_progress(ctx);
    }

    fn tell_progress(&self) {
        if let Stage::Working { work, .. } = &self.stage {
            let is_growing = !work.map().is_complete;
            self.at_work.tell(Ladder { rungs: work.left(), is_growing, jobs: self.jobs.len() });
        }
    }

    fn answer_waiting(&mut self, ctx: &mut Context<Self>) {
        for (request, reply) in std::mem::take(&mut self.waiting) {
            let Stage::Working { work, .. } = &self.stage else {
                self.waiting.push((request, reply));
                continue;
            };
            if self.is_evicting(&request.rendition) {
                self.waiting.push((request, reply));
                continue;
            }
            match work.is_made(&request.rendition, request.number) {
                None => reply.send(Err(SegmentError::NotFound)),
                Some(true) => reply.send(Ok(())),
                Some(false) if !reply.is_awaited() => {}
                Some(false) => {
                    // An init segment comes with every segment.
                    let number = request.number.unwrap_or_else(|| work.first_alive(&request.rendition));
                    if let Some(failure) = work.reason_dead(&request.rendition, number) {
                        reply.send(Err(SegmentError::Failed(failure.detail.clone())));
                        continue;
                    }
                    self.demand(&request.rendition.clone(), number, ctx);
                    self.waiting.push((request, reply));
                }
            }
        }
    }

    /// Someone waits for a segment: it goes first.
    fn demand(&mut self, rendition: &str, number: u32, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let Some(id) = work.in_flight(rendition, number) else {
            if let Some(unit) = work.unit_of(rendition, number) {
                self.submit(unit, Priority::Viewer, ctx);
            }
            return;
        };
        if let Some(running) = self.jobs.get_mut(&id).filter(|running| running.may_be_raised()) {
            running.priority = Priority::Viewer;
            if self.config.desk.workers.try_tell(RaiseJob { id }).is_err() {
                tracing::warn!(video = %self.video, "the media workers take no message; the job keeps its place");
            }
        }
    }

    fn submit_first(&mut self, ctx: &mut Context<Self>) {
        let Stage::Working { work, is_playable: false, .. } = &self.stage else {
            return;
        };
        for unit in work.first_units() {
            // The whole video waits for these.
            self.submit(unit, Priority::Viewer, ctx);
        }
    }

    fn submit_background(&mut self, ctx: &mut Context<Self>) {
        while self.jobs.len() < self.config.background_jobs {
            let Stage::Working { work, .. } = &mut self.stage else {
                return;
            };
            let Some((unit, priority)) = work.next_unit() else {
                return;
            };
            if !self.submit(unit, priority, ctx) {
                return;
            }
        }
    }

    fn submit(&mut self, unit: Unit, priority: Priority, ctx: &mut Context<Self>) -> bool {
        if unit.rungs_and_number().0.iter().any(|rung| self.is_evicting(rung)) {
            return false;
        }
        let Stage::Working { work, is_playable, .. } = &mut self.stage else {
            return false;
        };
        // What somebody waits for may have the whole machine; the rest fills it by being several jobs.
        let threads = if priority == Priority::Viewer { self.config.viewer_threads } else { 1 };
        // A device may have cost the attempt before, by taking its worker with it.
        let failed = self.attempts.get(&work.key(&unit)).copied().unwrap_or(0);
        let hardware = self.config.encoders.hardware().filter(|_| failed == 0);
        let Some((job, inputs)) = work.job(&unit, threads, hardware) else {
            ctx.fail("the segment map contradicts itself");
            return false;
        };
        let (video, version, known) = (self.video.clone(), work.map().version, Arc::default());
        let (attempt, is_cancellable) = (failed + 1, *is_playable || !work.is_vital(&unit));
        let order = JobOrder { video, version, priority, attempt, is_cancellable, job, inputs, known };
        let Some(id) = submit_job(order, &self.config.desk, ctx) else {
            return false;
        };
        work.set_in_flight(&unit, Some(id));
        self.jobs.insert(id, Running::new(unit, priority));
        true
    }

    /// Marks in the catalogue what the video has become.
    fn note_progress(&mut self, ctx: &mut Context<Self>) {
        let Stage::Working { work, is_playable, is_ready } = &mut self.stage else {
            return;
        };
        if !self.evicting.is_empty() {
            return;
        }
        let reached = Reached {
            version: work.map().version,
            is_playable: !*is_playable && work.is_playable(),
            is_ready: !*is_ready && work.is_complete(),
            whole_extras: work.list_whole_extras(),
        };
        let is_settled = work.is_settled();
        let becomes_settled = is_settled && !self.is_marked;
        self.is_marked = is_settled;
        if !reached.is_anything() && !becomes_settled {
            return;
        }
        *is_playable |= reached.is_playable || reached.is_ready;
        *is_ready |= reached.is_ready;
        let (catalogue, video, facts) =
            (Arc::clone(&self.config.catalogue), self.video.clone(), self.config.facts.clone());
        self.marks += 1;
        ctx.spawn("transcode.mark", async move {
            let marked = mark(catalogue.as_ref(), &video, reached).await;
            let _ = facts.try_tell(FactsArrived);
            Marked(marked)
        });
    }

    /// Whether nothing is left to do, for anybody.
    pub(super) fn is_idle(&self) -> bool {
        let is_settled = matches!(&self.stage, Stage::Working { work, .. } if work.is_settled());
        is_settled && self.marks == 0 && self.jobs.is_empty() && self.waiting.is_empty() && self.evicting.is_empty()
    }

    /// Our own jobs: those of others for the same video go on.
    fn cancel_jobs(&self) {
        for id in self.jobs.keys().copied() {
            // At shutdown nobody may be there to hear it, and the workers end by themselves.
            let _ = self.config.desk.workers.try_tell(CancelJob { id });
        }
    }

    fn give_up(&mut self, failure: &Failure, ctx: &mut Context<Self>) {
        self.stage = Stage::Over;
        for (_, reply) in self.waiting.drain(..) {
            reply.send(Err(SegmentError::Failed(failure.detail.clone())));
        }
        self.cancel_jobs();
        let (catalogue, video, facts) =
            (Arc::clone(&self.config.catalogue), self.video.clone(), self.config.facts.clone());
        let failure = VideoFailure::from(failure);
        self.marks += 1;
        ctx.spawn("transcode.mark_failed", async move {
            let marked = catalogue.mark_failed(&video, failure).await.map(|_| ());
            let _ = facts.try_tell(FactsArrived);
            Marked(marked)
        });
    }
}

/// What a video has become since the last look.
struct Reached {
    version: u32,
    is_playable: bool,
    is_ready: bool,
    /// Extra renditions of which every segment is made.
    whole_extras: Vec<String>,
}

impl Reached {
    fn is_anything(&self) -> bool {
        self.is_playable || self.is_ready || !self.whole_extras.is_empty()
    }
}

async fn mark(catalogue: &dyn Catalogue, video: &VideoId, reached: Reached) -> Result<(), StoreError> {
    if reached.is_playable || reached.is_ready {
        catalogue.mark_playable(video).await?;
    }
    if reached.is_ready {
        catalogue.mark_ready(video).await?;
    }
    if !reached.whole_extras.is_empty() {
        catalogue.list_renditions(video, reached.version, reached.whole_extras).await?;
    }
    Ok(())
}

impl Actor for Transcode {
    const KIND: &'static str = "transcode";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 2048;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(LINGER, || LeaveIfIdle);
        self.load(ctx);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        self.cancel_jobs();
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let (made, dead, total) = if let Stage::Working { work, .. } = &self.stage { work.counts() } else { (0, 0, 0) };
        TranscodeSnapshot {
            video: self.video.as_str(),
            made,
            total,
            dead,
            running: self.jobs.len(),
            waiting: self.waiting.len(),
        }
    }
}

type Material = (Video, Option<Work>, Vec<EvictedRung>);

async fn load(config: &TranscodeConfig, id: &VideoId) -> Result<Option<Material>, StoreError> {
    let catalogue = config.catalogue.as_ref();
    let Some(video) = catalogue.video(id).await? else {
        return Ok(None);
    };
    let Some(map) = catalogue.segment_map(id).await? else {
        return Ok(Some((video, None, Vec::new())));
    };
    let mut work = Work::new(map);
    catalogue.dead_letters(id).await?.into_iter().for_each(|letter| work.bury(letter));
    Ok(Some((video, Some(work), config.ledger.evicted(id).await?)))
}

impl HandlesLater<EnsureSegment> for Transcode {
    fn handle_later(&mut self, request: EnsureSegment, reply: Reply<EnsureSegment>, ctx: &mut Context<Self>) {
        self.is_wanted = true;
        if self.is_evicting(&request.rendition) {
            return self.waiting.push((request, reply));
        }
        if self.counts_as_made(&request) {
            return self.recheck(request, reply, ctx);
        }
        if let (Stage::Working { work, .. }, Some(number)) = (&mut self.stage, request.number) {
            work.set_play_head(&request.rendition, number);
        }
        self.want(&request);
        self.waiting.push((request, reply));
        self.answer_waiting(ctx);
        self.watch_waiting(ctx);
        self.submit_background(ctx);
    }
}

impl Handles<Loaded> for Transcode {
    fn handle(&mut self, Loaded(outcome): Loaded, ctx: &mut Context<Self>) {
        match outcome {
            Ok(_) if matches!(self.stage, Stage::Loading { is_outdated: true }) => self.load(ctx),
            Ok(Some((video, Some(mut work), evicted))) => {
                self.jobs.iter().for_each(|(id, running)| work.set_in_flight(&running.unit, Some(*id)));
                self.stage = Stage::Working {
                    work: Box::new(work),
                    is_playable: video.state.is_watchable(),
                    is_ready: video.state == VideoState::Ready,
                };
                self.want_waiting();
                self.resume_evictions(evicted, ctx);
                self.step(ctx);
            }
            Ok(_) => {
                self.stage = Stage::Over;
                for (_, reply) in self.waiting.drain(..) {
                    reply.send(Err(SegmentError::NotFound));
                }
                ctx.stop();
            }
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<MapGrew> for Transcode {
    fn handle(&mut self, grew: MapGrew, ctx: &mut Context<Self>) {
        match &mut self.stage {
            Stage::Loading { is_outdated } => *is_outdated = true,
            Stage::Over => {}
            Stage::Working { work, is_playable, .. } => {
                if work.map().version != grew.version {
                    return ctx.stop();
                }
                if grew.revision <= work.map().revision {
                    return;
                }
                if grew.revision != work.map().revision + 1 || !work.extend(&grew.extension) {
                    return self.load(ctx);
                }
                *is_playable |= grew.extension.is_playable;
                self.step(ctx);
            }
        }
    }
}

impl Handles<Marked> for Transcode {
    fn handle(&mut self, Marked(outcome): Marked, ctx: &mut Context<Self>) {
        self.marks = self.marks.saturating_sub(1);
        match outcome {
            Ok(()) if self.marks == 0 && matches!(self.stage, Stage::Over) => ctx.stop(),
            Ok(()) => {}
            Err(error) => ctx.fail(error),
        }
    }
}

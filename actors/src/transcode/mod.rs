//! One video's ladder: which segments of which rungs exist, what to make next, for whom.
//!
//! Started by [`Videos`](crate::videos) when the first segments of a video are mapped, told of every extension of its map,
//! and started again when someone asks for a segment that is not there. Owns the video's [`Work`]; the segment map in the database is the truth that it is rebuilt from. Order of work:
//! a waiting viewer, what makes the video playable, the rest interval by interval. Transient; it ends itself when
//! everything is made.

mod recheck;
mod work;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::{Failure, FailureCode, ProductKind};
use serde::Serialize;

pub use work::{Unit, Work};

use crate::media_workers::MediaWorkers;
use crate::message;
use crate::messages::{
    CancelJobs, EnsureSegment, FactsArrived, HasJob, JobEvent, JobEventKind, JobId, MapGrew, MediaJob, Priority,
    RaiseJob, SegmentError, SubmitJob,
};
use crate::model::{SegmentRecord, Video, VideoFailure, VideoId};
use crate::ports::{Catalogue, StoreError};
use crate::runtime::{Actor, AskError, Context, Handle, Handles, HandlesLater, Policy, Recipient, Reply};

/// Tries of one unit before the video fails.
const TRIES: u32 = 3;
/// Progress past which a job is not ended to start it anew in front.
const NEARLY_DONE: f64 = 0.6;
/// Between two tries to write to a store that is full or busy.
const STORE_RETRY: Duration = Duration::from_secs(2);
const WATCH: Duration = Duration::from_secs(10);
const ASK: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct TranscodeConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub workers: Handle<MediaWorkers>,
    /// Jobs of one video that nobody waits for, at a time.
    pub background_jobs: usize,
    pub facts: Recipient<FactsArrived>,
}

pub struct Transcode {
    config: TranscodeConfig,
    video: VideoId,
    stage: Stage,
    jobs: HashMap<JobId, Running>,
    attempts: HashMap<JobKey, u32>,
    waiting: Vec<(EnsureSegment, Reply<EnsureSegment>)>,
}

enum Stage {
    Loading {
        /// The map has grown since it was asked for.
        is_outdated: bool,
    },
    Working {
        work: Box<Work>,
        is_playable: bool,
    },
    /// Everything is made, or nothing can be: it only answers who still waits.
    Over,
}

/// A job on its way, with what it has made so far.
struct Running {
    unit: Unit,
    priority: Priority,
    /// Share of it that is done.
    progress: f64,
    records: Vec<SegmentRecord>,
    doubts: u32,
}

/// What attempts are counted by: the unit without its rungs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum JobKey {
    Video(u32),
    Audio(u32),
    Poster,
}

impl From<&Unit> for JobKey {
    fn from(unit: &Unit) -> Self {
        match unit {
            Unit::Video { number, .. } => Self::Video(*number),
            Unit::Audio { number, .. } => Self::Audio(*number),
            Unit::Poster => Self::Poster,
        }
    }
}

struct Loaded(Result<Option<(Video, Option<Work>)>, StoreError>);
struct Committed {
    unit: Unit,
    records: Vec<SegmentRecord>,
    outcome: Result<bool, StoreError>,
}
struct CommitAgain {
    unit: Unit,
    records: Vec<SegmentRecord>,
}
struct Marked(Result<(), StoreError>);
struct WatchJobs;
struct JobKnown {
    id: JobId,
    answer: Result<bool, AskError>,
}

message! {
    Loaded;
    Committed;
    CommitAgain;
    Marked;
    WatchJobs;
    JobKnown;
}

#[derive(Serialize)]
struct TranscodeSnapshot<'a> {
    video: &'a str,
    made: usize,
    total: usize,
    running: usize,
    waiting: usize,
}

impl Transcode {
    #[must_use]
    pub fn new(config: TranscodeConfig, video: VideoId) -> Self {
        Self {
            config,
            video,
            stage: Stage::Loading { is_outdated: false },
            jobs: HashMap::new(),
            attempts: HashMap::new(),
            waiting: Vec::new(),
        }
    }

    fn load(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Loading { is_outdated: false };
        let (catalogue, id) = (Arc::clone(&self.config.catalogue), self.video.clone());
        ctx.spawn("transcode.load", async move { Loaded(load(catalogue.as_ref(), &id).await) });
    }

    /// Looks at everything anew: answers who can be answered, submits what should run, notes what has been reached.
    fn step(&mut self, ctx: &mut Context<Self>) {
        self.answer_waiting(ctx);
        self.submit_first(ctx);
        self.submit_background(ctx);
        self.note_progress(ctx);
    }

    fn answer_waiting(&mut self, ctx: &mut Context<Self>) {
        for (request, reply) in std::mem::take(&mut self.waiting) {
            let Stage::Working { work, .. } = &self.stage else {
                self.waiting.push((request, reply));
                continue;
            };
            match work.is_made(&request.rendition, request.number) {
                None => reply.send(Err(SegmentError::NotFound)),
                Some(true) => reply.send(Ok(())),
                Some(false) if !reply.is_awaited() => {}
                Some(false) => {
                    // An init segment comes with every segment.
                    self.demand(&request.rendition.clone(), request.number.unwrap_or(0), ctx);
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
            if self.config.workers.try_tell(RaiseJob { id }).is_err() {
                tracing::warn!(video = %self.video, "the media workers take no message; the job keeps its place");
            }
        }
    }

    fn submit_first(&mut self, ctx: &mut Context<Self>) {
        let Stage::Working { work, is_playable: false } = &self.stage else {
            return;
        };
        for unit in work.first_units() {
            self.submit(unit, Priority::First, ctx);
        }
    }

    fn submit_background(&mut self, ctx: &mut Context<Self>) {
        while self.jobs.len() < self.config.background_jobs {
            let Stage::Working { work, .. } = &mut self.stage else {
                return;
            };
            let Some(unit) = work.next_background() else {
                return;
            };
            if !self.submit(unit, Priority::Background, ctx) {
                return;
            }
        }
    }

    fn submit(&mut self, unit: Unit, priority: Priority, ctx: &mut Context<Self>) -> bool {
        let Stage::Working { work, .. } = &mut self.stage else {
            return false;
        };
        let Some((job, inputs)) = work.job(&unit) else {
            ctx.fail("the segment map contradicts itself");
            return false;
        };
        let id = JobId::next();
        let events = ctx.handle().recipient::<JobEvent, _>();
        let version = work.map().version;
        let known = Arc::default();
        let job = MediaJob { id, video: self.video.clone(), version, priority, job, inputs, known, events };
        if let Err(error) = self.config.workers.try_tell(SubmitJob(job)) {
            ctx.fail(format_args!("the media workers take no job: {error}"));
            return false;
        }
        work.set_in_flight(&unit, Some(id));
        self.jobs.insert(id, Running { unit, priority, progress: 0.0, records: Vec::new(), doubts: 0 });
        true
    }

    /// Marks in the catalogue what the video has become.
    fn note_progress(&mut self, ctx: &mut Context<Self>) {
        let Stage::Working { work, is_playable } = &mut self.stage else {
            return;
        };
        let becomes_playable = !*is_playable && work.is_playable();
        let is_complete = work.is_complete();
        if !becomes_playable && !is_complete {
            return;
        }
        *is_playable = *is_playable || becomes_playable;
        if is_complete {
            self.stage = Stage::Over;
        }
        let (catalogue, video, facts) =
            (Arc::clone(&self.config.catalogue), self.video.clone(), self.config.facts.clone());
        ctx.spawn("transcode.mark", async move {
            let marked = mark(catalogue.as_ref(), &video, becomes_playable, is_complete).await;
            let _ = facts.try_tell(FactsArrived);
            Marked(marked)
        });
    }

    fn failed(&mut self, running: Running, failure: Failure, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &mut self.stage else {
            return;
        };
        let attempts = self.attempts.entry(JobKey::from(&running.unit)).or_default();
        *attempts += 1;
        tracing::warn!(video = %self.video, unit = ?running.unit, code = ?failure.code, detail = failure.detail, attempt = *attempts, "a media job failed");
        work.set_in_flight(&running.unit, None);
        let is_final = *attempts >= TRIES || !failure.code.is_retryable();
        match (is_final, &running.unit) {
            (false, _) => self.step(ctx),
            // A video without a poster is still a video.
            (true, Unit::Poster) => {
                work.set_poster_done();
                self.step(ctx);
            }
            (true, _) => self.give_up(&failure, ctx),
        }
    }

    fn give_up(&mut self, failure: &Failure, ctx: &mut Context<Self>) {
        self.stage = Stage::Over;
        for (_, reply) in self.waiting.drain(..) {
            reply.send(Err(SegmentError::Failed(failure.detail.clone())));
        }
        let _ = self.config.workers.try_tell(CancelJobs { video: self.video.clone() });
        let (catalogue, video, facts) =
            (Arc::clone(&self.config.catalogue), self.video.clone(), self.config.facts.clone());
        let failure = VideoFailure::from(failure);
        ctx.spawn("transcode.mark_failed", async move {
            let marked = catalogue.mark_failed(&video, failure).await.map(|_| ());
            let _ = facts.try_tell(FactsArrived);
            Marked(marked)
        });
    }

    fn commit(&mut self, unit: Unit, records: Vec<SegmentRecord>, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let (catalogue, video, version) = (Arc::clone(&self.config.catalogue), self.video.clone(), work.map().version);
        ctx.spawn("transcode.commit", async move {
            let outcome = match unit {
                Unit::Poster => catalogue.set_poster(&video, version).await.map(|()| true),
                Unit::Video { .. } | Unit::Audio { .. } => {
                    catalogue.commit_segments(&video, version, records.clone()).await
                }
            };
            Committed { unit, records, outcome }
        });
    }
}

async fn mark(
    catalogue: &dyn Catalogue,
    video: &VideoId,
    is_playable: bool,
    is_complete: bool,
) -> Result<(), StoreError> {
    if is_playable || is_complete {
        catalogue.mark_playable(video).await?;
    }
    if is_complete {
        catalogue.mark_ready(video).await?;
    }
    Ok(())
}

impl Running {
    /// Whether it is worth putting it in front: what is nearly done is sooner there as it is.
    fn may_be_raised(&self) -> bool {
        self.priority == Priority::Background && self.progress < NEARLY_DONE
    }

    fn stored(&mut self, product: ProductKind, length: u64, hash: String) {
        let (stream, number) = match product {
            ProductKind::Segment { rendition, segment } => (rendition, Some(segment.number)),
            ProductKind::Init { rendition, .. } => (rendition, None),
            // A poster has no record; a mezzanine is no product of these jobs.
            ProductKind::Poster { .. }
            | ProductKind::Mezzanine(_)
            | ProductKind::MezzanineInit { .. }
            | ProductKind::Subtitles(_) => return,
        };
        self.records.push(SegmentRecord { stream, number, length, hash });
    }
}

impl Actor for Transcode {
    const KIND: &'static str = "transcode";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 2048;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(WATCH, || WatchJobs);
        self.load(ctx);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        if !self.jobs.is_empty() {
            let _ = self.config.workers.try_tell(CancelJobs { video: self.video.clone() });
        }
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let (made, total) = if let Stage::Working { work, .. } = &self.stage { work.counts() } else { (0, 0) };
        TranscodeSnapshot {
            video: self.video.as_str(),
            made,
            total,
            running: self.jobs.len(),
            waiting: self.waiting.len(),
        }
    }
}

async fn load(catalogue: &dyn Catalogue, id: &VideoId) -> Result<Option<(Video, Option<Work>)>, StoreError> {
    let Some(video) = catalogue.video(id).await? else {
        return Ok(None);
    };
    let map = catalogue.segment_map(id).await?;
    let has_poster = video.has_poster;
    Ok(Some((video, map.map(|map| Work::new(map, has_poster)))))
}

impl HandlesLater<EnsureSegment> for Transcode {
    fn handle_later(&mut self, request: EnsureSegment, reply: Reply<EnsureSegment>, ctx: &mut Context<Self>) {
        if self.counts_as_made(&request) {
            return self.recheck(request, reply, ctx);
        }
        self.waiting.push((request, reply));
        self.answer_waiting(ctx);
    }
}

impl Handles<Loaded> for Transcode {
    fn handle(&mut self, Loaded(outcome): Loaded, ctx: &mut Context<Self>) {
        match outcome {
            Ok(_) if matches!(self.stage, Stage::Loading { is_outdated: true }) => self.load(ctx),
            Ok(Some((video, Some(mut work)))) => {
                self.jobs.iter().for_each(|(id, running)| work.set_in_flight(&running.unit, Some(*id)));
                self.stage = Stage::Working { work: Box::new(work), is_playable: video.state.is_watchable() };
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
            Stage::Working { work, is_playable } => {
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

impl Handles<JobEvent> for Transcode {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Some(running) = self.jobs.get_mut(&event.id) else {
            return;
        };
        running.doubts = 0;
        match event.kind {
            JobEventKind::Progress(done) => running.progress = done,
            // Of ingest jobs only.
            JobEventKind::Started(_)
            | JobEventKind::StreamsChosen { .. }
            | JobEventKind::TrackFound(_)
            | JobEventKind::Diverged => {}
            JobEventKind::Preempted => {
                if let (Some(running), Stage::Working { work, .. }) = (self.jobs.remove(&event.id), &mut self.stage) {
                    work.set_in_flight(&running.unit, None);
                    self.step(ctx);
                }
            }
            JobEventKind::Stored { product, length, hash } => running.stored(product, length, hash),
            JobEventKind::Finished(_) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    self.commit(running.unit, running.records, ctx);
                    self.submit_background(ctx);
                }
            }
            JobEventKind::Failed(failure) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    self.failed(running, failure, ctx);
                }
            }
            JobEventKind::StoreFailed(error) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    let failure = Failure { code: FailureCode::Internal, detail: error.to_string() };
                    self.failed(running, failure, ctx);
                }
            }
        }
    }
}

impl Handles<Committed> for Transcode {
    fn handle(&mut self, committed: Committed, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &mut self.stage else {
            return;
        };
        match committed.outcome {
            Ok(true) => {
                committed.records.iter().for_each(|record| work.set_made(record));
                if committed.unit == Unit::Poster {
                    work.set_poster_done();
                }
                // What the job did not make after all is missing again.
                work.set_in_flight(&committed.unit, None);
                self.step(ctx);
            }
            // The media was made anew, or the video is gone: this actor's map is history.
            Ok(false) => ctx.stop(),
            Err(StoreError::Full | StoreError::Busy) => {
                let Committed { unit, records, .. } = committed;
                ctx.run_later(STORE_RETRY, CommitAgain { unit, records });
            }
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<CommitAgain> for Transcode {
    fn handle(&mut self, CommitAgain { unit, records }: CommitAgain, ctx: &mut Context<Self>) {
        self.commit(unit, records, ctx);
    }
}

impl Handles<Marked> for Transcode {
    fn handle(&mut self, Marked(outcome): Marked, ctx: &mut Context<Self>) {
        match outcome {
            Ok(()) if matches!(self.stage, Stage::Over) => ctx.stop(),
            Ok(()) => {}
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<WatchJobs> for Transcode {
    fn handle(&mut self, _: WatchJobs, ctx: &mut Context<Self>) {
        for id in self.jobs.keys().copied() {
            let workers = self.config.workers.clone();
            ctx.spawn("transcode.watch", async move { JobKnown { id, answer: workers.ask(HasJob { id }, ASK).await } });
        }
    }
}

impl Handles<JobKnown> for Transcode {
    fn handle(&mut self, known: JobKnown, ctx: &mut Context<Self>) {
        let Some(running) = self.jobs.get_mut(&known.id) else {
            return;
        };
        if known.answer == Ok(true) {
            running.doubts = 0;
            return;
        }
        // Once may be an end on its way to us; twice is a job that was lost with its queue.
        running.doubts += 1;
        if running.doubts < 2 {
            return;
        }
        if let (Some(lost), Stage::Working { work, .. }) = (self.jobs.remove(&known.id), &mut self.stage) {
            tracing::warn!(video = %self.video, unit = ?lost.unit, "a media job was lost; it is made anew");
            work.set_in_flight(&lost.unit, None);
            self.step(ctx);
        }
    }
}

//! One source on its way into the mezzanine, often while it is still being uploaded: sniffs it, drives the ingest job,
//! tells it how far the source has grown, and extends the segment map as segments come.
//!
//! Started by [`Videos`](crate::videos). Owns one try at a time: a job over the source from its first byte. What an earlier
//! try has mapped is compared and not written again, so that a paused upload, a lost worker or a restart goes on with the
//! same version of the media; only a source that turns out to be another starts a new one. Ends with `IngestEnded`, the
//! map being complete or the video `failed`, or quietly when the upload pauses. Transient.

mod job;
mod mapper;
pub(crate) mod prepare;

use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use playhouse_pipelines::report::{Failure, Summary};
use playhouse_pipelines::spec::{Job, SourceLimits};
use playhouse_pipelines::subtitles::SubtitlesInfo;
use playhouse_pipelines::worker::GrowthSender;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use self::job::WatchGrowth;
use self::mapper::{MapError, Mapper};
use self::prepare::{PrepareError, Prospect, Start, prepare};
use crate::captions::keep::Shelf;
use crate::media_jobs::{JobOrder, MediaDesk, submit_job};
use crate::message;
use crate::messages::{CancelJob, IngestEnded, JobId, JobInputs, MapGrew, Priority, SourceGrowth};
use crate::model::{LadderPolicy, UploadId, VideoFailure, VideoId};
use crate::ports::{Catalogue, SegmentStore, SourceStore, StoreError};
use crate::runtime::{Actor, Context, Handles, Policy, Recipient};

/// Tries before a failure that may pass counts as final.
const TRIES: u32 = 3;
/// How often it is checked that the source still grows.
const WATCH: Duration = Duration::from_secs(10);
/// An upload that sends nothing for so long is paused: its worker is let go.
const PAUSED: Duration = Duration::from_secs(30);
/// The worker hears of growth no more often.
const GROWTH_PACE: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub struct IngestConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub captions: Shelf,
    pub desk: MediaDesk,
    pub ladder: LadderPolicy,
    pub limits: SourceLimits,
    pub grew: Recipient<MapGrew>,
    pub ended: Recipient<IngestEnded>,
}

/// The source has grown, or is complete.
pub struct FollowSource(pub watch::Receiver<SourceGrowth>);

/// Every byte of the source is durable.
pub struct SourceCompleted {
    pub length: u64,
}

pub struct Ingest {
    config: IngestConfig,
    video: VideoId,
    source: UploadId,
    grown: SourceGrowth,
    grown_at: Instant,
    attempt: u32,
    stage: Stage,
}

enum Stage {
    /// Until so many bytes are there, or all of them.
    Waiting {
        until: Option<u64>,
    },
    Preparing,
    Running(Box<Try>),
    /// The end of the video or of this actor is on its way.
    Ending,
}

/// One job over the source.
struct Try {
    job: JobId,
    mapper: Mapper,
    growth: Option<GrowthSender>,
    /// What the worker knows of the source.
    announced: SourceGrowth,
    /// Text tracks that are stored, until the map is complete.
    subtitles: Vec<SubtitlesInfo>,
    commit: Commit,
    finished: Option<Summary>,
}

/// The one extension that may be on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commit {
    Free,
    UnderWay,
    /// A moment of rest between two.
    Resting,
}

struct Prepared(Result<Prospect, PrepareError>);
struct MarkedFailed(Result<bool, StoreError>);
struct Grew(SourceGrowth);

message! {
    FollowSource;
    SourceCompleted;
    Prepared;
    MarkedFailed;
    Grew;
}

#[derive(Serialize)]
struct IngestSnapshot<'a> {
    video: &'a str,
    stage: &'static str,
    attempt: u32,
    available: u64,
    length: Option<u64>,
    segments: usize,
}

impl Ingest {
    /// For a source that has come so far; [`FollowSource`] and [`SourceCompleted`] tell of more.
    #[must_use]
    pub fn new(config: IngestConfig, video: VideoId, source: UploadId, grown: SourceGrowth) -> Self {
        let stage = Stage::Waiting { until: Some(0) };
        Self { config, video, source, grown, grown_at: Instant::now(), attempt: 0, stage }
    }

    fn begin(&mut self, anew: bool, ctx: &mut Context<Self>) {
        self.attempt += 1;
        self.stage = Stage::Preparing;
        let (config, video, source, grown) = (self.config.clone(), self.video.clone(), self.source.clone(), self.grown);
        ctx.spawn("ingest.prepare", async move { Prepared(prepare(&config, &video, &source, grown, anew).await) });
    }

    fn submit(&mut self, start: Start, ctx: &mut Context<Self>) {
        let Start { job, version, map, known } = start;
        let announced = SourceGrowth { available: job.available, length: job.length };
        let order = JobOrder {
            video: self.video.clone(),
            version,
            priority: Priority::First,
            attempt: self.attempt,
            // Without it there is no video: whoever wants that deletes it.
            is_cancellable: false,
            job: Job::Ingest(job),
            inputs: JobInputs::Source(self.source.clone()),
            known,
        };
        let Some(job) = submit_job(order, &self.config.desk, ctx) else { return };
        self.stage = Stage::Running(Box::new(Try {
            job,
            mapper: Mapper::new(self.video.clone(), version, map, self.config.ladder.clone()),
            growth: None,
            announced,
            subtitles: Vec::new(),
            commit: Commit::Free,
            finished: None,
        }));
    }

    /// Ends the job that runs, if one does.
    fn cancel(&mut self) {
        if let Stage::Running(current) = &self.stage {
            // At shutdown nobody may be there to hear it, and the workers end by themselves.
            let _ = self.config.desk.workers.try_tell(CancelJob { id: current.job });
        }
        self.stage = Stage::Ending;
    }

    /// Looks at what the source has become.
    fn grew(&mut self, grown: SourceGrowth, ctx: &mut Context<Self>) {
        let before = std::mem::replace(&mut self.grown, grown);
        self.grown_at = Instant::now();
        match &mut self.stage {
            Stage::Waiting { until } => {
                if grown.is_complete() || until.is_some_and(|until| grown.available >= until) {
                    self.begin(false, ctx);
                }
            }
            Stage::Running(_) if grown.available < before.available => {
                // A chunk was taken back: what the worker has read may not be what the source will hold.
                self.cancel();
                self.attempt = 0;
                self.begin(false, ctx);
            }
            Stage::Running(current) => current.announce(grown),
            Stage::Preparing | Stage::Ending => {}
        }
    }

    /// A failure that may pass is tried again, and any other when the source is complete; only then is it the video's end.
    fn failed(&mut self, failure: &Failure, ctx: &mut Context<Self>) {
        tracing::info!(video = %self.video, code = ?failure.code, detail = failure.detail, attempt = self.attempt, "ingest failed");
        if failure.code.is_retryable() && self.attempt < TRIES {
            return self.begin(false, ctx);
        }
        if !self.grown.is_complete() {
            self.attempt = 0;
            self.stage = Stage::Waiting { until: None };
            return;
        }
        self.stage = Stage::Ending;
        let (catalogue, video) = (Arc::clone(&self.config.catalogue), self.video.clone());
        let failure = VideoFailure::from(failure);
        ctx.spawn("ingest.mark_failed", async move { MarkedFailed(catalogue.mark_failed(&video, failure).await) });
    }

    fn map_error(&mut self, error: MapError, ctx: &mut Context<Self>) {
        self.cancel();
        match error {
            MapError::Failed(failure) => self.failed(&failure, ctx),
            MapError::Diverged => {
                tracing::warn!(video = %self.video, "the source is not what was mapped before; its media is made anew");
                self.begin(true, ctx);
            }
        }
    }

    fn end(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Ending;
        if let Err(error) = self.config.ended.try_tell(IngestEnded { video: self.video.clone() }) {
            return ctx.fail(format_args!("nobody hears that ingest ended: {error}"));
        }
        ctx.stop();
    }
}

impl Try {
    fn announce(&mut self, grown: SourceGrowth) {
        let Some(growth) = self.growth.as_ref().filter(|_| grown != self.announced) else { return };
        self.announced = grown;
        if let Err(error) = growth.announce(grown.available, grown.length) {
            // A worker that is gone is told by the end of its job.
            tracing::debug!(%error, "a worker cannot be told that its source has grown");
        }
    }
}

/// How far a source has grown, at the pace at which it is worth telling.
fn growth_of(receiver: watch::Receiver<SourceGrowth>) -> impl futures::Stream<Item = Grew> {
    stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        let grown = *receiver.borrow_and_update();
        if !grown.is_complete() {
            tokio::time::sleep(GROWTH_PACE).await;
        }
        let grown = *receiver.borrow_and_update();
        Some((Grew(grown), receiver))
    })
}

impl Actor for Ingest {
    const KIND: &'static str = "ingest";
    const POLICY: Policy = Policy::Transient;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(WATCH, || WatchGrowth);
        self.begin(false, ctx);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        self.cancel();
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        IngestSnapshot {
            video: self.video.as_str(),
            stage: match self.stage {
                Stage::Waiting { .. } => "waiting",
                Stage::Preparing => "preparing",
                Stage::Running(_) => "running",
                Stage::Ending => "ending",
            },
            attempt: self.attempt,
            available: self.grown.available,
            length: self.grown.length,
            segments: if let Stage::Running(current) = &self.stage { current.mapper.segments() } else { 0 },
        }
    }
}

impl Handles<FollowSource> for Ingest {
    fn handle(&mut self, FollowSource(growth): FollowSource, ctx: &mut Context<Self>) {
        let grown = *growth.borrow();
        ctx.add_stream("ingest.growth", growth_of(growth));
        self.grew(grown, ctx);
    }
}

impl Handles<Grew> for Ingest {
    fn handle(&mut self, Grew(grown): Grew, ctx: &mut Context<Self>) {
        self.grew(grown, ctx);
    }
}

impl Handles<SourceCompleted> for Ingest {
    fn handle(&mut self, completed: SourceCompleted, ctx: &mut Context<Self>) {
        self.grew(SourceGrowth { available: completed.length, length: Some(completed.length) }, ctx);
    }
}

impl Handles<Prepared> for Ingest {
    fn handle(&mut self, Prepared(outcome): Prepared, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Prospect::Ingest(start)) => self.submit(*start, ctx),
            Ok(Prospect::WaitFor(bytes)) => self.stage = Stage::Waiting { until: Some(bytes) },
            Ok(Prospect::WaitForEnd) => self.stage = Stage::Waiting { until: None },
            Ok(Prospect::Nothing) => return self.end(ctx),
            Err(PrepareError::Media(failure)) => return self.failed(&failure, ctx),
            Err(PrepareError::Store(error)) => return ctx.fail(error),
        }
        // It may have grown in the meantime.
        self.grew(self.grown, ctx);
    }
}

impl Handles<MarkedFailed> for Ingest {
    fn handle(&mut self, MarkedFailed(outcome): MarkedFailed, ctx: &mut Context<Self>) {
        match outcome {
            Ok(_) => self.end(ctx),
            Err(error) => ctx.fail(error),
        }
    }
}

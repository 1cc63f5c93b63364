//! Damaged segments of one video's source: cut again from the uploaded file.
//!
//! Started by [`Videos`](crate::videos) when somebody finds an object of the mezzanine gone or damaged. Runs the ingest job
//! once more over the whole source; it gives the same segments, which their records prove, and only those that were lost
//! are written. It ends the job when it has the last of them. A source that is damaged itself gives something else: then
//! what was lost is beyond repair, which is remembered for a while so that nobody has it tried over and over.
//! Transient.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::spec::{Job, SourceLimits};
use serde::Serialize;

use crate::ingest::prepare::{Look, ingest_job, look_at, recorded_products};
use crate::media_jobs::{EndReason, JobOrder, JobOver, MediaDesk, submit_job};
use crate::media_slot::object_of;
use crate::message;
use crate::messages::{
    CancelJob, JobEvent, JobEventKind, JobId, JobInputs, KnownProducts, Priority, QuarantineObject, RepairSource,
    SegmentError, SourceGrowth,
};
use crate::model::{UploadState, VideoId};
use crate::ports::{Catalogue, MediaObject, SegmentKey, SourceStore, StoreError, Uploads};
use crate::runtime::{Actor, Context, Handles, Policy, Recipient, Reply};
use crate::segment_cache::{HotError, HotSegments};

/// Runs of the job over the source before what is missing is given up.
const TRIES: u32 = 3;
/// How long a wrong object may take to be moved aside.
const QUARANTINE: Duration = Duration::from_secs(30);
/// How long it stays when there is nothing to do, and how many times as long when something is beyond repair.
const LINGER: Duration = Duration::from_secs(10);
const LINGERS_WITH_LOSSES: u32 = 60;

#[derive(Clone)]
pub struct RepairConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub uploads: Arc<dyn Uploads>,
    pub sources: Arc<dyn SourceStore>,
    pub hot: HotSegments,
    pub quarantine: Recipient<QuarantineObject>,
    pub limits: SourceLimits,
    pub desk: MediaDesk,
}

/// A request to answer when its object is there.
pub struct Restore {
    pub request: RepairSource,
    pub reply: Reply<RepairSource>,
}

pub struct Repair {
    config: RepairConfig,
    video: VideoId,
    waiting: Vec<Restore>,
    stage: Stage,
    attempts: u32,
    /// What a run over the whole source has not brought back.
    beyond_repair: HashMap<SegmentKey, String>,
    idle_looks: u32,
}

enum Stage {
    Idle,
    Preparing,
    Running { job: JobId, lost: HashSet<SegmentKey> },
}

/// What became of a look at the objects that somebody misses.
struct Prepared {
    /// Those about which something can be said already.
    known: Vec<(SegmentKey, Result<(), SegmentError>)>,
    lost: HashSet<SegmentKey>,
    order: Option<JobOrder>,
}

struct LeaveIfIdle;

message! {
    Restore;
    Prepared;
    LeaveIfIdle;
}

#[derive(Serialize)]
struct RepairSnapshot<'a> {
    video: &'a str,
    waiting: usize,
    lost: usize,
    beyond_repair: usize,
}

impl Repair {
    #[must_use]
    pub fn new(config: RepairConfig, video: VideoId) -> Self {
        let (waiting, beyond_repair) = (Vec::new(), HashMap::new());
        Self { config, video, waiting, stage: Stage::Idle, attempts: 0, beyond_repair, idle_looks: 0 }
    }

    fn step(&mut self, ctx: &mut Context<Self>) {
        if self.waiting.is_empty() || !matches!(self.stage, Stage::Idle) {
            return;
        }
        self.stage = Stage::Preparing;
        let (config, video) = (self.config.clone(), self.video.clone());
        let missed: HashSet<SegmentKey> = self.waiting.iter().map(|restore| restore.request.key.clone()).collect();
        ctx.spawn("repair.prepare", async move { prepare(&config, &video, missed).await });
    }

    fn answer(&mut self, key: &SegmentKey, outcome: &Result<(), SegmentError>) {
        let is_for = |restore: &mut Restore| restore.request.key == *key;
        for Restore { reply, .. } in self.waiting.extract_if(.., is_for) {
            reply.send(outcome.clone());
        }
    }

    /// The job has made one of the lost objects again.
    fn restored(&mut self, object: MediaObject, ctx: &mut Context<Self>) {
        let Stage::Running { job, lost } = &mut self.stage else { return };
        let Some(key) = lost.iter().find(|key| key.object == object).cloned() else { return };
        lost.remove(&key);
        let (job, is_last) = (*job, lost.is_empty());
        tracing::info!(video = %self.video, object = ?key.object, "a lost segment of the source is cut again");
        self.answer(&key, &Ok(()));
        if is_last {
            let _ = self.config.desk.workers.try_tell(CancelJob { id: job });
            self.rest(ctx);
        }
    }

    /// The job is over and what is still lost stays so.
    fn give_up(&mut self, detail: &str, ctx: &mut Context<Self>) {
        if let Stage::Running { lost, .. } = std::mem::replace(&mut self.stage, Stage::Idle) {
            for key in lost {
                tracing::error!(video = %self.video, object = ?key.object, detail, "a segment of the source is beyond repair");
                self.answer(&key, &Err(SegmentError::Failed(detail.to_owned())));
                self.beyond_repair.insert(key, detail.to_owned());
            }
        }
        self.rest(ctx);
    }

    fn fail_waiting(&mut self, error: &StoreError, ctx: &mut Context<Self>) {
        for Restore { reply, .. } in self.waiting.drain(..) {
            reply.send(Err(error.clone().into()));
        }
        self.rest(ctx);
    }

    fn rest(&mut self, ctx: &mut Context<Self>) {
        (self.stage, self.attempts) = (Stage::Idle, 0);
        self.step(ctx);
    }

    /// Looks again at what is missing, and tries again.
    fn try_again(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Idle;
        self.step(ctx);
    }
}

/// Moves aside what is damaged, and finds out how to make it again.
async fn prepare(config: &RepairConfig, video: &VideoId, missed: HashSet<SegmentKey>) -> Prepared {
    let (mut known, mut lost) = (Vec::new(), HashSet::new());
    for key in missed {
        match examine(config, &key).await {
            Ok(true) => known.push((key, Ok(()))),
            Ok(false) => drop(lost.insert(key)),
            Err(error) => known.push((key, Err(error))),
        }
    }
    if lost.is_empty() {
        return Prepared { known, lost, order: None };
    }
    match order(config, video, &lost).await {
        Ok(order) => Prepared { known, lost, order: Some(order) },
        Err(error) => {
            known.extend(lost.drain().map(|key| (key, Err(error.clone()))));
            Prepared { known, lost, order: None }
        }
    }
}

/// Whether an object is what was recorded; when it is not, it is out of the way.
async fn examine(config: &RepairConfig, key: &SegmentKey) -> Result<bool, SegmentError> {
    let moved = config.quarantine.ask(QuarantineObject { key: key.clone() }, QUARANTINE).await;
    moved.map_err(|error| StoreError::Internal(error.to_string()))??;
    match config.hot.examine(key).await {
        Ok(_) => Ok(true),
        Err(HotError::Corrupt(_)) => Ok(false),
        Err(HotError::NotMade) => Err(SegmentError::NotFound),
        Err(HotError::Store(error)) => Err(error.into()),
    }
}

/// The job over the whole source that writes what was lost.
async fn order(config: &RepairConfig, video: &VideoId, lost: &HashSet<SegmentKey>) -> Result<JobOrder, SegmentError> {
    let map = config.catalogue.segment_map(video).await?.ok_or(SegmentError::NotFound)?;
    let source = config.uploads.upload_of_video(video).await?.ok_or_else(no_source)?;
    let length = source.length.filter(|_| map.is_complete && source.state == UploadState::Complete);
    // While the upload goes on the ingest is not over.
    let length = length.ok_or(StoreError::Busy)?;
    let grown = SourceGrowth { available: length, length: Some(length) };
    let container = match look_at(config.sources.as_ref(), &source.id, grown).await {
        Ok(Look::Start(container)) => container,
        Ok(Look::Unknown | Look::WaitFor(_) | Look::WaitForEnd) | Err(StoreError::NotFound) => return Err(no_source()),
        Err(error) => return Err(error.into()),
    };
    let lost = lost.iter().filter(|key| key.version == map.version).map(|key| key.object.clone()).collect();
    Ok(JobOrder {
        video: video.clone(),
        version: map.version,
        priority: Priority::Viewer,
        attempt: 1,
        // Somebody waits for what nobody else can give.
        is_cancellable: false,
        job: Job::Ingest(ingest_job(container, grown, config.limits.clone())),
        inputs: JobInputs::Source(source.id),
        known: Arc::new(KnownProducts::repairing(recorded_products(&map), lost)),
    })
}

fn no_source() -> SegmentError {
    SegmentError::Failed("The uploaded file is gone or damaged.".to_owned())
}

impl Actor for Repair {
    const KIND: &'static str = "repair";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 256;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(LINGER, || LeaveIfIdle);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        if let Stage::Running { job, .. } = &self.stage {
            let _ = self.config.desk.workers.try_tell(CancelJob { id: *job });
        }
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let lost = if let Stage::Running { lost, .. } = &self.stage { lost.len() } else { 0 };
        let (waiting, beyond_repair) = (self.waiting.len(), self.beyond_repair.len());
        RepairSnapshot { video: self.video.as_str(), waiting, lost, beyond_repair }
    }
}

impl Handles<Restore> for Repair {
    fn handle(&mut self, restore: Restore, ctx: &mut Context<Self>) {
        self.idle_looks = 0;
        if let Some(detail) = self.beyond_repair.get(&restore.request.key) {
            return restore.reply.send(Err(SegmentError::Failed(detail.clone())));
        }
        self.waiting.push(restore);
        self.step(ctx);
    }
}

impl Handles<Prepared> for Repair {
    fn handle(&mut self, prepared: Prepared, ctx: &mut Context<Self>) {
        let Prepared { known, lost, order } = prepared;
        for (key, outcome) in known {
            if let Err(SegmentError::Failed(detail)) = &outcome {
                self.beyond_repair.insert(key.clone(), detail.clone());
            }
            self.answer(&key, &outcome);
        }
        let Some(order) = order else { return self.rest(ctx) };
        self.attempts += 1;
        let order = JobOrder { attempt: self.attempts, ..order };
        if let Some(job) = submit_job(order, &self.config.desk, ctx) {
            self.stage = Stage::Running { job, lost };
        }
    }
}

impl Handles<JobEvent> for Repair {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        if !matches!(self.stage, Stage::Running { job, .. } if job == event.id) {
            return;
        }
        match event.kind {
            JobEventKind::Started(_)
            | JobEventKind::Progress(_)
            | JobEventKind::StreamsChosen { .. }
            | JobEventKind::TrackFound(_) => {}
            JobEventKind::Stored { product, .. } => self.restored(object_of(&product), ctx),
            JobEventKind::Finished(_) => self.give_up("The uploaded file does not give it any more.", ctx),
            JobEventKind::Diverged => self.give_up("The uploaded file is not what it was.", ctx),
            JobEventKind::Failed(failure) if failure.code.is_retryable() && self.attempts < TRIES => {
                self.try_again(ctx);
            }
            JobEventKind::Failed(failure) => self.give_up(&failure.detail, ctx),
            JobEventKind::StoreFailed(error) => self.fail_waiting(&error, ctx),
        }
    }
}

impl Handles<JobOver> for Repair {
    fn handle(&mut self, over: JobOver, ctx: &mut Context<Self>) {
        if !matches!(self.stage, Stage::Running { job, .. } if job == over.id) {
            return;
        }
        match over.reason {
            EndReason::Dropped => self.try_again(ctx),
            // It reads the source, which is no stored segment.
            EndReason::Failed(failure) => self.give_up(&failure.detail, ctx),
        }
    }
}

impl Handles<LeaveIfIdle> for Repair {
    fn handle(&mut self, _: LeaveIfIdle, ctx: &mut Context<Self>) {
        if !matches!(self.stage, Stage::Idle) || !self.waiting.is_empty() {
            return;
        }
        self.idle_looks += 1;
        if self.beyond_repair.is_empty() || self.idle_looks >= LINGERS_WITH_LOSSES {
            ctx.stop();
        }
    }
}

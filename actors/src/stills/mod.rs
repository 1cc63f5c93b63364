//! One video's stills: the poster, the sheets of the storyboard, the preview, and posters of the owner's choice.
//!
//! Started by [`Videos`](crate::videos) when a video has its first segments, and again when its owner wants another
//! poster. While the map still grows there is only an early poster to make; it waits for the rest. Asks the
//! media workers for one job at a time: the poster like the first segments of a video, the rest behind whatever is
//! waited for, the owner's wishes before all. What is made is a row; a restart goes on with what has none. A still that
//! cannot be made is left out, and the video is none the worse. Transient; it ends itself when nothing is left, after a
//! while in which its owner may want something else.

mod answer;
pub mod excerpts;
pub mod plan;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::{Failure, FailureCode, Still, StillKind};
use playhouse_pipelines::spec::Job;
use serde::Serialize;

use self::answer::{Wish, record_of, remove_posters};
use self::plan::{Plan, Unit, image_job};
use crate::media_jobs::{EndReason, JobOrder, JobOver, MediaDesk, submit_job};
use crate::message;
use crate::messages::{
    CancelJob, ChoosePoster, JobEvent, JobEventKind, JobId, JobInputs, MapCompleted, PosterChoice, PosterError,
    Priority,
};
use crate::model::{StillRecord, StillSet, VideoId};
use crate::ports::{self, Catalogue, SegmentStore, StoreError};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Policy, Reply};

/// Tries of one still before it is left out.
const TRIES: u32 = 2;
/// How long it stays when nothing is left to do.
const LINGER: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct StillsConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub stills: Arc<dyn ports::Stills>,
    pub segments: Arc<dyn SegmentStore>,
    pub desk: MediaDesk,
}

pub struct Stills {
    config: StillsConfig,
    video: VideoId,
    stage: Stage,
    wishes: VecDeque<Wish>,
    running: Option<Running>,
    /// What a job has made is on its way into the database.
    is_recording: bool,
    /// The map is complete, and what was read of it is not.
    is_stale: bool,
}

enum Stage {
    Loading,
    Working(Box<Working>),
    /// There is no picture, or none yet.
    Over {
        is_final: bool,
    },
}

struct Working {
    plan: Plan,
    set: StillSet,
    queue: VecDeque<Unit>,
    attempts: HashMap<JobKey, u32>,
}

/// What attempts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum JobKey {
    Poster,
    Sheet(u32),
    Preview,
}

/// The one job on its way, with what it has made so far.
struct Running {
    id: JobId,
    task: Task,
    made: Vec<(Still, u64, String)>,
}

enum Task {
    Unit(Unit),
    Wish(Wish),
}

struct Loaded(Result<Material, StoreError>);

/// What the stills are made from.
enum Material {
    Film(Box<Plan>, StillSet),
    NoPicture { is_final: bool },
}

struct Recorded {
    task: Task,
    records: Vec<StillRecord>,
    retired: Vec<u32>,
    outcome: Result<bool, StoreError>,
}
struct Completed(Result<(), StoreError>);
struct LeaveIfIdle;

message! {
    Loaded;
    Recorded;
    Completed;
    LeaveIfIdle;
}

#[derive(Serialize)]
struct StillsSnapshot<'a> {
    video: &'a str,
    made: usize,
    left: usize,
    wishes: usize,
    is_running: bool,
}

impl Stills {
    #[must_use]
    pub fn new(config: StillsConfig, video: VideoId) -> Self {
        Self {
            config,
            video,
            stage: Stage::Loading,
            wishes: VecDeque::new(),
            running: None,
            is_recording: false,
            is_stale: false,
        }
    }

    /// Nothing is left to do and nothing more will come by itself.
    fn is_idle(&self) -> bool {
        let is_over = match &self.stage {
            Stage::Loading => false,
            Stage::Over { is_final } => *is_final,
            Stage::Working(working) => working.set.is_complete && working.queue.is_empty(),
        };
        is_over && self.running.is_none() && !self.is_recording && !self.is_stale && self.wishes.is_empty()
    }

    /// Starts the next job when none runs.
    fn step(&mut self, ctx: &mut Context<Self>) {
        if self.running.is_some() || self.is_recording || matches!(self.stage, Stage::Loading) {
            return;
        }
        if std::mem::take(&mut self.is_stale) {
            return self.load(ctx);
        }
        let working = match &mut self.stage {
            Stage::Working(working) => working,
            Stage::Over { .. } | Stage::Loading => return,
        };
        if let Some(wish) = self.wishes.pop_front() {
            return self.grant(wish, ctx);
        }
        if let Some(unit) = working.queue.pop_front() {
            let kind = if unit == Unit::Preview { StillKind::Preview } else { StillKind::Poster };
            let Some((job, inputs)) = working.plan.job(&unit, working.set.next_number(kind)) else {
                return ctx.fail("the segment map contradicts itself");
            };
            let priority = if unit == Unit::Poster { Priority::First } else { Priority::Background };
            return self.submit(Task::Unit(unit), priority, Job::Still(job), JobInputs::Glimpses(inputs), ctx);
        }
        if !working.plan.is_complete() {
            return;
        }
        if working.set.is_complete {
            return;
        }
        working.set.is_complete = true;
        let (stills, video, version) = (Arc::clone(&self.config.stills), self.video.clone(), working.plan.version());
        ctx.spawn("stills.complete", async move { Completed(stills.complete_stills(&video, version).await) });
    }

    fn grant(&mut self, wish: Wish, ctx: &mut Context<Self>) {
        let Stage::Working(working) = &self.stage else { return };
        let number = working.set.next_number(StillKind::Poster);
        let (job, inputs) = match &wish.request.choice {
            PosterChoice::Automatic => return self.record(Task::Wish(wish), Vec::new(), ctx),
            PosterChoice::Image(bytes) => (image_job(number, bytes.len() as u64), JobInputs::Bytes(bytes.clone())),
            PosterChoice::Frame(at) => match working.plan.job(&Unit::Frame(*at), number) {
                Some((job, inputs)) => (job, JobInputs::Glimpses(inputs)),
                None => {
                    wish.refuse(PosterError::NoPicture);
                    return self.step(ctx);
                }
            },
        };
        self.submit(Task::Wish(wish), Priority::Viewer, Job::Still(job), inputs, ctx);
    }

    fn submit(&mut self, task: Task, priority: Priority, job: Job, inputs: JobInputs, ctx: &mut Context<Self>) {
        let Stage::Working(working) = &self.stage else { return };
        let (video, version) = (self.video.clone(), working.plan.version());
        let attempt = working.attempt(&task);
        let known = Arc::default();
        let order = JobOrder { video, version, priority, attempt, is_cancellable: true, job, inputs, known };
        self.running = submit_job(order, &self.config.desk, ctx).map(|id| Running { id, task, made: Vec::new() });
    }

    fn failed(&mut self, task: Task, failure: Failure, ctx: &mut Context<Self>) {
        let Stage::Working(working) = &mut self.stage else { return };
        match task {
            Task::Wish(wish) => wish.refuse(PosterError::Failed(failure)),
            Task::Unit(unit) => {
                let attempts = working.attempts.entry(JobKey::from(&unit)).or_default();
                *attempts += 1;
                let is_final = *attempts >= TRIES || !failure.code.is_retryable();
                tracing::warn!(video = %self.video, ?unit, code = ?failure.code, detail = failure.detail, is_final, "a still could not be made");
                if !is_final {
                    working.queue.push_front(unit);
                }
            }
        }
        self.step(ctx);
    }

    /// Writes down what a job has made; what the owner wished for takes the place of what they wished before.
    fn record(&mut self, task: Task, made: Vec<(Still, u64, String)>, ctx: &mut Context<Self>) {
        let Stage::Working(working) = &self.stage else { return };
        let records: Vec<StillRecord> = made
            .into_iter()
            .map(|(still, length, hash)| record_of(&task, still, length, hash, &working.plan))
            .collect();
        let retired = working.retired_by(&task);
        let config = self.config.clone();
        // What an owner takes back goes at once; the URL of an early poster was given out moments ago.
        let is_taken_back = matches!(task, Task::Wish(_));
        let (video, version) = (self.video.clone(), working.plan.version());
        self.is_recording = true;
        ctx.spawn("stills.record", async move {
            let outcome = config.stills.add_stills(&video, version, records.clone(), retired.clone()).await;
            if is_taken_back && matches!(outcome, Ok(true)) {
                remove_posters(&config, &video, version, &retired).await;
            }
            Recorded { task, records, retired, outcome }
        });
    }

    fn load(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Loading;
        let (config, video) = (self.config.clone(), self.video.clone());
        ctx.spawn("stills.load", async move { Loaded(load(&config, &video).await) });
    }
}

impl From<&Unit> for JobKey {
    fn from(unit: &Unit) -> Self {
        match unit {
            Unit::Poster | Unit::Frame(_) => Self::Poster,
            Unit::Sheet(sheet) => Self::Sheet(*sheet),
            Unit::Preview => Self::Preview,
        }
    }
}

impl Working {
    /// Posters that what a task has made takes the place of.
    fn retired_by(&self, task: &Task) -> Vec<u32> {
        let goes = |record: &&StillRecord| match task {
            Task::Wish(_) => record.is_chosen(),
            Task::Unit(unit) => *unit == Unit::Poster && self.plan.is_complete() && record.is_early(),
        };
        self.set.records.iter().filter(goes).map(|record| record.number).collect()
    }

    /// Which one it is for this task, counted from 1.
    fn attempt(&self, task: &Task) -> u32 {
        let failed = if let Task::Unit(unit) = task { self.attempts.get(&JobKey::from(unit)) } else { None };
        failed.map_or(1, |failed| failed + 1)
    }

    /// What has no row is still to be made, the poster first.
    fn new(plan: Plan, set: StillSet) -> Self {
        let mut queue = VecDeque::new();
        if !plan.is_complete() {
            if set.poster().is_none() {
                queue.push_back(Unit::Poster);
            }
        } else if !set.is_complete {
            if !set.has_automatic_poster() {
                queue.push_back(Unit::Poster);
            }
            let missing = |sheet: &u32| set.get(StillKind::Storyboard, *sheet).is_none();
            queue.extend((0..plan.storyboard().sheets()).filter(missing).map(Unit::Sheet));
            if set.newest(StillKind::Preview).is_none() {
                queue.push_back(Unit::Preview);
            }
        }
        Self { plan, set, queue, attempts: HashMap::new() }
    }
}

impl Actor for Stills {
    const KIND: &'static str = "stills";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 128;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(LINGER, || LeaveIfIdle);
        self.load(ctx);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        // What it would still make must not come after whoever cleans up.
        if let Some(running) = &self.running {
            let _ = self.config.desk.workers.try_tell(CancelJob { id: running.id });
        }
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let (made, left) = match &self.stage {
            Stage::Working(working) => (working.set.records.len(), working.queue.len()),
            Stage::Loading | Stage::Over { .. } => (0, 0),
        };
        let (video, wishes) = (self.video.as_str(), self.wishes.len());
        StillsSnapshot { video, made, left, wishes, is_running: self.running.is_some() }
    }
}

async fn load(config: &StillsConfig, video: &VideoId) -> Result<Material, StoreError> {
    let map = config.catalogue.segment_map(video).await?;
    let is_final = map.as_ref().is_none_or(|map| map.is_complete);
    let Some(plan) = map.and_then(Plan::new) else {
        return Ok(Material::NoPicture { is_final });
    };
    Ok(Material::Film(Box::new(plan), config.stills.stills(video).await?))
}

impl HandlesLater<ChoosePoster> for Stills {
    fn handle_later(&mut self, request: ChoosePoster, reply: Reply<ChoosePoster>, ctx: &mut Context<Self>) {
        let wish = Wish { request, reply };
        if let Stage::Over { .. } = self.stage {
            return wish.refuse(PosterError::NoPicture);
        }
        self.wishes.push_back(wish);
        self.step(ctx);
    }
}

impl Handles<Loaded> for Stills {
    fn handle(&mut self, Loaded(outcome): Loaded, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Material::Film(plan, set)) => self.stage = Stage::Working(Box::new(Working::new(*plan, set))),
            Ok(Material::NoPicture { is_final }) => {
                self.stage = Stage::Over { is_final };
                self.wishes.drain(..).for_each(|wish| wish.refuse(PosterError::NoPicture));
            }
            Err(error) => return ctx.fail(error),
        }
        self.step(ctx);
    }
}

impl Handles<MapCompleted> for Stills {
    fn handle(&mut self, _: MapCompleted, ctx: &mut Context<Self>) {
        // What is read is not always the newest, when this comes while it is read.
        self.is_stale = !matches!(&self.stage, Stage::Working(working) if working.plan.is_complete());
        self.step(ctx);
    }
}

impl Handles<JobEvent> for Stills {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Some(running) = self.running.as_mut().filter(|running| running.id == event.id) else {
            return;
        };
        let failure = match event.kind {
            JobEventKind::Stored { product, length, hash } => {
                if let playhouse_pipelines::report::ProductKind::Still(still) = product {
                    running.made.push((still, length, hash));
                }
                return;
            }
            JobEventKind::Progress(_)
            | JobEventKind::TrackFound(_)
            | JobEventKind::Started(_)
            | JobEventKind::StreamsChosen { .. } => return,
            JobEventKind::Finished(_) => None,
            JobEventKind::Failed(failure) => Some(failure),
            JobEventKind::Diverged => {
                let detail = "the picture is not the one that was made before".to_owned();
                Some(Failure { code: FailureCode::Internal, detail })
            }
            JobEventKind::StoreFailed(error) => {
                Some(Failure { code: FailureCode::Internal, detail: error.to_string() })
            }
        };
        let Some(Running { task, made, .. }) = self.running.take() else { return };
        match failure {
            None => self.record(task, made, ctx),
            Some(failure) => self.failed(task, failure, ctx),
        }
    }
}

impl Handles<Recorded> for Stills {
    fn handle(&mut self, recorded: Recorded, ctx: &mut Context<Self>) {
        self.is_recording = false;
        let Stage::Working(working) = &mut self.stage else { return };
        match recorded.outcome {
            Ok(true) => {
                working.set.retire_posters(&recorded.retired);
                working.set.records.extend(recorded.records);
                if let Task::Wish(wish) = recorded.task {
                    wish.reply.send(Ok(()));
                }
                self.step(ctx);
            }
            // The media was made anew, or the video is gone: this actor's map is history.
            Ok(false) => ctx.stop(),
            Err(error) => {
                if let Task::Wish(wish) = recorded.task {
                    wish.refuse(error.clone().into());
                }
                ctx.fail(error);
            }
        }
    }
}

impl Handles<Completed> for Stills {
    fn handle(&mut self, Completed(outcome): Completed, ctx: &mut Context<Self>) {
        match outcome {
            Ok(()) => self.step(ctx),
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<LeaveIfIdle> for Stills {
    fn handle(&mut self, _: LeaveIfIdle, ctx: &mut Context<Self>) {
        if self.is_idle() {
            ctx.stop();
        }
    }
}

impl Handles<JobOver> for Stills {
    fn handle(&mut self, over: JobOver, ctx: &mut Context<Self>) {
        let Some(Running { task, .. }) = self.running.take_if(|running| running.id == over.id) else { return };
        if let EndReason::Failed(failure) = over.reason {
            return self.failed(task, failure, ctx);
        }
        match task {
            Task::Wish(wish) => self.wishes.push_front(wish),
            Task::Unit(unit) => {
                if let Stage::Working(working) = &mut self.stage {
                    working.queue.push_front(unit);
                }
            }
        }
        self.step(ctx);
    }
}

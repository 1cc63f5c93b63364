//! What operators ask of the media workers: which jobs there are, and what is to become of one.

use playhouse_pipelines::spec::{Job, StillJob};
use serde::Serialize;
use thiserror::Error;

use super::{JobId, MediaJob, Priority};
use crate::message;
use crate::model::{Timestamp, VideoId};

/// Slots that take each other no work away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    Ingest,
    Urgent,
    Background,
}

impl Lane {
    #[must_use]
    pub fn of(job: &MediaJob) -> Self {
        match (&job.job, job.priority) {
            (Job::Ingest(_), _) => Self::Ingest,
            (_, Priority::Viewer) => Self::Urgent,
            (_, Priority::First | Priority::Ahead | Priority::Background | Priority::Extra) => Self::Background,
        }
    }
}

/// A job as an operator sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobView {
    pub id: JobId,
    pub video: VideoId,
    /// `ingest`, `video`, `audio`, `poster`, `storyboard`, `preview`, `image`, `loudness` or `probe`.
    pub kind: &'static str,
    /// Renditions that it makes a segment of.
    pub renditions: Vec<String>,
    /// The segment's number, or the still's.
    pub number: Option<u32>,
    pub lane: Lane,
    pub priority: Priority,
    /// Counted from 1.
    pub attempt: u32,
    /// Whether whoever submitted it can do without.
    pub is_cancellable: bool,
    pub waiting_since: Timestamp,
    /// None: it waits.
    pub run: Option<JobRun>,
}

/// How far a job has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobRun {
    pub since: Timestamp,
    /// Of its worker process; none while that is started.
    pub pid: Option<u32>,
    /// Share of it that is done; 0 when it does not tell.
    pub progress: f64,
}

impl JobRun {
    /// Seconds that are left if it goes on as it did.
    #[must_use]
    pub fn eta_seconds(&self, now: Timestamp) -> Option<f64> {
        if self.progress <= 0.0 {
            return None;
        }
        Some(now.since(self.since).as_secs_f64() * (1.0 - self.progress) / self.progress)
    }
}

impl JobView {
    /// Of a job that waits.
    #[must_use]
    pub fn of(job: &MediaJob) -> Self {
        let (kind, renditions, number) = describe(&job.job);
        Self {
            id: job.id,
            video: job.video.clone(),
            kind,
            renditions,
            number,
            lane: Lane::of(job),
            priority: job.priority,
            attempt: job.attempt,
            is_cancellable: job.is_cancellable,
            waiting_since: job.submitted_at,
            run: None,
        }
    }
}

fn describe(job: &Job) -> (&'static str, Vec<String>, Option<u32>) {
    match job {
        Job::Ingest(_) => ("ingest", Vec::new(), None),
        Job::Video(job) => {
            let names = job.renditions.iter().map(|rendition| rendition.name.clone());
            ("video", names.collect(), Some(job.number))
        }
        Job::Audio(job) => ("audio", vec![job.rendition.clone()], Some(job.number)),
        Job::Still(StillJob::Poster(job)) => ("poster", Vec::new(), Some(job.number)),
        Job::Still(StillJob::Storyboard(job)) => ("storyboard", Vec::new(), Some(job.number)),
        Job::Still(StillJob::Preview(job)) => ("preview", Vec::new(), Some(job.number)),
        Job::Still(StillJob::Image(job)) => ("image", Vec::new(), Some(job.number)),
        Job::Loudness(_) => ("loudness", Vec::new(), None),
        Job::Probe(_) => ("probe", Vec::new(), None),
    }
}

/// Why a job stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JobRefusal {
    #[error("there is no such job")]
    NotFound,
    /// Whoever submitted it cannot do without.
    #[error("the job is needed")]
    Needed,
    #[error("the job runs")]
    Runs,
    #[error("the job waits")]
    Waits,
}

/// Every job: those that run, then those that wait, in the order in which they will be done.
pub struct GetJobs;

/// Whoever submitted it is told to do without, as after a failure for good.
pub struct DismissJob {
    pub id: JobId,
}

/// Ends a running job without a result; whoever submitted it submits it anew.
pub struct RestartJob {
    pub id: JobId,
}

/// Gives a job that waits another place.
pub struct PrioritiseJob {
    pub id: JobId,
    pub priority: Priority,
}

message! {
    GetJobs => Vec<JobView>;
    DismissJob => Result<(), JobRefusal>;
    RestartJob => Result<(), JobRefusal>;
    PrioritiseJob => Result<(), JobRefusal>;
}

//! `/operator/jobs`: what the media workers do and what waits for them.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::{
    DismissJob, GetJobs, JobId, JobRefusal, JobView, PrioritiseJob, Priority, RestartJob,
};
use playhouse_actors::model::{AuditNote, Timestamp, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Checks, rfc3339};
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Code, Problem};

const ANSWER: Duration = Duration::from_secs(5);

/// A piece of media work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MediaJob)]
pub struct JobDto {
    pub id: String,
    pub video: String,
    /// `ingest`, `video`, `audio`, `poster`, `storyboard`, `preview`, `image` or `loudness`
    pub kind: String,
    /// It makes a segment of each.
    pub renditions: Vec<String>,
    /// The segment's number, or the still's, from 0.
    pub number: Option<u32>,
    /// Whose slots it takes: `ingest`, `urgent` or `background`
    pub lane: String,
    /// `urgent`, `normal` or `background`
    pub priority: String,
    /// Counted from 1.
    pub attempt: u32,
    /// Whether its video can do without.
    pub is_cancellable: bool,
    /// `running` or `waiting`
    pub state: String,
    /// RFC 3339, UTC
    pub waiting_since: String,
    /// RFC 3339, UTC; none: it waits.
    pub running_since: Option<String>,
    /// Process id of its worker.
    pub worker_pid: Option<u32>,
    /// Share of it that is done, 0 to 1.
    pub progress: Option<f64>,
    /// Seconds that are left if it goes on as it did; none when nobody knows.
    pub eta: Option<f64>,
}

/// What an operator calls it.
fn name(priority: Priority) -> &'static str {
    match priority {
        Priority::Viewer => "urgent",
        Priority::First | Priority::Ahead => "normal",
        Priority::Background | Priority::Extra => "background",
    }
}

fn named(name: &str) -> Option<Priority> {
    match name {
        "urgent" => Some(Priority::Viewer),
        "normal" => Some(Priority::First),
        "background" => Some(Priority::Background),
        _ => None,
    }
}

fn word(of: impl Serialize) -> String {
    let value = serde_json::to_value(of).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

impl From<JobView> for JobDto {
    fn from(job: JobView) -> Self {
        let run = job.run.as_ref();
        Self {
            id: job.id.get().to_string(),
            video: job.video.to_string(),
            kind: job.kind.to_owned(),
            number: job.number,
            lane: word(job.lane),
            priority: name(job.priority).to_owned(),
            attempt: job.attempt,
            is_cancellable: job.is_cancellable,
            state: if run.is_some() { "running" } else { "waiting" }.to_owned(),
            waiting_since: rfc3339(job.waiting_since),
            running_since: run.map(|run| rfc3339(run.since)),
            worker_pid: run.and_then(|run| run.pid),
            progress: run.map(|run| run.progress),
            eta: run.and_then(|run| run.eta_seconds(Timestamp::now())),
            renditions: job.renditions,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct JobList {
    /// Those that run, then those that wait: the next of each lane first.
    pub items: Vec<JobDto>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Jobs of this video.
    video: Option<String>,
}

/// Media work that runs or waits. What was given up is at `/operator/dead-letters`.
#[utoipa::path(get, path = "/api/v1/operator/jobs", tag = "operators", params(JobQuery), responses(
    (status = 200, body = JobList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<JobQuery>,
    _: Operator,
) -> Result<web::Json<JobList>, ApiError> {
    let jobs = app.media_workers.ask(GetJobs, ANSWER).await?;
    let is_asked_for = |job: &JobView| query.video.as_ref().is_none_or(|video| job.video.as_str() == video);
    Ok(web::Json(JobList { items: jobs.into_iter().filter(is_asked_for).map(JobDto::from).collect() }))
}

/// Has a video do without what a job makes, as if it had failed for good: a segment is a dead letter with the code `cancelled`, made
/// when somebody asks for it or for its [retry](#/operators/post_operator_dead_letters_by_video_retry), and never by itself; a
/// still stays out.
#[utoipa::path(post, path = "/api/v1/operator/jobs/{job}/cancel", tag = "operators", params(("job" = u64, Path)), responses(
    (status = 202, description = "It is told to end"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "It neither runs nor waits", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`job_needed`: without it there is no video, or it mends what is lost", body = Problem, content_type = "application/problem+json"),
))]
pub async fn cancel(app: web::Data<App>, id: web::Path<u64>, operator: Operator) -> Result<HttpResponse, ApiError> {
    let id = JobId::new(*id);
    let job = find(&app, id).await?;
    if !job.is_cancellable {
        return Err(JobRefusal::Needed.into());
    }
    note(&app, operator.0, "job.cancel", &job, "").await?;
    app.media_workers.ask(DismissJob { id }, ANSWER).await??;
    Ok(HttpResponse::Accepted().finish())
}

/// Ends a job that runs, and has it done again from its start.
#[utoipa::path(post, path = "/api/v1/operator/jobs/{job}/retry", tag = "operators", params(("job" = u64, Path)), responses(
    (status = 202, description = "It ends, and comes again under another id"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "It neither runs nor waits", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`job_waits`: it has not begun", body = Problem, content_type = "application/problem+json"),
))]
pub async fn retry(app: web::Data<App>, id: web::Path<u64>, operator: Operator) -> Result<HttpResponse, ApiError> {
    let id = JobId::new(*id);
    let job = find(&app, id).await?;
    if job.run.is_none() {
        return Err(JobRefusal::Waits.into());
    }
    note(&app, operator.0, "job.retry", &job, "").await?;
    app.media_workers.ask(RestartJob { id }, ANSWER).await??;
    Ok(HttpResponse::Accepted().finish())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityRequest {
    /// `urgent`, `normal` or `background`
    priority: String,
}

/// Gives a job that waits another place: an urgent one runs in slots of its own, at a better niceness.
#[utoipa::path(post, path = "/api/v1/operator/jobs/{job}/priority", tag = "operators", params(("job" = u64, Path)),
    request_body = PriorityRequest, responses(
    (status = 204, description = "It has its new place"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "It neither runs nor waits", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`job_runs`: it has begun", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn prioritise(
    app: web::Data<App>,
    id: web::Path<u64>,
    body: web::Json<PriorityRequest>,
    operator: Operator,
) -> Result<HttpResponse, ApiError> {
    let mut checks = Checks::default();
    let wanted = named(&body.priority);
    checks.require(wanted.is_some(), "/priority", "A priority is urgent, normal or background.");
    checks.done()?;
    let (id, priority) = (JobId::new(*id), wanted.unwrap_or(Priority::Background));
    let job = find(&app, id).await?;
    if job.run.is_some() {
        return Err(JobRefusal::Runs.into());
    }
    let change = format!(": {} -> {}", name(job.priority), name(priority));
    note(&app, operator.0, "job.priority", &job, &change).await?;
    app.media_workers.ask(PrioritiseJob { id, priority }, ANSWER).await??;
    Ok(HttpResponse::NoContent().finish())
}

async fn find(app: &App, id: JobId) -> Result<JobView, ApiError> {
    let jobs = app.media_workers.ask(GetJobs, ANSWER).await?;
    jobs.into_iter().find(|job| job.id == id).ok_or_else(ApiError::not_found)
}

/// Before it is done: what is not noted is not done.
async fn note(app: &App, by: User, action: &'static str, job: &JobView, change: &str) -> Result<(), ApiError> {
    let renditions = job.renditions.join(" ");
    let number = job.number.map(|number| number.to_string()).unwrap_or_default();
    let words = [job.kind, &renditions, &number];
    let what: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let detail = format!("{}{change}", what.join(" "));
    let note = AuditNote { by: by.id, subject: format!("video:{}", job.video), action, detail };
    Ok(app.accounts.note(note).await?)
}

impl From<JobRefusal> for ApiError {
    fn from(refusal: JobRefusal) -> Self {
        match refusal {
            JobRefusal::NotFound => Self::not_found(),
            JobRefusal::Needed => {
                Self::new(Code::JobNeeded, "There is no video without it; delete the video to end it.")
            }
            JobRefusal::Runs => Self::new(Code::JobRuns, "It runs already; only one that waits takes another place."),
            JobRefusal::Waits => Self::new(Code::JobWaits, "It has not begun; only one that runs can begin again."),
        }
    }
}

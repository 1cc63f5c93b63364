//! One source on its way into the mezzanine: sniffs it, drives the ingest job, writes the segment map.
//!
//! Started by [`Videos`](crate::videos) for a video in `processing`. Owns one try at a time: a new version of the
//! video's media, whose map is written in one transaction when the last segment is durable. Ends with `IngestEnded`, the
//! video being mapped or `failed`. Transient: rebuilt, it starts a new version.

mod outcome;

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::{Failure, FailureCode, ProductKind, SegmentInfo, Summary, TrackInfo};
use playhouse_pipelines::sniff;
use playhouse_pipelines::spec::{IngestJob, Job, SourceLimits};
use serde::Serialize;

use crate::media_workers::MediaWorkers;
use crate::message;
use crate::messages::{
    CancelJobs, HasJob, IngestEnded, JobEvent, JobEventKind, JobId, JobInputs, MediaJob, Priority, SubmitJob,
};
use crate::model::{LadderPolicy, SegmentRecord, UploadId, VideoFailure, VideoId, stream_of};
use crate::ports::{Catalogue, SegmentStore, SourceStore, StoreError};
use crate::runtime::{Actor, AskError, Context, Handle, Handles, Policy, Recipient};

/// Tries before a failure that may pass counts as final.
const TRIES: u32 = 3;
const TARGET_SEGMENT_SECONDS: f64 = 4.0;
/// Enough for every container's mark, past a usual ID3 tag.
const HEAD_BYTES: u64 = 256 << 10;
/// How often it is checked that the job is still known.
const WATCH: Duration = Duration::from_secs(10);
const ASK: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct IngestConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub workers: Handle<MediaWorkers>,
    pub ladder: LadderPolicy,
    pub limits: SourceLimits,
    pub ended: Recipient<IngestEnded>,
}

pub struct Ingest {
    config: IngestConfig,
    video: VideoId,
    source: UploadId,
    attempt: u32,
    current: Option<Try>,
}

/// One version of the media in the making.
struct Try {
    job: JobId,
    version: u32,
    tracks: Vec<TrackInfo>,
    /// With its length in bytes.
    segments: Vec<(SegmentInfo, u64)>,
    made: Vec<SegmentRecord>,
    doubts: u32,
}

struct Prepared(Result<Prospect, PrepareError>);
struct Committed(Result<bool, StoreError>);
struct MarkedFailed(Result<bool, StoreError>);
struct WatchJob;
struct JobKnown(Result<bool, AskError>);

message! {
    Prepared;
    Committed;
    MarkedFailed;
    WatchJob;
    JobKnown;
}

/// What there is to do for a video.
enum Prospect {
    Ingest {
        version: u32,
        job: IngestJob,
    },
    /// It is mapped already, or it is no longer in `processing`.
    Nothing {
        is_mapped: bool,
    },
}

enum PrepareError {
    Media(Failure),
    Store(StoreError),
}

impl From<StoreError> for PrepareError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[derive(Serialize)]
struct IngestSnapshot<'a> {
    video: &'a str,
    attempt: u32,
    segments: usize,
}

impl Ingest {
    #[must_use]
    pub fn new(config: IngestConfig, video: VideoId, source: UploadId) -> Self {
        Self { config, video, source, attempt: 0, current: None }
    }

    fn begin(&mut self, ctx: &mut Context<Self>) {
        self.attempt += 1;
        self.current = None;
        let (config, video, source) = (self.config.clone(), self.video.clone(), self.source.clone());
        ctx.spawn("ingest.prepare", async move { Prepared(prepare(&config, &video, &source).await) });
    }

    fn submit(&mut self, version: u32, job: IngestJob, ctx: &mut Context<Self>) {
        let id = JobId::next();
        self.current =
            Some(Try { job: id, version, tracks: Vec::new(), segments: Vec::new(), made: Vec::new(), doubts: 0 });
        let job = MediaJob {
            id,
            video: self.video.clone(),
            version,
            priority: Priority::First,
            job: Job::Ingest(job),
            inputs: JobInputs::Source(self.source.clone()),
            events: ctx.handle().recipient::<JobEvent, _>(),
        };
        if let Err(error) = self.config.workers.try_tell(SubmitJob(job)) {
            ctx.fail(format_args!("the media workers take no job: {error}"));
        }
    }

    /// A failure that may pass is tried again; any other is the end of the video.
    fn failed(&mut self, failure: Failure, ctx: &mut Context<Self>) {
        if failure.code.is_retryable() && self.attempt < TRIES {
            tracing::warn!(video = %self.video, code = ?failure.code, detail = failure.detail, attempt = self.attempt, "ingest failed; it is tried again");
            return self.begin(ctx);
        }
        tracing::info!(video = %self.video, code = ?failure.code, detail = failure.detail, "the video cannot be used");
        let (catalogue, video) = (Arc::clone(&self.config.catalogue), self.video.clone());
        let failure = VideoFailure::from(&failure);
        ctx.spawn("ingest.mark_failed", async move { MarkedFailed(catalogue.mark_failed(&video, failure).await) });
    }

    fn finished(&mut self, summary: Summary, ctx: &mut Context<Self>) {
        let Some(current) = self.current.take() else {
            return;
        };
        let version = current.version;
        let outcome = match outcome::outcome(current, summary, &self.config.ladder) {
            Ok(outcome) => outcome,
            Err(failure) => return self.failed(failure, ctx),
        };
        let (catalogue, video) = (Arc::clone(&self.config.catalogue), self.video.clone());
        ctx.spawn("ingest.commit", async move { Committed(catalogue.commit_ingest(&video, version, outcome).await) });
    }

    fn end(&self, is_mapped: bool, ctx: &mut Context<Self>) {
        if let Err(error) = self.config.ended.try_tell(IngestEnded { video: self.video.clone(), is_mapped }) {
            return ctx.fail(format_args!("nobody hears that ingest ended: {error}"));
        }
        ctx.stop();
    }
}

/// Opens a new version and looks at the source's first bytes.
async fn prepare(config: &IngestConfig, video: &VideoId, source: &UploadId) -> Result<Prospect, PrepareError> {
    let Some(version) = config.catalogue.begin_ingest(video).await? else {
        return Ok(Prospect::Nothing { is_mapped: config.catalogue.segment_map(video).await?.is_some() });
    };
    config.segments.remove(video, Some(version)).await?;
    let reader = config.sources.reader(source).await?;
    if reader.length == 0 {
        let detail = "The file is empty.".to_owned();
        return Err(PrepareError::Media(Failure { code: FailureCode::EmptyFile, detail }));
    }
    let length = reader.length;
    let head = tokio::task::spawn_blocking(move || head_of(reader.descriptor)).await;
    let head = head.map_err(|panic| StoreError::Internal(panic.to_string()))?;
    let head = head.map_err(|error| StoreError::Internal(error.to_string()))?;
    let Some(container) = sniff::sniff(&head) else {
        let detail = "This is not a video or audio file of a kind that is taken here.".to_owned();
        return Err(PrepareError::Media(Failure { code: FailureCode::UnsupportedContainer, detail }));
    };
    let job = IngestJob {
        container,
        length,
        available: length,
        limits: config.limits.clone(),
        target_segment_seconds: TARGET_SEGMENT_SECONDS,
    };
    Ok(Prospect::Ingest { version, job })
}

/// First bytes of a source: what its container is told by.
fn head_of(source: OwnedFd) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::from(source).take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

impl Actor for Ingest {
    const KIND: &'static str = "ingest";
    const POLICY: Policy = Policy::Transient;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(WATCH, || WatchJob);
        self.begin(ctx);
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        if self.current.take().is_some() {
            // A video that is deleted needs no worker; at shutdown the workers end by themselves.
            let _ = self.config.workers.try_tell(CancelJobs { video: self.video.clone() });
        }
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        IngestSnapshot {
            video: self.video.as_str(),
            attempt: self.attempt,
            segments: self.current.as_ref().map_or(0, |current| current.segments.len()),
        }
    }
}

impl Handles<Prepared> for Ingest {
    fn handle(&mut self, Prepared(outcome): Prepared, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Prospect::Ingest { version, job }) => self.submit(version, job, ctx),
            Ok(Prospect::Nothing { is_mapped }) => self.end(is_mapped, ctx),
            Err(PrepareError::Media(failure)) => self.failed(failure, ctx),
            Err(PrepareError::Store(error)) => ctx.fail(error),
        }
    }
}

impl Handles<JobEvent> for Ingest {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Some(current) = self.current.as_mut().filter(|current| current.job == event.id) else {
            return;
        };
        current.doubts = 0;
        match event.kind {
            JobEventKind::Progress(_) => {}
            JobEventKind::TrackFound(track) => current.tracks.push(track),
            JobEventKind::Stored { product, length, hash } => current.stored(product, length, hash),
            JobEventKind::Finished(summary) => self.finished(summary, ctx),
            JobEventKind::Failed(failure) => self.failed(failure, ctx),
            JobEventKind::StoreFailed(error) => ctx.fail(error),
        }
    }
}

impl Try {
    fn stored(&mut self, product: ProductKind, length: u64, hash: String) {
        match product {
            ProductKind::Mezzanine(segment) => {
                let stream = stream_of(segment.track).to_owned();
                self.made.push(SegmentRecord { stream, number: Some(segment.number), length, hash });
                self.segments.push((segment, length));
            }
            ProductKind::MezzanineInit { track } => {
                self.made.push(SegmentRecord { stream: stream_of(track).to_owned(), number: None, length, hash });
            }
            // An ingest job makes nothing else.
            ProductKind::Segment { .. } | ProductKind::Init { .. } | ProductKind::Poster { .. } => {}
        }
    }
}

impl Handles<Committed> for Ingest {
    fn handle(&mut self, Committed(outcome): Committed, ctx: &mut Context<Self>) {
        match outcome {
            Ok(is_mapped) => self.end(is_mapped, ctx),
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<MarkedFailed> for Ingest {
    fn handle(&mut self, MarkedFailed(outcome): MarkedFailed, ctx: &mut Context<Self>) {
        match outcome {
            Ok(_) => self.end(false, ctx),
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<WatchJob> for Ingest {
    fn handle(&mut self, _: WatchJob, ctx: &mut Context<Self>) {
        let Some(current) = &self.current else { return };
        let (workers, id) = (self.config.workers.clone(), current.job);
        ctx.spawn("ingest.watch", async move { JobKnown(workers.ask(HasJob { id }, ASK).await) });
    }
}

impl Handles<JobKnown> for Ingest {
    fn handle(&mut self, JobKnown(answer): JobKnown, ctx: &mut Context<Self>) {
        let Some(current) = &mut self.current else {
            return;
        };
        if answer == Ok(true) {
            current.doubts = 0;
            return;
        }
        // Once may be an end on its way to us; twice is a job that was lost with its queue.
        current.doubts += 1;
        if current.doubts >= 2 {
            tracing::warn!(video = %self.video, "the ingest job was lost; it starts anew");
            self.begin(ctx);
        }
    }
}

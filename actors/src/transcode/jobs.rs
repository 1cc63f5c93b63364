//! The jobs of a video's ladder: what they report, how it becomes durable, and how they may end.

use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::{Failure, FailureCode, ProductKind};

use super::{Stage, Transcode, Unit};
use crate::media_jobs::{EndReason, JobOver};
use crate::message;
use crate::messages::{JobEvent, JobEventKind, JobId, Priority};
use crate::model::SegmentRecord;
use crate::ports::StoreError;
use crate::runtime::{Context, Handles};

/// Tries of one unit before it is given up.
const TRIES: u32 = 3;
/// Progress past which a job is not ended to start it anew in front.
const NEARLY_DONE: f64 = 0.6;
/// Between two tries to write to a store that is full or busy.
pub(super) const STORE_RETRY: Duration = Duration::from_secs(2);

/// A job on its way, with what it has made so far.
pub(super) struct Running {
    pub(super) unit: Unit,
    pub(super) priority: Priority,
    /// Share of it that is done.
    progress: f64,
    records: Vec<SegmentRecord>,
}

pub(super) struct Committed {
    unit: Unit,
    records: Vec<SegmentRecord>,
    outcome: Result<bool, StoreError>,
}
pub(super) struct CommitAgain {
    unit: Unit,
    records: Vec<SegmentRecord>,
}
pub(super) struct LeaveIfIdle;

message! {
    Committed;
    CommitAgain;
    LeaveIfIdle;
}

impl Running {
    pub(super) fn new(unit: Unit, priority: Priority) -> Self {
        Self { unit, priority, progress: 0.0, records: Vec::new() }
    }

    /// Whether it is worth putting it in front: what is nearly done is sooner there as it is.
    pub(super) fn may_be_raised(&self) -> bool {
        self.priority == Priority::Background && self.progress < NEARLY_DONE
    }

    fn stored(&mut self, product: ProductKind, length: u64, hash: String) {
        let (stream, number) = match product {
            ProductKind::Segment { rendition, segment } => (rendition, Some(segment.number)),
            ProductKind::Init { rendition, .. } => (rendition, None),
            // No products of these jobs.
            ProductKind::Still(_)
            | ProductKind::Subtitles(_)
            | ProductKind::Mezzanine(_)
            | ProductKind::MezzanineInit { .. } => return,
        };
        self.records.push(SegmentRecord { stream, number, length, hash });
    }
}

impl Transcode {
    fn failed(&mut self, id: JobId, running: Running, failure: Failure, ctx: &mut Context<Self>) {
        let Stage::Working { work, is_playable, .. } = &mut self.stage else {
            return;
        };
        let attempts = self.attempts.entry(work.key(&running.unit)).or_default();
        *attempts += 1;
        tracing::warn!(video = %self.video, unit = ?running.unit, code = ?failure.code, detail = failure.detail, attempt = *attempts, "a media job failed");
        work.set_in_flight(&running.unit, None);
        let is_cancelled = failure.code == FailureCode::Cancelled;
        let is_final = *attempts >= TRIES || !failure.code.is_retryable();
        if !is_final {
            return self.step(ctx);
        }
        if !*is_playable && work.is_vital(&running.unit) {
            if is_cancelled {
                // The video came to need it while it was being cancelled.
                return self.step(ctx);
            }
            return self.give_up(&failure, ctx);
        }
        let attempts = *attempts;
        work.set_in_flight(&running.unit, Some(id));
        self.bury_unit(&running.unit, &failure, attempts, ctx);
    }

    fn commit(&mut self, unit: Unit, records: Vec<SegmentRecord>, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let (catalogue, video, version) = (Arc::clone(&self.config.catalogue), self.video.clone(), work.map().version);
        ctx.spawn("transcode.commit", async move {
            let outcome = catalogue.commit_segments(&video, version, records.clone()).await;
            Committed { unit, records, outcome }
        });
    }
}

impl Handles<JobEvent> for Transcode {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Some(running) = self.jobs.get_mut(&event.id) else {
            return;
        };
        match event.kind {
            JobEventKind::Progress(done) => running.progress = done,
            // Of ingest jobs only.
            JobEventKind::Started(_)
            | JobEventKind::StreamsChosen { .. }
            | JobEventKind::TrackFound(_)
            | JobEventKind::Diverged => {}
            JobEventKind::Stored { product, length, hash } => running.stored(product, length, hash),
            JobEventKind::Finished(_) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    self.commit(running.unit, running.records, ctx);
                    self.submit_background(ctx);
                }
            }
            JobEventKind::Failed(failure) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    self.failed(event.id, running, failure, ctx);
                }
            }
            JobEventKind::StoreFailed(error) => {
                if let Some(running) = self.jobs.remove(&event.id) {
                    let failure = Failure { code: FailureCode::Internal, detail: error.to_string() };
                    self.failed(event.id, running, failure, ctx);
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
                self.at_work.finished(work.cost(&committed.unit));
                committed.records.iter().for_each(|record| work.set_made(record));
                // What the job did not make after all is missing again.
                work.set_in_flight(&committed.unit, None);
                self.step(ctx);
            }
            // The media was made anew, the video is gone, or a rung is being removed: this actor's map is history.
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

impl Handles<LeaveIfIdle> for Transcode {
    fn handle(&mut self, _: LeaveIfIdle, ctx: &mut Context<Self>) {
        let was_wanted = std::mem::take(&mut self.is_wanted);
        if self.is_idle() && !was_wanted {
            self.stage = Stage::Over;
            ctx.stop();
        }
    }
}

impl Handles<JobOver> for Transcode {
    fn handle(&mut self, over: JobOver, ctx: &mut Context<Self>) {
        let Some(running) = self.jobs.remove(&over.id) else {
            return;
        };
        if let EndReason::Failed(failure) = over.reason {
            return self.failed(over.id, running, failure, ctx);
        }
        if let Stage::Working { work, .. } = &mut self.stage {
            work.set_in_flight(&running.unit, None);
            self.step(ctx);
        }
    }
}

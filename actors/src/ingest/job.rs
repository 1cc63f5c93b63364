//! The job of an ingest: what it reports, how that becomes durable, and how it may end.

use std::sync::Arc;
use std::time::Duration;

use playhouse_pipelines::report::ProductKind;

use super::mapper::MapError;
use super::{Commit, Ingest, PAUSED, Stage};
use crate::media_jobs::JobOver;
use crate::message;
use crate::messages::{JobEvent, JobEventKind, JobId, MapGrew};
use crate::model::MapExtension;
use crate::ports::StoreError;
use crate::runtime::{Context, Handles};

/// Between two extensions of the map.
const COMMIT_PACE: Duration = Duration::from_millis(250);
/// Between two tries to write to a store that is full or busy.
const STORE_RETRY: Duration = Duration::from_secs(2);

pub(super) struct Committed {
    job: JobId,
    extension: MapExtension,
    outcome: Result<bool, StoreError>,
}
pub(super) struct Rested(JobId);
pub(super) struct WatchGrowth;

message! {
    Committed;
    Rested;
    WatchGrowth;
}

impl Ingest {
    /// Commits what has come since the last time, one extension after the other.
    pub(super) fn commit(&mut self, ctx: &mut Context<Self>) {
        let Stage::Running(current) = &mut self.stage else {
            return;
        };
        if current.commit == Commit::UnderWay || (current.commit == Commit::Resting && current.finished.is_none()) {
            return;
        }
        let extension = match current.finished.clone() {
            None => current.mapper.extension(),
            Some(summary) => match current.mapper.finish(summary) {
                Ok(extension) => Some(extension),
                Err(failure) => return self.failed(&failure, ctx),
            },
        };
        let Some(extension) = extension else { return };
        current.commit = Commit::UnderWay;
        let (config, video) = (self.config.clone(), self.video.clone());
        let (job, version) = (current.job, current.mapper.version());
        let subtitles = if extension.is_complete { current.subtitles.clone() } else { Vec::new() };
        ctx.spawn("ingest.commit", async move {
            // Captions first, so that who finds the video complete finds them too.
            let outcome = match config.captions.put_embedded(&video, version, &subtitles).await {
                Ok(()) => config.catalogue.extend_map(&video, version, extension.clone()).await,
                // The video was deleted.
                Err(StoreError::NotFound) => Ok(false),
                Err(error) => Err(error),
            };
            Committed { job, extension, outcome }
        });
    }
}

impl Handles<JobEvent> for Ingest {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Stage::Running(current) = &mut self.stage else {
            return;
        };
        if current.job != event.id {
            return;
        }
        let mapped = match event.kind {
            JobEventKind::Progress(_) => return,
            JobEventKind::Started(growth) => {
                current.growth = Some(growth);
                return current.announce(self.grown);
            }
            JobEventKind::StreamsChosen { video, audio } => {
                current.mapper.streams_chosen(video, audio);
                Ok(())
            }
            JobEventKind::TrackFound(track) => current.mapper.track_found(track),
            JobEventKind::Stored { product: ProductKind::Subtitles(info), .. } => {
                current.subtitles.push(info);
                Ok(())
            }
            JobEventKind::Stored { product, length, hash } => current.mapper.stored(&product, length, hash),
            JobEventKind::Finished(summary) => {
                current.finished = Some(summary);
                Ok(())
            }
            JobEventKind::Failed(failure) => return self.failed(&failure, ctx),
            JobEventKind::Diverged => Err(MapError::Diverged),
            JobEventKind::StoreFailed(error) => return ctx.fail(error),
        };
        match mapped {
            Ok(()) => self.commit(ctx),
            Err(error) => self.map_error(error, ctx),
        }
    }
}

impl Handles<Committed> for Ingest {
    fn handle(&mut self, committed: Committed, ctx: &mut Context<Self>) {
        let Stage::Running(current) = &mut self.stage else {
            return;
        };
        if current.job != committed.job {
            return;
        }
        current.commit = Commit::Resting;
        match committed.outcome {
            Ok(true) => {}
            // The video is gone, or its media was made anew by somebody else.
            Ok(false) => return self.end(ctx),
            Err(StoreError::Full | StoreError::Busy) => {
                ctx.run_later(STORE_RETRY, Rested(committed.job));
                return;
            }
            Err(error) => return ctx.fail(error),
        }
        current.mapper.committed(&committed.extension);
        let is_complete = committed.extension.is_complete;
        let grew = MapGrew {
            video: self.video.clone(),
            version: current.mapper.version(),
            revision: current.mapper.revision(),
            extension: Arc::new(committed.extension),
        };
        if let Err(error) = self.config.grew.try_tell(grew) {
            return ctx.fail(format_args!("nobody hears that the map grew: {error}"));
        }
        if is_complete {
            return self.end(ctx);
        }
        ctx.run_later(COMMIT_PACE, Rested(committed.job));
        self.commit(ctx);
    }
}

impl Handles<Rested> for Ingest {
    fn handle(&mut self, Rested(job): Rested, ctx: &mut Context<Self>) {
        if let Stage::Running(current) = &mut self.stage
            && current.job == job
            && current.commit == Commit::Resting
        {
            current.commit = Commit::Free;
            self.commit(ctx);
        }
    }
}

impl Handles<WatchGrowth> for Ingest {
    fn handle(&mut self, _: WatchGrowth, ctx: &mut Context<Self>) {
        if !self.grown.is_complete() && self.grown_at.elapsed() >= PAUSED {
            tracing::info!(video = %self.video, received = self.grown.available, "the upload pauses");
            ctx.stop();
        }
    }
}

impl Handles<JobOver> for Ingest {
    fn handle(&mut self, over: JobOver, ctx: &mut Context<Self>) {
        let Stage::Running(current) = &self.stage else {
            return;
        };
        if current.job == over.id && current.finished.is_none() {
            tracing::warn!(video = %self.video, "the ingest job was lost; it starts anew");
            self.begin(false, ctx);
        }
    }
}

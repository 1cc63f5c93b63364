//! What the outbox tells: videos to take up, and what is to be cleaned up after.

use std::time::Duration;

use super::{Videos, VideosConfig};
use crate::message;
use crate::messages::{EndJobs, FactsArrived, ForgetMedia};
use crate::model::{Fact, FactKind, Upload, UploadId, Video, VideoId};
use crate::ports::StoreError;
use crate::runtime::{Context, Handles};

const CONSUMER: &str = "videos";
const BATCH: usize = 64;
/// How long a child may take to let go of its worker.
const STOP: Duration = Duration::from_secs(10);

struct FactsFound(Result<Vec<Found>, StoreError>);
struct FactsConsumed(Result<(), StoreError>);

message! {
    FactsFound;
    FactsConsumed;
}

/// A fact, and what it is about as it is now.
struct Found {
    fact: Fact,
    video: Option<Video>,
    source: Option<Upload>,
}

impl Videos {
    /// Reads what is new in the outbox, one batch at a time.
    pub(super) fn consume(&mut self, ctx: &mut Context<Self>) {
        if self.is_consuming {
            self.is_asked_again = true;
            return;
        }
        self.is_consuming = true;
        let config = self.config.clone();
        ctx.spawn("videos.read_outbox", async move { FactsFound(pending(&config).await) });
    }

    /// Passes a fact on to those who watch the video's page: as the video is now, which may be further.
    fn tell(&self, fact: &Fact, video: Option<&Video>) {
        match video {
            Some(video) => self.config.events.tell_state(&video.id, video.state, video.failure.clone()),
            None => self.config.events.tell_deleted(&fact.video),
        }
    }
}

async fn pending(config: &VideosConfig) -> Result<Vec<Found>, StoreError> {
    let mut found = Vec::new();
    for fact in config.outbox.pending(CONSUMER, BATCH).await? {
        if fact.kind == FactKind::Commented {
            found.push(Found { fact, video: None, source: None });
            continue;
        }
        let source = config.uploads.upload_of_video(&fact.video).await?;
        let video = config.catalogue.video(&fact.video).await?;
        found.push(Found { fact, video, source });
    }
    Ok(found)
}

/// Frees the disk of a video that is gone or will never be watched.
async fn remove_media(config: &VideosConfig, video: &VideoId, source: Option<UploadId>) -> Result<(), StoreError> {
    if let Some(source) = source {
        config.sources.remove(&source).await?;
    }
    config.segments.remove(video, None).await?;
    if config.forget.try_tell(ForgetMedia { video: video.clone(), stream: None }).is_err() {
        tracing::debug!(%video, "the segment cache takes no message; what it holds of the video goes in its time");
    }
    Ok(())
}

impl Handles<FactsArrived> for Videos {
    fn handle(&mut self, _: FactsArrived, ctx: &mut Context<Self>) {
        self.consume(ctx);
    }
}

impl Handles<FactsFound> for Videos {
    fn handle(&mut self, FactsFound(outcome): FactsFound, ctx: &mut Context<Self>) {
        let facts = match outcome {
            Ok(facts) => facts,
            Err(error) => return ctx.fail(error),
        };
        let Some(last) = facts.last().map(|found| found.fact.id) else {
            self.is_consuming = false;
            return;
        };
        if self.config.news.try_tell(FactsArrived).is_err() {
            tracing::debug!("who else reads the outbox is busy, and reads it later");
        }
        if facts.len() == BATCH {
            self.is_asked_again = true;
        }
        let mut removals = Vec::new();
        for Found { fact, video, source } in facts.into_iter().filter(|found| found.fact.kind != FactKind::Commented) {
            self.tell(&fact, video.as_ref());
            match (fact.kind, video) {
                (FactKind::Uploaded, Some(video)) => self.take_up(&video, source.as_ref(), ctx),
                (FactKind::Failed | FactKind::Deleted, _) => {
                    let source = source.map(|source| source.id);
                    removals.push((self.stop_work(&fact.video), fact.video, source));
                }
                (
                    FactKind::Uploaded
                    | FactKind::Playable
                    | FactKind::Published
                    | FactKind::Ready
                    | FactKind::Commented,
                    _,
                ) => {}
            }
        }
        let config = self.config.clone();
        ctx.spawn("videos.consume", async move {
            let consume = async {
                for (controls, video, source) in removals {
                    for control in controls {
                        control.stop(STOP);
                        control.ended().await;
                    }
                    // What does not end in time is left to the version of the media, which nothing reads any more.
                    let _is_late = config.workers.ask(EndJobs { video: video.clone() }, STOP).await;
                    remove_media(&config, &video, source).await?;
                }
                config.outbox.advance(CONSUMER, last).await
            };
            FactsConsumed(consume.await)
        });
    }
}

impl Handles<FactsConsumed> for Videos {
    fn handle(&mut self, FactsConsumed(outcome): FactsConsumed, ctx: &mut Context<Self>) {
        self.is_consuming = false;
        if let Err(error) = outcome {
            return ctx.fail(error);
        }
        if std::mem::take(&mut self.is_asked_again) {
            self.consume(ctx);
        }
    }
}

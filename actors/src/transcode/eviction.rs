//! Rungs that nobody watches are let go of by the one actor that may make them, so that nothing is made of a rung while
//! its objects are being removed: whoever asks for a segment of it meanwhile waits.
//!
//! The ledger is marked before the first object goes; an eviction that was cut off is found there and finished before
//! anything else. A rung is whole again when everything of it has been asked for once more.

use std::sync::Arc;

use super::jobs::STORE_RETRY;
use super::{Stage, Transcode, TranscodeConfig};
use crate::message;
use crate::messages::{EvictRung, ForgetMedia};
use crate::model::{EvictedRung, Rung, Stored};
use crate::ports::StoreError;
use crate::runtime::{Context, Handles, HandlesLater, Reply};

struct EvictionBegun {
    rung: Rung,
    reply: Reply<EvictRung>,
    outcome: Result<Option<Stored>, StoreError>,
}
struct EvictionEnded {
    rung: Rung,
    /// Who asked, if somebody did, and what the rung had.
    reply: Option<(Reply<EvictRung>, Stored)>,
    outcome: Result<(), StoreError>,
}
struct RemoveAgain(Rung);

message! {
    EvictionBegun;
    EvictionEnded;
    RemoveAgain;
}

impl Transcode {
    /// Takes over what is known of evicted rungs, now that the map is loaded; finishes what was cut off.
    pub(super) fn resume_evictions(&mut self, evicted: Vec<EvictedRung>, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &mut self.stage else {
            return;
        };
        let version = work.map().version;
        let mut unfinished = Vec::new();
        for EvictedRung { rendition, is_removing } in evicted {
            work.leave_evicted(&rendition);
            if is_removing && !self.evicting.contains(&rendition) {
                unfinished.push(Rung { video: self.video.clone(), version, rendition });
            }
        }
        for rung in unfinished {
            self.evicting.push(rung.rendition.clone());
            self.remove(rung, None, ctx);
        }
        for (request, reply) in std::mem::take(&mut self.evictions) {
            self.evict(request, reply, ctx);
        }
    }

    /// Whether nothing of a rendition may be made now.
    pub(super) fn is_evicting(&self, rendition: &str) -> bool {
        self.evicting.iter().any(|evicting| evicting == rendition)
    }

    fn evict(&mut self, request: EvictRung, reply: Reply<EvictRung>, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let is_in_use = work.is_busy() || !self.jobs.is_empty() || !self.waiting.is_empty();
        if is_in_use || self.is_evicting(&request.rendition) {
            return reply.send(Ok(None));
        }
        let EvictRung { rendition, before, at } = request;
        self.evicting.push(rendition.clone());
        let rung = Rung { video: self.video.clone(), version: work.map().version, rendition };
        let ledger = Arc::clone(&self.config.ledger);
        ctx.spawn("transcode.begin_eviction", async move {
            let outcome = ledger.begin_eviction(&rung, before, at).await;
            EvictionBegun { rung, reply, outcome }
        });
    }

    fn remove(&self, rung: Rung, reply: Option<(Reply<EvictRung>, Stored)>, ctx: &mut Context<Self>) {
        let config = self.config.clone();
        ctx.spawn("transcode.remove_rung", async move {
            let outcome = remove(&config, &rung).await;
            EvictionEnded { rung, reply, outcome }
        });
    }

    fn stop_evicting(&mut self, rendition: &str) {
        self.evicting.retain(|evicting| evicting != rendition);
    }
}

/// Removes the objects of a rung that has no records any more. An encoded rung's stream has its name.
async fn remove(config: &TranscodeConfig, rung: &Rung) -> Result<(), StoreError> {
    config.segments.remove_stream(&rung.video, rung.version, &rung.rendition).await?;
    // Only now: a load that began before the records went may have ended after.
    let forget = ForgetMedia { video: rung.video.clone(), stream: Some(rung.rendition.clone()) };
    if config.forget.try_tell(forget).is_err() {
        tracing::debug!(video = %rung.video, "the segment cache takes no message; what it holds of the rung goes in its time");
    }
    config.ledger.end_eviction(rung).await
}

impl HandlesLater<EvictRung> for Transcode {
    fn handle_later(&mut self, request: EvictRung, reply: Reply<EvictRung>, ctx: &mut Context<Self>) {
        self.is_wanted = true;
        match self.stage {
            Stage::Loading { .. } => self.evictions.push((request, reply)),
            Stage::Working { .. } => self.evict(request, reply, ctx),
            // Whoever waits for an answer of an actor that is over asks the next one.
            Stage::Over => {}
        }
    }
}

impl Handles<EvictionBegun> for Transcode {
    fn handle(&mut self, begun: EvictionBegun, ctx: &mut Context<Self>) {
        let EvictionBegun { rung, reply, outcome } = begun;
        match outcome {
            Ok(Some(had)) => {
                if let Stage::Working { work, .. } = &mut self.stage {
                    work.evict(&rung.rendition);
                }
                tracing::info!(video = %rung.video, rung = rung.rendition, bytes = had.bytes, "nobody watches a rung; it goes");
                self.remove(rung, Some((reply, had)), ctx);
            }
            kept => {
                self.stop_evicting(&rung.rendition);
                reply.send(kept);
                self.step(ctx);
            }
        }
    }
}

impl Handles<EvictionEnded> for Transcode {
    fn handle(&mut self, ended: EvictionEnded, ctx: &mut Context<Self>) {
        let EvictionEnded { rung, reply, outcome } = ended;
        if let Some((reply, had)) = reply {
            reply.send(outcome.clone().map(|()| Some(had)));
        }
        if let Err(error) = outcome {
            tracing::warn!(video = %rung.video, rung = rung.rendition, %error, "an evicted rung cannot be removed; it is tried again");
            ctx.run_later(STORE_RETRY, RemoveAgain(rung));
            return;
        }
        self.stop_evicting(&rung.rendition);
        self.step(ctx);
    }
}

impl Handles<RemoveAgain> for Transcode {
    fn handle(&mut self, RemoveAgain(rung): RemoveAgain, ctx: &mut Context<Self>) {
        self.remove(rung, None, ctx);
    }
}

//! Who waits may leave: what is queued for somebody who has gone loses its place in front.

use std::time::Duration;

use super::{Stage, Transcode};
use crate::message;
use crate::messages::{EnsureSegment, Priority, YieldJob};
use crate::runtime::{Context, Handles};

/// How soon it is noticed that nobody waits any more.
const LOOK: Duration = Duration::from_secs(1);

pub(super) struct LookForWaiting;

message! {
    LookForWaiting;
}

impl Transcode {
    /// Looks again in a while, as long as somebody waits.
    pub(super) fn watch_waiting(&mut self, ctx: &mut Context<Self>) {
        if !self.is_watching && !self.waiting.is_empty() {
            self.is_watching = true;
            ctx.run_later(LOOK, LookForWaiting);
        }
    }

    fn yield_unwanted(&self) {
        // Everybody waits for what makes the video playable.
        let Stage::Working { work, is_playable: true, .. } = &self.stage else { return };
        let wants = |request: &EnsureSegment, rungs: &[String], number: u32| {
            let wanted = request.number.unwrap_or_else(|| work.first_alive(&request.rendition));
            rungs.contains(&request.rendition) && wanted == number
        };
        for (id, running) in self.jobs.iter().filter(|(_, running)| running.priority == Priority::Viewer) {
            let (rungs, number) = running.unit.rungs_and_number();
            let is_wanted = self.waiting.iter().any(|(request, _)| wants(request, rungs, number));
            if !is_wanted && self.config.desk.workers.try_tell(YieldJob { id: *id }).is_err() {
                tracing::warn!(video = %self.video, "the media workers take no message; the job keeps its place");
            }
        }
    }
}

impl Handles<LookForWaiting> for Transcode {
    fn handle(&mut self, _: LookForWaiting, ctx: &mut Context<Self>) {
        self.is_watching = false;
        let before = self.waiting.len();
        self.waiting.retain(|(_, reply)| reply.is_awaited());
        if self.waiting.len() < before {
            self.yield_unwanted();
        }
        self.watch_waiting(ctx);
    }
}

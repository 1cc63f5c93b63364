//! Units that failed for good: the rest of the video is made all the same, and these are not tried again by themselves.
//!
//! A dead letter is in the database before its segments count as dead, so that it outlives this actor.

use std::sync::Arc;

use playhouse_pipelines::report::Failure;

use super::jobs::STORE_RETRY;
use super::{Stage, Transcode, Unit};
use crate::incidents::Incident;
use crate::message;
use crate::messages::{DeadLettersRevived, EnsureSegment};
use crate::model::{DeadLetter, Timestamp, VideoFailure};
use crate::ports::StoreError;
use crate::runtime::{Context, Handles};

struct Buried {
    letter: DeadLetter,
    outcome: Result<bool, StoreError>,
}
struct BuryAgain(DeadLetter);

message! {
    Buried;
    BuryAgain;
}

impl Transcode {
    /// Somebody asks for a segment: one that an operator cancelled is made after all.
    pub(super) fn want(&mut self, request: &EnsureSegment) {
        if let (Stage::Working { work, .. }, Some(number)) = (&mut self.stage, request.number) {
            work.revive_cancelled(&request.rendition, number);
        }
    }

    /// The same for who asked before it was known what was cancelled.
    pub(super) fn want_waiting(&mut self) {
        let Stage::Working { work, .. } = &mut self.stage else { return };
        for (EnsureSegment { rendition, number }, _) in &self.waiting {
            number.iter().for_each(|number| work.revive_cancelled(rendition, *number));
        }
    }

    /// Records that a unit stays unmade; until that is durable it counts as in flight.
    pub(super) fn bury_unit(&self, unit: &Unit, failure: &Failure, attempts: u32, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let (rungs, number) = unit.rungs_and_number();
        let letter = DeadLetter {
            video: self.video.clone(),
            version: work.map().version,
            rungs: rungs.to_vec(),
            number,
            failure: VideoFailure::from(failure),
            attempts,
            at: Timestamp::now(),
        };
        tracing::error!(video = %self.video, ?unit, code = letter.failure.code, "segments are given up; the rest goes on");
        self.bury(letter, ctx);
    }

    fn bury(&self, letter: DeadLetter, ctx: &mut Context<Self>) {
        let catalogue = Arc::clone(&self.config.catalogue);
        ctx.spawn("transcode.bury", async move {
            let outcome = catalogue.bury(letter.clone()).await;
            Buried { letter, outcome }
        });
    }
}

impl Handles<Buried> for Transcode {
    fn handle(&mut self, Buried { letter, outcome }: Buried, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &mut self.stage else {
            return;
        };
        match outcome {
            Ok(true) => {
                self.config.incidents.tell(Incident::from(&letter));
                work.bury(letter);
                self.step(ctx);
            }
            // The media was made anew, or the video is gone: this actor's map is history.
            Ok(false) => ctx.stop(),
            Err(StoreError::Full | StoreError::Busy) => {
                ctx.run_later(STORE_RETRY, BuryAgain(letter));
            }
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<BuryAgain> for Transcode {
    fn handle(&mut self, BuryAgain(letter): BuryAgain, ctx: &mut Context<Self>) {
        self.bury(letter, ctx);
    }
}

impl Handles<DeadLettersRevived> for Transcode {
    fn handle(&mut self, _: DeadLettersRevived, ctx: &mut Context<Self>) {
        self.attempts.clear();
        match &mut self.stage {
            Stage::Loading { is_outdated } => *is_outdated = true,
            Stage::Over => {}
            Stage::Working { work, .. } => {
                work.revive();
                self.step(ctx);
            }
        }
    }
}

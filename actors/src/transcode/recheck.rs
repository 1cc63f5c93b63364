//! A segment that counts as made is asked for all the same.
//!
//! Whoever asks has found no record of it. Either it was written a moment ago, or it was removed because the stored bytes
//! were wrong: the catalogue tells which, and in the second case the segment is made anew.

use std::sync::Arc;

use super::{Stage, Transcode};
use crate::message;
use crate::messages::{EnsureSegment, SegmentError};
use crate::ports::StoreError;
use crate::runtime::{Context, Handles, Reply};

struct Rechecked {
    request: EnsureSegment,
    reply: Reply<EnsureSegment>,
    is_recorded: Result<bool, StoreError>,
}
message! {
    Rechecked;
}

impl Transcode {
    pub(super) fn counts_as_made(&self, request: &EnsureSegment) -> bool {
        let Stage::Working { work, .. } = &self.stage else {
            return false;
        };
        work.is_made(&request.rendition, request.number) == Some(true)
    }

    /// Answers when it is known whether the record is there.
    pub(super) fn recheck(&self, request: EnsureSegment, reply: Reply<EnsureSegment>, ctx: &mut Context<Self>) {
        let Stage::Working { work, .. } = &self.stage else {
            return;
        };
        let Some(plan) = work.map().rendition(&request.rendition) else {
            return reply.send(Err(SegmentError::NotFound));
        };
        let (catalogue, video, version) = (Arc::clone(&self.config.catalogue), self.video.clone(), work.map().version);
        let stream = plan.stream().to_owned();
        ctx.spawn("transcode.recheck", async move {
            let record = catalogue.segment(&video, version, &stream, request.number).await;
            Rechecked { request, reply, is_recorded: record.map(|record| record.is_some()) }
        });
    }
}

impl Handles<Rechecked> for Transcode {
    fn handle(&mut self, checked: Rechecked, ctx: &mut Context<Self>) {
        match checked.is_recorded {
            Ok(true) => return checked.reply.send(Ok(())),
            Err(error) => return checked.reply.send(Err(error.into())),
            Ok(false) => {}
        }
        // Whoever waits for an answer of an actor that is over asks the next one.
        let Stage::Working { work, .. } = &mut self.stage else {
            return;
        };
        let EnsureSegment { rendition, number } = &checked.request;
        // The source's own segments cannot be made again from anything that is here.
        if work.unit_of(rendition, number.unwrap_or(0)).is_none() {
            return checked.reply.send(Err(SegmentError::NotFound));
        }
        work.set_lost(rendition, *number);
        self.waiting.push((checked.request, checked.reply));
        self.answer_waiting(ctx);
        self.watch_waiting(ctx);
    }
}

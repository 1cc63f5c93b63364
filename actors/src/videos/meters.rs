//! Videos whose sound is to be measured: when their map is complete, and those that a crash or an upgrade left without.

use std::sync::Arc;

use super::Videos;
use crate::message;
use crate::meter::{Meter, MeterConfig};
use crate::model::VideoId;
use crate::ports::StoreError;
use crate::runtime::{Context, Handles};

/// Videos that are taken up at a time.
const BATCH: usize = 4;

struct Unmeasured(Result<Vec<VideoId>, StoreError>);
message! {
    Unmeasured;
}

impl Videos {
    pub(super) fn start_meter(&mut self, video: VideoId, ctx: &mut Context<Self>) {
        if self.meters.get(&video).is_some_and(|handle| !handle.is_closed()) {
            return;
        }
        let config = MeterConfig { catalogue: Arc::clone(&self.config.catalogue), desk: self.desk(ctx) };
        let id = video.clone();
        let handle = ctx.spawn_child(move || Meter::new(config.clone(), id.clone()));
        self.meters.insert(video, handle);
    }

    pub(super) fn find_unmeasured(&self, ctx: &mut Context<Self>) {
        let catalogue = Arc::clone(&self.config.catalogue);
        ctx.spawn("videos.unmeasured", async move { Unmeasured(catalogue.unmeasured(BATCH).await) });
    }
}

impl Handles<Unmeasured> for Videos {
    fn handle(&mut self, Unmeasured(outcome): Unmeasured, ctx: &mut Context<Self>) {
        match outcome {
            Ok(videos) => videos.into_iter().for_each(|video| self.start_meter(video, ctx)),
            Err(error) => ctx.fail(error),
        }
    }
}

//! Repairs of videos whose source segments were found damaged.

use std::sync::Arc;

use playhouse_pipelines::spec::SourceLimits;

use super::Videos;
use crate::messages::RepairSource;
use crate::model::VideoId;
use crate::repair::{Repair, RepairConfig, Restore};
use crate::runtime::{Context, Handle, HandlesLater, Reply};

impl Videos {
    fn start_repair(&mut self, video: VideoId, ctx: &mut Context<Self>) -> Handle<Repair> {
        if let Some(handle) = self.repairs.get(&video).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let config = RepairConfig {
            catalogue: Arc::clone(&self.config.catalogue),
            uploads: Arc::clone(&self.config.uploads),
            sources: Arc::clone(&self.config.sources),
            hot: self.config.hot_segments.clone(),
            quarantine: self.config.quarantine.clone(),
            limits: SourceLimits::default(),
            desk: self.desk(ctx),
        };
        let id = video.clone();
        let handle = ctx.spawn_child(move || Repair::new(config.clone(), id.clone()));
        self.repairs.insert(video, handle.clone());
        handle
    }
}

impl HandlesLater<RepairSource> for Videos {
    fn handle_later(&mut self, request: RepairSource, reply: Reply<RepairSource>, ctx: &mut Context<Self>) {
        let repair = self.start_repair(request.key.video.clone(), ctx);
        if let Err(error) = repair.try_tell(Restore { request, reply }) {
            tracing::warn!(%error, "a repair takes no request; whoever asked may ask again");
        }
    }
}

//! The registry of uploads: maps an id to its actor, starting it if need be, and sweeps expired ones away.
//!
//! Owns no state of any upload. Permanent; its children pass away when nobody speaks to them.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use crate::message;
use crate::messages::{FindUpload, TerminateUpload};
use crate::model::{Timestamp, UploadId, UploadState};
use crate::ports::StoreError;
use crate::runtime::{Actor, ActorId, ChildExited, Context, Handle, Handles, Policy};
use crate::upload::{UploadActor, UploadConfig};

const SWEEP: Duration = Duration::from_secs(60);
/// However short uploads live, the database is asked no more often.
const SHORTEST_SWEEP: Duration = Duration::from_secs(1);
/// Uploads that one sweep ends; the next takes the rest.
const SWEEP_LIMIT: usize = 100;
const DEADLINE: Duration = Duration::from_secs(30);

pub struct Uploads {
    config: UploadConfig,
    sweep: Duration,
    live: HashMap<UploadId, Handle<UploadActor>>,
}

struct Sweep;
struct ExpiredFound(Result<Vec<UploadId>, StoreError>);

message! {
    Sweep;
    ExpiredFound;
}

#[derive(Serialize)]
struct UploadsSnapshot {
    live: usize,
}

impl Uploads {
    #[must_use]
    pub fn new(config: UploadConfig) -> Self {
        Self { sweep: SWEEP.min(config.expiry).max(SHORTEST_SWEEP), config, live: HashMap::new() }
    }

    fn find(&mut self, id: UploadId, ctx: &mut Context<Self>) -> Handle<UploadActor> {
        if let Some(handle) = self.live.get(&id).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let (config, upload) = (self.config.clone(), id.clone());
        let handle = ctx.spawn_child(move || UploadActor::new(config.clone(), upload.clone()));
        self.live.insert(id, handle.clone());
        handle
    }

    fn forget(&mut self, child: ActorId) {
        self.live.retain(|_, handle| handle.id() != child);
    }
}

impl Actor for Uploads {
    const KIND: &'static str = "uploads";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 1024;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.tell_self(Sweep);
        ctx.run_interval(self.sweep, || Sweep);
    }

    fn child_exited(&mut self, child: ChildExited, _: &mut Context<Self>) {
        self.forget(child.id);
    }

    fn snapshot(&self) -> impl Serialize {
        UploadsSnapshot { live: self.live.len() }
    }
}

impl Handles<FindUpload> for Uploads {
    fn handle(&mut self, request: FindUpload, ctx: &mut Context<Self>) -> Handle<UploadActor> {
        self.find(request.id, ctx)
    }
}

impl Handles<Sweep> for Uploads {
    fn handle(&mut self, _: Sweep, ctx: &mut Context<Self>) {
        let uploads = self.config.uploads.clone();
        ctx.spawn("uploads.sweep", async move { ExpiredFound(uploads.expired(Timestamp::now(), SWEEP_LIMIT).await) });
    }
}

impl Handles<ExpiredFound> for Uploads {
    fn handle(&mut self, ExpiredFound(outcome): ExpiredFound, ctx: &mut Context<Self>) {
        let expired = match outcome {
            Ok(expired) => expired,
            Err(error) => {
                return tracing::warn!(%error, "cannot look for expired uploads; the next sweep tries again");
            }
        };
        for id in expired {
            tracing::info!(upload = %id, "upload expired");
            let handle = self.find(id, ctx);
            ctx.spawn_quietly("uploads.expire", async move {
                if let Err(error) = handle.ask(TerminateUpload { state: UploadState::Expired }, DEADLINE).await {
                    tracing::warn!(%error, "cannot end an expired upload; the next sweep tries again");
                }
            });
        }
    }
}

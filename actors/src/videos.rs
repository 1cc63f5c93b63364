//! The registry of videos at work: starts ingest for what is uploaded, the ladder for what is mapped, and cleans up
//! after what failed or was deleted.
//!
//! Consumes the outbox in order, under its own place; every reaction may be repeated without harm. At start it takes up
//! everything that a crash left unfinished. Permanent; owns no state of any video.

mod facts;
mod meters;
mod repairs;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::captions::keep::Shelf;
use crate::incidents::Incidents;
use crate::ingest::{FollowSource, Ingest, IngestConfig, SourceCompleted};
use crate::media_jobs::MediaDesk;
use crate::media_workers::MediaWorkers;
use crate::message;
use crate::messages::{
    DeadLettersRevived, FactsArrived, FindStills, FindTranscode, ForgetMedia, IngestEnded, MapCompleted, MapGrew,
    QuarantineObject, RepairSource, SegmentError, SourceGrows, SourceGrowth,
};
use crate::meter::Meter;
use crate::model::{Encoders, LadderPolicy, MapState, Upload, UploadId, UploadState, Video, VideoId, VideoState};
use crate::ports::{self, Catalogue, Ledger, Outbox, SegmentStore, SourceStore, StoreError, Uploads};
use crate::repair::Repair;
use crate::runtime::{
    Actor, ActorId, ChildExited, Context, Control, Handle, Handles, HandlesLater, Policy, Recipient, Reply,
};
use crate::segment_cache::HotSegments;
use crate::stills::{Stills, StillsConfig};
use crate::transcode::{Transcode, TranscodeConfig};
use crate::video_events::VideoEvents;

/// More threads make no segment sooner.
const MOST_THREADS: u32 = 8;
/// The outbox is looked at this often even if nobody says that there is something.
const LOOK: Duration = Duration::from_secs(5);
/// Work that has ended early, or that a crash left, is taken up this often.
const TAKE_UP: Duration = Duration::from_secs(60);
/// Videos whose stills are taken up at a time: an upgrade may find thousands without.
const STILLS_BATCH: usize = 16;

#[derive(Clone)]
pub struct VideosConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub ledger: Arc<dyn Ledger>,
    pub uploads: Arc<dyn Uploads>,
    pub outbox: Arc<dyn Outbox>,
    pub captions: Shelf,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub stills: Arc<dyn ports::Stills>,
    pub workers: Handle<MediaWorkers>,
    /// Told when media of a video is removed.
    pub forget: Recipient<ForgetMedia>,
    /// What a repair looks at, and who moves aside what is damaged.
    pub hot_segments: HotSegments,
    pub quarantine: Recipient<QuarantineObject>,
    /// Where it is told what becomes of videos.
    pub events: VideoEvents,
    pub incidents: Incidents,
    /// Told when there is something new in the outbox.
    pub news: Recipient<FactsArrived>,
    pub ladder: LadderPolicy,
    pub encoders: Encoders,
    /// Media workers of this node.
    pub slots: usize,
}

pub struct Videos {
    config: VideosConfig,
    ingests: HashMap<VideoId, Handle<Ingest>>,
    transcodes: HashMap<VideoId, Handle<Transcode>>,
    stills: HashMap<VideoId, Handle<Stills>>,
    meters: HashMap<VideoId, Handle<Meter>>,
    repairs: HashMap<VideoId, Handle<Repair>>,
    is_consuming: bool,
    is_asked_again: bool,
}

struct TakeUp;
struct Unfinished(Result<Vec<(Video, Option<Upload>)>, StoreError>);
struct WithoutStills(Result<Vec<VideoId>, StoreError>);

struct TranscodeWanted {
    request: FindTranscode,
    reply: Reply<FindTranscode>,
    is_mapped: Result<bool, StoreError>,
}

message! {
    TakeUp;
    Unfinished;
    WithoutStills;
    TranscodeWanted;
}

#[derive(Serialize)]
struct VideosSnapshot {
    ingests: usize,
    transcodes: usize,
    stills: usize,
    meters: usize,
    repairs: usize,
}

impl Videos {
    #[must_use]
    pub fn new(config: VideosConfig) -> Self {
        Self {
            config,
            ingests: HashMap::new(),
            transcodes: HashMap::new(),
            stills: HashMap::new(),
            meters: HashMap::new(),
            repairs: HashMap::new(),
            is_consuming: false,
            is_asked_again: false,
        }
    }

    fn desk(&self, ctx: &Context<Self>) -> MediaDesk {
        MediaDesk { workers: self.config.workers.clone(), repairs: ctx.handle().recipient::<RepairSource, _>() }
    }

    /// The ingest of a video, started for a source that has come so far if need be.
    fn ingest(
        &mut self,
        video: VideoId,
        source: UploadId,
        grown: SourceGrowth,
        ctx: &mut Context<Self>,
    ) -> Handle<Ingest> {
        if let Some(handle) = self.ingests.get(&video).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let config = IngestConfig {
            catalogue: Arc::clone(&self.config.catalogue),
            sources: Arc::clone(&self.config.sources),
            segments: Arc::clone(&self.config.segments),
            captions: self.config.captions.clone(),
            desk: self.desk(ctx),
            ladder: self.config.encoders.narrow(&self.config.ladder),
            limits: playhouse_pipelines::spec::SourceLimits::default(),
            grew: ctx.handle().recipient::<MapGrew, _>(),
            ended: ctx.handle().recipient::<IngestEnded, _>(),
        };
        let id = video.clone();
        let handle = ctx.spawn_child(move || Ingest::new(config.clone(), id.clone(), source.clone(), grown));
        self.ingests.insert(video, handle.clone());
        handle
    }

    /// Has a complete source mapped, unless it is already.
    fn complete_ingest(&mut self, video: &Video, source: &Upload, ctx: &mut Context<Self>) {
        let Some(length) = source.length.filter(|_| source.state == UploadState::Complete) else {
            return;
        };
        if video.map_state == MapState::Complete || video.state == VideoState::Failed {
            return;
        }
        let grown = SourceGrowth { available: length, length: Some(length) };
        let ingest = self.ingest(video.id.clone(), source.id.clone(), grown, ctx);
        if ingest.try_tell(SourceCompleted { length }).is_err() {
            tracing::warn!(video = %video.id, "ingest cannot be told that its source is complete; it is looked at again");
        }
    }

    /// Goes on with a video wherever it stands.
    fn take_up(&mut self, video: &Video, source: Option<&Upload>, ctx: &mut Context<Self>) {
        if let Some(source) = source {
            self.complete_ingest(video, source, ctx);
        }
        if video.map_state != MapState::None && video.state != VideoState::Failed {
            self.start_transcode(video.id.clone(), ctx);
        }
    }

    fn start_transcode(&mut self, video: VideoId, ctx: &mut Context<Self>) -> Handle<Transcode> {
        if let Some(handle) = self.transcodes.get(&video).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let config = TranscodeConfig {
            catalogue: Arc::clone(&self.config.catalogue),
            ledger: Arc::clone(&self.config.ledger),
            segments: Arc::clone(&self.config.segments),
            forget: self.config.forget.clone(),
            desk: self.desk(ctx),
            background_jobs: self.config.slots,
            viewer_threads: u32::try_from(self.config.slots).unwrap_or(1).clamp(1, MOST_THREADS),
            encoders: self.config.encoders.clone(),
            facts: ctx.handle().recipient::<FactsArrived, _>(),
            events: self.config.events.clone(),
            incidents: self.config.incidents.clone(),
        };
        let id = video.clone();
        let handle = ctx.spawn_child(move || Transcode::new(config.clone(), id.clone()));
        self.transcodes.insert(video, handle.clone());
        handle
    }

    fn start_stills(&mut self, video: VideoId, ctx: &mut Context<Self>) -> Handle<Stills> {
        if let Some(handle) = self.stills.get(&video).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let config = StillsConfig {
            catalogue: Arc::clone(&self.config.catalogue),
            stills: Arc::clone(&self.config.stills),
            segments: Arc::clone(&self.config.segments),
            desk: self.desk(ctx),
        };
        let id = video.clone();
        let handle = ctx.spawn_child(move || Stills::new(config.clone(), id.clone()));
        self.stills.insert(video, handle.clone());
        handle
    }

    /// Ends whoever works on a video; what they leave is removed after them.
    fn stop_work(&mut self, video: &VideoId) -> Vec<Control> {
        let ingest = self.ingests.remove(video).map(|handle| handle.control());
        let transcode = self.transcodes.remove(video).map(|handle| handle.control());
        let stills = self.stills.remove(video).map(|handle| handle.control());
        let meter = self.meters.remove(video).map(|handle| handle.control());
        let repair = self.repairs.remove(video).map(|handle| handle.control());
        [ingest, transcode, stills, meter, repair].into_iter().flatten().collect()
    }

    fn forget(&mut self, child: ActorId) {
        self.ingests.retain(|_, handle| handle.id() != child);
        self.transcodes.retain(|_, handle| handle.id() != child);
        self.stills.retain(|_, handle| handle.id() != child);
        self.meters.retain(|_, handle| handle.id() != child);
        self.repairs.retain(|_, handle| handle.id() != child);
    }
}

impl Actor for Videos {
    const KIND: &'static str = "videos";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 1024;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.tell_self(TakeUp);
        ctx.run_interval(TAKE_UP, || TakeUp);
        ctx.run_interval(LOOK, || FactsArrived);
    }

    fn child_exited(&mut self, child: ChildExited, _: &mut Context<Self>) {
        // One video that cannot be worked on is that video's trouble; it is taken up again in a while.
        if !child.exit.is_clean() {
            tracing::error!(kind = child.kind, exit = %child.exit, "work on a video has ended early");
        }
        self.forget(child.id);
    }

    fn snapshot(&self) -> impl Serialize {
        VideosSnapshot {
            ingests: self.ingests.len(),
            transcodes: self.transcodes.len(),
            stills: self.stills.len(),
            meters: self.meters.len(),
            repairs: self.repairs.len(),
        }
    }
}

impl Handles<TakeUp> for Videos {
    fn handle(&mut self, _: TakeUp, ctx: &mut Context<Self>) {
        let (catalogue, uploads) = (Arc::clone(&self.config.catalogue), Arc::clone(&self.config.uploads));
        let stills = Arc::clone(&self.config.stills);
        self.find_unmeasured(ctx);
        ctx.spawn("videos.without_stills", async move { WithoutStills(stills.unfinished_stills(STILLS_BATCH).await) });
        ctx.spawn(
            "videos.unfinished",
            async move { Unfinished(unfinished(catalogue.as_ref(), uploads.as_ref()).await) },
        );
    }
}

/// Videos that still have work to do, with the uploads that they come from.
async fn unfinished(
    catalogue: &dyn Catalogue,
    uploads: &dyn Uploads,
) -> Result<Vec<(Video, Option<Upload>)>, StoreError> {
    let mut found = Vec::new();
    for video in catalogue.unfinished().await? {
        let source = uploads.upload_of_video(&video.id).await?;
        found.push((video, source));
    }
    Ok(found)
}

impl Handles<Unfinished> for Videos {
    fn handle(&mut self, Unfinished(outcome): Unfinished, ctx: &mut Context<Self>) {
        match outcome {
            Ok(unfinished) => {
                unfinished.iter().for_each(|(video, source)| self.take_up(video, source.as_ref(), ctx));
            }
            Err(error) => return ctx.fail(error),
        }
        self.consume(ctx);
    }
}

impl Handles<SourceGrows> for Videos {
    fn handle(&mut self, grows: SourceGrows, ctx: &mut Context<Self>) {
        let grown = *grows.growth.borrow();
        let ingest = self.ingest(grows.video, grows.upload, grown, ctx);
        if let Err(error) = ingest.try_tell(FollowSource(grows.growth)) {
            tracing::debug!(%error, "the upload is not followed; it is taken in when it is complete");
        }
    }
}

impl Handles<MapGrew> for Videos {
    fn handle(&mut self, grew: MapGrew, ctx: &mut Context<Self>) {
        let stills = self.start_stills(grew.video.clone(), ctx);
        if grew.extension.is_complete && stills.try_tell(MapCompleted).is_err() {
            tracing::warn!(video = %grew.video, "the actor of the stills cannot be told that the map is complete; it looks again");
        }
        if grew.extension.is_complete {
            self.start_meter(grew.video.clone(), ctx);
        }
        if grew.extension.is_playable {
            // That is a fact to tell of.
            self.consume(ctx);
        }
        let transcode = self.start_transcode(grew.video.clone(), ctx);
        if let Err(error) = transcode.try_tell(grew) {
            // It reads the whole map again with the next extension.
            tracing::warn!(%error, "the ladder's actor cannot be told that the map grew");
        }
    }
}

impl Handles<DeadLettersRevived> for Videos {
    fn handle(&mut self, revived: DeadLettersRevived, ctx: &mut Context<Self>) {
        let transcode = self.start_transcode(revived.video.clone(), ctx);
        if transcode.try_tell(revived).is_err() {
            tracing::warn!("the ladder's actor cannot be told that dead letters are revived; its next start sees it");
        }
    }
}

impl Handles<IngestEnded> for Videos {
    fn handle(&mut self, ended: IngestEnded, ctx: &mut Context<Self>) {
        self.ingests.remove(&ended.video);
        // A failure is a fact to clean up after.
        self.consume(ctx);
    }
}

impl Handles<WithoutStills> for Videos {
    fn handle(&mut self, WithoutStills(outcome): WithoutStills, ctx: &mut Context<Self>) {
        match outcome {
            Ok(videos) => {
                for video in videos {
                    let stills = self.start_stills(video, ctx);
                    // Full is busy; it looks again in a while.
                    let _ = stills.try_tell(MapCompleted);
                }
            }
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<FindStills> for Videos {
    fn handle(&mut self, request: FindStills, ctx: &mut Context<Self>) -> Handle<Stills> {
        self.start_stills(request.video, ctx)
    }
}

impl HandlesLater<FindTranscode> for Videos {
    fn handle_later(&mut self, request: FindTranscode, reply: Reply<FindTranscode>, ctx: &mut Context<Self>) {
        if let Some(handle) = self.transcodes.get(&request.video).filter(|handle| !handle.is_closed()) {
            return reply.send(Ok(handle.clone()));
        }
        let catalogue = Arc::clone(&self.config.catalogue);
        ctx.spawn("videos.find_transcode", async move {
            let video = catalogue.video(&request.video).await;
            let is_mapped = video.map(|video| video.is_some_and(|video| video.map_state != MapState::None));
            TranscodeWanted { request, reply, is_mapped }
        });
    }
}

impl Handles<TranscodeWanted> for Videos {
    fn handle(&mut self, wanted: TranscodeWanted, ctx: &mut Context<Self>) {
        let answer = match wanted.is_mapped {
            Ok(true) => Ok(self.start_transcode(wanted.request.video, ctx)),
            Ok(false) => Err(SegmentError::NotFound),
            Err(error) => Err(error.into()),
        };
        wanted.reply.send(answer);
    }
}

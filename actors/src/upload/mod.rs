//! One upload: who may write, where it stands, and what happens when it is whole.
//!
//! Edge requests send to it; it owns the offset and hands the one [`SourceWriter`] out as a lease, so the bytes never
//! cross the mailbox. Invariants: one lease at a time, and a newcomer makes its holder save and give way; `offset` covers
//! durable bytes only; a chunk with a checksum counts whole or not at all, also across a crash (`unproven_from`).
//! Transient: rebuilt from the database and the file. It ends itself when nobody has spoken to it for a while.

mod durable;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use crate::message;
use crate::messages::{
    ChunkLease, CloseChunk, FactsArrived, GetUploadProgress, LeaseId, OpenChunk, SourceGrows, SourceGrowth,
    TerminateUpload, UploadError, UploadProgress,
};
use crate::model::{Upload, UploadId, UploadKind, UploadState};
use crate::ports::{SourceStore, SourceWriter, StoreError, Uploads};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Placement, Policy, Recipient, Reply};

/// How long an actor stays when nobody speaks to it.
const IDLE: Duration = Duration::from_secs(60);

/// What every upload actor shares.
#[derive(Clone)]
pub struct UploadConfig {
    pub uploads: Arc<dyn Uploads>,
    pub sources: Arc<dyn SourceStore>,
    /// Rest after which an open upload is removed.
    pub expiry: Duration,
    pub facts: Recipient<FactsArrived>,
    pub grows: Recipient<SourceGrows>,
}

pub struct UploadActor {
    config: UploadConfig,
    id: UploadId,
    /// None until it is read from the database.
    upload: Option<Upload>,
    offset: u64,
    /// How far the source has come, for whoever follows it.
    growth: watch::Sender<SourceGrowth>,
    stage: Stage,
    waiting: VecDeque<Waiting>,
    spoken_to: bool,
}

/// What the upload is doing; requests wait for `Idle`.
enum Stage {
    /// Reading the state, opening a writer, making an outcome durable.
    Busy,
    Idle,
    Leased {
        id: LeaseId,
        from: u64,
        has_checksum: bool,
        give_way: watch::Sender<bool>,
    },
}

enum Waiting {
    Open(OpenChunk, Reply<OpenChunk>),
    Progress(Reply<GetUploadProgress>),
    Terminate(UploadState, Reply<TerminateUpload>),
}

#[derive(Serialize)]
struct UploadSnapshot<'a> {
    upload: &'a str,
    offset: u64,
    length: Option<u64>,
    stage: &'static str,
    waiting: usize,
}

struct Loaded(Result<Option<(Upload, u64)>, StoreError>);
struct WriterOpened {
    request: OpenChunk,
    reply: Reply<OpenChunk>,
    outcome: Result<(Box<dyn SourceWriter>, Upload), UploadError>,
}
struct ChunkSettled {
    reply: Reply<CloseChunk>,
    outcome: Result<(u64, Upload), StoreError>,
}
struct Ended {
    reply: Reply<TerminateUpload>,
    outcome: Result<UploadState, StoreError>,
}
struct CheckIdle;

message! {
    Loaded;
    WriterOpened;
    ChunkSettled;
    Ended;
    CheckIdle;
}

impl UploadActor {
    #[must_use]
    pub fn new(config: UploadConfig, id: UploadId) -> Self {
        Self {
            config,
            id,
            upload: None,
            offset: 0,
            growth: watch::Sender::new(SourceGrowth { available: 0, length: None }),
            stage: Stage::Busy,
            waiting: VecDeque::new(),
            spoken_to: true,
        }
    }

    /// Everything up to the offset counts, whatever was told on the way.
    fn note_growth(&self) {
        let length = self.upload.as_ref().and_then(|upload| upload.length);
        self.growth.send_replace(SourceGrowth { available: self.offset, length });
    }

    /// A video's source can be followed from its first byte on.
    fn invite_followers(&self) {
        let Some(Upload { kind: UploadKind::Whole, video: Some(video), .. }) = &self.upload else { return };
        let grows = SourceGrows { video: video.clone(), upload: self.id.clone(), growth: self.growth.subscribe() };
        if let Err(error) = self.config.grows.try_tell(grows) {
            tracing::debug!(upload = %self.id, %error, "nobody can follow the upload; it is taken in when it is complete");
        }
    }

    /// Takes a request now, or keeps it until the upload is idle; a writer in the way is asked to save and go.
    fn take(&mut self, request: Waiting, ctx: &mut Context<Self>) {
        self.spoken_to = true;
        match &self.stage {
            Stage::Idle => return self.serve(request, ctx),
            Stage::Leased { give_way, .. } => {
                give_way.send_replace(true);
            }
            Stage::Busy => {}
        }
        self.waiting.push_back(request);
    }

    fn serve_waiting(&mut self, ctx: &mut Context<Self>) {
        while matches!(self.stage, Stage::Idle) {
            let Some(request) = self.waiting.pop_front() else {
                return;
            };
            self.serve(request, ctx);
        }
        // A writer that came out of the queue must not keep those behind it waiting for its client.
        if let (Stage::Leased { give_way, .. }, false) = (&self.stage, self.waiting.is_empty()) {
            give_way.send_replace(true);
        }
    }

    fn serve(&mut self, request: Waiting, ctx: &mut Context<Self>) {
        match request {
            Waiting::Open(request, reply) => self.open(request, reply, ctx),
            Waiting::Progress(reply) => reply.send(self.progress()),
            Waiting::Terminate(state, reply) => self.end(state, reply, ctx),
        }
    }

    fn upload(&self) -> Result<&Upload, UploadError> {
        let upload = self.upload.as_ref().ok_or(UploadError::NotFound)?;
        match upload.state {
            UploadState::Open | UploadState::Complete => Ok(upload),
            state => Err(UploadError::Gone(state)),
        }
    }

    fn progress(&self) -> Result<UploadProgress, UploadError> {
        let upload = self.upload()?;
        let parts = if let UploadKind::Final { parts } = &upload.kind { parts.clone() } else { Vec::new() };
        Ok(UploadProgress {
            offset: self.offset,
            length: upload.length,
            metadata: upload.metadata.clone(),
            video: upload.video.clone(),
            expires_at: upload.expires_at,
            is_complete: upload.state == UploadState::Complete,
            is_partial: upload.kind == UploadKind::Partial,
            parts,
        })
    }

    /// Whether the chunk may be written, and the length that the upload has then.
    fn admit(&self, request: &OpenChunk) -> Result<Option<u64>, UploadError> {
        let upload = self.upload()?;
        if let UploadKind::Final { .. } = upload.kind {
            return Err(UploadError::Final);
        }
        if request.offset != self.offset {
            return Err(UploadError::OffsetMismatch { offset: self.offset });
        }
        let length = match (upload.length, request.length) {
            (Some(known), Some(brought)) if known != brought => return Err(UploadError::LengthSet),
            (known, brought) => known.or(brought),
        };
        let end = request.offset.saturating_add(request.announced.unwrap_or(0));
        if length.is_some_and(|length| end > length) {
            return Err(UploadError::TooLarge);
        }
        Ok(length)
    }

    fn open(&mut self, request: OpenChunk, reply: Reply<OpenChunk>, ctx: &mut Context<Self>) {
        let (length, upload) = match (self.admit(&request), self.upload.clone()) {
            (Ok(length), Some(upload)) => (length, upload),
            (Ok(_), None) => return reply.send(Err(UploadError::NotFound)),
            (Err(error), _) => return reply.send(Err(error)),
        };
        self.stage = Stage::Busy;
        let (config, offset) = (self.config.clone(), self.offset);
        ctx.spawn("upload.open_chunk", async move {
            let outcome = durable::open_writer(&config, upload, length, offset, request.has_checksum).await;
            WriterOpened { request, reply, outcome }
        });
    }

    fn end(&mut self, state: UploadState, reply: Reply<TerminateUpload>, ctx: &mut Context<Self>) {
        match self.upload() {
            // What is complete is a video now; its owner deletes that.
            Ok(upload) if upload.state == UploadState::Complete && upload.kind != UploadKind::Partial => {
                return reply.send(Err(UploadError::Gone(UploadState::Complete)));
            }
            Ok(_) => {}
            Err(error) => return reply.send(Err(error)),
        }
        self.stage = Stage::Busy;
        let (config, id) = (self.config.clone(), self.id.clone());
        ctx.spawn("upload.end", async move {
            let outcome = durable::end_upload(&config, &id, state).await;
            Ended { reply, outcome }
        });
    }

    /// Reads the state anew; everything waits until it is there.
    fn load(&mut self, ctx: &mut Context<Self>) {
        self.stage = Stage::Busy;
        let (config, id) = (self.config.clone(), self.id.clone());
        ctx.spawn("upload.load", async move { Loaded(durable::load(&config, &id).await) });
    }
}

impl Actor for UploadActor {
    const KIND: &'static str = "upload";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 32;
    const PLACEMENT: Placement = Placement::Hot;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.load(ctx);
        ctx.run_interval(IDLE, || CheckIdle);
    }

    fn label(&self) -> Option<String> {
        Some(self.id.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        UploadSnapshot {
            upload: self.id.as_str(),
            offset: self.offset,
            length: self.upload.as_ref().and_then(|upload| upload.length),
            stage: match self.stage {
                Stage::Busy => "busy",
                Stage::Idle => "idle",
                Stage::Leased { .. } => "receiving",
            },
            waiting: self.waiting.len(),
        }
    }
}

impl HandlesLater<OpenChunk> for UploadActor {
    fn handle_later(&mut self, request: OpenChunk, reply: Reply<OpenChunk>, ctx: &mut Context<Self>) {
        self.take(Waiting::Open(request, reply), ctx);
    }
}

impl HandlesLater<GetUploadProgress> for UploadActor {
    fn handle_later(&mut self, _: GetUploadProgress, reply: Reply<GetUploadProgress>, ctx: &mut Context<Self>) {
        self.take(Waiting::Progress(reply), ctx);
    }
}

impl HandlesLater<TerminateUpload> for UploadActor {
    fn handle_later(&mut self, request: TerminateUpload, reply: Reply<TerminateUpload>, ctx: &mut Context<Self>) {
        self.take(Waiting::Terminate(request.state, reply), ctx);
    }
}

impl HandlesLater<CloseChunk> for UploadActor {
    fn handle_later(&mut self, close: CloseChunk, reply: Reply<CloseChunk>, ctx: &mut Context<Self>) {
        self.spoken_to = true;
        let (Stage::Leased { id, from, has_checksum, .. }, Some(upload)) = (&self.stage, self.upload.clone()) else {
            return reply.send(Err(UploadError::Locked));
        };
        if *id != close.id {
            return reply.send(Err(UploadError::Locked));
        }
        let (config, from, has_checksum) = (self.config.clone(), *from, *has_checksum);
        self.stage = Stage::Busy;
        ctx.spawn("upload.settle_chunk", async move {
            let outcome = durable::settle(&config, upload, close.writer, from, has_checksum, close.verdict).await;
            ChunkSettled { reply, outcome }
        });
    }
}

impl Handles<Loaded> for UploadActor {
    fn handle(&mut self, Loaded(outcome): Loaded, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Some((upload, offset))) => (self.upload, self.offset) = (Some(upload), offset),
            Ok(None) => self.upload = None,
            Err(error) => return ctx.fail(error),
        }
        self.stage = Stage::Idle;
        self.serve_waiting(ctx);
    }
}

impl Handles<WriterOpened> for UploadActor {
    fn handle(&mut self, opened: WriterOpened, ctx: &mut Context<Self>) {
        let WriterOpened { request, reply, outcome } = opened;
        let (writer, upload) = match outcome {
            Ok(opened) => opened,
            Err(error) => {
                reply.send(Err(error));
                return self.load(ctx);
            }
        };
        if !reply.is_awaited() {
            // The request is gone: nothing was written, but a mark may stand.
            return self.load(ctx);
        }
        let (give_way, asked) = watch::channel(false);
        let id = LeaseId::next();
        let room = upload.length.map(|length| length.saturating_sub(request.offset));
        self.upload = Some(upload);
        self.stage = Stage::Leased { id, from: request.offset, has_checksum: request.has_checksum, give_way };
        self.note_growth();
        self.invite_followers();
        let growth = (!request.has_checksum).then(|| self.growth.clone());
        reply.send(Ok(ChunkLease { id, writer, room, give_way: asked, growth }));
        self.serve_waiting(ctx);
    }
}

impl Handles<ChunkSettled> for UploadActor {
    fn handle(&mut self, settled: ChunkSettled, ctx: &mut Context<Self>) {
        match settled.outcome {
            Ok((offset, upload)) => {
                (self.offset, self.upload) = (offset, Some(upload));
                self.note_growth();
                self.stage = Stage::Idle;
                settled.reply.send(self.progress());
                self.serve_waiting(ctx);
            }
            Err(error) => {
                settled.reply.send(Err(error.into()));
                self.load(ctx);
            }
        }
    }
}

impl Handles<Ended> for UploadActor {
    fn handle(&mut self, ended: Ended, ctx: &mut Context<Self>) {
        self.stage = Stage::Idle;
        match ended.outcome {
            Ok(state) => {
                if let Some(upload) = &mut self.upload {
                    upload.state = state;
                }
                ended.reply.send(Ok(()));
            }
            Err(error) => ended.reply.send(Err(error.into())),
        }
        self.serve_waiting(ctx);
    }
}

impl Handles<CheckIdle> for UploadActor {
    fn handle(&mut self, _: CheckIdle, ctx: &mut Context<Self>) {
        if matches!(self.stage, Stage::Idle) && !self.spoken_to {
            return ctx.stop();
        }
        self.spoken_to = false;
    }
}

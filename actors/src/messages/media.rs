//! Messages between whoever needs media work and the actor that owns the workers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use playhouse_pipelines::report::{Failure, ProductKind, Summary, TrackInfo};
use playhouse_pipelines::spec::{Glimpse, Job};
use playhouse_pipelines::worker::GrowthSender;
use serde::Serialize;

use crate::message;
use crate::model::{UploadId, VideoId};
use crate::ports::{MediaObject, SegmentKey, StoreError};
use crate::runtime::Recipient;

/// A job's identity within this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct JobId(u64);

impl JobId {
    #[must_use]
    pub fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// What goes first; the order of the variants is the order of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Someone waits for it in front of a player.
    Viewer,
    /// A new video becomes playable by it, or its first seconds complete.
    First,
    /// Someone will ask for it soon, going by what they have asked for.
    Ahead,
    /// Nobody waits.
    Background,
    /// Nobody would miss it: another codec of a video that is whole.
    Extra,
}

/// An object of the mezzanine that a job reads, and what must be true of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInput {
    pub key: SegmentKey,
    pub length: u64,
    pub hash: String,
}

/// A look into a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlimpseInput {
    /// The segment, and before it those that decoding it takes.
    pub segments: Vec<StoredInput>,
    pub glimpse: Glimpse,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobInputs {
    Source(UploadId),
    Segments(Vec<StoredInput>),
    /// Parts of segments, for stills.
    Glimpses(Vec<GlimpseInput>),
    /// An upload that is small.
    Bytes(Bytes),
}

/// One job for a worker. Products are stored by the slot that runs it; the events tell what is durable.
#[derive(Debug, Clone)]
pub struct MediaJob {
    pub id: JobId,
    pub video: VideoId,
    /// Version of the video's media that the products belong to.
    pub version: u32,
    pub priority: Priority,
    pub job: Job,
    pub inputs: JobInputs,
    /// Products of an earlier run of the same job that are durable already.
    pub known: Arc<KnownProducts>,
    pub events: Recipient<JobEvent>,
}

/// Length and SHA-256 of objects that need not be written again.
pub type KnownProducts = HashMap<MediaObject, (u64, String)>;

/// What happened to a job. The slot waits for each to be handled: that is the back-pressure.
#[derive(Debug, Clone)]
pub struct JobEvent {
    pub id: JobId,
    pub kind: JobEventKind,
}

#[derive(Debug, Clone)]
pub enum JobEventKind {
    /// A worker takes the job; its source may grow from here on.
    Started(GrowthSender),
    Progress(f64),
    StreamsChosen {
        video: bool,
        audio: bool,
    },
    TrackFound(TrackInfo),
    /// A product is durable.
    Stored {
        product: ProductKind,
        length: u64,
        hash: String,
    },
    Finished(Summary),
    Failed(Failure),
    /// A product is not what an earlier run of the same job has made of the same source.
    Diverged,
    /// It made room for something more urgent, and is to be submitted again.
    Preempted,
    /// The media was fine, the store was not.
    StoreFailed(StoreError),
}

pub struct SubmitJob(pub MediaJob);

/// Someone waits in front of a player for what a job of the background makes: a queued one moves to the front, a running
/// one is ended as [`JobEventKind::Preempted`], since a worker's niceness cannot be taken back.
pub struct RaiseJob {
    pub id: JobId,
}

/// Nobody waits any more for what a job makes: a queued one is given back as [`JobEventKind::Preempted`], a running one
/// goes on.
pub struct YieldJob {
    pub id: JobId,
}

/// Forgets a queued job, or ends it when it runs; no event tells of it.
pub struct CancelJob {
    pub id: JobId,
}

/// Forgets the queued jobs of a video and ends the running ones, whoever submitted them; answered when none is left that
/// could write to the video's media.
pub struct EndJobs {
    pub video: VideoId,
}

/// Whether a job is queued or running: after a panic of the media workers it is neither.
pub struct HasJob {
    pub id: JobId,
}

/// A slot has nothing to do.
pub struct SlotFreed {
    pub slot: usize,
}

message! {
    JobEvent;
    SubmitJob;
    RaiseJob;
    YieldJob;
    CancelJob;
    EndJobs;
    HasJob => bool;
    SlotFreed;
}

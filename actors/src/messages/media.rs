//! Messages between whoever needs media work and the actor that owns the workers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use playhouse_pipelines::report::{Failure, ProductKind, Summary, TrackInfo};
use playhouse_pipelines::spec::{Glimpse, Job};
use playhouse_pipelines::worker::GrowthSender;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::message;
use crate::model::{Timestamp, UploadId, VideoId};
use crate::ports::{MediaObject, SegmentKey, StoreError};
use crate::runtime::Recipient;

/// A job's identity within this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct JobId(u64);

impl JobId {
    /// For looking up an id that came back from an operator's page.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

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

/// One job for a worker. Products are stored by the slot that runs it; the events tell what is durable. Made by
/// [`submit_job`](crate::media_jobs::submit_job).
#[derive(Debug)]
pub struct MediaJob {
    pub id: JobId,
    pub video: VideoId,
    /// Version of the video's media that the products belong to.
    pub version: u32,
    pub priority: Priority,
    pub submitted_at: Timestamp,
    /// Counted from 1.
    pub attempt: u32,
    /// Whether an operator may have its submitter do without.
    pub is_cancellable: bool,
    pub job: Job,
    pub inputs: JobInputs,
    pub known: Arc<KnownProducts>,
    pub events: Recipient<JobEvent>,
    pub end: JobEnd,
}

/// Goes down with its job, wherever that is at the time: this is how whoever submitted it learns that nothing comes any more.
#[derive(Debug)]
pub struct JobEnd(oneshot::Sender<EndCause>);

/// What a job's submitter is told of an end without an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndCause {
    /// This input is gone or damaged.
    InputLost(SegmentKey),
    /// An operator wants it not to be done.
    Dismissed,
}

impl JobEnd {
    /// The receiver ends with an error when the job is just gone.
    #[must_use]
    pub fn channel() -> (Self, oneshot::Receiver<EndCause>) {
        let (sender, receiver) = oneshot::channel();
        (Self(sender), receiver)
    }

    pub fn tell(self, cause: EndCause) {
        // Whoever submitted the job may have gone.
        let _ = self.0.send(cause);
    }
}

/// Products of an earlier run of the same job, which the same source gives again.
#[derive(Debug, Default)]
pub struct KnownProducts {
    /// Length and SHA-256.
    recorded: HashMap<MediaObject, (u64, String)>,
    /// In a repair: those that are gone.
    lost: Option<HashSet<MediaObject>>,
}

/// What becomes of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Write,
    /// It is there already, or not asked for.
    Leave,
    /// It is not what the earlier run has made.
    Diverged,
}

impl KnownProducts {
    /// For a run that goes on where an earlier one ended: what it has made is there, the rest is written.
    #[must_use]
    pub fn resuming(recorded: HashMap<MediaObject, (u64, String)>) -> Self {
        Self { recorded, lost: None }
    }

    /// For a run that makes again what was lost, and writes nothing else.
    #[must_use]
    pub fn repairing(recorded: HashMap<MediaObject, (u64, String)>, lost: HashSet<MediaObject>) -> Self {
        Self { recorded, lost: Some(lost) }
    }

    #[must_use]
    pub fn judge(&self, object: &MediaObject, length: u64, hash: &str) -> Verdict {
        let recorded = self.recorded.get(object);
        if recorded.is_some_and(|(known_length, known_hash)| (*known_length, known_hash.as_str()) != (length, hash)) {
            return Verdict::Diverged;
        }
        let is_wanted = match &self.lost {
            Some(lost) => lost.contains(object),
            None => recorded.is_none(),
        };
        if is_wanted { Verdict::Write } else { Verdict::Leave }
    }
}

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
    /// The media was fine, the store was not.
    StoreFailed(StoreError),
}

pub struct SubmitJob(pub MediaJob);

/// Someone waits in front of a player for what a job of the background makes: a queued one moves to the front, a running
/// one is ended without a result, since a worker's niceness cannot be taken back.
pub struct RaiseJob {
    pub id: JobId,
}

/// Nobody waits any more for what a job makes: a queued one ends without a result, a running one goes on.
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
    SlotFreed;
}

#[cfg(test)]
mod tests {
    use super::{KnownProducts, Verdict};
    use crate::ports::MediaObject;

    #[test]
    fn a_product_is_written_once_and_compared_ever_after() {
        let object = |number| MediaObject::Segment { stream: "source-video".to_owned(), number };
        let recorded = || [(object(0), (3, "a".to_owned())), (object(1), (4, "b".to_owned()))].into();
        let resuming = KnownProducts::resuming(recorded());
        let repairing = KnownProducts::repairing(recorded(), [object(1)].into());
        for known in [&resuming, &repairing] {
            assert_eq!(known.judge(&object(0), 3, "a"), Verdict::Leave);
            assert_eq!(known.judge(&object(0), 3, "b"), Verdict::Diverged);
            assert_eq!(known.judge(&object(1), 3, "b"), Verdict::Diverged);
        }
        assert_eq!(resuming.judge(&object(1), 4, "b"), Verdict::Leave);
        assert_eq!(repairing.judge(&object(1), 4, "b"), Verdict::Write);
        assert_eq!(resuming.judge(&object(2), 5, "c"), Verdict::Write);
        assert_eq!(repairing.judge(&object(2), 5, "c"), Verdict::Leave);
    }
}

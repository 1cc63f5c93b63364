//! What there is to do for a source as far as it has come: a look at its first bytes, and the version of the media that
//! is opened for it.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use playhouse_pipelines::follow::{Following, following};
use playhouse_pipelines::report::{Failure, FailureCode};
use playhouse_pipelines::sniff::{SNIFF_BYTES, sniff};
use playhouse_pipelines::spec::{Container, IngestJob, SourceLimits};

use super::IngestConfig;
use crate::messages::{KnownProducts, SourceGrowth};
use crate::model::{SegmentMap, UploadId, VideoId};
use crate::ports::{MediaObject, SourceStore, StoreError};

/// As short as key frames are apart in what cameras and screens record: whoever jumps to a place that is not made yet waits
/// for half as long as with four seconds.
const TARGET_SEGMENT_SECONDS: f64 = 2.0;
const FIRST_SEGMENT_SECONDS: f64 = 1.0;
/// Enough for every container's mark, past a usual ID3 tag.
const HEAD_BYTES: usize = 256 << 10;

pub(super) enum Prospect {
    Ingest(Box<Start>),
    /// More bytes decide what can be done.
    WaitFor(u64),
    /// The source makes sense only when it is complete.
    WaitForEnd,
    /// It is mapped already, or there is nothing left to map it for.
    Nothing,
}

/// A job to submit, and the map that it goes on with.
pub(super) struct Start {
    pub job: IngestJob,
    pub version: u32,
    pub map: Option<SegmentMap>,
    pub known: Arc<KnownProducts>,
}

pub(super) enum PrepareError {
    Media(Failure),
    Store(StoreError),
}

impl From<StoreError> for PrepareError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub(super) async fn prepare(
    config: &IngestConfig,
    video: &VideoId,
    source: &UploadId,
    grown: SourceGrowth,
    anew: bool,
) -> Result<Prospect, PrepareError> {
    if grown.length == Some(0) {
        return Err(unusable(FailureCode::EmptyFile, "The file is empty."));
    }
    let container = match look_at(config.sources.as_ref(), source, grown).await? {
        Look::Start(container) => container,
        Look::Unknown => {
            let sentence = "This is not a video or audio file of a kind that is taken here.";
            return Err(unusable(FailureCode::UnsupportedContainer, sentence));
        }
        Look::WaitFor(bytes) => return Ok(Prospect::WaitFor(bytes)),
        Look::WaitForEnd => return Ok(Prospect::WaitForEnd),
    };
    let Some(start) = config.catalogue.begin_ingest(video, anew).await? else {
        return Ok(Prospect::Nothing);
    };
    if start.map.is_none() {
        config.segments.remove(video, Some(start.version)).await?;
    }
    let job = ingest_job(container, grown, config.limits.clone());
    let recorded = start.map.as_ref().map(recorded_products).unwrap_or_default();
    let known = Arc::new(KnownProducts::resuming(recorded));
    Ok(Prospect::Ingest(Box::new(Start { job, version: start.version, map: start.map, known })))
}

/// The job that cuts a source; the same source as far as it has come gives the same segments each time.
pub(crate) fn ingest_job(container: Container, grown: SourceGrowth, limits: SourceLimits) -> IngestJob {
    IngestJob {
        container,
        length: grown.length,
        available: grown.available,
        limits,
        target_segment_seconds: TARGET_SEGMENT_SECONDS,
        first_segment_seconds: FIRST_SEGMENT_SECONDS,
    }
}

fn unusable(code: FailureCode, sentence: &str) -> PrepareError {
    PrepareError::Media(Failure { code, detail: sentence.to_owned() })
}

/// What a source's first bytes allow.
pub(crate) enum Look {
    Start(Container),
    Unknown,
    WaitFor(u64),
    WaitForEnd,
}

pub(crate) async fn look_at(
    sources: &dyn SourceStore,
    source: &UploadId,
    grown: SourceGrowth,
) -> Result<Look, StoreError> {
    let reader = sources.reader(source).await?;
    let look = tokio::task::spawn_blocking(move || look(reader.descriptor, grown)).await;
    let look = look.map_err(|panic| StoreError::Internal(panic.to_string()))?;
    look.map_err(|error| StoreError::Internal(error.to_string()))
}

fn look(source: OwnedFd, grown: SourceGrowth) -> io::Result<Look> {
    let file = File::from(source);
    let mut head = vec![0; usize::try_from(grown.available).unwrap_or(HEAD_BYTES).min(HEAD_BYTES)];
    file.read_exact_at(&mut head, 0)?;
    if grown.is_complete() {
        return Ok(sniff(&head).map_or(Look::Unknown, Look::Start));
    }
    if head.len() < SNIFF_BYTES {
        return Ok(Look::WaitFor(SNIFF_BYTES as u64));
    }
    // What cannot be told from the head is told when everything is there.
    let Some(container) = sniff(&head) else { return Ok(Look::WaitForEnd) };
    Ok(match following(container, file.as_fd(), grown.available)? {
        Following::Possible => Look::Start(container),
        Following::WithLength if grown.length.is_some() => Look::Start(container),
        Following::WithLength => Look::WaitForEnd,
        Following::NotBefore(bytes) => Look::WaitFor(bytes),
        Following::Impossible => Look::WaitForEnd,
    })
}

/// Length and SHA-256 of every object of the mezzanine that is recorded.
pub(crate) fn recorded_products(map: &SegmentMap) -> HashMap<MediaObject, (u64, String)> {
    let object = |stream: &str, number: Option<u32>| match number {
        None => MediaObject::Init { stream: stream.to_owned() },
        Some(number) => MediaObject::Segment { stream: stream.to_owned(), number },
    };
    let of_source = map.made.iter().filter(|record| map.tracks.iter().any(|track| track.stream() == record.stream));
    of_source.map(|record| (object(&record.stream, record.number), (record.length, record.hash.clone()))).collect()
}

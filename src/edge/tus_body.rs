//! The body of a PATCH on its way to the disk: from the socket to the upload's one writer.
//!
//! Bytes are gathered to a quarter of a megabyte and written by the blocking pool while the next quarter arrives;
//! memory is bounded by that, whatever the length. The pump runs as a task of its own, so that the lease always goes
//! back to its actor: when the body ends, the client is gone, it says nothing for too long, or someone else wants the
//! upload.

use std::time::Duration;

use actix_web::web;
use bytes::Bytes;
use futures::StreamExt;
use playhouse_actors::messages::{
    ChunkLease, ChunkVerdict, CloseChunk, OpenChunk, SourceGrowth, UploadError, UploadProgress,
};
use playhouse_actors::ports::{SourceWriter, StoreError};
use playhouse_actors::runtime::{AskError, Handle};
use playhouse_actors::upload::UploadActor;
use tokio::sync::watch;

use super::error::{ApiError, Code};
use super::tus_headers::Checksum;

/// How long a request waits for a writer in its way to save and go.
const OPEN_DEADLINE: Duration = Duration::from_secs(20);
/// How long making a chunk durable may take.
const CLOSE_DEADLINE: Duration = Duration::from_secs(120);
/// A client that sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Bytes gathered before they are written: few enough to be in the cache still when another core writes them.
const BATCH: usize = 256 << 10;

/// What a request says of its chunk.
pub struct Chunk {
    pub offset: u64,
    pub announced: Option<u64>,
    pub length: Option<u64>,
    pub checksum: Option<Checksum>,
    /// The largest upload, for one whose length is not known yet.
    pub largest: u64,
}

/// Takes the chunk in; answers where the upload stands after it.
pub async fn receive(
    upload: Handle<UploadActor>,
    chunk: Chunk,
    body: web::Payload,
) -> Result<UploadProgress, ApiError> {
    let open = OpenChunk {
        offset: chunk.offset,
        announced: chunk.announced,
        length: chunk.length,
        has_checksum: chunk.checksum.is_some(),
    };
    let mut lease = match upload.ask(open, OPEN_DEADLINE).await {
        Err(AskError::Timeout) => return Err(UploadError::Locked.into()),
        other => other??,
    };
    lease.room.get_or_insert(chunk.largest.saturating_sub(chunk.offset));
    // A handler may be dropped half-way; the pump may not.
    let pump = actix_web::rt::spawn(pump(upload, lease, chunk.checksum, body));
    pump.await.unwrap_or_else(|panic| {
        tracing::error!(%panic, "the pump of an upload died");
        Err(ApiError::new(Code::Internal, "Something broke on the server; it is logged."))
    })
}

/// How the body ended.
enum End {
    Whole,
    /// The client is gone or silent: what came is kept.
    CutOff,
    /// Someone else wants the upload: what came is kept, too.
    GaveWay,
    /// More bytes than the upload has room for.
    TooLong,
    Store(StoreError),
}

async fn pump(
    upload: Handle<UploadActor>,
    lease: ChunkLease,
    mut checksum: Option<Checksum>,
    body: web::Payload,
) -> Result<UploadProgress, ApiError> {
    let ChunkLease { id, mut writer, room, mut give_way, growth } = lease;
    let from = writer.position();
    let end = copy(body, &mut Sink { writer: writer.as_mut(), growth }, room, checksum.as_mut(), &mut give_way).await;
    let has_checksum = checksum.is_some();
    let mismatch = matches!(end, End::Whole) && checksum.is_some_and(|checksum| !checksum.matches());
    // A checksum speaks for the whole chunk: a part of it proves nothing.
    let verdict = match end {
        End::Whole if !mismatch => ChunkVerdict::Keep,
        End::CutOff | End::GaveWay | End::Store(_) if !has_checksum => ChunkVerdict::Keep,
        End::Whole | End::CutOff | End::GaveWay | End::Store(_) | End::TooLong => ChunkVerdict::Drop,
    };
    let closed = upload.ask(CloseChunk { id, writer, verdict }, CLOSE_DEADLINE).await;
    if mismatch {
        return Err(ApiError::checksum_mismatch());
    }
    match end {
        End::TooLong => Err(UploadError::TooLarge.into()),
        End::Store(error) => Err(error.into()),
        // Nothing of it counts: an answer of success would tell two clients that they wrote the same bytes.
        End::GaveWay if closed.as_ref().is_ok_and(|closed| closed.as_ref().is_ok_and(|now| now.offset <= from)) => {
            Err(UploadError::Locked.into())
        }
        End::CutOff | End::GaveWay | End::Whole => Ok(closed??),
    }
}

/// The writer, and whoever follows what it writes.
struct Sink<'a> {
    writer: &'a mut dyn SourceWriter,
    growth: Option<watch::Sender<SourceGrowth>>,
}

impl Sink<'_> {
    async fn write(&mut self, batch: Vec<Bytes>) -> Result<(), StoreError> {
        self.writer.write(batch).await?;
        if let Some(growth) = &self.growth {
            growth.send_modify(|growth| growth.available = self.writer.position());
        }
        Ok(())
    }
}

/// Writes one batch while the next arrives.
async fn copy(
    mut body: web::Payload,
    sink: &mut Sink<'_>,
    room: Option<u64>,
    checksum: Option<&mut Checksum>,
    give_way: &mut watch::Receiver<bool>,
) -> End {
    let mut intake = Intake { body: &mut body, left: room.unwrap_or(u64::MAX), checksum, give_way };
    let (mut batch, mut end) = intake.gather().await;
    loop {
        let Some(end_now) = end.take() else {
            let (written, next) = futures::join!(sink.write(batch), intake.gather());
            if let Err(error) = written {
                return End::Store(error);
            }
            (batch, end) = next;
            continue;
        };
        if batch.is_empty() {
            return end_now;
        }
        return match sink.write(batch).await {
            Ok(()) => end_now,
            Err(error) => End::Store(error),
        };
    }
}

/// The receiving side of a body.
struct Intake<'a> {
    body: &'a mut web::Payload,
    /// Bytes that there is still room for.
    left: u64,
    checksum: Option<&'a mut Checksum>,
    give_way: &'a mut watch::Receiver<bool>,
}

impl Intake<'_> {
    /// Up to a batch of bytes, and how the body ended if it did.
    async fn gather(&mut self) -> (Vec<Bytes>, Option<End>) {
        let mut batch = Vec::new();
        let mut gathered = 0;
        while gathered < BATCH {
            let next = tokio::select! {
                biased;
                // The sender is dropped when the actor starts anew: then the lease is worth nothing either.
                _ = self.give_way.wait_for(|asked| *asked) => return (batch, Some(End::GaveWay)),
                next = tokio::time::timeout(SILENCE, self.body.next()) => next,
            };
            let chunk = match next {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(None) => return (batch, Some(End::Whole)),
                Ok(Some(Err(_))) | Err(_) => return (batch, Some(End::CutOff)),
            };
            let Some(left) = self.left.checked_sub(chunk.len() as u64) else { return (batch, Some(End::TooLong)) };
            self.left = left;
            if let Some(checksum) = self.checksum.as_deref_mut() {
                checksum.update(&chunk);
            }
            gathered += chunk.len();
            batch.push(chunk);
        }
        (batch, None)
    }
}

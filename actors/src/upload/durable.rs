//! The steps of an upload that touch the database and the disk. Each leaves both such that a crash after it loses nothing
//! that was acknowledged, and a crash within it is put right by [`load`].

use super::UploadConfig;
use crate::messages::{ChunkVerdict, FactsArrived, UploadError};
use crate::model::{Timestamp, Upload, UploadId, UploadKind, UploadState};
use crate::ports::{SourceWriter, StoreError};

/// The row, and how many bytes are durable: what a crash left unproven is cut off first.
pub(super) async fn load(config: &UploadConfig, id: &UploadId) -> Result<Option<(Upload, u64)>, StoreError> {
    let Some(mut upload) = config.uploads.upload(id).await? else {
        return Ok(None);
    };
    match upload.state {
        UploadState::Complete => {
            let length = upload.length.unwrap_or(0);
            return Ok(Some((upload, length)));
        }
        UploadState::Terminated | UploadState::Expired => return Ok(Some((upload, 0))),
        UploadState::Open => {}
    }
    let present = match config.sources.state(id).await.map(|source| source.length) {
        Err(StoreError::NotFound) => {
            config.sources.create(id).await?;
            0
        }
        other => other?,
    };
    let proven = upload.unproven_from.map_or(present, |from| from.min(present));
    if proven < present || upload.unproven_from.is_some() {
        config.sources.writer(id, proven).await?.sync().await?;
        config.uploads.set_unproven(id, None).await?;
        upload.unproven_from = None;
    } else if present > 0 {
        // What another process wrote may still be in the page cache alone.
        config.sources.writer(id, present).await?.sync().await?;
    }
    // A crash may have come between the last byte and the database's word.
    if upload.length == Some(proven) && !matches!(upload.kind, UploadKind::Final { .. }) {
        config.uploads.complete(id, proven).await?;
        upload.state = UploadState::Complete;
        // Nobody may be listening yet at start-up; the consumer looks by itself, too.
        let _ = config.facts.try_tell(FactsArrived);
    }
    Ok(Some((upload, proven)))
}

pub(super) async fn open_writer(
    config: &UploadConfig,
    mut upload: Upload,
    length: Option<u64>,
    offset: u64,
    has_checksum: bool,
) -> Result<(Box<dyn SourceWriter>, Upload), UploadError> {
    if let (None, Some(length)) = (upload.length, length) {
        config.uploads.set_length(&upload.id, length).await?;
        upload.length = Some(length);
    }
    if has_checksum {
        config.uploads.set_unproven(&upload.id, Some(offset)).await?;
    }
    let writer = config.sources.writer(&upload.id, offset).await?;
    Ok((writer, upload))
}

/// Makes the outcome of a chunk durable; answers the new offset.
pub(super) async fn settle(
    config: &UploadConfig,
    mut upload: Upload,
    mut writer: Box<dyn SourceWriter>,
    from: u64,
    has_checksum: bool,
    verdict: ChunkVerdict,
) -> Result<(u64, Upload), StoreError> {
    if verdict == ChunkVerdict::Drop {
        writer.truncate(from).await?;
    }
    writer.sync().await?;
    let offset = writer.position();
    if has_checksum {
        config.uploads.set_unproven(&upload.id, None).await?;
    }
    if upload.length == Some(offset) {
        config.uploads.complete(&upload.id, offset).await?;
        upload.state = UploadState::Complete;
        let _ = config.facts.try_tell(FactsArrived);
        return Ok((offset, upload));
    }
    upload.expires_at = Timestamp::now().plus(config.expiry);
    config.uploads.extend(&upload.id, upload.expires_at).await?;
    Ok((offset, upload))
}

pub(super) async fn end_upload(
    config: &UploadConfig,
    id: &UploadId,
    state: UploadState,
) -> Result<UploadState, StoreError> {
    if config.uploads.end(id, state).await? {
        config.sources.remove(id).await?;
        let _ = config.facts.try_tell(FactsArrived);
    }
    Ok(state)
}

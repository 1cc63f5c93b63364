//! `uploads`.

use diesel::prelude::*;
use playhouse_actors::model::{
    FactKind, NewUpload, NewVideo, Timestamp, Upload, UploadId, UploadKind, UploadState, UserId, VideoState,
};
use playhouse_actors::ports::{UploadCreation, UploadRoom};

use super::turns::take_turn;
use super::{outbox, videos as video_queries};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{UploadRow, kind_columns, signed, unsigned};
use crate::stores::schema::{uploads, videos};

pub fn insert_within(
    connection: &mut AnyConnection,
    new: NewUpload,
    video: Option<NewVideo>,
    room: UploadRoom,
) -> DbResult<UploadCreation> {
    take_turn(connection, &new.owner)?;
    if open_count(connection, &new.owner)? >= room.open {
        return Ok(UploadCreation::TooManyOpen);
    }
    // What is joined of parts was counted with them.
    let joins = matches!(new.kind, UploadKind::Final { .. });
    if let Some(bytes) = room.bytes.filter(|_| !joins) {
        let wanted = stored_bytes(connection, &new.owner)?.saturating_add(new.length.unwrap_or(1));
        if wanted > bytes || has_open_end(connection, &new.owner)? {
            return Ok(UploadCreation::TooManyBytes);
        }
    }
    insert(connection, new, video)?;
    Ok(UploadCreation::Made)
}

fn insert(connection: &mut AnyConnection, new: NewUpload, video: Option<NewVideo>) -> DbResult<()> {
    if let Some(video) = video {
        video_queries::insert(connection, video)?;
    }
    let (kind, parts) = kind_columns(&new.kind);
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(new.id.as_str()),
            uploads::owner_id.eq(new.owner.as_str()),
            uploads::video_id.eq(new.video.as_ref().map(|video| video.as_str())),
            uploads::kind.eq(kind),
            uploads::parts.eq(parts),
            uploads::state.eq(UploadState::Open.as_str()),
            uploads::length.eq(new.length.map(signed)),
            uploads::metadata.eq(new.metadata),
            uploads::created_at.eq(Timestamp::now().0),
            uploads::expires_at.eq(new.expires_at.0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn upload(connection: &mut AnyConnection, id: &UploadId) -> DbResult<Option<Upload>> {
    let row = uploads::table.find(id.as_str()).first::<UploadRow>(connection).optional()?;
    Ok(row.map(UploadRow::into_upload).transpose()?)
}

/// The upload that became this video.
pub fn upload_of_video(connection: &mut AnyConnection, video: &str) -> DbResult<Option<Upload>> {
    let row = uploads::table.filter(uploads::video_id.eq(video)).first::<UploadRow>(connection).optional()?;
    Ok(row.map(UploadRow::into_upload).transpose()?)
}

fn open_count(connection: &mut AnyConnection, owner: &UserId) -> DbResult<u64> {
    let count: i64 = uploads::table
        .filter(uploads::owner_id.eq(owner.as_str()))
        .filter(uploads::state.eq(UploadState::Open.as_str()))
        .count()
        .get_result(connection)?;
    Ok(unsigned(count))
}

/// Whether one is open of which nobody knows how long it will be.
fn has_open_end(connection: &mut AnyConnection, owner: &UserId) -> DbResult<bool> {
    let endless: i64 = uploads::table
        .filter(uploads::owner_id.eq(owner.as_str()))
        .filter(uploads::state.eq(UploadState::Open.as_str()))
        .filter(uploads::length.is_null().and(uploads::kind.ne("final")))
        .count()
        .get_result(connection)?;
    Ok(endless > 0)
}

pub fn stored_bytes(connection: &mut AnyConnection, owner: &UserId) -> DbResult<u64> {
    let failed = videos::table.filter(videos::state.eq(VideoState::Failed.as_str())).select(videos::id.nullable());
    let lengths: Vec<Option<i64>> = uploads::table
        .filter(uploads::owner_id.eq(owner.as_str()))
        .filter(uploads::state.eq_any([UploadState::Open.as_str(), UploadState::Complete.as_str()]))
        .filter(uploads::video_id.is_null().or(uploads::video_id.ne_all(failed)))
        .select(uploads::length)
        .load(connection)?;
    Ok(lengths.into_iter().flatten().map(unsigned).fold(0, u64::saturating_add))
}

pub fn set_length(connection: &mut AnyConnection, id: &UploadId, length: u64) -> DbResult<bool> {
    let open = uploads::table.find(id.as_str()).filter(uploads::length.is_null());
    Ok(diesel::update(open).set(uploads::length.eq(signed(length))).execute(connection)? == 1)
}

pub fn set_unproven(connection: &mut AnyConnection, id: &UploadId, from: Option<u64>) -> DbResult<()> {
    diesel::update(uploads::table.find(id.as_str()))
        .set(uploads::unproven_from.eq(from.map(signed)))
        .execute(connection)?;
    Ok(())
}

pub fn extend(connection: &mut AnyConnection, id: &UploadId, expires_at: Timestamp) -> DbResult<()> {
    diesel::update(uploads::table.find(id.as_str())).set(uploads::expires_at.eq(expires_at.0)).execute(connection)?;
    Ok(())
}

pub fn complete(connection: &mut AnyConnection, id: &UploadId, length: u64) -> DbResult<()> {
    let open = uploads::table.find(id.as_str()).filter(uploads::state.eq(UploadState::Open.as_str()));
    let changed = diesel::update(open)
        .set((
            uploads::state.eq(UploadState::Complete.as_str()),
            uploads::length.eq(signed(length)),
            uploads::unproven_from.eq(None::<i64>),
        ))
        .execute(connection)?;
    if changed == 0 {
        return Ok(());
    }
    let Some(video) = upload(connection, id)?.and_then(|upload| upload.video) else {
        return Ok(());
    };
    let uploading = videos::table.find(video.as_str()).filter(videos::state.eq(VideoState::Uploading.as_str()));
    diesel::update(uploading).set(videos::state.eq(VideoState::Processing.as_str())).execute(connection)?;
    outbox::append(connection, FactKind::Uploaded, &video)
}

pub fn end(connection: &mut AnyConnection, id: &UploadId, state: UploadState) -> DbResult<bool> {
    let living = uploads::table.find(id.as_str()).filter(
        uploads::state
            .eq(UploadState::Open.as_str())
            .or(uploads::state.eq(UploadState::Complete.as_str()).and(uploads::kind.eq("partial"))),
    );
    if diesel::update(living).set(uploads::state.eq(state.as_str())).execute(connection)? == 0 {
        return Ok(false);
    }
    if let Some(video) = upload(connection, id)?.and_then(|upload| upload.video) {
        diesel::delete(videos::table.find(video.as_str())).execute(connection)?;
        outbox::append(connection, FactKind::Deleted, &video)?;
    }
    Ok(true)
}

pub fn expired(connection: &mut AnyConnection, now: Timestamp, limit: usize) -> DbResult<Vec<UploadId>> {
    let ids: Vec<String> = uploads::table
        .filter(
            uploads::state
                .eq(UploadState::Open.as_str())
                .or(uploads::state.eq(UploadState::Complete.as_str()).and(uploads::kind.eq("partial"))),
        )
        .filter(uploads::expires_at.le(now.0))
        .order(uploads::expires_at.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(uploads::id)
        .load(connection)?;
    Ok(ids.iter().filter_map(|id| UploadId::parse(id)).collect())
}

pub fn delete(connection: &mut AnyConnection, id: &UploadId) -> DbResult<()> {
    diesel::delete(uploads::table.find(id.as_str())).execute(connection)?;
    Ok(())
}

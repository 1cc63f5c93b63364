//! `stills` and `complete_stills`.

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use playhouse_actors::model::{StillRecord, StillSet, Timestamp, VideoId, VideoState};
use playhouse_actors::ports::{RetiredStill, StoreError};
use playhouse_pipelines::report::StillKind;

use super::segment_map::is_current;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{StillRow, integer, signed, still_kind_name};
use crate::stores::schema::{complete_stills, stills, videos};

pub fn stills_of(connection: &mut AnyConnection, ids: &[VideoId]) -> DbResult<HashMap<VideoId, StillSet>> {
    let ids: Vec<&str> = ids.iter().map(VideoId::as_str).collect();
    let rows: Vec<StillRow> = stills::table
        .inner_join(videos::table)
        .filter(stills::video_id.eq_any(&ids))
        .filter(stills::version.eq(videos::media_version))
        .order((stills::kind.asc(), stills::number.asc()))
        .select(stills::all_columns)
        .load(connection)?;
    let complete: Vec<(String, i32)> =
        complete_stills::table.filter(complete_stills::video_id.eq_any(&ids)).load(connection)?;
    let mut found: HashMap<VideoId, StillSet> = HashMap::new();
    for row in rows {
        let Some(id) = VideoId::parse(&row.video_id) else { continue };
        let is_complete = complete.contains(&(row.video_id.clone(), row.version));
        let set = found.entry(id).or_default();
        set.is_complete = is_complete;
        set.records.push(row.into_record()?);
    }
    Ok(found)
}

/// One video's, also when it has no record: a film may have no still that could be made.
pub fn stills(connection: &mut AnyConnection, id: &VideoId) -> DbResult<StillSet> {
    let set = stills_of(connection, std::slice::from_ref(id))?.remove(id);
    if let Some(set) = set {
        return Ok(set);
    }
    let complete = complete_stills::table
        .inner_join(videos::table)
        .filter(complete_stills::video_id.eq(id.as_str()))
        .filter(complete_stills::version.eq(videos::media_version));
    let is_complete = complete.select(complete_stills::version).first::<i32>(connection).optional()?.is_some();
    Ok(StillSet { records: Vec::new(), is_complete })
}

pub fn add(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    made: Vec<StillRecord>,
    retires: &[u32],
) -> DbResult<bool> {
    if !is_current(connection, id, version)? {
        return Ok(false);
    }
    let version = integer(version);
    for number in retires {
        let key = (id.as_str(), version, still_kind_name(StillKind::Poster), integer(*number));
        diesel::update(stills::table.find(key))
            .set((stills::is_retired.eq(1), stills::retired_at.eq(Timestamp::now().0)))
            .execute(connection)?;
    }
    for record in made {
        insert(connection, id, version, &record)?;
    }
    Ok(true)
}

/// A still that was made again, after a crash before its record, has the record of the bytes that are there now.
fn insert(connection: &mut AnyConnection, id: &VideoId, version: i32, record: &StillRecord) -> DbResult<()> {
    let detail = serde_json::to_string(&record.detail).map_err(|error| StoreError::Internal(error.to_string()))?;
    let kind = still_kind_name(record.kind);
    diesel::delete(stills::table.find((id.as_str(), version, kind, integer(record.number)))).execute(connection)?;
    diesel::insert_into(stills::table)
        .values((
            stills::video_id.eq(id.as_str()),
            stills::version.eq(version),
            stills::kind.eq(kind),
            stills::number.eq(integer(record.number)),
            stills::length.eq(signed(record.length)),
            stills::hash.eq(&record.hash),
            stills::width.eq(integer(record.width)),
            stills::height.eq(integer(record.height)),
            stills::detail.eq(detail),
            stills::is_retired.eq(0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn complete(connection: &mut AnyConnection, id: &VideoId, version: u32) -> DbResult<()> {
    if !is_current(connection, id, version)? {
        return Ok(());
    }
    diesel::delete(complete_stills::table.find(id.as_str())).execute(connection)?;
    let row = (complete_stills::video_id.eq(id.as_str()), complete_stills::version.eq(integer(version)));
    diesel::insert_into(complete_stills::table).values(row).execute(connection)?;
    Ok(())
}

pub fn unfinished(connection: &mut AnyConnection, limit: usize) -> DbResult<Vec<VideoId>> {
    let complete = complete_stills::table
        .filter(complete_stills::video_id.eq(videos::id))
        .filter(complete_stills::version.eq(videos::media_version));
    let ids: Vec<String> = videos::table
        .filter(videos::state.eq_any([VideoState::Playable.as_str(), VideoState::Ready.as_str()]))
        .filter(videos::width.is_not_null())
        .filter(not(exists(complete)))
        .order(videos::created_at.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(videos::id)
        .load(connection)?;
    Ok(ids.iter().filter_map(|id| VideoId::parse(id)).collect())
}

pub fn retired(connection: &mut AnyConnection, before: Timestamp, limit: usize) -> DbResult<Vec<RetiredStill>> {
    let rows = stills::table
        .filter(stills::retired_at.is_not_null().and(stills::retired_at.lt(before.0)))
        .order((stills::retired_at.asc(), stills::video_id.asc(), stills::number.asc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load::<StillRow>(connection)?;
    Ok(rows.into_iter().map(StillRow::into_retired).collect::<Result<_, _>>()?)
}

pub fn forget_retired(connection: &mut AnyConnection, still: &RetiredStill) -> DbResult<()> {
    let key = (still.video.as_str(), integer(still.version), still_kind_name(still.kind), integer(still.number));
    diesel::update(stills::table.find(key)).set(stills::retired_at.eq(None::<i64>)).execute(connection)?;
    Ok(())
}

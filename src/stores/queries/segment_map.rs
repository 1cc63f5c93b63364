//! `tracks`, `bounds`, `renditions`, `segments`: the segment map and its versions.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use playhouse_actors::model::{
    Bound, MapExtension, MapState, RenditionPlan, SegmentMap, SegmentRecord, Stored, StreamName, Timestamp, Track,
    VideoId, VideoState,
};
use playhouse_actors::ports::{IngestStart, StoreError};
use playhouse_pipelines::report::TrackId;

use super::videos::{forget_media, mark_playable};
use super::{dead_letters, ledger};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{
    BoundRow, RenditionRow, SegmentRow, TrackRow, VideoRow, integer, signed, small, track_name,
};
use crate::stores::schema::{bounds, renditions, segments, tracks, uploads, videos};

/// Number in the table of an init segment.
const INIT: i32 = -1;

/// See [`Catalogue::begin_ingest`](playhouse_actors::ports::Catalogue::begin_ingest).
pub fn begin_ingest(connection: &mut AnyConnection, id: &VideoId, anew: bool) -> DbResult<Option<IngestStart>> {
    let Some(row) = videos::table.find(id.as_str()).first::<VideoRow>(connection).optional()? else {
        return Ok(None);
    };
    if row.state == VideoState::Failed.as_str() || row.map_state == MapState::Complete.as_str() {
        return Ok(None);
    }
    if !anew && let Some(map) = segment_map(connection, id)? {
        return Ok(Some(IngestStart { version: map.version, map: Some(map) }));
    }
    // What was playable is not: the new version has nothing yet.
    let open = uploads::table.filter(uploads::video_id.eq(id.as_str()).and(uploads::state.eq("open")));
    let is_open = open.select(uploads::id).first::<String>(connection).optional()?.is_some();
    let state = if is_open { VideoState::Uploading } else { VideoState::Processing };
    diesel::update(videos::table.find(id.as_str()))
        .set((
            videos::media_version.eq(videos::media_version + 1),
            videos::map_state.eq(MapState::None.as_str()),
            videos::map_revision.eq(0),
            videos::state.eq(state.as_str()),
        ))
        .execute(connection)?;
    forget_media(connection, id)?;
    Ok(Some(IngestStart { version: small(row.media_version) + 1, map: None }))
}

/// Whether `version` is the video's current one.
pub fn is_current(connection: &mut AnyConnection, id: &VideoId, version: u32) -> DbResult<bool> {
    let current: Option<i32> =
        videos::table.find(id.as_str()).select(videos::media_version).first(connection).optional()?;
    Ok(current.and_then(|current| u32::try_from(current).ok()) == Some(version))
}

pub fn extend_map(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    extension: MapExtension,
) -> DbResult<bool> {
    let state = if extension.is_complete { MapState::Complete } else { MapState::Growing };
    let current = videos::table
        .find(id.as_str())
        .filter(videos::state.ne(VideoState::Failed.as_str()))
        .filter(videos::map_state.ne(MapState::Complete.as_str()))
        .filter(videos::media_version.eq(integer(version)));
    let changed = diesel::update(current)
        .set((
            videos::map_state.eq(state.as_str()),
            videos::map_revision.eq(videos::map_revision + 1),
            videos::duration_seconds.eq(extension.duration_seconds),
            videos::width.eq(extension.size.map(|(width, _)| integer(width))),
            videos::height.eq(extension.size.map(|(_, height)| integer(height))),
        ))
        .execute(connection)?;
    if changed == 0 {
        return Ok(false);
    }
    for track in &extension.tracks {
        insert_track(connection, id, track)?;
    }
    for (track, first, list) in &extension.bounds {
        let of_track =
            bounds::table.filter(bounds::video_id.eq(id.as_str())).filter(bounds::track.eq(track_name(*track)));
        if of_track.count().get_result::<i64>(connection)? != i64::from(*first) {
            return Err(StoreError::Internal("the segment map is not where ingest goes on".to_owned()).into());
        }
        insert_bounds(connection, id, *track, *first, list)?;
    }
    put_renditions(connection, id, &extension.renditions)?;
    insert_segments(connection, id, extension.made)?;
    if extension.is_playable {
        mark_playable(connection, id)?;
    }
    Ok(true)
}

fn insert_track(connection: &mut AnyConnection, id: &VideoId, track: &Track) -> DbResult<()> {
    let media = serde_json::to_string(&track.media).map_err(|error| StoreError::Internal(error.to_string()))?;
    diesel::insert_into(tracks::table)
        .values((
            tracks::video_id.eq(id.as_str()),
            tracks::track.eq(track_name(track.id)),
            tracks::timescale.eq(integer(track.mezzanine.timescale)),
            tracks::caps.eq(&track.mezzanine.caps),
            tracks::media.eq(media),
            tracks::codecs.eq(track.codecs.as_deref()),
        ))
        .execute(connection)?;
    Ok(())
}

fn insert_bounds(
    connection: &mut AnyConnection,
    id: &VideoId,
    track: TrackId,
    first: u32,
    list: &[Bound],
) -> DbResult<()> {
    for (number, bound) in (first..).zip(list) {
        diesel::insert_into(bounds::table)
            .values((
                bounds::video_id.eq(id.as_str()),
                bounds::track.eq(track_name(track)),
                bounds::number.eq(integer(number)),
                bounds::start_ticks.eq(bound.start),
                bounds::duration_ticks.eq(bound.duration),
                bounds::samples.eq(integer(bound.samples)),
                bounds::lead_in.eq(i32::try_from(bound.lead_in).unwrap_or(i32::MAX)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// New renditions come after those that are there: the order of the plan is the order of insertion.
fn put_renditions(connection: &mut AnyConnection, id: &VideoId, plans: &[RenditionPlan]) -> DbResult<()> {
    for plan in plans {
        let json = serde_json::to_string(plan).map_err(|error| StoreError::Internal(error.to_string()))?;
        let known = renditions::table.find((id.as_str(), plan.name.as_str()));
        let changes = (renditions::plan.eq(&json), renditions::pixels.eq(pixels(plan)));
        if diesel::update(known).set(changes).execute(connection)? == 1 {
            continue;
        }
        let of_video = renditions::table.filter(renditions::video_id.eq(id.as_str()));
        let position: i64 = of_video.count().get_result(connection)?;
        diesel::insert_into(renditions::table)
            .values((
                renditions::video_id.eq(id.as_str()),
                renditions::name.eq(&plan.name),
                renditions::position.eq(i32::try_from(position).unwrap_or(i32::MAX)),
                renditions::stream.eq(plan.stream()),
                renditions::plan.eq(json),
                renditions::is_unlisted.eq(i32::from(plan.is_unlisted)),
                renditions::pixels.eq(pixels(plan)),
                renditions::watched_at.eq(Timestamp::now().0),
            ))
            .execute(connection)?;
    }
    Ok(())
}

fn pixels(plan: &RenditionPlan) -> i64 {
    plan.size().map_or(0, |(width, height)| i64::from(width) * i64::from(height))
}

fn insert_segments(connection: &mut AnyConnection, id: &VideoId, made: Vec<SegmentRecord>) -> DbResult<()> {
    let mut added: BTreeMap<StreamName, Stored> = BTreeMap::new();
    for record in made {
        let number = record.number.map_or(INIT, integer);
        let key = segments::table.find((id.as_str(), record.stream.as_str(), number));
        if key.select(segments::number).first::<i32>(connection).optional()?.is_some() {
            continue;
        }
        diesel::insert_into(segments::table)
            .values((
                segments::video_id.eq(id.as_str()),
                segments::stream.eq(&record.stream),
                segments::number.eq(number),
                segments::length.eq(signed(record.length)),
                segments::hash.eq(&record.hash),
            ))
            .execute(connection)?;
        let sum = added.entry(record.stream.clone()).or_default();
        *sum = sum.plus(Stored::of(&record));
    }
    for (stream, sum) in added {
        ledger::add(connection, id, &stream, sum)?;
    }
    Ok(())
}

pub fn commit_segments(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    made: Vec<SegmentRecord>,
) -> DbResult<bool> {
    if !is_current(connection, id, version)? {
        return Ok(false);
    }
    let streams: BTreeSet<StreamName> = made.iter().map(|record| record.stream.clone()).collect();
    if ledger::is_removing(connection, id, &streams)? {
        return Ok(false);
    }
    dead_letters::answer(connection, id, &made)?;
    insert_segments(connection, id, made)?;
    ledger::note_whole(connection, id, &streams)?;
    Ok(true)
}

pub fn list_renditions(connection: &mut AnyConnection, id: &VideoId, version: u32, names: &[String]) -> DbResult<bool> {
    let current = videos::table.find(id.as_str()).filter(videos::media_version.eq(integer(version)));
    // Whoever has read the map reads it again.
    if diesel::update(current).set(videos::map_revision.eq(videos::map_revision + 1)).execute(connection)? == 0 {
        return Ok(false);
    }
    for name in names {
        diesel::update(renditions::table.find((id.as_str(), name.as_str())))
            .set(renditions::is_unlisted.eq(0))
            .execute(connection)?;
    }
    Ok(true)
}

pub fn segment_map(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<SegmentMap>> {
    let Some(video) = videos::table.find(id.as_str()).first::<VideoRow>(connection).optional()? else {
        return Ok(None);
    };
    if video.map_state == MapState::None.as_str() {
        return Ok(None);
    }
    let bound_rows = bounds::table
        .filter(bounds::video_id.eq(id.as_str()))
        .order(bounds::number.asc())
        .load::<BoundRow>(connection)?;
    let track_rows = tracks::table.filter(tracks::video_id.eq(id.as_str())).load::<TrackRow>(connection)?;
    let mut found = Vec::new();
    for row in track_rows {
        let of_track: Vec<Bound> =
            bound_rows.iter().filter(|bound| bound.track == row.track).map(BoundRow::to_bound).collect();
        found.push(row.into_track(of_track)?);
    }
    let made = segments::table.filter(segments::video_id.eq(id.as_str())).load::<SegmentRow>(connection)?;
    let plans = rendition_rows(connection, id)?.into_iter().map(RenditionRow::into_plan).collect::<Result<_, _>>()?;
    Ok(Some(SegmentMap {
        video: id.clone(),
        version: small(video.media_version),
        revision: small(video.map_revision),
        is_complete: video.map_state == MapState::Complete.as_str(),
        tracks: found,
        renditions: plans,
        made: made.into_iter().map(SegmentRow::into_record).collect(),
    }))
}

fn rendition_rows(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Vec<RenditionRow>> {
    Ok(renditions::table
        .filter(renditions::video_id.eq(id.as_str()))
        .order(renditions::position.asc())
        .load(connection)?)
}

pub fn segment(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    stream: &str,
    number: Option<u32>,
) -> DbResult<Option<SegmentRecord>> {
    if !is_current(connection, id, version)? {
        return Ok(None);
    }
    let row = segments::table
        .find((id.as_str(), stream, number.map_or(INIT, integer)))
        .first::<SegmentRow>(connection)
        .optional()?;
    Ok(row.map(SegmentRow::into_record))
}

pub fn forget_segment(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    stream: &str,
    number: Option<u32>,
) -> DbResult<()> {
    if let Some(record) = segment(connection, id, version, stream, number)? {
        let key = (id.as_str(), stream, number.map_or(INIT, integer));
        diesel::delete(segments::table.find(key)).execute(connection)?;
        ledger::take(connection, id, stream, Stored::of(&record))?;
    }
    Ok(())
}

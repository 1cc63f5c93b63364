//! `tracks`, `bounds`, `renditions`, `segments`: the segment map and its versions.

use diesel::prelude::*;
use playhouse_actors::model::{Bound, RenditionProgress, SegmentMap, SegmentRecord, Track, VideoId, VideoState};
use playhouse_actors::ports::{IngestOutcome, StoreError};

use super::videos::forget_media;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{BoundRow, RenditionRow, SegmentRow, TrackRow, VideoRow, integer, signed, track_name};
use crate::stores::schema::{bounds, renditions, segments, tracks, videos};

/// Number in the table of an init segment.
const INIT: i32 = -1;

/// See [`Catalogue::begin_ingest`](playhouse_actors::ports::Catalogue::begin_ingest).
pub fn begin_ingest(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<u32>> {
    let unmapped = videos::table
        .find(id.as_str())
        .filter(videos::state.eq(VideoState::Processing.as_str()))
        .filter(videos::is_mapped.eq(0));
    let changed =
        diesel::update(unmapped).set(videos::media_version.eq(videos::media_version + 1)).execute(connection)?;
    if changed == 0 {
        return Ok(None);
    }
    forget_media(connection, id)?;
    let version: i32 = videos::table.find(id.as_str()).select(videos::media_version).first(connection)?;
    Ok(u32::try_from(version).ok())
}

/// Whether `version` is the video's current one.
fn is_current(connection: &mut AnyConnection, id: &VideoId, version: u32) -> DbResult<bool> {
    let current: Option<i32> =
        videos::table.find(id.as_str()).select(videos::media_version).first(connection).optional()?;
    Ok(current.and_then(|current| u32::try_from(current).ok()) == Some(version))
}

pub fn commit_ingest(
    connection: &mut AnyConnection,
    id: &VideoId,
    version: u32,
    outcome: IngestOutcome,
) -> DbResult<bool> {
    let processing = videos::table
        .find(id.as_str())
        .filter(videos::state.eq(VideoState::Processing.as_str()))
        .filter(videos::media_version.eq(integer(version)));
    let changed = diesel::update(processing)
        .set((
            videos::is_mapped.eq(1),
            videos::duration_seconds.eq(outcome.duration_seconds),
            videos::width.eq(outcome.width.map(integer)),
            videos::height.eq(outcome.height.map(integer)),
        ))
        .execute(connection)?;
    if changed == 0 {
        return Ok(false);
    }
    let counts: Vec<(&'static str, usize)> =
        outcome.tracks.iter().map(|track| (track_name(track.id), track.bounds.len())).collect();
    for track in outcome.tracks {
        insert_track(connection, id, &track)?;
    }
    for (position, plan) in outcome.renditions.iter().enumerate() {
        let track = track_name(plan.track());
        let count = counts.iter().find(|(name, _)| *name == track).map_or(0, |(_, count)| *count);
        let json = serde_json::to_string(plan).map_err(|error| StoreError::Internal(error.to_string()))?;
        diesel::insert_into(renditions::table)
            .values((
                renditions::video_id.eq(id.as_str()),
                renditions::name.eq(&plan.name),
                renditions::position.eq(i32::try_from(position).unwrap_or(i32::MAX)),
                renditions::stream.eq(plan.stream()),
                renditions::plan.eq(json),
                renditions::segment_count.eq(i32::try_from(count).unwrap_or(i32::MAX)),
            ))
            .execute(connection)?;
    }
    insert_segments(connection, id, outcome.made)?;
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
    for (number, bound) in track.bounds.iter().enumerate() {
        diesel::insert_into(bounds::table)
            .values((
                bounds::video_id.eq(id.as_str()),
                bounds::track.eq(track_name(track.id)),
                bounds::number.eq(i32::try_from(number).unwrap_or(i32::MAX)),
                bounds::start_ticks.eq(bound.start),
                bounds::duration_ticks.eq(bound.duration),
                bounds::samples.eq(integer(bound.samples)),
                bounds::is_independent.eq(i32::from(bound.independent)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

fn insert_segments(connection: &mut AnyConnection, id: &VideoId, made: Vec<SegmentRecord>) -> DbResult<()> {
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
    insert_segments(connection, id, made)?;
    Ok(true)
}

pub fn set_poster(connection: &mut AnyConnection, id: &VideoId, version: u32) -> DbResult<()> {
    diesel::update(videos::table.find(id.as_str()))
        .set(videos::poster_version.eq(integer(version)))
        .execute(connection)?;
    Ok(())
}

pub fn segment_map(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<SegmentMap>> {
    let Some(video) = videos::table.find(id.as_str()).first::<VideoRow>(connection).optional()? else {
        return Ok(None);
    };
    if video.is_mapped == 0 {
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
        version: u32::try_from(video.media_version).unwrap_or(0),
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

pub fn progress(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Vec<RenditionProgress>> {
    let made: Vec<(String, i64)> = segments::table
        .filter(segments::video_id.eq(id.as_str()))
        .filter(segments::number.ne(INIT))
        .group_by(segments::stream)
        .select((segments::stream, diesel::dsl::count_star()))
        .load(connection)?;
    let mut list = Vec::new();
    for row in rendition_rows(connection, id)? {
        let count = made.iter().find(|(stream, _)| *stream == row.stream).map_or(0, |(_, count)| *count);
        let total = row.segment_count();
        list.push(RenditionProgress { plan: row.into_plan()?, made: u32::try_from(count).unwrap_or(total), total });
    }
    Ok(list)
}

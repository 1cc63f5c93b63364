//! `loudness`: how loud the sound of videos is.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use playhouse_actors::model::{MapState, VideoId, VideoState};
use playhouse_pipelines::report::{Loudness, TrackId};

use super::segment_map::is_current;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{integer, track_name};
use crate::stores::schema::{loudness, tracks, videos};

pub fn set(connection: &mut AnyConnection, id: &VideoId, version: u32, measured: Loudness) -> DbResult<bool> {
    if !is_current(connection, id, version)? {
        return Ok(false);
    }
    diesel::delete(loudness::table.find(id.as_str())).execute(connection)?;
    diesel::insert_into(loudness::table)
        .values((
            loudness::video_id.eq(id.as_str()),
            loudness::version.eq(integer(version)),
            loudness::integrated.eq(measured.integrated_lufs),
            loudness::true_peak.eq(measured.true_peak_dbtp),
        ))
        .execute(connection)?;
    Ok(true)
}

pub fn of_video(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<Loudness>> {
    let row: Option<(Option<f64>, Option<f64>)> = loudness::table
        .inner_join(videos::table.on(videos::id.eq(loudness::video_id)))
        .filter(loudness::video_id.eq(id.as_str()))
        .filter(loudness::version.eq(videos::media_version))
        .select((loudness::integrated, loudness::true_peak))
        .first(connection)
        .optional()?;
    Ok(row.map(|(integrated_lufs, true_peak_dbtp)| Loudness { integrated_lufs, true_peak_dbtp }))
}

pub fn unmeasured(connection: &mut AnyConnection, limit: usize) -> DbResult<Vec<VideoId>> {
    let measured =
        loudness::table.filter(loudness::video_id.eq(videos::id)).filter(loudness::version.eq(videos::media_version));
    let sound =
        tracks::table.filter(tracks::video_id.eq(videos::id)).filter(tracks::track.eq(track_name(TrackId::Audio)));
    let ids: Vec<String> = videos::table
        .filter(videos::state.eq_any([VideoState::Playable.as_str(), VideoState::Ready.as_str()]))
        .filter(videos::map_state.eq(MapState::Complete.as_str()))
        .filter(exists(sound))
        .filter(not(exists(measured)))
        .order(videos::created_at.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(videos::id)
        .load(connection)?;
    Ok(ids.iter().filter_map(|id| VideoId::parse(id)).collect())
}

//! How much is made of the renditions of videos.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use playhouse_actors::model::{RenditionProgress, VideoId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{RenditionRow, track_name, unsigned};
use crate::stores::schema::{bounds, renditions, segments};

/// Of many videos in three queries; a video without renditions has no entry.
pub fn progress_of(
    connection: &mut AnyConnection,
    videos: &[VideoId],
) -> DbResult<HashMap<VideoId, Vec<RenditionProgress>>> {
    let ids: Vec<&str> = videos.iter().map(VideoId::as_str).collect();
    // Portable: a sum of `bigint` is a `numeric` in PostgreSQL, and there is no filter on an aggregate that both know.
    let made_and_bytes = sql::<(BigInt, BigInt)>(
        "cast(sum(case when number >= 0 then 1 else 0 end) as bigint), cast(sum(length) as bigint)",
    );
    let stored: Vec<(String, String, (i64, i64))> = segments::table
        .filter(segments::video_id.eq_any(&ids))
        .group_by((segments::video_id, segments::stream))
        .select((segments::video_id, segments::stream, made_and_bytes))
        .load(connection)?;
    let stored: HashMap<(String, String), (i64, i64)> =
        stored.into_iter().map(|(video, stream, figures)| ((video, stream), figures)).collect();
    let known: Vec<(String, String, i64)> = bounds::table
        .filter(bounds::video_id.eq_any(&ids))
        .group_by((bounds::video_id, bounds::track))
        .select((bounds::video_id, bounds::track, diesel::dsl::count_star()))
        .load(connection)?;
    let known: HashMap<(String, String), i64> =
        known.into_iter().map(|(video, track, count)| ((video, track), count)).collect();
    let rows: Vec<RenditionRow> = renditions::table
        .filter(renditions::video_id.eq_any(&ids))
        .order((renditions::video_id.asc(), renditions::position.asc()))
        .load(connection)?;
    let mut found: HashMap<VideoId, Vec<RenditionProgress>> = HashMap::new();
    for row in rows {
        let Some(id) = VideoId::parse(&row.video_id) else { continue };
        let (video, stream) = (row.video_id.clone(), row.stream.clone());
        let plan = row.into_plan()?;
        let total = known.get(&(video.clone(), track_name(plan.track()).to_owned())).copied().unwrap_or(0);
        let (made, bytes) = stored.get(&(video, stream)).copied().unwrap_or((0, 0));
        found.entry(id).or_default().push(RenditionProgress {
            total: u32::try_from(total).unwrap_or(u32::MAX),
            made: u32::try_from(made).unwrap_or(u32::MAX),
            bytes: unsigned(bytes),
            plan,
        });
    }
    Ok(found)
}

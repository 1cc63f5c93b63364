//! How much is made of the renditions of videos.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{RenditionProgress, VideoId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{RenditionRow, small, track_name, unsigned};
use crate::stores::schema::{bounds, renditions, stored};

/// Of many videos in three queries; a video without renditions has no entry.
pub fn progress_of(
    connection: &mut AnyConnection,
    videos: &[VideoId],
) -> DbResult<HashMap<VideoId, Vec<RenditionProgress>>> {
    let ids: Vec<&str> = videos.iter().map(VideoId::as_str).collect();
    let stored: Vec<(String, String, i32, i64)> = stored::table
        .filter(stored::video_id.eq_any(&ids))
        .select((stored::video_id, stored::stream, stored::segments, stored::bytes))
        .load(connection)?;
    let stored: HashMap<(String, String), (u32, u64)> = stored
        .into_iter()
        .map(|(video, stream, made, bytes)| ((video, stream), (small(made), unsigned(bytes))))
        .collect();
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
        let is_evicted = row.is_evicted();
        let plan = row.into_plan()?;
        let total = known.get(&(video.clone(), track_name(plan.track()).to_owned())).copied().unwrap_or(0);
        let (made, bytes) = stored.get(&(video, stream)).copied().unwrap_or((0, 0));
        found.entry(id).or_default().push(RenditionProgress {
            total: u32::try_from(total).unwrap_or(u32::MAX),
            made,
            bytes,
            is_evicted,
            plan,
        });
    }
    Ok(found)
}

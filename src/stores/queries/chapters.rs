//! `chapters`.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{Chapter, VideoId};
use playhouse_actors::ports::StoreError;

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::chapters;

pub fn of(connection: &mut AnyConnection, videos: &[VideoId]) -> DbResult<HashMap<VideoId, Vec<Chapter>>> {
    let rows: Vec<(String, f64, String)> = chapters::table
        .filter(chapters::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .order((chapters::video_id.asc(), chapters::position.asc()))
        .select((chapters::video_id, chapters::start_seconds, chapters::title))
        .load(connection)?;
    let mut found: HashMap<VideoId, Vec<Chapter>> = HashMap::new();
    for (video, start_seconds, title) in rows {
        if let Some(video) = VideoId::parse(&video) {
            found.entry(video).or_default().push(Chapter { start_seconds, title });
        }
    }
    Ok(found)
}

pub fn set(connection: &mut AnyConnection, video: &VideoId, new: &[Chapter]) -> DbResult<()> {
    if !super::videos::take_turn(connection, video)? {
        return Err(StoreError::NotFound.into());
    }
    diesel::delete(chapters::table.filter(chapters::video_id.eq(video.as_str()))).execute(connection)?;
    for (position, chapter) in (0_i32..).zip(new) {
        diesel::insert_into(chapters::table)
            .values((
                chapters::video_id.eq(video.as_str()),
                chapters::position.eq(position),
                chapters::start_seconds.eq(chapter.start_seconds),
                chapters::title.eq(&chapter.title),
            ))
            .execute(connection)?;
    }
    Ok(())
}

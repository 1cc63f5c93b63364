//! Popular tags, and videos that are like another.

use diesel::dsl::count_star;
use diesel::prelude::*;
use playhouse_actors::model::{Candidates, Tag, TagCount, Video, VideoFilter, VideoId, VideoSort, related as choose};

use super::video_lists::{is_listed, page, video_ids, with_videos};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::unsigned;
use crate::stores::schema::{users, video_tags, videos};

/// Videos of each kind that are looked at.
const LOOKED_AT: usize = 40;

/// Reads every tag of every public video (half a million in 370 ms with SQLite): whoever asks keeps the answer a while.
pub fn popular_tags(connection: &mut AnyConnection, limit: usize) -> DbResult<Vec<TagCount>> {
    let found: Vec<(String, i64)> = video_tags::table
        .inner_join(videos::table.on(videos::id.eq(video_tags::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(is_listed())
        .group_by(video_tags::tag)
        .order((count_star().desc(), video_tags::tag.asc()))
        .select((video_tags::tag, count_star()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load(connection)?;
    let count = |(tag, videos): (String, i64)| Some(TagCount { tag: Tag::parse(&tag)?, videos: unsigned(videos) });
    Ok(found.into_iter().filter_map(count).collect())
}

/// Each list of candidates is the beginning of an index.
pub fn related(connection: &mut AnyConnection, video: &Video, limit: usize) -> DbResult<Vec<Video>> {
    let mut candidates = Candidates { same_owner: same_owner(connection, video)?, ..Candidates::default() };
    for tag in &video.labels.tags {
        candidates.same_tag.push(same_tag(connection, tag)?);
    }
    let fill = |sort| VideoFilter { sort, limit: LOOKED_AT, ..VideoFilter::default() };
    let ids = |list: Vec<Video>| list.into_iter().map(|video| video.id).collect();
    candidates.newest = ids(page(connection, &fill(VideoSort::Newest))?.items);
    candidates.popular = ids(page(connection, &fill(VideoSort::Popular))?.items);
    let chosen = choose(&video.id, &candidates, limit).into_iter().map(|id| (id.to_string(), ())).collect();
    Ok(with_videos(connection, chosen)?.into_iter().map(|(video, ())| video).collect())
}

fn same_owner(connection: &mut AnyConnection, video: &Video) -> DbResult<Vec<VideoId>> {
    let ids = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(videos::owner_id.eq(video.owner.as_str()))
        .filter(is_listed())
        .order((videos::created_at.desc(), videos::id.desc()))
        .select(videos::id)
        .limit(i64::try_from(LOOKED_AT).unwrap_or(i64::MAX));
    Ok(video_ids(&ids.load::<String>(connection)?))
}

fn same_tag(connection: &mut AnyConnection, tag: &Tag) -> DbResult<Vec<VideoId>> {
    let ids = video_tags::table
        .inner_join(videos::table.on(videos::id.eq(video_tags::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(video_tags::tag.eq(tag.as_str()))
        .filter(is_listed())
        .order((video_tags::created_at.desc(), video_tags::video_id.desc()))
        .select(video_tags::video_id)
        .limit(i64::try_from(LOOKED_AT).unwrap_or(i64::MAX));
    Ok(video_ids(&ids.load::<String>(connection)?))
}

//! `video_likes`, and their number in `videos`.

use std::collections::HashSet;

use diesel::prelude::*;
use playhouse_actors::model::{Cursor, Page, Timestamp, UserId, Video, VideoId};

use super::video_lists::{is_seen_by, rows, with_videos};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::unsigned;
use crate::stores::schema::{users, video_likes, videos};

pub fn set(connection: &mut AnyConnection, video: &VideoId, user: &UserId, likes: bool) -> DbResult<Option<u64>> {
    let counted = videos::table.find(video.as_str());
    if !super::videos::take_turn(connection, video)? {
        return Ok(None);
    }
    let row = video_likes::table.find((video.as_str(), user.as_str()));
    let is_liked = row.select(video_likes::user_id).first::<String>(connection).optional()?.is_some();
    match (is_liked, likes) {
        (false, true) => {
            diesel::insert_into(video_likes::table)
                .values((
                    video_likes::video_id.eq(video.as_str()),
                    video_likes::user_id.eq(user.as_str()),
                    video_likes::created_at.eq(Timestamp::now().0),
                ))
                .execute(connection)?;
            diesel::update(counted).set(videos::likes.eq(videos::likes + 1)).execute(connection)?;
        }
        (true, false) => {
            diesel::delete(row).execute(connection)?;
            diesel::update(counted).set(videos::likes.eq(videos::likes - 1)).execute(connection)?;
        }
        (false, false) | (true, true) => {}
    }
    Ok(Some(unsigned(counted.select(videos::likes).first(connection)?)))
}

pub fn liked(connection: &mut AnyConnection, user: &UserId, videos: &[VideoId]) -> DbResult<HashSet<VideoId>> {
    let found: Vec<String> = video_likes::table
        .filter(video_likes::user_id.eq(user.as_str()))
        .filter(video_likes::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .select(video_likes::video_id)
        .load(connection)?;
    Ok(found.iter().filter_map(|id| VideoId::parse(id)).collect())
}

/// In the order of `video_likes_newest`.
pub fn page(
    connection: &mut AnyConnection,
    user: &UserId,
    cursor: Option<&Cursor>,
    limit: usize,
) -> DbResult<Page<Video>> {
    let limit = limit.clamp(1, 100);
    let mut query = video_likes::table
        .inner_join(videos::table.on(videos::id.eq(video_likes::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(video_likes::user_id.eq(user.as_str()))
        .filter(is_seen_by(user.as_str()))
        .order((video_likes::created_at.desc(), video_likes::video_id.desc()))
        .select((video_likes::video_id, video_likes::created_at))
        .limit(rows(limit))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        let is_later = video_likes::created_at.eq(*key).and(video_likes::video_id.lt(id.clone()));
        query = query.filter(video_likes::created_at.lt(*key).or(is_later));
    }
    let found: Vec<(String, i64)> = query.load(connection)?;
    let page = Page::from_rows(found, limit, |(id, at)| Cursor { key: *at, id: id.clone() });
    let items = with_videos(connection, page.items)?.into_iter().map(|(video, _)| video).collect();
    Ok(Page { items, next: page.next })
}

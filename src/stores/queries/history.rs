//! `watch_positions` and `history_pauses`.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use playhouse_actors::model::{Cursor, HistoryFilter, Page, Timestamp, UserId, VideoId, WatchPosition, Watched};

use super::accounts;
use super::turns::take_turn;
use super::video_lists::{is_seen_by, rows, with_videos};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::{history_pauses, users, videos, watch_positions};

pub fn note(connection: &mut AnyConnection, user: &UserId, video: &VideoId, position: WatchPosition) -> DbResult<()> {
    if is_paused(connection, user)? || change(connection, user, video, position)? {
        return Ok(());
    }
    // The first time; of two at once the second changes what the first has made.
    take_turn(connection, user)?;
    if change(connection, user, video, position)? {
        return Ok(());
    }
    diesel::insert_into(watch_positions::table)
        .values((
            watch_positions::user_id.eq(user.as_str()),
            watch_positions::video_id.eq(video.as_str()),
            watch_positions::position_seconds.eq(position.seconds),
            watch_positions::is_finished.eq(i32::from(position.is_finished)),
            watch_positions::watched_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    Ok(())
}

/// False when there is none yet.
fn change(connection: &mut AnyConnection, user: &UserId, video: &VideoId, position: WatchPosition) -> DbResult<bool> {
    let changed = diesel::update(watch_positions::table.find((user.as_str(), video.as_str())))
        .set((
            watch_positions::position_seconds.eq(position.seconds),
            watch_positions::is_finished.eq(i32::from(position.is_finished)),
            watch_positions::watched_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    Ok(changed == 1)
}

pub fn positions(
    connection: &mut AnyConnection,
    user: &UserId,
    videos: &[VideoId],
) -> DbResult<HashMap<VideoId, WatchPosition>> {
    let found: Vec<(String, f64, i32)> = watch_positions::table
        .filter(watch_positions::user_id.eq(user.as_str()))
        .filter(watch_positions::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .select((watch_positions::video_id, watch_positions::position_seconds, watch_positions::is_finished))
        .load(connection)?;
    let position =
        |(id, seconds, finished): (String, f64, i32)| Some((VideoId::parse(&id)?, position_of(seconds, finished)));
    Ok(found.into_iter().filter_map(position).collect())
}

fn position_of(seconds: f64, finished: i32) -> WatchPosition {
    WatchPosition { seconds, is_finished: finished != 0 }
}

/// In the order of `watch_positions_newest` or `watch_positions_unfinished`: no more is read than is shown, but for a search.
pub fn page(connection: &mut AnyConnection, user: &UserId, filter: &HistoryFilter) -> DbResult<Page<Watched>> {
    let limit = filter.limit.clamp(1, 100);
    let mut query = watch_positions::table
        .inner_join(videos::table.on(videos::id.eq(watch_positions::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(watch_positions::user_id.eq(user.as_str()))
        .filter(is_seen_by(user.as_str()))
        .order((watch_positions::watched_at.desc(), watch_positions::video_id.desc()))
        .select((
            watch_positions::video_id,
            (watch_positions::position_seconds, watch_positions::is_finished, watch_positions::watched_at),
        ))
        .limit(rows(limit))
        .into_boxed();
    if filter.is_unfinished {
        query = query.filter(watch_positions::is_finished.eq(0)).filter(watch_positions::position_seconds.gt(0.0));
    }
    if let Some(search) = &filter.search {
        let pattern = format!("%{}%", accounts::escape(&search.to_lowercase()));
        query = query.filter(sql::<Text>("lower(videos.title)").like(pattern).escape('\\'));
    }
    if let Some(Cursor { key, id }) = &filter.cursor {
        let is_later = watch_positions::watched_at.eq(*key).and(watch_positions::video_id.lt(id.clone()));
        query = query.filter(watch_positions::watched_at.lt(*key).or(is_later));
    }
    let found: Vec<(String, (f64, i32, i64))> = query.load(connection)?;
    let page = Page::from_rows(found, limit, |(id, (.., at))| Cursor { key: *at, id: id.clone() });
    let items = with_videos(connection, page.items)?.into_iter().map(|(video, (seconds, finished, at))| Watched {
        video,
        position: position_of(seconds, finished),
        at: Timestamp(at),
    });
    Ok(Page { items: items.collect(), next: page.next })
}

pub fn forget(connection: &mut AnyConnection, user: &UserId, video: Option<&VideoId>) -> DbResult<()> {
    let all = watch_positions::table.filter(watch_positions::user_id.eq(user.as_str()));
    match video {
        Some(video) => diesel::delete(all.filter(watch_positions::video_id.eq(video.as_str()))).execute(connection)?,
        None => diesel::delete(all).execute(connection)?,
    };
    Ok(())
}

pub fn is_paused(connection: &mut AnyConnection, user: &UserId) -> DbResult<bool> {
    let pause = history_pauses::table.find(user.as_str()).select(history_pauses::user_id);
    Ok(pause.first::<String>(connection).optional()?.is_some())
}

pub fn pause(connection: &mut AnyConnection, user: &UserId, is_to_pause: bool) -> DbResult<()> {
    take_turn(connection, user)?;
    match (is_paused(connection, user)?, is_to_pause) {
        (false, true) => {
            diesel::insert_into(history_pauses::table)
                .values((history_pauses::user_id.eq(user.as_str()), history_pauses::since.eq(Timestamp::now().0)))
                .execute(connection)?;
        }
        (true, false) => {
            diesel::delete(history_pauses::table.find(user.as_str())).execute(connection)?;
        }
        (false, false) | (true, true) => {}
    }
    Ok(())
}

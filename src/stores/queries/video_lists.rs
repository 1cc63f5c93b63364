//! Lists of videos: what everybody sees, an owner's own, and what one person may see of their own lists.

use diesel::dsl::auto_type;
use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, Cursor, Page, Tag, UserId, Video, VideoFilter, VideoId, VideoSort, VideoState, Visibility,
};

use super::videos::{OWNER, by_id};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::VideoRow;
use crate::stores::schema::{follows, users, video_tags, videos};

/// Videos that everybody is shown: beside `users`, the owners. Answers a condition.
#[auto_type(no_type_alias)]
pub fn is_listed() -> _ {
    let public: &'static str = Visibility::Public.as_str();
    let banned: &'static str = AccountStatus::Banned.as_str();
    let watchable: [&'static str; 2] = [VideoState::Playable.as_str(), VideoState::Ready.as_str()];
    videos::visibility.eq(public).and(users::status.ne(banned)).and(videos::state.eq_any(watchable))
}

/// Videos that a person may see in a list of their own, or of whoever made it: as `policy::may_see` of somebody without a role.
#[auto_type(no_type_alias)]
pub fn is_seen_by<'a>(viewer: &'a str) -> _ {
    let private: &'static str = Visibility::Private.as_str();
    let banned: &'static str = AccountStatus::Banned.as_str();
    videos::owner_id.eq(viewer).or(videos::visibility.ne(private).and(users::status.ne(banned)))
}

/// What [`is_seen_by`] takes for nobody in particular.
pub fn viewer_column(viewer: Option<&UserId>) -> String {
    viewer.map(ToString::to_string).unwrap_or_default()
}

/// How many rows a page of `limit` reads: one more tells that there is more.
pub fn rows(limit: usize) -> i64 {
    i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)
}

/// Keeps what the filter names, of a query over videos and their owners; the visibility as the planner is to see it.
macro_rules! narrowed {
    ($query:expr, $filter:expr, $visibility:expr) => {{
        let (mut query, filter) = ($query.into_boxed(), $filter);
        query = match &filter.owned_by {
            Some(owner) => query.filter(videos::owner_id.eq(owner.as_str())),
            None => query
                .filter($visibility.eq(Visibility::Public.as_str()))
                .filter(users::status.ne(AccountStatus::Banned.as_str()))
                .filter(videos::state.eq_any([VideoState::Playable.as_str(), VideoState::Ready.as_str()])),
        };
        if let Some(username) = &filter.username {
            query = query.filter(users::username_key.eq(username.to_lowercase()));
        }
        if let Some(category) = filter.category {
            query = query.filter(videos::category.eq(category.as_str()));
        }
        if let Some(follower) = &filter.followed_by {
            let followed = follows::table.filter(follows::follower_id.eq(follower.as_str()));
            query = query.filter(videos::owner_id.eq_any(followed.select(follows::followed_id)));
        }
        query
    }};
}

/// The page after a cursor, in one order: the id breaks ties, so that no item is skipped or seen twice.
macro_rules! after {
    ($query:expr, $cursor:expr, descending $key:expr, $id:expr) => {{
        let query = $query.order(($key.desc(), $id.desc()));
        match $cursor {
            Some(last) => query.filter($key.lt(last.key).or($key.eq(last.key).and($id.lt(last.id.clone())))),
            None => query,
        }
    }};
    ($query:expr, $cursor:expr, ascending $key:expr, $id:expr) => {{
        let query = $query.order(($key.asc(), $id.asc()));
        match $cursor {
            Some(last) => query.filter($key.gt(last.key).or($key.eq(last.key).and($id.gt(last.id.clone())))),
            None => query,
        }
    }};
}

pub fn page(connection: &mut AnyConnection, filter: &VideoFilter) -> DbResult<Page<Video>> {
    let limit = filter.limit.clamp(1, 100);
    let list = match &filter.tag {
        Some(tag) => tagged(connection, filter, tag, limit)?,
        None => plain(connection, filter, limit)?,
    };
    let key = |video: &Video| {
        if filter.sort == VideoSort::Popular { video.views } else { video.created_at.0 }
    };
    Ok(Page::from_rows(list, limit, |video| Cursor { key: key(video), id: video.id.to_string() }))
}

/// In the order of an index on `videos`, of which no more is read than is shown; a feed reads past people who are not
/// followed (100,000 videos of nobody who is: 40 ms with SQLite).
fn plain(connection: &mut AnyConnection, filter: &VideoFilter, limit: usize) -> DbResult<Vec<Video>> {
    let all = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .select((videos::all_columns, OWNER))
        .limit(rows(limit));
    let (query, cursor) = (narrowed!(all, filter, videos::visibility), &filter.cursor);
    let query = match filter.sort {
        VideoSort::Newest => after!(query, cursor, descending videos::created_at, videos::id),
        VideoSort::Oldest => after!(query, cursor, ascending videos::created_at, videos::id),
        VideoSort::Popular => after!(query, cursor, descending videos::views, videos::id),
    };
    collect(query.load(connection)?)
}

/// In the order of `video_tags_newest`.
///
/// By views all videos of the tag are sorted (35,000 of 100,000: 50 ms with SQLite). An expression in the place of the
/// visibility keeps the planner from an index on `videos`, in whose order it would look through all of them for the few of a
/// rare tag.
fn tagged(connection: &mut AnyConnection, filter: &VideoFilter, tag: &Tag, limit: usize) -> DbResult<Vec<Video>> {
    let all = video_tags::table
        .inner_join(videos::table.on(videos::id.eq(video_tags::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(video_tags::tag.eq(tag.as_str()))
        .select((videos::all_columns, OWNER))
        .limit(rows(limit));
    let (at, id, cursor) = (video_tags::created_at, video_tags::video_id, &filter.cursor);
    let query = match filter.sort {
        VideoSort::Newest => after!(narrowed!(all, filter, videos::visibility), cursor, descending at, id),
        VideoSort::Oldest => after!(narrowed!(all, filter, videos::visibility), cursor, ascending at, id),
        VideoSort::Popular => {
            after!(narrowed!(all, filter, videos::visibility.concat("")), cursor, descending videos::views, videos::id)
        }
    };
    collect(query.load(connection)?)
}

fn collect(rows: Vec<(VideoRow, (String, String))>) -> DbResult<Vec<Video>> {
    Ok(rows.into_iter().map(|(row, owner)| row.into_video(owner)).collect::<Result<_, _>>()?)
}

/// Videos with what goes with each, in the order of `list`; without those that went a moment ago.
pub fn with_videos<T>(connection: &mut AnyConnection, list: Vec<(String, T)>) -> DbResult<Vec<(Video, T)>> {
    let ids: Vec<&str> = list.iter().map(|(id, _)| id.as_str()).collect();
    let mut videos = by_id(connection, &ids)?;
    Ok(list.into_iter().filter_map(|(id, with)| Some((videos.remove(&id)?, with))).collect())
}

/// Ids as they stand in rows.
pub fn video_ids(rows: &[String]) -> Vec<VideoId> {
    rows.iter().filter_map(|id| VideoId::parse(id)).collect()
}

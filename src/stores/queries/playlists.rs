//! `playlists`.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use playhouse_actors::model::{
    Cursor, MAX_PLAYLISTS, NewPlaylist, Page, Playlist, PlaylistChange, PlaylistFilter, PlaylistId, PlaylistSeen,
    PlaylistSummary, Timestamp, UserId, VideoId, Visibility,
};
use playhouse_actors::ports::StoreError;

use super::video_lists::{is_seen_by, rows, viewer_column};
use super::{turns, videos as video_queries};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{PlaylistRow, unsigned};
use crate::stores::schema::{playlist_items, playlists, users, videos};

const LIST: &str = "list";
const WATCH_LATER: &str = "watch_later";

type Columns = (
    playlists::id,
    playlists::owner_id,
    playlists::title,
    playlists::description,
    playlists::visibility,
    playlists::created_at,
    playlists::updated_at,
);
const COLUMNS: Columns = (
    playlists::id,
    playlists::owner_id,
    playlists::title,
    playlists::description,
    playlists::visibility,
    playlists::created_at,
    playlists::updated_at,
);

/// A write to the playlist's own row: transactions that begin with it come one after the other, on both databases. False
/// without such a playlist.
pub fn take_turn(connection: &mut AnyConnection, id: &PlaylistId) -> DbResult<bool> {
    let row = playlists::table.find(id.as_str());
    Ok(diesel::update(row).set(playlists::id.eq(playlists::id)).execute(connection)? == 1)
}

/// Notes that the playlist has changed.
pub fn touch(connection: &mut AnyConnection, id: &PlaylistId) -> DbResult<()> {
    let row = playlists::table.find(id.as_str());
    diesel::update(row).set(playlists::updated_at.eq(Timestamp::now().0)).execute(connection)?;
    Ok(())
}

pub fn create(connection: &mut AnyConnection, new: NewPlaylist) -> DbResult<Option<Playlist>> {
    turns::take_turn(connection, &new.owner)?;
    let owned = playlists::table.filter(playlists::owner_id.eq(new.owner.as_str())).filter(playlists::kind.eq(LIST));
    let count: i64 = owned.count().get_result(connection)?;
    if unsigned(count) >= MAX_PLAYLISTS {
        return Ok(None);
    }
    let id = new.id.clone();
    insert(connection, new, LIST)?;
    playlist(connection, &id)
}

fn insert(connection: &mut AnyConnection, new: NewPlaylist, kind: &str) -> DbResult<()> {
    let now = Timestamp::now().0;
    diesel::insert_into(playlists::table)
        .values((
            playlists::id.eq(new.id.as_str()),
            playlists::owner_id.eq(new.owner.as_str()),
            playlists::kind.eq(kind),
            playlists::title.eq(new.title),
            playlists::description.eq(new.description),
            playlists::visibility.eq(new.visibility.as_str()),
            playlists::created_at.eq(now),
            playlists::updated_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn make_watch_later(connection: &mut AnyConnection, user: &UserId) -> DbResult<PlaylistId> {
    turns::take_turn(connection, user)?;
    if let Some(id) = watch_later(connection, user)? {
        return Ok(id);
    }
    let id = PlaylistId::random();
    let new = NewPlaylist {
        id: id.clone(),
        owner: user.clone(),
        title: String::new(),
        description: String::new(),
        visibility: Visibility::Private,
    };
    insert(connection, new, WATCH_LATER)?;
    Ok(id)
}

pub fn watch_later(connection: &mut AnyConnection, user: &UserId) -> DbResult<Option<PlaylistId>> {
    let id: Option<String> = playlists::table
        .filter(playlists::owner_id.eq(user.as_str()))
        .filter(playlists::kind.eq(WATCH_LATER))
        .select(playlists::id)
        .first(connection)
        .optional()?;
    Ok(id.and_then(|id| PlaylistId::parse(&id)))
}

pub fn playlist(connection: &mut AnyConnection, id: &PlaylistId) -> DbResult<Option<Playlist>> {
    let row = playlists::table
        .inner_join(users::table.on(users::id.eq(playlists::owner_id)))
        .filter(playlists::id.eq(id.as_str()))
        .filter(playlists::kind.eq(LIST))
        .select((COLUMNS, video_queries::OWNER))
        .first::<(PlaylistRow, (String, String))>(connection)
        .optional()?;
    Ok(row.map(|(row, owner)| row.into_playlist(owner)).transpose()?)
}

pub fn update(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    owner: &UserId,
    change: PlaylistChange,
) -> DbResult<Option<Playlist>> {
    take_turn(connection, id)?;
    let Some(old) = playlist(connection, id)?.filter(|playlist| playlist.owner == *owner) else {
        return Ok(None);
    };
    if change.seen.as_ref().is_some_and(|seen| *seen != PlaylistSeen::of(&old)) {
        return Err(StoreError::Conflict("seen").into());
    }
    diesel::update(playlists::table.find(id.as_str()))
        .set((
            playlists::title.eq(change.title.unwrap_or(old.title)),
            playlists::description.eq(change.description.unwrap_or(old.description)),
            playlists::visibility.eq(change.visibility.unwrap_or(old.visibility).as_str()),
            playlists::updated_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    playlist(connection, id)
}

pub fn delete(connection: &mut AnyConnection, id: &PlaylistId, owner: &UserId) -> DbResult<bool> {
    let owned = playlists::table
        .find(id.as_str())
        .filter(playlists::owner_id.eq(owner.as_str()))
        .filter(playlists::kind.eq(LIST));
    Ok(diesel::delete(owned).execute(connection)? == 1)
}

pub fn page(connection: &mut AnyConnection, filter: &PlaylistFilter) -> DbResult<Page<Playlist>> {
    let limit = filter.limit.clamp(1, 100);
    let mut query = playlists::table
        .inner_join(users::table.on(users::id.eq(playlists::owner_id)))
        .filter(playlists::owner_id.eq(filter.owner.as_str()))
        .filter(playlists::kind.eq(LIST))
        .order((playlists::updated_at.desc(), playlists::id.desc()))
        .select((COLUMNS, video_queries::OWNER))
        .limit(rows(limit))
        .into_boxed();
    if filter.is_public {
        query = query.filter(playlists::visibility.eq(Visibility::Public.as_str()));
    }
    if let Some(Cursor { key, id }) = &filter.cursor {
        let is_later = playlists::updated_at.eq(*key).and(playlists::id.lt(id.clone()));
        query = query.filter(playlists::updated_at.lt(*key).or(is_later));
    }
    let found = query.load::<(PlaylistRow, (String, String))>(connection)?;
    let list = found.into_iter().map(|(row, owner)| row.into_playlist(owner)).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(list, limit, |one| Cursor { key: one.updated_at.0, id: one.id.to_string() }))
}

/// Three queries, however many playlists.
pub fn summaries(
    connection: &mut AnyConnection,
    ids: &[PlaylistId],
    viewer: Option<&UserId>,
) -> DbResult<HashMap<PlaylistId, PlaylistSummary>> {
    let viewer = viewer_column(viewer);
    let counted: Vec<(String, i64, Option<i64>)> = playlist_items::table
        .inner_join(videos::table.on(videos::id.eq(playlist_items::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(playlist_items::playlist_id.eq_any(ids.iter().map(PlaylistId::as_str)))
        .filter(is_seen_by(&viewer))
        .group_by(playlist_items::playlist_id)
        .select((playlist_items::playlist_id, diesel::dsl::count_star(), diesel::dsl::min(playlist_items::place)))
        .load(connection)?;
    let firsts: HashSet<(&str, i64)> =
        counted.iter().filter_map(|(id, _, place)| Some((id.as_str(), (*place)?))).collect();
    let places: Vec<(String, i64, String)> = playlist_items::table
        .filter(playlist_items::playlist_id.eq_any(counted.iter().map(|(id, ..)| id.as_str())))
        .filter(playlist_items::place.eq_any(firsts.iter().map(|(_, place)| *place)))
        .select((playlist_items::playlist_id, playlist_items::place, playlist_items::video_id))
        .load(connection)?;
    let first_of: HashMap<&str, &str> = places
        .iter()
        .filter(|(id, place, _)| firsts.contains(&(id.as_str(), *place)))
        .map(|(id, _, video)| (id.as_str(), video.as_str()))
        .collect();
    let found = video_queries::by_id(connection, &first_of.values().copied().collect::<Vec<_>>())?;
    let summary = |(id, count, _): &(String, i64, Option<i64>)| {
        let first = first_of.get(id.as_str()).and_then(|video| found.get(*video)).cloned();
        Some((PlaylistId::parse(id)?, PlaylistSummary { videos: unsigned(*count), first }))
    };
    Ok(counted.iter().filter_map(summary).collect())
}

pub fn with_video(
    connection: &mut AnyConnection,
    ids: &[PlaylistId],
    video: &VideoId,
) -> DbResult<HashSet<PlaylistId>> {
    let found: Vec<String> = playlist_items::table
        .filter(playlist_items::video_id.eq(video.as_str()))
        .filter(playlist_items::playlist_id.eq_any(ids.iter().map(PlaylistId::as_str)))
        .select(playlist_items::playlist_id)
        .load(connection)?;
    Ok(found.iter().filter_map(|id| PlaylistId::parse(id)).collect())
}

pub fn saved_for_later(
    connection: &mut AnyConnection,
    user: &UserId,
    videos: &[VideoId],
) -> DbResult<HashSet<VideoId>> {
    let found: Vec<String> = playlist_items::table
        .inner_join(playlists::table.on(playlists::id.eq(playlist_items::playlist_id)))
        .filter(playlists::owner_id.eq(user.as_str()))
        .filter(playlists::kind.eq(WATCH_LATER))
        .filter(playlist_items::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .select(playlist_items::video_id)
        .load(connection)?;
    Ok(found.iter().filter_map(|id| VideoId::parse(id)).collect())
}

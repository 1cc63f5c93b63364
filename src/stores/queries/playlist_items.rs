//! `playlist_items`: each has a place, a number with room on both sides, so that moving one writes one row.

use diesel::prelude::*;
use playhouse_actors::model::{
    Cursor, ItemChange, ItemPlace, MAX_PLAYLIST_ITEMS, Page, PlaylistId, PlaylistItem, Timestamp, UserId, VideoId,
};

use super::playlists::{take_turn, touch};
use super::video_lists::{is_seen_by, rows, viewer_column, with_videos};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::unsigned;
use crate::stores::schema::{playlist_items, users, videos};

/// Between two neighbours at first: room for 32 in the middle before all are numbered anew.
const STEP: i64 = 1 << 32;

/// In the order of `playlist_items_in_order`.
pub fn page(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    viewer: Option<&UserId>,
    cursor: Option<&Cursor>,
    limit: usize,
) -> DbResult<Page<PlaylistItem>> {
    let limit = limit.clamp(1, 100);
    let viewer = viewer_column(viewer);
    let mut query = playlist_items::table
        .inner_join(videos::table.on(videos::id.eq(playlist_items::video_id)))
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(playlist_items::playlist_id.eq(id.as_str()))
        .filter(is_seen_by(&viewer))
        .order((playlist_items::place.asc(), playlist_items::video_id.asc()))
        .select((playlist_items::video_id, (playlist_items::place, playlist_items::added_at)))
        .limit(rows(limit))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        let is_later = playlist_items::place.eq(*key).and(playlist_items::video_id.gt(id.clone()));
        query = query.filter(playlist_items::place.gt(*key).or(is_later));
    }
    let found: Vec<(String, (i64, i64))> = query.load(connection)?;
    let page = Page::from_rows(found, limit, |(id, (place, _))| Cursor { key: *place, id: id.clone() });
    let item = |(video, (_, added_at))| PlaylistItem { video, added_at: Timestamp(added_at) };
    let items = with_videos(connection, page.items)?.into_iter().map(item).collect();
    Ok(Page { items, next: page.next })
}

pub fn add(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    video: &VideoId,
    place: &ItemPlace,
) -> DbResult<ItemChange> {
    if !take_turn(connection, id)? {
        return Ok(ItemChange::NotFound);
    }
    if place_of(connection, id, video)?.is_some() {
        return Ok(ItemChange::AlreadyThere);
    }
    let items = playlist_items::table.filter(playlist_items::playlist_id.eq(id.as_str()));
    let count: i64 = items.count().get_result(connection)?;
    if unsigned(count) >= MAX_PLAYLIST_ITEMS {
        return Ok(ItemChange::Full);
    }
    let Some(number) = number_at(connection, id, video, place)? else {
        return Ok(ItemChange::PlaceGone);
    };
    diesel::insert_into(playlist_items::table)
        .values((
            playlist_items::playlist_id.eq(id.as_str()),
            playlist_items::video_id.eq(video.as_str()),
            playlist_items::place.eq(number),
            playlist_items::added_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    touch(connection, id)?;
    Ok(ItemChange::Done)
}

pub fn shift(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    video: &VideoId,
    place: &ItemPlace,
) -> DbResult<ItemChange> {
    if !take_turn(connection, id)? || place_of(connection, id, video)?.is_none() {
        return Ok(ItemChange::NotFound);
    }
    if matches!(place, ItemPlace::Before(other) | ItemPlace::After(other) if other == video) {
        return Ok(ItemChange::Done);
    }
    let Some(number) = number_at(connection, id, video, place)? else {
        return Ok(ItemChange::PlaceGone);
    };
    set_place(connection, id, video.as_str(), number)?;
    touch(connection, id)?;
    Ok(ItemChange::Done)
}

pub fn remove(connection: &mut AnyConnection, id: &PlaylistId, video: &VideoId) -> DbResult<bool> {
    take_turn(connection, id)?;
    let row = playlist_items::table.find((id.as_str(), video.as_str()));
    let is_removed = diesel::delete(row).execute(connection)? == 1;
    if is_removed {
        touch(connection, id)?;
    }
    Ok(is_removed)
}

fn place_of(connection: &mut AnyConnection, id: &PlaylistId, video: &VideoId) -> DbResult<Option<i64>> {
    let row = playlist_items::table.find((id.as_str(), video.as_str())).select(playlist_items::place);
    Ok(row.first(connection).optional()?)
}

fn set_place(connection: &mut AnyConnection, id: &PlaylistId, video: &str, place: i64) -> DbResult<()> {
    diesel::update(playlist_items::table.find((id.as_str(), video)))
        .set(playlist_items::place.eq(place))
        .execute(connection)?;
    Ok(())
}

/// A number that puts a video at this place; none when the video that names the place is not in the playlist.
fn number_at(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    video: &VideoId,
    place: &ItemPlace,
) -> DbResult<Option<i64>> {
    let gap = gap_at(connection, id, video, place)?;
    if gap.is_some_and(|gap| gap.number().is_none()) {
        number_anew(connection, id)?;
        return Ok(gap_at(connection, id, video, place)?.and_then(Gap::number));
    }
    Ok(gap.and_then(Gap::number))
}

/// Numbers of the neighbours of a place.
#[derive(Debug, Clone, Copy)]
struct Gap {
    before: Option<i64>,
    after: Option<i64>,
}

impl Gap {
    /// None when there is no room.
    fn number(self) -> Option<i64> {
        match (self.before, self.after) {
            (None, None) => Some(0),
            (Some(before), None) => before.checked_add(STEP),
            (None, Some(after)) => after.checked_sub(STEP),
            (Some(before), Some(after)) => {
                let middle = before + (after - before) / 2;
                (middle != before).then_some(middle)
            }
        }
    }
}

/// The gap of a place among the others; none when the video that names it is not there.
fn gap_at(
    connection: &mut AnyConnection,
    id: &PlaylistId,
    video: &VideoId,
    place: &ItemPlace,
) -> DbResult<Option<Gap>> {
    let others = playlist_items::table
        .filter(playlist_items::playlist_id.eq(id.as_str()))
        .filter(playlist_items::video_id.ne(video.as_str()));
    let (low, high) = (diesel::dsl::min(playlist_items::place), diesel::dsl::max(playlist_items::place));
    let named = match place {
        ItemPlace::First => {
            return Ok(Some(Gap { before: None, after: others.select(low).first(connection)? }));
        }
        ItemPlace::Last => {
            return Ok(Some(Gap { before: others.select(high).first(connection)?, after: None }));
        }
        ItemPlace::Before(other) | ItemPlace::After(other) => place_of(connection, id, other)?,
    };
    let Some(named) = named else {
        return Ok(None);
    };
    Ok(Some(match place {
        ItemPlace::Before(_) => {
            let before = others.filter(playlist_items::place.lt(named)).select(high).first(connection)?;
            Gap { before, after: Some(named) }
        }
        _ => {
            let after = others.filter(playlist_items::place.gt(named)).select(low).first(connection)?;
            Gap { before: Some(named), after }
        }
    }))
}

/// Makes room between all neighbours.
fn number_anew(connection: &mut AnyConnection, id: &PlaylistId) -> DbResult<()> {
    let in_order: Vec<String> = playlist_items::table
        .filter(playlist_items::playlist_id.eq(id.as_str()))
        .order((playlist_items::place.asc(), playlist_items::video_id.asc()))
        .select(playlist_items::video_id)
        .load(connection)?;
    for (number, video) in (0_i64..).zip(&in_order) {
        set_place(connection, id, video, number * STEP)?;
    }
    Ok(())
}

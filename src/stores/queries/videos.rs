//! `videos`: what people see, and the steps of a video's life.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, Cursor, FactKind, MapState, NewVideo, Page, Timestamp, UserId, Video, VideoDetails, VideoFailure,
    VideoFilter, VideoId, VideoSort, VideoState, Visibility,
};

use playhouse_actors::ports::StoreError;

use super::{captions, outbox};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::VideoRow;
use crate::stores::schema::{
    bounds, dead_letters, renditions, segments, stills, stored, tracks, uploads, users, videos,
};

/// What a video's row is completed with.
const OWNER: (users::username, users::status) = (users::username, users::status);

pub fn insert(connection: &mut AnyConnection, new: NewVideo) -> DbResult<()> {
    diesel::insert_into(videos::table)
        .values((
            videos::id.eq(new.id.as_str()),
            videos::owner_id.eq(new.owner.as_str()),
            videos::title.eq(new.title),
            videos::description.eq(new.description),
            videos::visibility.eq(new.visibility.as_str()),
            videos::state.eq(VideoState::Uploading.as_str()),
            videos::created_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn video(connection: &mut AnyConnection, id: &VideoId) -> DbResult<Option<Video>> {
    let row = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(videos::id.eq(id.as_str()))
        .select((videos::all_columns, OWNER))
        .first::<(VideoRow, (String, String))>(connection)
        .optional()?;
    Ok(row.map(|(row, owner)| row.into_video(owner)).transpose()?)
}

/// By their ids; one that is not there has no entry.
pub fn by_id(connection: &mut AnyConnection, ids: &[&str]) -> DbResult<HashMap<String, Video>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(videos::id.eq_any(ids))
        .select((videos::all_columns, OWNER))
        .load::<(VideoRow, (String, String))>(connection)?;
    rows.into_iter().map(|(row, owner)| Ok((row.id.clone(), row.into_video(owner)?))).collect()
}

/// A write to the video's own row: transactions that begin with it come one after the other, on both databases. False
/// without such a video.
pub fn take_turn(connection: &mut AnyConnection, id: &VideoId) -> DbResult<bool> {
    Ok(diesel::update(videos::table.find(id.as_str())).set(videos::id.eq(videos::id)).execute(connection)? == 1)
}

pub fn page(connection: &mut AnyConnection, filter: &VideoFilter) -> DbResult<Page<Video>> {
    let limit = filter.limit.clamp(1, 100);
    let mut query = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .select((videos::all_columns, OWNER))
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    match &filter.owned_by {
        Some(owner) => query = query.filter(videos::owner_id.eq(owner.as_str())),
        None => {
            query = query
                .filter(videos::visibility.eq(Visibility::Public.as_str()))
                .filter(users::status.ne(AccountStatus::Banned.as_str()))
                .filter(videos::state.eq_any([VideoState::Playable.as_str(), VideoState::Ready.as_str()]));
        }
    }
    if let Some(username) = &filter.username {
        query = query.filter(users::username_key.eq(username.to_lowercase()));
    }
    // The id breaks ties, so that no item is skipped or seen twice.
    query = match (filter.sort, &filter.cursor) {
        (VideoSort::Newest, None) => query.order((videos::created_at.desc(), videos::id.desc())),
        (VideoSort::Newest, Some(Cursor { key, id })) => query
            .filter(videos::created_at.lt(*key).or(videos::created_at.eq(*key).and(videos::id.lt(id.clone()))))
            .order((videos::created_at.desc(), videos::id.desc())),
        (VideoSort::Oldest, None) => query.order((videos::created_at.asc(), videos::id.asc())),
        (VideoSort::Oldest, Some(Cursor { key, id })) => query
            .filter(videos::created_at.gt(*key).or(videos::created_at.eq(*key).and(videos::id.gt(id.clone()))))
            .order((videos::created_at.asc(), videos::id.asc())),
        (VideoSort::Popular, None) => query.order((videos::views.desc(), videos::id.desc())),
        (VideoSort::Popular, Some(Cursor { key, id })) => query
            .filter(videos::views.lt(*key).or(videos::views.eq(*key).and(videos::id.lt(id.clone()))))
            .order((videos::views.desc(), videos::id.desc())),
    };
    let rows = query.load::<(VideoRow, (String, String))>(connection)?;
    let list = rows.into_iter().map(|(row, owner)| row.into_video(owner)).collect::<Result<Vec<_>, _>>()?;
    let key = |video: &Video| {
        if filter.sort == VideoSort::Popular { video.views } else { video.created_at.0 }
    };
    Ok(Page::from_rows(list, limit, |video| Cursor { key: key(video), id: video.id.to_string() }))
}

pub fn update(
    connection: &mut AnyConnection,
    id: &VideoId,
    owner: &UserId,
    details: VideoDetails,
) -> DbResult<Option<Video>> {
    #[derive(AsChangeset)]
    #[diesel(table_name = videos)]
    struct Changes {
        title: Option<String>,
        description: Option<String>,
        visibility: Option<&'static str>,
    }
    let changes = Changes {
        title: details.title,
        description: details.description,
        visibility: details.visibility.map(Visibility::as_str),
    };
    let owned = videos::table.find(id.as_str()).filter(videos::owner_id.eq(owner.as_str()));
    let is_change = changes.title.is_some() || changes.description.is_some() || changes.visibility.is_some();
    let was_public = video(connection, id)?.is_some_and(|video| video.visibility == Visibility::Public);
    match details.seen {
        _ if !is_change => {}
        None => {
            diesel::update(owned).set(changes).execute(connection)?;
        }
        Some((title, description, visibility)) => {
            let same = owned
                .filter(videos::title.eq(title))
                .filter(videos::description.eq(description))
                .filter(videos::visibility.eq(visibility.as_str()));
            let is_missed = diesel::update(same).set(changes).execute(connection)? == 0;
            if is_missed && video(connection, id)?.is_some_and(|video| video.owner == *owner) {
                return Err(StoreError::Conflict("seen").into());
            }
        }
    }
    let changed = video(connection, id)?.filter(|video| video.owner == *owner);
    let is_shown = |video: &Video| video.visibility == Visibility::Public && video.state.is_watchable();
    if !was_public && changed.as_ref().is_some_and(is_shown) {
        outbox::append(connection, FactKind::Published, id)?;
    }
    Ok(changed)
}

pub fn delete(connection: &mut AnyConnection, id: &VideoId, owner: &UserId) -> DbResult<bool> {
    let owned = videos::table.find(id.as_str()).filter(videos::owner_id.eq(owner.as_str()));
    if diesel::delete(owned).execute(connection)? == 0 {
        return Ok(false);
    }
    let theirs = uploads::table.filter(uploads::video_id.eq(id.as_str()));
    diesel::update(theirs).set(uploads::state.eq("terminated")).execute(connection)?;
    outbox::append(connection, FactKind::Deleted, id)?;
    Ok(true)
}

pub fn add_view(connection: &mut AnyConnection, id: &VideoId) -> DbResult<()> {
    diesel::update(videos::table.find(id.as_str())).set(videos::views.eq(videos::views + 1)).execute(connection)?;
    Ok(())
}

pub fn unfinished(connection: &mut AnyConnection) -> DbResult<Vec<Video>> {
    let unlisted = renditions::table.filter(renditions::is_unlisted.eq(1)).select(renditions::video_id);
    let rows = videos::table
        .inner_join(users::table.on(users::id.eq(videos::owner_id)))
        .filter(
            videos::state
                .eq_any([VideoState::Processing.as_str(), VideoState::Playable.as_str()])
                .or(videos::state.eq(VideoState::Ready.as_str()).and(videos::id.eq_any(unlisted))),
        )
        .order(videos::created_at.asc())
        .select((videos::all_columns, OWNER))
        .load::<(VideoRow, (String, String))>(connection)?;
    Ok(rows.into_iter().map(|(row, owner)| row.into_video(owner)).collect::<Result<_, _>>()?)
}

pub fn mark_playable(connection: &mut AnyConnection, id: &VideoId) -> DbResult<bool> {
    let waiting = videos::table
        .find(id.as_str())
        .filter(videos::state.eq_any([VideoState::Uploading.as_str(), VideoState::Processing.as_str()]));
    let changed = diesel::update(waiting)
        .set((videos::state.eq(VideoState::Playable.as_str()), videos::published_at.eq(Timestamp::now().0)))
        .execute(connection)?;
    if changed == 1 {
        outbox::append(connection, FactKind::Playable, id)?;
    }
    Ok(changed == 1)
}

pub fn mark_ready(connection: &mut AnyConnection, id: &VideoId) -> DbResult<bool> {
    let playable = videos::table
        .find(id.as_str())
        .filter(videos::state.eq(VideoState::Playable.as_str()))
        .filter(videos::map_state.eq(MapState::Complete.as_str()));
    let changed = diesel::update(playable).set(videos::state.eq(VideoState::Ready.as_str())).execute(connection)?;
    if changed == 1 {
        outbox::append(connection, FactKind::Ready, id)?;
    }
    Ok(changed == 1)
}

pub fn mark_failed(connection: &mut AnyConnection, id: &VideoId, failure: VideoFailure) -> DbResult<bool> {
    let unready = videos::table
        .find(id.as_str())
        .filter(videos::state.ne_all([VideoState::Ready.as_str(), VideoState::Failed.as_str()]));
    let changed = diesel::update(unready)
        .set((
            videos::state.eq(VideoState::Failed.as_str()),
            videos::failure_code.eq(failure.code),
            videos::failure_detail.eq(failure.detail),
            videos::map_state.eq(MapState::None.as_str()),
        ))
        .execute(connection)?;
    if changed == 1 {
        forget_media(connection, id)?;
        captions::forget(connection, id)?;
        outbox::append(connection, FactKind::Failed, id)?;
    }
    Ok(changed == 1)
}

/// Removes the segment map; the objects are removed by whoever consumes the fact.
pub fn forget_media(connection: &mut AnyConnection, id: &VideoId) -> DbResult<()> {
    diesel::delete(dead_letters::table.filter(dead_letters::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(stored::table.filter(stored::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(segments::table.filter(segments::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(renditions::table.filter(renditions::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(bounds::table.filter(bounds::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(stills::table.filter(stills::video_id.eq(id.as_str()))).execute(connection)?;
    diesel::delete(tracks::table.filter(tracks::video_id.eq(id.as_str()))).execute(connection)?;
    Ok(())
}

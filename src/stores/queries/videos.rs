//! `videos`: what people see, and the steps of a video's life.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{
    Category, FactKind, Licence, MapState, NewVideo, Tag, Timestamp, UserId, Video, VideoDetails, VideoFailure,
    VideoId, VideoLabels, VideoSeen, VideoState, Visibility,
};

use playhouse_actors::ports::StoreError;

use super::{captions, outbox};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{VideoRow, tags_column};
use crate::stores::schema::{
    bounds, dead_letters, renditions, segments, stills, stored, tracks, uploads, users, video_tags, videos,
};

/// What a video's row is completed with.
pub const OWNER: (users::username, users::status) = (users::username, users::status);

pub fn insert(connection: &mut AnyConnection, new: NewVideo) -> DbResult<()> {
    let now = Timestamp::now();
    diesel::insert_into(videos::table)
        .values((
            videos::id.eq(new.id.as_str()),
            videos::owner_id.eq(new.owner.as_str()),
            videos::title.eq(new.title),
            videos::description.eq(new.description),
            videos::visibility.eq(new.visibility.as_str()),
            videos::state.eq(VideoState::Uploading.as_str()),
            videos::created_at.eq(now.0),
            label_columns(&new.labels),
        ))
        .execute(connection)?;
    set_tags(connection, &new.id, now, &new.labels.tags)
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

pub fn update(
    connection: &mut AnyConnection,
    id: &VideoId,
    owner: &UserId,
    details: VideoDetails,
) -> DbResult<Option<Video>> {
    take_turn(connection, id)?;
    let Some(old) = video(connection, id)?.filter(|video| video.owner == *owner) else {
        return Ok(None);
    };
    if details.seen.as_ref().is_some_and(|seen| *seen != VideoSeen::of(&old)) {
        return Err(StoreError::Conflict("seen").into());
    }
    let was_public = old.visibility == Visibility::Public;
    let is_tagged_anew = details.tags.is_some();
    let labels = VideoLabels {
        tags: details.tags.unwrap_or(old.labels.tags),
        category: details.category.unwrap_or(old.labels.category),
        language: details.language.unwrap_or(old.labels.language),
        licence: details.licence.unwrap_or(old.labels.licence),
    };
    diesel::update(videos::table.find(id.as_str()))
        .set((
            videos::title.eq(details.title.unwrap_or(old.title)),
            videos::description.eq(details.description.unwrap_or(old.description)),
            videos::visibility.eq(details.visibility.unwrap_or(old.visibility).as_str()),
            label_columns(&labels),
        ))
        .execute(connection)?;
    if is_tagged_anew {
        set_tags(connection, id, old.created_at, &labels.tags)?;
    }
    let changed = video(connection, id)?;
    let is_shown = |video: &Video| video.visibility == Visibility::Public && video.state.is_watchable();
    if !was_public && changed.as_ref().is_some_and(is_shown) {
        outbox::append(connection, FactKind::Published, id)?;
    }
    Ok(changed)
}

/// Columns of what a video is found by.
type LabelColumns = (
    diesel::dsl::Eq<videos::category, Option<&'static str>>,
    diesel::dsl::Eq<videos::language, Option<String>>,
    diesel::dsl::Eq<videos::licence, Option<&'static str>>,
    diesel::dsl::Eq<videos::tags, String>,
);

fn label_columns(labels: &VideoLabels) -> LabelColumns {
    (
        videos::category.eq(labels.category.map(Category::as_str)),
        videos::language.eq(labels.language.as_ref().map(ToString::to_string)),
        videos::licence.eq(labels.licence.map(Licence::as_str)),
        videos::tags.eq(tags_column(&labels.tags)),
    )
}

/// Writes the tags to where videos are found by them.
fn set_tags(connection: &mut AnyConnection, id: &VideoId, created_at: Timestamp, tags: &[Tag]) -> DbResult<()> {
    diesel::delete(video_tags::table.filter(video_tags::video_id.eq(id.as_str()))).execute(connection)?;
    for tag in tags {
        diesel::insert_into(video_tags::table)
            .values((
                video_tags::video_id.eq(id.as_str()),
                video_tags::tag.eq(tag.as_str()),
                video_tags::created_at.eq(created_at.0),
            ))
            .execute(connection)?;
    }
    Ok(())
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

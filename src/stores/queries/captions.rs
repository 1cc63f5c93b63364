//! `captions` and their revisions.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::captions::Language;
use playhouse_actors::model::{CaptionOrigin, CaptionTrack, Placed, VideoId};
use playhouse_actors::ports::StoreError;

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{CaptionRow, integer, signed};
use crate::stores::schema::{caption_revisions, captions, videos};

pub fn tracks_of(connection: &mut AnyConnection, videos: &[VideoId]) -> DbResult<HashMap<VideoId, Vec<CaptionTrack>>> {
    let rows = captions::table
        .filter(captions::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .order((captions::video_id.asc(), captions::language.asc()))
        .load::<CaptionRow>(connection)?;
    let mut found: HashMap<VideoId, Vec<CaptionTrack>> = HashMap::new();
    for row in rows {
        let track = row.into_track()?;
        found.entry(track.video.clone()).or_default().push(track);
    }
    Ok(found)
}

pub fn track(connection: &mut AnyConnection, video: &VideoId, language: &Language) -> DbResult<Option<CaptionTrack>> {
    let row = captions::table.find((video.as_str(), language.as_str())).first::<CaptionRow>(connection).optional()?;
    Ok(row.map(CaptionRow::into_track).transpose()?)
}

fn require_video(connection: &mut AnyConnection, video: &VideoId) -> DbResult<()> {
    let found = videos::table.find(video.as_str()).select(videos::id).first::<String>(connection).optional()?;
    found.map(|_| ()).ok_or_else(|| StoreError::NotFound.into())
}

pub fn next_revision(connection: &mut AnyConnection, video: &VideoId) -> DbResult<u32> {
    require_video(connection, video)?;
    let counter = caption_revisions::table.find(video.as_str());
    let changed =
        diesel::update(counter).set(caption_revisions::last.eq(caption_revisions::last + 1)).execute(connection)?;
    if changed == 0 {
        diesel::insert_into(caption_revisions::table)
            .values((caption_revisions::video_id.eq(video.as_str()), caption_revisions::last.eq(1)))
            .execute(connection)?;
    }
    let last: i32 = counter.select(caption_revisions::last).first(connection)?;
    Ok(u32::try_from(last).unwrap_or(0))
}

/// See [`CaptionTracks::put_caption_track`](playhouse_actors::ports::CaptionTracks::put_caption_track).
pub fn put(connection: &mut AnyConnection, new: &CaptionTrack) -> DbResult<Placed> {
    require_video(connection, &new.video)?;
    let replaced = track(connection, &new.video, &new.language)?;
    if let Some(old) = &replaced {
        let gives_way = new.origin == CaptionOrigin::Embedded && old.origin == CaptionOrigin::Uploaded;
        if gives_way || old.revision >= new.revision {
            return Ok(Placed::Refused);
        }
        diesel::delete(captions::table.find((new.video.as_str(), new.language.as_str()))).execute(connection)?;
    }
    let created_at = replaced.as_ref().map_or(new.created_at, |old| old.created_at);
    diesel::insert_into(captions::table)
        .values((
            captions::video_id.eq(new.video.as_str()),
            captions::language.eq(new.language.as_str()),
            captions::kind.eq(new.kind.as_str()),
            captions::label.eq(&new.label),
            captions::origin.eq(new.origin.as_str()),
            captions::revision.eq(integer(new.revision)),
            captions::length.eq(signed(new.length)),
            captions::hash.eq(&new.hash),
            captions::created_at.eq(created_at.0),
            captions::updated_at.eq(new.updated_at.0),
        ))
        .execute(connection)?;
    Ok(Placed::Done { replaced })
}

pub fn remove(connection: &mut AnyConnection, video: &VideoId, language: &Language) -> DbResult<Option<CaptionTrack>> {
    let found = track(connection, video, language)?;
    diesel::delete(captions::table.find((video.as_str(), language.as_str()))).execute(connection)?;
    Ok(found)
}

/// Of a video whose objects are removed.
pub fn forget(connection: &mut AnyConnection, video: &VideoId) -> DbResult<()> {
    diesel::delete(captions::table.filter(captions::video_id.eq(video.as_str()))).execute(connection)?;
    Ok(())
}

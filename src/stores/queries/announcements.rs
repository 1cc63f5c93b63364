//! `announcements`: followers are told of a video, a batch at a time.

use std::collections::HashSet;

use diesel::prelude::*;
use playhouse_actors::model::{
    Announced, NewlyTold, NotificationId, NotificationKind, Timestamp, UserId, VideoId, Visibility,
};
use playhouse_actors::ports::StoreError;

use super::videos;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::{announcements, follows, notification_settings, notifications};

const KIND: NotificationKind = NotificationKind::NewVideo;

pub fn begin(connection: &mut AnyConnection, video: &VideoId, now: Timestamp) -> DbResult<()> {
    // By the row of the video, those who begin at the same time take turns; and nothing is announced that is gone.
    if !videos::take_turn(connection, video)? {
        return Ok(());
    }
    let begun = announcements::table.find(video.as_str()).select(announcements::video_id);
    if begun.first::<String>(connection).optional()?.is_some() {
        return Ok(());
    }
    diesel::insert_into(announcements::table)
        .values((
            announcements::video_id.eq(video.as_str()),
            announcements::told_to.eq(""),
            announcements::is_done.eq(0),
            announcements::created_at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn open(connection: &mut AnyConnection, limit: usize) -> DbResult<Vec<VideoId>> {
    let ids: Vec<String> = announcements::table
        .filter(announcements::is_done.eq(0))
        .order(announcements::created_at.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(announcements::video_id)
        .load(connection)?;
    Ok(ids.iter().filter_map(|id| VideoId::parse(id)).collect())
}

/// See [`Notifications::announce_further`](playhouse_actors::ports::Notifications::announce_further).
pub fn further(connection: &mut AnyConnection, video: &VideoId, limit: usize) -> DbResult<Announced> {
    const NOTHING: Announced = Announced { told: Vec::new(), is_done: true };
    let open = announcements::table.find(video.as_str()).filter(announcements::is_done.eq(0));
    // Whoever announces a video takes turns by this row.
    if diesel::update(open).set(announcements::is_done.eq(0)).execute(connection)? == 0 {
        return Ok(NOTHING);
    }
    let found = videos::video(connection, video)?;
    let is_shown = |video: &playhouse_actors::model::Video| {
        video.visibility == Visibility::Public && video.state.is_watchable() && !video.owner_is_banned
    };
    let Some(found) = found.filter(is_shown) else {
        diesel::delete(open).execute(connection)?;
        return Ok(NOTHING);
    };
    let told_to: String = open.select(announcements::told_to).first(connection)?;
    let followers: Vec<String> = follows::table
        .filter(follows::followed_id.eq(found.owner.as_str()))
        .filter(follows::follower_id.gt(told_to))
        .order(follows::follower_id.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(follows::follower_id)
        .load(connection)?;
    let passed_over = passed_over(connection, video, &followers)?;
    let mut told = Vec::new();
    for follower in followers.iter().filter(|follower| !passed_over.contains(*follower)) {
        told.push(tell(connection, follower, video, &found.owner)?);
    }
    let is_done = followers.len() < limit;
    let last = followers.into_iter().next_back();
    let reached = (last.map(|last| announcements::told_to.eq(last)), announcements::is_done.eq(i32::from(is_done)));
    diesel::update(open).set(reached).execute(connection)?;
    Ok(Announced { told, is_done })
}

/// Followers who do not want to know, and those who know: the video was public before.
fn passed_over(connection: &mut AnyConnection, video: &VideoId, followers: &[String]) -> DbResult<HashSet<String>> {
    let unwilling: Vec<String> = notification_settings::table
        .filter(notification_settings::user_id.eq_any(followers))
        .filter(notification_settings::kind.eq(KIND.as_str()))
        .filter(notification_settings::in_app.eq(0))
        .select(notification_settings::user_id)
        .load(connection)?;
    let knowing: Vec<String> = notifications::table
        .filter(notifications::user_id.eq_any(followers))
        .filter(notifications::kind.eq(KIND.as_str()))
        .filter(notifications::subject.eq(video.as_str()))
        .select(notifications::user_id)
        .load(connection)?;
    Ok(unwilling.into_iter().chain(knowing).collect())
}

fn tell(connection: &mut AnyConnection, follower: &str, video: &VideoId, owner: &UserId) -> DbResult<NewlyTold> {
    let notification = NotificationId::random();
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(notification.as_str()),
            notifications::user_id.eq(follower),
            notifications::kind.eq(KIND.as_str()),
            notifications::subject.eq(video.as_str()),
            notifications::video_id.eq(video.as_str()),
            notifications::actor_id.eq(owner.as_str()),
            notifications::created_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    let user = UserId::parse(follower).ok_or_else(|| StoreError::Internal(format!("no user id: {follower:?}")))?;
    Ok(NewlyTold { user, notification })
}

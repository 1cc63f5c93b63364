//! `notifications` and `notification_settings`.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use playhouse_actors::model::{
    CommentId, Cursor, NewlyTold, Notification, NotificationId, NotificationKind, Occasion, Page, Timestamp, UserId,
    VideoId,
};

use super::{authors, turns, videos};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{NotificationRow, unsigned};
use crate::stores::schema::{notification_settings, notifications};

/// Tells a person; call it where nobody else does so for the same person, or the same subject, at the same time.
pub fn insert(connection: &mut AnyConnection, user: &UserId, occasion: &Occasion) -> DbResult<Option<NewlyTold>> {
    if occasion.by() == Some(user) {
        return Ok(None);
    }
    let kind = occasion.kind();
    let told = notifications::table
        .filter(notifications::user_id.eq(user.as_str()))
        .filter(notifications::kind.eq(kind.as_str()))
        .filter(notifications::subject.eq(occasion.subject()))
        .select(notifications::id);
    if told.first::<String>(connection).optional()?.is_some() || unwanted(connection, user)?.contains(&kind) {
        return Ok(None);
    }
    let id = NotificationId::random();
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(id.as_str()),
            notifications::user_id.eq(user.as_str()),
            notifications::kind.eq(kind.as_str()),
            notifications::subject.eq(occasion.subject()),
            notifications::video_id.eq(occasion.video().map(VideoId::as_str)),
            notifications::comment_id.eq(occasion.comment().map(CommentId::as_str)),
            notifications::actor_id.eq(occasion.by().map(UserId::as_str)),
            notifications::created_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    Ok(Some(NewlyTold { user: user.clone(), notification: id }))
}

pub fn notify(connection: &mut AnyConnection, user: &UserId, occasion: &Occasion) -> DbResult<Option<NewlyTold>> {
    turns::take_turn(connection, user)?;
    insert(connection, user, occasion)
}

pub fn page(
    connection: &mut AnyConnection,
    user: &UserId,
    cursor: Option<&Cursor>,
    limit: usize,
) -> DbResult<Page<Notification>> {
    let limit = limit.clamp(1, 100);
    let mut query = notifications::table
        .filter(notifications::user_id.eq(user.as_str()))
        .order((notifications::created_at.desc(), notifications::id.desc()))
        .select(NotificationRow::as_select())
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        let is_later = notifications::created_at.eq(*key).and(notifications::id.lt(id.clone()));
        query = query.filter(notifications::created_at.lt(*key).or(is_later));
    }
    let rows = query.load(connection)?;
    let list = complete(connection, rows)?;
    Ok(Page::from_rows(list, limit, |told| Cursor { key: told.created_at.0, id: told.id.to_string() }))
}

pub fn by_id(connection: &mut AnyConnection, ids: &[NotificationId]) -> DbResult<Vec<Notification>> {
    let rows = notifications::table
        .filter(notifications::id.eq_any(ids.iter().map(NotificationId::as_str)))
        .select(NotificationRow::as_select())
        .load(connection)?;
    complete(connection, rows)
}

/// With what they are about, in as many queries as for one.
fn complete(connection: &mut AnyConnection, rows: Vec<NotificationRow>) -> DbResult<Vec<Notification>> {
    let about: Vec<&str> = rows.iter().filter_map(|row| row.video_id.as_deref()).collect();
    let about = videos::by_id(connection, &about)?;
    let people: Vec<&str> = rows.iter().filter_map(|row| row.actor_id.as_deref()).collect();
    let people = authors::by_id(connection, &people)?;
    let whole = |row: NotificationRow| {
        let video = row.video_id.as_ref().and_then(|id| about.get(id)).cloned();
        let actor = row.actor_id.as_ref().and_then(|id| people.get(id)).cloned();
        Ok(row.into_notification(video, actor)?)
    };
    rows.into_iter().map(whole).collect()
}

pub fn unread_of(connection: &mut AnyConnection, users: &[UserId]) -> DbResult<HashMap<UserId, u64>> {
    let rows: Vec<(String, i64)> = notifications::table
        .filter(notifications::user_id.eq_any(users.iter().map(UserId::as_str)))
        .filter(notifications::read_at.is_null())
        .group_by(notifications::user_id)
        .select((notifications::user_id, count_star()))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, count)| Some((UserId::parse(&id)?, unsigned(count)))).collect())
}

pub fn read(
    connection: &mut AnyConnection,
    user: &UserId,
    ids: Option<&[NotificationId]>,
    now: Timestamp,
) -> DbResult<u64> {
    let unread =
        notifications::table.filter(notifications::user_id.eq(user.as_str())).filter(notifications::read_at.is_null());
    let at = notifications::read_at.eq(now.0);
    match ids {
        Some(ids) => {
            let these = unread.filter(notifications::id.eq_any(ids.iter().map(NotificationId::as_str)));
            diesel::update(these).set(at).execute(connection)?;
        }
        None => {
            diesel::update(unread).set(at).execute(connection)?;
        }
    }
    Ok(unread_of(connection, std::slice::from_ref(user))?.remove(user).unwrap_or(0))
}

pub fn forget(connection: &mut AnyConnection, before: Timestamp) -> DbResult<usize> {
    let old = notifications::table.filter(notifications::created_at.lt(before.0));
    Ok(diesel::delete(old).execute(connection)?)
}

pub fn unwanted(connection: &mut AnyConnection, user: &UserId) -> DbResult<Vec<NotificationKind>> {
    let kinds: Vec<String> = notification_settings::table
        .filter(notification_settings::user_id.eq(user.as_str()))
        .filter(notification_settings::in_app.eq(0))
        .select(notification_settings::kind)
        .load(connection)?;
    Ok(kinds.iter().filter_map(|kind| NotificationKind::parse(kind)).collect())
}

pub fn want(connection: &mut AnyConnection, user: &UserId, kinds: &[(NotificationKind, bool)]) -> DbResult<()> {
    turns::take_turn(connection, user)?;
    for (kind, is_wanted) in kinds {
        let setting = notification_settings::table.find((user.as_str(), kind.as_str()));
        diesel::delete(setting).execute(connection)?;
        if *is_wanted {
            continue;
        }
        diesel::insert_into(notification_settings::table)
            .values((
                notification_settings::user_id.eq(user.as_str()),
                notification_settings::kind.eq(kind.as_str()),
                notification_settings::in_app.eq(0),
            ))
            .execute(connection)?;
    }
    Ok(())
}

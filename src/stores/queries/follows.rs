//! `follows`, and their number in `users`.

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, Cursor, FollowChange, Followed, Following, Occasion, Page, Timestamp, UserId,
};
use playhouse_actors::ports::StoreError;

use super::{authors, notifications};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::unsigned;
use crate::stores::schema::{follows, users};

pub fn set(
    connection: &mut AnyConnection,
    follower: &UserId,
    followed: &UserId,
    follows: bool,
) -> DbResult<Option<FollowChange>> {
    let counted = users::table.find(followed.as_str());
    // Whoever changes the followers of a person takes turns by the person's row.
    if diesel::update(counted).set(users::followers.eq(users::followers)).execute(connection)? == 0 {
        return Ok(None);
    }
    let row = follows::table.find((follower.as_str(), followed.as_str()));
    let is_followed = row.select(follows::followed_id).first::<String>(connection).optional()?.is_some();
    let mut told = None;
    match (is_followed, follows) {
        (false, true) => {
            diesel::insert_into(follows::table)
                .values((
                    follows::follower_id.eq(follower.as_str()),
                    follows::followed_id.eq(followed.as_str()),
                    follows::created_at.eq(Timestamp::now().0),
                ))
                .execute(connection)?;
            diesel::update(counted).set(users::followers.eq(users::followers + 1)).execute(connection)?;
            told = notifications::insert(connection, followed, &Occasion::Follow { by: follower.clone() })?;
        }
        (true, false) => {
            diesel::delete(row).execute(connection)?;
            diesel::update(counted).set(users::followers.eq(users::followers - 1)).execute(connection)?;
        }
        (false, false) | (true, true) => {}
    }
    let followers = unsigned(counted.select(users::followers).first(connection)?);
    Ok(Some(FollowChange { followers, told }))
}

pub fn of(connection: &mut AnyConnection, person: &UserId, viewer: Option<&UserId>) -> DbResult<Option<Following>> {
    let counted = users::table.find(person.as_str()).select(users::followers);
    let Some(followers) = counted.first::<i64>(connection).optional()? else {
        return Ok(None);
    };
    let is_followed = match viewer {
        Some(viewer) => {
            let row = follows::table.find((viewer.as_str(), person.as_str())).select(follows::followed_id);
            Some(row.first::<String>(connection).optional()?.is_some())
        }
        None => None,
    };
    Ok(Some(Following { followers: unsigned(followers), is_followed }))
}

pub fn followed_by(
    connection: &mut AnyConnection,
    follower: &UserId,
    cursor: Option<&Cursor>,
    limit: usize,
) -> DbResult<Page<Followed>> {
    let limit = limit.clamp(1, 100);
    let mut query = follows::table
        .inner_join(users::table.on(users::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(follower.as_str()))
        .filter(users::status.ne(AccountStatus::Banned.as_str()))
        .order((follows::created_at.desc(), follows::followed_id.desc()))
        .select((follows::followed_id, users::followers, follows::created_at))
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        let is_later = follows::created_at.eq(*key).and(follows::followed_id.lt(id.clone()));
        query = query.filter(follows::created_at.lt(*key).or(is_later));
    }
    let rows: Vec<(String, i64, i64)> = query.load(connection)?;
    let page = Page::from_rows(rows, limit, |(id, _, since)| Cursor { key: *since, id: id.clone() });
    let ids: Vec<&str> = page.items.iter().map(|(id, ..)| id.as_str()).collect();
    let mut people = authors::by_id(connection, &ids)?;
    let followed = |(id, followers, since): (String, i64, i64)| {
        let person = people.remove(&id).ok_or(StoreError::NotFound)?;
        Ok(Followed { person, followers: unsigned(followers), since: Timestamp(since) })
    };
    let items = page.items.into_iter().map(followed).collect::<DbResult<_>>()?;
    Ok(Page { items, next: page.next })
}

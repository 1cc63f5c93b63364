//! `sessions` and `refresh_tokens`.

use std::time::Duration;

use diesel::prelude::*;
use playhouse_actors::model::{AccountStatus, Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::StoreError;

use super::{accounts, audit};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{SessionRow, UserRow};
use crate::stores::schema::{refresh_tokens, sessions, users};

pub fn person(connection: &mut AnyConnection, id: &UserId, now: Timestamp) -> DbResult<Option<(User, Vec<Session>)>> {
    let Some(user) = accounts::user(connection, id)? else {
        return Ok(None);
    };
    let rows = sessions::table
        .filter(sessions::user_id.eq(id.as_str()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now.0))
        .order(sessions::created_at.desc())
        .select(SessionRow::as_select())
        .load(connection)?;
    Ok(Some((user, rows.into_iter().map(SessionRow::into_session).collect::<Result<_, _>>()?)))
}

pub fn open(connection: &mut AnyConnection, session: &Session, token_hash: &str) -> DbResult<()> {
    let person = accounts::user(connection, &session.user)?;
    if person.is_none_or(|person| person.status != AccountStatus::Active) {
        return Err(StoreError::NotFound.into());
    }
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id.as_str()),
            sessions::user_id.eq(session.user.as_str()),
            sessions::created_at.eq(session.created_at.0),
            sessions::expires_at.eq(session.expires_at.0),
            sessions::last_seen_at.eq(session.last_seen_at.0),
            sessions::user_agent.eq(&session.user_agent),
            sessions::network.eq(&session.network),
        ))
        .execute(connection)?;
    insert_token(connection, token_hash, session.id.as_str(), session.created_at)
}

fn insert_token(connection: &mut AnyConnection, hash: &str, session: &str, now: Timestamp) -> DbResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(hash),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::created_at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn owner_of(connection: &mut AnyConnection, token_hash: &str) -> DbResult<Option<UserId>> {
    let owner = refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .filter(refresh_tokens::hash.eq(token_hash))
        .select(sessions::user_id)
        .first::<String>(connection)
        .optional()?;
    Ok(owner.and_then(|id| UserId::parse(&id)))
}

fn live(connection: &mut AnyConnection, id: &str, now: Timestamp) -> DbResult<Option<(Session, User)>> {
    let row = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now.0))
        .filter(users::status.eq(AccountStatus::Active.as_str()))
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first::<(SessionRow, UserRow)>(connection)
        .optional()?;
    let Some((session, user)) = row else {
        return Ok(None);
    };
    Ok(Some((session.into_session()?, user.into_user()?)))
}

/// See [`Sessions::rotate`](playhouse_actors::ports::Sessions::rotate).
pub fn rotate(
    connection: &mut AnyConnection,
    spent_hash: &str,
    successor_hash: &str,
    now: Timestamp,
    grace: Duration,
) -> DbResult<Option<(Session, User)>> {
    let token = refresh_tokens::table.find(spent_hash).select(refresh_tokens::session_id);
    let Some(id) = token.first::<String>(connection).optional()? else {
        return Ok(None);
    };
    let Some((session, user)) = live(connection, &id, now)? else {
        return Ok(None);
    };
    // Of several that come at once, one finds it unspent.
    let unspent = refresh_tokens::table.find(spent_hash).filter(refresh_tokens::spent_at.is_null());
    if diesel::update(unspent).set(refresh_tokens::spent_at.eq(now.0)).execute(connection)? == 1 {
        insert_token(connection, successor_hash, &id, now)?;
        touch(connection, std::slice::from_ref(&session.id), now)?;
        return Ok(Some((session, user)));
    }
    // A retry is answered again only while its successor has not been used: two generations back is a replay.
    let spent = spent_at(connection, spent_hash)?;
    let is_retry = spent.is_some_and(|at| at.plus(grace) > now) && spent_at(connection, successor_hash)?.is_none();
    if is_retry {
        return Ok(Some((session, user)));
    }
    tracing::warn!(session = id, "a spent refresh token came back: the session is revoked");
    audit::append(connection, None, &user.id, "session.replayed", "A spent refresh token came back.")?;
    revoke(connection, &user.id, &session.id)?;
    Ok(None)
}

fn spent_at(connection: &mut AnyConnection, hash: &str) -> DbResult<Option<Timestamp>> {
    let token = refresh_tokens::table.find(hash).select(refresh_tokens::spent_at);
    Ok(token.first::<Option<i64>>(connection).optional()?.flatten().map(Timestamp))
}

pub fn revoke(connection: &mut AnyConnection, user: &UserId, id: &SessionId) -> DbResult<bool> {
    let theirs = sessions::table
        .find(id.as_str())
        .filter(sessions::user_id.eq(user.as_str()))
        .filter(sessions::revoked_at.is_null());
    Ok(diesel::update(theirs).set(sessions::revoked_at.eq(Timestamp::now().0)).execute(connection)? == 1)
}

pub fn revoke_others(connection: &mut AnyConnection, user: &UserId, keep: Option<&SessionId>) -> DbResult<usize> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user.as_str()))
        .filter(sessions::id.ne(keep.map_or("", SessionId::as_str)))
        .filter(sessions::revoked_at.is_null());
    Ok(diesel::update(others).set(sessions::revoked_at.eq(Timestamp::now().0)).execute(connection)?)
}

pub fn change_password(
    connection: &mut AnyConnection,
    user: &UserId,
    old: &str,
    new: &str,
    keep: Option<&SessionId>,
) -> DbResult<bool> {
    let unchanged = users::table.find(user.as_str()).filter(users::password_hash.eq(old));
    if diesel::update(unchanged).set(users::password_hash.eq(new)).execute(connection)? == 0 {
        return Ok(false);
    }
    revoke_others(connection, user, keep)?;
    Ok(true)
}

pub fn touch(connection: &mut AnyConnection, ids: &[SessionId], now: Timestamp) -> DbResult<()> {
    let ids: Vec<&str> = ids.iter().map(SessionId::as_str).collect();
    let seen = sessions::table.filter(sessions::id.eq_any(ids));
    diesel::update(seen).set(sessions::last_seen_at.eq(now.0)).execute(connection)?;
    Ok(())
}

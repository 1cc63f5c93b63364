//! `users`, `sessions`, `refresh_tokens`.

use std::time::Duration;

use diesel::prelude::*;
use playhouse_actors::model::{NewUser, Role, Session, SessionId, Timestamp, User, UserId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{SessionRow, UserRow};
use crate::stores::schema::{admin_tokens, refresh_tokens, sessions, users};

/// What must be unique about a name or an address.
pub fn key(text: &str) -> String {
    text.to_lowercase()
}

pub fn insert_user(connection: &mut AnyConnection, new: NewUser) -> DbResult<User> {
    let user = User {
        id: UserId::random(),
        username: new.username,
        email: new.email,
        role: new.role,
        created_at: Timestamp::now(),
        password_hash: new.password_hash,
        email_verified_at: None,
        phone: None,
        phone_verified_at: None,
    };
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.id.as_str()),
            users::username.eq(&user.username),
            users::username_key.eq(key(&user.username)),
            users::email.eq(&user.email),
            users::email_key.eq(key(&user.email)),
            users::role.eq(user.role.as_str()),
            users::password_hash.eq(&user.password_hash),
            users::created_at.eq(user.created_at.0),
        ))
        .execute(connection)?;
    if user.role == Role::Admin {
        // Whoever holds the token of the first admin comes too late.
        diesel::delete(admin_tokens::table).execute(connection)?;
    }
    Ok(user)
}

pub fn user(connection: &mut AnyConnection, id: &UserId) -> DbResult<Option<User>> {
    let row = users::table.find(id.as_str()).select(UserRow::as_select()).first::<UserRow>(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn user_by_email(connection: &mut AnyConnection, email: &str) -> DbResult<Option<User>> {
    let found = users::table.filter(users::email_key.eq(key(email))).select(UserRow::as_select());
    let row = found.first::<UserRow>(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn user_by_username(connection: &mut AnyConnection, username: &str) -> DbResult<Option<User>> {
    let found = users::table.filter(users::username_key.eq(key(username))).select(UserRow::as_select());
    let row = found.first::<UserRow>(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn insert_session(connection: &mut AnyConnection, session: &Session, token_hash: &str) -> DbResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id.as_str()),
            sessions::user_id.eq(session.user.as_str()),
            sessions::created_at.eq(session.created_at.0),
            sessions::expires_at.eq(session.expires_at.0),
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

pub fn live_session(connection: &mut AnyConnection, id: &str, now: Timestamp) -> DbResult<Option<(Session, User)>> {
    let row = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now.0))
        .select((sessions::all_columns, UserRow::as_select()))
        .first::<(SessionRow, UserRow)>(connection)
        .optional()?;
    let Some((session, user)) = row else {
        return Ok(None);
    };
    Ok(Some((session.into_session()?, user.into_user()?)))
}

/// See [`Accounts::rotate`](playhouse_actors::ports::Accounts::rotate).
pub fn rotate(
    connection: &mut AnyConnection,
    spent_hash: &str,
    successor_hash: &str,
    now: Timestamp,
    grace: Duration,
) -> DbResult<Option<(Session, User)>> {
    let token = refresh_tokens::table
        .find(spent_hash)
        .select((refresh_tokens::session_id, refresh_tokens::spent_at))
        .first::<(String, Option<i64>)>(connection)
        .optional()?;
    let Some((session, spent_at)) = token else {
        return Ok(None);
    };
    let Some(live) = live_session(connection, &session, now)? else {
        return Ok(None);
    };
    let Some(spent_at) = spent_at else {
        diesel::update(refresh_tokens::table.find(spent_hash))
            .set(refresh_tokens::spent_at.eq(now.0))
            .execute(connection)?;
        insert_token(connection, successor_hash, &session, now)?;
        return Ok(Some(live));
    };
    // A retry is answered again only while its successor has not been used: two generations back is a replay.
    let successor_spent = refresh_tokens::table
        .find(successor_hash)
        .select(refresh_tokens::spent_at)
        .first::<Option<i64>>(connection)
        .optional()?
        .flatten();
    if Timestamp(spent_at).plus(grace) > now && successor_spent.is_none() {
        return Ok(Some(live));
    }
    tracing::warn!(session, "a spent refresh token came back: the session is revoked");
    revoke(connection, &session, now)?;
    Ok(None)
}

pub fn revoke_session(connection: &mut AnyConnection, id: &SessionId) -> DbResult<()> {
    revoke(connection, id.as_str(), Timestamp::now())
}

/// Ends every session of a person.
pub fn revoke_sessions_of(connection: &mut AnyConnection, user: &str, now: Timestamp) -> DbResult<()> {
    let live = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::revoked_at.is_null());
    diesel::update(live).set(sessions::revoked_at.eq(now.0)).execute(connection)?;
    Ok(())
}

fn revoke(connection: &mut AnyConnection, session: &str, now: Timestamp) -> DbResult<()> {
    diesel::update(sessions::table.find(session)).set(sessions::revoked_at.eq(now.0)).execute(connection)?;
    Ok(())
}

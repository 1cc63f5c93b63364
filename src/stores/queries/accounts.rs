//! `users`: who has an account, and what operators do to it.

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountChange, AccountFilter, AccountStatus, Cursor, NewUser, Page, Role, Timestamp, User, UserId,
};
use playhouse_actors::ports::AccountError;

use super::{audit, sessions, sign_ups};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::UserRow;
use crate::stores::schema::{admin_tokens, users};

/// What must be unique about a name or an address.
pub fn key(text: &str) -> String {
    text.to_lowercase()
}

pub fn insert_user(connection: &mut AnyConnection, new: NewUser, status: AccountStatus) -> DbResult<User> {
    let user = User {
        id: UserId::random(),
        username: new.username,
        email: new.email,
        role: new.role,
        status,
        status_reason: None,
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
            users::status.eq(user.status.as_str()),
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
    let row = users::table.find(id.as_str()).select(UserRow::as_select()).first(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn user_by_email(connection: &mut AnyConnection, email: &str) -> DbResult<Option<User>> {
    let found = users::table.filter(users::email_key.eq(key(email)));
    let row = found.select(UserRow::as_select()).first(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn user_by_username(connection: &mut AnyConnection, username: &str) -> DbResult<Option<User>> {
    let found = users::table.filter(users::username_key.eq(key(username)));
    let row = found.select(UserRow::as_select()).first(connection).optional()?;
    Ok(row.map(UserRow::into_user).transpose()?)
}

pub fn page(connection: &mut AnyConnection, filter: &AccountFilter) -> DbResult<Page<User>> {
    let limit = filter.limit.clamp(1, 100);
    let mut query = users::table
        .select(UserRow::as_select())
        .order((users::created_at.desc(), users::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    if let Some(search) = &filter.search {
        let pattern = format!("%{}%", escape(&key(search)));
        let by_name = users::username_key.like(pattern.clone()).escape('\\');
        query = query.filter(by_name.or(users::email_key.like(pattern).escape('\\')));
    }
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    if let Some(status) = filter.status {
        query = query.filter(users::status.eq(status.as_str()));
    }
    if let Some(Cursor { key, id }) = &filter.cursor {
        query = query.filter(users::created_at.lt(*key).or(users::created_at.eq(*key).and(users::id.lt(id.clone()))));
    }
    let rows = query.load(connection)?;
    let list = rows.into_iter().map(UserRow::into_user).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(list, limit, |user| Cursor { key: user.created_at.0, id: user.id.to_string() }))
}

/// For `like`: what people write stands for itself.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// See [`Accounts::change_account`](playhouse_actors::ports::Accounts::change_account).
pub fn change(
    connection: &mut AnyConnection,
    id: &UserId,
    by: Option<&UserId>,
    change: AccountChange,
) -> DbResult<Result<User, AccountError>> {
    one_at_a_time(connection)?;
    let Some(old) = user(connection, id)? else {
        return Ok(Err(AccountError::NotFound));
    };
    let new = User {
        role: change.role.unwrap_or(old.role),
        status: change.status.unwrap_or(old.status),
        status_reason: if change.status.is_some() { change.reason.clone() } else { old.status_reason.clone() },
        ..old.clone()
    };
    if runs_the_server(&old) && !runs_the_server(&new) && !has_other_admin(connection, id)? {
        return Ok(Err(AccountError::LastAdmin));
    }
    diesel::update(users::table.find(id.as_str()))
        .set((
            users::role.eq(new.role.as_str()),
            users::status.eq(new.status.as_str()),
            users::status_reason.eq(&new.status_reason),
        ))
        .execute(connection)?;
    let because = change.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    if new.role != old.role {
        let detail = format!("{} -> {}{because}", old.role.as_str(), new.role.as_str());
        audit::append(connection, by, id, "user.role", &detail)?;
    }
    if new.status != old.status || new.status_reason != old.status_reason {
        let detail = format!("{} -> {}{because}", old.status.as_str(), new.status.as_str());
        audit::append(connection, by, id, "user.status", &detail)?;
    }
    match (old.status, new.status) {
        (AccountStatus::Pending, AccountStatus::Pending) => {}
        (AccountStatus::Pending, _) => {
            sign_ups::leave(connection, id)?;
        }
        (_, AccountStatus::Pending) => sign_ups::join(connection, id)?,
        _ => {}
    }
    if new.status != AccountStatus::Active {
        sessions::revoke_others(connection, id, None)?;
    }
    Ok(Ok(new))
}

fn runs_the_server(user: &User) -> bool {
    user.role == Role::Admin && user.status == AccountStatus::Active
}

fn has_other_admin(connection: &mut AnyConnection, id: &UserId) -> DbResult<bool> {
    let others = users::table
        .filter(users::id.ne(id.as_str()))
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::status.eq(AccountStatus::Active.as_str()));
    Ok(others.select(users::id).first::<String>(connection).optional()?.is_some())
}

/// Two admins that demote each other at the same time must not both see the other. SQLite has one writer anyway.
fn one_at_a_time(connection: &mut AnyConnection) -> DbResult<()> {
    if let AnyConnection::Postgres(postgres) = connection {
        diesel::sql_query("SELECT pg_advisory_xact_lock(7027)").execute(postgres)?;
    }
    Ok(())
}

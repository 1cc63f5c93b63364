//! `sign_ups` and `admin_tokens`.

use diesel::prelude::*;
use playhouse_actors::model::{AccountStatus, Cursor, NewUser, Page, Role, SignUp, Timestamp, User, UserId};
use playhouse_actors::ports::StoreError;

use super::accounts;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::{admin_tokens, sign_ups, users};

type Row = (String, String, String, i64);

fn sign_up_of((user, username, email, at): Row) -> Result<SignUp, StoreError> {
    let user = UserId::parse(&user).ok_or_else(|| StoreError::Internal(format!("an unknown user id: {user:?}")))?;
    Ok(SignUp { user, username, email, at: Timestamp(at) })
}

pub fn insert(connection: &mut AnyConnection, new: NewUser) -> DbResult<User> {
    let user = accounts::insert_user(connection, new, AccountStatus::Pending)?;
    join(connection, &user.id)?;
    Ok(user)
}

/// Puts a pending account at the end of the queue.
pub fn join(connection: &mut AnyConnection, user: &UserId) -> DbResult<()> {
    diesel::insert_into(sign_ups::table)
        .values((sign_ups::user_id.eq(user.as_str()), sign_ups::created_at.eq(Timestamp::now().0)))
        .execute(connection)?;
    Ok(())
}

pub fn leave(connection: &mut AnyConnection, user: &UserId) -> DbResult<bool> {
    Ok(diesel::delete(sign_ups::table.find(user.as_str())).execute(connection)? == 1)
}

pub fn waiting(connection: &mut AnyConnection, after: Option<&Cursor>, limit: usize) -> DbResult<Page<SignUp>> {
    let mut query = sign_ups::table
        .inner_join(users::table)
        .select((users::id, users::username, users::email, sign_ups::created_at))
        .order((sign_ups::created_at.asc(), sign_ups::user_id.asc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .into_boxed();
    if let Some(Cursor { key, id }) = after {
        let same = sign_ups::created_at.eq(*key).and(sign_ups::user_id.gt(id));
        query = query.filter(sign_ups::created_at.gt(*key).or(same));
    }
    let rows = query.load::<Row>(connection)?;
    let found = rows.into_iter().map(sign_up_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(found, limit, |sign_up| Cursor { key: sign_up.at.0, id: sign_up.user.to_string() }))
}

/// Takes a person out of the queue: of those who race, one does.
fn take(connection: &mut AnyConnection, user: &UserId) -> DbResult<Option<SignUp>> {
    let row = sign_ups::table
        .inner_join(users::table)
        .filter(sign_ups::user_id.eq(user.as_str()))
        .select((users::id, users::username, users::email, sign_ups::created_at))
        .first::<Row>(connection)
        .optional()?;
    let is_taken = leave(connection, user)?;
    let row = row.filter(|_| is_taken);
    Ok(row.map(sign_up_of).transpose()?)
}

/// Takes a person out of the queue, and lets them in.
pub fn approve(connection: &mut AnyConnection, user: &UserId) -> DbResult<Option<SignUp>> {
    let taken = take(connection, user)?;
    if taken.is_some() {
        diesel::update(users::table.find(user.as_str()))
            .set(users::status.eq(AccountStatus::Active.as_str()))
            .execute(connection)?;
    }
    Ok(taken)
}

/// Takes a person out of the queue, and their account away.
pub fn refuse(connection: &mut AnyConnection, user: &UserId) -> DbResult<Option<SignUp>> {
    let taken = take(connection, user)?;
    if taken.is_some() {
        diesel::delete(users::table.find(user.as_str())).execute(connection)?;
    }
    Ok(taken)
}

pub fn offer_admin_token(connection: &mut AnyConnection, hash: &str) -> DbResult<bool> {
    let accounts = users::table.count().get_result::<i64>(connection)?;
    let tokens = admin_tokens::table.count().get_result::<i64>(connection)?;
    if accounts + tokens > 0 {
        return Ok(false);
    }
    diesel::insert_into(admin_tokens::table)
        .values((admin_tokens::hash.eq(hash), admin_tokens::created_at.eq(Timestamp::now().0)))
        .execute(connection)?;
    Ok(true)
}

/// See [`SignUps::create_first_admin`](playhouse_actors::ports::SignUps::create_first_admin).
pub fn create_first_admin(connection: &mut AnyConnection, new: NewUser, token_hash: &str) -> DbResult<Option<User>> {
    let used = diesel::delete(admin_tokens::table.find(token_hash)).execute(connection)?;
    let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).count().get_result::<i64>(connection)?;
    if used == 0 || admins > 0 {
        return Ok(None);
    }
    Ok(Some(accounts::insert_user(connection, NewUser { role: Role::Admin, ..new }, AccountStatus::Active)?))
}

//! `api_keys`.

use diesel::prelude::*;
use playhouse_actors::model::{ApiKey, ApiKeyId, Timestamp, User, UserId};

use super::turns::take_turn;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{ApiKeyRow, UserRow};
use crate::stores::schema::{api_keys, users};

pub fn insert(connection: &mut AnyConnection, key: &ApiKey, hash: &str, most: u32) -> DbResult<bool> {
    take_turn(connection, &key.user)?;
    let of_user = api_keys::table.filter(api_keys::user_id.eq(key.user.as_str()));
    let count: i64 = of_user.count().get_result(connection)?;
    if count >= i64::from(most) {
        return Ok(false);
    }
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(key.id.as_str()),
            api_keys::user_id.eq(key.user.as_str()),
            api_keys::name.eq(&key.name),
            api_keys::scopes.eq(key.scopes.to_string()),
            api_keys::hash.eq(hash),
            api_keys::created_at.eq(key.created_at.0),
            api_keys::expires_at.eq(key.expires_at.map(|at| at.0)),
            api_keys::last_used_at.eq(key.last_used_at.map(|at| at.0)),
        ))
        .execute(connection)?;
    Ok(true)
}

pub fn of_user(connection: &mut AnyConnection, user: &UserId) -> DbResult<Vec<ApiKey>> {
    let rows = api_keys::table
        .filter(api_keys::user_id.eq(user.as_str()))
        .order((api_keys::created_at.desc(), api_keys::id.asc()))
        .select(ApiKeyRow::as_select())
        .load(connection)?;
    rows.into_iter().map(|row| Ok(row.into_key()?)).collect()
}

pub fn remove(connection: &mut AnyConnection, user: &UserId, id: &ApiKeyId) -> DbResult<bool> {
    let key = api_keys::table.find(id.as_str()).filter(api_keys::user_id.eq(user.as_str()));
    Ok(diesel::delete(key).execute(connection)? == 1)
}

pub fn remove_of(connection: &mut AnyConnection, user: &UserId) -> DbResult<()> {
    diesel::delete(api_keys::table.filter(api_keys::user_id.eq(user.as_str()))).execute(connection)?;
    Ok(())
}

pub fn live(connection: &mut AnyConnection, hash: &str, now: Timestamp) -> DbResult<Option<(ApiKey, User)>> {
    let row = api_keys::table
        .inner_join(users::table.on(users::id.eq(api_keys::user_id)))
        .filter(api_keys::hash.eq(hash))
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(now.0)))
        .select((ApiKeyRow::as_select(), UserRow::as_select()))
        .first::<(ApiKeyRow, UserRow)>(connection)
        .optional()?;
    let Some((key, user)) = row else {
        return Ok(None);
    };
    Ok(Some((key.into_key()?, user.into_user()?)))
}

pub fn note_use(connection: &mut AnyConnection, id: &ApiKeyId, at: Timestamp) -> DbResult<()> {
    diesel::update(api_keys::table.find(id.as_str())).set(api_keys::last_used_at.eq(at.0)).execute(connection)?;
    Ok(())
}

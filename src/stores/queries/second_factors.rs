//! `totp` and `recovery_codes`.

use diesel::prelude::*;
use playhouse_actors::model::{Timestamp, Totp, UserId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::signed;
use crate::stores::schema::{recovery_codes, totp};

pub fn find(connection: &mut AnyConnection, user: &UserId) -> DbResult<Option<Totp>> {
    let row = totp::table
        .find(user.as_str())
        .select((totp::sealed_secret, totp::is_active))
        .first::<(String, i32)>(connection)
        .optional()?;
    Ok(row.map(|(sealed_secret, is_active)| Totp { sealed_secret, is_active: is_active != 0 }))
}

pub fn begin(connection: &mut AnyConnection, user: &UserId, sealed: &str, now: Timestamp) -> DbResult<bool> {
    diesel::delete(totp::table.find(user.as_str()).filter(totp::is_active.eq(0))).execute(connection)?;
    if find(connection, user)?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(totp::table)
        .values((
            totp::user_id.eq(user.as_str()),
            totp::sealed_secret.eq(sealed),
            totp::is_active.eq(0),
            totp::last_step.eq(0),
            totp::created_at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(true)
}

pub fn activate(
    connection: &mut AnyConnection,
    user: &UserId,
    sealed: &str,
    step: u64,
    recovery_hashes: &[String],
) -> DbResult<bool> {
    let waiting = totp::table.find(user.as_str()).filter(totp::is_active.eq(0)).filter(totp::sealed_secret.eq(sealed));
    let changed =
        diesel::update(waiting).set((totp::is_active.eq(1), totp::last_step.eq(signed(step)))).execute(connection)?;
    if changed == 0 {
        return Ok(false);
    }
    forget_recovery_codes(connection, user)?;
    for hash in recovery_hashes {
        diesel::insert_into(recovery_codes::table)
            .values((recovery_codes::user_id.eq(user.as_str()), recovery_codes::hash.eq(hash)))
            .execute(connection)?;
    }
    Ok(true)
}

/// One statement decides: of callers that race, one changes the row.
pub fn spend_step(connection: &mut AnyConnection, user: &UserId, step: u64) -> DbResult<bool> {
    let step = signed(step);
    let unspent = totp::table.find(user.as_str()).filter(totp::is_active.eq(1)).filter(totp::last_step.lt(step));
    Ok(diesel::update(unspent).set(totp::last_step.eq(step)).execute(connection)? == 1)
}

pub fn spend_recovery_code(connection: &mut AnyConnection, user: &UserId, hash: &str) -> DbResult<bool> {
    Ok(diesel::delete(recovery_codes::table.find((user.as_str(), hash))).execute(connection)? == 1)
}

pub fn recovery_codes_left(connection: &mut AnyConnection, user: &UserId) -> DbResult<u32> {
    let of_user = recovery_codes::table.filter(recovery_codes::user_id.eq(user.as_str()));
    let count: i64 = of_user.count().get_result(connection)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub fn remove(connection: &mut AnyConnection, user: &UserId) -> DbResult<()> {
    forget_recovery_codes(connection, user)?;
    diesel::delete(totp::table.find(user.as_str())).execute(connection)?;
    Ok(())
}

fn forget_recovery_codes(connection: &mut AnyConnection, user: &UserId) -> DbResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user.as_str()))).execute(connection)?;
    Ok(())
}

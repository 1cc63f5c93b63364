//! `one_time_codes`, and what they change of `users`.
//!
//! Who looks at a code writes its row first (a try is counted): that locks it in both databases until the transaction ends, so
//! that callers that race come one after the other.

use diesel::prelude::*;
use playhouse_actors::model::{CODE_TRIES, CodePurpose, Contact, NewCode, Timestamp, User, UserId};
use subtle::ConstantTimeEq;

use super::accounts::{self, key};
use super::sessions::revoke_others;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::integer;
use crate::stores::schema::{one_time_codes, users};

pub fn owner_of(connection: &mut AnyConnection, email: &str) -> DbResult<Option<(UserId, String)>> {
    let user = accounts::user_by_email(connection, email)?;
    Ok(user.map(|user| (user.id, user.email)))
}

/// Takes the place of an older one, and clears away what is over.
pub fn keep(connection: &mut AnyConnection, code: &NewCode) -> DbResult<()> {
    let over = one_time_codes::table.filter(one_time_codes::expires_at.le(Timestamp::now().0));
    diesel::delete(over).execute(connection)?;
    forget(connection, code.user.as_str(), code.purpose)?;
    diesel::insert_into(one_time_codes::table)
        .values((
            one_time_codes::user_id.eq(code.user.as_str()),
            one_time_codes::purpose.eq(code.purpose.as_str()),
            one_time_codes::hash.eq(&code.hash),
            one_time_codes::sent_to.eq(&code.sent_to),
            one_time_codes::tries.eq(0),
            one_time_codes::expires_at.eq(code.expires_at.0),
        ))
        .execute(connection)?;
    Ok(())
}

fn forget(connection: &mut AnyConnection, user: &str, purpose: CodePurpose) -> DbResult<()> {
    diesel::delete(one_time_codes::table.find((user, purpose.as_str()))).execute(connection)?;
    Ok(())
}

/// Uses a code up; where it went to, or `None` when it is wrong.
fn take(
    connection: &mut AnyConnection,
    user: &str,
    purpose: CodePurpose,
    hash: &str,
    now: Timestamp,
) -> DbResult<Option<String>> {
    let row = one_time_codes::table.find((user, purpose.as_str()));
    let open = row.filter(one_time_codes::expires_at.gt(now.0)).filter(one_time_codes::tries.lt(integer(CODE_TRIES)));
    let counted = diesel::update(open).set(one_time_codes::tries.eq(one_time_codes::tries + 1)).execute(connection)?;
    if counted == 0 {
        return Ok(None);
    }
    let (kept, sent_to) =
        row.select((one_time_codes::hash, one_time_codes::sent_to)).first::<(String, String)>(connection)?;
    if !bool::from(kept.as_bytes().ct_eq(hash.as_bytes())) {
        return Ok(None);
    }
    forget(connection, user, purpose)?;
    Ok(Some(sent_to))
}

/// See [`OneTimeCodes::confirm_contact`](playhouse_actors::ports::OneTimeCodes::confirm_contact).
pub fn confirm_contact(
    connection: &mut AnyConnection,
    user: &UserId,
    contact: Contact,
    hash: &str,
    now: Timestamp,
) -> DbResult<bool> {
    let Some(sent_to) = take(connection, user.as_str(), CodePurpose::Verify(contact), hash, now)? else {
        return Ok(false);
    };
    let user = users::table.filter(users::id.eq(user.as_str()));
    let noted = match contact {
        Contact::Email => diesel::update(user.filter(users::email_key.eq(key(&sent_to))))
            .set(users::email_verified_at.eq(now.0))
            .execute(connection)?,
        Contact::Phone => diesel::update(user.filter(users::phone.eq(&sent_to)))
            .set(users::phone_verified_at.eq(now.0))
            .execute(connection)?,
    };
    Ok(noted == 1)
}

/// See [`OneTimeCodes::reset_password`](playhouse_actors::ports::OneTimeCodes::reset_password).
pub fn reset_password(
    connection: &mut AnyConnection,
    token_hash: &str,
    password_hash: &str,
    now: Timestamp,
) -> DbResult<Option<User>> {
    let named = one_time_codes::table
        .filter(one_time_codes::hash.eq(token_hash))
        .filter(one_time_codes::purpose.eq(CodePurpose::ResetPassword.as_str()))
        .select(one_time_codes::user_id)
        .first::<String>(connection)
        .optional()?;
    let Some(user) = named else {
        return Ok(None);
    };
    let Some(sent_to) = take(connection, &user, CodePurpose::ResetPassword, token_hash, now)? else {
        return Ok(None);
    };
    // Who reads the address has proved it by the way. A token that went to an earlier address opens nothing.
    let owner = users::table.filter(users::id.eq(&user)).filter(users::email_key.eq(key(&sent_to)));
    let set = diesel::update(owner)
        .set((users::password_hash.eq(password_hash), users::email_verified_at.eq(now.0)))
        .execute(connection)?;
    if set == 0 {
        return Ok(None);
    }
    let Some(id) = UserId::parse(&user) else {
        return Ok(None);
    };
    revoke_others(connection, &id, None)?;
    accounts::user(connection, &id)
}

pub fn set_phone(connection: &mut AnyConnection, user: &UserId, phone: Option<&str>) -> DbResult<()> {
    forget(connection, user.as_str(), CodePurpose::Verify(Contact::Phone))?;
    let unproven: Option<i64> = None;
    diesel::update(users::table.find(user.as_str()))
        .set((users::phone.eq(phone), users::phone_verified_at.eq(unproven)))
        .execute(connection)?;
    Ok(())
}

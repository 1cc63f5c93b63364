//! `idempotency_keys`.

use diesel::prelude::*;
use playhouse_actors::model::Timestamp;
use playhouse_actors::ports::{Claim, Claimed, KeptAnswer};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::idempotency_keys as keys;

/// Takes the key; fails with a conflict when it is taken. What is over goes first.
pub fn take(connection: &mut AnyConnection, claim: &Claim, now: Timestamp, until: Timestamp) -> DbResult<()> {
    diesel::delete(keys::table.filter(keys::expires_at.le(now.0))).execute(connection)?;
    diesel::insert_into(keys::table)
        .values((
            keys::owner.eq(&claim.owner),
            keys::key.eq(&claim.key),
            keys::fingerprint.eq(&claim.fingerprint),
            keys::body.eq(""),
            keys::expires_at.eq(until.0),
        ))
        .execute(connection)?;
    Ok(())
}

/// What stands under a key that is taken; `None` when it was given back in the meantime.
pub fn look(connection: &mut AnyConnection, claim: &Claim) -> DbResult<Option<Claimed>> {
    let row = keys::table
        .find((&claim.owner, &claim.key))
        .select((keys::fingerprint, keys::status, keys::content_type, keys::body))
        .first::<(String, Option<i32>, Option<String>, String)>(connection)
        .optional()?;
    Ok(row.map(|(fingerprint, status, content_type, body)| match status {
        _ if fingerprint != claim.fingerprint => Claimed::Other,
        Some(status) => {
            Claimed::Answered(KeptAnswer { status: u16::try_from(status).unwrap_or_default(), content_type, body })
        }
        None => Claimed::UnderWay,
    }))
}

pub fn settle(connection: &mut AnyConnection, claim: &Claim, answer: &KeptAnswer, until: Timestamp) -> DbResult<()> {
    diesel::update(keys::table.find((&claim.owner, &claim.key)).filter(keys::fingerprint.eq(&claim.fingerprint)))
        .set((
            keys::status.eq(i32::from(answer.status)),
            keys::content_type.eq(&answer.content_type),
            keys::body.eq(&answer.body),
            keys::expires_at.eq(until.0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn release(connection: &mut AnyConnection, claim: &Claim) -> DbResult<()> {
    diesel::delete(keys::table.find((&claim.owner, &claim.key)).filter(keys::fingerprint.eq(&claim.fingerprint)))
        .execute(connection)?;
    Ok(())
}

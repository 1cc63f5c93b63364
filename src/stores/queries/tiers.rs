//! `tiers` and `user_tiers`.

use diesel::prelude::*;
use playhouse_actors::model::{Tier, UserId};
use playhouse_actors::ports::StoreError;

use super::audit;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{signed, unsigned};
use crate::stores::schema::{tiers, user_tiers, users};

type Limit = Option<i64>;
type Row = (String, i32, Limit, Limit, Limit);

fn tier_of((name, is_default, upload, stored, open): Row) -> (Tier, bool) {
    let limit = |value: Limit| value.map(unsigned);
    let tier =
        Tier { name, max_upload_bytes: limit(upload), max_stored_bytes: limit(stored), max_open_uploads: limit(open) };
    (tier, is_default == 1)
}

const COLUMNS: (
    tiers::name,
    tiers::is_default,
    tiers::max_upload_bytes,
    tiers::max_stored_bytes,
    tiers::max_open_uploads,
) = (tiers::name, tiers::is_default, tiers::max_upload_bytes, tiers::max_stored_bytes, tiers::max_open_uploads);

pub fn all(connection: &mut AnyConnection) -> DbResult<Vec<(Tier, bool)>> {
    let rows = tiers::table.select(COLUMNS).order(tiers::name.asc()).load::<Row>(connection)?;
    Ok(rows.into_iter().map(tier_of).collect())
}

/// The person's, or the default one.
pub fn of(connection: &mut AnyConnection, user: &UserId) -> DbResult<Tier> {
    let own = user_tiers::table.find(user.as_str()).select(user_tiers::tier).first::<String>(connection).optional()?;
    let query = tiers::table.select(COLUMNS).into_boxed();
    let query = match own {
        Some(name) => query.filter(tiers::name.eq(name)),
        None => query.filter(tiers::is_default.eq(1)),
    };
    Ok(tier_of(query.first::<Row>(connection)?).0)
}

pub fn put(connection: &mut AnyConnection, tier: &Tier, by: &UserId) -> DbResult<()> {
    let limits = (
        tiers::max_upload_bytes.eq(tier.max_upload_bytes.map(signed)),
        tiers::max_stored_bytes.eq(tier.max_stored_bytes.map(signed)),
        tiers::max_open_uploads.eq(tier.max_open_uploads.map(signed)),
    );
    let known = diesel::update(tiers::table.find(&tier.name)).set(limits).execute(connection)?;
    if known == 0 {
        let values = (tiers::name.eq(&tier.name), tiers::is_default.eq(0), limits.0, limits.1, limits.2);
        diesel::insert_into(tiers::table).values(values).execute(connection)?;
    }
    let told = |limit: Option<u64>| limit.map_or_else(|| "no limit".to_owned(), |limit| limit.to_string());
    let detail = format!(
        "{}: {} bytes an upload, {} bytes in all, {} open uploads",
        tier.name,
        told(tier.max_upload_bytes),
        told(tier.max_stored_bytes),
        told(tier.max_open_uploads)
    );
    audit::append(connection, Some(by), by, "tier.limits", &detail)
}

pub fn set(connection: &mut AnyConnection, user: &UserId, tier: Option<&str>, by: &UserId) -> DbResult<()> {
    let is_known = users::table.find(user.as_str()).count().get_result::<i64>(connection)? == 1;
    let is_tier = match tier {
        Some(name) => tiers::table.find(name).count().get_result::<i64>(connection)? == 1,
        None => true,
    };
    if !is_known || !is_tier {
        return Err(StoreError::NotFound.into());
    }
    diesel::delete(user_tiers::table.find(user.as_str())).execute(connection)?;
    if let Some(name) = tier {
        diesel::insert_into(user_tiers::table)
            .values((user_tiers::user_id.eq(user.as_str()), user_tiers::tier.eq(name)))
            .execute(connection)?;
    }
    audit::append(connection, Some(by), user, "user.tier", tier.unwrap_or("the default"))
}

//! Who counts before they write take turns.

use diesel::prelude::*;
use playhouse_actors::model::UserId;

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::schema::users;

/// A write to the person's own row: transactions that begin with it come one after the other, on both databases.
pub fn take_turn(connection: &mut AnyConnection, user: &UserId) -> DbResult<()> {
    diesel::update(users::table.find(user.as_str())).set(users::id.eq(users::id)).execute(connection)?;
    Ok(())
}

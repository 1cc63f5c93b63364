//! People as everybody sees them beside what they do: name and picture.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{CommentAuthor, PictureId, PictureKind};

use super::profiles::SHOWN;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::user_id;
use crate::stores::schema::{profile_pictures, profiles, users};

/// By their ids; whoever is unknown has no entry.
pub fn by_id(connection: &mut AnyConnection, ids: &[&str]) -> DbResult<HashMap<String, CommentAuthor>> {
    type Row = (String, String, Option<String>, Option<String>);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let avatar = profile_pictures::user_id
        .eq(users::id)
        .and(profile_pictures::kind.eq(PictureKind::Avatar.as_str()))
        .and(profile_pictures::state.eq(SHOWN));
    let rows: Vec<Row> = users::table
        .left_join(profiles::table.on(profiles::user_id.eq(users::id)))
        .left_join(profile_pictures::table.on(avatar))
        .filter(users::id.eq_any(ids))
        .select((users::id, users::username, profiles::display_name.nullable(), profile_pictures::id.nullable()))
        .load(connection)?;
    let author = |(id, username, display_name, avatar): Row| {
        let avatar = avatar.as_deref().and_then(PictureId::parse);
        let author = CommentAuthor { id: user_id(&id)?, username, display_name, avatar };
        Ok((id, author))
    };
    rows.into_iter().map(author).collect()
}

//! People as everybody sees them beside what they do: name and picture.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{CommentAuthor, PictureId, PictureKind, UserId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::odd;
use crate::stores::schema::{profile_pictures, profiles, users};

const SHOWN: &str = "shown";

/// By their ids; whoever is unknown has no entry.
pub fn by_id(connection: &mut AnyConnection, ids: &[&str]) -> DbResult<HashMap<String, CommentAuthor>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let people: Vec<(String, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::username)).load(connection)?;
    let mut names: HashMap<String, Option<String>> = profiles::table
        .filter(profiles::user_id.eq_any(ids))
        .select((profiles::user_id, profiles::display_name))
        .load(connection)?
        .into_iter()
        .collect();
    let avatars: HashMap<String, String> = profile_pictures::table
        .filter(profile_pictures::user_id.eq_any(ids))
        .filter(profile_pictures::kind.eq(PictureKind::Avatar.as_str()))
        .filter(profile_pictures::state.eq(SHOWN))
        .select((profile_pictures::user_id, profile_pictures::id))
        .load(connection)?
        .into_iter()
        .collect();
    let person = |(id, username): (String, String)| {
        let author = CommentAuthor {
            id: UserId::parse(&id).ok_or_else(|| odd("user id", &id))?,
            username,
            display_name: names.remove(&id).flatten(),
            avatar: avatars.get(&id).and_then(|picture| PictureId::parse(picture)),
        };
        Ok((id, author))
    };
    people.into_iter().map(person).collect()
}

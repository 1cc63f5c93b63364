//! `profiles` and `profile_pictures`.

use diesel::prelude::*;
use playhouse_actors::model::{
    PictureId, PictureKind, Profile, ProfileChange, ProfileCounts, Timestamp, UserId, VideoState, Visibility,
};
use playhouse_actors::ports::{StalePicture, StoreError};

use super::turns::take_turn;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::unsigned;
use crate::stores::schema::{profile_pictures, profiles, videos};

const BEGUN: &str = "begun";
pub const SHOWN: &str = "shown";
const RETIRED: &str = "retired";

pub fn find(connection: &mut AnyConnection, user: &UserId) -> DbResult<Profile> {
    let row = profiles::table
        .find(user.as_str())
        .select((profiles::display_name, profiles::bio, profiles::links))
        .first::<(Option<String>, String, String)>(connection)
        .optional()?;
    let (display_name, bio, links) = row.unwrap_or_else(|| (None, String::new(), "[]".to_owned()));
    let links = serde_json::from_str(&links).map_err(|error| StoreError::Internal(error.to_string()))?;
    let pictures: Vec<(String, String)> = profile_pictures::table
        .filter(profile_pictures::user_id.eq(user.as_str()))
        .filter(profile_pictures::state.eq(SHOWN))
        .select((profile_pictures::kind, profile_pictures::id))
        .load(connection)?;
    let shown = |kind: PictureKind| {
        let found = pictures.iter().find(|(of, _)| of == kind.as_str());
        found.and_then(|(_, id)| PictureId::parse(id))
    };
    Ok(Profile { display_name, bio, links, avatar: shown(PictureKind::Avatar), banner: shown(PictureKind::Banner) })
}

pub fn change(connection: &mut AnyConnection, user: &UserId, change: ProfileChange) -> DbResult<Profile> {
    take_turn(connection, user)?;
    let old = find(connection, user)?;
    let display_name = change.display_name.map_or(old.display_name, |name| Some(name).filter(|name| !name.is_empty()));
    let links = change.links.unwrap_or(old.links);
    let links = serde_json::to_string(&links).map_err(|error| StoreError::Internal(error.to_string()))?;
    diesel::delete(profiles::table.find(user.as_str())).execute(connection)?;
    diesel::insert_into(profiles::table)
        .values((
            profiles::user_id.eq(user.as_str()),
            profiles::display_name.eq(display_name),
            profiles::bio.eq(change.bio.unwrap_or(old.bio)),
            profiles::links.eq(links),
            profiles::updated_at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    find(connection, user)
}

pub fn counts(connection: &mut AnyConnection, user: &UserId) -> DbResult<ProfileCounts> {
    let views: Vec<i64> = videos::table
        .filter(videos::owner_id.eq(user.as_str()))
        .filter(videos::visibility.eq(Visibility::Public.as_str()))
        .filter(videos::state.eq_any([VideoState::Playable.as_str(), VideoState::Ready.as_str()]))
        .select(videos::views)
        .load(connection)?;
    Ok(ProfileCounts { videos: views.len() as u64, views: views.into_iter().map(unsigned).sum() })
}

pub fn begin_picture(
    connection: &mut AnyConnection,
    user: &UserId,
    kind: PictureKind,
    id: &PictureId,
    now: Timestamp,
) -> DbResult<()> {
    diesel::insert_into(profile_pictures::table)
        .values((
            profile_pictures::id.eq(id.as_str()),
            profile_pictures::user_id.eq(user.as_str()),
            profile_pictures::kind.eq(kind.as_str()),
            profile_pictures::state.eq(BEGUN),
            profile_pictures::begun_at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn show_picture(
    connection: &mut AnyConnection,
    user: &UserId,
    kind: PictureKind,
    id: Option<&PictureId>,
) -> DbResult<()> {
    take_turn(connection, user)?;
    let shown = profile_pictures::table
        .filter(profile_pictures::user_id.eq(user.as_str()))
        .filter(profile_pictures::kind.eq(kind.as_str()))
        .filter(profile_pictures::state.eq(SHOWN));
    diesel::update(shown).set(profile_pictures::state.eq(RETIRED)).execute(connection)?;
    let Some(id) = id else {
        return Ok(());
    };
    let begun = profile_pictures::table.find(id.as_str()).filter(profile_pictures::state.eq(BEGUN));
    match diesel::update(begun).set(profile_pictures::state.eq(SHOWN)).execute(connection)? {
        0 => Err(StoreError::NotFound.into()),
        _ => Ok(()),
    }
}

pub fn stale_pictures(
    connection: &mut AnyConnection,
    user: &UserId,
    begun_before: Timestamp,
) -> DbResult<Vec<StalePicture>> {
    let abandoned = profile_pictures::state.eq(BEGUN).and(profile_pictures::begun_at.lt(begun_before.0));
    let rows: Vec<(String, String)> = profile_pictures::table
        .filter(profile_pictures::user_id.eq(user.as_str()))
        .filter(profile_pictures::state.eq(RETIRED).or(abandoned))
        .select((profile_pictures::kind, profile_pictures::id))
        .load(connection)?;
    let stale = |(kind, id): (String, String)| {
        Some(StalePicture { user: user.clone(), kind: PictureKind::parse(&kind)?, id: PictureId::parse(&id)? })
    };
    Ok(rows.into_iter().filter_map(stale).collect())
}

pub fn forget_picture(connection: &mut AnyConnection, id: &PictureId) -> DbResult<()> {
    diesel::delete(profile_pictures::table.find(id.as_str())).execute(connection)?;
    Ok(())
}

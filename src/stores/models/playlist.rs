//! Rows of `playlists`.

use diesel::prelude::*;
use playhouse_actors::model::{AccountStatus, Playlist, PlaylistId, Timestamp, UserId, Visibility};
use playhouse_actors::ports::StoreError;

use super::odd;

#[derive(Debug, Queryable)]
pub struct PlaylistRow {
    id: String,
    owner_id: String,
    title: String,
    description: String,
    visibility: String,
    created_at: i64,
    updated_at: i64,
}

impl PlaylistRow {
    /// With name and status of its owner.
    pub fn into_playlist(self, (owner_username, owner_status): (String, String)) -> Result<Playlist, StoreError> {
        Ok(Playlist {
            id: PlaylistId::parse(&self.id).ok_or_else(|| odd("playlist id", &self.id))?,
            owner: UserId::parse(&self.owner_id).ok_or_else(|| odd("user id", &self.owner_id))?,
            owner_username,
            owner_is_banned: owner_status == AccountStatus::Banned.as_str(),
            title: self.title,
            description: self.description,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| odd("visibility", &self.visibility))?,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

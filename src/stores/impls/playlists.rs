//! [`Playlists`] over the database.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use playhouse_actors::model::{
    Cursor, ItemChange, ItemPlace, NewPlaylist, Page, Playlist, PlaylistChange, PlaylistFilter, PlaylistId,
    PlaylistItem, PlaylistSummary, UserId, VideoId,
};
use playhouse_actors::ports::{Playlists, StoreError};

use super::DbStore;
use crate::stores::queries::{playlist_items as items, playlists as queries};

#[async_trait]
impl Playlists for DbStore {
    async fn create_playlist(&self, new: NewPlaylist) -> Result<Option<Playlist>, StoreError> {
        self.db.write("playlists.create", move |connection| queries::create(connection, new)).await
    }

    async fn playlist(&self, id: &PlaylistId) -> Result<Option<Playlist>, StoreError> {
        let id = id.clone();
        self.db.read("playlists.playlist", move |connection| queries::playlist(connection, &id)).await
    }

    async fn update_playlist(
        &self,
        id: &PlaylistId,
        owner: &UserId,
        change: PlaylistChange,
    ) -> Result<Option<Playlist>, StoreError> {
        let (id, owner) = (id.clone(), owner.clone());
        self.db.write("playlists.update", move |connection| queries::update(connection, &id, &owner, change)).await
    }

    async fn delete_playlist(&self, id: &PlaylistId, owner: &UserId) -> Result<bool, StoreError> {
        let (id, owner) = (id.clone(), owner.clone());
        self.db.write("playlists.delete", move |connection| queries::delete(connection, &id, &owner)).await
    }

    async fn playlists(&self, filter: &PlaylistFilter) -> Result<Page<Playlist>, StoreError> {
        let filter = filter.clone();
        self.db.read("playlists.page", move |connection| queries::page(connection, &filter)).await
    }

    async fn playlist_summaries(
        &self,
        playlists: &[PlaylistId],
        viewer: Option<&UserId>,
    ) -> Result<HashMap<PlaylistId, PlaylistSummary>, StoreError> {
        let (ids, viewer) = (playlists.to_vec(), viewer.cloned());
        self.db
            .read("playlists.summaries", move |connection| queries::summaries(connection, &ids, viewer.as_ref()))
            .await
    }

    async fn playlists_with(
        &self,
        playlists: &[PlaylistId],
        video: &VideoId,
    ) -> Result<HashSet<PlaylistId>, StoreError> {
        let (ids, video) = (playlists.to_vec(), video.clone());
        self.db.read("playlists.with", move |connection| queries::with_video(connection, &ids, &video)).await
    }

    async fn playlist_items(
        &self,
        id: &PlaylistId,
        viewer: Option<&UserId>,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<PlaylistItem>, StoreError> {
        let (id, viewer) = (id.clone(), viewer.cloned());
        self.db
            .read("playlists.items", move |connection| {
                items::page(connection, &id, viewer.as_ref(), cursor.as_ref(), limit)
            })
            .await
    }

    async fn add_item(&self, id: &PlaylistId, video: &VideoId, place: ItemPlace) -> Result<ItemChange, StoreError> {
        let (id, video) = (id.clone(), video.clone());
        self.db.write("playlists.add", move |connection| items::add(connection, &id, &video, &place)).await
    }

    async fn move_item(&self, id: &PlaylistId, video: &VideoId, place: ItemPlace) -> Result<ItemChange, StoreError> {
        let (id, video) = (id.clone(), video.clone());
        self.db.write("playlists.move", move |connection| items::shift(connection, &id, &video, &place)).await
    }

    async fn remove_item(&self, id: &PlaylistId, video: &VideoId) -> Result<bool, StoreError> {
        let (id, video) = (id.clone(), video.clone());
        self.db.write("playlists.remove", move |connection| items::remove(connection, &id, &video)).await
    }

    async fn watch_later(&self, user: &UserId) -> Result<Option<PlaylistId>, StoreError> {
        let user = user.clone();
        self.db.read("playlists.watch_later", move |connection| queries::watch_later(connection, &user)).await
    }

    async fn make_watch_later(&self, user: &UserId) -> Result<PlaylistId, StoreError> {
        let user = user.clone();
        self.db
            .write("playlists.make_watch_later", move |connection| queries::make_watch_later(connection, &user))
            .await
    }

    async fn saved_for_later(&self, user: &UserId, videos: &[VideoId]) -> Result<HashSet<VideoId>, StoreError> {
        let (user, videos) = (user.clone(), videos.to_vec());
        self.db
            .read("playlists.saved_for_later", move |connection| queries::saved_for_later(connection, &user, &videos))
            .await
    }
}

//! Playlists and what is in them.
//!
//! Who changes the videos of a playlist does so one after the other: no two are at the same place, none is there twice.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    Cursor, ItemChange, ItemPlace, NewPlaylist, Page, Playlist, PlaylistChange, PlaylistFilter, PlaylistId,
    PlaylistItem, PlaylistSummary, UserId, VideoId,
};

#[async_trait]
pub trait Playlists: Send + Sync {
    /// None when the person has [`MAX_PLAYLISTS`](crate::model::MAX_PLAYLISTS) already.
    async fn create_playlist(&self, new: NewPlaylist) -> Result<Option<Playlist>, StoreError>;

    /// Never one that is for watching later.
    async fn playlist(&self, id: &PlaylistId) -> Result<Option<Playlist>, StoreError>;

    /// None without such a playlist of theirs.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] of `seen` when it is no longer what its owner has seen.
    async fn update_playlist(
        &self,
        id: &PlaylistId,
        owner: &UserId,
        change: PlaylistChange,
    ) -> Result<Option<Playlist>, StoreError>;

    /// False without such a playlist of theirs.
    async fn delete_playlist(&self, id: &PlaylistId, owner: &UserId) -> Result<bool, StoreError>;

    async fn playlists(&self, filter: &PlaylistFilter) -> Result<Page<Playlist>, StoreError>;

    /// What these playlists are to whoever looks; one without anything for them has no entry.
    async fn playlist_summaries(
        &self,
        playlists: &[PlaylistId],
        viewer: Option<&UserId>,
    ) -> Result<HashMap<PlaylistId, PlaylistSummary>, StoreError>;

    /// Which of these playlists have a video.
    async fn playlists_with(
        &self,
        playlists: &[PlaylistId],
        video: &VideoId,
    ) -> Result<HashSet<PlaylistId>, StoreError>;

    /// What is in a playlist and may be seen by whoever looks, in its order.
    async fn playlist_items(
        &self,
        id: &PlaylistId,
        viewer: Option<&UserId>,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<PlaylistItem>, StoreError>;

    /// Puts a video that is not in a playlist into it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] without such a video.
    async fn add_item(&self, id: &PlaylistId, video: &VideoId, place: ItemPlace) -> Result<ItemChange, StoreError>;

    async fn move_item(&self, id: &PlaylistId, video: &VideoId, place: ItemPlace) -> Result<ItemChange, StoreError>;

    /// False when it was not in it.
    async fn remove_item(&self, id: &PlaylistId, video: &VideoId) -> Result<bool, StoreError>;

    /// A person's playlist of what they want to watch later; none before they saved anything.
    async fn watch_later(&self, user: &UserId) -> Result<Option<PlaylistId>, StoreError>;

    /// The same, made if need be.
    async fn make_watch_later(&self, user: &UserId) -> Result<PlaylistId, StoreError>;

    /// Which of these videos a person wants to watch later.
    async fn saved_for_later(&self, user: &UserId, videos: &[VideoId]) -> Result<HashSet<VideoId>, StoreError>;
}

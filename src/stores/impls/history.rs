//! [`History`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{HistoryFilter, Page, UserId, VideoId, WatchPosition, Watched};
use playhouse_actors::ports::{History, StoreError};

use super::DbStore;
use crate::stores::queries::history as queries;

#[async_trait]
impl History for DbStore {
    async fn note_position(&self, user: &UserId, video: &VideoId, position: WatchPosition) -> Result<(), StoreError> {
        let (user, video) = (user.clone(), video.clone());
        self.db.write("history.note", move |connection| queries::note(connection, &user, &video, position)).await
    }

    async fn positions(
        &self,
        user: &UserId,
        videos: &[VideoId],
    ) -> Result<HashMap<VideoId, WatchPosition>, StoreError> {
        let (user, videos) = (user.clone(), videos.to_vec());
        self.db.read("history.positions", move |connection| queries::positions(connection, &user, &videos)).await
    }

    async fn history(&self, user: &UserId, filter: &HistoryFilter) -> Result<Page<Watched>, StoreError> {
        let (user, filter) = (user.clone(), filter.clone());
        self.db.read("history.page", move |connection| queries::page(connection, &user, &filter)).await
    }

    async fn forget_watched(&self, user: &UserId, video: Option<&VideoId>) -> Result<(), StoreError> {
        let (user, video) = (user.clone(), video.cloned());
        self.db.write("history.forget", move |connection| queries::forget(connection, &user, video.as_ref())).await
    }

    async fn is_history_paused(&self, user: &UserId) -> Result<bool, StoreError> {
        let user = user.clone();
        self.db.read("history.is_paused", move |connection| queries::is_paused(connection, &user)).await
    }

    async fn pause_history(&self, user: &UserId, is_paused: bool) -> Result<(), StoreError> {
        let user = user.clone();
        self.db.write("history.pause", move |connection| queries::pause(connection, &user, is_paused)).await
    }
}

//! [`Discovery`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{TagCount, Video};
use playhouse_actors::ports::{Discovery, StoreError};

use super::DbStore;
use crate::stores::queries::discovery as queries;

#[async_trait]
impl Discovery for DbStore {
    async fn popular_tags(&self, limit: usize) -> Result<Vec<TagCount>, StoreError> {
        self.db.read("discovery.tags", move |connection| queries::popular_tags(connection, limit)).await
    }

    async fn related(&self, video: &Video, limit: usize) -> Result<Vec<Video>, StoreError> {
        let video = video.clone();
        self.db.read("discovery.related", move |connection| queries::related(connection, &video, limit)).await
    }
}

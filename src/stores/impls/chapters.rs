//! [`Chapters`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{Chapter, VideoId};
use playhouse_actors::ports::{Chapters, StoreError};

use super::DbStore;
use crate::stores::queries::chapters as queries;

#[async_trait]
impl Chapters for DbStore {
    async fn chapters_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<Chapter>>, StoreError> {
        let videos = videos.to_vec();
        self.db.read("chapters.of", move |connection| queries::of(connection, &videos)).await
    }

    async fn set_chapters(&self, video: &VideoId, chapters: Vec<Chapter>) -> Result<(), StoreError> {
        let video = video.clone();
        self.db.write("chapters.set", move |connection| queries::set(connection, &video, &chapters)).await
    }
}

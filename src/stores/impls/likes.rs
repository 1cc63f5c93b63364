//! [`Likes`] over the database.

use std::collections::HashSet;

use async_trait::async_trait;
use playhouse_actors::model::{Cursor, Page, UserId, Video, VideoId};
use playhouse_actors::ports::{Likes, StoreError};

use super::DbStore;
use crate::stores::queries::likes as queries;

#[async_trait]
impl Likes for DbStore {
    async fn like_video(&self, video: &VideoId, user: &UserId, likes: bool) -> Result<Option<u64>, StoreError> {
        let (video, user) = (video.clone(), user.clone());
        self.db.write("likes.set", move |connection| queries::set(connection, &video, &user, likes)).await
    }

    async fn liked_videos(&self, user: &UserId, videos: &[VideoId]) -> Result<HashSet<VideoId>, StoreError> {
        let (user, videos) = (user.clone(), videos.to_vec());
        self.db.read("likes.liked", move |connection| queries::liked(connection, &user, &videos)).await
    }

    async fn likes_of(&self, user: &UserId, cursor: Option<Cursor>, limit: usize) -> Result<Page<Video>, StoreError> {
        let user = user.clone();
        self.db.read("likes.page", move |connection| queries::page(connection, &user, cursor.as_ref(), limit)).await
    }
}

//! [`Comments`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{
    Comment, CommentFilter, CommentId, LogEntry, Page, RoomRefusal, RoomRules, RoomState, RoomWrite, RoomWritten,
    Timestamp, UserId, VideoId,
};
use playhouse_actors::one_time_codes::random_token;
use playhouse_actors::ports::{Comments, StoreError};

use super::DbStore;
use crate::stores::queries::{comments as queries, rooms};

#[async_trait]
impl Comments for DbStore {
    async fn open_room(&self, video: &VideoId) -> Result<Option<RoomState>, StoreError> {
        let id = video.clone();
        if let Some(room) = self.db.read("rooms.find", move |connection| rooms::find(connection, &id)).await? {
            return Ok(Some(room));
        }
        let (id, epoch) = (video.clone(), random_token());
        match self.db.write("rooms.make", move |connection| rooms::make(connection, &id, &epoch)).await {
            // Another node was faster.
            Err(StoreError::Conflict(_)) => {
                let id = video.clone();
                self.db.read("rooms.find", move |connection| rooms::find(connection, &id)).await
            }
            outcome => outcome,
        }
    }

    async fn room_log(&self, video: &VideoId, after: i64, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        let video = video.clone();
        self.db.read("rooms.log", move |connection| rooms::log(connection, &video, after, limit)).await
    }

    async fn write_room(
        &self,
        video: &VideoId,
        epoch: &str,
        seq: i64,
        writes: Vec<RoomWrite>,
    ) -> Result<Vec<Result<RoomWritten, RoomRefusal>>, StoreError> {
        let (video, epoch) = (video.clone(), epoch.to_owned());
        self.db.write("rooms.write", move |connection| rooms::write(connection, &video, &epoch, seq, writes)).await
    }

    async fn set_room_rules(&self, video: &VideoId, rules: RoomRules) -> Result<bool, StoreError> {
        let video = video.clone();
        self.db.write("rooms.set_rules", move |connection| rooms::set_rules(connection, &video, rules)).await
    }

    async fn comment_counts(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, u64>, StoreError> {
        let videos = videos.to_vec();
        self.db.read("rooms.comment_counts", move |connection| rooms::comment_counts(connection, &videos)).await
    }

    async fn comment(&self, id: &CommentId) -> Result<Option<Comment>, StoreError> {
        let id = id.clone();
        self.db.read("comments.comment", move |connection| queries::find(connection, &id)).await
    }

    async fn comments(&self, filter: CommentFilter) -> Result<Page<Comment>, StoreError> {
        self.db.read("comments.page", move |connection| queries::page(connection, &filter)).await
    }

    async fn comment_edits(&self, id: &CommentId) -> Result<Vec<(Timestamp, String)>, StoreError> {
        let id = id.clone();
        self.db.read("comments.edits", move |connection| queries::edits(connection, &id)).await
    }

    async fn like_comment(&self, id: &CommentId, user: &UserId, likes: bool) -> Result<Option<u64>, StoreError> {
        let (id, user) = (id.clone(), user.clone());
        self.db.write("comments.like", move |connection| queries::like(connection, &id, &user, likes)).await
    }

    async fn liked_comments(&self, user: &UserId, comments: &[CommentId]) -> Result<Vec<CommentId>, StoreError> {
        let (user, comments) = (user.clone(), comments.to_vec());
        self.db.read("comments.liked", move |connection| queries::liked(connection, &user, &comments)).await
    }

    async fn mentioned(&self, id: &CommentId) -> Result<Vec<UserId>, StoreError> {
        let id = id.clone();
        self.db.read("comments.mentioned", move |connection| queries::mentioned(connection, &id)).await
    }

    async fn comments_by(&self, author: &UserId, limit: usize) -> Result<Vec<(CommentId, VideoId)>, StoreError> {
        let author = author.clone();
        self.db.read("comments.by", move |connection| queries::by(connection, &author, limit)).await
    }
}

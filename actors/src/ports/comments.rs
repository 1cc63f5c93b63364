//! What is written beside videos, and the order in which rooms have told it.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    Comment, CommentFilter, CommentId, LogEntry, Page, RoomRefusal, RoomRules, RoomState, RoomWrite, RoomWritten,
    Timestamp, UserId, VideoId,
};

#[async_trait]
pub trait Comments: Send + Sync {
    /// The room of a video, made at its first use; none when there is no such video.
    async fn open_room(&self, video: &VideoId) -> Result<Option<RoomState>, StoreError>;

    /// What was told after the number `after`, oldest first, at most `limit`.
    async fn room_log(&self, video: &VideoId, after: i64, limit: usize) -> Result<Vec<LogEntry>, StoreError>;

    /// Writes all of these in one transaction and numbers what is to be told from `seq + 1` on.
    /// [`StoreError::Conflict`] with `room` when the room's epoch and last number are others: somebody else has written.
    async fn write_room(
        &self,
        video: &VideoId,
        epoch: &str,
        seq: i64,
        writes: Vec<RoomWrite>,
    ) -> Result<Vec<Result<RoomWritten, RoomRefusal>>, StoreError>;

    /// False when there is no such room.
    async fn set_room_rules(&self, video: &VideoId, rules: RoomRules) -> Result<bool, StoreError>;

    /// How many comments are published beside each video, answers among them; videos without any may have no entry.
    async fn comment_counts(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, u64>, StoreError>;

    async fn comment(&self, id: &CommentId) -> Result<Option<Comment>, StoreError>;

    async fn comments(&self, filter: CommentFilter) -> Result<Page<Comment>, StoreError>;

    /// What a comment said before, and until when; oldest first.
    async fn comment_edits(&self, id: &CommentId) -> Result<Vec<(Timestamp, String)>, StoreError>;

    /// Sets or takes back a person's like of a published comment; how many there are now, none without such a comment.
    async fn like_comment(&self, id: &CommentId, user: &UserId, likes: bool) -> Result<Option<u64>, StoreError>;

    /// Which of these comments a person likes.
    async fn liked_comments(&self, user: &UserId, comments: &[CommentId]) -> Result<Vec<CommentId>, StoreError>;

    /// Whom a comment names and who wants to hear from its author.
    async fn mentioned(&self, id: &CommentId) -> Result<Vec<UserId>, StoreError>;

    /// Comments of a person that are not deleted, newest first, with their videos.
    async fn comments_by(&self, author: &UserId, limit: usize) -> Result<Vec<(CommentId, VideoId)>, StoreError>;
}

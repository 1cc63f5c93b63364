//! Rows of `notifications`.

use diesel::prelude::*;
use playhouse_actors::model::{
    CommentAuthor, CommentId, Notification, NotificationId, NotificationKind, Timestamp, UserId, Video,
};
use playhouse_actors::ports::StoreError;

use super::odd;
use crate::stores::schema::notifications;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct NotificationRow {
    id: String,
    user_id: String,
    kind: String,
    pub video_id: Option<String>,
    comment_id: Option<String>,
    pub actor_id: Option<String>,
    created_at: i64,
    read_at: Option<i64>,
}

impl NotificationRow {
    /// With what it is about.
    pub fn into_notification(
        self,
        video: Option<Video>,
        actor: Option<CommentAuthor>,
    ) -> Result<Notification, StoreError> {
        Ok(Notification {
            id: NotificationId::parse(&self.id).ok_or_else(|| odd("notification id", &self.id))?,
            user: UserId::parse(&self.user_id).ok_or_else(|| odd("user id", &self.user_id))?,
            kind: NotificationKind::parse(&self.kind).ok_or_else(|| odd("kind of notification", &self.kind))?,
            comment: self.comment_id.as_deref().and_then(CommentId::parse),
            video,
            actor,
            created_at: Timestamp(self.created_at),
            read_at: self.read_at.map(Timestamp),
        })
    }
}

//! What people are told of in the app.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    Announced, Cursor, NewlyTold, Notification, NotificationId, NotificationKind, Occasion, Page, Timestamp, UserId,
    VideoId,
};

#[async_trait]
pub trait Notifications: Send + Sync {
    /// Tells a person of something, durably; none when they did it themselves, do not want to know, or were told before.
    async fn notify(&self, user: &UserId, occasion: Occasion) -> Result<Option<NewlyTold>, StoreError>;

    /// The newest first.
    async fn notifications(
        &self,
        user: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Notification>, StoreError>;

    /// Those of these that are still there, in no order.
    async fn notifications_by_id(&self, ids: &[NotificationId]) -> Result<Vec<Notification>, StoreError>;

    /// How many each of these people has not read; those with none have no entry.
    async fn unread_of(&self, users: &[UserId]) -> Result<HashMap<UserId, u64>, StoreError>;

    async fn unread(&self, user: &UserId) -> Result<u64, StoreError> {
        Ok(self.unread_of(std::slice::from_ref(user)).await?.remove(user).unwrap_or(0))
    }

    /// Notes that a person has read these of theirs, or all; answers how many are left unread.
    async fn read_notifications(
        &self,
        user: &UserId,
        ids: Option<Vec<NotificationId>>,
        now: Timestamp,
    ) -> Result<u64, StoreError>;

    /// Removes what was told before a time.
    async fn forget_notifications(&self, before: Timestamp) -> Result<usize, StoreError>;

    /// Kinds that a person does not want to be told of.
    async fn unwanted_notifications(&self, user: &UserId) -> Result<Vec<NotificationKind>, StoreError>;

    /// Whether each of these is wanted; the others stay as they are.
    async fn want_notifications(&self, user: &UserId, kinds: Vec<(NotificationKind, bool)>) -> Result<(), StoreError>;

    /// Begins to tell the followers of its owner of a video, once in its life.
    async fn announce(&self, video: &VideoId, now: Timestamp) -> Result<(), StoreError>;

    /// Videos that not all followers were told of, the first announced first.
    async fn open_announcements(&self, limit: usize) -> Result<Vec<VideoId>, StoreError>;

    /// Tells the next `limit` followers, durably. A video that is no longer public is not announced any more, until it is
    /// public again.
    async fn announce_further(&self, video: &VideoId, limit: usize) -> Result<Announced, StoreError>;
}

//! [`Notifications`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{
    Announced, Cursor, NewlyTold, Notification, NotificationId, NotificationKind, Occasion, Page, Timestamp, UserId,
    VideoId,
};
use playhouse_actors::ports::{Notifications, StoreError};

use super::DbStore;
use crate::stores::queries::{announcements, notifications as queries};

#[async_trait]
impl Notifications for DbStore {
    async fn notify(&self, user: &UserId, occasion: Occasion) -> Result<Option<NewlyTold>, StoreError> {
        let user = user.clone();
        self.db.write("notifications.notify", move |connection| queries::notify(connection, &user, &occasion)).await
    }

    async fn notifications(
        &self,
        user: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Notification>, StoreError> {
        let user = user.clone();
        self.db
            .read("notifications.page", move |connection| queries::page(connection, &user, cursor.as_ref(), limit))
            .await
    }

    async fn notifications_by_id(&self, ids: &[NotificationId]) -> Result<Vec<Notification>, StoreError> {
        let ids = ids.to_vec();
        self.db.read("notifications.by_id", move |connection| queries::by_id(connection, &ids)).await
    }

    async fn unread_of(&self, users: &[UserId]) -> Result<HashMap<UserId, u64>, StoreError> {
        let users = users.to_vec();
        self.db.read("notifications.unread", move |connection| queries::unread_of(connection, &users)).await
    }

    async fn read_notifications(
        &self,
        user: &UserId,
        ids: Option<Vec<NotificationId>>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let user = user.clone();
        self.db
            .write("notifications.read", move |connection| queries::read(connection, &user, ids.as_deref(), now))
            .await
    }

    async fn forget_notifications(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.db.write("notifications.forget", move |connection| queries::forget(connection, before)).await
    }

    async fn unwanted_notifications(&self, user: &UserId) -> Result<Vec<NotificationKind>, StoreError> {
        let user = user.clone();
        self.db.read("notifications.unwanted", move |connection| queries::unwanted(connection, &user)).await
    }

    async fn want_notifications(&self, user: &UserId, kinds: Vec<(NotificationKind, bool)>) -> Result<(), StoreError> {
        let user = user.clone();
        self.db.write("notifications.want", move |connection| queries::want(connection, &user, &kinds)).await
    }

    async fn announce(&self, video: &VideoId, now: Timestamp) -> Result<(), StoreError> {
        let video = video.clone();
        self.db.write("announcements.begin", move |connection| announcements::begin(connection, &video, now)).await
    }

    async fn open_announcements(&self, limit: usize) -> Result<Vec<VideoId>, StoreError> {
        self.db.read("announcements.open", move |connection| announcements::open(connection, limit)).await
    }

    async fn announce_further(&self, video: &VideoId, limit: usize) -> Result<Announced, StoreError> {
        let video = video.clone();
        self.db
            .write("announcements.further", move |connection| announcements::further(connection, &video, limit))
            .await
    }
}

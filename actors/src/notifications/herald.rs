//! Tells those who listen of notifications that are durable.

use std::sync::Arc;

use super::NotificationBoard;
use crate::model::{NewlyTold, UserId};
use crate::ports::{Notifications, StoreError};

/// Clones are the same one.
#[derive(Clone)]
pub struct Herald {
    notifications: Arc<dyn Notifications>,
    board: NotificationBoard,
}

impl Herald {
    #[must_use]
    pub fn new(notifications: Arc<dyn Notifications>, board: NotificationBoard) -> Self {
        Self { notifications, board }
    }

    /// Looks up what those who listen are to hear, in two queries however many there are; the others find it when they look.
    pub async fn tell(&self, told: Vec<NewlyTold>) {
        let heard: Vec<NewlyTold> = told.into_iter().filter(|told| self.board.is_listening(&told.user)).collect();
        if heard.is_empty() {
            return;
        }
        if let Err(error) = self.publish(heard).await {
            tracing::warn!(%error, "whoever listens is not told of what is new; they find it when they look");
        }
    }

    async fn publish(&self, told: Vec<NewlyTold>) -> Result<(), StoreError> {
        let (ids, users): (Vec<_>, Vec<UserId>) = told.into_iter().map(|told| (told.notification, told.user)).unzip();
        let notifications = self.notifications.notifications_by_id(&ids).await?;
        let unread = self.notifications.unread_of(&users).await?;
        for notification in notifications {
            let unread = unread.get(&notification.user).copied().unwrap_or(0);
            self.board.publish(notification, unread);
        }
        Ok(())
    }
}

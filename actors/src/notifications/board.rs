//! Who listens to their notifications right now: the seam between whoever writes them and the sockets.
//!
//! Telling never waits. A listener that is too slow skips what it missed and hears how many are unread; what it was not
//! told is in the database. A person is remembered while somebody listens for them, and no longer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{self, error::RecvError};

use crate::model::{Notification, NotificationMessage, UserId};

/// Messages that wait for one listener.
const BACKLOG: usize = 16;

/// What a listener hears.
#[derive(Debug, Clone, PartialEq)]
pub enum NotificationEvent {
    Created {
        notification: Arc<Notification>,
        /// With this one.
        unread: u64,
    },
    /// So many are unread now: some were read, or several have come at once.
    Unread(u64),
}

impl NotificationEvent {
    /// As it is told on a socket.
    #[must_use]
    pub fn message(&self) -> NotificationMessage<'_> {
        match self {
            Self::Created { notification, unread } => {
                NotificationMessage::Created { notification: notification.view(), unread: *unread }
            }
            Self::Unread(unread) => NotificationMessage::Unread { unread: *unread },
        }
    }
}

/// The seam; clones are the same one.
#[derive(Clone, Default)]
pub struct NotificationBoard(Arc<Mutex<HashMap<UserId, Line>>>);

/// One person's listeners.
struct Line {
    events: broadcast::Sender<NotificationEvent>,
    /// As last told; for those who are too slow.
    unread: Arc<AtomicU64>,
}

impl NotificationBoard {
    fn lines(&self) -> MutexGuard<'_, HashMap<UserId, Line>> {
        // Whole values after every statement: a panic elsewhere cannot have broken them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Listens for a person. What was before, the listener reads for itself, after this.
    #[must_use]
    pub fn subscribe(&self, user: &UserId) -> Subscription {
        let mut lines = self.lines();
        let line = lines
            .entry(user.clone())
            .or_insert_with(|| Line { events: broadcast::Sender::new(BACKLOG), unread: Arc::default() });
        Subscription {
            board: self.clone(),
            user: user.clone(),
            events: Some(line.events.subscribe()),
            unread: Arc::clone(&line.unread),
        }
    }

    /// Whether anybody listens for this person.
    #[must_use]
    pub fn is_listening(&self, user: &UserId) -> bool {
        self.lines().contains_key(user)
    }

    /// A notification that is durable; `unread` counts it.
    pub fn publish(&self, notification: Notification, unread: u64) {
        let user = notification.user.clone();
        self.tell(&user, unread, || NotificationEvent::Created { notification: Arc::new(notification), unread });
    }

    pub fn tell_unread(&self, user: &UserId, unread: u64) {
        self.tell(user, unread, || NotificationEvent::Unread(unread));
    }

    fn tell(&self, user: &UserId, unread: u64, event: impl FnOnce() -> NotificationEvent) {
        if let Some(line) = self.lines().get(user) {
            line.unread.store(unread, Ordering::Relaxed);
            // Nobody listens any more: the line is about to go.
            let _ = line.events.send(event());
        }
    }

    /// Forgets a person for whom nobody listens any more.
    fn leave(&self, user: &UserId) {
        let mut lines = self.lines();
        if lines.get(user).is_some_and(|line| line.events.receiver_count() == 0) {
            lines.remove(user);
        }
    }
}

/// One listener of one person.
pub struct Subscription {
    board: NotificationBoard,
    user: UserId,
    /// None: it has left.
    events: Option<broadcast::Receiver<NotificationEvent>>,
    unread: Arc<AtomicU64>,
}

impl Subscription {
    /// What comes next. Nothing is lost when the future is dropped; none at the end, which is not before this is dropped.
    pub async fn next(&mut self) -> Option<NotificationEvent> {
        let events = self.events.as_mut()?;
        match events.recv().await {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(_)) => {
                // From the newest on; what comes between counts what was skipped, too.
                *events = events.resubscribe();
                Some(NotificationEvent::Unread(self.unread.load(Ordering::Relaxed)))
            }
            Err(RecvError::Closed) => None,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        // Gone before the count, so that the last of several is seen to be it.
        self.events = None;
        self.board.leave(&self.user);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::model::{NotificationId, NotificationKind, Timestamp};

    fn follow(user: &UserId) -> Notification {
        Notification {
            id: NotificationId::random(),
            user: user.clone(),
            kind: NotificationKind::Follow,
            video: None,
            comment: None,
            actor: None,
            created_at: Timestamp(0),
            read_at: None,
        }
    }

    #[tokio::test]
    async fn every_listener_of_a_person_hears_and_no_other() {
        let (board, ada, bob) = (NotificationBoard::default(), UserId::random(), UserId::random());
        board.publish(follow(&ada), 1);
        let (mut first, mut second, mut other) = (board.subscribe(&ada), board.subscribe(&ada), board.subscribe(&bob));
        let told = follow(&ada);
        board.publish(told.clone(), 2);
        let event = NotificationEvent::Created { notification: Arc::new(told), unread: 2 };
        assert_eq!(first.next().await, Some(event.clone()));
        assert_eq!(second.next().await, Some(event));
        board.tell_unread(&ada, 0);
        assert_eq!(first.next().await, Some(NotificationEvent::Unread(0)));
        assert!(first.next().now_or_never().is_none() && other.next().now_or_never().is_none());

        drop(first);
        assert!(board.is_listening(&ada));
        drop((second, other));
        assert!(!board.is_listening(&ada) && board.lines().is_empty(), "nobody is remembered");
    }

    #[tokio::test]
    async fn who_is_slow_hears_how_many_are_unread() {
        let (board, ada) = (NotificationBoard::default(), UserId::random());
        let mut slow = board.subscribe(&ada);
        for unread in 1..=100 {
            board.publish(follow(&ada), unread);
        }
        assert_eq!(slow.next().await, Some(NotificationEvent::Unread(100)));
        assert!(slow.next().now_or_never().is_none());
        board.tell_unread(&ada, 7);
        assert_eq!(slow.next().await, Some(NotificationEvent::Unread(7)), "it goes on");
    }

    #[test]
    fn messages_have_the_names_that_clients_know() {
        let mut told = follow(&UserId::random());
        told.id = NotificationId::parse("n1").unwrap();
        let event = NotificationEvent::Created { notification: Arc::new(told), unread: 3 };
        let text = serde_json::to_string(&event.message()).unwrap();
        assert_eq!(
            text,
            r#"{"type":"notification.created","notification":{"id":"n1","kind":"follow","video":null,"comment":null,"actor":null,"created_at":"1970-01-01T00:00:00.000Z","read_at":null},"unread":3}"#
        );
        let text = serde_json::to_string(&NotificationEvent::Unread(2).message()).unwrap();
        assert_eq!(text, r#"{"type":"notifications.unread","unread":2}"#);
    }
}

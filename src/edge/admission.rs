//! Room for calls that take much memory: those for which there is none are turned away at once, before their bodies are read.
//!
//! Other heavy work has bounds of its own: passwords ([`super::passwords`]), everything that actors do (their mailboxes), and
//! the database (its permits).

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::error::{ApiError, Code};

/// Bodies of megabytes that are in memory at one time.
const AT_ONCE: usize = 8;
/// How long one may take to come: who is slower would keep the room from others.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Admission {
    room: Semaphore,
    patience: Duration,
}

impl Default for Admission {
    fn default() -> Self {
        Self { room: Semaphore::new(AT_ONCE), patience: PATIENCE }
    }
}

impl Admission {
    /// Reads a large body and does with it what is to be done, when there is room.
    pub async fn admit<T>(
        &self,
        body: impl Future<Output = Result<Bytes, ApiError>>,
        work: impl AsyncFnOnce(Bytes) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let _room = self.room.try_acquire().map_err(|_full| ApiError::busy())?;
        let slow = |_elapsed| ApiError::new(Code::BodyTooSlow, "The body took too long to come.");
        let body = timeout(self.patience, body).await.map_err(slow)??;
        work(body).await
    }
}

#[cfg(test)]
mod tests {
    use futures::future::{join_all, pending, ready};
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn who_comes_when_there_is_no_room_is_told_at_once_and_later_let_in() {
        let admission = Admission { room: Semaphore::new(2), patience: PATIENCE };
        let done = Notify::new();
        let body = || ready(Ok(Bytes::from_static(b"x")));
        let works = (0..3).map(|_| {
            admission.admit(body(), async |_| {
                done.notified().await;
                Ok(())
            })
        });
        let late = async {
            let refused = admission.admit(body(), async |_| Ok(())).await;
            assert!(refused.is_err_and(|error| error.is(Code::Busy)));
            done.notify_waiters();
        };
        let (outcomes, ()) = futures::join!(join_all(works), late);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
        assert!(admission.admit(body(), async |_| Ok(())).await.is_ok(), "there is room again");
    }

    #[tokio::test]
    async fn threat_28_a_body_that_does_not_come_keeps_no_room() {
        let admission = Admission { room: Semaphore::new(1), patience: Duration::from_millis(1) };
        let refused = admission.admit(pending(), async |_| Ok(())).await;
        assert!(refused.is_err_and(|error| error.is(Code::BodyTooSlow)));
        assert!(admission.admit(ready(Ok(Bytes::new())), async |_| Ok(())).await.is_ok());
    }
}

//! One deadline at a time for a connection, cheap to move: the timer is only touched when it is due or too late.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

pub struct Clock {
    sleep: Pin<Box<Sleep>>,
    due: Instant,
}

impl Clock {
    pub fn new(within: Duration) -> Self {
        let due = Instant::now() + within;
        Self { sleep: Box::pin(sleep_until(due)), due }
    }

    /// The deadline is so far from `now`, which has just been looked at.
    pub fn set(&mut self, now: Instant, within: Duration) {
        self.due = now + within;
    }

    /// Whether the deadline has passed; whoever asks is woken when it has.
    pub fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        if self.sleep.deadline() > self.due {
            self.sleep.as_mut().reset(self.due);
        }
        while self.sleep.as_mut().poll(cx).is_ready() {
            if Instant::now() >= self.due {
                return true;
            }
            self.sleep.as_mut().reset(self.due);
        }
        false
    }
}

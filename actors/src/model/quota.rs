//! Rates that are allowed: a burst at once, then one more each interval.
//!
//! The generic cell rate algorithm (ITU-T I.371, annex A), in its virtual scheduling form: one time for each key is all that
//! is kept, and it takes no timer to refill a bucket.

use std::time::Duration;

/// So many at once, and one more each `interval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub burst: u32,
    pub interval: Duration,
}

impl Quota {
    #[must_use]
    pub const fn new(burst: u32, interval: Duration) -> Self {
        Self { burst, interval }
    }

    /// One more at `now`, where the last one was due by `due`, both since any one moment: the new due time, or how long to wait.
    pub fn admit(self, due: Duration, now: Duration) -> Result<Duration, Duration> {
        let due = due.max(now);
        let earliest = due.saturating_sub(self.interval * self.burst.saturating_sub(1));
        if earliest > now {
            return Err(earliest - now);
        }
        Ok(due + self.interval)
    }

    /// How long after its last use a bucket is as full as a new one.
    #[must_use]
    pub fn refill(self) -> Duration {
        self.interval * self.burst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_passes_and_then_one_each_interval() {
        let quota = Quota::new(3, SECOND);
        let (mut due, now) = (Duration::ZERO, SECOND * 100);
        for _ in 0..3 {
            due = quota.admit(due, now).unwrap();
        }
        assert_eq!(quota.admit(due, now), Err(SECOND));
        assert_eq!(quota.admit(due, now + SECOND / 4), Err(SECOND * 3 / 4));
        due = quota.admit(due, now + SECOND).unwrap();
        assert_eq!(quota.admit(due, now + SECOND), Err(SECOND));
    }

    #[test]
    fn whoever_rests_has_the_whole_burst_again_and_no_more() {
        let quota = Quota::new(5, SECOND);
        let mut due = (0..5).fold(Duration::ZERO, |due, _| quota.admit(due, Duration::ZERO).unwrap());
        let later = quota.refill() * 10;
        for _ in 0..5 {
            due = quota.admit(due, later).unwrap();
        }
        assert!(quota.admit(due, later).is_err());
    }
}

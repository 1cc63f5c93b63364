//! Role: how long to wait before the next rebuild, or whether there is one. Owner: one supervisor.
//!
//! Invariants: at most `limit` rebuilds in any `window`; the pause doubles within a window, never exceeds
//! `longest_pause`, and is spread by jitter so that many actors do not come back at the same instant.

use std::{collections::VecDeque, time::Duration};

use rand::Rng;
use tokio::time::Instant;

use super::actor::Restarts;

pub(super) struct Backoff {
    rule: Restarts,
    recent: VecDeque<Instant>,
}

impl Backoff {
    pub(super) fn new(rule: Restarts) -> Self {
        Self { rule, recent: VecDeque::new() }
    }

    /// The pause before the rebuild that follows a failure at `now`; `None` past the limit.
    pub(super) fn next(&mut self, now: Instant) -> Option<Duration> {
        while self.recent.front().is_some_and(|at| now.duration_since(*at) > self.rule.window) {
            self.recent.pop_front();
        }
        if self.recent.len() >= self.rule.limit {
            return None;
        }
        let doublings = u32::try_from(self.recent.len()).unwrap_or(u32::MAX).min(31);
        self.recent.push_back(now);
        let pause = self.rule.first_pause.saturating_mul(1 << doublings).min(self.rule.longest_pause);
        Some(pause.mul_f64(rand::rng().random_range(0.5..=1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Restarts = Restarts {
        limit: 4,
        window: Duration::from_secs(10),
        first_pause: Duration::from_millis(100),
        longest_pause: Duration::from_millis(300),
    };

    #[test]
    fn doubles_up_to_the_cap_then_gives_up() {
        let mut backoff = Backoff::new(RULE);
        let now = Instant::now();
        for most in [100, 200, 300, 300] {
            let pause = backoff.next(now).expect("within the limit");
            assert!(pause <= Duration::from_millis(most), "{pause:?} > {most}");
            assert!(pause >= Duration::from_millis(most / 2), "{pause:?} < {most} / 2");
        }
        assert_eq!(backoff.next(now), None);
    }

    #[test]
    fn a_quiet_window_forgives() {
        let mut backoff = Backoff::new(RULE);
        let now = Instant::now();
        while backoff.next(now).is_some() {}
        let later = now + RULE.window + Duration::from_millis(1);
        assert!(backoff.next(later).is_some_and(|pause| pause <= RULE.first_pause));
    }
}

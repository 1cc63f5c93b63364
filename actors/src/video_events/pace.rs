//! How much work the workers of this node get done in a second.
//!
//! Counted on a clock that runs only while a job is in flight, so that a pause between two videos is not taken for
//! slowness; a job that does not come to its end is.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Of busy time that is looked back at.
const WINDOW: Duration = Duration::from_secs(60);
/// Jobs without which there is no pace yet.
const LEAST: usize = 3;

#[derive(Debug, Default)]
pub struct Pace {
    /// Busy time before `busy_since`.
    clock: Duration,
    busy_since: Option<Instant>,
    /// When on that clock work was done, and how much.
    done: VecDeque<(Duration, f64)>,
}

impl Pace {
    fn clock(&self, now: Instant) -> Duration {
        self.clock + self.busy_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }

    pub fn set_busy(&mut self, is_busy: bool, now: Instant) {
        match (is_busy, self.busy_since) {
            (true, None) => self.busy_since = Some(now),
            (false, Some(_)) => {
                self.clock = self.clock(now);
                self.busy_since = None;
            }
            _ => {}
        }
    }

    pub fn finished(&mut self, work: f64, now: Instant) {
        let clock = self.clock(now);
        self.done.push_back((clock, work));
        while self.done.front().is_some_and(|(at, _)| *at + WINDOW < clock) {
            self.done.pop_front();
        }
    }

    /// Work a second; none while too little is known.
    #[must_use]
    pub fn per_second(&self, now: Instant) -> Option<f64> {
        let clock = self.clock(now);
        let recent = || self.done.iter().filter(|(at, _)| *at + WINDOW >= clock);
        let time = clock.min(WINDOW).as_secs_f64();
        if recent().count() < LEAST || time <= 0.0 {
            return None;
        }
        Some(recent().map(|(_, work)| work).sum::<f64>() / time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn five_seconds(pace: &mut Pace, start: Instant) -> Instant {
        pace.set_busy(true, start);
        (1..=5).for_each(|second| pace.finished(10.0, start + SECOND * second));
        start + SECOND * 5
    }

    #[test]
    fn the_pace_is_what_was_done_in_busy_time() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        assert_eq!(pace.per_second(start), None);
        let end = five_seconds(&mut pace, start);
        assert_eq!(pace.per_second(end), Some(10.0));
        pace.set_busy(false, end);
        assert_eq!(pace.per_second(end + SECOND * 3600), Some(10.0), "a pause is no slowness");
    }

    #[test]
    fn work_that_hangs_slows_the_pace_until_there_is_none() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let end = five_seconds(&mut pace, start);
        assert_eq!(pace.per_second(end + SECOND * 5), Some(5.0));
        assert_eq!(pace.per_second(end + SECOND * 60), None);
    }
}

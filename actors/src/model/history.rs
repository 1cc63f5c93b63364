//! How far people are in videos.

use super::{Cursor, Timestamp, Video};

/// The share of a video that may be left when it counts as finished, and the seconds that may be left at least and at most.
const END_SHARE: f64 = 0.05;
const END_LEAST: f64 = 1.0;
const END_MOST: f64 = 120.0;

/// Where somebody is in a video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WatchPosition {
    /// From the start.
    pub seconds: f64,
    /// What is left is no more than an end.
    pub is_finished: bool,
}

impl WatchPosition {
    /// A place on a timeline of this duration, as far as that is known: without it nothing is finished.
    #[must_use]
    pub fn at(seconds: f64, duration_seconds: Option<f64>) -> Self {
        let Some(duration) = duration_seconds.filter(|duration| *duration > 0.0) else {
            return Self { seconds, is_finished: false };
        };
        let seconds = seconds.min(duration);
        let end = (duration * END_SHARE).clamp(END_LEAST, END_MOST).min(duration / 2.0);
        Self { seconds, is_finished: duration - seconds <= end }
    }
}

/// A video that somebody has watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    pub video: Video,
    pub position: WatchPosition,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    /// Words of the title, in any case.
    pub search: Option<String>,
    /// Only what was begun and is not finished.
    pub is_unfinished: bool,
    pub cursor: Option<Cursor>,
    pub limit: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_video_is_short_for_short_ones_and_credits_for_long_ones() {
        let is_finished = |seconds, duration| WatchPosition::at(seconds, Some(duration)).is_finished;
        for (duration, last_unfinished) in [(1.0, 0.4), (10.0, 8.9), (100.0, 94.9), (7200.0, 7079.0)] {
            assert!(!is_finished(last_unfinished, duration), "{duration}");
            assert!(is_finished(duration, duration));
        }
        assert!(
            is_finished(0.5, 1.0) && is_finished(9.0, 10.0) && is_finished(95.0, 100.0) && is_finished(7080.0, 7200.0)
        );
        assert!(!WatchPosition::at(7080.0, None).is_finished, "nobody knows how much is left");
        assert!(!WatchPosition::at(0.0, Some(0.0)).is_finished);
    }

    #[test]
    fn a_position_lies_within_the_video() {
        assert_eq!(WatchPosition::at(70.0, Some(60.0)), WatchPosition { seconds: 60.0, is_finished: true });
        assert_eq!(WatchPosition::at(70.0, None), WatchPosition { seconds: 70.0, is_finished: false });
    }
}

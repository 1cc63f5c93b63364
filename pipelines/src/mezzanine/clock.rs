//! Nanoseconds to ticks, exactly where the frame rate is constant.

use crate::spec::Ticks;

pub(crate) type Nanoseconds = i64;

const SECOND: i128 = 1_000_000_000;
/// Timescale of tracks without a constant frame rate.
const VARIABLE_TIMESCALE: u32 = 90_000;
/// Fine enough that what lies between two frames can still be told.
const MIN_TIMESCALE: u32 = 10_000;
/// Whole rates (24, 25, 60) get the timescale people expect of them.
const PER_FRAME: u32 = 1000;
/// Containers with millisecond timestamps are off by half of one, or by one where they truncate.
const MAX_JITTER: i128 = 1_100_000;

/// Frames a second, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FrameRate {
    pub(crate) numerator: u32,
    pub(crate) denominator: u32,
}

impl FrameRate {
    /// A rate that a tick grid can be made of; `None` for zero, unknown and absurd ones.
    pub(crate) fn new(numerator: i32, denominator: i32) -> Option<Self> {
        let numerator = u32::try_from(numerator).ok().filter(|value| (1..=1_000_000).contains(value))?;
        let denominator = u32::try_from(denominator).ok().filter(|value| *value >= 1)?;
        Some(Self { numerator, denominator })
    }

    pub(crate) fn per_second(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// How far a timestamp may be off and still mean its frame.
    fn jitter(self) -> i128 {
        MAX_JITTER.min(SECOND * i128::from(self.denominator) / i128::from(self.numerator) / 4)
    }

    /// The nearest frame number, and how far off the time is.
    fn nearest(self, offset: i128) -> (i128, i128) {
        let (n, d) = (i128::from(self.numerator), i128::from(self.denominator));
        let frame = divide_rounded(offset * n, d * SECOND);
        (frame, (divide_rounded(frame * d * SECOND, n) - offset).abs())
    }
}

/// Rounds to the nearest, halves away from below.
pub(crate) fn divide_rounded(value: i128, by: i128) -> i128 {
    (2 * value + by).div_euclid(2 * by)
}

/// The timeline of one track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    origin: Nanoseconds,
    timescale: u32,
    rate: Option<FrameRate>,
}

impl Clock {
    /// A clock for frames at `times`; `nominal` is believed when the times agree with it.
    pub(crate) fn for_video(origin: Nanoseconds, nominal: Option<FrameRate>, times: &[Nanoseconds]) -> Self {
        let on_grid = |rate: &FrameRate| {
            let near = |time: &&Nanoseconds| rate.nearest(i128::from(**time - origin)).1 <= rate.jitter();
            times.iter().filter(near).count() * 10 >= times.len() * 9
        };
        let rate = nominal.filter(on_grid);
        let timescale = rate.map_or(VARIABLE_TIMESCALE, |rate| match rate.numerator {
            whole @ ..PER_FRAME => whole * PER_FRAME,
            fraction => fraction * MIN_TIMESCALE.div_ceil(fraction),
        });
        Self { origin, timescale, rate }
    }

    pub(crate) fn for_audio(origin: Nanoseconds, sample_rate: u32) -> Self {
        Self { origin, timescale: sample_rate, rate: None }
    }

    pub(crate) fn timescale(&self) -> u32 {
        self.timescale
    }

    /// The constant rate, when the track has one.
    pub(crate) fn frame_rate(&self) -> Option<FrameRate> {
        self.rate
    }

    pub(crate) fn origin(&self) -> Nanoseconds {
        self.origin
    }

    pub(crate) fn ticks(&self, time: Nanoseconds) -> Ticks {
        let offset = i128::from(time) - i128::from(self.origin);
        if let Some(rate) = self.rate {
            let (frame, off) = rate.nearest(offset);
            if off <= rate.jitter() {
                return saturate(frame * i128::from(self.frame_ticks()));
            }
        }
        saturate(divide_rounded(offset * i128::from(self.timescale), SECOND))
    }

    pub(crate) fn nanoseconds(&self, ticks: Ticks) -> Nanoseconds {
        saturate(
            divide_rounded(i128::from(ticks) * SECOND, i128::from(self.timescale.max(1))) + i128::from(self.origin),
        )
    }

    /// Ticks of one frame at the constant rate; 0 without one.
    pub(crate) fn frame_ticks(&self) -> u32 {
        self.rate.map_or(0, |rate| self.timescale / rate.numerator * rate.denominator)
    }
}

fn saturate(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_rates_step_evenly_even_from_milliseconds() {
        let rate = FrameRate::new(24_000, 1001);
        let times: Vec<_> = (0..100_i64).map(|k| k * 1001 * 1000 / 24_000 * 1_000_000).collect();
        let clock = Clock::for_video(0, rate, &times);
        assert_eq!(clock.timescale(), 24_000);
        assert!(times.iter().enumerate().all(|(k, time)| clock.ticks(*time) == k as i64 * 1001));
    }

    #[test]
    fn small_rates_get_a_fine_timescale() {
        let clock = Clock::for_video(0, FrameRate::new(24, 1), &[0, 41_666_667, 83_333_333]);
        assert_eq!((clock.timescale(), clock.frame_ticks()), (24_000, 1000));
        assert_eq!(clock.ticks(83_333_333), 2000);
    }

    #[test]
    fn an_average_rate_is_not_believed() {
        let times = [0, 10_000_000, 47_000_000, 50_000_000, 118_000_000];
        let clock = Clock::for_video(0, FrameRate::new(42, 1), &times);
        assert_eq!((clock.timescale(), clock.frame_rate()), (90_000, None));
        assert_eq!(clock.ticks(47_000_000), 4230);
    }

    #[test]
    fn an_odd_frame_on_a_constant_grid_keeps_its_time() {
        let times: Vec<_> = (0..50_i64).map(|k| k * 40_000_000).collect();
        let clock = Clock::for_video(0, FrameRate::new(25, 1), &times);
        assert_eq!(clock.ticks(2_010_000_000), 50_250);
    }
}

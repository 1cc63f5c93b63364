//! Role: a small histogram of durations for one actor. Owner: the actor's cell; only the shell writes.
//!
//! Invariants: recording takes no lock and no read-modify-write; recent values weigh more, because all counts are
//! halved whenever their sum reaches `HALVE_AT`; a quantile is the upper edge of its bucket, at most 50 % too high.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde::Serialize;

/// Two buckets an octave from 256 ns to 69 s.
const FIRST_OCTAVE: u32 = 8;
const BUCKETS: usize = 58;
const HALVE_AT: u32 = 16_384;

#[derive(Debug)]
pub(super) struct Histogram {
    buckets: [AtomicU32; BUCKETS],
    total: AtomicU32,
}

/// Two points of a distribution, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quantiles {
    pub p50_us: f64,
    pub p99_us: f64,
}

fn bucket_of(nanos: u64) -> usize {
    let octave = nanos.max(1).ilog2();
    if octave < FIRST_OCTAVE {
        return 0;
    }
    let upper_half = (nanos >> (octave - 1)) & 1;
    let index = u64::from(octave - FIRST_OCTAVE) * 2 + upper_half + 1;
    usize::try_from(index).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

fn upper_edge_us(bucket: usize) -> f64 {
    let (octave, half) = (bucket.saturating_sub(1) / 2, bucket.saturating_sub(1) % 2);
    let lower = f64::from(1_u32 << FIRST_OCTAVE) * 2_f64.powi(i32::try_from(octave).unwrap_or(i32::MAX));
    let edge = if bucket == 0 { lower } else { lower * if half == 0 { 1.5 } else { 2.0 } };
    edge / 1_000.0
}

/// Adds without a locked instruction: there is one writer.
fn add(counter: &AtomicU32, amount: u32) -> u32 {
    let sum = counter.load(Ordering::Relaxed).saturating_add(amount);
    counter.store(sum, Ordering::Relaxed);
    sum
}

impl Histogram {
    pub(super) fn new() -> Self {
        Self { buckets: std::array::from_fn(|_| AtomicU32::new(0)), total: AtomicU32::new(0) }
    }

    /// Call from the one writing thread only.
    pub(super) fn record(&self, value: Duration) {
        let nanos = u64::try_from(value.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get(bucket_of(nanos)) {
            add(bucket, 1);
        }
        if add(&self.total, 1) >= HALVE_AT {
            self.halve();
        }
    }

    fn halve(&self) {
        let mut total = 0;
        for bucket in &self.buckets {
            let half = bucket.load(Ordering::Relaxed) / 2;
            bucket.store(half, Ordering::Relaxed);
            total += half;
        }
        self.total.store(total, Ordering::Relaxed);
    }

    pub(super) fn quantiles(&self) -> Quantiles {
        let mut counts = Counts::default();
        counts.add(self);
        counts.quantiles()
    }
}

/// What several histograms hold together.
#[derive(Debug, Clone)]
pub(super) struct Counts([u64; BUCKETS]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

impl Counts {
    pub(super) fn add(&mut self, histogram: &Histogram) {
        for (count, bucket) in self.0.iter_mut().zip(&histogram.buckets) {
            *count += u64::from(bucket.load(Ordering::Relaxed));
        }
    }

    pub(super) fn quantiles(&self) -> Quantiles {
        let counts = &self.0;
        let total: u64 = counts.iter().sum();
        let at = |per_mille: u64| {
            let rank = (total * per_mille).div_ceil(1_000).max(1);
            let mut seen = 0;
            let bucket = counts.iter().position(|count| {
                seen += count;
                seen >= rank
            });
            bucket.map_or(0.0, upper_edge_us)
        };
        Quantiles { p50_us: at(500), p99_us: at(990) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_bound_what_was_recorded() {
        let histogram = Histogram::new();
        for micros in 1..=1_000 {
            histogram.record(Duration::from_micros(micros));
        }
        let found = histogram.quantiles();
        assert!((500.0..=750.0).contains(&found.p50_us), "{found:?}");
        assert!((990.0..=1_485.0).contains(&found.p99_us), "{found:?}");
    }

    #[test]
    fn extremes_fall_into_the_outer_buckets() {
        assert_eq!(bucket_of(0), 0);
        assert_eq!(bucket_of(255), 0);
        assert_eq!(bucket_of(256), 1);
        assert_eq!(bucket_of(384), 2);
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn old_values_fade() {
        let histogram = Histogram::new();
        for _ in 0..HALVE_AT {
            histogram.record(Duration::from_millis(100));
        }
        for _ in 0..3 * HALVE_AT {
            histogram.record(Duration::from_micros(1));
        }
        assert!(histogram.quantiles().p50_us < 2.0);
    }

    #[test]
    fn empty_means_zero() {
        assert_eq!(Histogram::new().quantiles(), Quantiles::default());
    }
}

//! Latencies in buckets of 2 %: a fixed size, however many there are.

const BUCKETS: usize = 1536;
/// From one bucket to the next.
const GROWTH: f64 = 1.02;
/// The first bucket ends at a microsecond.
const FIRST_NS: f64 = 1000.0;

pub struct Histogram {
    counts: Vec<u64>,
    all: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], all: 0 }
    }
}

impl Histogram {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "2 % are enough"
    )]
    pub fn note(&mut self, nanoseconds: u64) {
        let bucket = ((nanoseconds as f64 / FIRST_NS).max(1.0).ln() / GROWTH.ln()).ceil() as usize;
        if let Some(count) = self.counts.get_mut(bucket.min(BUCKETS - 1)) {
            *count += 1;
            self.all += 1;
        }
    }

    /// Milliseconds below which this share of all lies.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_possible_wrap,
        reason = "2 % are enough"
    )]
    pub fn at(&self, share: f64) -> Option<f64> {
        let wanted = ((self.all as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        let bucket = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        })?;
        Some(FIRST_NS * GROWTH.powi(bucket as i32) / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_right_to_two_percent() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.at(0.5), None);
        (1..=100).for_each(|n| histogram.note(n * 1_000_000));
        let at = |share| histogram.at(share).unwrap();
        assert!(
            (at(0.5) / 50.0 - 1.0).abs() < 0.03 && (at(0.99) / 99.0 - 1.0).abs() < 0.03,
            "{} {}",
            at(0.5),
            at(0.99)
        );
    }
}

//! What is measured of sound, and how parts of a programme become one figure.
//!
//! The gate of BS.1770-4 is relative to the whole programme, so parts report how often each loudness occurred and not
//! their own. A tenth of a unit is fine enough: meters show no more.

use serde::{Deserialize, Serialize};

/// Blocks that are quieter count for nothing, LUFS (BS.1770-4, annex 1).
const ABSOLUTE_GATE: f64 = -70.0;
/// Blocks so far below the mean of the rest count for nothing, LU.
const RELATIVE_GATE: f64 = -10.0;
/// No sane sound is louder, LUFS, or has a higher peak, dBTP.
const LOUDEST: f64 = 60.0;

/// Blocks of 400 ms, one each 100 ms, by their loudness, and the highest peak between or on the samples.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LoudnessPart {
    /// Tenths of LUFS, rising, and how many blocks were so loud.
    blocks: Vec<(i16, u32)>,
    /// Amplitude, 1 is full scale.
    peak: f64,
}

/// Of a whole programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loudness {
    /// `None` when everything is below the gate: silence.
    pub integrated_lufs: Option<f64>,
    /// `None` for digital silence.
    pub true_peak_dbtp: Option<f64>,
}

impl LoudnessPart {
    /// Counts a block; those below the absolute gate are left out.
    #[expect(clippy::cast_possible_truncation, reason = "between the gate and the loudest")]
    pub fn add_block(&mut self, lufs: f64) {
        if (ABSOLUTE_GATE..LOUDEST).contains(&lufs) {
            self.count((lufs * 10.0).round() as i16, 1);
        }
    }

    fn count(&mut self, loudness: i16, blocks: u32) {
        let place = self.blocks.partition_point(|(known, _)| *known < loudness);
        match self.blocks.get_mut(place).filter(|(known, _)| *known == loudness) {
            Some((_, known)) => *known = known.saturating_add(blocks),
            None => self.blocks.insert(place, (loudness, blocks)),
        }
    }

    pub fn add_peak(&mut self, amplitude: f64) {
        if amplitude.is_finite() {
            self.peak = self.peak.max(amplitude);
        }
    }

    /// Puts another part of the same programme to it.
    pub fn add(&mut self, other: &Self) {
        other.blocks.iter().for_each(|(loudness, blocks)| self.count(*loudness, *blocks));
        self.add_peak(other.peak);
    }

    /// Whether a measurement of sound can say this.
    #[must_use]
    pub fn is_sane(&self) -> bool {
        let range = ((ABSOLUTE_GATE * 10.0) as i16)..=((LOUDEST * 10.0) as i16);
        self.peak.is_finite()
            && (0.0..=1e3).contains(&self.peak)
            && self.blocks.is_sorted_by(|(one, _), (next, _)| one < next)
            && self.blocks.iter().all(|(loudness, _)| range.contains(loudness))
    }

    #[must_use]
    pub fn loudness(&self) -> Loudness {
        let gate = self.mean_energy(f64::MIN).map(|energy| lufs(energy) + RELATIVE_GATE);
        let integrated = gate.and_then(|gate| self.mean_energy(gate)).map(lufs);
        let peak = (self.peak > 0.0).then(|| 20.0 * self.peak.log10());
        Loudness { integrated_lufs: integrated.map(tenths), true_peak_dbtp: peak.map(tenths) }
    }

    /// Of the blocks that are as loud as `gate`.
    fn mean_energy(&self, gate: f64) -> Option<f64> {
        let loud = self.blocks.iter().map(|(loudness, count)| (f64::from(*loudness) / 10.0, f64::from(*count)));
        let (mut sum, mut blocks) = (0.0, 0.0);
        for (loudness, count) in loud.filter(|(loudness, _)| *loudness >= gate) {
            sum += count * 10_f64.powf((loudness + 0.691) / 10.0);
            blocks += count;
        }
        (blocks > 0.0).then(|| sum / blocks)
    }
}

fn lufs(energy: f64) -> f64 {
    10.0 * energy.log10() - 0.691
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(blocks: &[(f64, u32)], peak: f64) -> LoudnessPart {
        let mut part = LoudnessPart::default();
        for (lufs, count) in blocks {
            (0..*count).for_each(|_| part.add_block(*lufs));
        }
        part.add_peak(peak);
        part
    }

    #[test]
    fn the_gate_is_that_of_the_whole_programme() {
        // Alone the quiet part has a loudness; beside the loud one it is below the gate.
        let quiet = part(&[(-40.0, 100)], 0.1);
        assert_eq!(quiet.loudness(), Loudness { integrated_lufs: Some(-40.0), true_peak_dbtp: Some(-20.0) });
        let mut whole = part(&[(-23.0, 100)], 0.5);
        whole.add(&quiet);
        assert_eq!(whole.loudness(), Loudness { integrated_lufs: Some(-23.0), true_peak_dbtp: Some(-6.0) });
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(part(&[(-80.0, 9), (f64::NEG_INFINITY, 9)], 0.0).loudness().integrated_lufs, None);
        assert_eq!(LoudnessPart::default().loudness(), Loudness { integrated_lufs: None, true_peak_dbtp: None });
        assert!(!part(&[], 1e9).is_sane() && part(&[(-70.0, 1), (3.0, 1)], 1.2).is_sane());
    }
}

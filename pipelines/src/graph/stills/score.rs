//! How well a frame stands for a film: bright enough, with contrast, sharp.
//!
//! Three figures of its luma, each turned into a mark from 0 to 1, multiplied: what fails in one is no poster, however
//! well it does in the others. Black and white frames have no exposure, flat ones and the middle of a fade no contrast,
//! blurred ones no sharpness.

use super::picture::RgbPicture;
use crate::report::FrameScore;
use crate::spec::Ticks;

/// Luma means between these are well exposed; towards black and white the mark falls to nothing.
const DARK: (f64, f64) = (16.0, 56.0);
const BRIGHT: (f64, f64) = (208.0, 244.0);
/// Standard deviation of luma of a frame with nothing on it, and of one with plenty.
const CONTRAST: (f64, f64) = (6.0, 44.0);
/// Variance of the Laplacian, as a logarithm, of a blurred frame and of a sharp one.
const SHARPNESS: (f64, f64) = (1.5, 7.0);

pub(crate) fn score(at: Ticks, picture: &RgbPicture) -> FrameScore {
    let luma = picture.luma();
    let width = (picture.width as usize).max(1);
    let (brightness, variance) = spread(luma.iter().map(|value| f64::from(*value)));
    let contrast = variance.sqrt();
    let sharpness = spread(laplacian(&luma, width)).1;
    let exposure = ramp(brightness, DARK).min(1.0 - ramp(brightness, BRIGHT));
    let score = exposure * ramp(contrast, CONTRAST) * ramp(sharpness.ln_1p(), SHARPNESS);
    FrameScore { at, brightness, contrast, sharpness, score }
}

/// 0 up to the first value, 1 from the second on.
fn ramp(value: f64, (from, to): (f64, f64)) -> f64 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Mean and variance.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        count += 1.0;
        sum += value;
        squares += value * value;
    }
    if count == 0.0 {
        return (0.0, 0.0);
    }
    let mean: f64 = sum / count;
    (mean, (squares / count - mean * mean).max(0.0))
}

/// Each inner pixel against its four neighbours.
fn laplacian(luma: &[u8], width: usize) -> impl Iterator<Item = f64> {
    let rows: Vec<&[u8]> = luma.chunks_exact(width).collect();
    let inner = (1..rows.len().saturating_sub(1))
        .filter_map(move |y| Some((*rows.get(y - 1)?, *rows.get(y)?, *rows.get(y + 1)?)));
    inner.flat_map(|(above, row, below)| {
        let sides = row.windows(3);
        std::iter::zip(sides, std::iter::zip(above.iter().skip(1), below.iter().skip(1))).map(
            |(side, (above, below))| match side {
                [left, middle, right] => {
                    f64::from(*left) + f64::from(*right) + f64::from(*above) + f64::from(*below)
                        - 4.0 * f64::from(*middle)
                }
                _ => 0.0,
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(luma: impl Fn(u32, u32) -> u8) -> FrameScore {
        score(0, &RgbPicture::from_luma(64, 48, luma))
    }

    fn checks(x: u32, y: u32) -> u8 {
        if (x / 8 + y / 8).is_multiple_of(2) { 40 } else { 190 }
    }

    /// The same checks after a wide box filter.
    fn blurred(x: u32, y: u32) -> u8 {
        let (mut sum, mut count) = (0, 0);
        for near_y in y.saturating_sub(5)..=y + 5 {
            for near_x in x.saturating_sub(5)..=x + 5 {
                sum += u32::from(checks(near_x, near_y));
                count += 1;
            }
        }
        u8::try_from(sum / count).unwrap()
    }

    #[test]
    fn black_white_and_flat_frames_are_worth_nothing() {
        assert_eq!(mark(|_, _| 0).score, 0.0);
        assert_eq!(mark(|_, _| 255).score, 0.0);
        assert_eq!(mark(|_, _| 128).score, 0.0);
        assert_eq!(mark(|x, _| u8::try_from(x % 4).unwrap()).score, 0.0, "nearly black, with noise");
    }

    #[test]
    fn sharp_is_better_than_blurred_and_full_better_than_faded() {
        let sharp = mark(checks);
        assert!(sharp.score > 0.8, "{sharp:?}");
        let soft = mark(blurred);
        assert!(soft.sharpness < sharp.sharpness / 10.0 && soft.score < sharp.score * 0.8, "{soft:?} {sharp:?}");
        let faded = mark(|x, y| checks(x, y) / 6);
        assert!(faded.score < sharp.score / 4.0, "{faded:?}");
    }

    #[test]
    fn tiny_frames_do_no_harm() {
        assert_eq!(score(7, &RgbPicture::from_luma(1, 1, |_, _| 99)).at, 7);
    }
}

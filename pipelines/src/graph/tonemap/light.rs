//! From HDR to SDR, as numbers: what one pixel of BT.2020 PQ or HLG becomes in BT.709, and a table of it.
//!
//! Light is found as the standard has it (ITU-R BT.2100: the EOTF of PQ, the inverse OETF and OOTF of HLG for a display
//! of 1000 cd/m²), brought down by the roll-off of ITU-R BT.2390 (5.4.1) in each of R, G and B, moved to the primaries
//! of BT.709 and encoded for a display of BT.1886. The white of the result stands for 350 cd/m²: reference white
//! (203 cd/m², ITU-R BT.2408) comes out as 80 % grey, and what is brighter has room above it.

/// The brightest light of the source that is told apart, cd/m².
const SOURCE_PEAK: f64 = 1000.0;
/// Light that becomes full white, cd/m².
const WHITE: f64 = 350.0;
/// Exponent of an SDR display (ITU-R BT.1886).
const DISPLAY_GAMMA: f64 = 2.4;
/// BT.2020 to BT.709, linear light (ITU-R BT.2087).
const TO_BT709: [[f64; 3]; 3] =
    [[1.660_491, -0.587_641, -0.072_850], [-0.124_550, 1.132_900, -0.008_349], [-0.018_151, -0.100_579, 1.118_730]];

/// How the source encodes light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transfer {
    Pq,
    Hlg,
}

/// One pixel of 10 bits, limited or full range, to Y', Cb, Cr of 8 bits in limited range, not rounded.
pub(super) fn convert(luma: f64, blue: f64, red: f64, transfer: Transfer, full_range: bool) -> [f64; 3] {
    let (y, cb, cr) = if full_range {
        (luma / 1023.0, (blue - 512.0) / 1023.0, (red - 512.0) / 1023.0)
    } else {
        ((luma - 64.0) / 876.0, (blue - 512.0) / 896.0, (red - 512.0) / 896.0)
    };
    // BT.2020, constant of neither kind: R' = Y' + 1.4746 Cr, B' = Y' + 1.8814 Cb, and green is what is left.
    let (r, b) = (y + 1.4746 * cr, y + 1.8814 * cb);
    let g = (y - 0.2627 * r - 0.0593 * b) / 0.6780;
    let light = display_light([r, g, b].map(|value| value.clamp(0.0, 1.0)), transfer);
    let [r, g, b] = light.map(|nits| roll_off(nits) / WHITE);
    let [r, g, b] =
        TO_BT709.map(|[of_r, of_g, of_b]| (of_r * r + of_g * g + of_b * b).clamp(0.0, 1.0).powf(1.0 / DISPLAY_GAMMA));
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [16.0 + 219.0 * y, 128.0 + 224.0 * (b - y) / 1.8556, 128.0 + 224.0 * (r - y) / 1.5748]
}

/// Light of the display, cd/m².
fn display_light(signal: [f64; 3], transfer: Transfer) -> [f64; 3] {
    match transfer {
        Transfer::Pq => signal.map(pq_light),
        Transfer::Hlg => {
            let scene @ [r, g, b] = signal.map(hlg_scene);
            // The system gamma of a display of 1000 cd/m² is 1.2.
            let bright = (0.2627 * r + 0.6780 * g + 0.0593 * b).powf(0.2);
            scene.map(|value| SOURCE_PEAK * bright * value)
        }
    }
}

fn pq_light(signal: f64) -> f64 {
    let root = signal.powf(1.0 / PQ_M2);
    10_000.0 * ((root - PQ_C1).max(0.0) / (PQ_C2 - PQ_C3 * root)).powf(1.0 / PQ_M1)
}

fn pq_signal(nits: f64) -> f64 {
    let power = (nits / 10_000.0).max(0.0).powf(PQ_M1);
    ((PQ_C1 + PQ_C2 * power) / (1.0 + PQ_C3 * power)).powf(PQ_M2)
}

const PQ_M1: f64 = 2610.0 / 16_384.0;
const PQ_M2: f64 = 2523.0 / 4096.0 * 128.0;
const PQ_C1: f64 = 3424.0 / 4096.0;
const PQ_C2: f64 = 2413.0 / 4096.0 * 32.0;
const PQ_C3: f64 = 2392.0 / 4096.0 * 32.0;

fn hlg_scene(signal: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    const B: f64 = 0.284_668_92;
    const C: f64 = 0.559_910_73;
    if signal <= 0.5 { signal * signal / 3.0 } else { (((signal - C) / A).exp() + B) / 12.0 }
}

/// The EETF of BT.2390: dark and middle tones stay, and a spline leads from its knee to the white of the result.
fn roll_off(nits: f64) -> f64 {
    let peak = pq_signal(SOURCE_PEAK);
    let white = pq_signal(WHITE) / peak;
    let knee = 1.5 * white - 0.5;
    let signal = (pq_signal(nits) / peak).min(1.0);
    if signal < knee {
        return nits;
    }
    let t = (signal - knee) / (1.0 - knee);
    let (square, cube) = (t * t, t * t * t);
    let rolled = (2.0 * cube - 3.0 * square + 1.0) * knee
        + (cube - 2.0 * square + t) * (1.0 - knee)
        + (3.0 * square - 2.0 * cube) * white;
    pq_light(rolled * peak)
}

/// Nodes of the table lie this many codes apart.
const LUMA_STEP: u16 = 16;
const CHROMA_STEP: u16 = 32;
const LUMA_NODES: usize = 65;
const CHROMA_NODES: usize = 33;
/// Fraction bits of the table's values: sums of weights stay within 32 bits.
const FRACTION: i32 = 6;

/// Every colour, at so many nodes that what lies between can be read off a straight line.
#[derive(Debug)]
pub(super) struct Table {
    /// By Cb, then Cr, then luma, so that a pixel's two nodes lie side by side.
    nodes: Vec<[i16; 3]>,
}

/// The four columns around a pair of chroma codes, with their weights, which add up to 1024.
pub(super) struct Columns<'a>([(&'a [[i16; 3]], i32); 4]);

impl Table {
    pub(super) fn new(transfer: Transfer, full_range: bool) -> Self {
        let mut nodes = Vec::with_capacity(CHROMA_NODES * CHROMA_NODES * LUMA_NODES);
        let at = |index: usize, step: u16| index as f64 * f64::from(step);
        for blue in 0..CHROMA_NODES {
            for red in 0..CHROMA_NODES {
                for luma in 0..LUMA_NODES {
                    let (luma, blue, red) = (at(luma, LUMA_STEP), at(blue, CHROMA_STEP), at(red, CHROMA_STEP));
                    let colour = convert(luma, blue, red, transfer, full_range);
                    nodes.push(colour.map(|value| (value * f64::from(1 << FRACTION)).round() as i16));
                }
            }
        }
        Self { nodes }
    }

    pub(super) fn columns(&self, blue: u16, red: u16) -> Columns<'_> {
        let (blue, red) = (blue.min(1023), red.min(1023));
        let (near_blue, near_red) = (usize::from(blue / CHROMA_STEP), usize::from(red / CHROMA_STEP));
        let (by_blue, by_red) = (i32::from(blue % CHROMA_STEP), i32::from(red % CHROMA_STEP));
        let step = i32::from(CHROMA_STEP);
        let column = |blue: usize, red: usize| {
            let from = (blue * CHROMA_NODES + red) * LUMA_NODES;
            self.nodes.get(from..from + LUMA_NODES).unwrap_or_default()
        };
        Columns([
            (column(near_blue, near_red), (step - by_blue) * (step - by_red)),
            (column(near_blue, near_red + 1), (step - by_blue) * by_red),
            (column(near_blue + 1, near_red), by_blue * (step - by_red)),
            (column(near_blue + 1, near_red + 1), by_blue * by_red),
        ])
    }
}

impl Columns<'_> {
    /// One component (0 is luma) of the colour with this luma.
    pub(super) fn component<const COMPONENT: usize>(&self, luma: u16) -> u8 {
        let luma = luma.min(1023);
        let (near, part) = (usize::from(luma / LUMA_STEP), i32::from(luma % LUMA_STEP));
        let whole = i32::from(LUMA_STEP);
        let mut sum = 0;
        for (column, weight) in &self.0 {
            if let Some([low, high]) = column.get(near..near + 2) {
                let (Some(low), Some(high)) = (low.get(COMPONENT), high.get(COMPONENT)) else { continue };
                sum += weight * (i32::from(*low) * (whole - part) + i32::from(*high) * part);
            }
        }
        // Weights of chroma add up to 2^10, those of luma to 2^4.
        let shift = FRACTION + 14;
        u8::try_from(((sum + (1 << (shift - 1))) >> shift).clamp(0, 255)).unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(signal: f64) -> f64 {
        64.0 + 876.0 * signal
    }

    fn grey(nits: f64) -> f64 {
        let [y, cb, cr] = convert(code(pq_signal(nits)), 512.0, 512.0, Transfer::Pq, false);
        assert!((cb - 128.0).abs() < 0.5 && (cr - 128.0).abs() < 0.5, "grey stays grey");
        (y - 16.0) / 219.0
    }

    #[test]
    fn pq_is_that_of_the_standard() {
        // ITU-R BT.2408, table 1: 203 cd/m² is 58 % of PQ; 100 cd/m² is 51 %, 1000 cd/m² 75 %.
        for (nits, signal) in [(203.0, 0.58), (100.0, 0.51), (1000.0, 0.75)] {
            assert!((pq_signal(nits) - signal).abs() < 0.005, "{nits}");
            assert!((pq_light(pq_signal(nits)) - nits).abs() < 1e-6);
        }
    }

    #[test]
    fn black_stays_black_reference_white_is_light_grey_and_the_peak_is_white() {
        assert!(grey(0.0).abs() < 1e-9);
        assert!((0.75..0.81).contains(&grey(203.0)), "{}", grey(203.0));
        assert!((grey(1000.0) - 1.0).abs() < 1e-6 && (grey(4000.0) - 1.0).abs() < 1e-6);
        let steps: Vec<f64> = (0..=100).map(|step| grey(f64::from(step) * 10.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1] + 1e-9), "brighter is never darker");
    }

    #[test]
    fn hlg_has_its_reference_white_where_pq_has_it() {
        // BT.2408: 75 % of HLG is 203 cd/m² on a display of 1000.
        let [y, ..] = convert(code(0.75), 512.0, 512.0, Transfer::Hlg, false);
        assert!(((y - 16.0) / 219.0 - grey(203.0)).abs() < 0.01);
    }

    #[test]
    fn primaries_keep_their_hue() {
        // Red of BT.709 at 100 cd/m², as BT.2020 in PQ.
        let [r, g, b] = [0.6274, 0.0691, 0.0164].map(|share| pq_signal(100.0 * share));
        let y = 0.2627 * r + 0.6780 * g + 0.0593 * b;
        let [_, cb, cr] =
            convert(code(y), 512.0 + 896.0 * (b - y) / 1.8814, 512.0 + 896.0 * (r - y) / 1.4746, Transfer::Pq, false);
        assert!(cr > 180.0 && cb < 118.0, "red: {cb} {cr}");
    }

    #[test]
    fn the_table_says_what_the_formula_says() {
        let table = Table::new(Transfer::Pq, false);
        for (luma, blue, red) in [(64, 512, 512), (572, 512, 512), (400, 480, 560), (940, 512, 512), (300, 610, 470)] {
            let exact = convert(f64::from(luma), f64::from(blue), f64::from(red), Transfer::Pq, false);
            let columns = table.columns(blue, red);
            let read = [columns.component::<0>(luma), columns.component::<1>(luma), columns.component::<2>(luma)];
            for (read, exact) in std::iter::zip(read, exact) {
                assert!((f64::from(read) - exact).abs() < 2.0, "{luma} {blue} {red}: {read} for {exact}");
            }
        }
    }
}

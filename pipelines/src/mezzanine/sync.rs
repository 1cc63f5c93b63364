//! Which frames decoding may start from, read from the NAL units themselves: parsers call every intra picture a key
//! frame, also those that later frames reach across.

/// What starting to decode at a frame gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessPoint {
    /// Nothing: it needs frames before it.
    None,
    /// A right picture from here on; frames shown before it may need what came earlier.
    Key,
    /// As `Key`, and nothing behind it in decode order needs what came earlier.
    Instant,
}

/// Tells the access points of an H.264 stream, access unit by access unit.
#[derive(Debug, Default)]
pub(crate) struct AvcScanner {
    /// A frame that refers to another one was seen: from here on an intra picture alone proves nothing.
    predicted: bool,
}

impl AvcScanner {
    pub(crate) fn scan(&mut self, access_unit: &[u8], length_size: usize) -> AccessPoint {
        let mut instant = false;
        let mut recovery = false;
        let mut intra = true;
        for unit in units(access_unit, length_size) {
            match unit.first().map(|header| header & 0x1f) {
                Some(5) => instant = true,
                Some(6) => recovery |= has_exact_recovery_point(unit.get(1..).unwrap_or_default()),
                Some(1 | 2) => intra &= is_intra_slice(unit.get(1..).unwrap_or_default()),
                _ => {}
            }
        }
        if instant {
            return AccessPoint::Instant;
        }
        self.predicted |= !intra;
        // A stream of nothing but intra pictures can be entered everywhere.
        if intra && (recovery || !self.predicted) { AccessPoint::Key } else { AccessPoint::None }
    }
}

/// The access point of an HEVC access unit.
pub(crate) fn hevc_access_point(access_unit: &[u8], length_size: usize) -> AccessPoint {
    let kinds = units(access_unit, length_size).filter_map(|unit| unit.first().map(|header| header >> 1 & 0x3f));
    for kind in kinds {
        match kind {
            // IDR; whatever is shown before it does not need what came earlier.
            19 | 20 => return AccessPoint::Instant,
            // BLA and CRA.
            16..=18 | 21 => return AccessPoint::Key,
            0..=9 => return AccessPoint::None,
            _ => {}
        }
    }
    AccessPoint::None
}

/// NAL units behind big-endian lengths; stops at the first that breaks off.
pub(crate) fn units(mut bytes: &[u8], length_size: usize) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_at_checked(length_size)?;
        let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let (unit, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        Some(unit)
    })
}

/// Whether a SEI unit holds a recovery point that is exact at once (`recovery_frame_cnt` 0).
fn has_exact_recovery_point(mut payloads: &[u8]) -> bool {
    const RECOVERY_POINT: usize = 6;
    while let Some((kind, rest)) = read_ff_coded(payloads) {
        let Some((size, rest)) = read_ff_coded(rest) else { return false };
        if kind == RECOVERY_POINT {
            // The count is an Exp-Golomb number: 0 is a single set bit.
            return rest.first().is_some_and(|byte| byte & 0x80 != 0);
        }
        payloads = rest.get(size..).unwrap_or_default();
    }
    false
}

/// An H.264 access unit (four-byte lengths) without the notes that encoders leave in it: they tell our settings to
/// everyone, and are larger than many a frame.
pub(crate) fn strip_notes(access_unit: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(access_unit.len());
    for unit in units(access_unit, 4) {
        // A SEI unit that starts with user data.
        if unit.first().is_some_and(|header| header & 0x1f == 6) && unit.get(1) == Some(&5) {
            continue;
        }
        kept.extend_from_slice(&u32::try_from(unit.len()).unwrap_or(0).to_be_bytes());
        kept.extend_from_slice(unit);
    }
    kept
}

fn read_ff_coded(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut sum = 0;
    loop {
        let (byte, rest) = bytes.split_first()?;
        sum += usize::from(*byte);
        bytes = rest;
        if *byte != 0xff {
            return Some((sum, bytes));
        }
    }
}

fn is_intra_slice(slice: &[u8]) -> bool {
    let mut bits = Bits { bytes: slice, at: 0 };
    let slice_type = bits.exp_golomb().and_then(|_first_macroblock| bits.exp_golomb());
    matches!(slice_type, Some(2 | 4 | 7 | 9))
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<u32> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(u32::from(bit))
    }

    fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.bit()? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let mut value = 1_u32;
        for _ in 0..zeros {
            value = value << 1 | self.bit()?;
        }
        Some(value - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn avc(units: &[&[u8]]) -> Vec<u8> {
        units.iter().flat_map(|unit| [&(unit.len() as u32).to_be_bytes()[..], unit].concat()).collect()
    }

    // first_mb 0 is `1`, slice type 7 (I) is `0001000`, type 5 (P) is `00110`.
    const I_SLICE: &[u8] = &[0x41, 0b1000_1000];
    const P_SLICE: &[u8] = &[0x41, 0b1001_1000];
    const RECOVERY: &[u8] = &[6, 6, 1, 0xc4, 0x80];

    #[test]
    fn only_idr_and_recovery_points_are_access_points() {
        let mut scanner = AvcScanner::default();
        assert_eq!(scanner.scan(&avc(&[&[0x65, 0x88]]), 4), AccessPoint::Instant);
        assert_eq!(scanner.scan(&avc(&[P_SLICE]), 4), AccessPoint::None);
        assert_eq!(scanner.scan(&avc(&[I_SLICE]), 4), AccessPoint::None);
        assert_eq!(scanner.scan(&avc(&[RECOVERY, I_SLICE]), 4), AccessPoint::Key);
        assert_eq!(scanner.scan(&avc(&[RECOVERY, P_SLICE]), 4), AccessPoint::None);
        assert_eq!(scanner.scan(&avc(&[&[6, 5, 2, 0xff, 0xff, 6, 1, 0x80], I_SLICE]), 4), AccessPoint::Key);
    }

    #[test]
    fn notes_are_stripped_and_nothing_else() {
        let unit = avc(&[&[6, 5, 1, 0, 0x80], &[0x67, 1], RECOVERY, I_SLICE]);
        assert_eq!(strip_notes(&unit), avc(&[&[0x67, 1], RECOVERY, I_SLICE]));
    }

    #[test]
    fn streams_of_intra_pictures_can_be_entered_everywhere() {
        let mut scanner = AvcScanner::default();
        assert!((0..3).all(|_| scanner.scan(&avc(&[I_SLICE]), 4) == AccessPoint::Key));
    }

    #[test]
    fn hevc_units_tell_their_kind() {
        let kinds = [
            (19, AccessPoint::Instant),
            (20, AccessPoint::Instant),
            (21, AccessPoint::Key),
            (1, AccessPoint::None),
            (9, AccessPoint::None),
        ];
        for (kind, access) in kinds {
            assert_eq!(hevc_access_point(&avc(&[&[32 << 1, 1], &[kind << 1, 1]]), 4), access);
        }
    }

    #[test]
    fn noise_is_no_access_point_and_no_panic() {
        let noise: Vec<u8> = (0..2000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for from in 0..noise.len() {
            AvcScanner::default().scan(&noise[from..], 4);
            hevc_access_point(&noise[from..], 2);
        }
    }
}

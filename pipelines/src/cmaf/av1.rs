//! `av1C` from the sequence header of the stream: demuxers hand on the container's own record in different states.

/// What caps tell of the samples of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Av1Format {
    pub bit_depth: u32,
    /// Both directions: 4:2:0 is `(true, true)`, 4:4:4 `(false, false)`.
    pub subsampling: (bool, bool),
    pub monochrome: bool,
}

const OBU_SEQUENCE_HEADER: u8 = 1;

/// The configuration record of a stream whose first temporal unit is `unit`.
#[must_use]
pub fn av1_config(unit: &[u8], format: Av1Format) -> Option<Vec<u8>> {
    let (obu, payload) = sequence_header(unit)?;
    let header = SequenceHeader::read(payload)?;
    let flag = |set: bool, bit: u8| u8::from(set) << bit;
    let depth = flag(header.tier, 7)
        | flag(format.bit_depth > 8, 6)
        | flag(format.bit_depth > 10, 5)
        | flag(format.monochrome, 4)
        | flag(format.subsampling.0, 3)
        | flag(format.subsampling.1, 2);
    let mut record = vec![0x81, header.profile << 5 | header.level, depth, 0];
    record.extend_from_slice(obu);
    Some(record)
}

/// The first sequence header with its own header, and its payload.
fn sequence_header(mut unit: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        let header = *unit.first()?;
        let extension = usize::from(header & 4 != 0);
        // Without a size the unit would be the last; sequence headers never are.
        if header & 2 == 0 {
            return None;
        }
        let (size, used) = leb128(unit.get(1 + extension..)?)?;
        let start = 1 + extension + used;
        let payload = unit.get(start..start.checked_add(size)?)?;
        if header >> 3 & 0xf == OBU_SEQUENCE_HEADER {
            return Some((unit.get(..start + size)?, payload));
        }
        unit = unit.get(start + size..)?;
    }
}

fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().take(4).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

struct SequenceHeader {
    profile: u8,
    level: u8,
    tier: bool,
}

impl SequenceHeader {
    /// Up to the first operating point, which is the one that players decode.
    fn read(payload: &[u8]) -> Option<Self> {
        let mut bits = Bits { bytes: payload, at: 0 };
        let profile = bits.take(3)?;
        bits.take(1)?;
        if bits.take(1)? == 1 {
            return Some(Self { profile: narrow(profile)?, level: narrow(bits.take(5)?)?, tier: false });
        }
        if bits.take(1)? == 1 {
            bits.take(64)?;
            if bits.take(1)? == 1 {
                bits.skip_variable()?;
            }
            if bits.take(1)? == 1 {
                bits.take(47)?;
            }
        }
        bits.take(1)?;
        bits.take(5)?;
        bits.take(12)?;
        let level = narrow(bits.take(5)?)?;
        let tier = level > 7 && bits.take(1)? == 1;
        Some(Self { profile: narrow(profile)?, level, tier })
    }
}

fn narrow(value: u64) -> Option<u8> {
    u8::try_from(value).ok()
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// A number behind as many bits as it has leading zeros.
    fn skip_variable(&mut self) -> Option<()> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        self.take(zeros).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGHT: Av1Format = Av1Format { bit_depth: 8, subsampling: (true, true), monochrome: false };

    #[test]
    fn the_record_is_read_off_the_sequence_header() {
        // A temporal delimiter, then the sequence header of a small picture.
        let unit = [0x12, 0x00, 0x0a, 0x0a, 0, 0, 0, 0x03, 0xb4, 0xfd, 0x93, 0x6b, 0xe4, 0x01, 0x32, 0x01, 0x00];
        let record = av1_config(&unit, EIGHT).unwrap();
        assert_eq!(record, [&[0x81, 0x00, 0x0c, 0x00][..], &unit[2..14]].concat());
    }

    #[test]
    fn noise_gives_none() {
        assert_eq!(av1_config(&[], EIGHT), None);
        assert_eq!(av1_config(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff], EIGHT), None);
        assert_eq!(av1_config(&[0x0a, 0x01, 0x00], EIGHT), None);
    }
}

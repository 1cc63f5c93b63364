//! Whether a file is whole, as far as its container says how long it should be.
//!
//! Demuxers play what is there and call it the end; a truncated upload must be a named failure instead. Only the outer
//! frame is walked: sizes of the top boxes of ISO media, and of the segment of Matroska. A transport stream has no
//! length of its own, and is taken as far as it goes.

use super::failure;
use super::source::GrowingFile;
use crate::report::{Failure, FailureCode};
use crate::spec::Container;

/// More top boxes than any real file has: a fragment every tenth of a second for a day, twice.
const MAX_BOXES: usize = 2_000_000;

pub(crate) fn check(container: Container, file: &GrowingFile) -> Result<(), Failure> {
    let whole = match container {
        Container::IsoBmff => boxes_fit(file),
        Container::Matroska => segment_fits(file),
        _ => true,
    };
    if whole { Ok(()) } else { Err(failure(FailureCode::CorruptMedia, "the file breaks off before its end")) }
}

/// Top boxes follow each other up to the end; trailing bytes too few for a box are forgiven.
fn boxes_fit(file: &GrowingFile) -> bool {
    let mut at = 0_u64;
    for _ in 0..MAX_BOXES {
        if file.length().saturating_sub(at) < 8 {
            return true;
        }
        let mut header = [0; 16];
        let Ok(count) = file.read(at, &mut header) else { return false };
        let (size, rest) = header.split_at(4);
        let (kind, long) = rest.split_at(4);
        let size = match u32::from_be_bytes(size.try_into().unwrap_or_default()) {
            // To the end of the file.
            0 => return true,
            1 if count == 16 => u64::from_be_bytes(long.try_into().unwrap_or_default()),
            size => u64::from(size),
        };
        if size < 8 {
            return false;
        }
        match at.checked_add(size) {
            Some(end) if end <= file.length() => at = end,
            // Padding after the last box is common, and no loss; media that ends early is.
            _ => return !kind.iter().all(|letter| letter.is_ascii_graphic() || *letter == b' '),
        }
    }
    false
}

fn segment_fits(file: &GrowingFile) -> bool {
    let Some((_, ebml_size, after)) = element(file, 0) else { return false };
    let Some(ebml_size) = ebml_size else { return false };
    match element(file, after.saturating_add(ebml_size)) {
        // Live recordings do not know their size.
        Some((0x1853_8067, None, _)) => true,
        Some((0x1853_8067, Some(size), body)) => body.checked_add(size).is_some_and(|end| end <= file.length()),
        _ => false,
    }
}

/// Id, size and start of the body of the EBML element at `at`.
fn element(file: &GrowingFile, at: u64) -> Option<(u64, Option<u64>, u64)> {
    let mut head = [0; 12];
    let count = file.read(at, &mut head).ok()?;
    let head = head.get(..count)?;
    let (id, used) = variable(head, true)?;
    let (size, more) = variable(head.get(used..)?, false)?;
    let unknown = size == (1 << (7 * more)) - 1;
    Some((id, (!unknown).then_some(size), at + (used + more) as u64))
}

/// A number whose first bits say how many bytes it has.
fn variable(bytes: &[u8], keep_marker: bool) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let whole = bytes.get(..length).filter(|_| length <= 8)?;
    let value = whole.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let marker = 1_u64 << (7 * length);
    Some((if keep_marker { value } else { value & !marker }, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn verdict(container: Container, bytes: &[u8]) -> bool {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        check(container, &GrowingFile::whole(file.into(), bytes.len() as u64)).is_ok()
    }

    #[test]
    fn boxes_must_end_within_the_file() {
        let whole = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x0cmdat1234".to_vec();
        assert!(verdict(Container::IsoBmff, &whole));
        assert!(!verdict(Container::IsoBmff, &whole[..whole.len() - 1]));
        assert!(verdict(Container::IsoBmff, &[&whole[..], b"\0\0\0"].concat()), "a few stray bytes are no loss");
        assert!(verdict(Container::IsoBmff, b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\0mdat1234"), "an open end");
        assert!(!verdict(Container::IsoBmff, b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x01mdat\0\0\0\0\0\0\x10\0...."));
    }

    #[test]
    fn a_matroska_segment_must_fit_when_it_knows_its_size() {
        let head = b"\x1a\x45\xdf\xa3\x82..".to_vec();
        assert!(verdict(Container::Matroska, &[&head[..], b"\x18\x53\x80\x67\x84abcd"].concat()));
        assert!(!verdict(Container::Matroska, &[&head[..], b"\x18\x53\x80\x67\x84abc"].concat()));
        assert!(verdict(Container::Matroska, &[&head[..], b"\x18\x53\x80\x67\xffabc"].concat()));
        assert!(!verdict(Container::Matroska, &head));
    }
}

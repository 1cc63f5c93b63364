//! Whether a source can be cut while it is still being uploaded.
//!
//! Matroska and transport streams describe themselves as they go. ISO media can be followed when its index (`moov`) stands
//! before the media; an index at the end can only be read when the end is there. Everything else waits for its last byte.

use std::io;
use std::os::fd::BorrowedFd;

use crate::spec::Container;

/// More boxes in front of the index than any file has.
const MAX_BOXES: usize = 64;
/// Size, kind and a long size.
const HEADER: u64 = 16;

/// What a growing source allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    Possible,
    /// Once its final length is known: the demuxer finds its way by offsets.
    WithLength,
    /// Not known before this many bytes are there.
    NotBefore(u64),
    /// Only when it is complete.
    Impossible,
}

/// Looks at the first `available` bytes of a source.
pub fn following(container: Container, file: BorrowedFd<'_>, available: u64) -> io::Result<Following> {
    match container {
        Container::Matroska | Container::MpegTs => Ok(Following::Possible),
        Container::IsoBmff => index_place(file, available),
        _ => Ok(Following::Impossible),
    }
}

/// Walks the top boxes (ISO/IEC 14496-12, 4.2) up to the index or the media, whichever is first.
fn index_place(file: BorrowedFd<'_>, available: u64) -> io::Result<Following> {
    let mut at = 0_u64;
    for _ in 0..MAX_BOXES {
        if available < at + HEADER {
            return Ok(Following::NotBefore(at + HEADER));
        }
        let Some(found) = Header::read(file, at)? else { return Ok(Following::Impossible) };
        match &found.kind {
            b"moov" if available < found.end => return Ok(Following::NotBefore(found.end)),
            b"moov" if is_fragmented(file, &found)? => return Ok(Following::Possible),
            b"moov" => return Ok(Following::WithLength),
            b"mdat" | b"moof" => return Ok(Following::Impossible),
            _ => at = found.end,
        }
    }
    Ok(Following::Impossible)
}

/// Whether the index says that fragments follow (`mvex`, ISO/IEC 14496-12, 8.8.1).
fn is_fragmented(file: BorrowedFd<'_>, index: &Header) -> io::Result<bool> {
    let mut at = index.body;
    for _ in 0..MAX_BOXES {
        if at + HEADER > index.end {
            break;
        }
        let Some(found) = Header::read(file, at)? else { break };
        if &found.kind == b"mvex" {
            return Ok(true);
        }
        at = found.end;
    }
    Ok(false)
}

/// A box as its first bytes describe it.
struct Header {
    kind: [u8; 4],
    body: u64,
    end: u64,
}

impl Header {
    /// `None` when there is no box, or one without an end of its own.
    fn read(file: BorrowedFd<'_>, at: u64) -> io::Result<Option<Self>> {
        let mut header = [0; 16];
        if rustix::io::retry_on_intr(|| rustix::io::pread(file, &mut header, at))? < header.len() {
            return Ok(None);
        }
        let [s0, s1, s2, s3, k0, k1, k2, k3, long @ ..] = header;
        let (length, size) = match u32::from_be_bytes([s0, s1, s2, s3]) {
            1 => (16, u64::from_be_bytes(long)),
            size => (8, u64::from(size)),
        };
        let end = at.checked_add(size).filter(|_| size >= length);
        Ok(end.map(|end| Self { kind: [k0, k1, k2, k3], body: at + length, end }))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::AsFd;

    use super::*;

    fn of(bytes: &[u8], available: u64) -> Following {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        following(Container::IsoBmff, file.as_fd(), available).unwrap()
    }

    #[test]
    fn an_index_in_front_can_be_followed_once_it_is_whole() {
        let file = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x14moov............\0\0\0\x10mdat........";
        assert_eq!(of(file, 8), Following::NotBefore(16));
        assert_eq!(of(file, 20), Following::NotBefore(32));
        assert_eq!(of(file, 33), Following::NotBefore(36));
        assert_eq!(of(file, 36), Following::WithLength);
        let pieces =
            b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x20moov\0\0\0\x08mvhd\0\0\0\x10mvex........\0\0\0\x10moof........";
        assert_eq!(of(pieces, 48), Following::Possible);
    }

    #[test]
    fn an_index_at_the_end_cannot() {
        let file = b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x10mdat........\0\0\0\x10moov........";
        assert_eq!(of(file, 48), Following::Impossible);
        assert_eq!(of(b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\0", 16), Following::Impossible);
    }
}

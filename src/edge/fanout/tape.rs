//! What a room's members on one thread are told: one run of frames, of which each member knows only how far it has got.

use std::collections::VecDeque;

/// Frames one after the other. Places are counted in bytes from the beginning of time.
#[derive(Default)]
pub struct Tape {
    bytes: Vec<u8>,
    /// The place of the first byte that is kept.
    base: u64,
    /// Where frames begin, of those that are kept.
    starts: VecDeque<u64>,
}

impl Tape {
    /// A tape that nobody is behind of is emptied when it has grown to this.
    const ROOM: usize = 256 << 10;

    pub fn push(&mut self, frame: &[u8]) {
        self.starts.push_back(self.end());
        self.bytes.extend_from_slice(frame);
    }

    #[must_use]
    pub fn end(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// Everything from a place on; none when that is forgotten.
    #[must_use]
    pub fn from(&self, place: u64) -> Option<&[u8]> {
        let offset = usize::try_from(place.checked_sub(self.base)?).ok()?;
        self.bytes.get(offset..)
    }

    /// The next place, from here on, between two frames.
    #[must_use]
    pub fn boundary(&self, place: u64) -> u64 {
        let next = self.starts.partition_point(|start| *start < place);
        self.starts.get(next).copied().unwrap_or_else(|| self.end())
    }

    /// Forgets what lies before a place.
    pub fn forget(&mut self, place: u64) {
        let length = usize::try_from(place.saturating_sub(self.base)).unwrap_or(usize::MAX).min(self.bytes.len());
        if length == self.bytes.len() {
            self.bytes.clear();
            self.bytes.shrink_to(Self::ROOM);
        } else if length >= self.bytes.len() / 2 {
            // Moving less than was forgotten costs no more than it was to write it.
            self.bytes.drain(..length);
        } else {
            return;
        }
        self.base += length as u64;
        let gone = self.starts.partition_point(|start| *start < self.base);
        self.starts.drain(..gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_hold_while_what_lies_behind_is_forgotten() {
        let mut tape = Tape::default();
        tape.push(b"aaaa");
        tape.push(b"bb");
        assert_eq!((tape.end(), tape.from(4)), (6, Some(&b"bb"[..])));
        assert_eq!((tape.boundary(0), tape.boundary(1), tape.boundary(4), tape.boundary(5)), (0, 4, 4, 6));
        tape.forget(4);
        assert_eq!((tape.from(3), tape.from(4)), (None, Some(&b"bb"[..])));
        tape.push(b"c");
        assert_eq!((tape.from(5), tape.boundary(5)), (Some(&b"bc"[..]), 6));
        tape.forget(7);
        assert_eq!((tape.end(), tape.from(7), tape.from(6)), (7, Some(&b""[..]), None));
    }

    #[test]
    fn little_is_not_moved_for_little() {
        let mut tape = Tape::default();
        tape.push(&[b'a'; 10]);
        tape.push(&[b'b'; 100]);
        tape.forget(10);
        assert_eq!(tape.from(0).map(<[u8]>::len), Some(110));
    }
}

//! The newest messages of a room's order, for members that come back.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::model::LogEntry;

const MOST_ENTRIES: usize = 1024;
const MOST_BYTES: usize = 1 << 20;

/// Consecutive numbers, oldest first.
#[derive(Default)]
pub struct Ring {
    entries: VecDeque<LogEntry>,
    bytes: usize,
}

impl Ring {
    /// How many entries are worth reading for it.
    pub const READ: usize = 256;

    pub fn push(&mut self, entry: LogEntry) {
        self.bytes += entry.text.len();
        self.entries.push_back(entry);
        while self.entries.len() > MOST_ENTRIES || self.bytes > MOST_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.text.len();
        }
    }

    /// From now on an earlier message is told in these words.
    pub fn rewrite(&mut self, entry: LogEntry) {
        let Ok(place) = self.entries.binary_search_by_key(&entry.seq, |known| known.seq) else { return };
        let Some(known) = self.entries.get_mut(place) else { return };
        self.bytes = self.bytes + entry.text.len() - known.text.len();
        *known = entry;
    }

    /// Everything after the number `after` up to the last number `seq` of the room; none when it does not reach back that far.
    #[must_use]
    pub fn since(&self, after: i64, seq: i64) -> Option<Vec<Bytes>> {
        if after >= seq {
            return Some(Vec::new());
        }
        let oldest = self.entries.front()?.seq;
        let from = self.entries.partition_point(|entry| entry.seq <= after);
        (oldest <= after + 1).then(|| self.entries.range(from..).map(|entry| entry.text.clone()).collect())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CommentId;

    fn entry(seq: i64, text: &str) -> LogEntry {
        LogEntry { seq, comment: CommentId::random(), text: Bytes::copy_from_slice(text.as_bytes()) }
    }

    fn ring(numbers: std::ops::RangeInclusive<i64>) -> Ring {
        let mut ring = Ring::default();
        numbers.for_each(|seq| ring.push(entry(seq, &seq.to_string())));
        ring
    }

    #[test]
    fn it_tells_exactly_what_was_missed_or_that_it_cannot() {
        let ring = ring(5..=8);
        assert_eq!(ring.since(8, 8), Some(vec![]));
        assert_eq!(ring.since(6, 8), Some(vec![Bytes::from("7"), Bytes::from("8")]));
        assert_eq!(ring.since(4, 8).map(|missed| missed.len()), Some(4));
        assert_eq!(ring.since(3, 8), None);
        assert_eq!(Ring::default().since(0, 3), None);
        assert_eq!(Ring::default().since(3, 3), Some(vec![]));
    }

    #[test]
    fn it_has_bounds_and_forgets_what_was_taken_away() {
        let mut ring = ring(1..=i64::try_from(MOST_ENTRIES).unwrap() + 10);
        assert_eq!(ring.len(), MOST_ENTRIES);
        ring.rewrite(entry(500, "gone"));
        assert_eq!(ring.since(499, i64::MAX).unwrap().first(), Some(&Bytes::from("gone")));
        (0..20).for_each(|n| ring.push(entry(10_000 + n, &"x".repeat(100_000))));
        assert!(ring.bytes <= MOST_BYTES && ring.len() == 10);
    }
}

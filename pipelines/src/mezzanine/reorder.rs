//! Presentation times for MPEG-4 part 2 in containers that only know when to decode (AVI).
//!
//! A picture that others refer to is shown after all B pictures that follow it in the file: it takes the slot before
//! the next such picture, and each B picture moves up by one.

use super::clock::Nanoseconds;

/// A frame that waits for its time.
#[derive(Debug)]
struct Waiting<F> {
    frame: F,
    /// Slots of the reference picture and of the B pictures behind it, as they come in the file.
    slots: Vec<Nanoseconds>,
    behind: Vec<F>,
}

/// Gives frames, in decode order, their time of showing; one group is always held back.
#[derive(Debug)]
pub(crate) struct Reorder<F> {
    waiting: Option<Waiting<F>>,
}

impl<F> Default for Reorder<F> {
    fn default() -> Self {
        Self { waiting: None }
    }
}

impl<F> Reorder<F> {
    /// Takes a frame whose place in the file is `slot`; gives those whose time is known now.
    pub(crate) fn push(&mut self, frame: F, slot: Nanoseconds, is_bidirectional: bool) -> Vec<(F, Nanoseconds)> {
        match &mut self.waiting {
            Some(waiting) if is_bidirectional => {
                waiting.slots.push(slot);
                waiting.behind.push(frame);
                Vec::new()
            }
            _ => {
                let done = self.finish();
                self.waiting = Some(Waiting { frame, slots: vec![slot], behind: Vec::new() });
                done
            }
        }
    }

    /// The frames that are left.
    pub(crate) fn finish(&mut self) -> Vec<(F, Nanoseconds)> {
        let Some(waiting) = self.waiting.take() else { return Vec::new() };
        let last = waiting.slots.last().copied().unwrap_or_default();
        let mut group = vec![(waiting.frame, last)];
        group.extend(std::iter::zip(waiting.behind, waiting.slots));
        group
    }
}

/// Whether a frame of MPEG-4 part 2 is a B picture.
pub(crate) fn is_bidirectional(frame: &[u8]) -> bool {
    const PICTURE: [u8; 4] = [0, 0, 1, 0xb6];
    let start = frame.windows(PICTURE.len()).position(|window| window == PICTURE);
    start.and_then(|at| frame.get(at + PICTURE.len())).is_some_and(|byte| byte >> 6 == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b_pictures_are_shown_before_what_they_lean_on() {
        let mut reorder = Reorder::default();
        let mut times = Vec::new();
        for (slot, name) in "IPbbPbPP".chars().enumerate() {
            times.extend(reorder.push((name, slot), slot as Nanoseconds, name == 'b'));
        }
        times.extend(reorder.finish());
        let mut shown: Vec<_> = times.iter().map(|((name, slot), time)| (*time, *name, *slot)).collect();
        shown.sort_unstable();
        let order: String = shown.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(order, "IbbPbPPP");
        assert_eq!(shown.iter().map(|(time, ..)| *time).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
        let decode: Vec<_> = times.iter().map(|((_, slot), _)| *slot).collect();
        assert_eq!(decode, (0..8).collect::<Vec<_>>(), "decode order is kept");
    }

    #[test]
    fn picture_types_are_read() {
        assert!(is_bidirectional(&[0, 0, 1, 0xb6, 0x80]));
        assert!(!is_bidirectional(&[0, 0, 1, 0xb0, 1, 0, 0, 1, 0xb6, 0x40]));
        assert!(!is_bidirectional(&[]));
    }
}

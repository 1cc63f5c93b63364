//! Where a long group of pictures is cut that players never get as it is.
//!
//! A piece that starts between key frames is decoded from the key frame before it, so pieces cost decoding twice: a short
//! first one makes the video playable at once, short ones behind it let the player keep up, and the rest are as long as
//! a viewer waits for. No piece is shorter than what is decoded ahead of it, so that all pieces of a group together take
//! at most a few times the decoding of the whole, however long it is.

use super::clock::Nanoseconds;
use super::video::SegmentTarget;

#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    target: SegmentTarget,
    /// Time between the last two key frames.
    group: Option<Nanoseconds>,
}

/// A place that may become the end of a piece, on the source's timeline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Since the start of the piece.
    pub(crate) length: Nanoseconds,
    /// Since the key frame that decoding starts at.
    pub(crate) depth: Nanoseconds,
    pub(crate) is_first: bool,
}

impl Pieces {
    pub(crate) fn new(target: SegmentTarget) -> Self {
        Self { target, group: None }
    }

    /// Two key frames follow each other so far apart.
    pub(crate) fn observe(&mut self, group: Nanoseconds) {
        self.group = Some(group);
    }

    pub(crate) fn ends_at(&self, place: Place) -> bool {
        let least = match place {
            Place { is_first: true, .. } => self.target.first,
            // Of the first group; nobody knows how long it is.
            _ if self.group.is_none() => self.target.rest,
            _ => self.target.rest * 5 / 2,
        };
        // Groups are mostly alike: what is left of one is not cut off for its own sake.
        let is_near_key = self.group.is_some_and(|group| place.depth < group && group - place.depth < least / 2);
        let lead_in = place.depth - place.length;
        place.length + least / 50 >= least && place.length >= lead_in && !is_near_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Nanoseconds = 1_000_000_000;

    /// Where groups of so many frames, at ten a second, are cut; and how much is decoded for each second shown.
    fn cuts(group: i64, seconds: i64) -> (Vec<f64>, f64) {
        let mut pieces = Pieces::new(SegmentTarget { first: SECOND, rest: 2 * SECOND });
        let (mut starts, mut decoded) = (vec![0], 0);
        for frame in 1..=seconds * 10 {
            let start = *starts.last().unwrap();
            let key = (frame - 1) / group * group;
            let place = Place {
                length: (frame - start) * SECOND / 10,
                depth: (frame - key) * SECOND / 10,
                is_first: start == 0,
            };
            let is_key = frame % group == 0;
            if is_key {
                pieces.observe(group * SECOND / 10);
            }
            if is_key || pieces.ends_at(place) {
                decoded += frame - key;
                starts.push(frame);
            }
        }
        starts.pop();
        (starts.iter().map(|start| *start as f64 / 10.0).collect(), decoded as f64 / (seconds * 10) as f64)
    }

    #[test]
    fn the_opening_is_cut_short_and_the_rest_in_halves() {
        let (starts, cost) = cuts(100, 40);
        assert_eq!(starts, [0.0, 1.0, 3.0, 6.0, 10.0, 14.9, 20.0, 24.9, 30.0, 34.9]);
        assert!(cost < 1.7, "{cost}");
    }

    #[test]
    fn groups_of_usual_length_stay_whole() {
        assert_eq!(cuts(60, 30).0, [0.0, 1.0, 3.0, 6.0, 12.0, 18.0, 24.0]);
        assert_eq!(cuts(20, 8).0, [0.0, 1.0, 2.0, 4.0, 6.0]);
    }

    #[test]
    fn a_group_without_end_costs_no_more_than_a_few_times_its_length() {
        let (starts, cost) = cuts(1 << 30, 3600);
        assert!(starts.len() < 16 && cost < 2.5, "{} pieces, {cost} times the decoding", starts.len());
    }
}

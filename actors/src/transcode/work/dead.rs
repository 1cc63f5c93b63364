//! What is given up of a video: dead segments are neither missing nor made, until they are revived.

use super::{Place, Stream, Unit, Work};
use crate::model::{DeadLetter, VideoFailure};

impl Work {
    /// Whether nothing is left to make but what is dead, or evicted and not asked for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let is_left = |stream: &Stream| stream.places.iter().all(|place| stream.is_left(*place));
        self.map.is_complete && self.streams.iter().all(is_left) && self.next_ahead().is_none()
    }

    /// Whether the video becomes playable by this unit, which is missing.
    #[must_use]
    pub fn is_vital(&self, unit: &Unit) -> bool {
        self.first_units().iter().any(|first| first.overlaps(unit))
    }

    /// Gives segments up; what is made stays made. Letters about other versions of the media are no concern.
    pub fn bury(&mut self, letter: DeadLetter) {
        if letter.version != self.map.version {
            return;
        }
        for stream in self.streams.iter_mut().filter(|stream| letter.rungs.contains(&stream.plan.name)) {
            if let Some(place) = stream.place_mut(letter.number)
                && *place != Place::Made
            {
                *place = Place::Dead;
            }
        }
        self.dead.push(letter);
    }

    /// Everything that was given up is missing again.
    pub fn revive(&mut self) {
        self.dead.clear();
        let places = self.streams.iter_mut().flat_map(|stream| &mut stream.places);
        places.filter(|place| **place == Place::Dead).for_each(|place| *place = Place::Missing);
        (self.complete_below, self.extras_below) = (0, 0);
    }

    /// A segment that an operator cancelled is missing again; one that failed stays dead.
    pub fn revive_cancelled(&mut self, rendition: &str, number: u32) {
        if self.reason_dead(rendition, number).is_none_or(|failure| failure.code != VideoFailure::CANCELLED) {
            return;
        }
        let stream = self.streams.iter_mut().find(|stream| stream.plan.name == rendition);
        if let Some(place) = stream.and_then(|stream| stream.place_mut(number)) {
            *place = Place::Missing;
        }
        (self.complete_below, self.extras_below) = (0, 0);
    }

    /// Why a segment was given up, if it was.
    #[must_use]
    pub fn reason_dead(&self, rendition: &str, number: u32) -> Option<&VideoFailure> {
        if self.stream(rendition)?.place(number)? != Place::Dead {
            return None;
        }
        let is_of = |letter: &&DeadLetter| letter.number == number && letter.rungs.iter().any(|rung| rung == rendition);
        self.dead.iter().rfind(is_of).map(|letter| &letter.failure)
    }

    /// The first segment of a rendition that can be made, or that is.
    #[must_use]
    pub fn first_alive(&self, rendition: &str) -> u32 {
        let places = self.stream(rendition).map(|stream| stream.places.as_slice()).unwrap_or_default();
        (0..).zip(places).find(|(_, place)| **place != Place::Dead).map_or(0, |(number, _)| number)
    }
}

//! The segments of one encoded rendition, each missing, in flight, made or dead.

use crate::messages::JobId;
use crate::model::RenditionPlan;

/// What has become of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Missing,
    InFlight(JobId),
    Made,
    /// Given up.
    Dead,
}

/// The segments of one encoded rendition.
pub(super) struct Stream {
    pub(super) plan: RenditionPlan,
    pub(super) has_init: bool,
    pub(super) places: Vec<Place>,
    /// What is missing is made only when somebody asks for it.
    pub(super) is_evicted: bool,
}

impl Place {
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Made | Self::Dead)
    }
}

impl Stream {
    pub(super) fn new(plan: &RenditionPlan, count: usize) -> Self {
        Self { plan: plan.clone(), has_init: false, places: vec![Place::Missing; count], is_evicted: false }
    }

    pub(super) fn place(&self, number: u32) -> Option<Place> {
        self.places.get(usize::try_from(number).ok()?).copied()
    }

    pub(super) fn place_mut(&mut self, number: u32) -> Option<&mut Place> {
        self.places.get_mut(usize::try_from(number).ok()?)
    }

    pub(super) fn set_made(&mut self, number: Option<u32>) {
        match number {
            None => self.has_init = true,
            Some(number) => {
                if let Some(place) = self.place_mut(number) {
                    *place = Place::Made;
                }
            }
        }
    }

    /// Whether nothing is to be made by itself at this place.
    pub(super) fn is_done(&self, index: usize) -> bool {
        self.places.get(index).is_none_or(|place| self.is_left(*place))
    }

    pub(super) fn is_left(&self, place: Place) -> bool {
        place.is_over() || (self.is_evicted && place == Place::Missing)
    }
}

//! Rungs that were evicted: what is missing of them is made for those who ask for it, and for nobody else.

use super::{Place, Work};

impl Work {
    /// What is missing of a rung is no longer made by itself.
    pub fn leave_evicted(&mut self, rendition: &str) {
        if let Some(stream) = self.streams.iter_mut().find(|stream| stream.plan.name == rendition) {
            stream.is_evicted = true;
        }
    }

    /// Everything of a rung is gone, and whoever watched it has left.
    pub fn evict(&mut self, rendition: &str) {
        self.leave_evicted(rendition);
        self.play_heads.remove(rendition);
        let Some(stream) = self.streams.iter_mut().find(|stream| stream.plan.name == rendition) else {
            return;
        };
        stream.has_init = false;
        stream.places.iter_mut().filter(|place| **place == Place::Made).for_each(|place| *place = Place::Missing);
    }

    /// Whether some segment is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let mut places = self.streams.iter().flat_map(|stream| &stream.places);
        places.any(|place| matches!(place, Place::InFlight(_)))
    }
}

//! Codecs beside H.264: made one codec at a time when the ladder is whole, and told to players when they are.

use playhouse_pipelines::spec::VideoCoding;

use super::{Place, Stream, Unit, Work};

/// What attempts are counted by: the unit without its rungs. A codec that fails is no fault of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum UnitKey {
    Video(u32, VideoCoding),
    Audio(u32),
}

impl Work {
    pub(crate) fn key(&self, unit: &Unit) -> UnitKey {
        match unit {
            Unit::Video { number, rungs } => {
                let first = rungs.first().and_then(|rung| self.stream(rung));
                UnitKey::Video(*number, first.and_then(|stream| stream.plan.coding()).unwrap_or_default())
            }
            Unit::Audio { number, .. } => UnitKey::Audio(*number),
        }
    }

    /// The rungs of one codec that are missing in one interval, from the first interval on.
    pub(super) fn next_extra(&mut self) -> Option<Unit> {
        if !self.map.is_complete {
            return None;
        }
        let longest = self.extras().map(|stream| stream.places.len()).max().unwrap_or(0);
        while self.extras_below < longest && self.extras().all(|stream| stream.is_done(self.extras_below)) {
            self.extras_below += 1;
        }
        (self.extras_below..longest).find_map(|index| self.extra_missing_at(index))
    }

    fn extra_missing_at(&self, index: usize) -> Option<Unit> {
        let missing = |stream: &&Stream| !stream.is_evicted && stream.places.get(index) == Some(&Place::Missing);
        let coding = self.extras().find(missing)?.plan.coding();
        let of_codec = self.extras().filter(missing).filter(|stream| stream.plan.coding() == coding);
        let rungs = of_codec.map(|stream| stream.plan.name.clone()).collect();
        Some(Unit::Video { number: u32::try_from(index).ok()?, rungs })
    }

    fn extras(&self) -> impl Iterator<Item = &Stream> {
        self.streams.iter().filter(|stream| stream.plan.is_extra())
    }

    /// Names of the extra renditions that are whole since the last call.
    pub(crate) fn list_whole_extras(&mut self) -> Vec<String> {
        let is_complete = self.map.is_complete;
        let is_whole = |stream: &&mut Stream| {
            let is_made = stream.has_init && stream.places.iter().all(|place| *place == Place::Made);
            is_complete && stream.plan.is_unlisted && is_made
        };
        let list = |stream: &mut Stream| {
            stream.plan.is_unlisted = false;
            stream.plan.name.clone()
        };
        self.streams.iter_mut().filter(is_whole).map(list).collect()
    }
}

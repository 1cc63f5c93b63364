//! How much is left to make: what the time that it takes is told from.
//!
//! Work is counted in pixels of segments times their seconds: encoding is nearly all of it, and costs about that.

use playhouse_pipelines::report::TrackId;

use super::{Place, Stream, Unit, Work, bound};
use crate::model::{RenditionPlan, RungLeft};

/// What a second of sound costs, in pixels.
const SOUND: f64 = 10_000.0;

impl Work {
    /// What is made of every rendition, and the work up to its last missing segment; of an evicted one nobody can tell.
    #[must_use]
    pub fn left(&self) -> Vec<RungLeft> {
        let before = self.work_before();
        self.map.renditions.iter().map(|plan| self.rung_left(plan, &before)).collect()
    }

    fn rung_left(&self, plan: &RenditionPlan, before: &[f64]) -> RungLeft {
        let Some(stream) = self.stream(&plan.name) else {
            let count = self.map.segment_count(plan);
            let work = self.map.is_complete.then_some(0.0);
            return RungLeft { name: plan.name.clone(), made: count, total: count, work };
        };
        let made = stream.places.iter().filter(|place| **place == Place::Made).count();
        let last = stream.places.iter().rposition(|place| !place.is_over());
        let work = last.and_then(|index| before.get(index + 1)).copied();
        RungLeft {
            name: plan.name.clone(),
            made: u32::try_from(made).unwrap_or(u32::MAX),
            total: u32::try_from(stream.places.len()).unwrap_or(u32::MAX),
            work: work.filter(|_| self.map.is_complete && !stream.is_evicted),
        }
    }

    /// For each interval, the work that is left of those before it, in all rungs: that is the order in which it is done.
    fn work_before(&self) -> Vec<f64> {
        let longest = self.streams.iter().map(|stream| stream.places.len()).max().unwrap_or(0);
        let mut sum = 0.0;
        let mut before = vec![sum];
        for index in 0..longest {
            let unmade = |stream: &&Stream| stream.places.get(index).is_some_and(|place| !stream.is_left(*place));
            let work = |stream: &Stream| self.work_of(&stream.plan, u32::try_from(index).unwrap_or(u32::MAX));
            sum += self.streams.iter().filter(unmade).map(work).sum::<f64>();
            before.push(sum);
        }
        before
    }

    fn work_of(&self, plan: &RenditionPlan, number: u32) -> f64 {
        let track = self.map.track(plan.track());
        let bound = track.and_then(|track| bound(track, number).map(|bound| track.seconds(bound.duration)));
        let pixels = match (plan.track(), plan.size()) {
            (TrackId::Video, Some((width, height))) => f64::from(width) * f64::from(height),
            _ => SOUND,
        };
        pixels * bound.unwrap_or(0.0)
    }

    /// What a unit costs.
    #[must_use]
    pub fn cost(&self, unit: &Unit) -> f64 {
        let (rungs, number) = unit.rungs_and_number();
        rungs.iter().filter_map(|rung| self.map.rendition(rung)).map(|plan| self.work_of(plan, number)).sum()
    }
}

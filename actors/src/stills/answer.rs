//! What owners wish for, and what is written down of what a job has made.

use playhouse_pipelines::report::{Still, StillKind};

use super::Task;
use super::plan::Plan;
use crate::messages::{ChoosePoster, PosterChoice, PosterError};
use crate::model::{PosterCandidate, PosterOrigin, StillDetail, StillRecord};
use crate::runtime::Reply;

/// An owner's request, and whoever waits for it.
pub(super) struct Wish {
    pub(super) request: ChoosePoster,
    pub(super) reply: Reply<ChoosePoster>,
}

impl Wish {
    pub(super) fn refuse(self, error: PosterError) {
        self.reply.send(Err(error));
    }

    fn origin(&self) -> PosterOrigin {
        match self.request.choice {
            PosterChoice::Frame(_) => PosterOrigin::Frame,
            PosterChoice::Image(_) => PosterOrigin::Image,
            PosterChoice::Automatic => PosterOrigin::Automatic,
        }
    }
}

pub(super) fn record_of(task: &Task, still: Still, length: u64, hash: String, plan: &Plan) -> StillRecord {
    let mut detail = StillDetail::default();
    match still.kind {
        StillKind::Poster => {
            detail.origin = Some(match task {
                Task::Wish(wish) => wish.origin(),
                Task::Unit(_) if plan.is_complete() => PosterOrigin::Automatic,
                Task::Unit(_) => PosterOrigin::Early,
            });
        }
        StillKind::Candidates => {
            let scores = still.frames.iter();
            detail.candidates =
                scores.map(|frame| PosterCandidate { at: plan.seconds(frame.at), score: frame.score }).collect();
        }
        StillKind::Storyboard => detail.storyboard = Some(plan.storyboard().clone()),
        StillKind::Preview => {}
    }
    let Still { kind, number, width, height, .. } = still;
    StillRecord { kind, number, length, hash, width, height, detail, is_retired: false }
}

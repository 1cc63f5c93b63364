//! What owners wish for, and what is written down of what a job has made.

use playhouse_pipelines::report::{Still, StillKind};

use super::plan::Plan;
use super::{StillsConfig, Task};
use crate::messages::{ChoosePoster, PosterChoice, PosterError};
use crate::model::{PosterCandidate, PosterOrigin, Standing, StillDetail, StillRecord, VideoId};
use crate::ports::{MediaObject, RetiredStill, SegmentKey, StoreError};
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
    StillRecord { kind, number, length, hash, width, height, detail, standing: Standing::Shown }
}

/// Removes posters that their owner took back. What cannot be removed now goes with what was retired.
pub(super) async fn remove_posters(config: &StillsConfig, video: &VideoId, version: u32, numbers: &[u32]) {
    for number in numbers.iter().copied() {
        let object = MediaObject::Still { kind: StillKind::Poster, number };
        let key = SegmentKey { video: video.clone(), version, object };
        let still = RetiredStill { video: video.clone(), version, kind: StillKind::Poster, number };
        let removed: Result<(), StoreError> = async {
            config.segments.remove_one(&key).await?;
            config.stills.forget_retired(&still).await
        }
        .await;
        if let Err(error) = removed {
            tracing::warn!(%video, %error, "a poster that was taken back stays for a while");
        }
    }
}

//! One listener's view of a video.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::{Notice, VideoEvents};
use crate::model::{LadderProgress, VideoEvent, VideoFailure, VideoId, VideoState};

/// Progress is told this often at most; a change of state at once.
const GAP: Duration = Duration::from_millis(300);

pub struct Subscription {
    events: VideoEvents,
    video: VideoId,
    notices: watch::Receiver<Notice>,
    told_state: Option<(VideoState, Option<VideoFailure>)>,
    told_steps: u64,
    told_at: Option<Instant>,
    is_over: bool,
}

impl Subscription {
    pub(super) fn new(events: VideoEvents, video: VideoId, notices: watch::Receiver<Notice>) -> Self {
        // What the video was before, the listener reads for itself.
        let told_state = notices.borrow().state.clone();
        Self { events, video, notices, told_state, told_steps: 0, told_at: None, is_over: false }
    }

    #[must_use]
    pub fn video(&self) -> &VideoId {
        &self.video
    }

    /// How far the video is now.
    #[must_use]
    pub fn progress(&self) -> Option<LadderProgress> {
        self.events.progress(&self.video)
    }

    /// What is new, once there is something; none after [`VideoEvent::Deleted`]. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<VideoEvent> {
        loop {
            if self.is_over {
                return None;
            }
            let notice = self.notices.borrow_and_update().clone();
            if notice.is_deleted {
                self.is_over = true;
                return Some(VideoEvent::Deleted);
            }
            if notice.state != self.told_state
                && let Some((state, failure)) = notice.state.clone()
            {
                self.told_state = notice.state;
                return Some(VideoEvent::State { state, failure });
            }
            let next_at = self.told_at.map(|at| at + GAP).filter(|at| *at > Instant::now());
            let is_new = notice.steps != self.told_steps;
            if is_new && next_at.is_none() {
                self.told_steps = notice.steps;
                self.told_at = Some(Instant::now());
                if let Some(progress) = self.progress() {
                    return Some(VideoEvent::Progress(progress));
                }
                continue;
            }
            tokio::select! {
                changed = self.notices.changed() => changed.ok()?,
                () = sleep_until(next_at.unwrap_or_else(Instant::now)), if is_new => {}
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        // Gone before the count, so that the last of several is seen to be it.
        self.notices = watch::Sender::default().subscribe();
        self.events.leave(&self.video);
    }
}

//! What is told of videos while they are worked on: the seam between those who do the work and those who show it.
//!
//! [`Videos`](crate::videos) tells states (from the outbox, so only what is durable), [`Transcode`](crate::transcode) tells
//! progress; whoever shows a video [subscribes](VideoEvents::subscribe): a room, a stream of events. Of each video only
//! the last value is kept. Telling never waits for a subscriber, and one that is slow skips what it missed. A video is
//! remembered while somebody works on it or listens, and no longer.

mod pace;
mod subscription;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use self::pace::Pace;
pub use self::subscription::Subscription;
use crate::model::{LadderProgress, RungLeft, VideoFailure, VideoId, VideoState};

/// The seam; clones are the same one.
#[derive(Clone, Default)]
pub struct VideoEvents(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    videos: HashMap<VideoId, Entry>,
    pace: Pace,
}

struct Entry {
    notices: watch::Sender<Notice>,
    /// Who works on the video: one, but for a moment of handing over.
    at_work: usize,
    ladder: Option<Ladder>,
}

/// What subscribers wake up for.
#[derive(Debug, Clone, Default, PartialEq)]
struct Notice {
    state: Option<(VideoState, Option<VideoFailure>)>,
    /// Counts what was told of the ladder.
    steps: u64,
    is_deleted: bool,
}

/// What is left to make of a video.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    pub rungs: Vec<RungLeft>,
    /// More of the source may come.
    pub is_growing: bool,
    /// In flight.
    pub jobs: usize,
}

impl Ladder {
    fn work(&self) -> f64 {
        self.rungs.iter().filter_map(|rung| rung.work).fold(0.0, f64::max)
    }
}

impl Board {
    fn entry(&mut self, video: &VideoId) -> &mut Entry {
        self.videos.entry(video.clone()).or_insert_with(|| Entry {
            notices: watch::Sender::default(),
            at_work: 0,
            ladder: None,
        })
    }

    fn note_busy(&mut self) {
        let is_busy = self.videos.values().any(|entry| entry.ladder.as_ref().is_some_and(|ladder| ladder.jobs > 0));
        self.pace.set_busy(is_busy, Instant::now());
    }

    /// Videos share the workers evenly: while work of this one is done, as much is done of each other that has it.
    fn beside(&self, video: &VideoId, work: f64) -> f64 {
        let others = self.videos.iter().filter(|(id, _)| *id != video);
        others.filter_map(|(_, entry)| entry.ladder.as_ref()).map(|ladder| ladder.work().min(work)).sum()
    }
}

impl VideoEvents {
    fn board(&self) -> MutexGuard<'_, Board> {
        // Whole values after every statement: a panic elsewhere cannot have broken them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody begins to work on a video, until what this answers is dropped.
    #[must_use]
    pub fn work_on(&self, video: &VideoId) -> AtWork {
        self.board().entry(video).at_work += 1;
        AtWork { events: self.clone(), video: video.clone() }
    }

    #[must_use]
    pub fn subscribe(&self, video: &VideoId) -> Subscription {
        let notices = self.board().entry(video).notices.subscribe();
        Subscription::new(self.clone(), video.clone(), notices)
    }

    /// A video has become this.
    pub fn tell_state(&self, video: &VideoId, state: VideoState, failure: Option<VideoFailure>) {
        self.notify(video, |notice| notice.state = Some((state, failure)));
    }

    pub fn tell_deleted(&self, video: &VideoId) {
        self.notify(video, |notice| notice.is_deleted = true);
    }

    /// Of a video that nobody works on and nobody listens to, nothing is kept.
    fn notify(&self, video: &VideoId, change: impl FnOnce(&mut Notice)) {
        if let Some(entry) = self.board().videos.get(video) {
            entry.notices.send_modify(change);
        }
    }

    /// How far a video is that is worked on by this node, at the pace of this moment.
    #[must_use]
    pub fn progress(&self, video: &VideoId) -> Option<LadderProgress> {
        let board = self.board();
        let ladder = board.videos.get(video)?.ladder.as_ref()?;
        let pace = board.pace.per_second(Instant::now());
        Some(LadderProgress::estimate(&ladder.rungs, ladder.is_growing, pace, |work| board.beside(video, work)))
    }

    /// Forgets a video that nobody is left for.
    fn leave(&self, video: &VideoId) {
        let mut board = self.board();
        let is_left = |entry: &Entry| entry.at_work == 0 && entry.notices.receiver_count() == 0;
        if board.videos.get(video).is_some_and(is_left) {
            board.videos.remove(video);
        }
    }

    #[cfg(test)]
    fn remembered(&self) -> usize {
        self.board().videos.len()
    }
}

/// Held by whoever makes the renditions of a video.
pub struct AtWork {
    events: VideoEvents,
    video: VideoId,
}

impl AtWork {
    /// What is left, whenever it has changed.
    pub fn tell(&self, ladder: Ladder) {
        let mut board = self.events.board();
        let entry = board.entry(&self.video);
        if entry.ladder.as_ref() == Some(&ladder) {
            return;
        }
        entry.ladder = Some(ladder);
        entry.notices.send_modify(|notice| notice.steps += 1);
        board.note_busy();
    }

    /// So much work is done.
    pub fn finished(&self, work: f64) {
        self.events.board().pace.finished(work, Instant::now());
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut board = self.events.board();
        let entry = board.entry(&self.video);
        entry.at_work = entry.at_work.saturating_sub(1);
        if let Some(ladder) = entry.ladder.as_mut().filter(|_| entry.at_work == 0) {
            // What is not made by now has no time.
            ladder.jobs = 0;
            ladder.rungs.iter_mut().for_each(|rung| rung.work = None);
            board.note_busy();
        }
        drop(board);
        self.events.leave(&self.video);
    }
}

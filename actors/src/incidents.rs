//! What operators are told of as it happens, beside the lives of actors: work that is given up, a disk that is full.
//!
//! Best effort, and for nobody but who listens at that moment: the log and the stores hold the truth.

use serde::Serialize;
use tokio::sync::broadcast;

use crate::model::{DeadLetter, VideoId};

const KEPT: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Incident {
    /// Segments were given up.
    DeadLetter { video: VideoId, renditions: Vec<String>, number: u32, code: String, detail: String },
    /// No space is left: media work of this video pauses.
    StorageFull { video: VideoId },
    /// There is space again.
    StorageFreed { video: VideoId },
}

impl From<&DeadLetter> for Incident {
    fn from(letter: &DeadLetter) -> Self {
        Self::DeadLetter {
            video: letter.video.clone(),
            renditions: letter.rungs.clone(),
            number: letter.number,
            code: letter.failure.code.clone(),
            detail: letter.failure.detail.clone(),
        }
    }
}

/// The way to whoever listens. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Incidents(broadcast::Sender<Incident>);

impl Default for Incidents {
    fn default() -> Self {
        Self(broadcast::Sender::new(KEPT))
    }
}

impl Incidents {
    pub fn tell(&self, incident: Incident) {
        // Nobody listens: the common case.
        let _ = self.0.send(incident);
    }

    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Incident> {
        self.0.subscribe()
    }
}

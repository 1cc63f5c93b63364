//! What waits to be written in a room, and who waits for it.

use std::collections::VecDeque;

use crate::messages::{ChangeComment, CreateComment, RoomError};
use crate::model::{RoomRefusal, RoomWrite, RoomWritten};
use crate::ports::StoreError;
use crate::runtime::Reply;

/// One transaction's worth.
const BATCH: usize = 256;
/// Tries of the same writes, when others write first each time.
const MOST_CONFLICTS: u32 = 8;

pub type Outcome = Result<Vec<Result<RoomWritten, RoomRefusal>>, StoreError>;

/// Who waits for one write.
pub enum Answer {
    Create(Reply<CreateComment>),
    Change(Reply<ChangeComment>),
}

impl Answer {
    pub fn send(self, outcome: Result<RoomWritten, RoomError>) {
        match self {
            Self::Create(reply) => reply.send(outcome),
            Self::Change(reply) => reply.send(outcome.map(|written| written.comment)),
        }
    }
}

pub struct Pending {
    pub write: RoomWrite,
    pub answer: Answer,
}

#[derive(Default)]
pub struct Writes {
    waiting: VecDeque<Pending>,
    is_writing: bool,
    /// How often in a row somebody else had written first.
    conflicts: u32,
}

impl Writes {
    pub fn push(&mut self, pending: Pending) {
        self.waiting.push_back(pending);
    }

    /// What is to be written now; none while something is.
    pub fn next(&mut self) -> Option<Vec<Pending>> {
        if self.is_writing || self.waiting.is_empty() {
            return None;
        }
        self.is_writing = true;
        Some(self.waiting.drain(..self.waiting.len().min(BATCH)).collect())
    }

    pub fn is_writing(&self) -> bool {
        self.is_writing
    }

    pub fn done(&mut self) {
        (self.is_writing, self.conflicts) = (false, 0);
    }

    /// Nothing of these was written, since somebody else had written first: they go first when the order is read anew.
    /// Answers those that were in this place too often.
    pub fn put_back(&mut self, batch: Vec<Pending>, error: &StoreError) {
        self.is_writing = false;
        self.conflicts += 1;
        if self.conflicts > MOST_CONFLICTS {
            self.conflicts = 0;
            return batch.into_iter().for_each(|pending| pending.answer.send(Err(error.clone().into())));
        }
        batch.into_iter().rev().for_each(|pending| self.waiting.push_front(pending));
    }

    pub fn refuse_all(&mut self, error: &RoomError) {
        self.waiting.drain(..).for_each(|pending| pending.answer.send(Err(error.clone())));
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && !self.is_writing
    }
}

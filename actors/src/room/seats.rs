//! Who sits in a room, and what they were told last: what outlives a panic of the room's actor.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::model::UserId;
use crate::ports::MemberId;

struct Member {
    user: Option<UserId>,
    is_host: bool,
}

#[derive(Default)]
struct Roll {
    members: HashMap<MemberId, Member>,
    /// Grows with every change.
    version: u64,
    /// The epoch and the last number that was published to the audience.
    told: Option<(String, i64)>,
}

/// One room's place beside its actor.
#[derive(Default)]
pub struct Seats {
    roll: Mutex<Roll>,
    /// The actor has ended for good.
    closed: watch::Sender<bool>,
}

/// How many are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    pub connections: usize,
    /// Signed-in ones among them, each once.
    pub people: usize,
}

impl Seats {
    fn roll(&self) -> MutexGuard<'_, Roll> {
        // Whole after every statement.
        self.roll.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(self: &Arc<Self>, member: MemberId, user: Option<UserId>, is_host: bool) -> Seat {
        let mut roll = self.roll();
        roll.members.insert(member, Member { user, is_host });
        roll.version += 1;
        drop(roll);
        Seat { seats: Arc::clone(self), member }
    }

    /// Whoever sits here has to come back.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    pub(super) fn connections(&self) -> usize {
        self.roll().members.len()
    }

    pub(super) fn version(&self) -> u64 {
        self.roll().version
    }

    pub(crate) fn presence(&self) -> Presence {
        let roll = self.roll();
        let people: HashSet<&UserId> = roll.members.values().filter_map(|member| member.user.as_ref()).collect();
        Presence { connections: roll.members.len(), people: people.len() }
    }

    pub(super) fn members(&self) -> Vec<MemberId> {
        self.roll().members.keys().copied().collect()
    }

    /// Those who look after the room.
    pub(super) fn hosts(&self) -> Vec<MemberId> {
        self.roll().members.iter().filter(|(_, member)| member.is_host).map(|(id, _)| *id).collect()
    }

    pub(crate) fn told(&self) -> Option<(String, i64)> {
        self.roll().told.clone()
    }

    pub(super) fn note_told(&self, epoch: &str, seq: i64) {
        let mut roll = self.roll();
        match &mut roll.told {
            Some((known, told)) if known == epoch => *told = seq,
            told => *told = Some((epoch.to_owned(), seq)),
        }
    }
}

/// A member's place, until it is dropped.
pub struct Seat {
    seats: Arc<Seats>,
    member: MemberId,
}

impl Seat {
    #[must_use]
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// Waits until there is no room here any more, and its members have to come back.
    pub async fn closed(&self) {
        let mut closed = self.seats.closed.subscribe();
        // The sender is ours: it does not go.
        let _ = closed.wait_for(|closed| *closed).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut roll = self.seats.roll();
        roll.members.remove(&self.member);
        roll.version += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_once_and_connections_each() {
        let seats = Arc::new(Seats::default());
        let ada = UserId::random();
        let first = seats.take(MemberId(1), Some(ada.clone()), true);
        let _second = seats.take(MemberId(2), Some(ada), false);
        let _guest = seats.take(MemberId(3), None, false);
        assert_eq!(seats.presence(), Presence { connections: 3, people: 1 });
        assert_eq!(seats.hosts(), [MemberId(1)]);
        let version = seats.version();
        drop(first);
        assert_eq!(seats.presence(), Presence { connections: 2, people: 1 });
        assert!(seats.version() > version);
    }
}

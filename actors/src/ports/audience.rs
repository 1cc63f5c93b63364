//! Who listens in this process, and how they are told: the seam between those who have something to say and the sockets.

use bytes::Bytes;
use serde::Serialize;

use crate::model::VideoId;

/// One open socket of this process; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u64);

/// Why a socket is closed from our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// There is no such room any more, or not for this member.
    Gone,
    /// Too much is waiting for it.
    Slow,
}

/// All sockets of this process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AudienceFigures {
    /// Open now
    pub sockets: usize,
    /// Those among them that do not take what waits for them.
    pub behind: usize,
    /// Messages of rooms, each as often as there was somebody to hear it.
    pub told: u64,
    /// Sockets that were closed because they read too slowly.
    pub closed_slow: u64,
}

/// Calls neither block nor fail; those for one room take effect in the order in which they are made. What is told to a
/// socket that is gone is lost, which its client notices and resumes.
pub trait Audience: Send + Sync {
    /// The first messages of a member; whatever is published to its room after this call reaches it, nothing from before.
    fn welcome(&self, member: MemberId, texts: Vec<Bytes>);

    /// To every welcomed member of a room.
    fn publish(&self, room: &VideoId, text: &Bytes);

    /// To one member.
    fn tell(&self, member: MemberId, text: Bytes);

    fn close(&self, member: MemberId, why: Farewell);

    fn figures(&self) -> AudienceFigures;
}

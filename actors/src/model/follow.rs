//! Who follows whom.

use super::{CommentAuthor, NewlyTold, Timestamp};

/// How a person stands with their followers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Following {
    pub followers: u64,
    /// Whether the one who asks is among them; none when nobody in particular asks.
    pub is_followed: Option<bool>,
}

/// What following somebody, or ceasing to, has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowChange {
    pub followers: u64,
    /// Whoever is followed is told of it, the first time.
    pub told: Option<NewlyTold>,
}

/// Somebody whom a person follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub person: CommentAuthor,
    pub followers: u64,
    pub since: Timestamp,
}

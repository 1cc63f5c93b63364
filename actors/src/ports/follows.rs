//! Who follows whom, and how people are shown beside what they do.

use std::collections::HashMap;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{CommentAuthor, Cursor, FollowChange, Followed, Following, Page, UserId};

#[async_trait]
pub trait Follows: Send + Sync {
    /// Begins or ends to follow somebody, who is told of the beginning in the same transaction, once; none without such a
    /// person. The same twice changes nothing.
    async fn follow(
        &self,
        follower: &UserId,
        followed: &UserId,
        follows: bool,
    ) -> Result<Option<FollowChange>, StoreError>;

    /// None without such a person.
    async fn following(&self, of: &UserId, viewer: Option<&UserId>) -> Result<Option<Following>, StoreError>;

    /// Whom a person follows, but for those who are banned; the last one first.
    async fn followed_by(
        &self,
        follower: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Followed>, StoreError>;

    /// People as everybody sees them, by their ids; whoever is unknown has no entry.
    async fn people(&self, ids: &[UserId]) -> Result<HashMap<UserId, CommentAuthor>, StoreError>;
}

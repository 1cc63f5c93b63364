//! Who follows whom.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Cursor, FollowChange, Followed, Following, Page, UserId};

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
}

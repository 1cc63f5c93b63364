//! [`Follows`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{CommentAuthor, Cursor, FollowChange, Followed, Following, Page, UserId};
use playhouse_actors::ports::{Follows, StoreError};

use super::DbStore;
use crate::stores::queries::{authors, follows as queries};

#[async_trait]
impl Follows for DbStore {
    async fn follow(
        &self,
        follower: &UserId,
        followed: &UserId,
        follows: bool,
    ) -> Result<Option<FollowChange>, StoreError> {
        let (follower, followed) = (follower.clone(), followed.clone());
        self.db.write("follows.set", move |connection| queries::set(connection, &follower, &followed, follows)).await
    }

    async fn following(&self, of: &UserId, viewer: Option<&UserId>) -> Result<Option<Following>, StoreError> {
        let (of, viewer) = (of.clone(), viewer.cloned());
        self.db.read("follows.of", move |connection| queries::of(connection, &of, viewer.as_ref())).await
    }

    async fn followed_by(
        &self,
        follower: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Followed>, StoreError> {
        let follower = follower.clone();
        self.db
            .read("follows.followed_by", move |connection| {
                queries::followed_by(connection, &follower, cursor.as_ref(), limit)
            })
            .await
    }

    async fn people(&self, ids: &[UserId]) -> Result<HashMap<UserId, CommentAuthor>, StoreError> {
        let ids = ids.to_vec();
        self.db
            .read("follows.people", move |connection| {
                let ids: Vec<&str> = ids.iter().map(UserId::as_str).collect();
                let people = authors::by_id(connection, &ids)?;
                Ok(people.into_values().map(|person| (person.id.clone(), person)).collect())
            })
            .await
    }
}

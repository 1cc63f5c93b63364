//! [`Sessions`] over the database.

use std::time::Duration;

use async_trait::async_trait;
use playhouse_actors::model::{Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::{Sessions, StoreError};

use super::DbStore;
use crate::stores::queries::sessions as queries;

#[async_trait]
impl Sessions for DbStore {
    async fn person(&self, user: &UserId, now: Timestamp) -> Result<Option<(User, Vec<Session>)>, StoreError> {
        let user = user.clone();
        self.db.read("sessions.person", move |connection| queries::person(connection, &user, now)).await
    }

    async fn open(&self, session: Session, token_hash: &str) -> Result<(), StoreError> {
        let hash = token_hash.to_owned();
        self.db.write("sessions.open", move |connection| queries::open(connection, &session, &hash)).await
    }

    async fn owner_of(&self, token_hash: &str) -> Result<Option<UserId>, StoreError> {
        let hash = token_hash.to_owned();
        self.db.read("sessions.owner_of", move |connection| queries::owner_of(connection, &hash)).await
    }

    async fn rotate(
        &self,
        spent_hash: &str,
        successor_hash: &str,
        now: Timestamp,
        grace: Duration,
    ) -> Result<Option<(Session, User)>, StoreError> {
        let (spent, successor) = (spent_hash.to_owned(), successor_hash.to_owned());
        self.db
            .write("sessions.rotate", move |connection| queries::rotate(connection, &spent, &successor, now, grace))
            .await
    }

    async fn revoke(&self, user: &UserId, id: &SessionId) -> Result<bool, StoreError> {
        let (user, id) = (user.clone(), id.clone());
        self.db.write("sessions.revoke", move |connection| queries::revoke(connection, &user, &id)).await
    }

    async fn revoke_others(&self, user: &UserId, keep: Option<&SessionId>) -> Result<usize, StoreError> {
        let (user, keep) = (user.clone(), keep.cloned());
        self.db
            .write("sessions.revoke_others", move |connection| queries::revoke_others(connection, &user, keep.as_ref()))
            .await
    }

    async fn change_password(
        &self,
        user: &UserId,
        old: &str,
        new: &str,
        keep: Option<&SessionId>,
    ) -> Result<bool, StoreError> {
        let (user, old, new, keep) = (user.clone(), old.to_owned(), new.to_owned(), keep.cloned());
        self.db
            .write("sessions.change_password", move |connection| {
                queries::change_password(connection, &user, &old, &new, keep.as_ref())
            })
            .await
    }

    async fn touch(&self, ids: Vec<SessionId>, now: Timestamp) -> Result<(), StoreError> {
        self.db.write("sessions.touch", move |connection| queries::touch(connection, &ids, now)).await
    }
}

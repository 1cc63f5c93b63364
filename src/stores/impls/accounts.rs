//! [`Accounts`] over the database.

use std::time::Duration;

use async_trait::async_trait;
use playhouse_actors::model::{NewUser, Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::{Accounts, StoreError};

use super::DbStore;
use crate::stores::queries::accounts as queries;

#[async_trait]
impl Accounts for DbStore {
    async fn create_user(&self, user: NewUser) -> Result<User, StoreError> {
        self.db.write("accounts.create_user", move |connection| queries::insert_user(connection, user)).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let id = id.clone();
        self.db.read("accounts.user", move |connection| queries::user(connection, &id)).await
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let email = email.to_owned();
        self.db.read("accounts.user_by_email", move |connection| queries::user_by_email(connection, &email)).await
    }

    async fn user_by_username(&self, username: &str) -> Result<Option<User>, StoreError> {
        let username = username.to_owned();
        self.db
            .read("accounts.user_by_username", move |connection| queries::user_by_username(connection, &username))
            .await
    }

    async fn open_session(&self, session: Session, token_hash: &str) -> Result<(), StoreError> {
        let hash = token_hash.to_owned();
        self.db
            .write("accounts.open_session", move |connection| queries::insert_session(connection, &session, &hash))
            .await
    }

    async fn live_session(&self, id: &SessionId, now: Timestamp) -> Result<Option<(Session, User)>, StoreError> {
        let id = id.clone();
        self.db
            .read("accounts.live_session", move |connection| queries::live_session(connection, id.as_str(), now))
            .await
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
            .write("accounts.rotate", move |connection| queries::rotate(connection, &spent, &successor, now, grace))
            .await
    }

    async fn revoke_session(&self, id: &SessionId) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("accounts.revoke_session", move |connection| queries::revoke_session(connection, &id)).await
    }
}

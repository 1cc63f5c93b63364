//! Sessions: who is signed in where, and the refresh tokens that keep it so.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Session, SessionId, Timestamp, User, UserId};

#[async_trait]
pub trait Sessions: Send + Sync {
    /// A person and their sessions that are neither revoked nor over; `None` when there is no such person.
    async fn person(&self, user: &UserId, now: Timestamp) -> Result<Option<(User, Vec<Session>)>, StoreError>;

    /// Opens a session whose first refresh token has this hash.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when its person is not there or may not act.
    async fn open(&self, session: Session, token_hash: &str) -> Result<(), StoreError>;

    /// Whose a refresh token is, spent or not.
    async fn owner_of(&self, token_hash: &str) -> Result<Option<UserId>, StoreError>;

    /// Exchanges a refresh token for its successor, in one transaction.
    ///
    /// A token that was spent less than `grace` ago is answered with the same successor, so that a lost reply can be
    /// retried; one spent before that, or whose successor is spent as well, is a replay: it revokes the session and is
    /// noted in the audit log (RFC 9700, 4.14.2). `None` when the token opens nothing.
    async fn rotate(
        &self,
        spent_hash: &str,
        successor_hash: &str,
        now: Timestamp,
        grace: Duration,
    ) -> Result<Option<(Session, User)>, StoreError>;

    /// Ends a session; false when this person has no such session that lives.
    async fn revoke(&self, user: &UserId, id: &SessionId) -> Result<bool, StoreError>;

    /// Ends every session of a person but this one; answers how many.
    async fn revoke_others(&self, user: &UserId, keep: Option<&SessionId>) -> Result<usize, StoreError>;

    /// Gives the account another password and ends every session but this one, in one transaction. False when the password
    /// is no longer the one with the hash `old`.
    async fn change_password(
        &self,
        user: &UserId,
        old: &str,
        new: &str,
        keep: Option<&SessionId>,
    ) -> Result<bool, StoreError>;

    /// Notes that sessions were used.
    async fn touch(&self, ids: Vec<SessionId>, now: Timestamp) -> Result<(), StoreError>;
}

//! People and their sessions.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{NewUser, Session, SessionId, Timestamp, User, UserId};

#[async_trait]
pub trait Accounts: Send + Sync {
    /// # Errors
    /// [`StoreError::Conflict`] names `email` or `username`.
    async fn create_user(&self, user: NewUser) -> Result<User, StoreError>;

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError>;

    async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError>;

    async fn user_by_username(&self, username: &str) -> Result<Option<User>, StoreError>;

    /// Opens a session whose first refresh token has this hash.
    async fn open_session(&self, session: Session, token_hash: &str) -> Result<(), StoreError>;

    /// The session and its person, when it is neither revoked nor over.
    async fn live_session(&self, id: &SessionId, now: Timestamp) -> Result<Option<(Session, User)>, StoreError>;

    /// Exchanges a refresh token for its successor, in one transaction.
    ///
    /// A token that was spent less than `grace` ago is answered with the same successor, so that a lost reply can be
    /// retried; one spent before that revokes the session. `None` when the token opens nothing.
    async fn rotate(
        &self,
        spent_hash: &str,
        successor_hash: &str,
        now: Timestamp,
        grace: std::time::Duration,
    ) -> Result<Option<(Session, User)>, StoreError>;

    async fn revoke_session(&self, id: &SessionId) -> Result<(), StoreError>;
}

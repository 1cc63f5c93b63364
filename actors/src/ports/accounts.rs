//! People.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{AccountChange, AccountFilter, AuditEntry, AuditNote, Cursor, NewUser, Page, User, UserId};

/// Why an account stays as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountError {
    #[error("there is no such account")]
    NotFound,
    /// Nobody would be left to run the server.
    #[error("this is the last admin")]
    LastAdmin,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[async_trait]
pub trait Accounts: Send + Sync {
    /// # Errors
    /// [`StoreError::Conflict`] names `email` or `username`.
    async fn create_user(&self, user: NewUser) -> Result<User, StoreError>;

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError>;

    async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError>;

    async fn user_by_username(&self, username: &str) -> Result<Option<User>, StoreError>;

    /// The newest first.
    async fn users(&self, filter: &AccountFilter) -> Result<Page<User>, StoreError>;

    /// Changes role and status, notes both in the audit log, and ends the sessions of whoever may no longer act: all of it
    /// or nothing. The last admin that may act keeps doing so. `by` is none for the command line.
    ///
    /// On a running server this goes through the person's [`SessionActor`](crate::session::SessionActor).
    async fn change_account(
        &self,
        id: &UserId,
        by: Option<&UserId>,
        change: AccountChange,
    ) -> Result<User, AccountError>;

    /// Writes into the audit log what is about to be done to a part of the server.
    async fn note(&self, note: AuditNote) -> Result<(), StoreError>;

    /// What was done to accounts and to parts of the server, the newest first.
    async fn audit(&self, cursor: Option<Cursor>, limit: usize) -> Result<Page<AuditEntry>, StoreError>;
}

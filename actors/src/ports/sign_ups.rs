//! Accounts that an operator must approve, and the first operator of all.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Cursor, NewUser, Page, SignUp, User, UserId};

#[async_trait]
pub trait SignUps: Send + Sync {
    /// Makes an account that waits: it is pending until an operator approves it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] names `email` or `username`.
    async fn sign_up(&self, user: NewUser) -> Result<User, StoreError>;

    /// Who waits, the longest first.
    async fn waiting(&self, after: Option<Cursor>, limit: usize) -> Result<Page<SignUp>, StoreError>;

    /// Lets the person in; `None` when they do not wait.
    async fn approve(&self, user: &UserId) -> Result<Option<SignUp>, StoreError>;

    /// Removes the account; `None` when it does not wait.
    async fn refuse(&self, user: &UserId) -> Result<Option<SignUp>, StoreError>;

    /// Keeps the token of the first admin if there is no account and no token yet; whether it was kept.
    async fn offer_admin_token(&self, hash: &str) -> Result<bool, StoreError>;

    /// Uses the token up and makes the admin, in one transaction; `None` when the token is wrong, used, or void
    /// because there is an admin.
    async fn create_first_admin(&self, user: NewUser, token_hash: &str) -> Result<Option<User>, StoreError>;
}

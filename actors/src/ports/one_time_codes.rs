//! Codes that are good once, and what they change. Codes come here as hashes.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Contact, NewCode, Timestamp, User, UserId};

#[async_trait]
pub trait OneTimeCodes: Send + Sync {
    /// Whose e-mail address this is, and how they write it.
    async fn owner_of(&self, email: &str) -> Result<Option<(UserId, String)>, StoreError>;

    /// Keeps a code; an older one of the same person and purpose is void.
    async fn keep_code(&self, code: NewCode) -> Result<(), StoreError>;

    /// Uses a code up and notes that the person is reached at the address or number that it went to, in one transaction.
    ///
    /// False when the code is wrong, over, void, or went to an address that is not the person's any more. Callers that race
    /// are looked at one after the other: one code is right once, and counts every wrong try.
    async fn confirm_contact(
        &self,
        user: &UserId,
        contact: Contact,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Uses a reset token up, sets the password and ends every session of its person, in one transaction; `None` when the
    /// token opens nothing.
    async fn reset_password(
        &self,
        token_hash: &str,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Option<User>, StoreError>;

    /// Sets or removes a person's phone; a new number is not verified.
    async fn set_phone(&self, user: &UserId, phone: Option<String>) -> Result<(), StoreError>;
}

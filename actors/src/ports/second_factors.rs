//! Second factors: what is shared with a person's authenticator, and their recovery codes.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Timestamp, Totp, UserId};

#[async_trait]
pub trait SecondFactors: Send + Sync {
    async fn totp(&self, user: &UserId) -> Result<Option<Totp>, StoreError>;

    /// Keeps a secret that is not active yet, in the place of another such. False when there is an active one.
    async fn begin_totp(&self, user: &UserId, sealed_secret: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Activates this very secret, spends the time step whose code has shown it, and keeps the hashes of fresh recovery codes
    /// in the place of all others. False when the secret is no longer the one that waits.
    async fn activate_totp(
        &self,
        user: &UserId,
        sealed_secret: &str,
        step: u64,
        recovery_hashes: Vec<String>,
    ) -> Result<bool, StoreError>;

    /// Spends a time step of the active secret: true for one caller, and never again for this or an earlier step.
    async fn spend_totp_step(&self, user: &UserId, step: u64) -> Result<bool, StoreError>;

    /// Spends a recovery code: true for one caller.
    async fn spend_recovery_code(&self, user: &UserId, hash: &str) -> Result<bool, StoreError>;

    async fn recovery_codes_left(&self, user: &UserId) -> Result<u32, StoreError>;

    /// Forgets secret and recovery codes.
    async fn remove_totp(&self, user: &UserId) -> Result<(), StoreError>;
}

//! Rates counted in one place for everybody who must keep them.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use crate::model::Quota;

/// Whether one more is within a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Admitted,
    /// Too many; how long until one more is.
    Wait(Duration),
}

#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Counts one more under a key, if it is within the quota; a key always comes with the same quota. Callers that race
    /// are counted one after the other.
    async fn take(&self, key: &str, quota: Quota) -> Result<Verdict, StoreError>;

    /// Gives back what was taken: it turned out not to count.
    async fn give_back(&self, key: &str, quota: Quota) -> Result<(), StoreError>;
}

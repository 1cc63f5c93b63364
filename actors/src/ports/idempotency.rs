//! Requests that are sent twice and meant once: answers kept under the keys that clients choose.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use crate::model::Timestamp;

/// Whose key it is, and what is asked with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Keys of two people are two keys.
    pub owner: String,
    pub key: String,
    /// Equal for equal requests; tells nothing of them.
    pub fingerprint: String,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: String,
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// Nothing did: it is the caller's now, who must settle or release it.
    New,
    /// The same request, which is not answered yet.
    UnderWay,
    /// The same request, and its answer.
    Answered(KeptAnswer),
    /// Another request.
    Other,
}

#[async_trait]
pub trait Idempotency: Send + Sync {
    /// Takes a key, for one of many who try at once. A claim that is neither settled nor released is over after `patience`:
    /// whoever held it has died.
    async fn claim(&self, claim: &Claim, now: Timestamp, patience: Duration) -> Result<Claimed, StoreError>;

    /// Keeps the answer of a claim until then.
    async fn settle(&self, claim: &Claim, answer: KeptAnswer, until: Timestamp) -> Result<(), StoreError>;

    /// Gives a key back: the request may be sent anew.
    async fn release(&self, claim: &Claim) -> Result<(), StoreError>;
}

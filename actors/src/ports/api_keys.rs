//! Keys of programs. The keys themselves are nowhere: only their hashes are kept.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{ApiKey, ApiKeyId, Timestamp, User, UserId};

#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// False when the person has `most` keys already; callers that race make no more than that.
    async fn create_api_key(&self, key: ApiKey, hash: &str, most: u32) -> Result<bool, StoreError>;

    /// A person's keys, the newest first; those that are over as well.
    async fn api_keys(&self, user: &UserId) -> Result<Vec<ApiKey>, StoreError>;

    /// Whether this was one of the person's keys.
    async fn remove_api_key(&self, user: &UserId, id: &ApiKeyId) -> Result<bool, StoreError>;

    /// Ends every key of a person.
    async fn remove_api_keys_of(&self, user: &UserId) -> Result<(), StoreError>;

    /// The key with this hash and its person, when it is not over.
    async fn live_api_key(&self, hash: &str, now: Timestamp) -> Result<Option<(ApiKey, User)>, StoreError>;

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError>;
}

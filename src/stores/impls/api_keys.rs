//! [`ApiKeys`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{ApiKey, ApiKeyId, Timestamp, User, UserId};
use playhouse_actors::ports::{ApiKeys, StoreError};

use super::DbStore;
use crate::stores::queries::api_keys as queries;

#[async_trait]
impl ApiKeys for DbStore {
    async fn create_api_key(&self, key: ApiKey, hash: &str, most: u32) -> Result<bool, StoreError> {
        let hash = hash.to_owned();
        self.db.write("api_keys.create", move |connection| queries::insert(connection, &key, &hash, most)).await
    }

    async fn api_keys(&self, user: &UserId) -> Result<Vec<ApiKey>, StoreError> {
        let user = user.clone();
        self.db.read("api_keys.of_user", move |connection| queries::of_user(connection, &user)).await
    }

    async fn remove_api_key(&self, user: &UserId, id: &ApiKeyId) -> Result<bool, StoreError> {
        let (user, id) = (user.clone(), id.clone());
        self.db.write("api_keys.remove", move |connection| queries::remove(connection, &user, &id)).await
    }

    async fn remove_api_keys_of(&self, user: &UserId) -> Result<(), StoreError> {
        let user = user.clone();
        self.db.write("api_keys.remove_of", move |connection| queries::remove_of(connection, &user)).await
    }

    async fn live_api_key(&self, hash: &str, now: Timestamp) -> Result<Option<(ApiKey, User)>, StoreError> {
        let hash = hash.to_owned();
        self.db.read("api_keys.live", move |connection| queries::live(connection, &hash, now)).await
    }

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("api_keys.note_use", move |connection| queries::note_use(connection, &id, at)).await
    }
}

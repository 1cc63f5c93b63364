//! Rows of `api_keys`, without the hash.

use diesel::prelude::*;
use playhouse_actors::model::{ApiKey, ApiKeyId, Scopes, Timestamp, UserId};
use playhouse_actors::ports::StoreError;

use super::odd;
use crate::stores::schema::api_keys;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub struct ApiKeyRow {
    id: String,
    user_id: String,
    name: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl ApiKeyRow {
    pub fn into_key(self) -> Result<ApiKey, StoreError> {
        Ok(ApiKey {
            id: ApiKeyId::parse(&self.id).ok_or_else(|| odd("id of a key", &self.id))?,
            user: UserId::parse(&self.user_id).ok_or_else(|| odd("user id", &self.user_id))?,
            scopes: Scopes::parse(&self.scopes).ok_or_else(|| odd("scope", &self.scopes))?,
            name: self.name,
            created_at: Timestamp(self.created_at),
            expires_at: self.expires_at.map(Timestamp),
            last_used_at: self.last_used_at.map(Timestamp),
        })
    }
}

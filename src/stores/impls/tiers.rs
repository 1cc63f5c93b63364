//! [`Tiers`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{Tier, UserId};
use playhouse_actors::ports::{StoreError, Tiers};

use super::DbStore;
use crate::stores::queries::tiers as queries;

#[async_trait]
impl Tiers for DbStore {
    async fn tiers(&self) -> Result<Vec<(Tier, bool)>, StoreError> {
        self.db.read("tiers.all", queries::all).await
    }

    async fn put_tier(&self, tier: Tier, by: &UserId) -> Result<(), StoreError> {
        let by = by.clone();
        self.db.write("tiers.put", move |connection| queries::put(connection, &tier, &by)).await
    }

    async fn set_tier(&self, user: &UserId, tier: Option<&str>, by: &UserId) -> Result<(), StoreError> {
        let (user, tier, by) = (user.clone(), tier.map(str::to_owned), by.clone());
        self.db.write("tiers.set", move |connection| queries::set(connection, &user, tier.as_deref(), &by)).await
    }
}

//! What people may have on the server, by groups that operators name.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{Tier, UserId};

#[async_trait]
pub trait Tiers: Send + Sync {
    /// By name; true for the one that everybody has who was given no other.
    async fn tiers(&self) -> Result<Vec<(Tier, bool)>, StoreError>;

    /// Makes a tier, or gives the one of this name other limits; they hold from the next request on.
    async fn put_tier(&self, tier: Tier, by: &UserId) -> Result<(), StoreError>;

    /// Gives a person a tier, or the default one with `None`. [`StoreError::NotFound`] without such a person or tier.
    async fn set_tier(&self, user: &UserId, tier: Option<&str>, by: &UserId) -> Result<(), StoreError>;
}

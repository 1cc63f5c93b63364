//! The outbox: facts written with the change they tell of, read in order by consumers that keep their own place.

use async_trait::async_trait;

use super::StoreError;
use crate::model::Fact;

#[async_trait]
pub trait Outbox: Send + Sync {
    /// Facts after the consumer's place, oldest first.
    async fn pending(&self, consumer: &str, limit: usize) -> Result<Vec<Fact>, StoreError>;

    /// Moves the consumer's place to this fact; never backwards.
    async fn advance(&self, consumer: &str, to: i64) -> Result<(), StoreError>;
}

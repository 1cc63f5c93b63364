//! [`Idempotency`] over the database.

use std::time::Duration;

use async_trait::async_trait;
use playhouse_actors::model::Timestamp;
use playhouse_actors::ports::{Claim, Claimed, Idempotency, KeptAnswer, StoreError};

use super::DbStore;
use crate::stores::queries::idempotency as queries;

#[async_trait]
impl Idempotency for DbStore {
    async fn claim(&self, claim: &Claim, now: Timestamp, patience: Duration) -> Result<Claimed, StoreError> {
        let (taken, until) = (claim.clone(), now.plus(patience));
        let outcome =
            self.db.write("idempotency.take", move |connection| queries::take(connection, &taken, now, until)).await;
        match outcome {
            Ok(()) => Ok(Claimed::New),
            // The primary key decides between many who try at once.
            Err(StoreError::Conflict(_)) => {
                let claim = claim.clone();
                let found =
                    self.db.read("idempotency.look", move |connection| queries::look(connection, &claim)).await?;
                Ok(found.unwrap_or(Claimed::UnderWay))
            }
            Err(error) => Err(error),
        }
    }

    async fn settle(&self, claim: &Claim, answer: KeptAnswer, until: Timestamp) -> Result<(), StoreError> {
        let claim = claim.clone();
        self.db.write("idempotency.settle", move |connection| queries::settle(connection, &claim, &answer, until)).await
    }

    async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        let claim = claim.clone();
        self.db.write("idempotency.release", move |connection| queries::release(connection, &claim)).await
    }
}

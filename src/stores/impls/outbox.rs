//! [`Outbox`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::Fact;
use playhouse_actors::ports::{Outbox, StoreError};

use super::DbStore;
use crate::stores::queries::outbox as queries;

#[async_trait]
impl Outbox for DbStore {
    async fn pending(&self, consumer: &str, limit: usize) -> Result<Vec<Fact>, StoreError> {
        let consumer = consumer.to_owned();
        self.db.read("outbox.pending", move |connection| queries::pending(connection, &consumer, limit)).await
    }

    async fn advance(&self, consumer: &str, to: i64) -> Result<(), StoreError> {
        let consumer = consumer.to_owned();
        self.db.write("outbox.advance", move |connection| queries::advance(connection, &consumer, to)).await
    }
}

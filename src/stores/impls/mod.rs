//! The ports over the database: each call is one query or one transaction.

mod accounts;
mod captions;
mod catalogue;
mod idempotency;
mod ledger;
mod outbox;
mod stills;
mod uploads;

use crate::stores::db::Db;

/// Every port that the database implements.
#[derive(Clone)]
pub struct DbStore {
    db: Db,
}

impl DbStore {
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

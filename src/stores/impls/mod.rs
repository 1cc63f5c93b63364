//! The ports over the database: each call is one query or one transaction.

mod accounts;
mod api_keys;
mod captions;
mod catalogue;
mod chapters;
mod comments;
mod discovery;
mod follows;
mod history;
mod idempotency;
mod ledger;
mod likes;
mod moderation;
mod notifications;
mod one_time_codes;
mod outbox;
mod playlists;
mod profiles;
mod second_factors;
mod sessions;
mod sign_ups;
mod stills;
mod tiers;
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

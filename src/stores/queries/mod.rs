//! Queries: functions over one connection, so that several make one transaction. They know rows and the domain's nouns.

pub mod accounts;
pub mod captions;
pub mod dead_letters;
pub mod idempotency;
pub mod ledger;
pub mod loudness;
pub mod outbox;
pub mod progress;
pub mod segment_map;
pub mod stills;
pub mod uploads;
pub mod videos;

//! Queries: functions over one connection, so that several make one transaction. They know rows and the domain's nouns.

pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod captions;
pub mod comments;
pub mod dead_letters;
pub mod idempotency;
pub mod ledger;
pub mod loudness;
pub mod moderation;
pub mod one_time_codes;
pub mod outbox;
pub mod profiles;
pub mod progress;
pub mod rooms;
pub mod second_factors;
pub mod segment_map;
pub mod sessions;
pub mod sign_ups;
pub mod stills;
pub mod tiers;
pub mod turns;
pub mod uploads;
pub mod videos;

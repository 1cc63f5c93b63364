//! The domain: actors, the messages they take, and the ports they need.
//!
//! Knows the pipelines and its own ports; no HTTP, no SQL, no Redis. Bytes of media never ride in a message.

pub mod captions;
pub mod comment_rules;
pub mod evictor;
pub mod incidents;
pub mod ingest;
pub mod live_sessions;
pub mod media_jobs;
pub mod media_slot;
pub mod media_workers;
pub mod messages;
pub mod meter;
pub mod model;
pub mod notifications;
pub mod notifier;
pub mod one_time_codes;
pub mod operator_feed;
pub mod pictures;
pub mod ports;
pub mod repair;
pub mod room;
pub mod rooms;
pub mod runtime;
pub mod segment_cache;
pub mod session;
pub mod sessions;
pub mod stills;
pub mod transcode;
pub mod upload;
pub mod uploads;
pub mod video_events;
pub mod videos;

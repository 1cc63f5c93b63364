//! What the domain needs from the world: traits that the root package implements.
//!
//! Every call may fail with a [`StoreError`]; none blocks the thread it is polled on. Callers hold `Arc<dyn Port>`.

mod accounts;
mod api_keys;
mod audience;
mod caption_tracks;
mod catalogue;
mod chapters;
mod comments;
mod discovery;
mod fetcher;
mod follows;
mod history;
mod host;
mod idempotency;
mod ledger;
mod likes;
mod mailer;
mod moderation;
mod notifications;
mod one_time_codes;
mod outbox;
mod picture_store;
mod playlists;
mod profiles;
mod rate_limiter;
mod second_factors;
mod segment_store;
mod sessions;
mod sign_ups;
mod source_store;
mod stills;
mod tiers;
mod uploads;

pub use accounts::{AccountError, Accounts};
pub use api_keys::ApiKeys;
pub use audience::{Audience, AudienceFigures, Farewell, MemberId};
pub use caption_tracks::CaptionTracks;
pub use catalogue::{Catalogue, IngestStart};
pub use chapters::Chapters;
pub use comments::Comments;
pub use discovery::Discovery;
pub use fetcher::{FetchError, FetchMethod, FetchRequest, Fetched, Fetcher};
pub use follows::Follows;
pub use history::History;
pub use host::{HostFigures, HostMeter};
pub use idempotency::{Claim, Claimed, Idempotency, KeptAnswer};
pub use ledger::Ledger;
pub use likes::Likes;
pub use mailer::{Mailer, SendError, TextSender};
pub use moderation::Moderation;
pub use notifications::Notifications;
pub use one_time_codes::OneTimeCodes;
pub use outbox::Outbox;
pub use picture_store::{PictureKey, PictureStore};
pub use playlists::Playlists;
pub use profiles::{Profiles, StalePicture};
pub use rate_limiter::{RateLimiter, Verdict};
pub use second_factors::SecondFactors;
pub use segment_store::{MediaObject, SegmentKey, SegmentStore};
pub use sessions::Sessions;
pub use sign_ups::SignUps;
pub use source_store::{SourceReader, SourceState, SourceStore, SourceWriter};
pub use stills::{RetiredStill, Stills};
pub use tiers::Tiers;
pub use uploads::{UploadCreation, UploadRoom, Uploads};

/// Why a store could not do as asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A name that must be unique is taken; names the field.
    #[error("{0} is taken")]
    Conflict(&'static str),
    #[error("not found")]
    NotFound,
    /// Too many callers, or a deadline passed: worth another try later.
    #[error("the store is busy")]
    Busy,
    /// The disk or bucket is full.
    #[error("no space left")]
    Full,
    /// Bytes that do not have the length or hash that was recorded for them.
    #[error("stored bytes are not what was written: {0}")]
    Corrupt(String),
    #[error("{0}")]
    Internal(String),
}

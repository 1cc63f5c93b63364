//! Messages about stored media that nobody needs.

use std::time::Duration;

use crate::message;
use crate::model::{EvictionRun, Rung, Stored, Timestamp};
use crate::ports::StoreError;

/// Somebody was served a segment of a rung.
pub struct RungWatched {
    pub rung: Rung,
}

/// Evicts what nobody has watched for `unwatched` until `now`; answered when that is done.
pub struct EvictUnwatched {
    pub unwatched: Duration,
    pub now: Timestamp,
}

/// Removes stills that have been retired for long enough at `now`; answers how many.
pub struct SweepStills {
    pub now: Timestamp,
}

/// Has a video's ladder let go of a rung if nobody has watched it since `before`; answers what it had, or `None` when it
/// must stay.
pub struct EvictRung {
    pub rendition: String,
    pub before: Timestamp,
    pub at: Timestamp,
}

/// Why an eviction did not come to its end.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EvictionError {
    /// One goes on already.
    #[error("an eviction is under way")]
    UnderWay,
    #[error(transparent)]
    Store(#[from] StoreError),
}

message! {
    RungWatched;
    EvictUnwatched => Result<EvictionRun, EvictionError>;
    SweepStills => Result<usize, StoreError>;
    EvictRung => Result<Option<Stored>, StoreError>;
}

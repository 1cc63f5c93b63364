//! Rows, column by column as in [`schema`](super::schema), and how they become the domain's nouns.

mod account;
mod api_key;
mod captions;
mod comment;
mod dead_letter;
mod notification;
mod playlist;
mod segment_map;
mod still;
mod upload;
mod video;

pub use account::{AuditRow, SessionRow, UserRow};
pub use api_key::ApiKeyRow;
pub use captions::CaptionRow;
pub use comment::{CommentRow, LogRow, ReportRow, RoomRow, comment_id, user_id};
pub use dead_letter::DeadLetterRow;
pub use notification::NotificationRow;
pub use playlist::PlaylistRow;
pub use segment_map::{BoundRow, RenditionRow, SegmentRow, TrackRow, track_name};
pub use still::{StillRow, still_kind_name};
pub use upload::{UploadRow, kind_columns};
pub use video::{FactRow, VideoRow, tags_column};

use playhouse_actors::ports::StoreError;

/// A value in the database that no version of Playhouse writes.
pub fn odd(what: &str, value: &str) -> StoreError {
    StoreError::Internal(format!("the database holds an unknown {what}: {value:?}"))
}

pub fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

pub fn small(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

/// A length or count on its way into a `BigInt`.
pub fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number on its way into an `Integer`.
pub fn integer(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

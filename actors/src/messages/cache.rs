//! Messages to the segment cache.

use crate::message;
use crate::model::VideoId;
use crate::ports::{SegmentKey, StoreError};

/// An object seems not to be what was recorded: look, and if so, put it aside and forget its record. When the answer comes,
/// the object is right or counts as not made.
pub struct QuarantineObject {
    pub key: SegmentKey,
}

/// A video's media is removed.
pub struct ForgetVideo {
    pub video: VideoId,
}

message! {
    QuarantineObject => Result<(), StoreError>;
    ForgetVideo;
}

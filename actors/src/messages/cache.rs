//! Messages to the segment cache.

use crate::message;
use crate::model::{StreamName, VideoId};
use crate::ports::{SegmentKey, StoreError};

/// An object seems not to be what was recorded: look, and if so, put it aside and forget its record. When the answer comes,
/// the object is right or counts as not made; one of the mezzanine is right or gone.
pub struct QuarantineObject {
    pub key: SegmentKey,
}

/// Media of a video is removed: one stream of it, or all.
pub struct ForgetMedia {
    pub video: VideoId,
    pub stream: Option<StreamName>,
}

message! {
    QuarantineObject => Result<(), StoreError>;
    ForgetMedia;
}

//! Messages about damaged segments of a source.

use crate::message;
use crate::messages::SegmentError;
use crate::ports::SegmentKey;

/// An object of the mezzanine is gone or damaged: cut it again from the uploaded file. When the answer is good, it is there.
pub struct RepairSource {
    pub key: SegmentKey,
}

message! {
    RepairSource => Result<(), SegmentError>;
}

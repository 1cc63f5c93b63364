//! CMAF as Playhouse stores it: fragments, init segments, codec names, and the checks before anything is published.
//!
//! Playhouse writes its boxes itself, and not by a muxer element, for two reasons. *We* choose where a segment is cut:
//! a muxer cuts where the clock says, even inside an open GOP. And timelines must be exact: the earliest presentation
//! time of a fragment is its `tfdt`, and durations lead to the next fragment to the tick, in every rung alike.
//!
//! Pure functions on bytes: no GStreamer, no descriptors. Both sides of the worker's socket use them, the worker to
//! write and the parent to check.

mod av1;
mod boxes;
mod codec;
mod excerpt;
mod fragment;
mod init;
mod validate;
mod whole;

pub use av1::{Av1Format, av1_config};
pub use boxes::BoxError;
pub use codec::{CodecConfig, Vp9, aac_object_type, nal_length_size};
pub use excerpt::excerpt;
pub use fragment::{Fragment, NewSample, Sample, read_fragment, write_fragment};
pub use init::{Colour, InitFacts, InitMedia, InitTrack, read_init, write_init};
pub use validate::{validate_fragment, validate_init, validate_jpeg};
pub use whole::validate_whole;

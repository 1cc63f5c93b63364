//! GStreamer and the worker process: demux, decode, encode, and the sandbox around them.
//!
//! Knows no actor, database, queue or HTTP. The parent side sends a [`spec::Job`] and open descriptors to a worker
//! process and gets [`report::Report`]s back; nothing here is told a path or a URL of anybody's media.

pub mod cmaf;
pub mod follow;
mod graph;
pub mod image;
mod mezzanine;
pub mod report;
pub mod sniff;
pub mod spec;
pub mod subtitles;
pub mod worker;

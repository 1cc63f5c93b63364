//! The worker process, both sides of it.
//!
//! A worker is the same binary, started anew with an empty environment and one socket. It locks itself up before it
//! has a second thread, loads an explicit list of GStreamer plugins, says that it is ready, and then does one job after
//! the other. It is given open descriptors, never paths; what it makes comes back in sealed anonymous memory and is
//! checked by the parent before anyone sees it.
//!
//! Parent's side: [`Worker`] (blocking, for a thread of its own). Child's side: [`main`].

mod channel;
mod check;
mod client;
mod encoders;
mod inspect;
mod inspect_stills;
mod landlock;
mod memory;
mod nursery;
mod plugins;
mod protocol;
mod sandbox;
mod seccomp;
mod serve;

pub use check::{Finding, check};
pub use client::{Event, GrowthSender, Killer, Worker, WorkerConfig, WorkerError};
pub use encoders::{EncoderFinding, EncoderState, probe_encoders};
pub use memory::memfd_from;
pub use nursery::Nursery;
pub use sandbox::{SandboxPolicy, add_niceness};
pub use serve::main;

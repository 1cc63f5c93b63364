//! Playhouse: a video platform in one binary. The program is [`cli::run`]; the rest is open to it and to its tests alone.

pub mod cli;
mod cluster;
mod config;
mod doctor;
mod edge;
pub mod fuzzing;
mod mail;
mod memory;
pub mod outbound;
mod scratch;
mod serve;
mod stores;
mod telemetry;

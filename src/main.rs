//! Playhouse: a video platform in one binary. Arguments in, an exit code out; nothing else.

mod cli;
mod cluster;
mod config;
mod doctor;
mod edge;
mod mail;
mod memory;
mod serve;
mod stores;
mod telemetry;

fn main() -> std::process::ExitCode {
    cli::run()
}

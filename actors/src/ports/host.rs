//! The process that the server runs in.

use serde::Serialize;

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct HostFigures {
    /// Resident memory.
    pub rss_bytes: u64,
    /// Processor time of this process and of the workers that have ended, since its start.
    pub cpu_seconds: f64,
    pub uptime_seconds: f64,
    pub threads: u64,
    /// Connections of clients.
    pub open_connections: u64,
    /// Room on the disk of the data folder.
    pub free_bytes: Option<u64>,
}

pub trait HostMeter: Send + Sync {
    fn figures(&self) -> HostFigures;
}

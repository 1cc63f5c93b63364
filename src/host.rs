//! The process as the kernel sees it: `/proc/self` and the disk of the data folder.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Instant;

use playhouse_actors::ports::{HostFigures, HostMeter};

use crate::edge::connection::Connections;

pub struct ThisProcess {
    started: Instant,
    folder: Option<CString>,
    connections: Connections,
}

impl ThisProcess {
    #[must_use]
    pub fn new(folder: &Path, connections: Connections) -> Self {
        Self { started: Instant::now(), folder: CString::new(folder.as_os_str().as_bytes()).ok(), connections }
    }
}

impl HostMeter for ThisProcess {
    fn figures(&self) -> HostFigures {
        let status = Status::read();
        HostFigures {
            rss_bytes: status.rss_pages * positive(libc::_SC_PAGESIZE),
            cpu_seconds: seconds(status.ticks, positive(libc::_SC_CLK_TCK)),
            uptime_seconds: self.started.elapsed().as_secs_f64(),
            threads: status.threads,
            open_connections: self.connections.open(),
            free_bytes: self.folder.as_ref().and_then(free_bytes),
        }
    }
}

/// Fields of `/proc/self/stat` (proc_pid_stat(5)).
#[derive(Default)]
struct Status {
    ticks: u64,
    threads: u64,
    rss_pages: u64,
}

impl Status {
    fn read() -> Self {
        std::fs::read_to_string("/proc/self/stat").ok().and_then(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// The command, in brackets, may hold anything; the first field after it is number 3.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        let ticks = field(14)? + field(15)? + field(16)? + field(17)?;
        Some(Self { ticks, threads: field(20)?, rss_pages: field(24)? })
    }
}

fn seconds(ticks: u64, ticks_a_second: u64) -> f64 {
    let millis = ticks.saturating_mul(1000) / ticks_a_second.max(1);
    std::time::Duration::from_millis(millis).as_secs_f64()
}

fn positive(name: libc::c_int) -> u64 {
    // SAFETY: the call reads a number of the system and touches no memory of ours.
    u64::try_from(unsafe { libc::sysconf(name) }).unwrap_or(1)
}

fn free_bytes(folder: &CString) -> Option<u64> {
    let mut found = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: a path that ends with a zero, and room for one answer.
    if unsafe { libc::statvfs(folder.as_ptr(), found.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: the call has filled it in.
    let found = unsafe { found.assume_init() };
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_read() {
        let stat = "12 (a) b) S 1 12 12 0 -1 4194304 5 0 0 0 100 20 3 4 20 0 7 0 90 1000 250 1844 1";
        let status = Status::parse(stat).unwrap();
        assert_eq!((status.ticks, status.threads, status.rss_pages), (127, 7, 250));
        let connections = Connections::default();
        let held = connections.enter();
        let figures = ThisProcess::new(Path::new("/"), connections).figures();
        assert!(figures.rss_bytes > 1 << 20 && figures.threads >= 1 && figures.free_bytes.is_some());
        assert_eq!(figures.open_connections, 1);
        drop(held);
    }
}

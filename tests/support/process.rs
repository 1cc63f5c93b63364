//! Processes seen from outside: children, signals, and the certainty that they are gone.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

/// A process that cannot be mistaken for another with the same number.
pub struct Process {
    pub pid: i32,
    descriptor: OwnedFd,
}

impl Process {
    /// None when there is no such process any more.
    pub fn open(pid: i32) -> Option<Self> {
        // SAFETY: the call touches no memory of ours; what it answers is a descriptor or -1.
        let descriptor = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
        let descriptor = i32::try_from(descriptor).ok().filter(|descriptor| *descriptor >= 0)?;
        // SAFETY: the descriptor is new and nobody else's.
        Some(Self { pid, descriptor: unsafe { OwnedFd::from_raw_fd(descriptor) } })
    }

    pub fn signal(&self, signal: i32) -> io::Result<()> {
        // SAFETY: a null siginfo stands for the default one.
        let outcome = unsafe {
            libc::syscall(
                libc::SYS_pidfd_send_signal,
                self.descriptor.as_raw_fd(),
                signal,
                std::ptr::null::<libc::siginfo_t>(),
                0,
            )
        };
        if outcome == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Whether the process ends within this time. Signals of other children interrupt the wait.
    pub fn is_gone_within(&self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut poll = libc::pollfd { fd: self.descriptor.as_raw_fd(), events: libc::POLLIN, revents: 0 };
            let milliseconds = i32::try_from(left.as_millis()).unwrap_or(i32::MAX);
            // SAFETY: one valid pollfd for the whole call.
            match unsafe { libc::poll(&raw mut poll, 1, milliseconds) } {
                1 => return true,
                -1 if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
                _ => return false,
            }
        }
    }

    /// Clock ticks of processor time so far.
    pub fn ticks(&self) -> u64 {
        let fields = stat(self.pid).unwrap_or_default();
        let of = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        of(11) + of(12)
    }
}

/// Fields of `/proc/<pid>/stat` after the command: state, parent, …
fn stat(pid: i32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

/// The living children of a process.
pub fn children(parent: i32) -> Vec<Process> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let ours = pids.filter(|pid| {
        let fields = stat(*pid).unwrap_or_default();
        fields.get(1).is_some_and(|of| *of == parent.to_string()) && fields.first().is_some_and(|state| state != "Z")
    });
    ours.filter_map(Process::open).collect()
}

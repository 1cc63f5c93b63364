//! Locks the worker up, before it has a second thread and before it has seen a byte of anybody's media.
//!
//! Layers, each of which stands without the others: descriptors it should not have are closed; resource limits; an
//! empty network namespace where the kernel lets us; Landlock (only libraries can be read, nothing written); no
//! capabilities and no way to gain any; seccomp (no sockets, no other program, no kernel features that a decoder has
//! no use for). What is really up is read back from the kernel and reported.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};

use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, SecureComputingMode, UnshareFlags};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::protocol::Setup;
use super::{landlock, seccomp};
use crate::report::Posture;

/// What a worker does on a machine that cannot lock it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxPolicy {
    /// Refuse to work.
    #[default]
    Require,
    /// Work with the layers that there are. For machines where every upload is trusted.
    BestEffort,
}

#[derive(Debug, Error)]
pub(crate) enum SandboxError {
    #[error("the parent is gone")]
    Orphan,
    #[error("cannot close inherited descriptors: {0}")]
    Descriptors(io::Error),
    #[error("cannot limit the resources of the worker: {0}")]
    Limits(rustix::io::Errno),
    #[error("this kernel cannot lock media workers up ({0}), and the sandbox is required")]
    Refused(&'static str),
}

/// CPU seconds before the kernel steps in; the parent's own clocks are far stricter.
const CPU_SECONDS: u64 = 24 * 3600;
/// A product may be as large as the largest segment.
const FILE_BYTES: u64 = 1 << 30;
const DESCRIPTORS: u64 = 256;
/// Drivers reserve address space for all memory of machine and device, and use little of it.
const HARDWARE_MEMORY: u64 = 1 << 40;

/// Puts everything up that the machine has; `control` stays open.
pub(crate) fn enter(setup: &Setup, control: BorrowedFd<'_>) -> Result<Posture, SandboxError> {
    close_inherited(control.as_raw_fd()).map_err(SandboxError::Descriptors)?;
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    let parent = rustix::process::getppid().map(|parent| parent.as_raw_nonzero().get());
    if parent.and_then(|parent| u32::try_from(parent).ok()) != Some(setup.parent) {
        return Err(SandboxError::Orphan);
    }
    add_niceness(setup.niceness);
    let uses_hardware = setup.encoders.iter().any(|encoder| encoder.is_hardware());
    let memory = if uses_hardware { setup.memory_limit.max(HARDWARE_MEMORY) } else { setup.memory_limit };
    limit(memory).map_err(SandboxError::Limits)?;

    let network_namespace = leave_network();
    let no_new_privs = rustix::thread::set_no_new_privs(true).is_ok();
    let landlock_abi = landlock::restrict(&setup.encoders);
    drop_capabilities();
    let filtered = seccomp::install(rustix::process::getpid());

    let posture = Posture {
        landlock_abi,
        seccomp: filtered && matches!(rustix::thread::secure_computing_mode(), Ok(SecureComputingMode::Filter)),
        no_new_privs: no_new_privs && matches!(rustix::thread::no_new_privs(), Ok(true)),
        network_namespace,
    };
    let missing = [
        (posture.landlock_abi > 0, "no Landlock"),
        (posture.seccomp, "no seccomp"),
        (posture.no_new_privs, "no no_new_privs"),
    ];
    match (setup.policy, missing.into_iter().find(|(there, _)| !there)) {
        (SandboxPolicy::Require, Some((_, what))) => Err(SandboxError::Refused(what)),
        _ => Ok(posture),
    }
}

/// Makes the calling thread, and those that it starts, give way to others. A kernel that refuses leaves it as it is.
pub fn add_niceness(niceness: u8) {
    let _ = rustix::process::nice(i32::from(niceness));
}

/// Closes every descriptor but the standard ones and the control socket: libraries of the parent may have leaked some.
fn close_inherited(control: RawFd) -> io::Result<()> {
    let control = control.cast_unsigned();
    for (first, last) in [(3, control - 1), (control + 1, u32::MAX)] {
        // SAFETY: single-threaded, at start: nothing in this process owns a descriptor above the standard ones yet,
        // save the control socket, which both ranges leave out.
        let outcome =
            if first > last { 0 } else { unsafe { libc::syscall(libc::SYS_close_range, first, last, 0_u32) } };
        if outcome != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Lets memory faults end the process. Rust and GStreamer put handlers in their place, which swallow the first signal
/// that somebody sends.
pub(crate) fn die_of_faults() {
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: the default action is no handler, so nothing of ours runs in a signal's context.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
}

fn limit(memory: u64) -> rustix::io::Result<()> {
    let limits = [
        (Resource::As, memory),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Fsize, FILE_BYTES),
        (Resource::Nofile, DESCRIPTORS),
        (Resource::Core, 0),
    ];
    // Processes are not limited here: that count is shared with everything the user runs. Seccomp forbids them.
    limits
        .into_iter()
        .try_for_each(|(resource, value)| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) }))
}

/// Moves to a network namespace that has no interface that is up. Kernels may forbid it to ordinary users.
fn leave_network() -> bool {
    let flags = UnshareFlags::NEWUSER | UnshareFlags::NEWNET | UnshareFlags::NEWIPC;
    // SAFETY: the process has one thread, and no memory or descriptor table is unshared.
    unsafe { rustix::thread::unshare_unsafe(flags) }.is_ok()
}

/// A new user namespace comes with every capability inside of it; a worker started by root has them anyway.
fn drop_capabilities() {
    let none = CapabilitySet::empty();
    let _ =
        rustix::thread::set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none });
}

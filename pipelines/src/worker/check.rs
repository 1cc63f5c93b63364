//! Tries the locks: what a worker on this machine could still do, for operators and for tests.

use std::io;
use std::os::fd::AsFd;

use serde::Serialize;

use super::channel::Channel;
use super::protocol::Setup;
use super::{SandboxPolicy, plugins, sandbox};
use crate::report::Posture;

/// What was found behind the locks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub posture: Posture,
    /// Every feature that GStreamer offers in a worker.
    pub features: Vec<String>,
    /// Things that must not work, and whether they did.
    pub escapes: Vec<(String, bool)>,
}

/// Locks *this* process up as a worker is, and tries to get out. It is good for nothing else afterwards.
pub fn check() -> io::Result<Finding> {
    let parent = rustix::process::getppid().and_then(|parent| u32::try_from(parent.as_raw_nonzero().get()).ok());
    let setup = Setup {
        policy: SandboxPolicy::BestEffort,
        parent: parent.unwrap_or(0),
        memory_limit: 6 << 30,
        niceness: 0,
        encoders: Vec::new(),
    };
    let control = Channel::new(io::stdin().as_fd().try_clone_to_owned()?);
    let posture = sandbox::enter(&setup, control.descriptor()).map_err(io::Error::other)?;
    plugins::load(&setup.encoders).map_err(io::Error::other)?;
    let escapes = attempts().into_iter().map(|(name, escape)| (name.to_owned(), escape())).collect();
    Ok(Finding { posture, features: plugins::features(), escapes })
}

type Attempt = (&'static str, fn() -> bool);

fn attempts() -> [Attempt; 8] {
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixDatagram;
    [
        ("read /etc/passwd", || std::fs::read("/etc/passwd").is_ok()),
        ("list /", || std::fs::read_dir("/").is_ok()),
        ("write a file", || std::fs::write(std::env::temp_dir().join("playhouse-escape"), b"x").is_ok()),
        ("open a TCP connection", || {
            TcpStream::connect(("127.0.0.1", 80)).is_err_and(|error| error.kind() != io::ErrorKind::PermissionDenied)
        }),
        ("listen on TCP", || TcpListener::bind(("127.0.0.1", 0)).is_ok()),
        ("open a UDP socket", || UdpSocket::bind(("127.0.0.1", 0)).is_ok()),
        ("open a Unix socket", || UnixDatagram::unbound().is_ok()),
        ("signal another process", || {
            rustix::process::getppid().is_some_and(|parent| rustix::process::test_kill_process(parent).is_ok())
        }),
    ]
}

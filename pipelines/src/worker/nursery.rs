//! The thread that starts every worker.
//!
//! A worker asks the kernel to be killed when its parent dies, and the kernel counts the *thread* that started it as
//! the parent. Threads of a pool come and go, so one that lives as long as the process does all the starting.

use std::io;
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};

type Birth = (Command, Sender<io::Result<Child>>);

/// Starts a process whose parent thread does not end before this process does.
pub(crate) fn spawn(command: Command) -> io::Result<Child> {
    static NURSERY: OnceLock<Option<Sender<Birth>>> = OnceLock::new();
    let gone = || io::Error::other("the thread that starts workers is gone");
    let nursery = NURSERY.get_or_init(open).as_ref().ok_or_else(gone)?;
    let (answer, child) = channel();
    nursery.send((command, answer)).map_err(|_ended| gone())?;
    child.recv().map_err(|_ended| gone())?
}

fn open() -> Option<Sender<Birth>> {
    let (sender, births) = channel::<Birth>();
    let thread = std::thread::Builder::new().name("worker-nursery".to_owned());
    let started = thread.spawn(move || {
        for (mut command, answer) in births {
            if let Err(unclaimed) = answer.send(command.spawn())
                && let Ok(mut child) = unclaimed.0
            {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    });
    started.ok().map(|_| sender)
}

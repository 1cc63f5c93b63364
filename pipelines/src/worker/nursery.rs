//! The thread that starts workers.
//!
//! A worker asks the kernel to be killed when its parent dies, and the kernel counts the *thread* that started it as
//! the parent. Threads of a pool come and go, so one that lives as long as its workers does all the starting. It is as nice
//! as whoever opened it, and so are the workers before they add their own: it must not be opened by a thread that gives way.

use std::io;
use std::process::{Child, Command};
use std::sync::mpsc::{Sender, channel};

type Birth = (Command, Sender<io::Result<Child>>);

/// The way to that thread, which ends with the last of them.
#[derive(Debug, Clone)]
pub struct Nursery {
    /// None when the thread could not be started.
    births: Option<Sender<Birth>>,
}

impl Nursery {
    /// With the niceness of the calling thread.
    #[must_use]
    pub fn open() -> Self {
        let (births, requests) = channel::<Birth>();
        let thread = std::thread::Builder::new().name("worker-nursery".to_owned());
        let started = thread.spawn(move || {
            for (mut command, answer) in requests {
                if let Err(unclaimed) = answer.send(command.spawn())
                    && let Ok(mut child) = unclaimed.0
                {
                    let _ = child.kill();
                    let _ = child.wait();
                }
            }
        });
        Self { births: started.ok().map(|_| births) }
    }

    /// Starts a process that dies with this nursery.
    pub(crate) fn spawn(&self, command: Command) -> io::Result<Child> {
        let gone = || io::Error::other("the thread that starts workers is gone");
        let births = self.births.as_ref().ok_or_else(gone)?;
        let (answer, child) = channel();
        births.send((command, answer)).map_err(|_ended| gone())?;
        child.recv().map_err(|_ended| gone())?
    }
}

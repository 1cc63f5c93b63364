//! Messages with descriptors over a Unix socket of sequenced packets: one packet is one message, whole or not at all.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, retry_on_intr};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest message, well below what the kernel takes as one packet by default.
pub(crate) const MAX_MESSAGE: usize = 160 * 1024;
/// Descriptors of one message: more than any job has inputs.
const MAX_DESCRIPTORS: usize = 64;

/// One end of the socket. Both directions may be used by several threads at once: packets do not mix.
#[derive(Debug)]
pub(crate) struct Channel {
    socket: OwnedFd,
}

/// What a receive gave.
pub(crate) enum Received<M> {
    Message(M, Vec<OwnedFd>),
    /// The other end is gone.
    Closed,
    TimedOut,
}

impl Channel {
    pub(crate) fn pair() -> io::Result<(Self, OwnedFd)> {
        let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        Ok((Self { socket: ours }, theirs))
    }

    pub(crate) fn new(socket: OwnedFd) -> Self {
        Self { socket }
    }

    pub(crate) fn descriptor(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    pub(crate) fn send<M: Serialize>(&self, message: &M, descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        let bytes = serde_json::to_vec(message)?;
        if bytes.len() > MAX_MESSAGE || descriptors.len() > MAX_DESCRIPTORS {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a message is too large"));
        }
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() && !control.push(SendAncillaryMessage::ScmRights(descriptors)) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a message has too many descriptors"));
        }
        retry_on_intr(|| sendmsg(&self.socket, &[IoSlice::new(&bytes)], &mut control, SendFlags::NOSIGNAL))?;
        Ok(())
    }

    /// Waits for a message, no longer than until `deadline` if there is one.
    pub(crate) fn receive<M: DeserializeOwned>(&self, deadline: Option<Instant>) -> io::Result<Received<M>> {
        if let Some(deadline) = deadline
            && !self.wait_readable(deadline)?
        {
            return Ok(Received::TimedOut);
        }
        let mut bytes = vec![0; MAX_MESSAGE];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let received = retry_on_intr(|| {
            recvmsg(&self.socket, &mut [IoSliceMut::new(&mut bytes)], &mut control, RecvFlags::CMSG_CLOEXEC)
        });
        let received = match received {
            Ok(received) => received,
            Err(Errno::CONNRESET) => return Ok(Received::Closed),
            Err(error) => return Err(error.into()),
        };
        // Taken first, so that they are closed whatever is wrong with the message.
        let descriptors: Vec<OwnedFd> = control
            .drain()
            .flat_map(|message| match message {
                RecvAncillaryMessage::ScmRights(descriptors) => descriptors.collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .collect();
        if received.bytes == 0 {
            return Ok(Received::Closed);
        }
        if received.flags.intersects(ReturnFlags::TRUNC | ReturnFlags::CTRUNC) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a message is too large"));
        }
        let message = serde_json::from_slice(bytes.get(..received.bytes).unwrap_or_default())?;
        Ok(Received::Message(message, descriptors))
    }

    fn wait_readable(&self, deadline: Instant) -> io::Result<bool> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            // A hair more, or the last round would spin.
            let timeout = Timespec::try_from(left + Duration::from_millis(1)).map_err(io::Error::other)?;
            match poll(&mut [PollFd::new(&self.socket, PollFlags::IN)], Some(&timeout)) {
                Ok(0) if Instant::now() >= deadline => return Ok(false),
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_arrive_whole_and_in_order_with_their_descriptors() {
        let (ours, theirs) = Channel::pair().unwrap();
        let theirs = Channel::new(theirs);
        let file = tempfile::tempfile().unwrap();
        ours.send(&"first", &[file.as_fd(), file.as_fd()]).unwrap();
        ours.send(&"x".repeat(MAX_MESSAGE - 2), &[]).unwrap();
        drop(ours);
        let Received::Message(text, descriptors) = theirs.receive::<String>(None).unwrap() else {
            panic!("no message")
        };
        assert_eq!((text.as_str(), descriptors.len()), ("first", 2));
        assert!(
            matches!(theirs.receive::<String>(None).unwrap(), Received::Message(text, _) if text.len() == MAX_MESSAGE - 2)
        );
        assert!(matches!(theirs.receive::<String>(None).unwrap(), Received::Closed));
    }

    #[test]
    fn waiting_has_an_end_and_nonsense_is_an_error() {
        let (ours, theirs) = Channel::pair().unwrap();
        let theirs = Channel::new(theirs);
        assert!(matches!(theirs.receive::<String>(Some(Instant::now())).unwrap(), Received::TimedOut));
        ours.send(&17, &[]).unwrap();
        assert!(theirs.receive::<String>(None).is_err());
        assert!(ours.send(&"x".repeat(MAX_MESSAGE), &[]).is_err());
    }
}

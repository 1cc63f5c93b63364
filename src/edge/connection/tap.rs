//! A connection that actix serves: bytes that were read before come first, and others may write to it past actix.
//!
//! That is for what many sockets are told at once ([`fanout`](crate::edge::fanout)): it is written where it is, without waking a
//! task for each socket. Invariant: a [`Line`] takes bytes past actix only between its own, once the head of an upgrade has
//! left and as long as actix has nothing to say itself.

use std::cell::Cell;
use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::rt::net::TcpStream;
use bytes::{Buf, BytesMut};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

/// Whose turn it is to write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Actix,
    /// Actix has yet to write the head of an upgrade.
    Head {
        has_begun: bool,
    },
    Free,
}

/// One connection, shared by actix and those who write past it, on one thread.
pub struct Line {
    stream: TcpStream,
    turn: Cell<Turn>,
    turned: Notify,
}

impl Line {
    /// Somebody wants to write when the head of the upgrade that is about to be answered has left.
    pub fn upgrade(&self) {
        self.turn.set(Turn::Head { has_begun: false });
    }

    /// Writes what the socket takes; `WouldBlock` when it takes nothing now, or actix is writing.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        if self.turn.get() != Turn::Free {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.stream.try_write(bytes)
    }

    /// Waits until it may be worth trying.
    pub async fn writable(&self) -> io::Result<()> {
        let turned = self.turned.notified();
        if self.turn.get() != Turn::Free {
            turned.await;
        }
        self.stream.writable().await
    }

    fn note_written(&self) {
        if let Turn::Head { .. } = self.turn.get() {
            self.turn.set(Turn::Head { has_begun: true });
        }
    }

    /// Actix flushes when everything that it had to write has left.
    fn note_flushed(&self) {
        if self.turn.get() == (Turn::Head { has_begun: true }) {
            self.turn.set(Turn::Free);
            self.turned.notify_waiters();
        }
    }
}

pub struct Tap {
    line: Rc<Line>,
    first: BytesMut,
}

impl Tap {
    pub fn new(stream: TcpStream, first: BytesMut) -> Self {
        let line = Line { stream, turn: Cell::new(Turn::Actix), turned: Notify::new() };
        Self { line: Rc::new(line), first }
    }

    pub fn line(&self) -> Rc<Line> {
        Rc::clone(&self.line)
    }
}

impl AsyncRead for Tap {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.first.is_empty() {
            return loop {
                ready!(self.line.stream.poll_read_ready(cx))?;
                match self.line.stream.try_read_buf(into) {
                    Ok(_) => break Poll::Ready(Ok(())),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) => break Poll::Ready(Err(error)),
                }
            };
        }
        let length = self.first.len().min(into.remaining());
        into.put_slice(self.first.get(..length).unwrap_or_default());
        self.first.advance(length);
        if self.first.is_empty() {
            self.first = BytesMut::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tap {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[io::IoSlice::new(bytes)])
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line.note_flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&self.line.stream).shutdown(Shutdown::Write))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.line.stream.poll_write_ready(cx))?;
            match self.line.stream.try_write_vectored(parts) {
                Ok(count) => {
                    self.line.note_written();
                    return Poll::Ready(Ok(count));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
}

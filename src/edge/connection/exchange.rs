//! Requests and answers of one connection, one after the other.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use bytes::{Buf, BytesMut};
use rand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::time::Instant;

use super::clock::Clock;
use super::head::{self, Head};
use super::wire::Outgoing;
use super::{Limits, near};
use crate::edge::middleware;
use crate::edge::playback::{Conditions, MediaAnswer};

/// Memory for heads: most fit.
const BUFFER: usize = 2 << 10;

/// What becomes of a connection that this loop has left.
pub enum Left {
    /// It is closed.
    Nothing,
    /// Somebody else reads on, beginning with these bytes.
    Unread(TcpStream, BytesMut),
}

/// Why nothing more came.
enum Silence {
    /// The client is done, or too slow, or the server is about to stop.
    End,
    Broken(io::Error),
}

pub struct Exchange<D> {
    stream: TcpStream,
    /// Bytes that were read and not answered.
    unread: BytesMut,
    /// Memory for the heads of answers.
    written: Vec<u8>,
    clock: Clock,
    /// When it was last looked at: once for a request and once for its answer, unless something is waited for.
    now: Instant,
    limits: Limits,
    draining: Pin<Box<D>>,
    is_draining: bool,
    is_fitted: bool,
}

impl<D: Future<Output = ()>> Exchange<D> {
    /// `draining` ends when the server is about to stop: then only the answer that is under way is finished.
    pub fn new(stream: TcpStream, limits: Limits, draining: D) -> Self {
        Self {
            stream,
            unread: BytesMut::with_capacity(BUFFER),
            written: Vec::new(),
            clock: Clock::new(limits.head),
            now: Instant::now(),
            limits,
            draining: Box::pin(draining),
            is_draining: false,
            is_fitted: false,
        }
    }

    /// Answers requests for media until the connection ends or something else is asked.
    pub async fn run(mut self, mut respond: impl AsyncFnMut(&str, &Conditions<'_>) -> MediaAnswer) -> Left {
        loop {
            let request = match head::read(&self.unread) {
                Head::Media(request) => request,
                Head::Other => return Left::Unread(self.stream, self.unread),
                Head::Partial => match self.read().await {
                    Ok(()) => continue,
                    Err(Silence::End) => return Left::Nothing,
                    Err(Silence::Broken(error)) => {
                        tracing::debug!(%error, "a connection broke");
                        return Left::Nothing;
                    }
                },
            };
            let answer = self.unless_gone(respond(request.path, &request.conditions)).await;
            let Some(answer) = answer else {
                let path = middleware::without_scope(request.path);
                tracing::debug!(%path, "a client did not wait for its answer");
                return Left::Nothing;
            };
            let started = std::mem::replace(&mut self.now, Instant::now());
            let id = rand::rng().random();
            middleware::note_media(request.is_head, request.path, answer.status, self.now - started, id);
            let (length, is_head, closes) = (request.length, request.is_head, request.closes);
            self.unread.advance(length);
            // Who has asked for nothing more yet is told when it is waited for.
            let closes = closes || (!self.unread.is_empty() && self.looks_drained().await);
            if !self.send(answer, id, is_head, closes).await || closes {
                return Left::Nothing;
            }
        }
    }

    /// An answer, or nothing when the client closes the connection before it is there: a segment may have to be made for it,
    /// and nobody is to wait for that in its place. Who only ends its own side of the connection counts as gone, too.
    async fn unless_gone(&self, answer: impl Future<Output = MediaAnswer>) -> Option<MediaAnswer> {
        let mut answer = pin!(answer);
        let mut may_leave = true;
        poll_fn(|cx| {
            if let Poll::Ready(answer) = answer.as_mut().poll(cx) {
                return Poll::Ready(Some(answer));
            }
            if !may_leave {
                return Poll::Pending;
            }
            let mut byte = [0];
            match self.stream.poll_peek(cx, &mut ReadBuf::new(&mut byte)) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Ok(0) | Err(_)) => Poll::Ready(None),
                // It asks for more: who does so stays.
                Poll::Ready(Ok(_)) => {
                    may_leave = false;
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// Whether the server is about to stop, without waiting.
    async fn looks_drained(&mut self) -> bool {
        if !self.is_draining {
            self.is_draining = poll_fn(|cx| Poll::Ready(self.draining.as_mut().poll(cx).is_ready())).await;
        }
        self.is_draining
    }

    /// Waits for more of a head.
    async fn read(&mut self) -> Result<(), Silence> {
        self.unread.reserve(BUFFER);
        let had = self.unread.len();
        let mut reading = pin!(self.stream.read_buf(&mut self.unread));
        let outcome = poll_fn(|cx| {
            if let Poll::Ready(outcome) = reading.as_mut().poll(cx) {
                return Poll::Ready(outcome.map_err(Silence::Broken));
            }
            // Nobody is answered late: there is no whole request here.
            let is_over = self.clock.is_over(cx) || self.is_draining || self.draining.as_mut().poll(cx).is_ready();
            if is_over { Poll::Ready(Err(Silence::End)) } else { Poll::Pending }
        });
        if outcome.await? == 0 {
            return Err(Silence::End);
        }
        self.now = Instant::now();
        if had == 0 {
            self.clock.set(self.now, self.limits.head);
        }
        Ok(())
    }

    /// Sends an answer; false when the connection is of no more use.
    async fn send(&mut self, answer: MediaAnswer, id: u64, is_head: bool, closes: bool) -> bool {
        if !std::mem::replace(&mut self.is_fitted, true) {
            let _ = self.stream.set_nodelay(true);
            near::fit_buffer(&self.stream);
        }
        let mut outgoing = Outgoing::new(std::mem::take(&mut self.written), answer, id, is_head, closes);
        let seconds = u64::try_from(outgoing.body_length()).unwrap_or(u64::MAX) / self.limits.slowest;
        let within = self.limits.taking + Duration::from_secs(seconds);
        let mut is_waiting = false;
        let is_sent = poll_fn(|cx| {
            if let Poll::Ready(outcome) = outgoing.poll_send(&mut self.stream, cx) {
                return Poll::Ready(outcome.is_ok());
            }
            if !std::mem::replace(&mut is_waiting, true) {
                self.clock.set(Instant::now(), within);
            }
            if self.clock.is_over(cx) { Poll::Ready(false) } else { Poll::Pending }
        });
        if !is_sent.await {
            return false;
        }
        self.written = outgoing.into_memory();
        let is_more_here = !self.unread.is_empty();
        if is_waiting {
            self.now = Instant::now();
        }
        self.clock.set(self.now, if is_more_here { self.limits.head } else { self.limits.idle });
        if closes {
            let _ = self.stream.shutdown().await;
        }
        true
    }
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;

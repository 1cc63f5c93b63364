//! One socket: what it alone is told, and how far it has got with what its room is told.

use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

use bytes::{Buf, Bytes};
use playhouse_actors::model::VideoId;
use tokio::sync::Notify;

use super::frame::{self, CloseCode};
use super::tape::Tape;
use crate::edge::connection::Line;

/// What may wait for a socket that does not read.
pub const BACKLOG: usize = 1 << 20;

/// What came of writing to a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flushed {
    /// Everything has left.
    All,
    /// The socket takes no more now.
    Blocked,
    /// The close frame has left, or the connection is broken: nothing more can be told.
    Over,
}

pub struct Member {
    line: Rc<Line>,
    pub room: Option<VideoId>,
    /// Frames for this member alone, the first maybe in part; they come before what the tape has.
    own: VecDeque<Bytes>,
    own_bytes: usize,
    /// How far it is on its room's tape, once it is welcome.
    place: Option<u64>,
    /// It is within a frame of the tape, which ends here.
    within: Option<u64>,
    is_closing: bool,
    /// Somebody waits until the socket takes more.
    pub is_awaited: bool,
    /// Told when nothing more will be.
    over: Rc<Notify>,
}

impl Member {
    pub fn new(line: Rc<Line>, room: Option<VideoId>, over: Rc<Notify>) -> Self {
        Self {
            line,
            room,
            own: VecDeque::new(),
            own_bytes: 0,
            place: None,
            within: None,
            is_closing: false,
            is_awaited: false,
            over,
        }
    }

    pub fn line(&self) -> Rc<Line> {
        Rc::clone(&self.line)
    }

    pub fn tell(&mut self, frame: Bytes) {
        if !self.is_closing {
            self.own_bytes += frame.len();
            self.own.push_back(frame);
        }
    }

    /// From here on it is told what its room is.
    pub fn welcome(&mut self, frames: Vec<Bytes>, place: u64) {
        frames.into_iter().for_each(|frame| self.tell(frame));
        self.place = Some(place);
    }

    /// Where its reading of the tape begins; none when it does not read it.
    pub fn place(&self) -> Option<u64> {
        self.place.filter(|_| !self.is_closing)
    }

    pub fn is_slow(&self, tape: Option<&Tape>) -> bool {
        let behind = match (self.place(), tape) {
            (Some(place), Some(tape)) => usize::try_from(tape.end().saturating_sub(place)).unwrap_or(usize::MAX),
            _ => 0,
        };
        !self.is_closing && self.own_bytes.saturating_add(behind) > BACKLOG
    }

    /// The last thing it is told. A frame that has begun is finished first.
    pub fn close(&mut self, code: CloseCode, reason: &str, tape: Option<&Tape>) {
        if self.is_closing {
            return;
        }
        let begun = self.own.pop_front().filter(|_| self.within.is_none());
        let rest = match (self.within, self.place, tape) {
            (Some(end), Some(place), Some(tape)) => {
                let length = usize::try_from(end.saturating_sub(place)).unwrap_or(0);
                tape.from(place).and_then(|bytes| bytes.get(..length)).map(Bytes::copy_from_slice)
            }
            _ => begun,
        };
        self.own.clear();
        self.own.extend(rest);
        self.own.push_back(frame::close(code, reason));
        self.own_bytes = self.own.iter().map(Bytes::len).sum();
        self.within = None;
        self.is_closing = true;
    }

    /// Writes as much as the socket takes: the rest of a frame that has begun, its own frames, its room's.
    pub fn flush(&mut self, tape: Option<&Tape>) -> Flushed {
        let outcome = self.write(tape);
        match outcome {
            Ok(()) if self.is_closing => self.end(),
            Ok(()) => Flushed::All,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Flushed::Blocked,
            Err(_) => self.end(),
        }
    }

    pub fn is_closing(&self) -> bool {
        self.is_closing
    }

    /// It does not even read why it is closed.
    pub fn give_up(&self) {
        self.over.notify_one();
    }

    fn end(&self) -> Flushed {
        self.over.notify_one();
        Flushed::Over
    }

    fn write(&mut self, tape: Option<&Tape>) -> io::Result<()> {
        if let (Some(end), Some(tape)) = (self.within, tape) {
            self.write_tape(tape, end)?;
        }
        while let Some(frame) = self.own.front_mut() {
            let count = self.line.try_write(frame)?;
            self.own_bytes -= count;
            frame.advance(count);
            if frame.is_empty() {
                self.own.pop_front();
            }
        }
        match (self.place(), tape) {
            (Some(_), Some(tape)) => self.write_tape(tape, tape.end()),
            _ => Ok(()),
        }
    }

    fn write_tape(&mut self, tape: &Tape, end: u64) -> io::Result<()> {
        while let Some(place) = self.place.filter(|place| *place < end) {
            let length = usize::try_from(end - place).unwrap_or(usize::MAX);
            // What is forgotten was not waited for: see `is_slow`.
            let bytes = tape.from(place).and_then(|bytes| bytes.get(..length)).ok_or(io::ErrorKind::BrokenPipe)?;
            let count = self.line.try_write(bytes)?;
            let place = place + count as u64;
            self.place = Some(place);
            let boundary = tape.boundary(place);
            self.within = (boundary != place).then_some(boundary);
        }
        Ok(())
    }
}

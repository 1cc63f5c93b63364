//! One serving thread's sockets: takes its orders and writes to every socket that they are for.
//!
//! What is published in a room is copied once, onto the room's tape; members know only how far they are on it, so a message
//! costs each of them one write and no memory. Under load several messages go with one write. A socket that takes no more
//! is written to again when it does, by a task of its own; everybody else goes on. It may be behind by
//! [`BACKLOG`](super::member::BACKLOG), then it is closed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use foldhash::fast::FixedState;
use playhouse_actors::model::VideoId;
use playhouse_actors::ports::MemberId;
use tokio::sync::Notify;
use tokio::task::{spawn_local, yield_now};
use tokio::time::timeout;

use super::frame::CloseCode;
use super::inbox::{Inbox, Order};
use super::member::{Flushed, Member};
use super::tape::Tape;
use crate::edge::connection::Line;

/// Sockets that are written to before others of the thread get their turn.
const TURN: usize = 64;
/// How long a socket that is being closed may take to read why.
const PARTING: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Room {
    tape: Tape,
    members: Vec<MemberId>,
}

#[derive(Default)]
struct Sockets {
    /// Looked up for every message and socket; their ids are ours, so nobody can make them collide.
    members: HashMap<MemberId, Member, FixedState>,
    rooms: HashMap<VideoId, Room>,
}

pub struct Thread {
    inbox: Arc<Inbox>,
    sockets: RefCell<Sockets>,
}

impl Thread {
    pub fn new(inbox: Arc<Inbox>) -> Self {
        Self { inbox, sockets: RefCell::default() }
    }

    /// Takes orders until the thread ends.
    pub async fn run(self: Rc<Self>) {
        let mut orders = Vec::new();
        let mut members = Vec::new();
        loop {
            self.inbox.take(&mut orders).await;
            let mut touched: Vec<VideoId> = Vec::new();
            for order in orders.drain(..) {
                let Some(room) = self.apply(order) else { continue };
                if !touched.contains(&room) {
                    touched.push(room);
                }
            }
            for room in touched {
                members.clear();
                members.extend(self.sockets.borrow().rooms.get(&room).into_iter().flat_map(|room| &room.members));
                for turn in members.chunks(TURN) {
                    self.flush_turn(&room, turn);
                    yield_now().await;
                }
                self.sockets.borrow_mut().forget(&room);
            }
        }
    }

    /// Does what is for one member at once; names the room whose members have something to hear.
    fn apply(self: &Rc<Self>, order: Order) -> Option<VideoId> {
        match order {
            Order::Publish { room, frame } => {
                let mut sockets = self.sockets.borrow_mut();
                let known = sockets.rooms.get_mut(&room)?;
                known.tape.push(&frame);
                self.inbox.tally.told(known.members.len());
                return Some(room);
            }
            Order::Welcome { member, frames } => self.with(member, |known, tape| {
                known.welcome(frames, tape.map_or(0, Tape::end));
            }),
            Order::Tell { member, frame } => self.with(member, |known, _| known.tell(frame)),
            Order::Close { member, code, reason } => self.close(member, code, reason),
            Order::Lost { room } => {
                let members = self.sockets.borrow().rooms.get(&room).map(|room| room.members.clone());
                for member in members.unwrap_or_default() {
                    self.close(member, CloseCode::TryLater, "too much to tell");
                }
            }
        }
        None
    }

    fn with(self: &Rc<Self>, member: MemberId, change: impl FnOnce(&mut Member, Option<&Tape>)) {
        {
            let mut sockets = self.sockets.borrow_mut();
            let Sockets { members, rooms } = &mut *sockets;
            let Some(known) = members.get_mut(&member) else { return };
            change(known, known.room.as_ref().and_then(|room| rooms.get(room)).map(|room| &room.tape));
        }
        self.flush(member);
    }

    /// Writes what members of a room have to hear.
    fn flush_turn(self: &Rc<Self>, room: &VideoId, turn: &[MemberId]) {
        let mut sockets = self.sockets.borrow_mut();
        let Sockets { members, rooms } = &mut *sockets;
        let tape = rooms.get(room).map(|room| &room.tape);
        for member in turn {
            if let Some(known) = members.get_mut(member) {
                self.flush_known(*member, known, tape);
            }
        }
    }

    /// Writes what a member has to hear.
    fn flush(self: &Rc<Self>, member: MemberId) {
        let mut sockets = self.sockets.borrow_mut();
        let Sockets { members, rooms } = &mut *sockets;
        let Some(known) = members.get_mut(&member) else { return };
        let tape = known.room.as_ref().and_then(|room| rooms.get(room)).map(|room| &room.tape);
        self.flush_known(member, known, tape);
    }

    fn flush_known(self: &Rc<Self>, member: MemberId, known: &mut Member, tape: Option<&Tape>) {
        if known.is_awaited {
            // It is written to when it takes more; until then it falls behind.
            if known.is_slow(tape) {
                self.inbox.tally.closed_slow();
                known.close(CloseCode::TryLater, "reads too slowly", tape);
            }
            return;
        }
        if known.flush(tape) == Flushed::Blocked {
            known.is_awaited = true;
            self.inbox.tally.fell_behind();
            let line = known.line();
            spawn_local(Rc::clone(self).go_on(member, line));
        }
    }

    /// Writes on when the socket takes more.
    async fn go_on(self: Rc<Self>, member: MemberId, line: Rc<Line>) {
        loop {
            let waited = timeout(PARTING, line.writable()).await;
            let mut sockets = self.sockets.borrow_mut();
            let Sockets { members, rooms } = &mut *sockets;
            let Some(known) = members.get_mut(&member) else { return };
            match waited {
                Ok(Ok(())) => {}
                Err(_late) if !known.is_closing() => continue,
                Ok(Err(_)) | Err(_) => return known.give_up(),
            }
            let tape = known.room.as_ref().and_then(|room| rooms.get(room)).map(|room| &room.tape);
            if known.flush(tape) != Flushed::Blocked {
                known.is_awaited = false;
                self.inbox.tally.caught_up();
                return;
            }
        }
    }

    pub fn enter(self: &Rc<Self>, member: MemberId, line: Rc<Line>, room: Option<&VideoId>, over: Rc<Notify>) {
        line.upgrade();
        let mut sockets = self.sockets.borrow_mut();
        if let Some(room) = room {
            self.inbox.enter(room);
            sockets.rooms.entry(room.clone()).or_default().members.push(member);
        }
        sockets.members.insert(member, Member::new(line, room.cloned(), over));
        self.inbox.tally.entered();
    }

    pub fn leave(&self, member: MemberId) {
        let mut sockets = self.sockets.borrow_mut();
        let Some(known) = sockets.members.remove(&member) else { return };
        self.inbox.tally.left(known.is_awaited);
        let Some(name) = known.room else { return };
        self.inbox.leave(&name);
        let Some(room) = sockets.rooms.get_mut(&name) else { return };
        room.members.retain(|other| *other != member);
        if room.members.is_empty() {
            sockets.rooms.remove(&name);
        }
    }

    pub fn tell(self: &Rc<Self>, member: MemberId, frame: Bytes) {
        self.with(member, |known, _| known.tell(frame));
    }

    pub fn close(self: &Rc<Self>, member: MemberId, code: CloseCode, reason: &str) {
        self.with(member, |known, tape| known.close(code, reason, tape));
    }
}

impl Sockets {
    /// Forgets what every member of a room has heard.
    fn forget(&mut self, name: &VideoId) {
        let Some(room) = self.rooms.get_mut(name) else { return };
        let end = room.tape.end();
        let places = room.members.iter().filter_map(|member| self.members.get(member)?.place());
        room.tape.forget(places.min().unwrap_or(end));
    }
}

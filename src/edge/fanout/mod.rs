//! What sockets are told: from whoever speaks (rooms, on their own threads) to the thread that serves a socket, and out.
//!
//! Owner of every socket's outgoing side. A message is encoded once ([`frame`]), takes one hop to each serving thread that has
//! somebody to hear it ([`inbox`]), and is written from there ([`thread`]). Invariants: what a socket is told, it is told in the
//! order of the calls, whole frame by whole frame; what waits for a socket is bounded.

pub mod frame;
mod inbox;
mod member;
mod tally;
mod tape;
mod thread;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use playhouse_actors::model::VideoId;
use playhouse_actors::ports::{Audience, AudienceFigures, Farewell, MemberId};
use tokio::sync::Notify;
use tokio::task::spawn_local;

use self::frame::CloseCode;
use self::inbox::{Inbox, Order};
use self::thread::Thread;
use super::connection::Line;

/// A member's number carries that of its thread in its upper bits.
const THREAD_SHIFT: u32 = 48;

#[derive(Default)]
struct Shared {
    threads: RwLock<Vec<Arc<Inbox>>>,
    next_member: AtomicU64,
}

/// The sockets of this process, for whoever speaks to them.
#[derive(Clone, Default)]
pub struct FanOut(Arc<Shared>);

thread_local! {
    /// This thread's part of each [`FanOut`] that has sockets here; a process has one, tests have several.
    static HERE: RefCell<Vec<(FanOut, u64, Rc<Thread>)>> = const { RefCell::new(Vec::new()) };
}

impl FanOut {
    fn here(&self) -> (u64, Rc<Thread>) {
        HERE.with_borrow_mut(|here| {
            if let Some((_, number, thread)) = here.iter().find(|(known, ..)| Arc::ptr_eq(&known.0, &self.0)) {
                return (*number, Rc::clone(thread));
            }
            let inbox = Arc::new(Inbox::default());
            let mut threads = self.0.threads.write().unwrap_or_else(PoisonError::into_inner);
            let number = threads.len() as u64;
            threads.push(Arc::clone(&inbox));
            let thread = Rc::new(Thread::new(inbox));
            spawn_local(Rc::clone(&thread).run());
            here.push((self.clone(), number, Rc::clone(&thread)));
            (number, thread)
        })
    }

    /// Takes over a connection whose upgrade is about to be answered, on the thread that serves it. It hears of its room
    /// once it is welcome there.
    #[must_use]
    pub fn enter(&self, line: Rc<Line>, room: Option<&VideoId>) -> Socket {
        let (number, thread) = self.here();
        let count = self.0.next_member.fetch_add(1, Ordering::Relaxed);
        let member = MemberId(number << THREAD_SHIFT | count);
        let over = Rc::new(Notify::new());
        thread.enter(member, line, room, Rc::clone(&over));
        Socket { member, thread, over }
    }

    fn inbox_of(&self, member: MemberId) -> Option<Arc<Inbox>> {
        let number = usize::try_from(member.0 >> THREAD_SHIFT).ok()?;
        self.0.threads.read().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }

    fn order(&self, member: MemberId, order: Order) {
        if let Some(inbox) = self.inbox_of(member) {
            inbox.order(order);
        }
    }
}

impl Audience for FanOut {
    fn welcome(&self, member: MemberId, texts: Vec<Bytes>) {
        let frames = texts.iter().map(|text| frame::text(text)).collect();
        self.order(member, Order::Welcome { member, frames });
    }

    fn publish(&self, room: &VideoId, text: &Bytes) {
        let frame = frame::text(text);
        for inbox in self.0.threads.read().unwrap_or_else(PoisonError::into_inner).iter() {
            inbox.publish(room, &frame);
        }
    }

    fn tell(&self, member: MemberId, text: Bytes) {
        self.order(member, Order::Tell { member, frame: frame::text(&text) });
    }

    fn close(&self, member: MemberId, why: Farewell) {
        let (code, reason) = match why {
            Farewell::Gone => (CloseCode::NotFound, "it is gone"),
            Farewell::Slow => (CloseCode::TryLater, "reads too slowly"),
        };
        self.order(member, Order::Close { member, code, reason });
    }

    fn figures(&self) -> AudienceFigures {
        let mut sum = AudienceFigures::default();
        let threads = self.0.threads.read().unwrap_or_else(PoisonError::into_inner);
        threads.iter().for_each(|inbox| inbox.tally.add_to(&mut sum));
        sum
    }
}

/// A socket's outgoing side, on its own thread; it leaves when this is dropped.
pub struct Socket {
    member: MemberId,
    thread: Rc<Thread>,
    over: Rc<Notify>,
}

impl Socket {
    #[must_use]
    pub fn member(&self) -> MemberId {
        self.member
    }

    pub fn tell(&self, text: &[u8]) {
        self.thread.tell(self.member, frame::text(text));
    }

    pub fn ping(&self) {
        self.thread.tell(self.member, frame::ping());
    }

    pub fn pong(&self, payload: &[u8]) {
        self.thread.tell(self.member, frame::pong(payload));
    }

    pub fn close(&self, code: CloseCode, reason: &str) {
        self.thread.close(self.member, code, reason);
    }

    /// Told once, when nothing more can be told to it.
    #[must_use]
    pub fn over(&self) -> Rc<Notify> {
        Rc::clone(&self.over)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.thread.leave(self.member);
    }
}

//! What a serving thread is to tell its sockets: the one hop between those who speak and the thread.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use playhouse_actors::model::VideoId;
use playhouse_actors::ports::MemberId;
use tokio::sync::Notify;

use super::frame::CloseCode;
use super::tally::Tally;

/// Frames that may wait for one thread. A thread that is so far behind has other troubles; its members come back.
const MOST_BYTES: usize = 32 << 20;

pub enum Order {
    Publish {
        room: VideoId,
        frame: Bytes,
    },
    Welcome {
        member: MemberId,
        frames: Vec<Bytes>,
    },
    Tell {
        member: MemberId,
        frame: Bytes,
    },
    Close {
        member: MemberId,
        code: CloseCode,
        reason: &'static str,
    },
    /// Frames of this room were lost on the way: its members here must come back.
    Lost {
        room: VideoId,
    },
}

#[derive(Default)]
struct Queue {
    orders: Vec<Order>,
    bytes: usize,
    /// How many members of each room sit here.
    rooms: HashMap<VideoId, usize>,
}

#[derive(Default)]
pub struct Inbox {
    pub tally: Tally,
    queue: Mutex<Queue>,
    wake: Notify,
}

impl Inbox {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Whole after every statement.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn enter(&self, room: &VideoId) {
        *self.queue().rooms.entry(room.clone()).or_default() += 1;
    }

    pub fn leave(&self, room: &VideoId) {
        let mut queue = self.queue();
        if let Some(count) = queue.rooms.get_mut(room) {
            *count -= 1;
            if *count == 0 {
                queue.rooms.remove(room);
            }
        }
    }

    /// To a room's members on this thread, if there are any.
    pub fn publish(&self, room: &VideoId, frame: &Bytes) {
        let mut queue = self.queue();
        if !queue.rooms.contains_key(room) {
            return;
        }
        let is_lost = queue.bytes + frame.len() > MOST_BYTES;
        queue.orders.push(if is_lost {
            Order::Lost { room: room.clone() }
        } else {
            Order::Publish { room: room.clone(), frame: frame.clone() }
        });
        queue.bytes += if is_lost { 0 } else { frame.len() };
        drop(queue);
        self.wake.notify_one();
    }

    pub fn order(&self, order: Order) {
        self.queue().orders.push(order);
        self.wake.notify_one();
    }

    /// Everything that waits, once there is something.
    pub async fn take(&self, into: &mut Vec<Order>) {
        loop {
            {
                let mut queue = self.queue();
                if !queue.orders.is_empty() {
                    queue.bytes = 0;
                    std::mem::swap(&mut queue.orders, into);
                    return;
                }
            }
            self.wake.notified().await;
        }
    }
}

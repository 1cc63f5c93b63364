//! One video's live room: who is here, what is said, in which order.
//!
//! Sockets and the API send to it; what is to be heard goes out by the [`Audience`]. Invariants: everything with a number is
//! in the database before it is told, told once, and in the order of its numbers; one write is on its way at a time, and
//! what comes meanwhile goes with the next, so a busy room makes few transactions of many comments. Who sits here and what
//! was told last is kept beside the actor ([`Seats`]): one that panics reads the order anew and tells what was written but not
//! told. Transient: rebuilt from the database. It ends itself when nobody has been here for a while.

mod joining;
mod order;
mod ring;
mod seats;
mod standing;
#[cfg(test)]
mod tests;
mod writes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use serde::Serialize;
use tokio::time::Instant;

use crate::message;
use crate::messages::{
    ChangeComment, ChangeRoomRules, ChaptersChanged, CommentLiked, CreateComment, JoinRoom, RoomError, VideoLiked,
};
use crate::model::{
    CommentId, CommentLikes, CommentState, LogEntry, RoomMessage, RoomRules, RoomState, RoomWrite, UserId, VideoEvent,
    VideoId,
};
use crate::ports::{Audience, Comments, Farewell, StoreError};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Placement, Policy, Reply};
use crate::video_events::VideoEvents;
use order::{Early, LATE_WRITE, Order, ReadOrder, Reading};
use ring::Ring;
pub use seats::{Presence, Seat, Seats};
use standing::RuleChanges;
use writes::{Answer, Pending, Writes};

/// How often presence and likes are told, when they have changed.
const BEAT: Duration = Duration::from_millis(500);
/// Presence is told less often the more hear it: at most so many of its frames a second.
const PRESENCE_FRAMES: usize = 4000;
/// Beats without anybody, after which it ends.
const EMPTY_BEATS: u32 = 60;

/// What every room shares.
#[derive(Clone)]
pub struct RoomConfig {
    pub comments: Arc<dyn Comments>,
    pub audience: Arc<dyn Audience>,
    pub events: VideoEvents,
}

pub struct RoomActor {
    config: RoomConfig,
    video: VideoId,
    seats: Arc<Seats>,
    /// None while it is being read.
    order: Option<Order>,
    reading: Reading,
    early: Vec<Early>,
    writes: Writes,
    rule_changes: RuleChanges,
    /// When somebody last wrote, and what their client called it: for the slow mode.
    wrote: HashMap<UserId, (Instant, Option<String>)>,
    liked: HashMap<CommentId, u64>,
    video_likes: Option<u64>,
    /// What waits for a host's word has changed.
    is_held_new: bool,
    told_version: u64,
    beats_since_presence: usize,
    empty_beats: u32,
}

#[derive(Serialize)]
struct RoomSnapshot {
    connections: usize,
    people: usize,
    seq: Option<i64>,
    ring: usize,
    waiting_writes: usize,
    slow_mode: Option<u32>,
}

struct WritesDone {
    batch: Vec<Pending>,
    outcome: writes::Outcome,
}
struct Beat;
struct VideoTold(VideoEvent);

message! {
    WritesDone;
    Beat;
    VideoTold;
}

impl RoomActor {
    #[must_use]
    pub fn new(config: RoomConfig, video: VideoId, seats: Arc<Seats>) -> Self {
        Self {
            config,
            video,
            seats,
            order: None,
            reading: Reading::default(),
            early: Vec::new(),
            writes: Writes::default(),
            rule_changes: RuleChanges::default(),
            wrote: HashMap::new(),
            liked: HashMap::new(),
            video_likes: None,
            is_held_new: false,
            told_version: 0,
            beats_since_presence: 0,
            empty_beats: 0,
        }
    }

    fn publish(&self, message: &RoomMessage<'_>) {
        self.config.audience.publish(&self.video, &message.text());
    }

    /// Writes what waits, unless something is on its way, or the order is not known or about to be read.
    fn write_on(&mut self, ctx: &mut Context<Self>) {
        let Some(order) = self.order.as_ref().filter(|_| !self.reading.is_due) else { return };
        let Some(batch) = self.writes.next() else { return };
        let writes = batch.iter().map(|pending| pending.write.clone()).collect();
        let (comments, video, epoch, seq) =
            (Arc::clone(&self.config.comments), self.video.clone(), order.epoch.clone(), order.seq);
        ctx.spawn("room.write", async move {
            WritesDone { batch, outcome: comments.write_room(&video, &epoch, seq, writes).await }
        });
    }

    /// Puts what was written into the order and tells it.
    fn tell(&mut self, log: Vec<LogEntry>, rewritten: Vec<LogEntry>) {
        let Some(order) = &mut self.order else { return };
        rewritten.into_iter().for_each(|entry| order.ring.rewrite(entry));
        for entry in log {
            order.seq = entry.seq;
            self.config.audience.publish(&self.video, &entry.text);
            order.ring.push(entry);
        }
        self.seats.note_told(&order.epoch, order.seq);
    }

    /// Puts a comment with those that wait to be written, if the rules let it.
    fn create(&mut self, request: CreateComment, reply: Reply<CreateComment>, ctx: &mut Context<Self>) {
        let Some(rules) = self.order.as_ref().map(|order| order.rules) else {
            return self.early.push(Early::Create(request, reply));
        };
        let CreateComment { mut new, is_host } = request;
        if !is_host {
            if !rules.is_open {
                return reply.send(Err(RoomError::Closed));
            }
            if let Some(wait) = self.wait_of(&new.author, new.client_id.as_deref(), rules.slow_mode) {
                return reply.send(Err(RoomError::SlowMode(wait)));
            }
            if rules.holds_all {
                new.state = CommentState::Held;
            }
        }
        if rules.slow_mode > 0 {
            self.wrote.insert(new.author.clone(), (Instant::now(), new.client_id.clone()));
        }
        self.writes.push(Pending { write: RoomWrite::Create(new), answer: Answer::Create(reply) });
        self.write_on(ctx);
    }

    /// Seconds that somebody still has to wait until their next comment.
    fn wait_of(&self, user: &UserId, client_id: Option<&str>, slow_mode: u32) -> Option<u32> {
        let (at, last) = self.wrote.get(user)?;
        // The same once more is no other comment.
        if client_id.is_some() && last.as_deref() == client_id {
            return None;
        }
        let left = Duration::from_secs(slow_mode.into()).checked_sub(at.elapsed())?;
        (!left.is_zero()).then(|| u32::try_from(left.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
    }
}

impl Actor for RoomActor {
    const KIND: &'static str = "room";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 4096;
    const PLACEMENT: Placement = Placement::Hot;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.told_version = self.seats.version();
        self.read_order(ctx);
        if ctx.generation() > 0 {
            // What an earlier life had on its way may be written only now.
            ctx.run_later(LATE_WRITE, ReadOrder);
        }
        ctx.run_interval(BEAT, || Beat);
        let events = self.config.events.subscribe(&self.video);
        let told = stream::unfold(events, async |mut events| Some((VideoTold(events.next().await?), events)));
        ctx.add_stream("room.video", told);
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let Presence { connections, people } = self.seats.presence();
        let order = self.order.as_ref();
        RoomSnapshot {
            connections,
            people,
            seq: order.map(|order| order.seq),
            ring: order.map_or(0, |order| order.ring.len()),
            waiting_writes: self.writes.len(),
            slow_mode: order.map(|order| order.rules.slow_mode),
        }
    }
}

impl HandlesLater<CreateComment> for RoomActor {
    fn handle_later(&mut self, request: CreateComment, reply: Reply<CreateComment>, ctx: &mut Context<Self>) {
        self.empty_beats = 0;
        self.create(request, reply, ctx);
    }
}

impl HandlesLater<ChangeComment> for RoomActor {
    fn handle_later(&mut self, request: ChangeComment, reply: Reply<ChangeComment>, ctx: &mut Context<Self>) {
        let ChangeComment { comment, change } = request;
        self.empty_beats = 0;
        self.writes.push(Pending { write: RoomWrite::Change { comment, change }, answer: Answer::Change(reply) });
        self.write_on(ctx);
    }
}

impl Handles<WritesDone> for RoomActor {
    fn handle(&mut self, done: WritesDone, ctx: &mut Context<Self>) {
        let WritesDone { batch, outcome } = done;
        match outcome {
            Ok(written) => {
                self.writes.done();
                for (Pending { answer, .. }, one) in batch.into_iter().zip(written) {
                    if let Ok(one) = &one {
                        self.is_held_new |= one.is_held_new();
                        self.tell(one.log.clone(), one.rewritten.clone());
                    }
                    answer.send(one.map_err(RoomError::from));
                }
                self.go_on(ctx);
            }
            // An earlier life, or another node.
            Err(error @ StoreError::Conflict(_)) => {
                self.writes.put_back(batch, &error);
                self.read_order(ctx);
            }
            // It may be written or not, and others may have written: the database knows.
            Err(error) => {
                tracing::warn!(room = %self.video, %error, "comments could not be written");
                self.writes.done();
                batch.into_iter().for_each(|pending| pending.answer.send(Err(error.clone().into())));
                self.read_order(ctx);
            }
        }
    }
}

impl Handles<VideoTold> for RoomActor {
    fn handle(&mut self, VideoTold(event): VideoTold, ctx: &mut Context<Self>) {
        self.publish(&RoomMessage::Video(&event));
        if event == VideoEvent::Deleted {
            self.close(ctx);
        }
    }
}

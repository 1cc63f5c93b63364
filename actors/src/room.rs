//! One video's live room: who is here, what is said, in which order.
//!
//! Sockets and the API send to it; what is to be heard goes out by the [`Audience`]. Invariants: everything with a number is
//! in the database before it is told, told once, and in the order of its numbers; one write is on its way at a time, and
//! what comes meanwhile goes with the next, so a busy room makes few transactions of many comments. Who sits here and what
//! was told last is kept beside the actor ([`Seats`]): one that panics reads the order anew and tells what was written but not
//! told. Transient: rebuilt from the database. It ends itself when nobody has been here for a while.

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
use ring::Ring;
pub use seats::{Presence, Seat, Seats};
use writes::{Answer, Pending, Writes};

/// How often presence and likes are told, when they have changed.
const BEAT: Duration = Duration::from_millis(500);
/// Presence is told less often the more hear it: at most so many of its frames a second.
const PRESENCE_FRAMES: usize = 4000;
/// Beats without anybody, after which it ends.
const EMPTY_BEATS: u32 = 60;
/// Messages that are read from the database for one who comes back; past that, they are told of a gap.
const REPLAY: i64 = 2000;
/// Pause before the room is read again when it could not be.
const READ_AGAIN: Duration = Duration::from_secs(1);

/// How long a write may still be on its way after the end of the life that has begun it.
const LATE_WRITE: Duration = Duration::from_secs(2);

/// What every room shares.
#[derive(Clone)]
pub struct RoomConfig {
    pub comments: Arc<dyn Comments>,
    pub audience: Arc<dyn Audience>,
    pub events: VideoEvents,
}

/// The order, once it is read.
struct Order {
    epoch: String,
    seq: i64,
    rules: RoomRules,
    ring: Ring,
}

pub struct RoomActor {
    config: RoomConfig,
    video: VideoId,
    seats: Arc<Seats>,
    /// None while it is being read.
    order: Option<Order>,
    /// Who came before the order was read.
    joining: Vec<(JoinRoom, Reply<JoinRoom>)>,
    writes: Writes,
    /// When somebody last wrote, and what their client called it: for the slow mode.
    wrote: HashMap<UserId, (Instant, Option<String>)>,
    liked: HashMap<CommentId, u64>,
    video_likes: Option<u64>,
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

struct OrderRead(Result<Option<(RoomState, Vec<LogEntry>)>, StoreError>);
struct MissedRead {
    join: JoinRoom,
    seat: Seat,
    reply: Reply<JoinRoom>,
    /// After `since`, up to what the ring reached when it was asked.
    outcome: Result<Vec<LogEntry>, StoreError>,
}
struct WritesDone {
    answers: Vec<Answer>,
    outcome: writes::Outcome,
}
struct RulesWritten {
    rules: RoomRules,
    reply: Reply<ChangeRoomRules>,
    outcome: Result<bool, StoreError>,
}
struct ReadOrder;
struct Beat;
struct VideoTold(VideoEvent);

message! {
    OrderRead;
    MissedRead;
    WritesDone;
    RulesWritten;
    ReadOrder;
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
            joining: Vec::new(),
            writes: Writes::default(),
            wrote: HashMap::new(),
            liked: HashMap::new(),
            video_likes: None,
            told_version: 0,
            beats_since_presence: 0,
            empty_beats: 0,
        }
    }

    fn publish(&self, message: &RoomMessage<'_>) {
        self.config.audience.publish(&self.video, &message.text());
    }

    /// Reads the order; what was written and not told is told then.
    fn read_order(&mut self, ctx: &mut Context<Self>) {
        self.order = None;
        let (comments, video) = (Arc::clone(&self.config.comments), self.video.clone());
        let told = self.seats.told();
        ctx.spawn("room.read", async move {
            let read = async {
                let Some(state) = comments.open_room(&video).await? else { return Ok(None) };
                let newest = state.seq - i64::try_from(Ring::READ).unwrap_or(i64::MAX);
                let untold = told.filter(|(epoch, _)| *epoch == state.epoch).map_or(i64::MAX, |(_, told)| told);
                let after = newest.min(untold).max(0);
                let limit = usize::try_from(state.seq - after).unwrap_or(0);
                let log = if limit == 0 { Vec::new() } else { comments.room_log(&video, after, limit).await? };
                Ok(Some((state, log)))
            };
            OrderRead(read.await)
        });
    }

    fn order_read(&mut self, state: RoomState, log: Vec<LogEntry>, ctx: &mut Context<Self>) {
        let told = self.seats.told();
        let mut ring = Ring::default();
        match told {
            Some((epoch, told)) if epoch == state.epoch => {
                for entry in log.iter().filter(|entry| entry.seq > told) {
                    self.config.audience.publish(&self.video, &entry.text);
                }
            }
            // Members of another order have to read everything anew.
            Some(_) => self.publish(&RoomMessage::Gap),
            None => {}
        }
        log.into_iter().for_each(|entry| ring.push(entry));
        self.seats.note_told(&state.epoch, state.seq);
        self.order = Some(Order { epoch: state.epoch, seq: state.seq, rules: state.rules, ring });
        for (join, reply) in std::mem::take(&mut self.joining) {
            self.join(join, reply, ctx);
        }
        self.write_on(ctx);
    }

    /// There is no such video: nobody can be here.
    fn close(&mut self, ctx: &mut Context<Self>) {
        for member in self.seats.members() {
            self.config.audience.close(member, Farewell::Gone);
        }
        self.joining.drain(..).for_each(|(_, reply)| reply.send(Err(RoomError::NotFound)));
        self.writes.refuse_all(&RoomError::NotFound);
        ctx.stop();
    }

    fn join(&mut self, join: JoinRoom, reply: Reply<JoinRoom>, ctx: &mut Context<Self>) {
        let Some(order) = &self.order else {
            self.joining.push((join, reply));
            return;
        };
        let seat = self.seats.take(join.member, join.user.clone());
        let seq = order.seq;
        let is_of_another = join.epoch.as_ref().is_some_and(|epoch| *epoch != order.epoch);
        match join.since {
            None => self.welcome(seat, Some(Vec::new()), reply),
            Some(since) if is_of_another || since > seq || since < 0 || seq - since > REPLAY => {
                self.welcome(seat, None, reply);
            }
            Some(since) => match order.ring.since(since, seq) {
                Some(missed) => self.welcome(seat, Some(missed), reply),
                None => self.read_missed(join, seat, since, seq, reply, ctx),
            },
        }
    }

    fn read_missed(
        &mut self,
        join: JoinRoom,
        seat: Seat,
        since: i64,
        seq: i64,
        reply: Reply<JoinRoom>,
        ctx: &mut Context<Self>,
    ) {
        let (comments, video) = (Arc::clone(&self.config.comments), self.video.clone());
        let limit = usize::try_from(seq - since).unwrap_or(0);
        ctx.spawn("room.missed", async move {
            let outcome = comments.room_log(&video, since, limit).await;
            MissedRead { join, seat, reply, outcome }
        });
    }

    /// `missed`: what is told after the welcome; none for a gap.
    fn welcome(&self, seat: Seat, missed: Option<Vec<Bytes>>, reply: Reply<JoinRoom>) {
        let Some(order) = &self.order else { return reply.send(Err(RoomError::Store(StoreError::Busy))) };
        let presence = self.seats.connections();
        let mut texts = vec![RoomMessage::Welcome { seq: order.seq, epoch: &order.epoch, presence }.text()];
        match missed {
            Some(missed) => texts.extend(missed),
            None => texts.push(RoomMessage::Gap.text()),
        }
        if let Some(progress) = self.config.events.progress(&self.video) {
            texts.push(RoomMessage::Video(&VideoEvent::Progress(progress)).text());
        }
        self.config.audience.welcome(seat.member(), texts);
        reply.send(Ok(seat));
    }

    /// Writes what waits, unless something is on its way or the order is not known.
    fn write_on(&mut self, ctx: &mut Context<Self>) {
        let Some(order) = &self.order else { return };
        let Some((writes, answers)) = self.writes.next() else { return };
        let (comments, video, epoch, seq) =
            (Arc::clone(&self.config.comments), self.video.clone(), order.epoch.clone(), order.seq);
        ctx.spawn("room.write", async move {
            WritesDone { answers, outcome: comments.write_room(&video, &epoch, seq, writes).await }
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

impl HandlesLater<JoinRoom> for RoomActor {
    fn handle_later(&mut self, join: JoinRoom, reply: Reply<JoinRoom>, ctx: &mut Context<Self>) {
        self.empty_beats = 0;
        self.join(join, reply, ctx);
    }
}

impl HandlesLater<CreateComment> for RoomActor {
    fn handle_later(&mut self, request: CreateComment, reply: Reply<CreateComment>, ctx: &mut Context<Self>) {
        let CreateComment { mut new, is_host } = request;
        self.empty_beats = 0;
        let rules = self.order.as_ref().map(|order| order.rules).unwrap_or_default();
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
}

impl HandlesLater<ChangeComment> for RoomActor {
    fn handle_later(&mut self, request: ChangeComment, reply: Reply<ChangeComment>, ctx: &mut Context<Self>) {
        let ChangeComment { comment, change } = request;
        self.empty_beats = 0;
        self.writes.push(Pending { write: RoomWrite::Change { comment, change }, answer: Answer::Change(reply) });
        self.write_on(ctx);
    }
}

impl Handles<OrderRead> for RoomActor {
    fn handle(&mut self, OrderRead(outcome): OrderRead, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Some((state, log))) => self.order_read(state, log, ctx),
            Ok(None) => self.close(ctx),
            Err(error) => {
                tracing::warn!(room = %self.video, %error, "the order of a room cannot be read");
                self.writes.refuse_all(&RoomError::Store(error.clone()));
                self.joining.drain(..).for_each(|(_, reply)| reply.send(Err(error.clone().into())));
                ctx.run_later(READ_AGAIN, ReadOrder);
            }
        }
    }
}

impl Handles<ReadOrder> for RoomActor {
    fn handle(&mut self, _: ReadOrder, ctx: &mut Context<Self>) {
        self.read_order(ctx);
    }
}

impl Handles<MissedRead> for RoomActor {
    fn handle(&mut self, read: MissedRead, _: &mut Context<Self>) {
        let MissedRead { join, seat, reply, outcome } = read;
        let log = match outcome {
            Ok(log) => log,
            Err(error) => return reply.send(Err(error.into())),
        };
        let since = join.since.unwrap_or(0);
        // What was told since it was asked for follows, if the ring still has it.
        let reached = log.last().map_or(since, |entry| entry.seq);
        let rest = self.order.as_ref().and_then(|order| order.ring.since(reached, order.seq));
        let is_whole = log.iter().zip(since + 1..).all(|(entry, seq)| entry.seq == seq);
        let missed =
            rest.filter(|_| is_whole).map(|rest| log.into_iter().map(|entry| entry.text).chain(rest).collect());
        self.welcome(seat, missed, reply);
    }
}

impl Handles<WritesDone> for RoomActor {
    fn handle(&mut self, done: WritesDone, ctx: &mut Context<Self>) {
        let WritesDone { answers, outcome } = done;
        self.writes.done();
        match outcome {
            Ok(written) => {
                for (answer, one) in answers.into_iter().zip(written) {
                    if let Ok(one) = &one {
                        self.tell(one.log.clone(), one.rewritten.clone());
                    }
                    answer.send(one.map_err(RoomError::from));
                }
                self.write_on(ctx);
            }
            // It may be written or not, and others may have written: the database knows.
            Err(error) => {
                tracing::warn!(room = %self.video, %error, "comments could not be written");
                answers.into_iter().for_each(|answer| answer.send(Err(error.clone().into())));
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

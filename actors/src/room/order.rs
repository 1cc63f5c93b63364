//! The order of a room: how it is read, and what waits until it is.
//!
//! It is read at the start, after a failed write, and once more when what an earlier life had on its way must be done.
//! Nothing is written while it is read, nor read while something is written: else what is written would be told twice or
//! not at all.

use std::sync::Arc;

use super::*;

/// How long a write may still be on its way after the end of the life that has begun it.
pub(super) const LATE_WRITE: Duration = Duration::from_secs(2);
/// Pause before the room is read again when it could not be.
const READ_AGAIN: Duration = Duration::from_secs(1);

pub(super) struct Order {
    pub epoch: String,
    pub seq: i64,
    pub rules: RoomRules,
    pub ring: Ring,
}

/// Where the reading of the order stands.
#[derive(Default)]
pub(super) struct Reading {
    is_under_way: bool,
    /// It is to be read as soon as nothing is on its way.
    pub is_due: bool,
}

/// What came before the order was known, and needs it.
pub(super) enum Early {
    Join(JoinRoom, Reply<JoinRoom>),
    Create(CreateComment, Reply<CreateComment>),
    Rules(ChangeRoomRules, Reply<ChangeRoomRules>),
}

impl Early {
    fn refuse(self, error: &RoomError) {
        match self {
            Self::Join(_, reply) => reply.send(Err(error.clone())),
            Self::Create(_, reply) => reply.send(Err(error.clone())),
            Self::Rules(_, reply) => reply.send(Err(error.clone())),
        }
    }
}

pub(super) struct OrderRead(Result<Option<(RoomState, Vec<LogEntry>)>, StoreError>);
pub(super) struct ReadOrder;

message! {
    OrderRead;
    ReadOrder;
}

impl RoomActor {
    /// Reads the order, as soon as nothing is on its way; what was written and not told is told then.
    pub(super) fn read_order(&mut self, ctx: &mut Context<Self>) {
        if self.reading.is_under_way || self.writes.is_writing() || self.rule_changes.is_writing() {
            self.reading.is_due = true;
            return;
        }
        self.reading = Reading { is_under_way: true, is_due: false };
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
        match self.seats.told() {
            Some((epoch, told)) if epoch == state.epoch => {
                for entry in log.iter().filter(|entry| entry.seq > told) {
                    self.config.audience.publish(&self.video, &entry.text);
                }
            }
            // Members of another order have to read everything anew.
            Some(_) => self.publish(&RoomMessage::Gap),
            None => {}
        }
        let mut ring = Ring::default();
        log.into_iter().for_each(|entry| ring.push(entry));
        self.seats.note_told(&state.epoch, state.seq);
        self.order = Some(Order { epoch: state.epoch, seq: state.seq, rules: state.rules, ring });
        for early in std::mem::take(&mut self.early) {
            match early {
                Early::Join(join, reply) => self.join(join, reply, ctx),
                Early::Create(create, reply) => self.create(create, reply, ctx),
                Early::Rules(change, reply) => self.change_rules(change, reply, ctx),
            }
        }
        self.go_on(ctx);
    }

    /// Something that was on its way is done: reads or writes what waits for that.
    pub(super) fn go_on(&mut self, ctx: &mut Context<Self>) {
        if self.reading.is_due {
            return self.read_order(ctx);
        }
        self.write_on(ctx);
        self.write_rules_on(ctx);
    }

    fn refuse_all(&mut self, error: &RoomError) {
        self.early.drain(..).for_each(|early| early.refuse(error));
        self.writes.refuse_all(error);
        self.rule_changes.refuse_all(error);
    }

    /// There is no such video: nobody can be here.
    pub(super) fn close(&mut self, ctx: &mut Context<Self>) {
        for member in self.seats.members() {
            self.config.audience.close(member, Farewell::Gone);
        }
        self.refuse_all(&RoomError::NotFound);
        ctx.stop();
    }
}

impl Handles<OrderRead> for RoomActor {
    fn handle(&mut self, OrderRead(outcome): OrderRead, ctx: &mut Context<Self>) {
        self.reading.is_under_way = false;
        match outcome {
            Ok(Some((state, log))) => self.order_read(state, log, ctx),
            Ok(None) => self.close(ctx),
            Err(error) => {
                tracing::warn!(room = %self.video, %error, "the order of a room cannot be read");
                self.refuse_all(&error.into());
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

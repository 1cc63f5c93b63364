//! How somebody comes into a room, and hears what they missed.

use std::sync::Arc;

use super::*;

/// Messages that are read from the database for one who comes back; past that, they are told of a gap.
const REPLAY: i64 = 2000;

pub(super) struct MissedRead {
    join: JoinRoom,
    seat: Seat,
    reply: Reply<JoinRoom>,
    /// After `since`, up to what the ring reached when it was asked.
    outcome: Result<Vec<LogEntry>, StoreError>,
}

message! { MissedRead; }

impl RoomActor {
    pub(super) fn join(&mut self, join: JoinRoom, reply: Reply<JoinRoom>, ctx: &mut Context<Self>) {
        let Some(order) = &self.order else {
            return self.early.push(Early::Join(join, reply));
        };
        let seat = self.seats.take(join.member, join.user.clone(), join.is_host);
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
}

impl HandlesLater<JoinRoom> for RoomActor {
    fn handle_later(&mut self, join: JoinRoom, reply: Reply<JoinRoom>, ctx: &mut Context<Self>) {
        self.empty_beats = 0;
        self.join(join, reply, ctx);
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

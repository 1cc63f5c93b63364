//! How things stand in a room, told when it has changed and no more often than is of use: likes, presence, rules, chapters.

use std::collections::VecDeque;
use std::sync::Arc;

use super::*;

/// Changes of the rules, written one after the other, so that the last one that was asked for holds.
#[derive(Default)]
pub(super) struct RuleChanges {
    waiting: VecDeque<(RoomRules, Reply<ChangeRoomRules>)>,
    is_writing: bool,
}

impl RuleChanges {
    pub fn is_writing(&self) -> bool {
        self.is_writing
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && !self.is_writing
    }

    pub fn refuse_all(&mut self, error: &RoomError) {
        self.waiting.drain(..).for_each(|(_, reply)| reply.send(Err(error.clone())));
    }

    fn next(&mut self) -> Option<(RoomRules, Reply<ChangeRoomRules>)> {
        if self.is_writing {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.is_writing = true;
        Some(next)
    }
}

pub(super) struct RulesWritten {
    rules: RoomRules,
    reply: Reply<ChangeRoomRules>,
    outcome: Result<bool, StoreError>,
}

message! { RulesWritten; }

impl RoomActor {
    pub(super) fn change_rules(
        &mut self,
        change: ChangeRoomRules,
        reply: Reply<ChangeRoomRules>,
        ctx: &mut Context<Self>,
    ) {
        if self.order.is_none() {
            return self.early.push(Early::Rules(change, reply));
        }
        self.rule_changes.waiting.push_back((change.rules, reply));
        self.write_rules_on(ctx);
    }

    /// Writes the next change of the rules, unless one is on its way, or the order is not known or about to be read.
    pub(super) fn write_rules_on(&mut self, ctx: &mut Context<Self>) {
        if self.order.is_none() || self.reading.is_due {
            return;
        }
        let Some((rules, reply)) = self.rule_changes.next() else { return };
        let (comments, video) = (Arc::clone(&self.config.comments), self.video.clone());
        ctx.spawn("room.rules", async move {
            RulesWritten { rules, reply, outcome: comments.set_room_rules(&video, rules).await }
        });
    }

    fn tell_likes(&mut self) {
        if let Some(likes) = self.video_likes.take() {
            self.publish(&RoomMessage::VideoLikes { likes });
        }
        if !self.liked.is_empty() {
            let likes: Vec<_> = self.liked.drain().map(|(id, likes)| CommentLikes { id, likes }).collect();
            self.publish(&RoomMessage::CommentLikes { likes: &likes });
        }
    }

    fn tell_held(&mut self) {
        if std::mem::take(&mut self.is_held_new) {
            let text = RoomMessage::CommentsHeld.text();
            self.seats.hosts().into_iter().for_each(|host| self.config.audience.tell(host, text.clone()));
        }
    }

    fn tell_presence(&mut self) {
        let version = self.seats.version();
        self.beats_since_presence += 1;
        if version == self.told_version || self.beats_since_presence * PRESENCE_FRAMES / 2 < self.seats.connections() {
            return;
        }
        self.told_version = version;
        self.beats_since_presence = 0;
        let Presence { connections, people } = self.seats.presence();
        self.publish(&RoomMessage::Presence { presence: connections, people });
    }
}

impl HandlesLater<ChangeRoomRules> for RoomActor {
    fn handle_later(&mut self, request: ChangeRoomRules, reply: Reply<ChangeRoomRules>, ctx: &mut Context<Self>) {
        self.change_rules(request, reply, ctx);
    }
}

impl Handles<RulesWritten> for RoomActor {
    fn handle(&mut self, written: RulesWritten, ctx: &mut Context<Self>) {
        let RulesWritten { rules, reply, outcome } = written;
        self.rule_changes.is_writing = false;
        if let (Ok(true), Some(order)) = (&outcome, &mut self.order) {
            order.rules = rules;
            let RoomRules { is_open, slow_mode, holds_all } = rules;
            self.publish(&RoomMessage::Rules { open: is_open, slow_mode, holds_all });
        }
        reply.send(match outcome {
            Ok(true) => Ok(()),
            Ok(false) => Err(RoomError::NotFound),
            Err(error) => Err(error.into()),
        });
        self.go_on(ctx);
    }
}

impl Handles<CommentLiked> for RoomActor {
    fn handle(&mut self, liked: CommentLiked, _: &mut Context<Self>) {
        self.liked.insert(liked.comment, liked.likes);
    }
}

impl Handles<VideoLiked> for RoomActor {
    fn handle(&mut self, liked: VideoLiked, _: &mut Context<Self>) {
        self.video_likes = Some(liked.likes);
    }
}

impl Handles<ChaptersChanged> for RoomActor {
    fn handle(&mut self, _: ChaptersChanged, _: &mut Context<Self>) {
        self.publish(&RoomMessage::ChaptersUpdated);
    }
}

impl Handles<Beat> for RoomActor {
    fn handle(&mut self, _: Beat, ctx: &mut Context<Self>) {
        self.tell_likes();
        self.tell_held();
        self.tell_presence();
        if self.seats.connections() > 0 || !self.writes.is_empty() || !self.rule_changes.is_empty() {
            self.empty_beats = 0;
            return;
        }
        self.empty_beats += 1;
        if self.empty_beats > EMPTY_BEATS {
            ctx.stop();
        }
    }
}

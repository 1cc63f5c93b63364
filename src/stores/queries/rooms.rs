//! `rooms` and `room_log`: the order in which comments are told, and the one way in which it grows.

use std::collections::HashMap;

use diesel::prelude::*;
use playhouse_actors::model::{
    Comment, CommentAuthor, CommentChange, CommentId, CommentState, DeletedView, FactKind, LogEntry, NewComment,
    RoomMessage, RoomRefusal, RoomRules, RoomState, RoomWrite, RoomWritten, Timestamp, UserId, VideoId,
};
use playhouse_actors::ports::StoreError;
use serde::Deserialize;

use super::{authors, comments as queries, outbox};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{CommentRow, LogRow, RoomRow, integer, unsigned};
use crate::stores::schema::{comment_edits, comment_likes, comments, room_log, rooms, videos};

pub fn find(connection: &mut AnyConnection, video: &VideoId) -> DbResult<Option<RoomState>> {
    let row = rooms::table.find(video.as_str()).first::<RoomRow>(connection).optional()?;
    Ok(row.map(RoomRow::into_state))
}

/// The room of a video, made if need be; none when there is no such video.
pub fn make(connection: &mut AnyConnection, video: &VideoId, epoch: &str) -> DbResult<Option<RoomState>> {
    if let Some(room) = find(connection, video)? {
        return Ok(Some(room));
    }
    let known = videos::table.find(video.as_str()).select(videos::id).first::<String>(connection).optional()?;
    if known.is_none() {
        return Ok(None);
    }
    let rules = RoomRules::default();
    diesel::insert_into(rooms::table)
        .values((
            rooms::video_id.eq(video.as_str()),
            rooms::epoch.eq(epoch),
            rooms::seq.eq(0),
            rooms::is_open.eq(i32::from(rules.is_open)),
            rooms::slow_mode.eq(integer(rules.slow_mode)),
            rooms::holds_all.eq(i32::from(rules.holds_all)),
            rooms::comments.eq(0),
        ))
        .execute(connection)?;
    find(connection, video)
}

/// How many comments are published beside each; videos without a room have no entry.
pub fn comment_counts(connection: &mut AnyConnection, videos: &[VideoId]) -> DbResult<HashMap<VideoId, u64>> {
    let rows: Vec<(String, i64)> = rooms::table
        .filter(rooms::video_id.eq_any(videos.iter().map(VideoId::as_str)))
        .select((rooms::video_id, rooms::comments))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, count)| Some((VideoId::parse(&id)?, unsigned(count)))).collect())
}

pub fn set_rules(connection: &mut AnyConnection, video: &VideoId, rules: RoomRules) -> DbResult<bool> {
    let changed = diesel::update(rooms::table.find(video.as_str()))
        .set((
            rooms::is_open.eq(i32::from(rules.is_open)),
            rooms::slow_mode.eq(integer(rules.slow_mode)),
            rooms::holds_all.eq(i32::from(rules.holds_all)),
        ))
        .execute(connection)?;
    Ok(changed == 1)
}

pub fn log(connection: &mut AnyConnection, video: &VideoId, after: i64, limit: usize) -> DbResult<Vec<LogEntry>> {
    let rows = room_log::table
        .filter(room_log::video_id.eq(video.as_str()))
        .filter(room_log::seq.gt(after))
        .order(room_log::seq.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load::<LogRow>(connection)?;
    Ok(rows.into_iter().map(LogRow::into_entry).collect::<Result<_, _>>()?)
}

type Outcome = Result<RoomWritten, RoomRefusal>;

/// See [`Comments::write_room`](playhouse_actors::ports::Comments::write_room).
pub fn write(
    connection: &mut AnyConnection,
    video: &VideoId,
    epoch: &str,
    seq: i64,
    writes: Vec<RoomWrite>,
) -> DbResult<Vec<Outcome>> {
    // Whoever comes at the same time waits here, and then finds another number.
    let expected = rooms::table.find(video.as_str()).filter(rooms::epoch.eq(epoch)).filter(rooms::seq.eq(seq));
    if diesel::update(expected).set(rooms::seq.eq(seq)).execute(connection)? == 0 {
        return Err(StoreError::Conflict("room").into());
    }
    let mut writer = Writer { connection, video, seq, published: 0, now: Timestamp::now(), authors: HashMap::new() };
    let outcomes = writes.into_iter().map(|write| writer.write(write)).collect::<DbResult<Vec<_>>>()?;
    let (last, published) = (writer.seq, writer.published);
    // Whatever changes their number is told.
    if last != seq {
        diesel::update(rooms::table.find(video.as_str()))
            .set((rooms::seq.eq(last), rooms::comments.eq(rooms::comments + published)))
            .execute(connection)?;
    }
    Ok(outcomes)
}

/// One transaction's way through its writes.
struct Writer<'a> {
    connection: &'a mut AnyConnection,
    video: &'a VideoId,
    /// The last number given out.
    seq: i64,
    /// How many comments more are published than before.
    published: i64,
    now: Timestamp,
    authors: HashMap<UserId, CommentAuthor>,
}

/// How a comment is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Created,
    Updated,
    Deleted,
}

impl Told {
    fn text(self, seq: i64, comment: &Comment) -> String {
        let view = comment.view();
        let message = match self {
            Self::Created => RoomMessage::CommentCreated { seq, comment: view },
            // Its author's client knows it by then.
            Self::Updated => RoomMessage::CommentUpdated {
                seq,
                comment: playhouse_actors::model::CommentView { client_id: None, ..view },
            },
            Self::Deleted => RoomMessage::CommentDeleted { seq, comment: DeletedView { id: view.id, root: view.root } },
        };
        String::from_utf8_lossy(&message.text()).into_owned()
    }

    /// How a message that was kept told its comment.
    fn of(text: &str) -> DbResult<Self> {
        #[derive(Deserialize)]
        struct Kind<'a> {
            #[serde(rename = "type")]
            kind: &'a str,
        }
        let kind: Kind<'_> = serde_json::from_str(text).map_err(|error| StoreError::Internal(error.to_string()))?;
        match kind.kind {
            "comment.created" => Ok(Self::Created),
            "comment.updated" => Ok(Self::Updated),
            "comment.deleted" => Ok(Self::Deleted),
            other => Err(StoreError::Internal(format!("a room's log holds an unknown message: {other}")).into()),
        }
    }
}

fn unchanged(comment: Comment) -> Outcome {
    Ok(RoomWritten { comment, is_repeated: true, log: Vec::new(), rewritten: Vec::new() })
}

fn written(comment: Comment, log: Vec<LogEntry>) -> Outcome {
    Ok(RoomWritten { comment, is_repeated: false, log, rewritten: Vec::new() })
}

impl Writer<'_> {
    fn write(&mut self, write: RoomWrite) -> DbResult<Outcome> {
        match write {
            RoomWrite::Create(new) => self.create(new),
            RoomWrite::Change { comment, change } => {
                let Some(found) = self.comment(&comment)? else { return Ok(Err(RoomRefusal::NoSuchComment)) };
                self.change(found, change)
            }
        }
    }

    fn comment(&mut self, id: &CommentId) -> DbResult<Option<Comment>> {
        let of_here = comments::table.find(id.as_str()).filter(comments::video_id.eq(self.video.as_str()));
        let row = of_here.first::<CommentRow>(self.connection).optional()?;
        Ok(queries::complete(self.connection, row.into_iter().collect())?.pop())
    }

    fn author(&mut self, id: &UserId) -> DbResult<Option<CommentAuthor>> {
        if let Some(author) = self.authors.get(id) {
            return Ok(Some(author.clone()));
        }
        let found = authors::by_id(self.connection, &[id.as_str()])?.remove(id.as_str());
        if let Some(author) = &found {
            self.authors.insert(id.clone(), author.clone());
        }
        Ok(found)
    }

    fn made_before(&mut self, new: &NewComment) -> DbResult<Option<Comment>> {
        let Some(client_id) = &new.client_id else { return Ok(None) };
        let row = comments::table
            .filter(comments::video_id.eq(self.video.as_str()))
            .filter(comments::author_id.eq(new.author.as_str()))
            .filter(comments::client_id.eq(client_id))
            .first::<CommentRow>(self.connection)
            .optional()?;
        Ok(queries::complete(self.connection, row.into_iter().collect())?.pop())
    }

    fn create(&mut self, new: NewComment) -> DbResult<Outcome> {
        if let Some(comment) = self.made_before(&new)? {
            return Ok(unchanged(comment));
        }
        let Some(author) = self.author(&new.author)? else { return Ok(Err(RoomRefusal::NoSuchAuthor)) };
        let mut root = None;
        if let Some(parent) = &new.parent {
            let found = self.comment(parent)?.filter(|parent| parent.state == CommentState::Published);
            let Some(found) = found else { return Ok(Err(RoomRefusal::NoSuchParent)) };
            root = Some(found.root.unwrap_or(found.id));
        }
        let comment = Comment {
            id: new.id,
            video: self.video.clone(),
            author,
            parent: new.parent,
            root,
            body: new.body,
            at: new.at,
            state: new.state,
            client_id: new.client_id,
            created_at: self.now,
            edited_at: None,
            pinned_at: None,
            is_hearted: false,
            likes: 0,
            replies: 0,
        };
        self.insert(&comment)?;
        queries::put_mentions(self.connection, &comment.id, &comment.author.id, &new.mentions)?;
        let log = if comment.state == CommentState::Published { self.publish(&comment)? } else { Vec::new() };
        Ok(written(comment, log))
    }

    fn insert(&mut self, comment: &Comment) -> DbResult<()> {
        diesel::insert_into(comments::table)
            .values((
                comments::id.eq(comment.id.as_str()),
                comments::video_id.eq(self.video.as_str()),
                comments::author_id.eq(comment.author.id.as_str()),
                comments::parent_id.eq(comment.parent.as_ref().map(CommentId::as_str)),
                comments::root_id.eq(comment.root.as_ref().map(CommentId::as_str)),
                comments::body.eq(&comment.body),
                comments::at_seconds.eq(comment.at),
                comments::state.eq(comment.state.as_str()),
                comments::client_id.eq(&comment.client_id),
                comments::created_at.eq(comment.created_at.0),
                comments::is_hearted.eq(0),
                comments::likes.eq(0),
                comments::replies.eq(0),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Everybody is told of it: the room, and whoever reads the outbox.
    fn publish(&mut self, comment: &Comment) -> DbResult<Vec<LogEntry>> {
        self.count(comment, 1)?;
        outbox::append_about(self.connection, FactKind::Commented, self.video, Some(comment.id.as_str()))?;
        Ok(vec![self.tell(Told::Created, comment)?])
    }

    /// In its room and, when it is an answer, in its thread.
    fn count(&mut self, comment: &Comment, change: i64) -> DbResult<()> {
        self.published += change;
        let Some(root) = &comment.root else { return Ok(()) };
        diesel::update(comments::table.find(root.as_str()))
            .set(comments::replies.eq(comments::replies + change))
            .execute(self.connection)?;
        Ok(())
    }

    /// Gives out the next number.
    fn tell(&mut self, told: Told, comment: &Comment) -> DbResult<LogEntry> {
        self.seq += 1;
        let text = told.text(self.seq, comment);
        diesel::insert_into(room_log::table)
            .values((
                room_log::video_id.eq(self.video.as_str()),
                room_log::seq.eq(self.seq),
                room_log::comment_id.eq(comment.id.as_str()),
                room_log::text.eq(&text),
            ))
            .execute(self.connection)?;
        Ok(LogEntry { seq: self.seq, comment: comment.id.clone(), text: text.into() })
    }

    fn change(&mut self, comment: Comment, change: CommentChange) -> DbResult<Outcome> {
        match (comment.state, change) {
            (CommentState::Deleted, CommentChange::Delete) => Ok(unchanged(comment)),
            (_, CommentChange::Delete) => self.delete(comment),
            (CommentState::Deleted, _) => Ok(Err(RoomRefusal::NoSuchComment)),
            (_, CommentChange::Edit { body, mentions }) => self.edit(comment, body, &mentions),
            (CommentState::Held, CommentChange::Release) => self.release(comment),
            (CommentState::Published, CommentChange::Release) => Ok(unchanged(comment)),
            // Nobody sees it but its author.
            (CommentState::Held, CommentChange::Pin(_) | CommentChange::Heart(_)) => {
                Ok(Err(RoomRefusal::NoSuchComment))
            }
            (CommentState::Published, CommentChange::Pin(is_pinned)) => self.pin(comment, is_pinned),
            (CommentState::Published, CommentChange::Heart(is_hearted)) => self.heart(comment, is_hearted),
        }
    }

    fn edit(&mut self, mut comment: Comment, body: String, mentions: &[String]) -> DbResult<Outcome> {
        if comment.body == body {
            return Ok(unchanged(comment));
        }
        let last: Option<i32> = comment_edits::table
            .filter(comment_edits::comment_id.eq(comment.id.as_str()))
            .select(diesel::dsl::max(comment_edits::number))
            .first(self.connection)?;
        diesel::insert_into(comment_edits::table)
            .values((
                comment_edits::comment_id.eq(comment.id.as_str()),
                comment_edits::number.eq(last.unwrap_or(0).saturating_add(1)),
                comment_edits::body.eq(&comment.body),
                comment_edits::until_at.eq(self.now.0),
            ))
            .execute(self.connection)?;
        comment.body = body;
        comment.edited_at = Some(self.now);
        diesel::update(comments::table.find(comment.id.as_str()))
            .set((comments::body.eq(&comment.body), comments::edited_at.eq(self.now.0)))
            .execute(self.connection)?;
        queries::put_mentions(self.connection, &comment.id, &comment.author.id, mentions)?;
        let is_told = comment.state == CommentState::Published;
        let log = if is_told { vec![self.tell(Told::Updated, &comment)?] } else { Vec::new() };
        Ok(written(comment, log))
    }

    fn delete(&mut self, old: Comment) -> DbResult<Outcome> {
        let was_published = old.state == CommentState::Published;
        let comment = Comment {
            body: String::new(),
            state: CommentState::Deleted,
            pinned_at: None,
            is_hearted: false,
            likes: 0,
            ..old
        };
        let id = comment.id.as_str();
        diesel::update(comments::table.find(id))
            .set((
                comments::body.eq(""),
                comments::state.eq(comment.state.as_str()),
                comments::pinned_at.eq(None::<i64>),
                comments::is_hearted.eq(0),
                comments::likes.eq(0),
            ))
            .execute(self.connection)?;
        diesel::delete(comment_edits::table.filter(comment_edits::comment_id.eq(id))).execute(self.connection)?;
        diesel::delete(comment_likes::table.filter(comment_likes::comment_id.eq(id))).execute(self.connection)?;
        queries::forget_mentions(self.connection, &comment.id)?;
        if !was_published {
            return Ok(written(comment, Vec::new()));
        }
        self.count(&comment, -1)?;
        let rewritten = self.rewrite(&comment)?;
        let log = vec![self.tell(Told::Deleted, &comment)?];
        Ok(Ok(RoomWritten { comment, is_repeated: false, log, rewritten }))
    }

    /// What was told of a comment is told from now on as it is now.
    fn rewrite(&mut self, comment: &Comment) -> DbResult<Vec<LogEntry>> {
        let rows: Vec<(i64, String)> = room_log::table
            .filter(room_log::comment_id.eq(comment.id.as_str()))
            .order(room_log::seq.asc())
            .select((room_log::seq, room_log::text))
            .load(self.connection)?;
        let mut rewritten = Vec::with_capacity(rows.len());
        for (seq, old) in rows {
            let text = Told::of(&old)?.text(seq, comment);
            diesel::update(room_log::table.find((self.video.as_str(), seq)))
                .set(room_log::text.eq(&text))
                .execute(self.connection)?;
            rewritten.push(LogEntry { seq, comment: comment.id.clone(), text: text.into() });
        }
        Ok(rewritten)
    }

    fn pin(&mut self, mut comment: Comment, is_pinned: bool) -> DbResult<Outcome> {
        if comment.root.is_some() {
            // Answers have their place in their thread.
            return Ok(Err(RoomRefusal::NoSuchComment));
        }
        if comment.pinned_at.is_some() == is_pinned {
            return Ok(unchanged(comment));
        }
        let mut log = Vec::new();
        if is_pinned {
            log = self.unpin_others()?;
        }
        comment.pinned_at = is_pinned.then_some(self.now);
        diesel::update(comments::table.find(comment.id.as_str()))
            .set(comments::pinned_at.eq(comment.pinned_at.map(|at| at.0)))
            .execute(self.connection)?;
        log.push(self.tell(Told::Updated, &comment)?);
        Ok(written(comment, log))
    }

    fn unpin_others(&mut self) -> DbResult<Vec<LogEntry>> {
        let pinned = comments::table
            .filter(comments::video_id.eq(self.video.as_str()))
            .filter(comments::pinned_at.is_not_null());
        let rows = pinned.load::<CommentRow>(self.connection)?;
        diesel::update(pinned).set(comments::pinned_at.eq(None::<i64>)).execute(self.connection)?;
        let others = queries::complete(self.connection, rows)?;
        others.into_iter().map(|other| self.tell(Told::Updated, &Comment { pinned_at: None, ..other })).collect()
    }

    fn heart(&mut self, mut comment: Comment, is_hearted: bool) -> DbResult<Outcome> {
        if comment.is_hearted == is_hearted {
            return Ok(unchanged(comment));
        }
        comment.is_hearted = is_hearted;
        diesel::update(comments::table.find(comment.id.as_str()))
            .set(comments::is_hearted.eq(i32::from(is_hearted)))
            .execute(self.connection)?;
        let log = vec![self.tell(Told::Updated, &comment)?];
        Ok(written(comment, log))
    }

    fn release(&mut self, mut comment: Comment) -> DbResult<Outcome> {
        comment.state = CommentState::Published;
        diesel::update(comments::table.find(comment.id.as_str()))
            .set(comments::state.eq(comment.state.as_str()))
            .execute(self.connection)?;
        let log = self.publish(&comment)?;
        Ok(written(comment, log))
    }
}

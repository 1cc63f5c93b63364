//! The database and the sockets of a room, in memory, with the troubles that they have.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::Value;
use tokio::time::sleep;

use super::*;
use crate::model::{
    Comment, CommentAuthor, CommentChange, CommentFilter, NewComment, Page, RoomRefusal, RoomWritten, Timestamp,
};
use crate::ports::AudienceFigures;

/// One read or write takes so long at most.
pub const SLOWEST: Duration = Duration::from_millis(8);

#[derive(Default)]
struct Kept {
    seq: i64,
    rules: RoomRules,
    log: Vec<LogEntry>,
    comments: HashMap<CommentId, Comment>,
}

/// What the database holds of the one room there is.
#[derive(Default)]
pub struct MemoryComments {
    kept: Mutex<Kept>,
    /// The next write is made, and nobody hears of it.
    pub loses_answer: AtomicBool,
    /// The next write is not made.
    pub refuses: AtomicBool,
    asked: AtomicU32,
}

impl MemoryComments {
    pub fn log(&self) -> Vec<LogEntry> {
        self.kept.lock().unwrap().log.clone()
    }

    /// Reads or writes: each time it takes another while until that counts, and another one until it is answered.
    async fn take_turn<T>(&self, turn: impl FnOnce(&mut Kept) -> T) -> T {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        sleep(SLOWEST / 2 * (asked * 3 % 5) / 4).await;
        let outcome = turn(&mut self.kept.lock().unwrap());
        sleep(SLOWEST / 2 * (asked * 5 % 7) / 6).await;
        outcome
    }
}

impl Kept {
    fn write(&mut self, video: &VideoId, write: RoomWrite) -> Result<RoomWritten, RoomRefusal> {
        let (comment, before) = match write {
            RoomWrite::Create(new) => match self.known(&new) {
                Some(known) => return Ok(written(known.clone(), vec![], true)),
                None => (made(video, new), None),
            },
            RoomWrite::Change { comment, change } => {
                let before = self.comments.get(&comment).cloned().ok_or(RoomRefusal::NoSuchComment)?;
                (changed(before.clone(), change), Some(before))
            }
        };
        if before.as_ref() == Some(&comment) {
            return Ok(written(comment, vec![], true));
        }
        self.comments.insert(comment.id.clone(), comment.clone());
        if before.as_ref().unwrap_or(&comment).state == CommentState::Held {
            return Ok(written(comment, vec![], false));
        }
        self.seq += 1;
        let text = RoomMessage::CommentCreated { seq: self.seq, comment: comment.view() }.text();
        let entry = LogEntry { seq: self.seq, comment: comment.id.clone(), text };
        self.log.push(entry.clone());
        Ok(written(comment, vec![entry], false))
    }

    fn known(&self, new: &NewComment) -> Option<&Comment> {
        let client_id = new.client_id.as_ref()?;
        self.comments
            .values()
            .find(|known| known.author.id == new.author && known.client_id.as_ref() == Some(client_id))
    }
}

fn written(comment: Comment, log: Vec<LogEntry>, is_repeated: bool) -> RoomWritten {
    RoomWritten { comment, is_repeated, log, rewritten: vec![] }
}

fn changed(mut comment: Comment, change: CommentChange) -> Comment {
    match change {
        CommentChange::Edit { body, .. } => comment.body = body,
        CommentChange::Delete => {
            comment.body.clear();
            comment.state = CommentState::Deleted;
        }
        CommentChange::Pin(_) | CommentChange::Heart(_) | CommentChange::Release => {}
    }
    comment
}

fn made(video: &VideoId, new: NewComment) -> Comment {
    Comment {
        id: new.id,
        video: video.clone(),
        author: CommentAuthor { id: new.author, username: "ada".into(), display_name: None, avatar: None },
        parent: new.parent,
        root: None,
        body: new.body,
        at: new.at,
        state: new.state,
        client_id: new.client_id,
        created_at: Timestamp(0),
        edited_at: None,
        pinned_at: None,
        is_hearted: false,
        likes: 0,
        replies: 0,
    }
}

#[async_trait]
impl Comments for MemoryComments {
    async fn open_room(&self, _: &VideoId) -> Result<Option<RoomState>, StoreError> {
        let (seq, rules) = self.take_turn(|kept| (kept.seq, kept.rules)).await;
        Ok(Some(RoomState { epoch: "one".into(), seq, rules }))
    }

    async fn room_log(&self, _: &VideoId, after: i64, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        let log = self.take_turn(|kept| kept.log.clone()).await;
        Ok(log.into_iter().filter(|entry| entry.seq > after).take(limit).collect())
    }

    async fn write_room(
        &self,
        video: &VideoId,
        epoch: &str,
        seq: i64,
        writes: Vec<RoomWrite>,
    ) -> Result<Vec<Result<RoomWritten, RoomRefusal>>, StoreError> {
        if self.refuses.swap(false, Ordering::Relaxed) {
            return Err(StoreError::Busy);
        }
        let writes = self.take_turn(|kept| {
            let is_expected = kept.seq == seq && epoch == "one";
            is_expected.then(|| writes.into_iter().map(|write| kept.write(video, write)).collect())
        });
        let outcome = writes.await.ok_or(StoreError::Conflict("room"))?;
        if self.loses_answer.swap(false, Ordering::Relaxed) {
            return Err(StoreError::Busy);
        }
        Ok(outcome)
    }

    async fn set_room_rules(&self, _: &VideoId, rules: RoomRules) -> Result<bool, StoreError> {
        self.take_turn(|kept| kept.rules = rules).await;
        Ok(true)
    }

    async fn comment_counts(&self, _: &[VideoId]) -> Result<HashMap<VideoId, u64>, StoreError> {
        Ok(HashMap::new())
    }

    async fn comment(&self, id: &CommentId) -> Result<Option<Comment>, StoreError> {
        Ok(self.kept.lock().unwrap().comments.get(id).cloned())
    }

    async fn comments(&self, _: CommentFilter) -> Result<Page<Comment>, StoreError> {
        Ok(Page { items: vec![], next: None })
    }

    async fn comment_edits(&self, _: &CommentId) -> Result<Vec<(Timestamp, String)>, StoreError> {
        Ok(vec![])
    }

    async fn like_comment(&self, _: &CommentId, _: &UserId, _: bool) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    async fn liked_comments(&self, _: &UserId, _: &[CommentId]) -> Result<Vec<CommentId>, StoreError> {
        Ok(vec![])
    }

    async fn mentioned(&self, _: &CommentId) -> Result<Vec<UserId>, StoreError> {
        Ok(vec![])
    }

    async fn comments_by(&self, _: &UserId, _: usize) -> Result<Vec<(CommentId, VideoId)>, StoreError> {
        Ok(vec![])
    }
}

/// What each socket was told.
#[derive(Default)]
pub struct Ears(Mutex<BTreeMap<MemberId, Vec<Value>>>);

impl Ears {
    pub fn heard(&self, member: MemberId) -> Vec<Value> {
        self.0.lock().unwrap().get(&member).cloned().unwrap_or_default()
    }

    pub fn leave(&self, member: MemberId) -> Vec<Value> {
        self.0.lock().unwrap().remove(&member).unwrap_or_default()
    }
}

fn read(text: &Bytes) -> Value {
    serde_json::from_slice(text).unwrap()
}

impl Audience for Ears {
    fn welcome(&self, member: MemberId, texts: Vec<Bytes>) {
        self.0.lock().unwrap().insert(member, texts.iter().map(read).collect());
    }

    fn publish(&self, _: &VideoId, text: &Bytes) {
        self.0.lock().unwrap().values_mut().for_each(|heard| heard.push(read(text)));
    }

    fn tell(&self, member: MemberId, text: Bytes) {
        if let Some(heard) = self.0.lock().unwrap().get_mut(&member) {
            heard.push(read(&text));
        }
    }

    fn close(&self, member: MemberId, _: Farewell) {
        self.leave(member);
    }

    fn figures(&self) -> AudienceFigures {
        AudienceFigures { sockets: self.0.lock().unwrap().len(), ..AudienceFigures::default() }
    }
}

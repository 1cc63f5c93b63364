//! What is told in a video's room.

use bytes::Bytes;
use serde::Serialize;

use super::{
    Comment, CommentAuthor, CommentChange, CommentId, CommentState, NewComment, PictureKind, Timestamp, VideoEvent,
};

/// Rules of one room; the owner of the video sets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomRules {
    pub is_open: bool,
    /// Seconds between two comments of one person; 0: none.
    pub slow_mode: u32,
    /// Every comment waits for the owner's word.
    pub holds_all: bool,
}

impl Default for RoomRules {
    fn default() -> Self {
        Self { is_open: true, slow_mode: 0, holds_all: false }
    }
}

/// A room as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomState {
    /// Another one means another order: what was counted before means nothing.
    pub epoch: String,
    /// The last number given out; 0 before the first.
    pub seq: i64,
    pub rules: RoomRules,
}

/// One message of the room's order, as it was told: JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    pub seq: i64,
    pub comment: CommentId,
    pub text: Bytes,
}

/// What is written in a room, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum RoomWrite {
    Create(NewComment),
    Change { comment: CommentId, change: CommentChange },
}

/// What came of one [`RoomWrite`].
#[derive(Debug, Clone, PartialEq)]
pub struct RoomWritten {
    pub comment: Comment,
    /// It was there already: nothing was written.
    pub is_repeated: bool,
    /// What everybody is to be told, in order; empty when nothing is (held, repeated, nothing changed).
    pub log: Vec<LogEntry>,
    /// Earlier messages of the order that must be told in these words from now on: of a comment that is gone.
    pub rewritten: Vec<LogEntry>,
}

impl RoomWritten {
    /// Whether what waits for a host's word is no longer what it was: what was done to a held comment is told to nobody
    /// else.
    #[must_use]
    pub fn is_held_new(&self) -> bool {
        !self.is_repeated && self.log.is_empty()
    }
}

/// Why one [`RoomWrite`] was not written; the others are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoomRefusal {
    #[error("there is no such comment")]
    NoSuchComment,
    #[error("the comment it answers is not there")]
    NoSuchParent,
    #[error("the author has no account any more")]
    NoSuchAuthor,
}

/// A comment as the room tells it and as the API answers it.
#[derive(Debug, Clone, Serialize)]
pub struct CommentView<'a> {
    pub id: &'a str,
    pub body: &'a str,
    pub author: AuthorView<'a>,
    /// Seconds into the video.
    pub at: Option<f64>,
    pub parent: Option<&'a str>,
    pub root: Option<&'a str>,
    pub state: CommentState,
    /// RFC 3339
    pub created_at: String,
    pub edited_at: Option<String>,
    pub pinned: bool,
    pub hearted: bool,
    pub likes: u64,
    pub replies: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AuthorView<'a> {
    pub username: &'a str,
    pub display_name: Option<&'a str>,
    /// A path on this server.
    pub avatar: Option<String>,
}

/// Everything that is told in a room. Messages with a `seq` are the room's order; the others tell how things stand.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type")]
pub enum RoomMessage<'a> {
    #[serde(rename = "welcome")]
    Welcome { seq: i64, epoch: &'a str, presence: usize },
    /// What was missed cannot be told: read anew.
    #[serde(rename = "gap")]
    Gap,
    #[serde(rename = "comment.created")]
    CommentCreated { seq: i64, comment: CommentView<'a> },
    #[serde(rename = "comment.updated")]
    CommentUpdated { seq: i64, comment: CommentView<'a> },
    #[serde(rename = "comment.deleted")]
    CommentDeleted { seq: i64, comment: DeletedView<'a> },
    /// To its author alone: it is written, and was told before or waits for somebody's word.
    #[serde(rename = "comment.accepted")]
    CommentAccepted { comment: CommentView<'a> },
    /// To those who look after the room: what waits for their word is no longer what it was.
    #[serde(rename = "comments.held")]
    CommentsHeld,
    /// How often each of these is liked now.
    #[serde(rename = "comment.likes")]
    CommentLikes { likes: &'a [CommentLikes] },
    /// How often the video is liked now.
    #[serde(rename = "video.likes")]
    VideoLikes { likes: u64 },
    #[serde(rename = "chapters.updated")]
    ChaptersUpdated,
    #[serde(rename = "room.rules")]
    Rules { open: bool, slow_mode: u32, holds_all: bool },
    /// `presence`: connections; `people`: signed-in ones among them, each once.
    #[serde(rename = "presence")]
    Presence { presence: usize, people: usize },
    #[serde(rename = "error")]
    Error {
        code: &'a str,
        detail: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_id: Option<&'a str>,
        /// Seconds until it makes sense again.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    #[serde(untagged)]
    Video(&'a VideoEvent),
}

#[derive(Debug, Clone, Serialize)]
pub struct DeletedView<'a> {
    pub id: &'a str,
    /// The comment at the top of its thread, which has one answer less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommentLikes {
    pub id: CommentId,
    pub likes: u64,
}

impl RoomMessage<'_> {
    /// As it is told: JSON.
    #[must_use]
    pub fn text(&self) -> Bytes {
        serde_json::to_vec(self).map_or_else(
            |error| {
                tracing::error!(%error, "a message of a room could not be written");
                Bytes::new()
            },
            Bytes::from,
        )
    }
}

impl<'a> AuthorView<'a> {
    #[must_use]
    pub fn of(author: &'a CommentAuthor) -> Self {
        Self {
            username: &author.username,
            display_name: author.display_name.as_deref(),
            avatar: author.avatar.as_ref().map(|picture| PictureKind::Avatar.small_path(&author.id, picture)),
        }
    }
}

impl Comment {
    /// As it is told to everybody.
    #[must_use]
    pub fn view(&self) -> CommentView<'_> {
        CommentView {
            id: self.id.as_str(),
            body: &self.body,
            author: AuthorView::of(&self.author),
            at: self.at,
            parent: self.parent.as_ref().map(CommentId::as_str),
            root: self.root.as_ref().map(CommentId::as_str),
            state: self.state,
            created_at: self.created_at.rfc3339(),
            edited_at: self.edited_at.map(Timestamp::rfc3339),
            pinned: self.pinned_at.is_some(),
            hearted: self.is_hearted,
            likes: self.likes,
            replies: self.replies,
            client_id: self.client_id.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_names_that_clients_know() {
        let text = |message: RoomMessage<'_>| String::from_utf8(message.text().to_vec()).unwrap();
        let welcome = RoomMessage::Welcome { seq: 7, epoch: "e", presence: 2 };
        assert_eq!(text(welcome), r#"{"type":"welcome","seq":7,"epoch":"e","presence":2}"#);
        assert_eq!(text(RoomMessage::Gap), r#"{"type":"gap"}"#);
        let state = VideoEvent::State { state: crate::model::VideoState::Ready, failure: None };
        assert_eq!(text(RoomMessage::Video(&state)), r#"{"type":"video.state","state":"ready"}"#);
    }
}

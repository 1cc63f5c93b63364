//! What people write beside a video, and what others may do to it.

use serde::Serialize;

use super::{CommentId, Cursor, PictureId, Timestamp, UserId, VideoId};

/// What becomes of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentState {
    Published,
    /// Waits for the owner of the video or a moderator; its author sees it.
    Held,
    /// Taken away: what it said is gone, its place stays while it has replies.
    Deleted,
}

impl CommentState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Deleted => "deleted",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Published, Self::Held, Self::Deleted].into_iter().find(|state| state.as_str() == text)
    }
}

/// Who wrote it, as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentAuthor {
    pub id: UserId,
    pub username: String,
    pub display_name: Option<String>,
    pub avatar: Option<PictureId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    pub id: CommentId,
    pub video: VideoId,
    pub author: CommentAuthor,
    /// The comment it answers.
    pub parent: Option<CommentId>,
    /// The comment at the top of its thread; none when it is that one itself.
    pub root: Option<CommentId>,
    /// Plain text with a little Markdown; empty when it was deleted.
    pub body: String,
    /// Seconds into the video.
    pub at: Option<f64>,
    pub state: CommentState,
    /// What its author's client calls it.
    pub client_id: Option<String>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub pinned_at: Option<Timestamp>,
    /// By the owner of the video.
    pub is_hearted: bool,
    pub likes: u64,
    /// Published answers in its thread, at any depth; of a comment at the top of one.
    pub replies: u64,
}

/// A comment to be made; its text is checked and normalised by whoever makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewComment {
    pub id: CommentId,
    pub author: UserId,
    pub parent: Option<CommentId>,
    pub body: String,
    pub at: Option<f64>,
    /// The same from the same person twice makes one comment.
    pub client_id: Option<String>,
    /// [`CommentState::Published`] or [`CommentState::Held`].
    pub state: CommentState,
    /// Whom it names, by lower-case user name.
    pub mentions: Vec<String>,
}

/// What is done to one comment; who may do so was decided before.
#[derive(Debug, Clone, PartialEq)]
pub enum CommentChange {
    /// What it said before is kept.
    Edit {
        body: String,
        mentions: Vec<String>,
    },
    Delete,
    /// At most one of a video: the one before is let go.
    Pin(bool),
    Heart(bool),
    /// A held one is shown to everybody; it takes its place at the end of the order.
    Release,
}

/// In which order comments are listed; pinned ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentSort {
    Newest,
    Oldest,
    /// By likes and replies.
    Top,
}

#[derive(Debug, Clone)]
pub struct CommentFilter {
    pub video: VideoId,
    /// Of this thread, oldest first; none: comments at the top of theirs.
    pub root: Option<CommentId>,
    /// Held ones instead of published ones.
    pub held: bool,
    /// Held ones of this person are listed beside the published ones, and what this person has blocked is not.
    pub viewer: Option<UserId>,
    pub sort: CommentSort,
    pub cursor: Option<Cursor>,
    pub limit: usize,
}

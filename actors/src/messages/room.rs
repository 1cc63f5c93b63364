//! Messages about one video's room.

use serde::Serialize;

use crate::message;
use crate::model::{
    Comment, CommentChange, CommentId, NewComment, RoomRefusal, RoomRules, RoomWritten, UserId, VideoId,
};
use crate::ports::{MemberId, StoreError};
use crate::room::{RoomActor, Seat};
use crate::runtime::{ActorId, Handle};

/// The actor of a video's room, started if need be.
pub struct FindRoom {
    pub video: VideoId,
}

/// Every live room, the fullest first.
pub struct ListRooms;

/// A live room, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomView {
    pub video: VideoId,
    /// Its number among the actors.
    pub actor: ActorId,
    pub connections: usize,
    /// Signed-in ones among them, each once.
    pub people: usize,
    /// The last number that was told; none before the first.
    pub seq: Option<i64>,
}

/// A socket wants to hear the room: answered when it is welcomed; it is a member as long as the [`Seat`] is kept.
pub struct JoinRoom {
    pub member: MemberId,
    pub user: Option<UserId>,
    /// It looks after the room: the owner of the video, a moderator.
    pub is_host: bool,
    /// The last number that it has seen, of this epoch if it knows one.
    pub since: Option<i64>,
    pub epoch: Option<String>,
}

/// A comment, checked but for the room's own rules; answered when it is in the database.
pub struct CreateComment {
    pub new: NewComment,
    /// Its author may do everything here: the owner of the video, a moderator.
    pub is_host: bool,
}

/// What is done to a comment; who may do so was decided before.
pub struct ChangeComment {
    pub comment: CommentId,
    pub change: CommentChange,
}

/// How often a comment is liked now; told with the next ones.
pub struct CommentLiked {
    pub comment: CommentId,
    pub likes: u64,
}

/// How often the video is liked now.
pub struct VideoLiked {
    pub likes: u64,
}

pub struct ChangeRoomRules {
    pub rules: RoomRules,
}

pub struct ChaptersChanged;

/// Why a room does not do as asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RoomError {
    #[error("there is no such room")]
    NotFound,
    #[error("nobody may write here")]
    Closed,
    /// Seconds until the next comment.
    #[error("slow mode: wait {0} s")]
    SlowMode(u32),
    /// Words or links that are not let through.
    #[error("the text is not let through")]
    Refused,
    #[error(transparent)]
    Write(#[from] RoomRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

message! {
    FindRoom => Handle<RoomActor>;
    ListRooms => Vec<RoomView>;
    JoinRoom => Result<Seat, RoomError>;
    CreateComment => Result<RoomWritten, RoomError>;
    ChangeComment => Result<Comment, RoomError>;
    CommentLiked;
    VideoLiked;
    ChangeRoomRules => Result<(), RoomError>;
    ChaptersChanged;
}

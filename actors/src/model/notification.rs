//! What people are told of in the app, and what they want to be told of.

use serde::Serialize;

use super::{AuthorView, CommentAuthor, CommentId, NotificationId, Timestamp, UserId, Video, VideoId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody has answered a comment.
    Reply,
    /// Somebody names the person in a comment.
    Mention,
    /// Somebody whom the person follows has published a video.
    NewVideo,
    /// All of the person's video is made.
    UploadReady,
    UploadFailed,
    /// Somebody follows the person.
    Follow,
}

impl NotificationKind {
    pub const ALL: [Self; 6] =
        [Self::Reply, Self::Mention, Self::NewVideo, Self::UploadReady, Self::UploadFailed, Self::Follow];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::NewVideo => "new_video",
            Self::UploadReady => "upload_ready",
            Self::UploadFailed => "upload_failed",
            Self::Follow => "follow",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Why somebody is told; the same is told to a person once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    Reply { video: VideoId, comment: CommentId, by: UserId },
    Mention { video: VideoId, comment: CommentId, by: UserId },
    NewVideo { video: VideoId, by: UserId },
    UploadReady { video: VideoId },
    UploadFailed { video: VideoId },
    Follow { by: UserId },
}

impl Occasion {
    #[must_use]
    pub fn kind(&self) -> NotificationKind {
        match self {
            Self::Reply { .. } => NotificationKind::Reply,
            Self::Mention { .. } => NotificationKind::Mention,
            Self::NewVideo { .. } => NotificationKind::NewVideo,
            Self::UploadReady { .. } => NotificationKind::UploadReady,
            Self::UploadFailed { .. } => NotificationKind::UploadFailed,
            Self::Follow { .. } => NotificationKind::Follow,
        }
    }

    /// What it is about: with the kind, what makes it the same.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::Reply { comment, .. } | Self::Mention { comment, .. } => comment.as_str(),
            Self::NewVideo { video, .. } | Self::UploadReady { video } | Self::UploadFailed { video } => video.as_str(),
            Self::Follow { by } => by.as_str(),
        }
    }

    #[must_use]
    pub fn video(&self) -> Option<&VideoId> {
        match self {
            Self::Reply { video, .. }
            | Self::Mention { video, .. }
            | Self::NewVideo { video, .. }
            | Self::UploadReady { video }
            | Self::UploadFailed { video } => Some(video),
            Self::Follow { .. } => None,
        }
    }

    #[must_use]
    pub fn comment(&self) -> Option<&CommentId> {
        match self {
            Self::Reply { comment, .. } | Self::Mention { comment, .. } => Some(comment),
            _ => None,
        }
    }

    /// Who did it; nobody is told of what they did themselves.
    #[must_use]
    pub fn by(&self) -> Option<&UserId> {
        match self {
            Self::Reply { by, .. } | Self::Mention { by, .. } | Self::NewVideo { by, .. } | Self::Follow { by } => {
                Some(by)
            }
            Self::UploadReady { .. } | Self::UploadFailed { .. } => None,
        }
    }
}

/// Something that a person was told of, with what it is about as that is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    pub id: NotificationId,
    pub user: UserId,
    pub kind: NotificationKind,
    pub video: Option<Video>,
    pub comment: Option<CommentId>,
    pub actor: Option<CommentAuthor>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A person is told of something that they were not told of before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyTold {
    pub user: UserId,
    pub notification: NotificationId,
}

/// A step of telling followers of a video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announced {
    pub told: Vec<NewlyTold>,
    /// Nobody is left, or there is nothing to tell of any more.
    pub is_done: bool,
}

/// A notification as the API and the socket show it.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationView<'a> {
    pub id: &'a str,
    pub kind: NotificationKind,
    pub video: Option<VideoLabel<'a>>,
    pub comment: Option<&'a str>,
    pub actor: Option<AuthorView<'a>>,
    /// RFC 3339
    pub created_at: String,
    pub read_at: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct VideoLabel<'a> {
    pub id: &'a str,
    pub title: &'a str,
}

impl Notification {
    #[must_use]
    pub fn view(&self) -> NotificationView<'_> {
        NotificationView {
            id: self.id.as_str(),
            kind: self.kind,
            video: self.video.as_ref().map(|video| VideoLabel { id: video.id.as_str(), title: &video.title }),
            comment: self.comment.as_ref().map(CommentId::as_str),
            actor: self.actor.as_ref().map(AuthorView::of),
            created_at: self.created_at.rfc3339(),
            read_at: self.read_at.map(Timestamp::rfc3339),
        }
    }
}

/// What is told on the socket of one person.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type")]
pub enum NotificationMessage<'a> {
    #[serde(rename = "notification.created")]
    Created { notification: NotificationView<'a>, unread: u64 },
    /// Some were read, or too much has happened to tell of each.
    #[serde(rename = "notifications.unread")]
    Unread { unread: u64 },
}

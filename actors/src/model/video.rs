//! A video as people know it, and the facts about it that others act on.

use playhouse_pipelines::report::Failure;
use serde::{Deserialize, Serialize};

use super::{Category, Cursor, Licence, Tag, Timestamp, UserId, VideoId, VideoLabels};
use crate::captions::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    /// Whoever has the link.
    Unlisted,
    /// Its owner, and those whom a signed URL is given.
    Private,
}

impl Visibility {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Unlisted, Self::Private].into_iter().find(|value| value.as_str() == text)
    }
}

/// `uploading` -> `processing` -> `playable` -> `ready`; `playable` may come straight after `uploading`, when the media is cut
/// while it is uploaded; `failed` from any but `ready`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoState {
    Uploading,
    Processing,
    /// Someone can press play.
    Playable,
    /// The ladder is complete.
    Ready,
    Failed,
}

impl VideoState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Processing => "processing",
            Self::Playable => "playable",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Uploading, Self::Processing, Self::Playable, Self::Ready, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    #[must_use]
    pub fn is_watchable(self) -> bool {
        matches!(self, Self::Playable | Self::Ready)
    }
}

/// How much of a video's segment map there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapState {
    None,
    /// The source is still being uploaded or cut.
    Growing,
    Complete,
}

impl MapState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Growing => "growing",
            Self::Complete => "complete",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::None, Self::Growing, Self::Complete].into_iter().find(|state| state.as_str() == text)
    }
}

/// Why a video failed: a stable code and a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoFailure {
    pub code: String,
    pub detail: String,
}

impl VideoFailure {
    /// [`FailureCode::Cancelled`](playhouse_pipelines::report::FailureCode::Cancelled) as it is stored.
    pub const CANCELLED: &str = "cancelled";
}

impl From<&Failure> for VideoFailure {
    fn from(failure: &Failure) -> Self {
        let code = serde_json::to_value(failure.code).ok().and_then(|value| value.as_str().map(str::to_owned));
        Self { code: code.unwrap_or_else(|| "internal".to_owned()), detail: sentence(&failure.detail) }
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[derive(Debug, Clone, PartialEq)]
pub struct Video {
    pub id: VideoId,
    pub owner: UserId,
    pub owner_username: String,
    /// Then it is shown to nobody but those who look after the place.
    pub owner_is_banned: bool,
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
    pub labels: VideoLabels,
    pub state: VideoState,
    pub failure: Option<VideoFailure>,
    /// Counts up when the media is made anew; part of every media URL, so that those may be immutable.
    pub media_version: u32,
    pub map_state: MapState,
    /// Counts up whenever the segment map grows: what is rendered from it is valid for one revision.
    pub map_revision: u32,
    pub duration_seconds: Option<f64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub views: i64,
    pub likes: u64,
    pub created_at: Timestamp,
    /// When it became playable.
    pub published_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct NewVideo {
    pub id: VideoId,
    pub owner: UserId,
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
    pub labels: VideoLabels,
}

/// What an owner may change; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct VideoDetails {
    pub title: Option<String>,
    pub description: Option<String>,
    pub visibility: Option<Visibility>,
    pub tags: Option<Vec<Tag>>,
    pub category: Option<Option<Category>>,
    pub language: Option<Option<Language>>,
    pub licence: Option<Option<Licence>>,
    /// Only while this is what it has.
    pub seen: Option<VideoSeen>,
}

/// What an owner saw before they changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoSeen {
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
    pub labels: VideoLabels,
}

impl VideoSeen {
    #[must_use]
    pub fn of(video: &Video) -> Self {
        Self {
            title: video.title.clone(),
            description: video.description.clone(),
            visibility: video.visibility,
            labels: video.labels.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VideoSort {
    #[default]
    Newest,
    Oldest,
    Popular,
}

#[derive(Debug, Clone, Default)]
pub struct VideoFilter {
    pub sort: VideoSort,
    pub username: Option<String>,
    /// Every video of this person, whatever its visibility and state; otherwise the public, watchable ones.
    pub owned_by: Option<UserId>,
    /// Only of people whom this person follows.
    pub followed_by: Option<UserId>,
    pub tag: Option<Tag>,
    pub category: Option<Category>,
    pub cursor: Option<Cursor>,
    pub limit: usize,
}

/// Something that happened and that others act on: a row of the outbox, in the order of `id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub id: i64,
    pub kind: FactKind,
    pub video: VideoId,
    pub at: Timestamp,
    /// What it is about beside the video: of [`FactKind::Commented`], the comment's id.
    pub subject: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactKind {
    #[serde(rename = "video.uploaded")]
    Uploaded,
    #[serde(rename = "video.playable")]
    Playable,
    /// It has become public after it could be watched.
    #[serde(rename = "video.published")]
    Published,
    #[serde(rename = "video.ready")]
    Ready,
    #[serde(rename = "video.failed")]
    Failed,
    #[serde(rename = "video.deleted")]
    Deleted,
    /// A comment was published.
    #[serde(rename = "video.commented")]
    Commented,
}

impl FactKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "video.uploaded",
            Self::Playable => "video.playable",
            Self::Published => "video.published",
            Self::Ready => "video.ready",
            Self::Failed => "video.failed",
            Self::Deleted => "video.deleted",
            Self::Commented => "video.commented",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Uploaded, Self::Playable, Self::Published, Self::Ready, Self::Failed, Self::Deleted, Self::Commented]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

//! Playlists: videos in an order that somebody has made. "Watch later" is one that everybody has and nobody else sees.

use super::{Cursor, PlaylistId, Timestamp, UserId, Video, VideoId, Visibility};

/// Playlists of one person.
pub const MAX_PLAYLISTS: u64 = 200;
/// Videos of one playlist.
pub const MAX_PLAYLIST_ITEMS: u64 = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playlist {
    pub id: PlaylistId,
    pub owner: UserId,
    pub owner_username: String,
    pub owner_is_banned: bool,
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
    pub created_at: Timestamp,
    /// Also when its videos changed.
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct NewPlaylist {
    pub id: PlaylistId,
    pub owner: UserId,
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
}

/// What its owner may change; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct PlaylistChange {
    pub title: Option<String>,
    pub description: Option<String>,
    pub visibility: Option<Visibility>,
    /// Only while this is what it has.
    pub seen: Option<PlaylistSeen>,
}

/// What an owner saw before they changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaylistSeen {
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
}

impl PlaylistSeen {
    #[must_use]
    pub fn of(playlist: &Playlist) -> Self {
        Self {
            title: playlist.title.clone(),
            description: playlist.description.clone(),
            visibility: playlist.visibility,
        }
    }
}

/// Playlists of one person, those that changed last first.
#[derive(Debug, Clone)]
pub struct PlaylistFilter {
    pub owner: UserId,
    /// Otherwise all.
    pub is_public: bool,
    pub cursor: Option<Cursor>,
    pub limit: usize,
}

/// What a playlist is to somebody who looks at it: videos that they may not see are not counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaylistSummary {
    pub videos: u64,
    /// The first of them.
    pub first: Option<Video>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlaylistItem {
    pub video: Video,
    pub added_at: Timestamp,
}

/// Where in a playlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemPlace {
    First,
    Last,
    /// Another video of the playlist.
    Before(VideoId),
    After(VideoId),
}

/// How a change of a playlist's videos ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemChange {
    Done,
    /// There is no such playlist, or the video to be moved is not in it.
    NotFound,
    /// The video is in it already.
    AlreadyThere,
    Full,
    /// The video that names the place is not in it.
    PlaceGone,
}

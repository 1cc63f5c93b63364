//! The nouns of the domain: plain data that actors, stores and the edge share.
//!
//! Nothing here does I/O. Times are [`Timestamp`]s, lengths are bytes, positions on a media timeline are ticks of the
//! track they belong to.

mod account;
mod api_key;
mod captions;
mod chapter;
mod comment;
mod dead_letter;
mod encoders;
mod follow;
mod history;
mod ids;
mod labels;
mod ladder;
mod moderation;
mod notice;
mod notification;
mod page;
mod playlist;
mod profile;
mod quota;
mod related;
mod room;
mod second_factor;
mod segment_map;
mod sign_up;
mod stills;
mod storage;
mod storyboard;
mod upload;
mod video;
mod video_event;

pub use account::{AccountChange, AccountFilter, AccountStatus, AuditEntry, AuditNote, NewUser, Role, Session, User};
pub use api_key::{ApiKey, Scope, Scopes};
pub use captions::{CaptionKind, CaptionOrigin, CaptionTrack, Placed, caption_label};
pub use chapter::{CHAPTER_TITLE, Chapter, ChapterProblem, MAX_CHAPTERS, chapter_problems};
pub use comment::{Comment, CommentAuthor, CommentChange, CommentFilter, CommentSort, CommentState, NewComment};
pub use dead_letter::DeadLetter;
pub use encoders::Encoders;
pub use follow::{FollowChange, Followed, Following};
pub use history::{HistoryFilter, WatchPosition, Watched};
pub use ids::{
    ApiKeyId, AuditId, CommentId, NotificationId, PictureId, PlaylistId, ReportId, SessionId, UploadId, UserId, VideoId,
};
pub use labels::{Category, Licence, MAX_TAGS, Tag, TagCount, VideoLabels};
pub use ladder::{CodecPolicy, LadderPolicy, Preset, plan, upright};
pub use moderation::{
    AuthorFacts, Blocked, CommentReport, HostRule, LinkRule, NewReport, ReportOutcome, RuleAction, TextRules, WordRule,
};
pub use notice::{CODE_TRIES, CodePurpose, Contact, Mail, NewCode, Notice, TextMessage};
pub use notification::{
    Announced, NewlyTold, Notification, NotificationKind, NotificationMessage, NotificationView, Occasion, VideoLabel,
};
pub use page::{Cursor, Page};
pub use playlist::{
    ItemChange, ItemPlace, MAX_PLAYLIST_ITEMS, MAX_PLAYLISTS, NewPlaylist, Playlist, PlaylistChange, PlaylistFilter,
    PlaylistItem, PlaylistSeen, PlaylistSummary,
};
pub use profile::{PictureKind, Profile, ProfileChange, ProfileCounts, Tier, width_in};
pub use quota::Quota;
pub use related::{Candidates, related};
pub use room::{
    AuthorView, CommentLikes, CommentView, DeletedView, LogEntry, RoomMessage, RoomRefusal, RoomRules, RoomState,
    RoomWrite, RoomWritten,
};
pub use second_factor::Totp;
pub use segment_map::{
    AUDIO_FRAME_SAMPLES, AudioGrid, Bound, ExactTimeline, MapExtension, Origin, RenditionKind, RenditionPlan,
    RenditionProgress, SOURCE_AUDIO, SOURCE_VIDEO, SegmentMap, SegmentRecord, StreamName, Track, TrackSummary,
    is_mezzanine, stream_of,
};
pub use sign_up::SignUp;
pub use stills::{PosterCandidate, PosterOrigin, Standing, StillDetail, StillRecord, StillSet};
pub use storage::{EvictedRung, EvictionFigures, EvictionRun, Rung, Stored, StreamStorage, VideoStorage};
pub use storyboard::{Storyboard, TilePlace};
pub use upload::{NewUpload, Upload, UploadKind, UploadState};
pub use video::{
    Fact, FactKind, MapState, NewVideo, Video, VideoDetails, VideoFailure, VideoFilter, VideoSeen, VideoSort,
    VideoState, Visibility,
};
pub use video_event::{LadderProgress, RungLeft, RungProgress, VideoEvent, share_made};

use serde::{Deserialize, Serialize};

/// Microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    #[must_use]
    pub fn plus(self, duration: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    #[must_use]
    pub fn minus(self, duration: std::time::Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Nothing when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> std::time::Duration {
        std::time::Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339, UTC, to the millisecond: as the API writes times.
    #[must_use]
    pub fn rfc3339(self) -> String {
        chrono::DateTime::from_timestamp_micros(self.0)
            .unwrap_or_default()
            .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

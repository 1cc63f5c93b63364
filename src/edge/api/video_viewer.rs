//! What the person who asks has to do with the videos that they are shown: three queries, however many videos.

use std::collections::{HashMap, HashSet};

use futures::try_join;
use playhouse_actors::model::{UserId, VideoId, WatchPosition};
use serde::Serialize;
use utoipa::ToSchema;

use super::video_dto::VideoDto;
use crate::edge::App;
use crate::edge::error::ApiError;

/// Where the person who asks is in a video.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Resume)]
pub struct ResumeDto {
    /// Seconds from the start.
    pub position: f64,
    /// What is left is no more than an end.
    pub finished: bool,
}

impl From<WatchPosition> for ResumeDto {
    fn from(position: WatchPosition) -> Self {
        Self { position: position.seconds, finished: position.is_finished }
    }
}

/// Of one person; nothing of nobody.
#[derive(Default)]
pub struct OwnFacts(Option<Facts>);

struct Facts {
    liked: HashSet<VideoId>,
    positions: HashMap<VideoId, WatchPosition>,
    later: HashSet<VideoId>,
}

impl OwnFacts {
    pub async fn of(app: &App, who: Option<&UserId>, videos: &[VideoId]) -> Result<Self, ApiError> {
        let Some(user) = who else { return Ok(Self::default()) };
        let (liked, positions, later) = try_join!(
            app.social.likes.liked_videos(user, videos),
            app.library.history.positions(user, videos),
            app.library.playlists.saved_for_later(user, videos),
        )?;
        Ok(Self(Some(Facts { liked, positions, later })))
    }

    /// The video with what is theirs.
    #[must_use]
    pub fn complete(&self, id: &VideoId, dto: VideoDto) -> VideoDto {
        let Some(facts) = &self.0 else { return dto };
        VideoDto {
            liked: Some(facts.liked.contains(id)),
            resume: facts.positions.get(id).copied().map(ResumeDto::from),
            watch_later: Some(facts.later.contains(id)),
            ..dto
        }
    }
}

//! Rows of `videos` and `outbox`.

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, Fact, FactKind, MapState, Timestamp, UserId, Video, VideoFailure, VideoId, VideoState, Visibility,
};
use playhouse_actors::ports::StoreError;

use super::{odd, small, unsigned};

#[derive(Debug, Queryable)]
pub struct VideoRow {
    pub id: String,
    owner_id: String,
    title: String,
    description: String,
    visibility: String,
    pub state: String,
    failure_code: Option<String>,
    failure_detail: Option<String>,
    pub media_version: i32,
    duration_seconds: Option<f64>,
    width: Option<i32>,
    height: Option<i32>,
    views: i64,
    created_at: i64,
    published_at: Option<i64>,
    pub map_state: String,
    pub map_revision: i32,
    likes: i64,
}

impl VideoRow {
    /// With name and status of its owner.
    pub fn into_video(self, (owner_username, owner_status): (String, String)) -> Result<Video, StoreError> {
        Ok(Video {
            id: VideoId::parse(&self.id).ok_or_else(|| odd("video id", &self.id))?,
            owner: UserId::parse(&self.owner_id).ok_or_else(|| odd("user id", &self.owner_id))?,
            owner_username,
            owner_is_banned: owner_status == AccountStatus::Banned.as_str(),
            title: self.title,
            description: self.description,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| odd("visibility", &self.visibility))?,
            state: VideoState::parse(&self.state).ok_or_else(|| odd("video state", &self.state))?,
            failure: self
                .failure_code
                .map(|code| VideoFailure { code, detail: self.failure_detail.unwrap_or_default() }),
            media_version: small(self.media_version),
            map_state: MapState::parse(&self.map_state).ok_or_else(|| odd("map state", &self.map_state))?,
            map_revision: small(self.map_revision),
            duration_seconds: self.duration_seconds,
            width: self.width.map(small),
            height: self.height.map(small),
            views: self.views,
            likes: unsigned(self.likes),
            created_at: Timestamp(self.created_at),
            published_at: self.published_at.map(Timestamp),
        })
    }
}

#[derive(Debug, Queryable)]
pub struct FactRow {
    id: i64,
    kind: String,
    video_id: String,
    at: i64,
    subject: Option<String>,
}

impl FactRow {
    pub fn into_fact(self) -> Result<Fact, StoreError> {
        Ok(Fact {
            id: self.id,
            kind: FactKind::parse(&self.kind).ok_or_else(|| odd("kind of fact", &self.kind))?,
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            at: Timestamp(self.at),
            subject: self.subject,
        })
    }
}

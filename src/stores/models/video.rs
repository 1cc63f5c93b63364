//! Rows of `videos` and `outbox`.

use diesel::prelude::*;
use playhouse_actors::captions::Language;
use playhouse_actors::model::{
    AccountStatus, Category, Fact, FactKind, Licence, MapState, Tag, Timestamp, UserId, Video, VideoFailure, VideoId,
    VideoLabels, VideoState, Visibility,
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
    category: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    tags: String,
}

/// How the tags of a video stand in its row.
pub fn tags_column(tags: &[Tag]) -> String {
    serde_json::to_string(tags).unwrap_or_default()
}

impl VideoRow {
    /// With name and status of its owner.
    pub fn into_video(self, owner: (String, String)) -> Result<Video, StoreError> {
        let labels = self.labels()?;
        self.labelled(labels, owner)
    }

    fn labels(&self) -> Result<VideoLabels, StoreError> {
        Ok(VideoLabels {
            tags: serde_json::from_str(&self.tags).map_err(|_bad| odd("list of tags", &self.tags))?,
            category: known("category", self.category.as_deref(), Category::parse)?,
            language: known("language", self.language.as_deref(), Language::parse)?,
            licence: known("licence", self.licence.as_deref(), Licence::parse)?,
        })
    }

    fn labelled(
        self,
        labels: VideoLabels,
        (owner_username, owner_status): (String, String),
    ) -> Result<Video, StoreError> {
        Ok(Video {
            id: VideoId::parse(&self.id).ok_or_else(|| odd("video id", &self.id))?,
            owner: UserId::parse(&self.owner_id).ok_or_else(|| odd("user id", &self.owner_id))?,
            owner_username,
            owner_is_banned: owner_status == AccountStatus::Banned.as_str(),
            title: self.title,
            description: self.description,
            visibility: Visibility::parse(&self.visibility).ok_or_else(|| odd("visibility", &self.visibility))?,
            labels,
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

/// A word that may be missing and is known otherwise.
fn known<T>(what: &str, text: Option<&str>, parse: fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(text).ok_or_else(|| odd(what, text))).transpose()
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

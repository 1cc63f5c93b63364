//! Rows of `captions`.

use diesel::prelude::*;
use playhouse_actors::captions::Language;
use playhouse_actors::model::{CaptionKind, CaptionOrigin, CaptionTrack, Timestamp, VideoId};
use playhouse_actors::ports::StoreError;

use super::{odd, small, unsigned};

#[derive(Debug, Queryable)]
pub struct CaptionRow {
    video_id: String,
    language: String,
    kind: String,
    label: String,
    origin: String,
    revision: i32,
    length: i64,
    hash: String,
    created_at: i64,
    updated_at: i64,
}

impl CaptionRow {
    pub fn into_track(self) -> Result<CaptionTrack, StoreError> {
        Ok(CaptionTrack {
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            language: Language::parse(&self.language).ok_or_else(|| odd("language", &self.language))?,
            kind: CaptionKind::parse(&self.kind).ok_or_else(|| odd("kind of captions", &self.kind))?,
            label: self.label,
            origin: CaptionOrigin::parse(&self.origin).ok_or_else(|| odd("origin of captions", &self.origin))?,
            revision: small(self.revision),
            length: unsigned(self.length),
            hash: self.hash,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

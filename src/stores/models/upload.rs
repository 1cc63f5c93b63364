//! Rows of `uploads`.

use diesel::prelude::*;
use playhouse_actors::model::{Timestamp, Upload, UploadId, UploadKind, UploadState, UserId, VideoId};
use playhouse_actors::ports::StoreError;

use super::{odd, unsigned};

#[derive(Debug, Queryable)]
pub struct UploadRow {
    id: String,
    owner_id: String,
    video_id: Option<String>,
    kind: String,
    parts: String,
    state: String,
    length: Option<i64>,
    metadata: String,
    unproven_from: Option<i64>,
    created_at: i64,
    expires_at: i64,
}

impl UploadRow {
    pub fn into_upload(self) -> Result<Upload, StoreError> {
        let parts = self.parts.split_whitespace().filter_map(UploadId::parse).collect();
        Ok(Upload {
            id: UploadId::parse(&self.id).ok_or_else(|| odd("upload id", &self.id))?,
            owner: UserId::parse(&self.owner_id).ok_or_else(|| odd("user id", &self.owner_id))?,
            video: self.video_id.as_deref().and_then(VideoId::parse),
            kind: match self.kind.as_str() {
                "whole" => UploadKind::Whole,
                "partial" => UploadKind::Partial,
                "final" => UploadKind::Final { parts },
                other => return Err(odd("kind of upload", other)),
            },
            state: UploadState::parse(&self.state).ok_or_else(|| odd("upload state", &self.state))?,
            length: self.length.map(unsigned),
            metadata: self.metadata,
            unproven_from: self.unproven_from.map(unsigned),
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
        })
    }
}

/// Text of the columns `kind` and `parts`.
pub fn kind_columns(kind: &UploadKind) -> (&'static str, String) {
    match kind {
        UploadKind::Whole => ("whole", String::new()),
        UploadKind::Partial => ("partial", String::new()),
        UploadKind::Final { parts } => ("final", parts.iter().map(UploadId::as_str).collect::<Vec<_>>().join(" ")),
    }
}

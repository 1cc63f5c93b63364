//! Rows of `stills`.

use diesel::prelude::*;
use playhouse_actors::model::{Standing, StillRecord, VideoId};
use playhouse_actors::ports::{RetiredStill, StoreError};
use playhouse_pipelines::report::StillKind;

use super::{odd, small, unsigned};

pub fn still_kind_name(kind: StillKind) -> &'static str {
    match kind {
        StillKind::Poster => "poster",
        StillKind::Candidates => "candidates",
        StillKind::Storyboard => "storyboard",
        StillKind::Preview => "preview",
    }
}

#[derive(Debug, Queryable)]
pub struct StillRow {
    pub video_id: String,
    pub version: i32,
    kind: String,
    number: i32,
    length: i64,
    hash: String,
    width: i32,
    height: i32,
    detail: String,
    is_retired: i32,
    retired_at: Option<i64>,
}

fn still_kind(name: &str) -> Result<StillKind, StoreError> {
    let kinds = [StillKind::Poster, StillKind::Candidates, StillKind::Storyboard, StillKind::Preview];
    let kind = kinds.into_iter().find(|kind| still_kind_name(*kind) == name);
    kind.ok_or_else(|| odd("kind of still", name))
}

impl StillRow {
    pub fn into_retired(self) -> Result<RetiredStill, StoreError> {
        Ok(RetiredStill {
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            version: small(self.version),
            kind: still_kind(&self.kind)?,
            number: small(self.number),
        })
    }

    pub fn into_record(self) -> Result<StillRecord, StoreError> {
        Ok(StillRecord {
            kind: still_kind(&self.kind)?,
            number: small(self.number),
            length: unsigned(self.length),
            hash: self.hash,
            width: small(self.width),
            height: small(self.height),
            detail: serde_json::from_str(&self.detail).map_err(|error| odd("still", &error.to_string()))?,
            standing: match (self.is_retired, self.retired_at) {
                (0, _) => Standing::Shown,
                (_, Some(_)) => Standing::Retired,
                (_, None) => Standing::Gone,
            },
        })
    }
}

//! Rows of `stills`.

use diesel::prelude::*;
use playhouse_actors::model::StillRecord;
use playhouse_actors::ports::StoreError;
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
}

impl StillRow {
    pub fn into_record(self) -> Result<StillRecord, StoreError> {
        let kinds = [StillKind::Poster, StillKind::Candidates, StillKind::Storyboard, StillKind::Preview];
        let kind = kinds.into_iter().find(|kind| still_kind_name(*kind) == self.kind);
        Ok(StillRecord {
            kind: kind.ok_or_else(|| odd("kind of still", &self.kind))?,
            number: small(self.number),
            length: unsigned(self.length),
            hash: self.hash,
            width: small(self.width),
            height: small(self.height),
            detail: serde_json::from_str(&self.detail).map_err(|error| odd("still", &error.to_string()))?,
            is_retired: self.is_retired != 0,
        })
    }
}

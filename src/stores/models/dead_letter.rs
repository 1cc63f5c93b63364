//! Rows of `dead_letters`.

use diesel::prelude::*;
use playhouse_actors::model::{DeadLetter, Timestamp, VideoFailure, VideoId};
use playhouse_actors::ports::StoreError;

use super::{odd, small};

#[derive(Debug, Queryable)]
pub struct DeadLetterRow {
    video_id: String,
    version: i32,
    rungs: String,
    number: i32,
    code: String,
    detail: String,
    attempts: i32,
    at: i64,
}

impl DeadLetterRow {
    pub fn into_letter(self) -> Result<DeadLetter, StoreError> {
        Ok(DeadLetter {
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            version: small(self.version),
            rungs: self.rungs.split(' ').map(str::to_owned).collect(),
            number: small(self.number),
            failure: VideoFailure { code: self.code, detail: self.detail },
            attempts: small(self.attempts),
            at: Timestamp(self.at),
        })
    }
}

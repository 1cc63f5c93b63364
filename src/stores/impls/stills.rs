//! [`Stills`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{StillRecord, StillSet, Timestamp, VideoId};
use playhouse_actors::ports::{RetiredStill, Stills, StoreError};

use super::DbStore;
use crate::stores::queries::stills as queries;

#[async_trait]
impl Stills for DbStore {
    async fn stills(&self, video: &VideoId) -> Result<StillSet, StoreError> {
        let video = video.clone();
        self.db.read("stills.stills", move |connection| queries::stills(connection, &video)).await
    }

    async fn stills_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, StillSet>, StoreError> {
        let videos = videos.to_vec();
        self.db.read("stills.stills_of", move |connection| queries::stills_of(connection, &videos)).await
    }

    async fn add_stills(
        &self,
        video: &VideoId,
        version: u32,
        made: Vec<StillRecord>,
        retires: Vec<u32>,
    ) -> Result<bool, StoreError> {
        let video = video.clone();
        self.db.write("stills.add", move |connection| queries::add(connection, &video, version, made, &retires)).await
    }

    async fn complete_stills(&self, video: &VideoId, version: u32) -> Result<(), StoreError> {
        let video = video.clone();
        self.db.write("stills.complete", move |connection| queries::complete(connection, &video, version)).await
    }

    async fn unfinished_stills(&self, limit: usize) -> Result<Vec<VideoId>, StoreError> {
        self.db.read("stills.unfinished", move |connection| queries::unfinished(connection, limit)).await
    }

    async fn retired_stills(&self, before: Timestamp, limit: usize) -> Result<Vec<RetiredStill>, StoreError> {
        self.db.read("stills.retired", move |connection| queries::retired(connection, before, limit)).await
    }

    async fn forget_retired(&self, still: &RetiredStill) -> Result<(), StoreError> {
        let still = still.clone();
        self.db.write("stills.forget_retired", move |connection| queries::forget_retired(connection, &still)).await
    }
}

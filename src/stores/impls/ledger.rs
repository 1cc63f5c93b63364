//! [`Ledger`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{
    Cursor, EvictedRung, EvictionFigures, EvictionRun, Page, Rung, Stored, StreamStorage, Timestamp, VideoId,
    VideoStorage,
};
use playhouse_actors::ports::{Ledger, StoreError};

use super::DbStore;
use crate::stores::queries::ledger::{self as queries, Scope};

#[async_trait]
impl Ledger for DbStore {
    async fn note_watched(&self, rungs: Vec<Rung>, at: Timestamp) -> Result<(), StoreError> {
        if rungs.is_empty() {
            return Ok(());
        }
        self.db.write("ledger.note_watched", move |connection| queries::note_watched(connection, &rungs, at)).await
    }

    async fn evictable(&self, before: Timestamp, after: Option<Rung>, limit: usize) -> Result<Vec<Rung>, StoreError> {
        let scope = after.map_or(Scope::All, Scope::After);
        self.db.read("ledger.evictable", move |connection| queries::evictable(connection, before, &scope, limit)).await
    }

    async fn begin_eviction(
        &self,
        rung: &Rung,
        before: Timestamp,
        at: Timestamp,
    ) -> Result<Option<Stored>, StoreError> {
        let rung = rung.clone();
        self.db
            .write("ledger.begin_eviction", move |connection| queries::begin_eviction(connection, &rung, before, at))
            .await
    }

    async fn end_eviction(&self, rung: &Rung) -> Result<(), StoreError> {
        let rung = rung.clone();
        self.db.write("ledger.end_eviction", move |connection| queries::end_eviction(connection, &rung)).await
    }

    async fn evicted(&self, video: &VideoId) -> Result<Vec<EvictedRung>, StoreError> {
        let video = video.clone();
        self.db.read("ledger.evicted", move |connection| queries::evicted(connection, &video)).await
    }

    async fn unfinished_evictions(&self) -> Result<Vec<VideoId>, StoreError> {
        self.db.read("ledger.unfinished", queries::unfinished).await
    }

    async fn note_run(&self, run: EvictionRun) -> Result<(), StoreError> {
        self.db.write("ledger.note_run", move |connection| queries::note_run(connection, run)).await
    }

    async fn eviction_figures(&self) -> Result<EvictionFigures, StoreError> {
        self.db.read("ledger.figures", queries::figures).await
    }

    async fn storage_by_stream(&self) -> Result<Vec<StreamStorage>, StoreError> {
        self.db.read("ledger.by_stream", queries::by_stream).await
    }

    async fn storage_of(&self, video: &VideoId) -> Result<Option<VideoStorage>, StoreError> {
        let video = video.clone();
        self.db.read("ledger.of_video", move |connection| queries::of_video(connection, &video)).await
    }

    async fn storage_by_video(&self, after: Option<Cursor>, limit: usize) -> Result<Page<VideoStorage>, StoreError> {
        self.db.read("ledger.by_video", move |connection| queries::by_video(connection, after.as_ref(), limit)).await
    }
}

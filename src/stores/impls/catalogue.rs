//! [`Catalogue`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::model::{
    DeadLetter, MapExtension, Page, RenditionProgress, SegmentMap, SegmentRecord, UserId, Video, VideoDetails,
    VideoFailure, VideoFilter, VideoId,
};
use playhouse_actors::ports::{Catalogue, IngestStart, StoreError};
use playhouse_pipelines::report::Loudness;

use super::DbStore;
use crate::stores::queries::{dead_letters, loudness, progress, segment_map, video_lists, videos};

#[async_trait]
impl Catalogue for DbStore {
    async fn video(&self, id: &VideoId) -> Result<Option<Video>, StoreError> {
        let id = id.clone();
        self.db.read("catalogue.video", move |connection| videos::video(connection, &id)).await
    }

    async fn videos(&self, filter: &VideoFilter) -> Result<Page<Video>, StoreError> {
        let filter = filter.clone();
        self.db.read("catalogue.videos", move |connection| video_lists::page(connection, &filter)).await
    }

    async fn update(&self, id: &VideoId, owner: &UserId, details: VideoDetails) -> Result<Option<Video>, StoreError> {
        let (id, owner) = (id.clone(), owner.clone());
        self.db.write("catalogue.update", move |connection| videos::update(connection, &id, &owner, details)).await
    }

    async fn delete(&self, id: &VideoId, owner: &UserId) -> Result<bool, StoreError> {
        let (id, owner) = (id.clone(), owner.clone());
        self.db.write("catalogue.delete", move |connection| videos::delete(connection, &id, &owner)).await
    }

    async fn add_view(&self, id: &VideoId) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("catalogue.add_view", move |connection| videos::add_view(connection, &id)).await
    }

    async fn unfinished(&self) -> Result<Vec<Video>, StoreError> {
        self.db.read("catalogue.unfinished", videos::unfinished).await
    }

    async fn begin_ingest(&self, id: &VideoId, anew: bool) -> Result<Option<IngestStart>, StoreError> {
        let id = id.clone();
        self.db
            .write("catalogue.begin_ingest", move |connection| segment_map::begin_ingest(connection, &id, anew))
            .await
    }

    async fn extend_map(&self, id: &VideoId, version: u32, extension: MapExtension) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db
            .write("catalogue.extend_map", move |connection| {
                segment_map::extend_map(connection, &id, version, extension)
            })
            .await
    }

    async fn commit_segments(&self, id: &VideoId, version: u32, made: Vec<SegmentRecord>) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db
            .write("catalogue.commit_segments", move |connection| {
                segment_map::commit_segments(connection, &id, version, made)
            })
            .await
    }

    async fn mark_playable(&self, id: &VideoId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db.write("catalogue.mark_playable", move |connection| videos::mark_playable(connection, &id)).await
    }

    async fn mark_ready(&self, id: &VideoId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db.write("catalogue.mark_ready", move |connection| videos::mark_ready(connection, &id)).await
    }

    async fn mark_failed(&self, id: &VideoId, failure: VideoFailure) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db.write("catalogue.mark_failed", move |connection| videos::mark_failed(connection, &id, failure)).await
    }

    async fn list_renditions(&self, id: &VideoId, version: u32, names: Vec<String>) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db
            .write("catalogue.list_renditions", move |connection| {
                segment_map::list_renditions(connection, &id, version, &names)
            })
            .await
    }

    async fn segment_map(&self, id: &VideoId) -> Result<Option<SegmentMap>, StoreError> {
        let id = id.clone();
        self.db.read("catalogue.segment_map", move |connection| segment_map::segment_map(connection, &id)).await
    }

    async fn segment(
        &self,
        id: &VideoId,
        version: u32,
        stream: &str,
        number: Option<u32>,
    ) -> Result<Option<SegmentRecord>, StoreError> {
        let (id, stream) = (id.clone(), stream.to_owned());
        self.db
            .read("catalogue.segment", move |connection| {
                segment_map::segment(connection, &id, version, &stream, number)
            })
            .await
    }

    async fn forget_segment(
        &self,
        id: &VideoId,
        version: u32,
        stream: &str,
        number: Option<u32>,
    ) -> Result<(), StoreError> {
        let (id, stream) = (id.clone(), stream.to_owned());
        self.db
            .write("catalogue.forget_segment", move |connection| {
                segment_map::forget_segment(connection, &id, version, &stream, number)
            })
            .await
    }

    async fn bury(&self, letter: DeadLetter) -> Result<bool, StoreError> {
        self.db.write("catalogue.bury", move |connection| dead_letters::bury(connection, &letter)).await
    }

    async fn dead_letters(&self, video: &VideoId) -> Result<Vec<DeadLetter>, StoreError> {
        let video = video.clone();
        self.db.read("catalogue.dead_letters", move |connection| dead_letters::of_video(connection, &video)).await
    }

    async fn newest_dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.db.read("catalogue.newest_dead_letters", move |connection| dead_letters::newest(connection, limit)).await
    }

    async fn revive(&self, video: &VideoId) -> Result<usize, StoreError> {
        let video = video.clone();
        self.db.write("catalogue.revive", move |connection| dead_letters::revive(connection, &video)).await
    }

    async fn set_loudness(&self, id: &VideoId, version: u32, measured: Loudness) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db
            .write("catalogue.set_loudness", move |connection| loudness::set(connection, &id, version, measured))
            .await
    }

    async fn loudness(&self, id: &VideoId) -> Result<Option<Loudness>, StoreError> {
        let id = id.clone();
        self.db.read("catalogue.loudness", move |connection| loudness::of_video(connection, &id)).await
    }

    async fn unmeasured(&self, limit: usize) -> Result<Vec<VideoId>, StoreError> {
        self.db.read("catalogue.unmeasured", move |connection| loudness::unmeasured(connection, limit)).await
    }

    async fn progress_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<RenditionProgress>>, StoreError> {
        let videos = videos.to_vec();
        self.db.read("catalogue.progress_of", move |connection| progress::progress_of(connection, &videos)).await
    }
}

//! [`CaptionTracks`] over the database.

use std::collections::HashMap;

use async_trait::async_trait;
use playhouse_actors::captions::Language;
use playhouse_actors::model::{CaptionTrack, Placed, VideoId};
use playhouse_actors::ports::{CaptionTracks, StoreError};

use super::DbStore;
use crate::stores::queries::captions as queries;

#[async_trait]
impl CaptionTracks for DbStore {
    async fn caption_tracks_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<CaptionTrack>>, StoreError> {
        let videos = videos.to_vec();
        self.db.read("captions.tracks_of", move |connection| queries::tracks_of(connection, &videos)).await
    }

    async fn caption_track(&self, video: &VideoId, language: &Language) -> Result<Option<CaptionTrack>, StoreError> {
        let (video, language) = (video.clone(), language.clone());
        self.db.read("captions.track", move |connection| queries::track(connection, &video, &language)).await
    }

    async fn next_caption_revision(&self, video: &VideoId) -> Result<u32, StoreError> {
        let video = video.clone();
        self.db.write("captions.next_revision", move |connection| queries::next_revision(connection, &video)).await
    }

    async fn put_caption_track(&self, track: CaptionTrack) -> Result<Placed, StoreError> {
        self.db.write("captions.put", move |connection| queries::put(connection, &track)).await
    }

    async fn remove_caption_track(
        &self,
        video: &VideoId,
        language: &Language,
    ) -> Result<Option<CaptionTrack>, StoreError> {
        let (video, language) = (video.clone(), language.clone());
        self.db.write("captions.remove", move |connection| queries::remove(connection, &video, &language)).await
    }
}

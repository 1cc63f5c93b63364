//! [`Uploads`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{NewUpload, NewVideo, Timestamp, Upload, UploadId, UploadState, UserId, VideoId};
use playhouse_actors::ports::{StoreError, UploadCreation, UploadRoom, Uploads};

use super::DbStore;
use crate::stores::queries::uploads as queries;

#[async_trait]
impl Uploads for DbStore {
    async fn create(
        &self,
        upload: NewUpload,
        video: Option<NewVideo>,
        room: UploadRoom,
    ) -> Result<UploadCreation, StoreError> {
        self.db.write("uploads.create", move |connection| queries::insert_within(connection, upload, video, room)).await
    }

    async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let id = id.clone();
        self.db.read("uploads.upload", move |connection| queries::upload(connection, &id)).await
    }

    async fn upload_of_video(&self, video: &VideoId) -> Result<Option<Upload>, StoreError> {
        let video = video.clone();
        self.db
            .read("uploads.upload_of_video", move |connection| queries::upload_of_video(connection, video.as_str()))
            .await
    }

    async fn stored_bytes(&self, owner: &UserId) -> Result<u64, StoreError> {
        let owner = owner.clone();
        self.db.read("uploads.stored_bytes", move |connection| queries::stored_bytes(connection, &owner)).await
    }

    async fn set_length(&self, id: &UploadId, length: u64) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db.write("uploads.set_length", move |connection| queries::set_length(connection, &id, length)).await
    }

    async fn set_unproven(&self, id: &UploadId, from: Option<u64>) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("uploads.set_unproven", move |connection| queries::set_unproven(connection, &id, from)).await
    }

    async fn extend(&self, id: &UploadId, expires_at: Timestamp) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("uploads.extend", move |connection| queries::extend(connection, &id, expires_at)).await
    }

    async fn complete(&self, id: &UploadId, length: u64) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("uploads.complete", move |connection| queries::complete(connection, &id, length)).await
    }

    async fn end(&self, id: &UploadId, state: UploadState) -> Result<bool, StoreError> {
        let id = id.clone();
        self.db.write("uploads.end", move |connection| queries::end(connection, &id, state)).await
    }

    async fn expired(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadId>, StoreError> {
        self.db.read("uploads.expired", move |connection| queries::expired(connection, now, limit)).await
    }

    async fn forget(&self, id: &UploadId) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("uploads.forget", move |connection| queries::delete(connection, &id)).await
    }
}

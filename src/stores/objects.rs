//! [`SegmentStore`] over an object store: a local folder now.
//!
//! Objects are written to a temporary name, synced, renamed and their folder synced (`with_fsync`), so that a reader
//! sees a whole object or none, and a crash loses nothing that was acknowledged.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use playhouse_actors::model::VideoId;
use playhouse_actors::ports::{MediaObject, PictureKey, PictureStore, SegmentKey, SegmentStore, StoreError};
use playhouse_pipelines::report::StillKind;

/// Folder of objects that were not what was recorded; below it, the place that they had.
const QUARANTINE: &str = "quarantine";

#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
}

impl Objects {
    /// Opens the store behind a `file://` URL, making its folder.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let folder = url
            .strip_prefix("file://")
            .ok_or_else(|| StoreError::Internal("the storage URL must start with file://".to_owned()))?;
        let internal =
            |error: String| StoreError::Internal(format!("cannot open the storage folder {folder}: {error}"));
        std::fs::create_dir_all(Path::new(folder)).map_err(|error| internal(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| internal(error.to_string()))?;
        Ok(Self { store: Arc::new(store.with_fsync(true).with_automatic_cleanup(true)) })
    }
}

impl Objects {
    async fn write(&self, place: &ObjectPath, bytes: Bytes) -> Result<(), StoreError> {
        self.store.put(place, PutPayload::from_bytes(bytes)).await.map_err(store_error)?;
        Ok(())
    }

    async fn read(&self, place: &ObjectPath) -> Result<Bytes, StoreError> {
        let found = self.store.get(place).await.map_err(store_error)?;
        found.bytes().await.map_err(store_error)
    }

    /// No error when there is none.
    async fn delete(&self, place: &ObjectPath) -> Result<(), StoreError> {
        match self.store.delete(place).await.map_err(store_error) {
            Err(StoreError::NotFound) => Ok(()),
            other => other,
        }
    }

    /// Removes every object in a folder, or, of a video's, those of the versions before `below`.
    async fn remove_below(&self, folder: &str, below: Option<u32>) -> Result<(), StoreError> {
        let folder = ObjectPath::from(folder);
        let of_video = folder.parts().count();
        let objects: Vec<_> = self.store.list(Some(&folder)).try_collect().await.map_err(store_error)?;
        for object in objects {
            let version = object.location.parts().nth(of_video).and_then(|part| part.as_ref().parse().ok());
            if below.is_some_and(|below| version.is_none_or(|version: u32| version >= below)) {
                continue;
            }
            self.delete(&object.location).await?;
        }
        Ok(())
    }
}

/// Removes what a process that died left half-written: files under temporary names from before a time. Blocks.
pub fn remove_abandoned(url: &str, before: SystemTime) {
    let Some(folder) = url.strip_prefix("file://") else {
        return;
    };
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                folders.push(entry.path());
            } else if is_temporary(&entry.file_name().to_string_lossy())
                && metadata.modified().is_ok_and(|modified| modified < before)
            {
                match std::fs::remove_file(entry.path()) {
                    Ok(()) => tracing::info!(file = %entry.path().display(), "half-written file removed"),
                    Err(error) => tracing::warn!(file = %entry.path().display(), %error, "half-written file stays"),
                }
            }
        }
    }
}

/// The local store writes to `<name>#<number>` before it renames.
fn is_temporary(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `videos/<id>/<version>/<stream>/<number>.m4s`; captions have no version, so that cleaning up after one leaves them.
fn path(key: &SegmentKey) -> ObjectPath {
    let folder = format!("videos/{}/{}", key.video, key.version);
    ObjectPath::from(match &key.object {
        MediaObject::Init { stream } => format!("{folder}/{stream}/init.mp4"),
        MediaObject::Segment { stream, number } => format!("{folder}/{stream}/{number}.m4s"),
        MediaObject::Still { kind, number } => {
            let (name, extension) = match kind {
                StillKind::Poster => ("poster", "jpg"),
                StillKind::Candidates => ("candidates", "jpg"),
                StillKind::Storyboard => ("storyboard", "jpg"),
                StillKind::Preview => ("preview", "mp4"),
            };
            format!("{folder}/stills/{name}-{number}.{extension}")
        }
        MediaObject::Subtitles { index } => format!("{folder}/subtitles/{index}.json"),
        MediaObject::Captions { language, revision } => {
            format!("videos/{}/captions/{language}.{revision}.vtt", key.video)
        }
    })
}

fn store_error(error: object_store::Error) -> StoreError {
    if let object_store::Error::NotFound { .. } = error {
        return StoreError::NotFound;
    }
    let text = error.to_string();
    if text.contains("os error 28") { StoreError::Full } else { StoreError::Internal(text) }
}

#[async_trait]
impl SegmentStore for Objects {
    async fn put(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), StoreError> {
        self.write(&path(key), bytes).await
    }

    async fn get(&self, key: &SegmentKey) -> Result<Bytes, StoreError> {
        self.read(&path(key)).await
    }

    async fn remove_one(&self, key: &SegmentKey) -> Result<(), StoreError> {
        self.delete(&path(key)).await
    }

    async fn remove_stream(&self, video: &VideoId, version: u32, stream: &str) -> Result<(), StoreError> {
        self.remove_below(&format!("videos/{video}/{version}/{stream}"), None).await
    }

    async fn quarantine(&self, key: &SegmentKey) -> Result<(), StoreError> {
        let from = path(key);
        let to = ObjectPath::from(format!("{QUARANTINE}/{from}"));
        match self.store.rename(&from, &to).await.map_err(store_error) {
            Err(StoreError::NotFound) => Ok(()),
            other => other,
        }
    }

    async fn remove(&self, video: &VideoId, below: Option<u32>) -> Result<(), StoreError> {
        let folder = format!("videos/{video}");
        self.remove_below(&folder, below).await?;
        self.remove_below(&format!("{QUARANTINE}/{folder}"), below).await
    }
}

/// `people/<id>/<kind>/<picture>-<size>.jpg`
fn picture_path(key: &PictureKey) -> ObjectPath {
    ObjectPath::from(format!("people/{}/{}/{}-{}.jpg", key.user, key.kind.as_str(), key.id, key.size))
}

#[async_trait]
impl PictureStore for Objects {
    async fn put_picture(&self, key: &PictureKey, bytes: Bytes) -> Result<(), StoreError> {
        self.write(&picture_path(key), bytes).await
    }

    async fn picture(&self, key: &PictureKey) -> Result<Bytes, StoreError> {
        self.read(&picture_path(key)).await
    }

    async fn remove_picture(&self, key: &PictureKey) -> Result<(), StoreError> {
        self.delete(&picture_path(key)).await
    }
}

//! Pictures of people: an uploaded image is looked at, made anew in a sandboxed worker, stored, and shown.
//!
//! Owns nothing between calls. A picture is noted before its first object is stored, and forgotten after its last one is gone:
//! a crash leaves no object that no record names, and the next change of the person's pictures clears it away. Images are rare
//! beside segments: they have a worker of their own, started for each, one at a time, and wait for no encoder.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use playhouse_pipelines::image::inspect;
use playhouse_pipelines::report::{Failure, FailureCode};
use playhouse_pipelines::spec::{ImageJob, Job, StillJob};
use playhouse_pipelines::worker::{Event, Worker, WorkerConfig, memfd_from};
use tokio::sync::Semaphore;

use crate::model::{PictureId, PictureKind, Timestamp, UserId, width_in};
use crate::ports::{PictureKey, PictureStore, Profiles, StalePicture, StoreError};

/// Images that may wait for the worker; past that they are turned away.
const QUEUE: usize = 8;
/// How long an image may take to be made anew.
const LONGEST: Duration = Duration::from_secs(30);
/// An image decoded is at most 64 megapixels of four bytes; the rest is the worker itself.
const MEMORY: u64 = 3 << 30;
/// After this a picture that was begun is one that nobody finishes.
const ABANDONED: Duration = Duration::from_secs(600);

/// Why a picture was not changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PictureError {
    #[error("{}", .0.detail)]
    Failed(Failure),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes people's pictures.
pub struct Pictures {
    worker: WorkerConfig,
    profiles: Arc<dyn Profiles>,
    store: Arc<dyn PictureStore>,
    admitted: Semaphore,
    running: Arc<Semaphore>,
}

impl Pictures {
    #[must_use]
    pub fn new(worker: WorkerConfig, profiles: Arc<dyn Profiles>, store: Arc<dyn PictureStore>) -> Self {
        let worker = WorkerConfig { job_timeout: LONGEST, progress_timeout: LONGEST, memory_limit: MEMORY, ..worker };
        Self { worker, profiles, store, admitted: Semaphore::new(QUEUE), running: Arc::new(Semaphore::new(1)) }
    }

    /// Shows an image, as it was uploaded, as a person's picture; the answer comes when it is durable and the one before is gone.
    pub async fn replace(&self, user: &UserId, kind: PictureKind, image: Bytes) -> Result<PictureId, PictureError> {
        // Before anything else: a header that claims too much costs nothing.
        let facts = inspect(&image).map_err(PictureError::Failed)?;
        let _admitted = self.admitted.try_acquire().map_err(|_full| StoreError::Busy)?;
        let boxes = kind.boxes();
        let size = (facts.width, facts.height);
        let widths: Vec<u32> = boxes.iter().map(|one| width_in(size, facts.orientation, *one)).collect();
        let made = self.make(image, widths).await?;

        let id = PictureId::random();
        self.profiles.begin_picture(user, kind, &id, Timestamp::now()).await?;
        for ((size, _), bytes) in boxes.iter().zip(made) {
            let key = PictureKey { user: user.clone(), kind, id: id.clone(), size: *size };
            self.store.put_picture(&key, bytes).await?;
        }
        self.profiles.show_picture(user, kind, Some(&id)).await?;
        self.clear(user).await?;
        Ok(id)
    }

    /// Shows nothing any more.
    pub async fn remove(&self, user: &UserId, kind: PictureKind) -> Result<(), StoreError> {
        self.profiles.show_picture(user, kind, None).await?;
        self.clear(user).await
    }

    /// One size of a picture.
    pub async fn read(&self, key: &PictureKey) -> Result<Bytes, StoreError> {
        self.store.picture(key).await
    }

    /// Removes what a person's profile shows no more: objects first, then the record of them.
    async fn clear(&self, user: &UserId) -> Result<(), StoreError> {
        for stale in self.profiles.stale_pictures(user, Timestamp::now().minus(ABANDONED)).await? {
            let StalePicture { user, kind, id } = stale;
            for (size, _) in kind.boxes() {
                self.store
                    .remove_picture(&PictureKey { user: user.clone(), kind, id: id.clone(), size: *size })
                    .await?;
            }
            self.profiles.forget_picture(&id).await?;
        }
        Ok(())
    }

    /// The image in each width, as JPEG and nothing but its pixels.
    async fn make(&self, image: Bytes, widths: Vec<u32>) -> Result<Vec<Bytes>, PictureError> {
        let running = Arc::clone(&self.running).acquire_owned().await.map_err(|_closed| StoreError::Busy)?;
        let config = self.worker.clone();
        let work = tokio::task::spawn_blocking(move || {
            let _running = running;
            make_anew(&config, &image, &widths)
        });
        work.await.map_err(|panic| StoreError::Internal(panic.to_string()))?.map_err(PictureError::Failed)
    }
}

/// Blocks: starts a worker, and ends it.
fn make_anew(config: &WorkerConfig, image: &Bytes, widths: &[u32]) -> Result<Vec<Bytes>, Failure> {
    let unavailable = |detail: String| Failure { code: FailureCode::Unavailable, detail };
    let mut worker = Worker::spawn(config).map_err(|error| unavailable(error.to_string()))?;
    let mut made = Vec::with_capacity(widths.len());
    for (number, max_width) in (0..).zip(widths) {
        let job = ImageJob { number, length: image.len() as u64, max_width: *max_width };
        let input = memfd_from(image).map_err(|error| unavailable(error.to_string()))?;
        let mut product = None;
        worker.run(&Job::Still(StillJob::Image(job)), vec![input], &mut |event| {
            if let Event::Product(_, bytes) = event {
                product = Some(bytes);
            }
        })?;
        made.push(product.ok_or_else(|| unavailable("a worker made no picture".to_owned()))?);
    }
    Ok(made)
}

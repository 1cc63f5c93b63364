//! The part of the segment cache that requests read: no mailbox, no database query on a hit.
//!
//! Objects are kept by what they cost in bytes; TinyLFU decides what stays. Many requests for one object that is not here
//! are one load. What is loaded is compared with its record before anyone sees it; only what is right is kept: that an
//! object is missing or wrong is asked anew each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use foldhash::fast::RandomState;
use moka::future::Cache;
use moka::notification::RemovalCause;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::media_slot::{sha256, verify};
use crate::model::{SegmentRecord, VideoId};
use crate::ports::{Catalogue, MediaObject, SegmentKey, SegmentStore, StoreError};

/// What an entry costs beside its bytes: key, hash, and its places in the cache's tables.
const ENTRY_BYTES: usize = 512;
/// Loads at a time: each holds a whole object that the budget does not count yet.
const LOADS: usize = 16;
/// Smaller objects are hashed where they are; larger ones would keep a thread from its other requests.
const HASHED_IN_PLACE: usize = 64 << 10;

/// An object of a video's media as it was made.
#[derive(Debug, PartialEq, Eq)]
pub struct HotObject {
    pub bytes: Bytes,
    /// SHA-256 of the bytes, lower-case hex.
    pub hash: String,
}

/// Why there are no bytes.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HotError {
    #[error("nothing is recorded under this name")]
    NotMade,
    /// The object is not what was recorded, or is gone.
    #[error("stored bytes are not what was written: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Store(StoreError),
}

/// Counts since the start, and what is held now.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figures {
    pub budget_bytes: u64,
    pub bytes: u64,
    pub objects: u64,
    pub hits: u64,
    pub misses: u64,
    /// Objects read from the store: at most one for each miss.
    pub loads: u64,
    pub evictions: u64,
    pub corrupt: u64,
}

#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
    loads: AtomicU64,
    evictions: AtomicU64,
    corrupt: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Shared by everybody who serves media.
#[derive(Clone)]
pub struct HotSegments {
    catalogue: Arc<dyn Catalogue>,
    store: Arc<dyn SegmentStore>,
    objects: Cache<SegmentKey, Arc<HotObject>, RandomState>,
    loads: Arc<Semaphore>,
    counts: Arc<Counts>,
    budget: u64,
}

impl HotSegments {
    /// Holds at most `budget` bytes.
    #[must_use]
    pub fn new(catalogue: Arc<dyn Catalogue>, store: Arc<dyn SegmentStore>, budget: u64) -> Self {
        let counts = Arc::new(Counts::default());
        let evicted = Arc::clone(&counts);
        let objects = Cache::builder()
            .max_capacity(budget)
            .weigher(|_, object: &Arc<HotObject>| {
                u32::try_from(object.bytes.len().saturating_add(ENTRY_BYTES)).unwrap_or(u32::MAX)
            })
            .eviction_listener(move |_, _, cause| {
                if cause == RemovalCause::Size {
                    count(&evicted.evictions);
                }
            })
            .build_with_hasher(RandomState::default());
        Self { catalogue, store, objects, loads: Arc::new(Semaphore::new(LOADS)), counts, budget }
    }

    /// An object that was made, from memory if it is there.
    pub async fn get(&self, key: &SegmentKey) -> Result<Arc<HotObject>, HotError> {
        if let Some(object) = self.objects.get(key).await {
            count(&self.counts.hits);
            return Ok(object);
        }
        count(&self.counts.misses);
        // Boxed: a hit should not carry the room that a load needs.
        let load = Box::pin(self.objects.try_get_with_by_ref(key, self.load(key)));
        load.await.map_err(|error| (*error).clone())
    }

    async fn load(&self, key: &SegmentKey) -> Result<Arc<HotObject>, HotError> {
        // Never closed: an error cannot come, and one more load would do no harm.
        let _place = self.loads.acquire().await;
        count(&self.counts.loads);
        let outcome = self.examine(key).await;
        if let Err(HotError::Corrupt(_)) = &outcome {
            count(&self.counts.corrupt);
        }
        outcome.map(Arc::new)
    }

    /// Reads an object past the cache and compares it with its record.
    pub async fn examine(&self, key: &SegmentKey) -> Result<HotObject, HotError> {
        let record = self.record(key).await.map_err(HotError::Store)?;
        if record.is_none() && !matches!(key.object, MediaObject::Still { .. }) {
            return Err(HotError::NotMade);
        }
        let bytes = match (self.store.get(key).await, &record) {
            (Ok(bytes), _) => bytes,
            (Err(StoreError::NotFound), None) => return Err(HotError::NotMade),
            (Err(StoreError::NotFound), Some(_)) => return Err(HotError::Corrupt("the object is gone".to_owned())),
            (Err(error), _) => return Err(HotError::Store(error)),
        };
        if bytes.len() <= HASHED_IN_PLACE {
            return checked(bytes, record);
        }
        let hashing = tokio::task::spawn_blocking(move || checked(bytes, record));
        hashing.await.unwrap_or_else(|error| Err(HotError::Store(StoreError::Internal(error.to_string()))))
    }

    async fn record(&self, key: &SegmentKey) -> Result<Option<SegmentRecord>, StoreError> {
        let Some((stream, number)) = key.object.stream_and_number() else {
            return Ok(None);
        };
        self.catalogue.segment(&key.video, key.version, stream, number).await
    }

    /// Lets go of a stream of a video, or of everything of it.
    pub async fn forget(&self, video: &VideoId, stream: Option<&str>) {
        let is_of = |key: &SegmentKey| {
            let of_stream = || key.object.stream_and_number().map(|(stream, _)| stream);
            key.video == *video && (stream.is_none() || of_stream() == stream)
        };
        let keys: Vec<Arc<SegmentKey>> =
            self.objects.iter().filter(|(key, _)| is_of(key)).map(|(key, _)| key).collect();
        for key in keys {
            self.objects.invalidate(key.as_ref()).await;
        }
    }

    /// Lets go of one object.
    pub async fn forget_object(&self, key: &SegmentKey) {
        self.objects.invalidate(key).await;
    }

    #[must_use]
    pub fn figures(&self) -> Figures {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            budget_bytes: self.budget,
            bytes: self.objects.weighted_size(),
            objects: self.objects.entry_count(),
            hits: of(&self.counts.hits),
            misses: of(&self.counts.misses),
            loads: of(&self.counts.loads),
            evictions: of(&self.counts.evictions),
            corrupt: of(&self.counts.corrupt),
        }
    }

    /// Does what the cache has put off: evicts what is over the budget, so that the figures are exact.
    pub async fn settle(&self) {
        self.objects.run_pending_tasks().await;
    }
}

/// Bytes with their hash, when they are what was recorded; whoever asks for a still compares it with its own record.
fn checked(bytes: Bytes, record: Option<SegmentRecord>) -> Result<HotObject, HotError> {
    let Some(record) = record else {
        let hash = sha256(&bytes);
        return Ok(HotObject { bytes, hash });
    };
    match verify(&bytes, record.length, &record.hash) {
        Ok(()) => Ok(HotObject { bytes, hash: record.hash }),
        Err(StoreError::Corrupt(detail)) => Err(HotError::Corrupt(detail)),
        Err(error) => Err(HotError::Store(error)),
    }
}

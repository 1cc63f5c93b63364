//! The segment cache over a real catalogue and real objects.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::join_all;
use playhouse_actors::media_slot::sha256;
use playhouse_actors::messages::{ForgetMedia, QuarantineObject};
use playhouse_actors::model::{SegmentRecord, VideoId};
use playhouse_actors::ports::{Catalogue, MediaObject, SegmentKey, SegmentStore, StoreError};
use playhouse_actors::runtime::{ActorSystem, SystemConfig};
use playhouse_actors::segment_cache::{HotError, HotSegments, SegmentCache, SegmentCacheConfig};
use tokio::sync::Semaphore;

use super::catalogue::uploaded;
use super::{DbStore, Fixture, sqlite};
use crate::stores::objects::Objects;

const SOON: Duration = Duration::from_secs(10);
const MIB: usize = 1 << 20;

/// Objects whose reading waits for a permit and is counted.
struct GatedObjects {
    objects: Objects,
    gate: Semaphore,
    reads: AtomicUsize,
}

#[async_trait]
impl SegmentStore for GatedObjects {
    async fn put(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), StoreError> {
        self.objects.put(key, bytes).await
    }

    async fn get(&self, key: &SegmentKey) -> Result<Bytes, StoreError> {
        let _permit = self.gate.acquire().await.unwrap();
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.objects.get(key).await
    }

    async fn quarantine(&self, key: &SegmentKey) -> Result<(), StoreError> {
        self.objects.quarantine(key).await
    }

    async fn remove_one(&self, key: &SegmentKey) -> Result<(), StoreError> {
        self.objects.remove_one(key).await
    }

    async fn remove_stream(&self, video: &VideoId, version: u32, stream: &str) -> Result<(), StoreError> {
        self.objects.remove_stream(video, version, stream).await
    }

    async fn remove(&self, video: &VideoId, below: Option<u32>) -> Result<(), StoreError> {
        self.objects.remove(video, below).await
    }
}

struct Bench {
    catalogue: Arc<DbStore>,
    objects: Arc<GatedObjects>,
    hot: HotSegments,
    video: VideoId,
    folder: tempfile::TempDir,
    _database: Option<tempfile::TempDir>,
}

/// A video of version 1 with a cache of so many bytes.
async fn bench(budget: usize) -> Bench {
    let Fixture { store, _folder: database } = sqlite();
    let video = uploaded(&store, "ada").await;
    assert_eq!(store.begin_ingest(&video, false).await.unwrap().map(|start| start.version), Some(1));
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open(&format!("file://{}", folder.path().display())).unwrap();
    let objects = Arc::new(GatedObjects { objects, gate: Semaphore::new(1000), reads: AtomicUsize::new(0) });
    let catalogue = Arc::new(store);
    let hot = HotSegments::new(catalogue.clone(), objects.clone(), budget as u64);
    Bench { catalogue, objects, hot, video, folder, _database: database }
}

impl Bench {
    fn key(&self, number: u32) -> SegmentKey {
        let object = MediaObject::Segment { stream: "48p".into(), number };
        SegmentKey { video: self.video.clone(), version: 1, object }
    }

    /// Stores and records a segment.
    async fn make(&self, number: u32, bytes: &Bytes) {
        self.objects.put(&self.key(number), bytes.clone()).await.unwrap();
        let record = SegmentRecord {
            stream: "48p".into(),
            number: Some(number),
            length: bytes.len() as u64,
            hash: sha256(bytes),
        };
        assert!(self.catalogue.commit_segments(&self.video, 1, vec![record]).await.unwrap());
    }

    fn reads(&self) -> usize {
        self.objects.reads.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn many_misses_of_one_object_are_one_load() {
    let bench = bench(16 * MIB).await;
    let bytes = Bytes::from(vec![7; MIB]);
    bench.make(0, &bytes).await;
    bench.objects.gate.forget_permits(1000);
    let key = bench.key(0);
    let misses = join_all((0..64).map(|_| bench.hot.get(&key)));
    // The first branch is polled first: all of them wait before the store answers.
    let (answers, ()) = tokio::join!(misses, async { bench.objects.gate.add_permits(1000) });
    assert!(answers.into_iter().all(|answer| answer.unwrap().bytes == bytes));
    assert_eq!(bench.reads(), 1);
    let figures = bench.hot.figures();
    assert_eq!((figures.misses, figures.loads, figures.hits), (64, 1, 0));
    assert_eq!(bench.hot.get(&key).await.unwrap().hash, sha256(&bytes));
    assert_eq!((bench.reads(), bench.hot.figures().hits), (1, 1));
}

#[tokio::test]
async fn the_budget_holds() {
    let budget = 16 * MIB;
    let bench = bench(budget).await;
    for number in 0..40 {
        bench.make(number, &Bytes::from(vec![u8::try_from(number).unwrap(); MIB])).await;
    }
    for _ in 0..3 {
        for number in 0..40 {
            assert_eq!(bench.hot.get(&bench.key(number)).await.unwrap().bytes.len(), MIB);
        }
    }
    bench.hot.settle().await;
    let figures = bench.hot.figures();
    assert!(figures.bytes <= budget as u64 && figures.objects < 16, "{figures:?}");
    assert!(figures.bytes > 0 && figures.evictions > 0, "{figures:?}");
}

#[tokio::test]
async fn what_is_not_there_is_asked_anew_each_time() {
    let bench = bench(16 * MIB).await;
    let key = bench.key(0);
    for _ in 0..2 {
        assert!(matches!(bench.hot.get(&key).await, Err(HotError::NotMade)));
    }
    let bytes = Bytes::from_static(b"made at last");
    bench.make(0, &bytes).await;
    assert_eq!(bench.hot.get(&key).await.unwrap().bytes, bytes);
}

#[actix_web::test]
async fn a_wrong_object_is_never_served_and_put_aside_once() {
    let bench = bench(16 * MIB).await;
    let (good, bad) = (Bytes::from(vec![1; 200_000]), Bytes::from(vec![2; 200_000]));
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let config =
        SegmentCacheConfig { hot: bench.hot.clone(), catalogue: bench.catalogue.clone(), store: bench.objects.clone() };
    let actor = system.spawn(move || SegmentCache::new(config.clone()));
    let ask = |key: SegmentKey| actor.ask(QuarantineObject { key }, SOON);
    let place = |number: u32, under: &str| {
        bench.folder.path().join(under).join(format!("videos/{}/1/48p/{number}.m4s", bench.video))
    };
    for number in [0, 1, 2] {
        bench.make(number, &good).await;
    }
    // Other bytes, fewer bytes, none.
    std::fs::write(place(0, ""), &bad).unwrap();
    std::fs::write(place(1, ""), &good[..10]).unwrap();
    std::fs::remove_file(place(2, "")).unwrap();
    for number in [0, 1, 2] {
        let key = bench.key(number);
        for _ in 0..2 {
            assert!(matches!(bench.hot.get(&key).await, Err(HotError::Corrupt(_))));
        }
        let answers = join_all((0..8).map(|_| ask(key.clone()))).await;
        assert!(answers.into_iter().all(|answer| answer.unwrap().is_ok()));
        assert!(matches!(bench.hot.get(&key).await, Err(HotError::NotMade)));
        assert_eq!(bench.catalogue.segment(&bench.video, 1, "48p", Some(number)).await.unwrap(), None);
    }
    assert_eq!(std::fs::read(place(0, "quarantine")).unwrap(), bad);
    assert_eq!(std::fs::read(place(1, "quarantine")).unwrap(), good[..10]);
    // Whoever comes late does not harm what is right again.
    bench.make(0, &good).await;
    ask(bench.key(0)).await.unwrap().unwrap();
    assert_eq!(bench.hot.get(&bench.key(0)).await.unwrap().bytes, good);
    assert_eq!(bench.hot.figures().corrupt, 6);
    // What is deleted leaves nothing behind, in quarantine or in memory.
    actor.ask(ForgetMedia { video: bench.video.clone(), stream: None }, SOON).await.unwrap();
    bench.hot.forget(&bench.video, None).await;
    bench.hot.settle().await;
    assert_eq!(bench.hot.figures().objects, 0);
    bench.objects.remove(&bench.video, None).await.unwrap();
    assert!(!place(0, "quarantine").exists() && !place(0, "").exists());
    assert_eq!(system.shutdown(SOON).await, 0);
}

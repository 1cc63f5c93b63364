//! The evictor with the ladders that it speaks to, over a real catalogue and real objects.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use playhouse_actors::captions::keep::Shelf;
use playhouse_actors::evictor::{Evictor, EvictorConfig};
use playhouse_actors::incidents::Incidents;
use playhouse_actors::media_slot::sha256;
use playhouse_actors::media_workers::{MediaWorkers, MediaWorkersConfig};
use playhouse_actors::messages::{
    EnsureSegment, EvictUnwatched, FindTranscode, ForgetMedia, QuarantineObject, RungWatched, SweepStills,
};
use playhouse_actors::model::{
    LadderPolicy, PosterOrigin, SegmentRecord, Standing, StillDetail, StillRecord, Stored, Timestamp, VideoId,
};
use playhouse_actors::ports::{Catalogue, Ledger, MediaObject, SegmentKey, SegmentStore, Stills, StoreError};
use playhouse_actors::runtime::{ActorSystem, Handle, Recipient, SystemConfig};
use playhouse_actors::segment_cache::{HotError, HotSegments, SegmentCache, SegmentCacheConfig};
use playhouse_actors::video_events::VideoEvents;
use playhouse_actors::videos::{Videos, VideosConfig};
use playhouse_pipelines::report::StillKind;
use playhouse_pipelines::worker::WorkerConfig;
use tokio::sync::Semaphore;

use super::ledger::{film, rung};
use super::{DbStore, Fixture, sqlite};
use crate::stores::objects::Objects;
use crate::stores::sources::SourceFolder;

const SOON: Duration = Duration::from_secs(10);
const DAY: Duration = Duration::from_secs(24 * 3600);
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Objects of which a stream is removed when there is a permit for it.
struct GatedObjects {
    objects: Objects,
    gate: Semaphore,
}

#[async_trait]
impl SegmentStore for GatedObjects {
    async fn put(&self, key: &SegmentKey, bytes: Bytes) -> Result<(), StoreError> {
        self.objects.put(key, bytes).await
    }

    async fn get(&self, key: &SegmentKey) -> Result<Bytes, StoreError> {
        self.objects.get(key).await
    }

    async fn remove_one(&self, key: &SegmentKey) -> Result<(), StoreError> {
        self.objects.remove_one(key).await
    }

    async fn remove_stream(&self, video: &VideoId, version: u32, stream: &str) -> Result<(), StoreError> {
        self.gate.acquire().await.unwrap().forget();
        self.objects.remove_stream(video, version, stream).await
    }

    async fn quarantine(&self, key: &SegmentKey) -> Result<(), StoreError> {
        self.objects.quarantine(key).await
    }

    async fn remove(&self, video: &VideoId, below: Option<u32>) -> Result<(), StoreError> {
        self.objects.remove(video, below).await
    }
}

struct Bench {
    store: Arc<DbStore>,
    objects: Arc<GatedObjects>,
    hot: HotSegments,
    folder: tempfile::TempDir,
    _database: Option<tempfile::TempDir>,
}

fn key(video: &VideoId, stream: &str, number: u32) -> SegmentKey {
    let object = MediaObject::Segment { stream: stream.into(), number };
    SegmentKey { video: video.clone(), version: 1, object }
}

fn bench() -> Bench {
    let Fixture { store, _folder: database } = sqlite();
    let store = Arc::new(store);
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open(&format!("file://{}", folder.path().display())).unwrap();
    let objects = Arc::new(GatedObjects { objects, gate: Semaphore::new(1000) });
    let hot = HotSegments::new(store.clone(), objects.clone(), 16 << 20);
    Bench { store, objects, hot, folder, _database: database }
}

impl Bench {
    /// A film whose records are true, and ready.
    async fn film(&self) -> VideoId {
        let video = film(&self.store, "ada").await;
        let bytes = Bytes::from_static(b"segment");
        for stream in ["48p", "36p", "24p", "audio"] {
            for number in 0..3 {
                self.store.forget_segment(&video, 1, stream, Some(number)).await.unwrap();
                self.objects.put(&key(&video, stream, number), bytes.clone()).await.unwrap();
                let (length, hash) = (bytes.len() as u64, sha256(&bytes));
                let record = SegmentRecord { stream: stream.into(), number: Some(number), length, hash };
                assert!(self.store.commit_segments(&video, 1, vec![record]).await.unwrap());
            }
        }
        assert!(self.store.mark_ready(&video).await.unwrap());
        video
    }

    /// Everything that takes part but workers that could make something.
    fn start(&self, system: &ActorSystem, unwatched: Option<Duration>) -> (Handle<Videos>, Handle<Evictor>) {
        let sources = Arc::new(SourceFolder::open(self.folder.path().join("sources")).unwrap());
        let workers = MediaWorkersConfig {
            encoders: playhouse_actors::model::Encoders::default(),
            slots: 1,
            worker: WorkerConfig::new(PathBuf::from("/bin/true")),
            sources: sources.clone(),
            segments: self.objects.clone(),
            incidents: Incidents::default(),
        };
        let workers = system.spawn(move || MediaWorkers::new(workers.clone()));
        let cache =
            SegmentCacheConfig { hot: self.hot.clone(), catalogue: self.store.clone(), store: self.objects.clone() };
        let cache = system.spawn(move || SegmentCache::new(cache.clone()));
        let config = VideosConfig {
            encoders: playhouse_actors::model::Encoders::default(),
            catalogue: self.store.clone(),
            ledger: self.store.clone(),
            uploads: self.store.clone(),
            outbox: self.store.clone(),
            captions: Shelf::new(self.store.clone(), self.objects.clone()),
            sources,
            segments: self.objects.clone(),
            stills: self.store.clone(),
            workers,
            forget: cache.recipient::<ForgetMedia, _>(),
            hot_segments: self.hot.clone(),
            quarantine: cache.recipient::<QuarantineObject, _>(),
            events: VideoEvents::default(),
            incidents: Incidents::default(),
            news: Recipient::from_fn(|_, _| Ok(())),
            ladder: LadderPolicy::default(),
            slots: 1,
        };
        let videos = system.spawn(move || Videos::new(config.clone()));
        let config = EvictorConfig {
            ledger: self.store.clone(),
            stills: self.store.clone(),
            segments: self.objects.clone(),
            videos: videos.clone(),
            unwatched,
        };
        (videos, system.spawn(move || Evictor::new(config.clone())))
    }

    fn count(&self, video: &VideoId, stream: &str) -> usize {
        std::fs::read_dir(self.folder.path().join(format!("videos/{video}/1/{stream}"))).map_or(0, Iterator::count)
    }
}

async fn evict(evictor: &Handle<Evictor>, now: Timestamp) -> (u64, Stored) {
    let run = evictor.ask(EvictUnwatched { unwatched: WEEK, now }, SOON).await.unwrap().unwrap();
    (run.rungs, run.freed)
}

#[actix_web::test]
async fn rungs_go_when_nobody_has_watched_them_for_the_set_time() {
    let bench = bench();
    let video = bench.film().await;
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let (_, evictor) = bench.start(&system, None);
    let now = Timestamp::now();
    assert_eq!(evict(&evictor, now.plus(DAY)).await, (0, Stored::default()), "they are new");
    // Watched a week after they were made: that counts, although it was noted nowhere yet.
    evictor.ask(RungWatched { rung: rung(&video, "48p") }, SOON).await.unwrap();
    bench.hot.get(&key(&video, "36p", 0)).await.unwrap();
    bench.hot.get(&key(&video, "24p", 0)).await.unwrap();
    let had = Stored { segments: 3, bytes: 4 * 7 };
    assert_eq!(evict(&evictor, now.plus(WEEK + DAY)).await, (1, had));
    assert_eq!(["48p", "36p", "24p", "audio"].map(|stream| bench.count(&video, stream)), [3, 0, 3, 3]);
    assert_eq!(evict(&evictor, now.plus(WEEK + DAY)).await, (0, Stored::default()), "there is nothing left of it");
    assert_eq!(evict(&evictor, now.plus(WEEK + WEEK + DAY + DAY)).await, (1, had));
    assert_eq!(["48p", "36p", "24p", "audio"].map(|stream| bench.count(&video, stream)), [0, 0, 3, 3]);
    assert!(bench.store.unfinished_evictions().await.unwrap().is_empty());
    assert_eq!(bench.store.eviction_figures().await.unwrap().rungs, 2);
    assert_eq!(system.shutdown(SOON).await, 0);
    // What was in memory went with it.
    bench.hot.settle().await;
    assert!(matches!(bench.hot.get(&key(&video, "36p", 0)).await, Err(HotError::NotMade)));
    let figures = bench.hot.figures();
    assert_eq!((figures.hits, figures.objects), (0, 1));
}

#[actix_web::test]
async fn an_eviction_that_was_cut_off_is_finished_at_the_next_start() {
    let bench = bench();
    let video = bench.film().await;
    let at = Timestamp::now();
    let had = bench.store.begin_eviction(&rung(&video, "48p"), at.plus(DAY), at).await.unwrap();
    assert_eq!(had.map(|had| had.segments), Some(3));
    bench.objects.remove_one(&key(&video, "48p", 1)).await.unwrap();
    assert_eq!(bench.count(&video, "48p"), 2, "the process ended here");
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let _actors = bench.start(&system, None);
    let finished = async {
        while !bench.store.unfinished_evictions().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, finished).await.unwrap();
    assert_eq!(["48p", "36p"].map(|stream| bench.count(&video, stream)), [0, 3]);
    let evicted = bench.store.evicted(&video).await.unwrap();
    assert!(evicted.len() == 1 && !evicted[0].is_removing);
    assert_eq!(system.shutdown(SOON).await, 0);
}

#[actix_web::test]
async fn whoever_asks_while_a_rung_goes_waits_until_it_is_gone() {
    let bench = bench();
    let video = bench.film().await;
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let (videos, evictor) = bench.start(&system, None);
    bench.objects.gate.forget_permits(1000);
    let now = Timestamp::now().plus(DAY);
    let going = evictor.ask(EvictUnwatched { unwatched: Duration::ZERO, now }, SOON);
    let asking = async {
        while bench.store.unfinished_evictions().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        let ladder = videos.ask(FindTranscode { video: video.clone() }, SOON).await.unwrap().unwrap();
        let want = |rendition: &str| EnsureSegment { rendition: rendition.into(), number: Some(0) };
        let waiting = ladder.ask(want("36p"), SOON);
        // Another rung answers meanwhile, and nothing is made.
        let rest = async {
            ladder.ask(want("48p"), SOON).await.unwrap().unwrap();
            let seen = system.registry().fresh_snapshot(SOON).await;
            let state = &seen.iter().find(|actor| actor.id == ladder.id()).unwrap().state;
            assert_eq!((&state["waiting"], &state["running"]), (&1.into(), &0.into()));
            assert_eq!(bench.count(&video, "36p"), 3);
            bench.objects.gate.add_permits(2);
        };
        let (answer, ()) = tokio::join!(waiting, rest);
        // There is no worker that could make it: but it was tried, once everything was gone.
        assert!(answer.unwrap().is_err());
    };
    let (run, ()) = tokio::join!(going, asking);
    assert!(run.unwrap().unwrap().rungs >= 1);
    assert_eq!(bench.count(&video, "36p"), 0);
    assert_eq!(system.shutdown(SOON).await, 0);
}

#[actix_web::test]
async fn with_days_set_rungs_go_by_themselves() {
    let bench = bench();
    let video = bench.film().await;
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let _actors = bench.start(&system, Some(Duration::ZERO));
    let first_run = async {
        loop {
            match bench.store.eviction_figures().await.unwrap().last_run {
                Some(run) => break run,
                None => tokio::task::yield_now().await,
            }
        }
    };
    let run = tokio::time::timeout(SOON, first_run).await.unwrap();
    assert_eq!(run.rungs, 2);
    assert_eq!(["48p", "36p", "24p", "audio"].map(|stream| bench.count(&video, stream)), [0, 0, 3, 3]);
    assert_eq!(system.shutdown(SOON).await, 0);
}

#[actix_web::test]
async fn retired_stills_are_removed_after_an_hour() {
    let bench = bench();
    let video = bench.film().await;
    let poster = |number, origin| StillRecord {
        kind: StillKind::Poster,
        number,
        length: 4,
        hash: sha256(b"JPEG"),
        width: 64,
        height: 48,
        detail: StillDetail { origin: Some(origin), ..StillDetail::default() },
        standing: Standing::Shown,
    };
    let place = |number| {
        let object = MediaObject::Still { kind: StillKind::Poster, number };
        SegmentKey { video: video.clone(), version: 1, object }
    };
    for (number, origin, retires) in [(1, PosterOrigin::Early, vec![]), (2, PosterOrigin::Automatic, vec![1])] {
        bench.objects.put(&place(number), Bytes::from_static(b"JPEG")).await.unwrap();
        assert!(bench.store.add_stills(&video, 1, vec![poster(number, origin)], retires).await.unwrap());
    }
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let (_, evictor) = bench.start(&system, None);
    let sweep = async |later: Duration| {
        evictor.ask(SweepStills { now: Timestamp::now().plus(later) }, SOON).await.unwrap().unwrap()
    };
    assert_eq!(sweep(Duration::from_secs(3500)).await, 0);
    assert!(bench.objects.get(&place(1)).await.is_ok());
    assert_eq!(sweep(Duration::from_secs(3700)).await, 1);
    assert!(bench.objects.get(&place(1)).await.is_err() && bench.objects.get(&place(2)).await.is_ok());
    assert_eq!(sweep(DAY).await, 0);
    assert_eq!(system.shutdown(SOON).await, 0);
}

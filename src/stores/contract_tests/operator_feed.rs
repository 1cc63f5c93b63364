//! The operators' feed over real actors and a real ledger.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use playhouse_actors::incidents::{Incident, Incidents};
use playhouse_actors::media_workers::{MediaWorkers, MediaWorkersConfig};
use playhouse_actors::model::{Encoders, VideoId};
use playhouse_actors::operator_feed::{FeedSources, OperatorFeed, Subscription};
use playhouse_actors::ports::{HostFigures, HostMeter};
use playhouse_actors::room::RoomConfig;
use playhouse_actors::rooms::{RoomDesk, Rooms};
use playhouse_actors::runtime::{ActorSystem, SystemConfig};
use playhouse_actors::segment_cache::HotSegments;
use playhouse_actors::video_events::VideoEvents;
use playhouse_pipelines::worker::WorkerConfig;
use serde_json::{Value, json};

use super::ears::Ears;
use super::{Fixture, sqlite};
use crate::stores::objects::Objects;
use crate::stores::sources::SourceFolder;

const SOON: Duration = Duration::from_secs(10);

/// Counts how often somebody looks.
#[derive(Default)]
struct Host(AtomicU32);

impl HostMeter for Host {
    fn figures(&self) -> HostFigures {
        let looks = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        HostFigures { cpu_seconds: f64::from(looks), ..HostFigures::default() }
    }
}

async fn next(subscription: &mut Subscription, kind: &str) -> Value {
    let find = async {
        loop {
            let text = subscription.next().await.expect("a producer");
            let message: Value = serde_json::from_slice(&text).unwrap();
            if message["type"] == kind {
                return message;
            }
        }
    };
    tokio::time::timeout(SOON, find).await.unwrap()
}

#[actix_web::test]
async fn one_producer_for_all_who_listen_and_none_for_nobody() {
    let Fixture { store, _folder: database } = sqlite();
    let store = Arc::new(store);
    let folder = tempfile::tempdir().unwrap();
    let objects = Arc::new(Objects::open(&format!("file://{}", folder.path().display())).unwrap());
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let incidents = Incidents::default();
    let config = MediaWorkersConfig {
        encoders: Encoders::default(),
        slots: 1,
        worker: WorkerConfig::new(PathBuf::from("/bin/true")),
        sources: Arc::new(SourceFolder::open(folder.path().join("sources")).unwrap()),
        segments: objects.clone(),
        incidents: incidents.clone(),
    };
    let workers = system.spawn(move || MediaWorkers::new(config.clone()));
    let host = Arc::new(Host::default());
    let ears = Arc::new(Ears::default());
    let config = RoomConfig { comments: store.clone(), audience: ears.clone(), events: VideoEvents::default() };
    let rooms = system.spawn(move || Rooms::new(config.clone()));
    let feed = OperatorFeed::new(FeedSources {
        registry: system.registry().clone(),
        incidents: incidents.clone(),
        workers: workers.clone(),
        cache: HotSegments::new(store.clone(), objects, 1 << 20),
        ledger: store,
        host: host.clone(),
        rooms: RoomDesk::new(rooms),
        audience: ears,
    });
    assert!(!feed.is_live());
    assert_eq!(host.0.load(Ordering::SeqCst), 0, "nobody listens");

    let (mut first, mut second) = (feed.subscribe(), feed.subscribe());
    let (one, other) = (first.next().await.unwrap(), second.next().await.unwrap());
    assert_eq!(one.as_ptr(), other.as_ptr(), "encoded once");
    let snapshot: Value = serde_json::from_slice(&one).unwrap();
    assert_eq!(snapshot["type"], "snapshot");
    let kinds = snapshot["actors"].as_array().unwrap();
    let kind = kinds.iter().find(|kind| kind["kind"] == "media_workers").expect("the workers");
    assert!(kind["count"] == 1 && kind["handle_time"]["p99_us"].is_number() && kind["rate"].is_number());
    assert_eq!(snapshot["jobs"]["background"], json!({ "running": 0, "waiting": 0 }));
    assert_eq!((&snapshot["storage"]["bytes"], &snapshot["cache"]["bytes"]), (&json!(0), &json!(0)));
    assert!(snapshot["cpu"].is_null());
    assert!(next(&mut first, "snapshot").await["cpu"].as_f64().unwrap() > 0.0);
    let mut late = feed.subscribe();
    assert_eq!(next(&mut late, "snapshot").await["type"], "snapshot");

    workers.control().restart(SOON).unwrap();
    let event = next(&mut second, "event").await;
    assert_eq!((&event["event"], &event["kind"]), (&json!("restarting"), &json!("media_workers")));
    let video = VideoId::random();
    incidents.tell(Incident::StorageFull { video: video.clone() });
    let full = async {
        loop {
            let event = next(&mut first, "event").await;
            if event["event"] == "storage_full" {
                return event;
            }
        }
    };
    assert_eq!(full.await["video"], video.as_str());

    drop((first, second, late));
    let deserted = async {
        while feed.is_live() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, deserted).await.unwrap();
    let looks = host.0.load(Ordering::SeqCst);
    let mut again = feed.subscribe();
    next(&mut again, "snapshot").await;
    assert_eq!(host.0.load(Ordering::SeqCst), looks + 1, "a new one begins");
    assert_eq!(system.shutdown(SOON).await, 0);
    drop(database);
}

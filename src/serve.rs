//! The composition root: config -> stores -> actors -> HTTP, and the order of shutdown. Only here are concrete types named.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::{App as ActixApp, HttpServer, web};
use metrics_exporter_prometheus::PrometheusHandle;
use playhouse_actors::captions::keep::Shelf;
use playhouse_actors::evictor::{self, Evictor, EvictorConfig};
use playhouse_actors::media_workers::{MediaWorkers, MediaWorkersConfig};
use playhouse_actors::messages::{FactsArrived, ForgetMedia, QuarantineObject, SourceGrows};
use playhouse_actors::model::Encoders;
use playhouse_actors::ports::{RateLimiter, SegmentStore, SourceStore};
use playhouse_actors::runtime::{ActorSystem, Handle, SystemConfig};
use playhouse_actors::segment_cache::{self, HotSegments, SegmentCache, SegmentCacheConfig};
use playhouse_actors::upload::UploadConfig;
use playhouse_actors::uploads::Uploads;
use playhouse_actors::video_events::VideoEvents;
use playhouse_actors::videos::{Videos, VideosConfig};
use playhouse_pipelines::worker::{EncoderFinding, EncoderState, WorkerConfig, add_niceness, probe_encoders};

use crate::cluster::LocalRateLimiter;
use crate::config::{Config, Secret, Switch};
use crate::edge::connection::{self, Limits};
use crate::edge::cors::Origins;
use crate::edge::rate_limits::RateLimits;
use crate::edge::{App, routes};
use crate::stores::Stores;
use crate::stores::objects::remove_abandoned;
use crate::telemetry;

/// How long requests under way may take when the server stops.
const DRAIN_SECONDS: u64 = 10;
const PROBE_NICENESS: u8 = 19;
const ACTORS_STOP: Duration = Duration::from_secs(10);
/// Samples of histograms pile up until someone folds them.
const UPKEEP: Duration = Duration::from_secs(5);

/// What may keep the server from starting.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    #[error(transparent)]
    Store(#[from] playhouse_actors::ports::StoreError),
    #[error("cannot listen on {address}: {source}")]
    Bind { address: SocketAddr, source: std::io::Error },
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Other(String),
}

/// Runs the server until it is told to stop.
pub async fn serve(config: Config) -> Result<(), ServeError> {
    let started = SystemTime::now();
    let metrics = telemetry::start_metrics()?;
    playhouse_actors::runtime::describe_metrics();
    segment_cache::describe_metrics();
    evictor::describe_metrics();
    let listener = listen(config.bind)?;
    let ops_listener = listen(config.ops_bind)?;
    let public_url = match &config.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}", listener.local_addr()?),
    };
    let stores = Stores::open(&config)?;
    let storage = config.storage_url.clone();
    actix_web::rt::task::spawn_blocking(move || remove_abandoned(&storage, started));
    let system = ActorSystem::start(SystemConfig::default())?;
    let actors = start_actors(&system, &config, &stores)?;
    let app = web::Data::new(compose(&config, &public_url, &system, &stores, &actors)?);

    let server = actix_server::Server::build().workers(config.serving_threads).shutdown_timeout(DRAIN_SECONDS);
    let server = connection::listen(server, listener, app.clone(), Limits::default())?.run();
    actix_web::rt::spawn(upkeep(metrics.clone()));
    let ops = HttpServer::new(move || {
        let metrics = metrics.clone();
        ActixApp::new()
            .app_data(app.clone())
            .route("/healthz", web::get().to(routes::health))
            .route("/readyz", web::get().to(routes::ready))
            .route("/metrics", web::get().to(move || std::future::ready(metrics.render())))
    })
    .workers(1)
    .disable_signals()
    .listen(ops_listener)?
    .run();
    let ops_handle = ops.handle();
    actix_web::rt::spawn(ops);

    tracing::info!("Playhouse is at {public_url}");
    let outcome = server.await;
    tracing::info!("stopping");
    let left = system.shutdown(ACTORS_STOP).await;
    if left > 0 {
        tracing::warn!(left, "some actors did not stop in time");
    }
    ops_handle.stop(true).await;
    Ok(outcome?)
}

async fn upkeep(metrics: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| ServeError::Bind { address, source })
}

struct Actors {
    hot_segments: HotSegments,
    segment_cache: Handle<SegmentCache>,
    evictor: Handle<Evictor>,
    uploads: Handle<Uploads>,
    videos: Handle<Videos>,
    video_events: VideoEvents,
}

fn start_actors(system: &ActorSystem, config: &Config, stores: &Stores) -> Result<Actors, ServeError> {
    let encoders = Encoders::new(config.encoding.h264, &config.encoding.ladder.extra);
    let workers_config = MediaWorkersConfig {
        slots: config.workers,
        worker: worker_config(config)?,
        encoders: encoders.clone(),
        sources: Arc::clone(&stores.sources) as Arc<dyn SourceStore>,
        segments: Arc::clone(&stores.segments) as Arc<dyn SegmentStore>,
    };
    let workers = system.spawn(move || MediaWorkers::new(workers_config.clone()));
    let hot = HotSegments::new(stores.catalogue.clone(), stores.segments.clone(), config.segment_cache_bytes);
    let cache_config =
        SegmentCacheConfig { hot: hot.clone(), catalogue: stores.catalogue.clone(), store: stores.segments.clone() };
    let segment_cache = system.spawn(move || SegmentCache::new(cache_config.clone()));
    let video_events = VideoEvents::default();
    let videos_config = VideosConfig {
        catalogue: stores.catalogue.clone(),
        ledger: stores.ledger.clone(),
        uploads: stores.uploads.clone(),
        outbox: stores.outbox.clone(),
        captions: Shelf::new(stores.captions.clone(), stores.segments.clone()),
        sources: stores.sources.clone(),
        segments: stores.segments.clone(),
        stills: stores.stills.clone(),
        workers,
        forget: segment_cache.recipient::<ForgetMedia, _>(),
        hot_segments: hot.clone(),
        quarantine: segment_cache.recipient::<QuarantineObject, _>(),
        events: video_events.clone(),
        ladder: config.encoding.ladder.clone(),
        encoders: encoders.clone(),
        slots: config.workers,
    };
    let videos = system.spawn(move || Videos::new(videos_config.clone()));
    let evictor_config = EvictorConfig {
        ledger: stores.ledger.clone(),
        stills: stores.stills.clone(),
        segments: stores.segments.clone(),
        videos: videos.clone(),
        unwatched: config.evict_unwatched,
    };
    let evictor = system.spawn(move || Evictor::new(evictor_config.clone()));
    let upload_config = UploadConfig {
        uploads: stores.uploads.clone(),
        sources: stores.sources.clone(),
        expiry: config.upload_expiry,
        facts: videos.recipient::<FactsArrived, _>(),
        grows: videos.recipient::<SourceGrows, _>(),
    };
    find_encoders(worker_config(config)?, encoders)?;
    let uploads = system.spawn(move || Uploads::new(upload_config.clone()));
    Ok(Actors { hot_segments: hot, segment_cache, evictor, uploads, videos, video_events })
}

/// Tries the encoders on a thread of its own, behind everything else: the server does not wait for it.
fn find_encoders(worker: WorkerConfig, encoders: Encoders) -> Result<(), ServeError> {
    let work = move || {
        add_niceness(PROBE_NICENESS);
        let found = probe_encoders(&WorkerConfig { niceness: PROBE_NICENESS, ..worker });
        let is_working = |finding: &&EncoderFinding| finding.state == EncoderState::Works;
        let working: Vec<&str> = found.iter().filter(is_working).map(|finding| finding.encoder.element()).collect();
        tracing::info!(encoders = working.join(" "), "encoders were tried");
        encoders.set_found(found);
        for finding in encoders.unmet() {
            tracing::error!(encoder = finding.encoder.element(), state = ?finding.state, "an encoder of the settings does not work here");
        }
    };
    std::thread::Builder::new().name("encoders".to_owned()).spawn(work)?;
    Ok(())
}

/// Workers are this binary under another name.
pub fn worker_config(config: &Config) -> Result<WorkerConfig, ServeError> {
    let program = std::env::current_exe()?;
    Ok(WorkerConfig { sandbox: config.sandbox.into(), arguments: vec!["worker".into()], ..WorkerConfig::new(program) })
}

fn rate_limits(config: &Config) -> RateLimits {
    let limiter = match config.rate_limits {
        Switch::On => Some(Arc::new(LocalRateLimiter::new()) as Arc<dyn RateLimiter>),
        Switch::Off => None,
    };
    RateLimits::new(limiter, config.trusted_proxies.clone())
}

fn compose(
    config: &Config,
    public_url: &str,
    system: &ActorSystem,
    stores: &Stores,
    actors: &Actors,
) -> Result<App, ServeError> {
    let secret = match &config.secret {
        Some(secret) if !secret.is_strong() => {
            return Err(ServeError::Other("`secret` must have 32 characters or more".to_owned()));
        }
        Some(secret) => secret.clone(),
        None => Secret::of_folder(&config.data_dir)?,
    };
    if config.secret_previous.as_ref().is_some_and(|secret| !secret.is_strong()) {
        return Err(ServeError::Other("`secret_previous` must have 32 characters or more".to_owned()));
    }
    App::new(crate::edge::AppParts {
        accounts: stores.accounts.clone(),
        catalogue: stores.catalogue.clone(),
        idempotency: stores.idempotency.clone(),
        ledger: stores.ledger.clone(),
        captions: Shelf::new(stores.captions.clone(), stores.segments.clone()),
        uploads: stores.uploads.clone(),
        sources: stores.sources.clone(),
        hot_segments: actors.hot_segments.clone(),
        stills: stores.stills.clone(),
        upload_actors: actors.uploads.clone(),
        video_actors: actors.videos.clone(),
        video_events: actors.video_events.clone(),
        segment_cache: actors.segment_cache.clone(),
        evictor: actors.evictor.clone(),
        evict_unwatched: config.evict_unwatched,
        registry: system.registry().clone(),
        readiness: system.readiness().clone(),
        secret,
        secret_previous: config.secret_previous.clone(),
        rate_limits: rate_limits(config),
        cors_origins: Origins::new(config.cors_origins.clone()),
        public_url: public_url.to_owned(),
        signup: config.signup,
        max_upload_bytes: config.max_upload_bytes,
        upload_expiry: config.upload_expiry,
    })
    .map_err(|error| ServeError::Other(error.to_string()))
}

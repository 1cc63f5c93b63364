//! The composition root: config -> stores -> actors -> HTTP, and the order of shutdown. Only here are concrete types named.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::{App as ActixApp, HttpServer, web};
use metrics_exporter_prometheus::PrometheusHandle;
use playhouse_actors::captions::keep::Shelf;
use playhouse_actors::comment_rules::CommentRules;
use playhouse_actors::evictor::{self, Evictor, EvictorConfig};
use playhouse_actors::incidents::Incidents;
use playhouse_actors::live_sessions::{Board, LiveSessions};
use playhouse_actors::media_workers::{MediaWorkers, MediaWorkersConfig};
use playhouse_actors::messages::{FactsArrived, ForgetMedia, QuarantineObject, SourceGrows};
use playhouse_actors::model::{Encoders, TextRules};
use playhouse_actors::notifications::{Herald, NotificationBoard, NotificationsActor, NotificationsConfig};
use playhouse_actors::notifier::{Letters, Notifier, NotifierConfig};
use playhouse_actors::one_time_codes::{CodeDesk, random_token};
use playhouse_actors::operator_feed::{FeedSources, OperatorFeed};
use playhouse_actors::pictures::Pictures;
use playhouse_actors::ports::{Mailer, RateLimiter, SegmentStore, SourceStore, TextSender};
use playhouse_actors::room::RoomConfig;
use playhouse_actors::rooms::{RoomDesk, Rooms};
use playhouse_actors::runtime::{ActorSystem, Handle, SystemConfig};
use playhouse_actors::segment_cache::{self, HotSegments, SegmentCache, SegmentCacheConfig};
use playhouse_actors::session::SessionConfig;
use playhouse_actors::sessions::Sessions;
use playhouse_actors::upload::UploadConfig;
use playhouse_actors::uploads::Uploads;
use playhouse_actors::video_events::VideoEvents;
use playhouse_actors::videos::{Videos, VideosConfig};
use playhouse_pipelines::worker::{EncoderFinding, EncoderState, WorkerConfig, add_niceness, probe_encoders};
use tokio::signal::unix::{SignalKind, signal};

use crate::cluster::LocalRateLimiter;
use crate::config::{Config, Secret, Switch, is_local};
use crate::edge::connection::{self, Connections, Limits};
use crate::edge::cors::Origins;
use crate::edge::fanout::FanOut;
use crate::edge::rate_limits::RateLimits;
use crate::edge::{App, Library, Reach, Social, routes};
use crate::host::ThisProcess;
use crate::mail::{MailError, Nowhere, SmtpMailer, ToLog};
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
    #[error(transparent)]
    Mail(#[from] MailError),
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
    let secret = secret(&config)?;
    let people = reach_people(&system, &config, &public_url, &stores, &secret)?;
    offer_admin_token(&stores, &public_url).await?;
    actors.comment_rules.set(&stores.moderation.text_rules().await?);
    let app = web::Data::new(compose(&config, &public_url, &system, &stores, &actors, people, secret)?);

    // Told to stop by a signal of its own, it would take the actors' threads along before they have saved.
    let server =
        actix_server::Server::build().workers(config.serving_threads).shutdown_timeout(DRAIN_SECONDS).disable_signals();
    let server = connection::listen(server, listener, app.clone(), Limits::default())?.run();
    actix_web::rt::spawn(stop_on_signal(server.handle())?);
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

/// Stops the server when it is told to: SIGTERM lets requests under way end, SIGINT does not.
fn stop_on_signal(server: actix_server::ServerHandle) -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        let is_graceful = tokio::select! {
            _ = terminate.recv() => true,
            _ = interrupt.recv() => false,
        };
        server.stop(is_graceful).await;
    })
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
    workers: Handle<MediaWorkers>,
    incidents: Incidents,
    segment_cache: Handle<SegmentCache>,
    evictor: Handle<Evictor>,
    uploads: Handle<Uploads>,
    videos: Handle<Videos>,
    video_events: VideoEvents,
    board: NotificationBoard,
    herald: Herald,
    sessions: LiveSessions,
    rooms: RoomDesk,
    fan_out: FanOut,
    /// Those of the database, before anybody is let in.
    comment_rules: CommentRules,
}

fn start_rooms(system: &ActorSystem, stores: &Stores, events: &VideoEvents, fan_out: &FanOut) -> RoomDesk {
    let audience = Arc::new(fan_out.clone());
    let config = RoomConfig { comments: stores.comments.clone(), audience, events: events.clone() };
    RoomDesk::new(system.spawn(move || Rooms::new(config.clone())))
}

fn start_actors(system: &ActorSystem, config: &Config, stores: &Stores) -> Result<Actors, ServeError> {
    let encoders = Encoders::new(config.encoding.h264, &config.encoding.ladder.extra);
    let incidents = Incidents::default();
    let workers_config = MediaWorkersConfig {
        slots: config.workers,
        worker: worker_config(config)?,
        encoders: encoders.clone(),
        sources: Arc::clone(&stores.sources) as Arc<dyn SourceStore>,
        segments: Arc::clone(&stores.segments) as Arc<dyn SegmentStore>,
        incidents: incidents.clone(),
    };
    let workers = system.spawn(move || MediaWorkers::new(workers_config.clone()));
    let hot = HotSegments::new(stores.catalogue.clone(), stores.segments.clone(), config.segment_cache_bytes);
    let cache_config =
        SegmentCacheConfig { hot: hot.clone(), catalogue: stores.catalogue.clone(), store: stores.segments.clone() };
    let segment_cache = system.spawn(move || SegmentCache::new(cache_config.clone()));
    let video_events = VideoEvents::default();
    let board = NotificationBoard::default();
    let herald = Herald::new(stores.notifications.clone(), board.clone());
    let notifications = start_notifications(system, stores, herald.clone());
    let videos_config = VideosConfig {
        catalogue: stores.catalogue.clone(),
        ledger: stores.ledger.clone(),
        uploads: stores.uploads.clone(),
        outbox: stores.outbox.clone(),
        captions: Shelf::new(stores.captions.clone(), stores.segments.clone()),
        sources: stores.sources.clone(),
        segments: stores.segments.clone(),
        stills: stores.stills.clone(),
        workers: workers.clone(),
        forget: segment_cache.recipient::<ForgetMedia, _>(),
        hot_segments: hot.clone(),
        quarantine: segment_cache.recipient::<QuarantineObject, _>(),
        events: video_events.clone(),
        incidents: incidents.clone(),
        news: notifications.recipient::<FactsArrived, _>(),
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
    let sessions = start_sessions(system, stores);
    let fan_out = FanOut::default();
    let rooms = start_rooms(system, stores, &video_events, &fan_out);
    Ok(Actors {
        hot_segments: hot,
        workers,
        incidents,
        segment_cache,
        evictor,
        uploads,
        videos,
        video_events,
        board,
        herald,
        sessions,
        rooms,
        fan_out,
        comment_rules: CommentRules::new(&TextRules::default()),
    })
}

fn start_notifications(system: &ActorSystem, stores: &Stores, herald: Herald) -> Handle<NotificationsActor> {
    let config = NotificationsConfig {
        outbox: stores.outbox.clone(),
        catalogue: stores.catalogue.clone(),
        comments: stores.comments.clone(),
        notifications: stores.notifications.clone(),
        herald,
    };
    system.spawn(move || NotificationsActor::new(config.clone()))
}

fn start_sessions(system: &ActorSystem, stores: &Stores) -> LiveSessions {
    let board = Board::default();
    let lines = board.clone();
    let config = SessionConfig { accounts: stores.accounts.clone(), sessions: stores.sessions.clone() };
    let actors = system.spawn(move || Sessions::new(config.clone(), lines.clone()));
    LiveSessions::new(board, actors, stores.sessions.clone())
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

fn secret(config: &Config) -> Result<Secret, ServeError> {
    if config.secret_previous.as_ref().is_some_and(|secret| !secret.is_strong()) {
        return Err(ServeError::Other("`secret_previous` must have 32 characters or more".to_owned()));
    }
    match &config.secret {
        Some(secret) if !secret.is_strong() => {
            Err(ServeError::Other("`secret` must have 32 characters or more".to_owned()))
        }
        Some(secret) => Ok(secret.clone()),
        None => Ok(Secret::of_folder(&config.data_dir)?),
    }
}

/// How people are told of things outside of the web app.
struct People {
    codes: CodeDesk,
    notifier: Handle<Notifier>,
    reach: Reach,
}

fn reach_people(
    system: &ActorSystem,
    config: &Config,
    public_url: &str,
    stores: &Stores,
    secret: &Secret,
) -> Result<People, ServeError> {
    // Codes are written to the log only where nobody but this machine uses the server.
    let is_private = url::Url::parse(public_url).is_ok_and(|url| is_local(&url));
    let mailer: Arc<dyn Mailer> = match &config.mail {
        Some(settings) => Arc::new(SmtpMailer::new(settings)?),
        None if is_private => Arc::new(ToLog),
        None => Arc::new(Nowhere),
    };
    let texts: Arc<dyn TextSender> = if is_private { Arc::new(ToLog) } else { Arc::new(Nowhere) };
    let codes = CodeDesk::new(stores.codes.clone(), secret.key("one-time codes"));
    let letters = Letters::new(public_url.to_owned());
    let notifier_config = NotifierConfig { codes: codes.clone(), mailer, texts, letters };
    let notifier = system.spawn(move || Notifier::new(notifier_config.clone()));
    let reach = Reach { mail: config.mail.is_some() || is_private, texts: is_private };
    Ok(People { codes, notifier, reach })
}

/// A server without any account says once how its first admin is made.
async fn offer_admin_token(stores: &Stores, public_url: &str) -> Result<(), ServeError> {
    let token = random_token();
    if stores.sign_ups.offer_admin_token(&crate::edge::tokens::hash(&token)).await? {
        tracing::warn!(
            "nobody has an account yet: this link makes the first admin, once: {public_url}/register#admin_token={token}"
        );
    }
    Ok(())
}

fn operator_feed(
    config: &Config,
    system: &ActorSystem,
    stores: &Stores,
    actors: &Actors,
    connections: &Connections,
) -> OperatorFeed {
    OperatorFeed::new(FeedSources {
        registry: system.registry().clone(),
        incidents: actors.incidents.clone(),
        workers: actors.workers.clone(),
        cache: actors.hot_segments.clone(),
        ledger: stores.ledger.clone(),
        host: Arc::new(ThisProcess::new(&config.data_dir, connections.clone())),
        rooms: actors.rooms.clone(),
        audience: Arc::new(actors.fan_out.clone()),
    })
}

fn compose(
    config: &Config,
    public_url: &str,
    system: &ActorSystem,
    stores: &Stores,
    actors: &Actors,
    people: People,
    secret: Secret,
) -> Result<App, ServeError> {
    let connections = Connections::default();
    App::new(crate::edge::AppParts {
        operator_feed: operator_feed(config, system, stores, actors, &connections),
        connections,
        accounts: stores.accounts.clone(),
        second_factors: stores.second_factors.clone(),
        api_keys: stores.api_keys.clone(),
        profiles: stores.profiles.clone(),
        tiers: stores.tiers.clone(),
        social: Social {
            likes: stores.likes.clone(),
            follows: stores.follows.clone(),
            chapters: stores.chapters.clone(),
            notifications: stores.notifications.clone(),
            board: actors.board.clone(),
            herald: actors.herald.clone(),
        },
        library: Library::new(stores.history.clone(), stores.playlists.clone(), stores.discovery.clone()),
        pictures: Pictures::new(worker_config(config)?, stores.profiles.clone(), stores.pictures.clone()),
        sessions: actors.sessions.clone(),
        sign_ups: stores.sign_ups.clone(),
        codes: people.codes,
        notifier: people.notifier,
        reach: people.reach,
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
        media_workers: actors.workers.clone(),
        segment_cache: actors.segment_cache.clone(),
        evictor: actors.evictor.clone(),
        comments: stores.comments.clone(),
        rooms: actors.rooms.clone(),
        fan_out: actors.fan_out.clone(),
        moderation: stores.moderation.clone(),
        comment_rules: actors.comment_rules.clone(),
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
        body_window: config.body_window,
    })
    .map_err(|error| ServeError::Other(error.to_string()))
}

//! What every handler may reach: ports, handles and settings. Made once by the composition root.

use std::sync::Arc;
use std::time::Duration;

use playhouse_actors::captions::keep::Shelf;
use playhouse_actors::comment_rules::CommentRules;
use playhouse_actors::evictor::Evictor;
use playhouse_actors::live_sessions::LiveSessions;
use playhouse_actors::media_workers::MediaWorkers;
use playhouse_actors::messages::FactsArrived;
use playhouse_actors::notifier::Notifier;
use playhouse_actors::one_time_codes::CodeDesk;
use playhouse_actors::operator_feed::OperatorFeed;
use playhouse_actors::pictures::Pictures;
use playhouse_actors::ports::{
    Accounts, ApiKeys, Catalogue, Comments, Idempotency, Ledger, Moderation, Profiles, SecondFactors, SignUps,
    SourceStore, Stills, Tiers, Uploads,
};
use playhouse_actors::rooms::RoomDesk;
use playhouse_actors::runtime::{Handle, Readiness, Recipient, Registry};
use playhouse_actors::segment_cache::{HotSegments, SegmentCache};
use playhouse_actors::video_events::VideoEvents;
use playhouse_actors::{uploads, videos};

use super::admission::Admission;
use super::connection::Connections;
use super::cors::Origins;
use super::devices::Devices;
use super::error::ApiError;
use super::fanout::FanOut;
use super::idempotency::Repeats;
use super::library::Library;
use super::media_url::MediaUrls;
use super::passwords::Passwords;
use super::playback::KnownVideos;
use super::rate_limits::RateLimits;
use super::second_factor::SecondFactor;
use super::social::Social;
use super::streams::{Most, Streams};
use super::tokens::Tokens;
use super::viewings::Viewings;
use crate::config::{Secret, Signup};

/// Which messages leave the server.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    pub mail: bool,
    pub texts: bool,
}

/// What the composition root brings.
pub struct AppParts {
    pub accounts: Arc<dyn Accounts>,
    pub second_factors: Arc<dyn SecondFactors>,
    pub api_keys: Arc<dyn ApiKeys>,
    pub profiles: Arc<dyn Profiles>,
    pub tiers: Arc<dyn Tiers>,
    pub social: Social,
    pub library: Library,
    pub pictures: Pictures,
    pub sessions: LiveSessions,
    pub sign_ups: Arc<dyn SignUps>,
    pub codes: CodeDesk,
    pub notifier: Handle<Notifier>,
    pub reach: Reach,
    pub catalogue: Arc<dyn Catalogue>,
    pub idempotency: Arc<dyn Idempotency>,
    pub ledger: Arc<dyn Ledger>,
    pub captions: Shelf,
    pub uploads: Arc<dyn Uploads>,
    pub sources: Arc<dyn SourceStore>,
    pub hot_segments: HotSegments,
    pub stills: Arc<dyn Stills>,
    pub upload_actors: Handle<uploads::Uploads>,
    pub video_actors: Handle<videos::Videos>,
    pub video_events: VideoEvents,
    pub media_workers: Handle<MediaWorkers>,
    pub segment_cache: Handle<SegmentCache>,
    pub evictor: Handle<Evictor>,
    pub connections: Connections,
    pub operator_feed: OperatorFeed,
    pub fan_out: FanOut,
    pub comments: Arc<dyn Comments>,
    pub rooms: RoomDesk,
    pub moderation: Arc<dyn Moderation>,
    pub comment_rules: CommentRules,
    pub registry: Registry,
    pub readiness: Readiness,
    pub secret: Secret,
    /// What signed before; what it has signed still holds.
    pub secret_previous: Option<Secret>,
    pub rate_limits: RateLimits,
    pub cors_origins: Origins,
    pub public_url: String,
    pub signup: Signup,
    pub max_upload_bytes: u64,
    pub upload_expiry: Duration,
    /// In which the next piece of a request's body must come.
    pub body_window: Duration,
    /// Rungs that nobody watches for so long go by themselves; none: they stay.
    pub evict_unwatched: Option<Duration>,
}

pub struct App {
    pub accounts: Arc<dyn Accounts>,
    pub second_factor: SecondFactor,
    pub api_keys: Arc<dyn ApiKeys>,
    pub profiles: Arc<dyn Profiles>,
    pub tiers: Arc<dyn Tiers>,
    pub social: Social,
    pub library: Library,
    pub pictures: Pictures,
    pub sessions: LiveSessions,
    pub sign_ups: Arc<dyn SignUps>,
    pub codes: CodeDesk,
    pub notifier: Handle<Notifier>,
    pub reach: Reach,
    pub catalogue: Arc<dyn Catalogue>,
    pub ledger: Arc<dyn Ledger>,
    pub captions: Shelf,
    pub uploads: Arc<dyn Uploads>,
    pub sources: Arc<dyn SourceStore>,
    pub hot_segments: HotSegments,
    pub stills: Arc<dyn Stills>,
    pub upload_actors: Handle<uploads::Uploads>,
    pub video_actors: Handle<videos::Videos>,
    pub video_events: VideoEvents,
    pub media_workers: Handle<MediaWorkers>,
    pub segment_cache: Handle<SegmentCache>,
    pub evictor: Handle<Evictor>,
    pub facts: Recipient<FactsArrived>,
    pub connections: Connections,
    pub operator_feed: OperatorFeed,
    pub registry: Registry,
    pub readiness: Readiness,
    pub tokens: Tokens,
    pub devices: Devices,
    pub passwords: Passwords,
    pub admission: Admission,
    pub repeats: Repeats,
    pub media_urls: MediaUrls,
    pub known_videos: KnownVideos,
    pub viewings: Viewings,
    pub streams: Streams,
    pub sockets: Streams,
    pub fan_out: FanOut,
    pub comments: Arc<dyn Comments>,
    pub rooms: RoomDesk,
    pub moderation: Arc<dyn Moderation>,
    pub comment_rules: CommentRules,
    pub rate_limits: RateLimits,
    pub cors_origins: Origins,
    pub public_url: String,
    pub signup: Signup,
    pub max_upload_bytes: u64,
    pub upload_expiry: Duration,
    /// In which the next piece of a request's body must come.
    pub body_window: Duration,
    /// Rungs that nobody watches for so long go by themselves; none: they stay.
    pub evict_unwatched: Option<Duration>,
}

impl App {
    pub fn new(parts: AppParts) -> Result<Self, ApiError> {
        Ok(Self {
            facts: parts.video_actors.recipient::<FactsArrived, _>(),
            tokens: Tokens::new(&parts.secret, parts.public_url.starts_with("https://")),
            devices: Devices::new(&parts.secret),
            passwords: Passwords::new()?,
            media_urls: MediaUrls::new(parts.public_url.clone(), &parts.secret, parts.secret_previous.as_ref()),
            admission: Admission::default(),
            repeats: Repeats::new(parts.idempotency, &parts.secret),
            known_videos: KnownVideos::new(),
            viewings: Viewings::new(),
            streams: Streams::new(Most::STREAMS),
            sockets: Streams::new(if parts.rate_limits.is_on() { Most::SOCKETS } else { Most::SOCKETS_UNCOUNTED }),
            fan_out: parts.fan_out,
            comments: parts.comments,
            rooms: parts.rooms,
            moderation: parts.moderation,
            comment_rules: parts.comment_rules,
            accounts: parts.accounts,
            second_factor: SecondFactor::new(&parts.secret, parts.second_factors),
            api_keys: parts.api_keys,
            profiles: parts.profiles,
            tiers: parts.tiers,
            social: parts.social,
            library: parts.library,
            pictures: parts.pictures,
            sessions: parts.sessions,
            sign_ups: parts.sign_ups,
            codes: parts.codes,
            notifier: parts.notifier,
            reach: parts.reach,
            catalogue: parts.catalogue,
            ledger: parts.ledger,
            captions: parts.captions,
            uploads: parts.uploads,
            sources: parts.sources,
            hot_segments: parts.hot_segments,
            stills: parts.stills,
            upload_actors: parts.upload_actors,
            video_actors: parts.video_actors,
            video_events: parts.video_events,
            media_workers: parts.media_workers,
            segment_cache: parts.segment_cache,
            evictor: parts.evictor,
            evict_unwatched: parts.evict_unwatched,
            connections: parts.connections,
            operator_feed: parts.operator_feed,
            registry: parts.registry,
            readiness: parts.readiness,
            rate_limits: parts.rate_limits,
            cors_origins: parts.cors_origins,
            public_url: parts.public_url,
            signup: parts.signup,
            max_upload_bytes: parts.max_upload_bytes,
            upload_expiry: parts.upload_expiry,
            body_window: parts.body_window,
        })
    }
}

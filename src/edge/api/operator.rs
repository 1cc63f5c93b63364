//! `/operator`: what operators see and do.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use futures::future::try_join_all;
use playhouse_actors::messages::DeadLettersRevived;
use playhouse_actors::model::{AuditNote, DeadLetter, VideoId};
use playhouse_actors::operator_feed::OperatorSnapshot;
use playhouse_actors::runtime::{ActorId, ActorSnapshot, NeverRebuilt};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rfc3339;
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Code, Problem};

/// Dead letters that are listed at most.
const LETTERS: usize = 500;
/// Rooms that are listed at most.
const ROOMS: usize = 100;
/// How long an actor that begins anew may take to finish what it has accepted.
const RESTART: Duration = Duration::from_secs(5);

#[derive(Serialize)]
pub struct ActorList {
    items: Vec<ActorSnapshot>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActorQuery {
    /// Actors of this kind, for example `transcode`.
    kind: Option<String>,
    /// Part of what the actor is called, for example the id of its video.
    label: Option<String>,
}

impl ActorQuery {
    fn fits(&self, actor: &ActorSnapshot) -> bool {
        let is_of_kind = self.kind.as_ref().is_none_or(|kind| actor.kind == kind);
        let has = |part: &String| actor.label.as_ref().is_some_and(|label| label.contains(part.as_str()));
        is_of_kind && self.label.as_ref().is_none_or(has)
    }
}

/// Every live actor, the oldest first, and those that ended a while ago.
///
/// Each has `id`, `parent` (of the tree), `kind`, `label`, `policy`, `placement`, `phase`, `healthy`, `exit`, `doing`, `depth` and
/// `capacity` of its mailbox, counts (`handled`, `failed`, `shed`, `lost`, `expired`, `deferred`), `rate` (messages a second, of
/// the last seconds), `handle_time` and `queue_wait` (`p50_us`, `p99_us`), the same of each of its `messages`, `restarts`, `last_error`,
/// `started_at_unix_ms`, `ended_at_unix_ms`, `age_seconds`, and its own `state`.
#[utoipa::path(get, path = "/api/v1/operator/actors", tag = "operators", params(ActorQuery), responses(
    (status = 200, description = "`{items: [actor]}`", body = Object),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn actors(app: web::Data<App>, query: web::Query<ActorQuery>, _: Operator) -> web::Json<ActorList> {
    let items = app.registry.snapshot().into_iter().filter(|actor| query.fits(actor)).collect();
    web::Json(ActorList { items })
}

/// The server at this moment: `at`, `actors` summed by kind (`count`, `hung`, `depth`, counts, `rate`, `handle_time`, `queue_wait`,
/// `restarts`), `jobs` by lane (`running`, `waiting`), `rooms` (`live`, `connections`),
/// `sockets` (`sockets`, `behind`, `told`, `closed_slow`), `cache`, `storage`, and its `process` (`rss_bytes`, `cpu_seconds`,
/// `uptime_seconds`, `threads`, `open_connections`, `free_bytes`). The socket `/operator/ws` tells the same every second.
#[utoipa::path(get, path = "/api/v1/operator/overview", tag = "operators", responses(
    (status = 200, body = Object),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn overview(app: web::Data<App>, _: Operator) -> web::Json<OperatorSnapshot> {
    web::Json(app.operator_feed.look().await)
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiveRoom)]
pub struct RoomDto {
    pub video: String,
    /// None: the video has just gone.
    pub title: Option<String>,
    /// Its number among the actors
    pub actor: u64,
    /// Open sockets in it
    pub connections: usize,
    /// Signed-in people among them, each once
    pub people: usize,
    /// The last number of its order that was told
    pub seq: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoomList {
    /// All of them, not only those that are listed
    pub live: usize,
    pub items: Vec<RoomDto>,
}

/// The hundred live rooms with the most sockets.
#[utoipa::path(get, path = "/api/v1/operator/rooms", tag = "operators", operation_id = "list_rooms", responses(
    (status = 200, body = RoomList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn rooms(app: web::Data<App>, _: Operator) -> Result<web::Json<RoomList>, ApiError> {
    let mut rooms = app.rooms.list().await?;
    let live = rooms.len();
    rooms.truncate(ROOMS);
    let videos = try_join_all(rooms.iter().map(|room| app.catalogue.video(&room.video))).await?;
    let items = rooms.into_iter().zip(videos).map(|(room, video)| RoomDto {
        video: room.video.to_string(),
        title: video.map(|video| video.title),
        actor: room.actor.get(),
        connections: room.connections,
        people: room.people,
        seq: room.seq,
    });
    Ok(web::Json(RoomList { live, items: items.collect() }))
}

/// Has a live actor begin anew: its children end, it finishes what it has accepted and saves, and is built afresh; what comes
/// meanwhile waits. After five seconds it is killed first. The list of actors shows how it goes.
#[utoipa::path(post, path = "/api/v1/operator/actors/{actor}/restart", tag = "operators", params(("actor" = u64, Path)), responses(
    (status = 202, description = "It is told to"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such actor lives", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`never_rebuilt`: its policy is `temporary`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn restart_actor(
    app: web::Data<App>,
    id: web::Path<u64>,
    operator: Operator,
) -> Result<HttpResponse, ApiError> {
    let control = app.registry.control(ActorId::new(*id)).ok_or_else(ApiError::not_found)?;
    if !control.may_restart() {
        return Err(NeverRebuilt.into());
    }
    let label = control.snapshot().label.map(|label| format!("/{label}")).unwrap_or_default();
    let note = AuditNote {
        by: operator.0.id,
        subject: format!("actor:{}{label}", control.kind()),
        action: "actor.restart",
        detail: format!("Number {id}."),
    };
    app.accounts.note(note).await?;
    control.restart(RESTART)?;
    Ok(HttpResponse::Accepted().finish())
}

/// Has a live actor panic, to see that the house stands. Not part of the API: builds without debug assertions have no such call.
#[cfg(debug_assertions)]
pub async fn panic_actor(app: web::Data<App>, id: web::Path<u64>, _: Operator) -> Result<HttpResponse, ApiError> {
    app.registry.control(ActorId::new(*id)).ok_or_else(ApiError::not_found)?.inject_panic();
    Ok(HttpResponse::Accepted().finish())
}

impl From<NeverRebuilt> for ApiError {
    fn from(_: NeverRebuilt) -> Self {
        Self::new(
            Code::NeverRebuilt,
            "Its first end is its last; whoever started it starts another when one is needed.",
        )
    }
}

/// A segment that could not be made, of one or several renditions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterDto {
    pub video: String,
    pub renditions: Vec<String>,
    /// The segment's number, from 0.
    pub number: u32,
    /// Stable name.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
    pub attempts: u32,
    /// RFC 3339; when it was given up.
    pub at: String,
}

impl From<DeadLetter> for DeadLetterDto {
    fn from(letter: DeadLetter) -> Self {
        Self {
            video: letter.video.to_string(),
            renditions: letter.rungs,
            number: letter.number,
            code: letter.failure.code,
            detail: letter.failure.detail,
            attempts: letter.attempts,
            at: rfc3339(letter.at),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterList {
    /// The newest first, 500 at most.
    pub items: Vec<DeadLetterDto>,
}

/// Segments that were given up, of all videos.
#[utoipa::path(get, path = "/api/v1/operator/dead-letters", tag = "operators", responses(
    (status = 200, body = DeadLetterList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn dead_letters(app: web::Data<App>, _: Operator) -> Result<web::Json<DeadLetterList>, ApiError> {
    let letters = app.catalogue.newest_dead_letters(LETTERS).await?;
    Ok(web::Json(DeadLetterList { items: letters.into_iter().map(DeadLetterDto::from).collect() }))
}

/// Has everything tried again that was given up of a video.
#[utoipa::path(post, path = "/api/v1/operator/dead-letters/{video}/retry", tag = "operators", params(("video" = String, Path)), responses(
    (status = 202, description = "Work goes on"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Nothing was given up of such a video", body = Problem, content_type = "application/problem+json"),
))]
pub async fn retry_dead_letters(
    app: web::Data<App>,
    video: web::Path<String>,
    _: Operator,
) -> Result<HttpResponse, ApiError> {
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    if app.catalogue.revive(&video).await? == 0 {
        return Err(ApiError::not_found());
    }
    app.video_actors.try_tell(DeadLettersRevived { video })?;
    Ok(HttpResponse::Accepted().finish())
}

//! `/rooms/{video}/ws`: one viewer's way into a video's room.
//!
//! The conversation of one socket: it joins the room, hands what its client says to the same functions that the API uses, and
//! ends when the client may no longer be here. What the room tells does not pass through here.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_server::GracefulShutdownSignal;
use actix_web::{HttpRequest, HttpResponse, web};
use bytestring::ByteString;
use playhouse_actors::messages::{JoinRoom, RoomError};
use playhouse_actors::model::{RoomMessage, VideoId};
use playhouse_actors::room::Seat;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use super::app::App;
use super::auth::MaybeSignedIn;
use super::error::{ApiError, Code};
use super::fanout::Socket;
use super::policy::{self, visible};
use super::room_commands::{self, Command, Turn};
use super::streams::Client;
use super::ws::{Farewell, Handshake, Texts};

/// So often it is looked whether the client may still be here.
const LOOK: Duration = Duration::from_secs(15);
/// A room that has just failed is asked again, with growing pauses.
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// What one client may have under way at a time; what it says meanwhile waits.
const AT_ONCE: usize = 32;

#[derive(Debug, Deserialize)]
pub struct JoinQuery {
    /// The last `seq` that the client has seen.
    since: Option<i64>,
    /// The `epoch` that it belongs to.
    epoch: Option<String>,
}

struct Visitor {
    app: web::Data<App>,
    who: MaybeSignedIn,
    video: VideoId,
    is_host: bool,
    socket: Rc<Socket>,
    /// Its commands, one after the other.
    turns: Arc<Mutex<()>>,
}

pub async fn open(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
    id: web::Path<String>,
    query: web::Query<JoinQuery>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let draining = request
        .app_data::<GracefulShutdownSignal>()
        .cloned()
        .ok_or_else(|| ApiError::new(Code::Internal, "The server is not put together."))?;
    let handshake = Handshake::check(&app, &request, Client::of(&app, &request, &who))?;
    let video = visible(&app, &id, &who).await?;
    let is_host = who.0.as_ref().is_some_and(|who| policy::is_host(&who.user, &video));
    let (video, room) = (video.id.clone(), video.id);
    let query = query.into_inner();
    let of = app.clone();
    handshake.open(&of, &request, payload, Some(&room), move |socket, texts| async move {
        Visitor { app, who, video, is_host, socket, turns: Arc::default() }.converse(query, texts, draining).await
    })
}

impl Visitor {
    async fn converse(self, query: JoinQuery, mut texts: Texts, draining: GracefulShutdownSignal) -> Farewell {
        let seat = match self.join(query).await {
            Ok(seat) => seat,
            Err(farewell) => return farewell,
        };
        let visitor = Rc::new(self);
        let mut looks = interval_at(Instant::now() + LOOK, LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = draining.notified() => return Farewell::STOPPING,
                () = visitor.who.ended(&visitor.app) => return Farewell::ENDED,
                () = seat.closed() => return Farewell::LATER,
                text = texts.recv(), if under_way.len() < AT_ONCE => match text {
                    Some(text) => visitor.hear(&text, &mut under_way),
                    // The socket says goodbye by itself.
                    None => return Farewell::LATER,
                },
                Some(_) = under_way.join_next() => {}
                _ = looks.tick() => {
                    if let Err(error) = visible(&visitor.app, visitor.video.as_str(), &visitor.who).await
                        && error.is(Code::NotFound)
                    {
                        return Farewell::GONE;
                    }
                }
            }
        }
    }

    async fn join(&self, query: JoinQuery) -> Result<Seat, Farewell> {
        let user = self.who.0.as_ref().map(|who| who.user.id.clone());
        let join = || JoinRoom {
            member: self.socket.member(),
            user: user.clone(),
            is_host: self.is_host,
            since: query.since,
            epoch: query.epoch.clone(),
        };
        let mut pause = FIRST_PAUSE;
        for _ in 0..TRIES {
            match self.app.rooms.ask(&self.video, join).await {
                Ok(Ok(seat)) => return Ok(seat),
                Ok(Err(RoomError::NotFound)) => return Err(Farewell::GONE),
                Ok(Err(error)) => tracing::debug!(room = %self.video, %error, "a room does not let in"),
                Err(error) => tracing::debug!(room = %self.video, %error, "a room does not answer"),
            }
            sleep(pause).await;
            pause *= 2;
        }
        Err(Farewell::LATER)
    }

    /// Does what the client says, beside what else it has said.
    fn hear(self: &Rc<Self>, text: &ByteString, under_way: &mut JoinSet<()>) {
        let command = match serde_json::from_str::<Command>(text) {
            Ok(command) => command,
            Err(_unknown) => {
                let detail = "That is none of the messages of `playhouse.v1`.";
                return self.refuse(&ApiError::new(Code::BadRequest, detail), None);
            }
        };
        let visitor = Rc::clone(self);
        under_way.spawn_local(async move {
            let client_id = command.client_id().map(str::to_owned);
            let turn = Turn::take(Arc::clone(&visitor.turns)).await;
            match room_commands::obey(&visitor.app, &visitor.who, &visitor.video, command, turn).await {
                Ok(Some(answer)) => visitor.socket.tell(&answer),
                Ok(None) => {}
                Err(error) => visitor.refuse(&error, client_id.as_deref()),
            }
        });
    }

    fn refuse(&self, error: &ApiError, client_id: Option<&str>) {
        let retry_after = error.retry_after_seconds();
        let message = RoomMessage::Error { code: error.code(), detail: error.detail(), client_id, retry_after };
        self.socket.tell(&message.text());
    }
}

//! Sockets: the handshake and the WebSocket protocol, the same for all of them; the one place that knows actix-web-actors.
//!
//! Each connection is one of its actors. What comes in is checked (size, UTF-8, pace) and handed as text to a conversation,
//! which says what to do; what goes out takes the way of the [`fanout`](super::fanout) and never the actor's own queue, which
//! has no bounds. Invariants: a socket is open only as long as its conversation; when that is over, the close frame is the last
//! thing sent, and a client that does not answer it is left within [`PARTING`].

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, StreamHandler, WrapFuture};
use actix_http::ws::{CloseReason, Item, Message, ProtocolError};
use actix_web::http::header::ORIGIN;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{WebsocketContext, WsResponseBuilder};
use bytes::BytesMut;
use bytestring::ByteString;
use playhouse_actors::model::VideoId;
use tokio::sync::mpsc;

use super::app::App;
use super::connection::Line;
use super::error::{ApiError, Code};
use super::fanout::Socket;
use super::fanout::frame::CloseCode;
use super::middleware;
use super::streams::{Client, Place};

/// What we speak (`Sec-WebSocket-Protocol`).
const PROTOCOL: &str = "playhouse.v1";
/// The largest message that a client may send (OWASP).
const MESSAGE_BYTES: usize = 64 << 10;
const PING: Duration = Duration::from_secs(25);
/// Two pings that nobody answered.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a client may take to answer a close frame.
const PARTING: Duration = Duration::from_secs(2);
/// Messages that wait for their conversation.
const WAITING: usize = 256;
/// How much a client may say at once, and how much a second.
const BURST: f64 = 30.0;
const RATE: f64 = 5.0;
/// Messages past that, after which it is told to go.
const PATIENCE: u32 = 100;

/// Why a conversation is over.
#[derive(Debug, Clone, Copy)]
pub struct Farewell {
    pub code: CloseCode,
    pub reason: &'static str,
}

impl Farewell {
    pub const STOPPING: Self = Self { code: CloseCode::Restart, reason: "the server stops" };
    pub const ENDED: Self = Self { code: CloseCode::Policy, reason: "the session has ended" };
    pub const GONE: Self = Self { code: CloseCode::NotFound, reason: "there is nothing here" };
    pub const LATER: Self = Self { code: CloseCode::TryLater, reason: "come back later" };
}

/// What a client says, in order.
pub type Texts = mpsc::Receiver<ByteString>;

type Conversation = Pin<Box<dyn Future<Output = Farewell>>>;

/// A connection about to become a socket: everything that has to be right was looked at.
pub struct Handshake {
    line: Rc<Line>,
    place: Place,
    is_limited: bool,
}

impl Handshake {
    /// Checks what a socket needs beside the protocol itself: its origin (ASVS 4.4.2) and a place.
    pub fn check(app: &App, request: &HttpRequest, client: Client) -> Result<Self, ApiError> {
        check_origin(app, request)?;
        let line = request.conn_data::<Rc<Line>>().cloned();
        let line = line.ok_or_else(|| ApiError::new(Code::Internal, "The server is not put together."))?;
        let place = app
            .sockets
            .take(client)
            .ok_or_else(|| ApiError::new(Code::TooManyStreams, "Too many sockets are open; close some."))?;
        Ok(Self { line, place, is_limited: app.rate_limits.is_on() })
    }

    /// Answers the upgrade; `converse` is what is said then. `room`: the room that it hears.
    pub fn open<F>(
        self,
        app: &App,
        request: &HttpRequest,
        payload: web::Payload,
        room: Option<&VideoId>,
        converse: impl FnOnce(Rc<Socket>, Texts) -> F,
    ) -> Result<HttpResponse, ApiError>
    where
        F: Future<Output = Farewell> + 'static,
    {
        let Self { line, place, is_limited } = self;
        let socket = Rc::new(app.fan_out.enter(line, room));
        let (texts, heard) = mpsc::channel(WAITING);
        let conversation: Conversation = Box::pin(converse(Rc::clone(&socket), heard));
        let session = Session {
            socket,
            conversation: Some(conversation),
            texts: Some(texts),
            partial: None,
            pace: is_limited.then(Pace::new),
            heard_at: Instant::now(),
            has_parted: false,
            _place: place,
        };
        WsResponseBuilder::new(session, request, payload)
            .protocols(&[PROTOCOL])
            .frame_size(MESSAGE_BYTES)
            .start()
            .map_err(|_error| ApiError::new(Code::BadRequest, "This is for WebSocket clients (RFC 6455, 13)."))
    }
}

/// A page of another site may not open sockets in a person's name; nor may something that hides where it comes from, if it
/// has a browser's cookies.
fn check_origin(app: &App, request: &HttpRequest) -> Result<(), ApiError> {
    let is_fine = match request.headers().get(ORIGIN) {
        Some(origin) => middleware::is_own_origin(request.headers(), origin, &app.public_url, &app.cors_origins),
        None => request.cookie(app.tokens.access_cookie_name()).is_none(),
    };
    if is_fine {
        return Ok(());
    }
    Err(ApiError::new(Code::ForeignOrigin, "The page that opens this is on another site."))
}

/// A bucket of messages.
struct Pace {
    left: f64,
    at: Instant,
    refused: u32,
}

impl Pace {
    fn new() -> Self {
        Self { left: BURST, at: Instant::now(), refused: 0 }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        self.left = (self.left + RATE * (now - self.at).as_secs_f64()).min(BURST);
        self.at = now;
        if self.left < 1.0 {
            self.refused += 1;
            return false;
        }
        self.left -= 1.0;
        true
    }
}

/// One socket's protocol.
struct Session {
    socket: Rc<Socket>,
    /// Until the actor starts.
    conversation: Option<Conversation>,
    /// None once it is over.
    texts: Option<mpsc::Sender<ByteString>>,
    /// A message that comes in several frames.
    partial: Option<BytesMut>,
    pace: Option<Pace>,
    heard_at: Instant,
    /// The client has said that it closes, or is gone.
    has_parted: bool,
    _place: Place,
}

type Ctx = WebsocketContext<Session>;

impl Session {
    /// Says goodbye; what happens when that has left is up to [`Self::part`].
    fn close(&mut self, code: CloseCode, reason: &str) {
        self.texts = None;
        self.partial = None;
        self.socket.close(code, reason);
    }

    fn part(&mut self, ctx: &mut Ctx) {
        if self.has_parted {
            return ctx.stop();
        }
        ctx.run_later(PARTING, |_, ctx| ctx.stop());
    }

    fn beat(&mut self) {
        if self.heard_at.elapsed() > SILENCE {
            return self.close(CloseCode::TryLater, "nothing was heard");
        }
        self.socket.ping();
    }

    fn text(&mut self, text: ByteString) {
        let Some(texts) = &self.texts else { return };
        if let Some(pace) = &mut self.pace
            && !pace.take()
        {
            if pace.refused > PATIENCE {
                return self.close(CloseCode::Policy, "too many messages");
            }
            return self
                .socket
                .tell(br#"{"type":"error","code":"rate_limited","detail":"Too many messages; wait a little."}"#);
        }
        if texts.try_send(text).is_err() {
            self.socket
                .tell(br#"{"type":"error","code":"busy","detail":"Too many messages at once; wait for answers."}"#);
        }
    }

    fn continuation(&mut self, item: Item) {
        let (bytes, is_last) = match item {
            Item::FirstText(bytes) => {
                self.partial = Some(BytesMut::new());
                (bytes, false)
            }
            Item::FirstBinary(_) => return self.close(CloseCode::Unsupported, "text only"),
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        let Some(partial) = &mut self.partial else { return };
        if partial.len() + bytes.len() > MESSAGE_BYTES {
            return self.close(CloseCode::TooBig, "at most 64 KiB");
        }
        partial.extend_from_slice(&bytes);
        if !is_last {
            return;
        }
        let whole = self.partial.take().map(BytesMut::freeze).unwrap_or_default();
        match ByteString::try_from(whole) {
            Ok(text) => self.text(text),
            Err(_) => self.close(CloseCode::InvalidText, "not UTF-8"),
        }
    }

    fn parted(&mut self, reason: Option<CloseReason>) {
        self.has_parted = true;
        tracing::trace!(code = ?reason.map(|reason| reason.code), "a client closes its socket");
        self.close(CloseCode::Normal, "");
    }
}

impl Actor for Session {
    type Context = Ctx;

    fn started(&mut self, ctx: &mut Ctx) {
        ctx.run_interval(PING, |session, _| session.beat());
        if let Some(conversation) = self.conversation.take() {
            let farewell = conversation.into_actor(self);
            ctx.spawn(farewell.map(|Farewell { code, reason }, session, _| session.close(code, reason)));
        }
        let over = self.socket.over();
        let over = async move { over.notified().await };
        ctx.spawn(over.into_actor(self).map(|(), session, ctx| session.part(ctx)));
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for Session {
    fn handle(&mut self, message: Result<Message, ProtocolError>, ctx: &mut Ctx) {
        self.heard_at = Instant::now();
        if message.is_err() {
            // What cannot be read would be read again and again: nothing more is heard of this client.
            let reading = ctx.handle();
            ctx.cancel_future(reading);
        }
        match message {
            Ok(Message::Text(text)) => self.text(text),
            Ok(Message::Continuation(item)) => self.continuation(item),
            Ok(Message::Ping(payload)) => self.socket.pong(&payload),
            Ok(Message::Pong(_) | Message::Nop) => {}
            Ok(Message::Binary(_)) => self.close(CloseCode::Unsupported, "text only"),
            Ok(Message::Close(reason)) => self.parted(reason),
            Err(ProtocolError::Overflow) => self.close(CloseCode::TooBig, "at most 64 KiB"),
            Err(ProtocolError::Io(error)) => {
                tracing::debug!(%error, "a socket broke");
                self.close(CloseCode::InvalidText, "not UTF-8");
            }
            Err(error) => {
                tracing::debug!(%error, "a client does not keep to the protocol");
                self.close(CloseCode::Protocol, "not as RFC 6455 says");
            }
        }
    }

    /// Nothing more comes in: the client is gone, or was told to go.
    fn finished(&mut self, ctx: &mut Ctx) {
        self.has_parted = true;
        if self.texts.is_some() {
            ctx.stop();
        }
    }
}

//! Connections: media is served here, by a loop that writes shared bytes without copying them; everything else is served by
//! actix on the same connection.
//!
//! A connection begins here. As long as its requests are plain ones for media ([`head`]), they are answered one after the
//! other with what [`playback::respond`] says. With the first request that is anything else, the connection goes to actix with
//! every byte that was read and not answered ([`tap`]), and stays there: the same handlers answer media there as well.
//! So no request is ever read half by one and half by the other.
//!
//! Bounds, for each connection: a buffer of about twice [`head::LARGEST`], one answer at a time (its body is shared with the cache),
//! a deadline for a head, for idleness and for an answer to be taken.

mod clock;
mod count;
mod exchange;
mod head;
mod near;
mod tap;
mod wire;

use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_server::ServerBuilder;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_factory, fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App as ActixApp, Error, web};

use super::app::App;
use super::playback::{Conditions, Visit};
use super::{playback, routes};
pub use count::Connections;
use exchange::{Exchange, Left};
pub use tap::Line;
use tap::Tap;

/// What a connection may take of the server's time.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the first byte of a request's head to its last.
    pub head: Duration,
    /// Between an answer and the next request. Players ask once in a segment's length.
    pub idle: Duration,
    /// To take an answer, beside the time that its bytes have at `slowest`.
    pub taking: Duration,
    /// Bytes a second. Whoever takes fewer does not watch: no rendition is that small.
    pub slowest: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { head: seconds(10), idle: seconds(30), taking: seconds(30), slowest: 8 << 10 }
    }
}

/// Serves the app on a listener: one service, started in every worker of the server.
pub fn listen(
    server: ServerBuilder,
    listener: TcpListener,
    app: web::Data<App>,
    limits: Limits,
) -> io::Result<ServerBuilder> {
    let local = listener.local_addr()?;
    let draining = server.graceful_shutdown_signal();
    server.listen("playhouse", listener, move || {
        let (draining, app) = (draining.clone(), app.clone());
        let for_actix = draining.clone();
        let pages = ActixApp::new().app_data(draining.clone()).configure(routes::configure(app.clone()));
        let pages = pages.into_factory().map_err(|error: Error| error.as_response_error().error_response());
        let actix = HttpService::build()
            .client_request_timeout(limits.head)
            .graceful_shutdown_signal(move || {
                let signal = for_actix.clone();
                async move { signal.notified().await }
            })
            .local_addr(local)
            .on_connect_ext(|tap: &Tap, connection| {
                connection.insert(tap.line());
            })
            .finish(map_config(pages, |()| AppConfig::default()));
        let actix = Rc::new(actix);
        fn_factory(move || {
            let (actix, app, draining) = (Rc::clone(&actix), app.clone(), draining.clone());
            async move {
                let actix = Rc::new(actix.new_service(()).await?);
                Ok::<_, ()>(fn_service(move |stream: TcpStream| {
                    let (actix, app, draining) = (Rc::clone(&actix), app.clone(), draining.clone());
                    async move {
                        // Held to its end, whoever serves it by then.
                        let _open = app.connections.enter();
                        let peer = stream.peer_addr().ok();
                        let draining = async move { draining.notified().await };
                        let mut visit = Visit::default();
                        let respond = async |path: &str, conditions: &Conditions<'_>| {
                            playback::respond(&app, &mut visit, path, conditions).await
                        };
                        match Exchange::new(stream, limits, draining).run(respond).await {
                            Left::Nothing => Ok(()),
                            Left::Unread(stream, bytes) => {
                                actix.call((Tap::new(stream, bytes), Protocol::Http1, peer)).await
                            }
                        }
                    }
                }))
            }
        })
    })
}

//! `/users/me/ws` and `/operator/ws`: sockets that only tell.
//!
//! A person hears of what concerns them, an operator how the server is. What a client says here is not heard.

use actix_server::GracefulShutdownSignal;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::app::App;
use super::auth::{MaybeSignedIn, SignedIn};
use super::error::{ApiError, Code};
use super::policy;
use super::streams::Client;
use super::ws::{Farewell, Handshake};

/// Notifications of the person who asks: first how many are unread, then each as it comes. Who reads the list of them after
/// the first message misses none.
pub async fn notifications(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    let mut events = app.social.board.subscribe(&who.user.id);
    let unread = app.social.notifications.unread(&who.user.id).await?;
    let first = serde_json::to_vec(&playhouse_actors::model::NotificationMessage::Unread { unread });
    let first = first.map(Bytes::from).unwrap_or_default();
    tell(app, request, payload, who, first, async move || {
        let event = events.next().await?;
        serde_json::to_vec(&event.message()).ok().map(Bytes::from)
    })
}

/// The figures of the whole server every second, and what happens as it happens.
pub async fn operator(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    if !policy::may_operate(&who.user) {
        return Err(ApiError::not_found());
    }
    let mut feed = app.operator_feed.subscribe();
    let (of, operator) = (app.clone(), who.clone());
    tell(app, request, payload, who, Bytes::new(), async move || {
        let text = feed.next().await?;
        still_operates(&of, &operator).await.then_some(text)
    })
}

/// A role that is lost is lost here as well.
async fn still_operates(app: &App, who: &SignedIn) -> bool {
    let found = app.sessions.find(&who.user.id, &who.session.id).await;
    found.is_ok_and(|found| found.is_some_and(|(user, _)| policy::may_operate(&user)))
}

/// Tells what `next` has, until it has nothing more or the person is signed out.
fn tell<N>(
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
    who: SignedIn,
    first: Bytes,
    mut next: N,
) -> Result<HttpResponse, ApiError>
where
    N: AsyncFnMut() -> Option<Bytes> + 'static,
{
    let draining = request
        .app_data::<GracefulShutdownSignal>()
        .cloned()
        .ok_or_else(|| ApiError::new(Code::Internal, "The server is not put together."))?;
    let who = MaybeSignedIn(Some(who));
    let handshake = Handshake::check(&app, &request, Client::of(&app, &request, &who))?;
    let of = app.clone();
    handshake.open(&of, &request, payload, None, move |socket, mut texts| async move {
        if !first.is_empty() {
            socket.tell(&first);
        }
        let mut is_heard = true;
        loop {
            tokio::select! {
                () = draining.notified() => return Farewell::STOPPING,
                () = who.ended(&app) => return Farewell::ENDED,
                text = texts.recv(), if is_heard => is_heard = text.is_some(),
                text = next() => match text {
                    Some(text) => socket.tell(&text),
                    None => return Farewell::LATER,
                },
            }
        }
    })
}

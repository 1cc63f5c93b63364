//! Who is asking: extractors that handlers name in their arguments.
//!
//! A token comes in the cookie (the web app) or as `Authorization: Bearer` (programs). Whether its session still lives, and
//! what its person may do now, tells the person's actor, so that a log-out and a ban work at once.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use playhouse_actors::model::{Session, User, UserId};

use super::api_keys::{self, Call, KeyHash};
use super::app::App;
use super::error::{ApiError, Code};
use super::policy;

/// A person with a living session, or with an [API key](super::api_keys) whose scopes allow the call.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    /// Of a key, one that stands for it and is stored nowhere.
    pub session: Session,
    /// None: the session is a real one.
    pub key: Option<KeyHash>,
}

/// A person, or nobody.
#[derive(Debug, Clone)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

/// An admin with a living session.
#[derive(Debug, Clone)]
pub struct Operator(pub User);

/// A moderator or an admin with a living session.
#[derive(Debug, Clone)]
pub struct Moderator(pub User);

fn token(app: &App, request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(bearer) = header.and_then(|value| value.strip_prefix("Bearer ")) {
        return Some(bearer.trim().to_owned());
    }
    let cookie = request.cookie(app.tokens.access_cookie_name()).map(|cookie| cookie.value().to_owned());
    cookie.filter(|token| !api_keys::is_key(token))
}

/// The person that a token names, as far as the token itself tells: good enough to count, not to let in.
pub fn claimed(app: &App, request: &HttpRequest) -> Option<UserId> {
    let (_, user) = app.tokens.read_access(&token(app, request)?)?;
    Some(user)
}

async fn who(app: &App, token: Option<String>, call: &Call) -> Result<Option<SignedIn>, ApiError> {
    if let Some(key) = token.as_deref().filter(|token| api_keys::is_key(token)) {
        return api_keys::holder(app, key, call).await;
    }
    let Some((session, user)) = token.and_then(|token| app.tokens.read_access(&token)) else {
        return Ok(None);
    };
    let found = app.sessions.find(&user, &session).await?;
    Ok(found.map(|(user, session)| SignedIn { user, session, key: None }))
}

impl SignedIn {
    /// For calls that last: waits until the person is signed out or may no longer act.
    pub async fn ended(&self, app: &App) {
        match &self.key {
            Some(key) => key.ended(app).await,
            None => app.sessions.ended(&self.user.id, &self.session.id).await,
        }
    }
}

impl MaybeSignedIn {
    /// The same; for ever when it is nobody.
    pub async fn ended(&self, app: &App) {
        match &self.0 {
            Some(who) => who.ended(app).await,
            None => std::future::pending().await,
        }
    }
}

type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

fn extract<T: 'static>(request: &HttpRequest, decide: fn(Option<SignedIn>) -> Result<T, ApiError>) -> Extracted<T> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let token = app.as_ref().and_then(|app| token(app, request));
    let call = Call::of(request);
    Box::pin(async move {
        let app = app.ok_or_else(|| ApiError::new(Code::Internal, "The server is not put together."))?;
        decide(who(&app, token, &call).await?)
    })
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |who| who.ok_or_else(|| ApiError::new(Code::Unauthenticated, "Sign in to do this.")))
    }
}

impl FromRequest for MaybeSignedIn {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |who| Ok(Self(who)))
    }
}

impl FromRequest for Moderator {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |who| match who {
            Some(person) if policy::may_moderate(&person.user) => Ok(Self(person.user)),
            Some(_) => Err(ApiError::not_found()),
            None => Err(ApiError::new(Code::Unauthenticated, "Sign in to do this.")),
        })
    }
}

impl FromRequest for Operator {
    type Error = ApiError;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |who| match who {
            Some(person) if policy::may_operate(&person.user) => Ok(Self(person.user)),
            Some(_) => Err(ApiError::not_found()),
            None => Err(ApiError::new(Code::Unauthenticated, "Sign in to do this.")),
        })
    }
}

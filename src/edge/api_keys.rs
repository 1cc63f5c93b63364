//! API keys: how a program that acts for a person is let in, and what its scopes open.
//!
//! A key is `ph_` and 256 random bits; the database keeps its SHA-256. It comes as `Authorization: Bearer`, never in a cookie.
//! What no row of [`RIGHTS`] names is closed to every key: so no key manages keys, passwords, second factors, sessions or other people's accounts. A scope
//! never opens more than its person may do: handlers decide about that as they do for a session.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use playhouse_actors::model::{ApiKey, Scope, Session, SessionId, Timestamp, User};
use rand::RngCore;

use super::app::App;
use super::auth::SignedIn;
use super::error::{ApiError, Code};
use super::policy;
use super::tokens::{SESSION_LIFETIME, hash};

const PREFIX: &str = "ph_";
const API: &str = "/api/v1";
/// How exactly the last use of a key is known.
const USE_NOTED: Duration = Duration::from_secs(3600);
/// How often an answer that lasts looks whether its key still lives.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Every call that a key may make: methods, path as in the URL table (below the API), scope.
const RIGHTS: &[(&[Method], &str, Scope)] = &[
    (&[Method::GET], "/users/me", Scope::Read),
    (&[Method::GET], "/users/me/following", Scope::Read),
    (&[Method::GET], "/users/me/notifications", Scope::Read),
    (&[Method::GET], "/users/me/feed", Scope::Read),
    (&[Method::GET], "/users/me/history", Scope::Read),
    (&[Method::GET], "/users/me/likes", Scope::Read),
    (&[Method::GET], "/users/me/playlists", Scope::Read),
    (&[Method::GET], "/users/me/watch-later", Scope::Read),
    (&[Method::GET], "/users/{username}", Scope::Read),
    (&[Method::GET], "/users/{username}/playlists", Scope::Read),
    (&[Method::GET], "/playlists/{id}", Scope::Read),
    (&[Method::GET], "/playlists/{id}/items", Scope::Read),
    (&[Method::GET], "/tags", Scope::Read),
    (&[Method::GET], "/videos", Scope::Read),
    (&[Method::GET], "/videos/{id}", Scope::Read),
    (&[Method::GET], "/videos/{id}/events", Scope::Read),
    (&[Method::GET], "/videos/{id}/chapters", Scope::Read),
    (&[Method::GET], "/videos/{id}/captions", Scope::Read),
    (&[Method::GET], "/videos/{id}/captions/{language}", Scope::Read),
    (&[Method::GET], "/videos/{id}/comments", Scope::Read),
    (&[Method::GET], "/videos/{id}/comments/{comment}/replies", Scope::Read),
    (&[Method::GET], "/videos/{id}/room", Scope::Read),
    (&[Method::GET], "/videos/{id}/poster/candidates", Scope::Read),
    (&[Method::GET], "/videos/{id}/related", Scope::Read),
    // A player is no manager: it tells how far its person is.
    (&[Method::POST, Method::PUT], "/videos/{id}/watch", Scope::Read),
    (&[Method::POST], "/uploads", Scope::Upload),
    (&[Method::HEAD, Method::PATCH, Method::DELETE, Method::POST], "/uploads/{id}", Scope::Upload),
    (&[Method::PATCH, Method::DELETE], "/videos/{id}", Scope::Manage),
    (&[Method::PUT, Method::DELETE], "/videos/{id}/poster", Scope::Manage),
    (&[Method::PUT], "/videos/{id}/chapters", Scope::Manage),
    (&[Method::PUT, Method::DELETE], "/videos/{id}/captions/{language}", Scope::Manage),
    (&[Method::POST], "/playlists", Scope::Manage),
    (&[Method::PATCH, Method::DELETE], "/playlists/{id}", Scope::Manage),
    (&[Method::POST], "/playlists/{id}/items", Scope::Manage),
    (&[Method::PATCH, Method::DELETE], "/playlists/{id}/items/{video}", Scope::Manage),
    (&[Method::PUT, Method::PATCH, Method::DELETE], "/users/me/watch-later/{video}", Scope::Manage),
    (&[Method::GET], "/operator/actors", Scope::Operator),
    (&[Method::POST], "/operator/actors/{actor}/restart", Scope::Operator),
    (&[Method::GET], "/operator/overview", Scope::Operator),
    (&[Method::GET], "/operator/rooms", Scope::Operator),
    (&[Method::GET], "/operator/jobs", Scope::Operator),
    (&[Method::POST], "/operator/jobs/{job}/cancel", Scope::Operator),
    (&[Method::POST], "/operator/jobs/{job}/retry", Scope::Operator),
    (&[Method::POST], "/operator/jobs/{job}/priority", Scope::Operator),
    (&[Method::GET], "/operator/dead-letters", Scope::Operator),
    (&[Method::POST], "/operator/dead-letters/{video}/retry", Scope::Operator),
    (&[Method::GET], "/operator/storage", Scope::Operator),
    (&[Method::GET], "/operator/storage/videos", Scope::Operator),
    (&[Method::POST], "/operator/storage/evictions", Scope::Operator),
];

/// What a request asks for.
pub struct Call {
    method: Method,
    /// Its row in the URL table.
    pattern: Option<String>,
}

impl Call {
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Self { method: request.method().clone(), pattern: request.match_pattern() }
    }

    /// The part of its row below the API; keys open nothing else.
    fn api_path(&self) -> Option<&str> {
        self.pattern.as_deref()?.strip_prefix(API)
    }

    fn scope(&self) -> Option<Scope> {
        let path = self.api_path()?;
        let row = RIGHTS.iter().find(|(methods, row, _)| methods.contains(&self.method) && *row == path);
        row.map(|(_, _, scope)| *scope)
    }
}

/// Whether a bearer token is meant as a key: an access token begins otherwise.
#[must_use]
pub fn is_key(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// A fresh key.
#[must_use]
pub fn fresh() -> String {
    let mut random = [0_u8; 32];
    rand::rng().fill_bytes(&mut random);
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random))
}

/// The person for whom a living key acts; nobody outside of the API.
///
/// # Errors
/// The key lives and its scopes do not allow this call.
pub async fn holder(app: &App, key: &str, call: &Call) -> Result<Option<SignedIn>, ApiError> {
    if call.api_path().is_none() {
        return Ok(None);
    }
    let now = Timestamp::now();
    let secret_hash = hash(key);
    let Some((key, user)) = live(app, &secret_hash, now).await? else {
        return Ok(None);
    };
    let Some(scope) = call.scope() else {
        return Err(ApiError::new(Code::ScopeMissing, "No API key may do this: sign in."));
    };
    if !key.scopes.contains(scope) {
        let detail = format!("The API key lacks the scope `{}`.", scope.as_str());
        return Err(ApiError::new(Code::ScopeMissing, detail));
    }
    if key.last_used_at.is_none_or(|at| at <= now.minus(USE_NOTED)) {
        app.api_keys.note_api_key_use(&key.id, now).await?;
    }
    Ok(Some(SignedIn { user, session: stand_in(&key, now), key: Some(KeyHash(secret_hash)) }))
}

/// A key that is not over, of a person who may act.
async fn live(app: &App, hash: &str, now: Timestamp) -> Result<Option<(ApiKey, User)>, ApiError> {
    let found = app.api_keys.live_api_key(hash, now).await?;
    Ok(found.filter(|(_, user)| policy::may_act(user)))
}

/// What a request that lasts remembers of its key.
#[derive(Debug, Clone)]
pub struct KeyHash(String);

impl KeyHash {
    /// Waits until the key is over, or its person may no longer act.
    pub async fn ended(&self, app: &App) {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            if !matches!(live(app, &self.0, Timestamp::now()).await, Ok(Some(_))) {
                return;
            }
        }
    }
}

/// What handlers see as the session of a key.
fn stand_in(key: &ApiKey, now: Timestamp) -> Session {
    Session {
        id: SessionId::random(),
        user: key.user.clone(),
        created_at: key.created_at,
        expires_at: key.expires_at.unwrap_or_else(|| now.plus(SESSION_LIFETIME)),
        last_seen_at: now,
        user_agent: String::new(),
        network: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(method: Method, pattern: &str) -> Option<Scope> {
        Call { method, pattern: Some(pattern.to_owned()) }.scope()
    }

    #[test]
    fn what_no_row_names_is_closed() {
        assert_eq!(scope(Method::GET, "/api/v1/videos"), Some(Scope::Read));
        assert_eq!(scope(Method::DELETE, "/api/v1/videos/{id}"), Some(Scope::Manage));
        assert_eq!(scope(Method::GET, "/api/v1/operator/actors"), Some(Scope::Operator));
        for (method, pattern) in [
            (Method::GET, "/api/v1/users/me/api-keys"),
            (Method::POST, "/api/v1/users/me/totp"),
            (Method::POST, "/api/v1/auth/logout"),
            (Method::PUT, "/api/v1/videos"),
            (Method::GET, "/api/v1/operator"),
            (Method::PATCH, "/api/v1/operator/users/{id}"),
            (Method::GET, "/videos"),
            (Method::GET, "/"),
        ] {
            assert_eq!(scope(method, pattern), None, "{pattern}");
        }
    }

    #[test]
    fn keys_are_told_from_access_tokens_and_differ() {
        let key = fresh();
        assert!(is_key(&key) && key.len() == 46, "{key}");
        assert_ne!(key, fresh());
        assert!(!is_key("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    }
}

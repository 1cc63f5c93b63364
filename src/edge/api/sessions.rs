//! `/users/me/sessions` and `/users/me/password`: where a person is signed in, and with what.

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::{ChangePassword, EndOtherSessions, EndSession, ReadPerson};
use playhouse_actors::model::{Session, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::users::PASSWORD_BYTES;
use super::{Checks, rfc3339};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};

/// One place where a person is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionDto {
    pub id: String,
    /// RFC 3339, UTC
    pub created_at: String,
    /// RFC 3339, UTC; to the minute.
    pub last_seen_at: String,
    /// What the program called itself at log-in, cut; empty when it did not.
    pub user_agent: String,
    /// The network of the log-in, an IPv4 /24 or an IPv6 /48; empty when it is not known.
    pub address: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl SessionDto {
    fn of(session: &Session, current: &SessionId) -> Self {
        Self {
            id: session.id.to_string(),
            created_at: rfc3339(session.created_at),
            last_seen_at: rfc3339(session.last_seen_at),
            user_agent: session.user_agent.clone(),
            address: session.network.clone(),
            current: session.id == *current,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    /// The newest first.
    pub items: Vec<SessionDto>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    pub current_password: String,
    /// 8 to 1024 bytes
    pub new_password: String,
}

/// Where the person who asks is signed in.
#[utoipa::path(get, path = "/api/v1/users/me/sessions", tag = "accounts", operation_id = "list_sessions", responses(
    (status = 200, body = SessionList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(app: web::Data<App>, who: SignedIn) -> Result<web::Json<SessionList>, ApiError> {
    let person = app.sessions.ask(&who.user.id, || ReadPerson).await??.ok_or_else(ApiError::not_found)?;
    let now = Timestamp::now();
    let live = person.sessions.iter().map(|live| &live.session).filter(|session| session.expires_at > now);
    Ok(web::Json(SessionList { items: live.map(|session| SessionDto::of(session, &who.session.id)).collect() }))
}

/// Signs out one place, at once.
#[utoipa::path(delete, path = "/api/v1/users/me/sessions/{id}", tag = "accounts", operation_id = "end_session",
    params(("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn end(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let id = SessionId::parse(&id).ok_or_else(ApiError::not_found)?;
    if !app.sessions.ask(&who.user.id, || EndSession { id: id.clone() }).await?? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Signs out every place but this one, at once.
#[utoipa::path(delete, path = "/api/v1/users/me/sessions", tag = "accounts", operation_id = "end_other_sessions", responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn end_others(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    app.sessions.ask(&who.user.id, || EndOtherSessions { keep: Some(who.session.id.clone()) }).await??;
    Ok(HttpResponse::NoContent().finish())
}

/// Changes the password and signs out every place but this one.
#[utoipa::path(post, path = "/api/v1/users/me/password", tag = "accounts", request_body = PasswordRequest, responses(
    (status = 204),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`wrong_password`", body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn change_password(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<PasswordRequest>,
) -> Result<HttpResponse, ApiError> {
    let PasswordRequest { current_password, new_password } = body.into_inner();
    let mut checks = Checks::default();
    let fits = PASSWORD_BYTES.contains(&new_password.len());
    checks.require(fits, "/new_password", "A password has 8 to 1024 characters.");
    checks.done()?;
    let wrong = || ApiError::new(Code::WrongPassword, "The current password is another one.");
    if current_password.len() > *PASSWORD_BYTES.end() {
        return Err(wrong());
    }
    // Counted with the guesses at log-in: whoever has found a signed-in browser has no more of them.
    let guess = app.rate_limits.guess(&who.user.email.to_lowercase(), None).await?;
    // The newest one: what is known of a person may be some seconds old.
    let user = app.accounts.user(&who.user.id).await?.ok_or_else(ApiError::not_found)?;
    if !app.passwords.verify(current_password, Some(user.password_hash.clone())).await? {
        return Err(wrong());
    }
    app.rate_limits.forgive(guess).await?;
    let new = app.passwords.hash(new_password).await?;
    let change =
        || ChangePassword { old: user.password_hash.clone(), new: new.clone(), keep: Some(who.session.id.clone()) };
    if !app.sessions.ask(&who.user.id, change).await?? {
        return Err(ApiError::new(Code::Conflict, "Somebody else changed the password in this moment."));
    }
    Ok(HttpResponse::NoContent().finish())
}

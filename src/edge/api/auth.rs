//! `/auth`: log in, stay in, log out.

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use playhouse_actors::messages::{EndSession, OpenSession};
use playhouse_actors::model::{AccountStatus, Session, SessionId, Timestamp, User};
use playhouse_actors::ports::StoreError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::users::UserDto;
use crate::edge::App;
use crate::edge::auth::MaybeSignedIn;
use crate::edge::client_address::ClientAddress;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;
use crate::edge::tokens::{ACCESS_LIFETIME, REFRESH_GRACE, SESSION_LIFETIME, hash};

/// Longer ones are not looked at.
const PASSWORD_BYTES: usize = 1024;
/// RFC 5321, 4.5.3.1.3, as erratum 1690 has it.
pub const EMAIL_BYTES: usize = 254;
/// Of a program's name for itself that are kept.
const USER_AGENT_LETTERS: usize = 120;

#[derive(Debug, Deserialize, ToSchema)]
pub struct LoginRequest {
    pub email: String,
    pub password: String,
    /// The code that the authenticator shows, or a recovery code; when the account has a second factor.
    pub totp: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LoginResponse {
    pub user: UserDto,
    /// For programs: send it as `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds.
    pub expires_in: u64,
}

/// Checks e-mail and password, opens a session, sets the cookies.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = LoginRequest, responses(
    (status = 200, body = LoginResponse),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "The password is right; the account waits for an operator", body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn login(
    app: web::Data<App>,
    request: HttpRequest,
    body: web::Json<LoginRequest>,
) -> Result<HttpResponse, ApiError> {
    let LoginRequest { email, password, totp } = body.into_inner();
    if password.len() > PASSWORD_BYTES || email.len() > EMAIL_BYTES {
        return Err(wrong());
    }
    let user = app.accounts.user_by_email(&email).await?;
    let device = user.as_ref().and_then(|user| app.devices.known(&app.tokens, &request, &user.id));
    let guess = app.rate_limits.guess(&email.to_lowercase(), device.as_deref()).await?;
    let known = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = app.passwords.verify(password, known).await?;
    // Whoever may not log in hears what a stranger hears; that they have to wait is told to those who know the password.
    let is_pending = |user: &User| user.status == AccountStatus::Pending;
    let user = user.filter(|user| is_right && (policy::may_act(user) || is_pending(user))).ok_or_else(wrong)?;
    app.rate_limits.forgive(guess).await?;
    if is_pending(&user) {
        return Err(ApiError::new(Code::AccountPending, "An operator has yet to approve this account."));
    }
    app.second_factor.require(&app.rate_limits, &user.id, totp.as_deref()).await?;
    start_session(&app, &request, &user).await
}

/// Opens a session for a person whose secrets were right, and answers with its tokens. The device is known from then on.
pub async fn start_session(app: &App, request: &HttpRequest, user: &User) -> Result<HttpResponse, ApiError> {
    let now = Timestamp::now();
    let session = Session {
        id: SessionId::random(),
        user: user.id.clone(),
        created_at: now,
        expires_at: now.plus(SESSION_LIFETIME),
        last_seen_at: now,
        user_agent: user_agent(request),
        network: app.rate_limits.address(request).map(ClientAddress::network).unwrap_or_default(),
    };
    let refresh = app.tokens.refresh();
    let token_hash = hash(&refresh);
    let open = || OpenSession { session: session.clone(), token_hash: token_hash.clone() };
    match app.sessions.ask(&user.id, open).await? {
        // Banned in this very moment.
        Err(StoreError::NotFound) => return Err(wrong()),
        outcome => outcome?,
    }
    let (mut response, body) = signed_in(app, user, &session.id, refresh)?;
    if app.devices.known(&app.tokens, request, &user.id).is_none() {
        response.cookie(app.devices.cookie(&app.tokens, &user.id));
    }
    Ok(response.json(body))
}

fn wrong() -> ApiError {
    ApiError::new(Code::WrongCredentials, "E-mail or password is wrong.")
}

/// What a program calls itself, as far as a person can use it.
fn user_agent(request: &HttpRequest) -> String {
    let header = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.chars().filter(|letter| !letter.is_control()).take(USER_AGENT_LETTERS).collect()
}

/// The head and the body of the answer that carries both tokens.
fn signed_in(
    app: &App,
    user: &User,
    session: &SessionId,
    refresh: String,
) -> Result<(HttpResponseBuilder, LoginResponse), ApiError> {
    let access = app.tokens.access(&user.id, session).map_err(|error| {
        tracing::error!(%error, "cannot sign a token");
        ApiError::new(Code::Internal, "Something broke on the server; it is logged.")
    })?;
    let body = LoginResponse {
        user: UserDto::from(user),
        access_token: access.clone(),
        expires_in: ACCESS_LIFETIME.as_secs(),
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header(("cache-control", "no-store"))
        .cookie(app.tokens.access_cookie(access))
        .cookie(app.tokens.refresh_cookie(refresh));
    Ok((response, body))
}

/// Exchanges the refresh cookie for fresh tokens.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "accounts", responses(
    (status = 200, body = LoginResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn refresh(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let over = || ApiError::new(Code::SessionOver, "Sign in again.");
    let cookie = request.cookie(app.tokens.refresh_cookie_name()).ok_or_else(over)?;
    let successor = app.tokens.successor(cookie.value());
    let rotated = app.sessions.rotate(&hash(cookie.value()), &hash(&successor), REFRESH_GRACE).await?;
    let (session, user) = rotated.ok_or_else(over)?;
    let (mut response, body) = signed_in(&app, &user, &session.id, successor)?;
    Ok(response.json(body))
}

/// Ends the session everywhere and makes the browser forget its cookies.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts", responses((status = 204)))]
pub async fn logout(app: web::Data<App>, request: HttpRequest, who: MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    if let Some(who) = who.0 {
        end_session(&app, &who.session).await?;
    } else if let Some(cookie) = request.cookie(app.tokens.refresh_cookie_name()) {
        // The access token is over, the session is not: its refresh token names it.
        let successor = app.tokens.successor(cookie.value());
        if let Some((session, _)) = app.sessions.rotate(&hash(cookie.value()), &hash(&successor), REFRESH_GRACE).await?
        {
            end_session(&app, &session).await?;
        }
    }
    let mut response = HttpResponse::NoContent();
    for cookie in app.tokens.forget_cookies() {
        response.cookie(cookie);
    }
    Ok(response.finish())
}

async fn end_session(app: &App, session: &Session) -> Result<(), ApiError> {
    app.sessions.ask(&session.user, || EndSession { id: session.id.clone() }).await??;
    Ok(())
}

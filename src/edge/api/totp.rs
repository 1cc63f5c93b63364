//! `/users/me/totp`: a person's second factor. Sessions only: no API key comes here.

use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::User;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};

/// Longer ones are not looked at.
const PASSWORD_BYTES: usize = 1024;
const NO_STORE: (&str, &str) = ("cache-control", "no-store");

#[derive(Debug, Serialize, ToSchema)]
pub struct TotpState {
    /// Whether log-ins ask for a code.
    pub active: bool,
    pub recovery_codes_left: u32,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginTotp {
    password: String,
}

/// Shown once.
#[derive(Serialize, ToSchema)]
pub struct TotpSecret {
    /// Base32, to be typed into an authenticator
    pub secret: String,
    /// `otpauth://totp/…`, to be shown as a QR code
    pub url: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTotp {
    /// What the authenticator shows
    code: String,
}

/// Shown once; each opens one log-in in the place of a code.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    pub recovery_codes: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTotp {
    password: String,
    /// What the authenticator shows, or a recovery code
    code: String,
}

/// Whether there is a second factor.
#[utoipa::path(get, path = "/api/v1/users/me/totp", tag = "accounts", responses(
    (status = 200, body = TotpState),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn totp_state(app: web::Data<App>, who: SignedIn) -> Result<web::Json<TotpState>, ApiError> {
    let (active, recovery_codes_left) = app.second_factor.state(&who.user.id).await?;
    Ok(web::Json(TotpState { active, recovery_codes_left }))
}

/// Begins the set-up of a second factor; it counts once a code of it was confirmed.
#[utoipa::path(post, path = "/api/v1/users/me/totp", tag = "accounts", request_body = BeginTotp, responses(
    (status = 201, body = TotpSecret),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`wrong_password`", body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn begin_totp(
    app: web::Data<App>,
    request: HttpRequest,
    who: SignedIn,
    body: web::Json<BeginTotp>,
) -> Result<HttpResponse, ApiError> {
    confirm_password(&app, &request, &who.user, body.into_inner().password).await?;
    let fresh = app.second_factor.begin(&who.user.id, &who.user.username).await?;
    let body = TotpSecret { secret: fresh.base32, url: fresh.url };
    Ok(HttpResponse::Created().insert_header(NO_STORE).json(body))
}

/// Shows that the authenticator has the secret; from here on log-ins ask for a code.
#[utoipa::path(post, path = "/api/v1/users/me/totp/confirm", tag = "accounts", request_body = ConfirmTotp, responses(
    (status = 200, body = RecoveryCodes),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub async fn confirm_totp(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<ConfirmTotp>,
) -> Result<HttpResponse, ApiError> {
    let recovery_codes = app.second_factor.confirm(&app.rate_limits, &who.user.id, &body.code).await?;
    Ok(HttpResponse::Ok().insert_header(NO_STORE).json(RecoveryCodes { recovery_codes }))
}

/// Removes the second factor and its recovery codes.
#[utoipa::path(delete, path = "/api/v1/users/me/totp", tag = "accounts", request_body = RemoveTotp, responses(
    (status = 204),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`wrong_password`", body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn remove_totp(
    app: web::Data<App>,
    request: HttpRequest,
    who: SignedIn,
    body: web::Json<RemoveTotp>,
) -> Result<HttpResponse, ApiError> {
    let RemoveTotp { password, code } = body.into_inner();
    confirm_password(&app, &request, &who.user, password).await?;
    app.second_factor.remove(&app.rate_limits, &who.user.id, &code).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whoever found an open session does not have the password: asked for again, and counted as at a log-in.
async fn confirm_password(app: &App, request: &HttpRequest, user: &User, password: String) -> Result<(), ApiError> {
    let wrong = || ApiError::new(Code::WrongPassword, "The password is wrong.");
    if password.len() > PASSWORD_BYTES {
        return Err(wrong());
    }
    let device = app.devices.known(&app.tokens, request, &user.id);
    let guess = app.rate_limits.guess(&user.email.to_lowercase(), device.as_deref()).await?;
    // The newest one: what is known of a person may be some seconds old.
    let user = app.accounts.user(&user.id).await?.ok_or_else(ApiError::not_found)?;
    if !app.passwords.verify(password, Some(user.password_hash)).await? {
        return Err(wrong());
    }
    app.rate_limits.forgive(guess).await
}

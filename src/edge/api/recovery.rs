//! `/auth/password`: a new password for people who have forgotten theirs.
//!
//! Asking does the same for every address: one message to the [`notifier`](playhouse_actors::notifier), which looks the account up
//! after the answer (OWASP ASVS 5.0.0, 6.3.8). Setting one opens no session: whoever has a second factor is asked for it at the
//! next log-in (6.4.3).

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::{PasswordForgotten, SendNotice};
use playhouse_actors::model::Notice;
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth::EMAIL_BYTES;
use super::users::check_password;
use crate::edge::App;
use crate::edge::error::{ApiError, Code, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgotRequest {
    pub email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// From the link of the mail
    pub token: String,
    /// 8 to 1024 bytes
    pub password: String,
}

/// Sends a link for a new password, if there is an account with this address. The answer is always the same.
#[utoipa::path(post, path = "/api/v1/auth/password/forgot", tag = "accounts", operation_id = "forgot_password", request_body = ForgotRequest, responses(
    (status = 202, description = "If there is such an account, its owner gets a mail"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn forgot(app: web::Data<App>, body: web::Json<ForgotRequest>) -> Result<HttpResponse, ApiError> {
    let email = body.into_inner().email;
    if email.len() <= EMAIL_BYTES {
        app.rate_limits.message(&format!("reset for {}", email.to_lowercase())).await?;
        app.notifier.try_tell(PasswordForgotten { email })?;
    }
    Ok(HttpResponse::Accepted().finish())
}

/// Sets a new password with the token of the mail, and ends every session of the account.
#[utoipa::path(post, path = "/api/v1/auth/password/reset", tag = "accounts", operation_id = "reset_password", request_body = ResetRequest, responses(
    (status = 204, description = "Sign in with the new password"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The token is wrong, used or over, or the password will not do", body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn reset(app: web::Data<App>, body: web::Json<ResetRequest>) -> Result<HttpResponse, ApiError> {
    let ResetRequest { token, password } = body.into_inner();
    check_password(&password)?;
    let password_hash = app.passwords.hash(password).await?;
    let Some(user) = app.codes.reset(&token, &password_hash).await? else {
        return Err(ApiError::new(Code::OneTimeCodeWrong, "The link is wrong, used or over; ask for a new one."));
    };
    app.sessions.reread(&user.id).await?;
    app.api_keys.remove_api_keys_of(&user.id).await?;
    tracing::info!(user = %user.id, "a password was reset: the sessions of its account are over");
    // The password is changed whether or not its owner can be told.
    app.notifier.tell_lossy(SendNotice { to: user.email, notice: Notice::PasswordChanged });
    Ok(HttpResponse::NoContent().finish())
}

//! `/users/me/email`, `/users/me/phone`: people prove that they are reached there, by codes that are sent to them.

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::SendNotice;
use playhouse_actors::model::{Contact, Notice};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Checks;
use super::users::{UserDto, UserEnvelope};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};

/// Digits of a phone number after its `+` (E.164, 6.2).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    /// The 8 digits that were sent
    pub code: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneRequest {
    /// E.164: `+` and 7 to 15 digits
    pub phone: String,
}

/// Sends a code to the person's e-mail address; earlier ones are void.
#[utoipa::path(post, path = "/api/v1/users/me/email/verify", tag = "accounts", responses(
    (status = 202, description = "The code is on its way; it is good for 10 minutes and once"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn verify_email(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    require_reach(&app, Contact::Email)?;
    send_code(&app, &who, Contact::Email, who.user.email.clone()).await
}

/// Takes the code that was sent to the person's e-mail address.
#[utoipa::path(post, path = "/api/v1/users/me/email/confirm", tag = "accounts", request_body = ConfirmRequest, responses(
    (status = 200, body = UserEnvelope),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong, over, or tried too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn confirm_email(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<ConfirmRequest>,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    confirm(&app, &who, Contact::Email, &body.code).await
}

/// Sets the person's phone, which is not verified then, and sends a code to it.
#[utoipa::path(put, path = "/api/v1/users/me/phone", tag = "accounts", request_body = PhoneRequest, responses(
    (status = 202, description = "The code is on its way; it is good for 10 minutes and once"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put_phone(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<PhoneRequest>,
) -> Result<HttpResponse, ApiError> {
    require_reach(&app, Contact::Phone)?;
    let phone = body.into_inner().phone;
    let digits = phone.strip_prefix('+').unwrap_or_default();
    let is_number = PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let mut checks = Checks::default();
    checks.require(is_number, "/phone", "A phone number is `+`, the country's code and the number, digits only.");
    checks.done()?;
    if who.user.phone.as_ref() != Some(&phone) {
        app.codes.set_phone(&who.user.id, Some(phone.clone())).await?;
        app.sessions.reread(&who.user.id).await?;
    }
    send_code(&app, &who, Contact::Phone, phone).await
}

/// Removes the person's phone.
#[utoipa::path(delete, path = "/api/v1/users/me/phone", tag = "accounts", responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete_phone(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    app.codes.set_phone(&who.user.id, None).await?;
    app.sessions.reread(&who.user.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes the code that was sent to the person's phone.
#[utoipa::path(post, path = "/api/v1/users/me/phone/confirm", tag = "accounts", request_body = ConfirmRequest, responses(
    (status = 200, body = UserEnvelope),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong, over, or tried too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn confirm_phone(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<ConfirmRequest>,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    confirm(&app, &who, Contact::Phone, &body.code).await
}

fn require_reach(app: &App, contact: Contact) -> Result<(), ApiError> {
    let is_reached = match contact {
        Contact::Email => app.reach.mail,
        Contact::Phone => app.reach.texts,
    };
    if is_reached {
        return Ok(());
    }
    Err(ApiError::new(Code::MessagesOff, "The operators of this server have not set up such messages."))
}

async fn send_code(app: &App, who: &SignedIn, contact: Contact, to: String) -> Result<HttpResponse, ApiError> {
    // Nobody is flooded: neither by one person nor by many who name the same number.
    app.rate_limits.message(&format!("from {}", who.user.id)).await?;
    app.rate_limits.message(&format!("to {}", to.to_lowercase())).await?;
    let code = app.codes.contact_code(&who.user.id, contact, &to).await?;
    let notice = match contact {
        Contact::Email => Notice::VerifyEmail { code },
        Contact::Phone => Notice::VerifyPhone { code },
    };
    app.notifier.try_tell(SendNotice { to, notice })?;
    Ok(HttpResponse::Accepted().finish())
}

async fn confirm(app: &App, who: &SignedIn, contact: Contact, code: &str) -> Result<web::Json<UserEnvelope>, ApiError> {
    if !app.codes.confirm(&who.user.id, contact, code).await? {
        return Err(ApiError::new(
            Code::OneTimeCodeWrong,
            "The code is wrong, over, or was tried too often; ask for a new one.",
        ));
    }
    app.sessions.reread(&who.user.id).await?;
    let user = app.accounts.user(&who.user.id).await?.ok_or_else(ApiError::not_found)?;
    Ok(web::Json(UserEnvelope { user: UserDto::from(&user) }))
}

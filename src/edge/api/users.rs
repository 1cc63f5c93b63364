//! `/users`: accounts.

use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::{NewUser, Role, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::profiles::{self, ProfileDto, TierDto};
use super::{Checks, rfc3339};
use crate::config::Signup;
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::entity_tag;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::tokens::hash;

/// What a password may have.
pub const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 8..=1024;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    pub email: String,
    /// 3 to 30 letters, digits, `_`, `-` or `.`
    pub username: String,
    /// 8 to 1024 bytes
    pub password: String,
    /// The token that the first start of a new server logs: it makes an admin, once
    pub admin_token: Option<String>,
}

/// A person, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserDto {
    pub id: String,
    pub username: String,
    pub email: String,
    pub email_verified: bool,
    /// E.164
    pub phone: Option<String>,
    pub phone_verified: bool,
    /// `member`, `moderator` or `admin`
    pub role: String,
    /// RFC 3339, UTC
    pub created_at: String,
    /// Where the person asks after themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<TierDto>,
}

impl From<&User> for UserDto {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            username: user.username.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified_at.is_some(),
            phone: user.phone.clone(),
            phone_verified: user.phone_verified_at.is_some(),
            role: user.role.as_str().to_owned(),
            created_at: rfc3339(user.created_at),
            profile: None,
            tier: None,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UserEnvelope {
    pub user: UserDto,
}

/// A new account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registered {
    pub user: UserDto,
    /// Whether it waits for an operator before it may log in
    pub pending: bool,
}

/// What may be an account; also for the command line.
pub fn check_account(email: &str, username: &str, password: &str) -> Result<(), ApiError> {
    let mut checks = Checks::default();
    let host = email.split_once('@').map(|(name, host)| (!name.is_empty(), host));
    let is_address = host.is_some_and(|(named, host)| named && host.len() > 2 && !host.contains('@'));
    checks.require(
        is_address && email.len() <= 254 && !email.chars().any(|c| c.is_whitespace() || c.is_control()),
        "/email",
        "This is not an e-mail address.",
    );
    let is_name = (3..=30).contains(&username.len())
        && username.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && username.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    checks.require(is_name, "/username", "A user name has 3 to 30 letters, digits, dots, dashes or underscores.");
    require_password(&mut checks, password);
    checks.done()
}

/// What may be a password.
pub fn check_password(password: &str) -> Result<(), ApiError> {
    let mut checks = Checks::default();
    require_password(&mut checks, password);
    checks.done()
}

fn require_password(checks: &mut Checks, password: &str) {
    checks.require(PASSWORD_BYTES.contains(&password.len()), "/password", "A password has 8 to 1024 characters.");
}

/// Makes an account; where `signup` is `approval`, one that waits for an operator.
#[utoipa::path(post, path = "/api/v1/users/register", tag = "accounts", request_body = RegisterRequest, responses(
    (status = 201, body = Registered),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub async fn register(app: web::Data<App>, body: web::Json<RegisterRequest>) -> Result<HttpResponse, ApiError> {
    let body = body.into_inner();
    if app.signup == Signup::Closed && body.admin_token.is_none() {
        return Err(ApiError::new(Code::SignupClosed, "New accounts are made by the operators of this server."));
    }
    check_account(&body.email, &body.username, &body.password)?;
    let password_hash = app.passwords.hash(body.password).await?;
    let new = NewUser { username: body.username, email: body.email, role: Role::Member, password_hash };
    let pending = body.admin_token.is_none() && app.signup == Signup::Approval;
    let user = match body.admin_token {
        Some(token) => first_admin(&app, new, &token).await?,
        None if pending => app.sign_ups.sign_up(new).await?,
        None => app.accounts.create_user(new).await?,
    };
    Ok(HttpResponse::Created().json(Registered { user: UserDto::from(&user), pending }))
}

async fn first_admin(app: &App, new: NewUser, token: &str) -> Result<User, ApiError> {
    let made = app.sign_ups.create_first_admin(new, &hash(token)).await?;
    made.ok_or_else(|| {
        ApiError::new(Code::AdminTokenWrong, "The token is wrong or used, or there is an admin already.")
    })
}

/// The person who asks.
#[utoipa::path(get, path = "/api/v1/users/me", tag = "accounts", responses(
    (status = 200, body = UserEnvelope, headers(("etag" = String, description = "of every byte of it"))),
    (status = 304, description = "It is what the client has."),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn me(app: web::Data<App>, request: HttpRequest, who: SignedIn) -> Result<HttpResponse, ApiError> {
    entity_tag::answer(&request, &UserEnvelope { user: profiles::own(&app, &who.user).await? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_checked_field_by_field() {
        assert!(check_account("a@b.example", "ada.l-1", "long enough").is_ok());
        for (email, username, password) in [
            ("nobody", "ada", "long enough"),
            ("a@b@c.example", "ada", "long enough"),
            ("a b@c.example", "ada", "long enough"),
            ("a@b.example", "ab", "long enough"),
            ("a@b.example", "-ada", "long enough"),
            ("a@b.example", "a/../b", "long enough"),
            ("a@b.example", "ada", "short"),
            ("a@b.example", "ada", &"x".repeat(1025)),
        ] {
            assert!(check_account(email, username, password).is_err(), "{email} {username}");
        }
    }
}

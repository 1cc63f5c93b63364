//! `/operator/sign-ups`: accounts that wait for an operator, where `signup` is `approval`.

use actix_web::{HttpResponse, web};
use playhouse_actors::messages::SendNotice;
use playhouse_actors::model::{Notice, SignUp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{parse_cursor, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Problem};

const PAGE: usize = 50;
const LARGEST_PAGE: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignUpQuery {
    cursor: Option<String>,
    /// At most 200
    limit: Option<usize>,
}

/// An account that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignUp)]
pub struct SignUpDto {
    /// The account's id
    pub user: String,
    pub username: String,
    pub email: String,
    /// RFC 3339, UTC
    pub created_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SignUpPage {
    /// Who has waited longest first
    pub items: Vec<SignUpDto>,
    pub next_cursor: Option<String>,
}

impl From<SignUp> for SignUpDto {
    fn from(sign_up: SignUp) -> Self {
        Self {
            user: sign_up.user.to_string(),
            username: sign_up.username,
            email: sign_up.email,
            created_at: rfc3339(sign_up.at),
        }
    }
}

/// Accounts that wait for approval.
#[utoipa::path(get, path = "/api/v1/operator/sign-ups", tag = "operators", operation_id = "list_sign_ups", params(SignUpQuery), responses(
    (status = 200, body = SignUpPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<SignUpQuery>,
    _: Operator,
) -> Result<web::Json<SignUpPage>, ApiError> {
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let page = app.sign_ups.waiting(after, query.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)).await?;
    Ok(web::Json(SignUpPage {
        items: page.items.into_iter().map(SignUpDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

/// Lets a person in, and tells them by mail.
#[utoipa::path(post, path = "/api/v1/operator/sign-ups/{user}/approve", tag = "operators", operation_id = "approve_sign_up", params(("user" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such account waits", body = Problem, content_type = "application/problem+json"),
))]
pub async fn approve(app: web::Data<App>, user: web::Path<String>, _: Operator) -> Result<HttpResponse, ApiError> {
    let user = UserId::parse(&user).ok_or_else(ApiError::not_found)?;
    let sign_up = app.sign_ups.approve(&user).await?.ok_or_else(ApiError::not_found)?;
    Ok(decided(&app, sign_up, Notice::SignUpApproved))
}

/// Removes an account that waits, and tells its owner by mail.
#[utoipa::path(post, path = "/api/v1/operator/sign-ups/{user}/refuse", tag = "operators", operation_id = "refuse_sign_up", params(("user" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such account waits", body = Problem, content_type = "application/problem+json"),
))]
pub async fn refuse(app: web::Data<App>, user: web::Path<String>, _: Operator) -> Result<HttpResponse, ApiError> {
    let user = UserId::parse(&user).ok_or_else(ApiError::not_found)?;
    let sign_up = app.sign_ups.refuse(&user).await?.ok_or_else(ApiError::not_found)?;
    Ok(decided(&app, sign_up, Notice::SignUpRefused))
}

/// What was decided stands, whether or not its person can be told.
fn decided(app: &App, sign_up: SignUp, notice: Notice) -> HttpResponse {
    app.notifier.tell_lossy(SendNotice { to: sign_up.email, notice });
    HttpResponse::NoContent().finish()
}

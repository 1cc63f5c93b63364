//! `/users/{username}/block` and `/users/me/blocks`.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{AuthorView, Blocked};
use serde::Serialize;
use utoipa::ToSchema;

use super::follows::PersonDto;
use super::{PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;

const PAGE: usize = 50;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Blocked)]
pub struct BlockedDto {
    pub person: PersonDto,
    /// RFC 3339, UTC
    pub since: String,
}

impl From<Blocked> for BlockedDto {
    fn from(blocked: Blocked) -> Self {
        Self { person: AuthorView::of(&blocked.person).into(), since: rfc3339(blocked.since) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BlockedPage {
    /// Whom the person has blocked last comes first.
    pub items: Vec<BlockedDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// Blocks a person: their comments are hidden from who blocks, whom they can no longer answer, call by name, or write to
/// beside a video.
#[utoipa::path(put, path = "/api/v1/users/{username}/block", tag = "accounts", operation_id = "block_user",
    params(("username" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`own_account`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn block(app: web::Data<App>, username: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    set(&app, &who, &username, true).await
}

/// Lifts a block.
#[utoipa::path(delete, path = "/api/v1/users/{username}/block", tag = "accounts", operation_id = "unblock_user",
    params(("username" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`own_account`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unblock(
    app: web::Data<App>,
    username: web::Path<String>,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    set(&app, &who, &username, false).await
}

async fn set(app: &App, who: &SignedIn, username: &str, is_set: bool) -> Result<HttpResponse, ApiError> {
    let person = policy::shown_person(app, username).await?;
    if person.id == who.user.id {
        return Err(ApiError::new(Code::OwnAccount, "Nobody blocks themselves."));
    }
    app.moderation.set_block(&who.user.id, &person.id, is_set).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whom the person who asks blocks.
#[utoipa::path(get, path = "/api/v1/users/me/blocks", tag = "accounts", operation_id = "blocks", params(PageQuery), responses(
    (status = 200, body = BlockedPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    who: SignedIn,
) -> Result<web::Json<BlockedPage>, ApiError> {
    let after = query.after()?;
    let limit = query.limit(PAGE);
    let page = app.moderation.blocked_by(&who.user.id, after, limit).await?;
    Ok(web::Json(BlockedPage {
        items: page.items.into_iter().map(BlockedDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

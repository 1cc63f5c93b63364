//! `/operator/users` and `/operator/audit`: accounts as operators see and change them, and what operators have done.

use std::collections::{HashMap, HashSet};

use actix_web::web;
use playhouse_actors::messages::ChangeAccount;
use playhouse_actors::model::{
    AccountChange, AccountFilter, AccountStatus, AuditEntry, CommentAuthor, Role, User, UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Checks, PageQuery, parse_cursor, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;

const PAGE: usize = 24;
const REASON: usize = 500;
const SEARCH: usize = 100;

/// A person, as operators see them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountDto {
    pub id: String,
    pub username: String,
    pub email: String,
    /// `member`, `moderator` or `admin`
    pub role: String,
    /// `active`, `pending` or `banned`
    pub status: String,
    /// What an operator wrote about the status.
    pub status_reason: Option<String>,
    /// RFC 3339, UTC
    pub created_at: String,
}

impl From<User> for AccountDto {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            role: user.role.as_str().to_owned(),
            status: user.status.as_str().to_owned(),
            created_at: rfc3339(user.created_at),
            username: user.username,
            email: user.email,
            status_reason: user.status_reason,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountEnvelope {
    pub user: AccountDto,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    pub items: Vec<AccountDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// What was done to an account, or to a part of the server.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditDto {
    pub id: String,
    /// RFC 3339, UTC
    pub at: String,
    /// Id of the account that did it; none: the command line, or the server by itself.
    pub actor: Option<String>,
    /// What that account is called.
    pub actor_username: Option<String>,
    /// What it was done to: the id of an account, or `actor:` and its kind, or `video:` and its id.
    pub subject: String,
    /// What it is called, if it is an account.
    pub subject_username: Option<String>,
    /// `user.role`, `user.status`, `session.replayed`, `actor.restart`, `job.cancel`, `job.retry` or `job.priority`
    pub action: String,
    /// For a person.
    pub detail: String,
}

impl AuditDto {
    fn of(entry: AuditEntry, people: &HashMap<UserId, CommentAuthor>) -> Self {
        let username = |id: &UserId| people.get(id).map(|person| person.username.clone());
        Self {
            id: entry.id.to_string(),
            at: rfc3339(entry.at),
            actor_username: entry.actor.as_ref().and_then(username),
            actor: entry.actor.map(|id| id.to_string()),
            subject_username: UserId::parse(&entry.subject).as_ref().and_then(username),
            subject: entry.subject,
            action: entry.action,
            detail: entry.detail,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    pub items: Vec<AuditDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// Part of a name or an e-mail address.
    search: Option<String>,
    /// `member`, `moderator` or `admin`
    role: Option<String>,
    /// `active`, `pending` or `banned`
    status: Option<String>,
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

/// Accounts, the newest first.
#[utoipa::path(get, path = "/api/v1/operator/users", tag = "operators", operation_id = "list_accounts", params(AccountQuery), responses(
    (status = 200, body = AccountPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    query: web::Query<AccountQuery>,
    _: Operator,
) -> Result<web::Json<AccountPage>, ApiError> {
    let unknown = |name: &str| ApiError::new(Code::BadRequest, format!("`{name}` is none of those there are."));
    if query.search.as_ref().is_some_and(|search| search.chars().count() > SEARCH) {
        return Err(ApiError::new(Code::BadRequest, format!("`search` has at most {SEARCH} characters.")));
    }
    let role = query.role.as_deref().map(|role| Role::parse(role).ok_or_else(|| unknown("role")));
    let status = query.status.as_deref().map(|status| AccountStatus::parse(status).ok_or_else(|| unknown("status")));
    let filter = AccountFilter {
        search: query.search.clone(),
        role: role.transpose()?,
        status: status.transpose()?,
        cursor: query.cursor.as_deref().map(parse_cursor).transpose()?,
        limit: query.limit.unwrap_or(PAGE).clamp(1, 100),
    };
    let page = app.accounts.users(&filter).await?;
    Ok(web::Json(AccountPage {
        items: page.items.into_iter().map(AccountDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAccount {
    /// `member`, `moderator` or `admin`
    role: Option<String>,
    /// `active`, `pending` or `banned`
    status: Option<String>,
    /// Up to 500 characters; for the audit log, and kept with the status.
    reason: Option<String>,
}

/// Changes role or status of somebody else. It works at once: whoever is banned is signed out everywhere, and what they have
/// published is gone for others within two seconds.
#[utoipa::path(patch, path = "/api/v1/operator/users/{id}", tag = "operators", operation_id = "update_account",
    params(("id" = String, Path)), request_body = UpdateAccount, responses(
    (status = 200, body = AccountEnvelope),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`own_account`", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`last_admin`", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn update(
    app: web::Data<App>,
    id: web::Path<String>,
    operator: Operator,
    body: web::Json<UpdateAccount>,
) -> Result<web::Json<AccountEnvelope>, ApiError> {
    let UpdateAccount { role, status, reason } = body.into_inner();
    let (role, status) = (role.as_deref().map(Role::parse), status.as_deref().map(AccountStatus::parse));
    let mut checks = Checks::default();
    checks.require(role.is_some() || status.is_some(), "", "Name a role or a status.");
    checks.require(role != Some(None), "/role", "A role is member, moderator or admin.");
    checks.require(status != Some(None), "/status", "A status is active, pending or banned.");
    let is_short = reason.as_ref().is_none_or(|reason| reason.chars().count() <= REASON);
    checks.require(is_short, "/reason", "A reason has at most 500 characters.");
    checks.done()?;
    let subject = UserId::parse(&id).ok_or_else(ApiError::not_found)?;
    if !policy::may_change_account(&operator.0, &subject) {
        return Err(ApiError::new(Code::OwnAccount, "Ask another operator to change your account."));
    }
    let change = AccountChange { role: role.flatten(), status: status.flatten(), reason };
    let message = || ChangeAccount { by: operator.0.id.clone(), change: change.clone() };
    let user = app.sessions.ask(&subject, message).await??;
    Ok(web::Json(AccountEnvelope { user: user.into() }))
}

/// What was done to accounts and to parts of the server, the newest first.
#[utoipa::path(get, path = "/api/v1/operator/audit", tag = "operators", operation_id = "audit", params(PageQuery), responses(
    (status = 200, body = AuditPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn audit(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    _: Operator,
) -> Result<web::Json<AuditPage>, ApiError> {
    let page = app.accounts.audit(query.after()?, query.limit(PAGE)).await?;
    let ids: HashSet<UserId> =
        page.items.iter().flat_map(|entry| [entry.actor.clone(), UserId::parse(&entry.subject)]).flatten().collect();
    let people = app.social.follows.people(&Vec::from_iter(ids)).await?;
    Ok(web::Json(AuditPage {
        items: page.items.into_iter().map(|entry| AuditDto::of(entry, &people)).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

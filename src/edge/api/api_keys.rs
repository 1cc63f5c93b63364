//! `/users/me/api-keys`: keys by which programs act for the person who asks. Sessions only: no key makes or ends keys.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{ApiKey, ApiKeyId, Role, Scope, Scopes, Timestamp, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Checks, rfc3339};
use crate::edge::App;
use crate::edge::api_keys::fresh;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::tokens::hash;

/// Keys of one person.
const MOST: u32 = 50;
const NAME_CHARACTERS: std::ops::RangeInclusive<usize> = 1..=80;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    /// 1 to 80 characters: what it is for
    name: String,
    /// `read`, `upload`, `manage` (own videos), `operator` (admins)
    scopes: Vec<String>,
    /// RFC 3339; without it the key lasts until it is removed
    expires_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct ApiKeyDto {
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
    /// RFC 3339, UTC
    pub created_at: String,
    pub expires_at: Option<String>,
    /// To the hour
    pub last_used_at: Option<String>,
}

impl From<&ApiKey> for ApiKeyDto {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            scopes: key.scopes.names().into_iter().map(ToOwned::to_owned).collect(),
            created_at: rfc3339(key.created_at),
            expires_at: key.expires_at.map(rfc3339),
            last_used_at: key.last_used_at.map(rfc3339),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ApiKeyCreated {
    pub api_key: ApiKeyDto,
    /// Shown once: send it as `Authorization: Bearer`.
    pub key: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyList {
    pub items: Vec<ApiKeyDto>,
}

/// The person's keys, the newest first.
#[utoipa::path(get, path = "/api/v1/users/me/api-keys", tag = "accounts", responses(
    (status = 200, body = ApiKeyList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_api_keys(app: web::Data<App>, who: SignedIn) -> Result<web::Json<ApiKeyList>, ApiError> {
    let keys = app.api_keys.api_keys(&who.user.id).await?;
    Ok(web::Json(ApiKeyList { items: keys.iter().map(ApiKeyDto::from).collect() }))
}

/// Makes a key; the answer is the only place where it can be read.
#[utoipa::path(post, path = "/api/v1/users/me/api-keys", tag = "accounts", request_body = CreateApiKey, responses(
    (status = 201, body = ApiKeyCreated),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn create_api_key(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<CreateApiKey>,
) -> Result<HttpResponse, ApiError> {
    let api_key = checked(&body, &who.user, Timestamp::now())?;
    let key = fresh();
    if !app.api_keys.create_api_key(api_key.clone(), &hash(&key), MOST).await? {
        let detail = format!("A person has at most {MOST} API keys: remove one that is not used.");
        return Err(ApiError::new(Code::TooManyApiKeys, detail));
    }
    let body = ApiKeyCreated { api_key: ApiKeyDto::from(&api_key), key };
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(body))
}

/// Ends a key at once.
#[utoipa::path(delete, path = "/api/v1/users/me/api-keys/{id}", tag = "accounts", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn remove_api_key(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    let id = ApiKeyId::parse(&id).ok_or_else(ApiError::not_found)?;
    if !app.api_keys.remove_api_key(&who.user.id, &id).await? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

fn checked(body: &CreateApiKey, user: &User, now: Timestamp) -> Result<ApiKey, ApiError> {
    let mut checks = Checks::default();
    let name = body.name.trim();
    let is_name = NAME_CHARACTERS.contains(&name.chars().count()) && !name.chars().any(char::is_control);
    checks.require(is_name, "/name", "A name has 1 to 80 characters.");
    let scopes = Scopes::of(body.scopes.iter().map(String::as_str));
    checks.require(scopes.is_some(), "/scopes", "Scopes are one or more of read, upload, manage and operator.");
    let is_allowed = user.role == Role::Admin || !scopes.as_ref().is_some_and(|some| some.contains(Scope::Operator));
    checks.require(is_allowed, "/scopes", "Only admins have keys with the scope operator.");
    let expires_at = body.expires_at.as_deref().map(parse_time);
    let is_later = expires_at.is_none_or(|at| at.is_some_and(|at| at > now));
    checks.require(is_later, "/expires_at", "The end of a key is a time to come, as in RFC 3339.");
    checks.done()?;
    Ok(ApiKey {
        id: ApiKeyId::random(),
        user: user.id.clone(),
        name: name.to_owned(),
        scopes: scopes.ok_or_else(|| ApiError::new(Code::ValidationFailed, "Scopes are missing."))?,
        created_at: now,
        expires_at: expires_at.flatten(),
        last_used_at: None,
    })
}

fn parse_time(text: &str) -> Option<Timestamp> {
    Some(Timestamp(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros()))
}

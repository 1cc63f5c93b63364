//! `/operator/tiers`: what people may have on the server, and who has which tier.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{Tier, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Checks;
use super::profiles::TierDto;
use crate::edge::App;
use crate::edge::auth::Operator;
use crate::edge::error::{ApiError, Problem};

const NAME: std::ops::RangeInclusive<usize> = 1..=40;

#[derive(Debug, Serialize, ToSchema)]
pub struct ListedTier {
    #[serde(flatten)]
    pub tier: TierDto,
    /// Everybody has it who was given no other.
    pub is_default: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TierList {
    pub items: Vec<ListedTier>,
}

/// Limits; without a number the server's own holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TierLimits {
    pub max_upload_bytes: Option<u64>,
    pub max_stored_bytes: Option<u64>,
    pub max_open_uploads: Option<u64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenTier {
    /// The name of a tier; null: the default one
    pub tier: Option<String>,
}

/// All tiers, by name.
#[utoipa::path(get, path = "/api/v1/operator/tiers", tag = "operators", responses(
    (status = 200, body = TierList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(app: web::Data<App>, _: Operator) -> Result<web::Json<TierList>, ApiError> {
    let tiers = app.tiers.tiers().await?.into_iter();
    Ok(web::Json(TierList {
        items: tiers.map(|(tier, is_default)| ListedTier { tier: tier.into(), is_default }).collect(),
    }))
}

/// Makes a tier, or gives the one of this name other limits.
#[utoipa::path(put, path = "/api/v1/operator/tiers/{name}", tag = "operators",
    params(("name" = String, Path, description = "1 to 40 lower-case letters, digits and `-`")), request_body = TierLimits, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn put(
    app: web::Data<App>,
    name: web::Path<String>,
    operator: Operator,
    body: web::Json<TierLimits>,
) -> Result<HttpResponse, ApiError> {
    let TierLimits { max_upload_bytes, max_stored_bytes, max_open_uploads } = body.into_inner();
    let name = name.into_inner();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let mut checks = Checks::default();
    let is_name = NAME.contains(&name.len()) && name.bytes().all(is_plain);
    checks.require(is_name, "name", "A tier's name has 1 to 40 lower-case letters, digits and `-`.");
    for (pointer, limit) in [
        ("/max_upload_bytes", max_upload_bytes),
        ("/max_stored_bytes", max_stored_bytes),
        ("/max_open_uploads", max_open_uploads),
    ] {
        checks.require(limit.is_none_or(|limit| i64::try_from(limit).is_ok()), pointer, "A limit is below 2^63.");
    }
    checks.done()?;
    let tier = Tier { name, max_upload_bytes, max_stored_bytes, max_open_uploads };
    app.tiers.put_tier(tier, &operator.0.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a person a tier.
#[utoipa::path(put, path = "/api/v1/operator/users/{id}/tier", tag = "operators", params(("id" = String, Path)),
    request_body = GivenTier, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such person, or no such tier", body = Problem, content_type = "application/problem+json"),
))]
pub async fn give(
    app: web::Data<App>,
    id: web::Path<String>,
    operator: Operator,
    body: web::Json<GivenTier>,
) -> Result<HttpResponse, ApiError> {
    let user = UserId::parse(&id).ok_or_else(ApiError::not_found)?;
    app.tiers.set_tier(&user, body.tier.as_deref(), &operator.0.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

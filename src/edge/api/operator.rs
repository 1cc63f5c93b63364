//! `/operator`: what operators see.

use actix_web::web;
use playhouse_actors::runtime::ActorSnapshot;
use serde::Serialize;

use crate::edge::App;
use crate::edge::auth::Operator;

#[derive(Serialize)]
pub struct ActorList {
    items: Vec<ActorSnapshot>,
}

/// Every live actor, and those that ended a while ago.
#[utoipa::path(get, path = "/api/v1/operator/actors", tag = "operators", responses(
    (status = 200, description = "`{items: [actor]}`: id, parent, kind, state, depth, rates, restarts, last error", body = Object),
    (status = 401, body = crate::edge::error::Problem, content_type = "application/problem+json"),
    (status = 404, body = crate::edge::error::Problem, content_type = "application/problem+json"),
))]
pub async fn actors(app: web::Data<App>, _: Operator) -> web::Json<ActorList> {
    web::Json(ActorList { items: app.registry.snapshot() })
}

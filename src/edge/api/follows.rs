//! `/users/{username}/follow` and `/users/me/following`.

use actix_web::web;
use playhouse_actors::model::{AuthorView, Followed};
use serde::Serialize;
use utoipa::ToSchema;

use super::{PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy;

const PAGE: usize = 50;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Followers)]
pub struct FollowersDto {
    /// How many there are now.
    pub followers: u64,
}

/// A person beside what they do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonDto {
    pub username: String,
    pub display_name: Option<String>,
    /// A small picture, as a path on this server.
    pub avatar: Option<String>,
}

impl From<AuthorView<'_>> for PersonDto {
    fn from(person: AuthorView<'_>) -> Self {
        Self {
            username: person.username.to_owned(),
            display_name: person.display_name.map(str::to_owned),
            avatar: person.avatar,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Followed)]
pub struct FollowedDto {
    pub person: PersonDto,
    pub followers: u64,
    /// RFC 3339, UTC
    pub since: String,
}

impl From<Followed> for FollowedDto {
    fn from(followed: Followed) -> Self {
        Self {
            person: AuthorView::of(&followed.person).into(),
            followers: followed.followers,
            since: rfc3339(followed.since),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FollowedPage {
    /// Whom the person has followed last comes first.
    pub items: Vec<FollowedDto>,
    pub next_cursor: Option<String>,
}

/// Follows a person: what they publish is told. Twice is once.
#[utoipa::path(put, path = "/api/v1/users/{username}/follow", tag = "accounts", params(("username" = String, Path)), responses(
    (status = 200, body = FollowersDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`own_account`: nobody follows themselves", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn follow(
    app: web::Data<App>,
    username: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<FollowersDto>, ApiError> {
    set(&app, &username, &who, true).await
}

/// Follows a person no longer.
#[utoipa::path(delete, path = "/api/v1/users/{username}/follow", tag = "accounts", params(("username" = String, Path)), responses(
    (status = 200, body = FollowersDto),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "`own_account`: nobody follows themselves", body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unfollow(
    app: web::Data<App>,
    username: web::Path<String>,
    who: SignedIn,
) -> Result<web::Json<FollowersDto>, ApiError> {
    set(&app, &username, &who, false).await
}

async fn set(app: &App, username: &str, who: &SignedIn, follows: bool) -> Result<web::Json<FollowersDto>, ApiError> {
    let followed = policy::shown_person(app, username).await?;
    if followed.id == who.user.id {
        return Err(ApiError::new(Code::OwnAccount, "Nobody follows themselves."));
    }
    let change = app.social.follows.follow(&who.user.id, &followed.id, follows).await?;
    let change = change.ok_or_else(ApiError::not_found)?;
    app.social.herald.tell(change.told.into_iter().collect()).await;
    Ok(web::Json(FollowersDto { followers: change.followers }))
}

/// Whom the person who asks follows.
#[utoipa::path(get, path = "/api/v1/users/me/following", tag = "accounts", params(PageQuery), responses(
    (status = 200, body = FollowedPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn following(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    who: SignedIn,
) -> Result<web::Json<FollowedPage>, ApiError> {
    let after = query.after()?;
    let limit = query.limit(PAGE);
    let page = app.social.follows.followed_by(&who.user.id, after, limit).await?;
    Ok(web::Json(FollowedPage {
        items: page.items.into_iter().map(FollowedDto::from).collect(),
        next_cursor: page.next.as_ref().map(write_cursor),
    }))
}

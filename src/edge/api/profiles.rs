//! `/users/{username}`, and what people tell of themselves: names, links, pictures.

use actix_web::web;
use playhouse_actors::model::{PictureId, PictureKind, Profile, ProfileChange, Tier, User, UserId};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::users::{UserDto, UserEnvelope};
use super::{Checks, rfc3339};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::error::{ApiError, Problem};
use crate::edge::policy;

const NAME_CHARACTERS: usize = 50;
const BIO_CHARACTERS: usize = 1000;
const LINKS: usize = 8;
const LINK_BYTES: usize = 300;

/// One picture in two sizes; their URLs change with the picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Picture)]
pub struct PictureDto {
    pub large: String,
    pub small: String,
}

/// What a person tells of themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileDto {
    pub display_name: Option<String>,
    pub bio: String,
    pub links: Vec<String>,
    pub avatar: Option<PictureDto>,
    pub banner: Option<PictureDto>,
}

impl ProfileDto {
    fn new(app: &App, user: &UserId, profile: Profile) -> Self {
        let picture = |kind: PictureKind, id: Option<PictureId>| {
            let id = id?;
            let url = |size| format!("{}/people/{user}/{}/{id}-{size}.jpg", app.public_url, kind.as_str());
            let mut sizes = kind.boxes().iter().map(|(size, _)| url(*size));
            Some(PictureDto { large: sizes.next()?, small: sizes.next()? })
        };
        Self {
            avatar: picture(PictureKind::Avatar, profile.avatar),
            banner: picture(PictureKind::Banner, profile.banner),
            display_name: profile.display_name,
            bio: profile.bio,
            links: profile.links,
        }
    }
}

/// What the person's tier allows; without a number the server's own limit holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tier)]
pub struct TierDto {
    pub name: String,
    pub max_upload_bytes: Option<u64>,
    /// Of all uploads that have not failed or been removed, open ones with the length that they announce.
    pub max_stored_bytes: Option<u64>,
    pub max_open_uploads: Option<u64>,
}

impl From<Tier> for TierDto {
    fn from(tier: Tier) -> Self {
        Self {
            name: tier.name,
            max_upload_bytes: tier.max_upload_bytes,
            max_stored_bytes: tier.max_stored_bytes,
            max_open_uploads: tier.max_open_uploads,
        }
    }
}

/// A person, as everybody sees them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicUser {
    pub username: String,
    /// RFC 3339, UTC
    pub created_at: String,
    pub profile: ProfileDto,
    /// Public videos that can be watched
    pub videos: u64,
    /// Of these videos
    pub views: u64,
    pub followers: u64,
    /// Whether the person who asks follows them; none when nobody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PublicUserEnvelope {
    pub user: PublicUser,
}

/// What is to change; the rest stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProfile {
    /// At most 50 characters; empty for none
    display_name: Option<String>,
    /// At most 1000 characters
    bio: Option<String>,
    /// At most 8 URLs of http or https
    links: Option<Vec<String>>,
}

/// The person who asks, with all that they may know of themselves.
pub async fn own(app: &App, user: &User) -> Result<UserDto, ApiError> {
    let profile = app.profiles.profile(&user.id).await?;
    let tier = app.profiles.tier(&user.id).await?;
    Ok(UserDto {
        profile: Some(ProfileDto::new(app, &user.id, profile)),
        tier: Some(tier.into()),
        ..UserDto::from(user)
    })
}

/// A person's public page.
#[utoipa::path(get, path = "/api/v1/users/{username}", tag = "accounts", params(("username" = String, Path)), responses(
    (status = 200, body = PublicUserEnvelope),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn public_user(
    app: web::Data<App>,
    username: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<web::Json<PublicUserEnvelope>, ApiError> {
    let user = policy::shown_person(&app, &username).await?;
    let viewer = who.0.map(|who| who.user.id);
    let following = app.social.follows.following(&user.id, viewer.as_ref()).await?.ok_or_else(ApiError::not_found)?;
    let profile = app.profiles.profile(&user.id).await?;
    let counts = app.profiles.profile_counts(&user.id).await?;
    let user = PublicUser {
        profile: ProfileDto::new(&app, &user.id, profile),
        username: user.username,
        created_at: rfc3339(user.created_at),
        videos: counts.videos,
        views: counts.views,
        followers: following.followers,
        followed: following.is_followed,
    };
    Ok(web::Json(PublicUserEnvelope { user }))
}

/// Changes what the person who asks tells of themselves.
#[utoipa::path(patch, path = "/api/v1/users/me", tag = "accounts", request_body = UpdateProfile, responses(
    (status = 200, body = UserEnvelope),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn update_profile(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<UpdateProfile>,
) -> Result<web::Json<UserEnvelope>, ApiError> {
    app.profiles.change_profile(&who.user.id, checked(body.into_inner())?).await?;
    Ok(web::Json(UserEnvelope { user: own(&app, &who.user).await? }))
}

fn checked(body: UpdateProfile) -> Result<ProfileChange, ApiError> {
    let display_name = body.display_name.map(|name| name.trim().to_owned());
    let mut checks = Checks::default();
    let is_name = |name: &String| name.chars().count() <= NAME_CHARACTERS && !name.chars().any(is_hidden);
    checks.require(display_name.as_ref().is_none_or(is_name), "/display_name", "A name has at most 50 characters.");
    let is_bio = |bio: &String| {
        bio.chars().count() <= BIO_CHARACTERS && !bio.chars().any(|letter| letter != '\n' && is_hidden(letter))
    };
    checks.require(body.bio.as_ref().is_none_or(is_bio), "/bio", "A text of oneself has at most 1000 characters.");
    let links: Option<Option<Vec<String>>> = body.links.map(|links| links.iter().map(|link| link_of(link)).collect());
    let are_links = links.as_ref().is_none_or(|links| links.as_ref().is_some_and(|links| links.len() <= LINKS));
    checks.require(are_links, "/links", "Links are at most 8 URLs of http or https, each of at most 300 bytes.");
    checks.done()?;
    Ok(ProfileChange { display_name, bio: body.bio, links: links.flatten() })
}

/// Control characters, and those that turn the direction of a text (UAX #9): names must not pass for others.
fn is_hidden(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn link_of(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    Some(url.to_string()).filter(|url| is_plain && url.len() <= LINK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        assert_eq!(link_of(" https://example.org ").as_deref(), Some("https://example.org/"));
        let long = format!("https://example.org/{}", "x".repeat(300));
        for wrong in [
            "",
            "example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example/",
            "https://u:p@a.example/",
            &long,
        ] {
            assert_eq!(link_of(wrong), None, "{wrong}");
        }
    }
}

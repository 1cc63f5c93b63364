//! `/playlists`, and whose they are.

use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::{
    MAX_PLAYLISTS, NewPlaylist, Playlist, PlaylistChange, PlaylistFilter, PlaylistId, PlaylistSeen, UserId, VideoId,
    Visibility,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::playlist_dto::{PlaylistEnvelope, PlaylistPage, playlist_dto, playlist_dtos};
use super::videos::{IfMatch, IfNoneMatch};
use super::{Checks, PageQuery, write_cursor};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::entity_tag;
use crate::edge::error::{ApiError, Code, Problem};
use crate::edge::policy::{owned_playlist, shown_person, visible_playlist};

const PAGE: usize = 24;
/// Characters.
const TITLE: std::ops::RangeInclusive<usize> = 1..=200;
const DESCRIPTION: usize = 10_000;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePlaylist {
    /// 1 to 200 characters
    title: String,
    /// Up to 10,000 characters
    description: Option<String>,
    /// `public`, `unlisted` or `private`, which it is when nothing is said
    visibility: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePlaylist {
    /// 1 to 200 characters
    title: Option<String>,
    /// Up to 10,000 characters
    description: Option<String>,
    /// `public`, `unlisted` or `private`
    visibility: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OwnPlaylistsQuery {
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
    /// Id of a video: each playlist tells whether it is in it.
    video: Option<String>,
}

/// Fields of a playlist that are valid.
#[derive(Default)]
struct Fields {
    title: Option<String>,
    description: Option<String>,
    visibility: Option<Visibility>,
}

fn checked(title: Option<String>, description: Option<String>, visibility: Option<&str>) -> Result<Fields, ApiError> {
    let title = title.map(|title| title.trim().to_owned());
    let visibility = visibility.map(Visibility::parse);
    let mut checks = Checks::default();
    let is_title = |title: &String| TITLE.contains(&title.chars().count()) && !title.chars().any(char::is_control);
    checks.require(title.as_ref().is_none_or(is_title), "/title", "A title has 1 to 200 characters on one line.");
    // No database keeps a NUL in a text.
    let is_text = |text: &String| text.chars().count() <= DESCRIPTION && !text.contains('\0');
    let detail = "A description has at most 10,000 characters, and no NUL.";
    checks.require(description.as_ref().is_none_or(is_text), "/description", detail);
    checks.require(visibility != Some(None), "/visibility", "Visibility is public, unlisted or private.");
    checks.done()?;
    Ok(Fields { title, description, visibility: visibility.flatten() })
}

/// Makes an empty playlist.
#[utoipa::path(post, path = "/api/v1/playlists", tag = "library", request_body = CreatePlaylist, responses(
    (status = 201, body = PlaylistEnvelope),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`too_many_playlists`", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn create(
    app: web::Data<App>,
    who: SignedIn,
    body: web::Json<CreatePlaylist>,
) -> Result<HttpResponse, ApiError> {
    let body = body.into_inner();
    let fields = checked(Some(body.title), body.description, body.visibility.as_deref())?;
    let new = NewPlaylist {
        id: PlaylistId::random(),
        owner: who.user.id.clone(),
        title: fields.title.unwrap_or_default(),
        description: fields.description.unwrap_or_default(),
        visibility: fields.visibility.unwrap_or(Visibility::Private),
    };
    let made = app.library.playlists.create_playlist(new).await?.ok_or_else(|| {
        ApiError::new(Code::TooManyPlaylists, format!("A person has at most {MAX_PLAYLISTS} playlists."))
    })?;
    Ok(HttpResponse::Created().json(envelope(&app, made, Some(&who.user.id)).await?))
}

pub(super) async fn envelope(
    app: &App,
    playlist: Playlist,
    who: Option<&UserId>,
) -> Result<PlaylistEnvelope, ApiError> {
    Ok(PlaylistEnvelope { playlist: playlist_dto(app, playlist, who).await? })
}

/// One playlist; what is in it comes from `/items`.
#[utoipa::path(get, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = String, Path), IfNoneMatch), responses(
    (status = 200, body = PlaylistEnvelope, headers(("etag" = String, description = "of every byte of it"))),
    (status = 304, description = "It is what the client has."),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let playlist = visible_playlist(&app, &id, &who).await?;
    entity_tag::answer(&request, &envelope(&app, playlist, who.0.as_ref().map(|who| &who.user.id)).await?)
}

/// Changes what a playlist is called and who sees it.
#[utoipa::path(patch, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = String, Path), IfMatch), request_body = UpdatePlaylist, responses(
    (status = 200, body = PlaylistEnvelope, headers(("etag" = String, description = "of every byte of it"))),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "`precondition_failed`", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub async fn update(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<UpdatePlaylist>,
) -> Result<HttpResponse, ApiError> {
    let body = body.into_inner();
    let fields = checked(body.title, body.description, body.visibility.as_deref())?;
    let playlist = owned_playlist(&app, &id, &who).await?;
    let (id, user) = (playlist.id.clone(), &who.user.id);
    let mut seen = None;
    if entity_tag::is_conditional(&request) {
        seen = Some(PlaylistSeen::of(&playlist));
        entity_tag::require_match(&request, &envelope(&app, playlist, Some(user)).await?)?;
    }
    let Fields { title, description, visibility } = fields;
    let change = PlaylistChange { title, description, visibility, seen };
    let changed = app.library.playlists.update_playlist(&id, user, change).await?.ok_or_else(ApiError::not_found)?;
    entity_tag::answer(&request, &envelope(&app, changed, Some(user)).await?)
}

/// Removes a playlist; its videos stay.
#[utoipa::path(delete, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn delete(app: web::Data<App>, id: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let id = PlaylistId::parse(&id).ok_or_else(ApiError::not_found)?;
    if !app.library.playlists.delete_playlist(&id, &who.user.id).await? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Playlists of the person who asks, but for the one of what they watch later.
#[utoipa::path(get, path = "/api/v1/users/me/playlists", tag = "library", params(OwnPlaylistsQuery), responses(
    (status = 200, body = PlaylistPage),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_own(
    app: web::Data<App>,
    query: web::Query<OwnPlaylistsQuery>,
    who: SignedIn,
) -> Result<web::Json<PlaylistPage>, ApiError> {
    let OwnPlaylistsQuery { cursor, limit, video } = query.into_inner();
    let asked = video
        .map(|video| VideoId::parse(&video))
        .map(|id| id.ok_or_else(|| ApiError::new(Code::BadRequest, "`video` must be the id of a video.")));
    let asked = asked.transpose()?;
    let mut page = page(&app, &who.user.id, false, &PageQuery { cursor, limit }, Some(&who.user.id)).await?;
    if let Some(video) = asked {
        let ids: Vec<PlaylistId> = page.items.iter().filter_map(|item| PlaylistId::parse(&item.id)).collect();
        let having = app.library.playlists.playlists_with(&ids, &video).await?;
        let has = |id: &str| having.iter().any(|one| one.as_str() == id);
        page.items.iter_mut().for_each(|item| item.has_video = Some(has(&item.id)));
    }
    Ok(web::Json(page))
}

/// Public playlists of a person.
#[utoipa::path(get, path = "/api/v1/users/{username}/playlists", tag = "library", params(("username" = String, Path), PageQuery), responses(
    (status = 200, body = PlaylistPage),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_public(
    app: web::Data<App>,
    username: web::Path<String>,
    query: web::Query<PageQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<PlaylistPage>, ApiError> {
    let owner = shown_person(&app, &username).await?;
    let viewer = who.0.as_ref().map(|who| &who.user.id);
    Ok(web::Json(page(&app, &owner.id, true, &query, viewer).await?))
}

async fn page(
    app: &App,
    owner: &UserId,
    is_public: bool,
    paging: &PageQuery,
    viewer: Option<&UserId>,
) -> Result<PlaylistPage, ApiError> {
    let filter = PlaylistFilter { owner: owner.clone(), is_public, cursor: paging.after()?, limit: paging.limit(PAGE) };
    let page = app.library.playlists.playlists(&filter).await?;
    let next_cursor = page.next.as_ref().map(write_cursor);
    Ok(PlaylistPage { items: playlist_dtos(app, page.items, viewer).await?, next_cursor })
}

//! What is in playlists, and what a person wants to watch later, which is a playlist of their own.

use actix_web::{HttpResponse, web};
use playhouse_actors::model::{ItemChange, ItemPlace, MAX_PLAYLIST_ITEMS, PlaylistId, PlaylistItem, UserId, VideoId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::playlist_dto::{PlaylistEnvelope, PlaylistItemDto, PlaylistItemPage};
use super::playlists::envelope;
use super::video_dto::video_dtos;
use super::{Checks, PageQuery, rfc3339, write_cursor};
use crate::edge::App;
use crate::edge::auth::{MaybeSignedIn, SignedIn};
use crate::edge::error::{ApiError, Code, FieldProblem, Problem};
use crate::edge::policy::{owned_playlist, visible_playlist, visible_to};

const PAGE: usize = 50;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    /// Id of any video that the person may see.
    video: String,
    /// Id of the video that comes after it; at the end when nothing is said.
    before: Option<String>,
    /// Id of the video that comes before it.
    after: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveItem {
    /// Id of the video that comes after it, …
    before: Option<String>,
    /// … or of the one that comes before it.
    after: Option<String>,
}

/// The place that is named, if one is.
fn place(before: Option<&str>, after: Option<&str>) -> Result<Option<ItemPlace>, ApiError> {
    let mut checks = Checks::default();
    checks.require(before.is_none() || after.is_none(), "/after", "Name either `before` or `after`.");
    let (before, after) = (before.map(VideoId::parse), after.map(VideoId::parse));
    checks.require(before != Some(None), "/before", "This is no id of a video.");
    checks.require(after != Some(None), "/after", "This is no id of a video.");
    checks.done()?;
    Ok(before.flatten().map(ItemPlace::Before).or(after.flatten().map(ItemPlace::After)))
}

fn named_place(body: &MoveItem) -> Result<ItemPlace, ApiError> {
    place(body.before.as_deref(), body.after.as_deref())?.ok_or_else(|| {
        let detail = "Name either `before` or `after`.".to_owned();
        ApiError::invalid(vec![FieldProblem { pointer: String::new(), detail }])
    })
}

fn settled(change: ItemChange) -> Result<(), ApiError> {
    match change {
        ItemChange::Done => Ok(()),
        ItemChange::NotFound => Err(ApiError::not_found()),
        ItemChange::AlreadyThere => {
            Err(ApiError::new(Code::AlreadyInPlaylist, "The video is in this playlist already."))
        }
        ItemChange::Full => {
            Err(ApiError::new(Code::PlaylistFull, format!("A playlist has at most {MAX_PLAYLIST_ITEMS} videos.")))
        }
        ItemChange::PlaceGone => {
            Err(ApiError::new(Code::PlaceGone, "The video that names the place is not in this playlist."))
        }
    }
}

/// What is in a playlist, in its order: what whoever asks may not see is left out.
#[utoipa::path(get, path = "/api/v1/playlists/{id}/items", tag = "library", params(("id" = String, Path), PageQuery), responses(
    (status = 200, body = PlaylistItemPage),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    app: web::Data<App>,
    id: web::Path<String>,
    query: web::Query<PageQuery>,
    who: MaybeSignedIn,
) -> Result<web::Json<PlaylistItemPage>, ApiError> {
    let playlist = visible_playlist(&app, &id, &who).await?;
    Ok(web::Json(page(&app, &playlist.id, &query, who.0.as_ref().map(|who| &who.user.id)).await?))
}

async fn page(
    app: &App,
    id: &PlaylistId,
    paging: &PageQuery,
    who: Option<&UserId>,
) -> Result<PlaylistItemPage, ApiError> {
    let page = app.library.playlists.playlist_items(id, who, paging.after()?, paging.limit(PAGE)).await?;
    let next_cursor = page.next.as_ref().map(write_cursor);
    let (videos, times): (Vec<_>, Vec<_>) =
        page.items.into_iter().map(|PlaylistItem { video, added_at }| (video, added_at)).unzip();
    let dtos = video_dtos(app, videos, who).await?;
    let items = dtos.into_iter().zip(times);
    let items = items.map(|(video, added_at)| PlaylistItemDto { video, added_at: rfc3339(added_at) }).collect();
    Ok(PlaylistItemPage { items, next_cursor })
}

/// Puts a video into a playlist, at its end or at a place beside another.
#[utoipa::path(post, path = "/api/v1/playlists/{id}/items", tag = "library", params(("id" = String, Path)), request_body = AddItem, responses(
    (status = 201, body = PlaylistEnvelope, description = "the playlist"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`already_in_playlist`, `playlist_full`", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`place_gone`, `validation_failed`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn add(
    app: web::Data<App>,
    id: web::Path<String>,
    who: SignedIn,
    body: web::Json<AddItem>,
) -> Result<HttpResponse, ApiError> {
    let place = place(body.before.as_deref(), body.after.as_deref())?.unwrap_or(ItemPlace::Last);
    let playlist = owned_playlist(&app, &id, &who).await?;
    let video = visible_to(&app, &body.video, Some(&who.user)).await?;
    settled(app.library.playlists.add_item(&playlist.id, &video.id, place).await?)?;
    let playlist = owned_playlist(&app, &id, &who).await?;
    Ok(HttpResponse::Created().json(envelope(&app, playlist, Some(&who.user.id)).await?))
}

/// Moves a video of a playlist beside another.
#[utoipa::path(patch, path = "/api/v1/playlists/{id}/items/{video}", tag = "library", params(("id" = String, Path), ("video" = String, Path)), request_body = MoveItem, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`place_gone`, `validation_failed`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn shift(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    who: SignedIn,
    body: web::Json<MoveItem>,
) -> Result<HttpResponse, ApiError> {
    let place = named_place(&body)?;
    let (id, video) = path.into_inner();
    let playlist = owned_playlist(&app, &id, &who).await?;
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    settled(app.library.playlists.move_item(&playlist.id, &video, place).await?)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a video out of a playlist.
#[utoipa::path(delete, path = "/api/v1/playlists/{id}/items/{video}", tag = "library", params(("id" = String, Path), ("video" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn remove(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    who: SignedIn,
) -> Result<HttpResponse, ApiError> {
    let (id, video) = path.into_inner();
    let playlist = owned_playlist(&app, &id, &who).await?;
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    if !app.library.playlists.remove_item(&playlist.id, &video).await? {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::NoContent().finish())
}

/// What the person who asks wants to watch later, what they saved last first.
#[utoipa::path(get, path = "/api/v1/users/me/watch-later", tag = "library", params(PageQuery), responses(
    (status = 200, body = PlaylistItemPage),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_later(
    app: web::Data<App>,
    query: web::Query<PageQuery>,
    who: SignedIn,
) -> Result<web::Json<PlaylistItemPage>, ApiError> {
    let user = &who.user.id;
    Ok(web::Json(match app.library.playlists.watch_later(user).await? {
        Some(id) => page(&app, &id, &query, Some(user)).await?,
        None => PlaylistItemPage { items: Vec::new(), next_cursor: None },
    }))
}

/// Saves a video for later. Twice is once.
#[utoipa::path(put, path = "/api/v1/users/me/watch-later/{video}", tag = "library", params(("video" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "`playlist_full`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn save(app: web::Data<App>, video: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let video = visible_to(&app, &video, Some(&who.user)).await?;
    let playlists = &app.library.playlists;
    let id = match playlists.watch_later(&who.user.id).await? {
        Some(id) => id,
        None => playlists.make_watch_later(&who.user.id).await?,
    };
    let change = playlists.add_item(&id, &video.id, ItemPlace::First).await?;
    if change != ItemChange::AlreadyThere {
        settled(change)?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Moves a video that was saved for later beside another.
#[utoipa::path(patch, path = "/api/v1/users/me/watch-later/{video}", tag = "library", params(("video" = String, Path)), request_body = MoveItem, responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "`place_gone`, `validation_failed`", body = Problem, content_type = "application/problem+json"),
))]
pub async fn shift_later(
    app: web::Data<App>,
    video: web::Path<String>,
    who: SignedIn,
    body: web::Json<MoveItem>,
) -> Result<HttpResponse, ApiError> {
    let place = named_place(&body)?;
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    let id = app.library.playlists.watch_later(&who.user.id).await?.ok_or_else(ApiError::not_found)?;
    settled(app.library.playlists.move_item(&id, &video, place).await?)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a video out of what is watched later. That it was not there is no error.
#[utoipa::path(delete, path = "/api/v1/users/me/watch-later/{video}", tag = "library", params(("video" = String, Path)), responses(
    (status = 204),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn unsave(app: web::Data<App>, video: web::Path<String>, who: SignedIn) -> Result<HttpResponse, ApiError> {
    let video = VideoId::parse(&video).ok_or_else(ApiError::not_found)?;
    if let Some(id) = app.library.playlists.watch_later(&who.user.id).await? {
        app.library.playlists.remove_item(&id, &video).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

//! The pages: one shell of the web app for each kind, with the right status, title, share metadata and first data, so that
//! neither a crawler nor the first paint needs JavaScript or a second request.

pub mod escape;
mod first_paint;
mod head;
mod preloads;
mod shell;
mod sitemap;
mod table;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::{VideoFilter, Visibility};

use self::head::Head;
pub use self::head::SITE;
use self::shell::{Boot, Shell};
pub use self::sitemap::{robots, sitemap};
pub use self::table::PAGES;
use super::api::profiles;
use super::api::users::UserDto;
use super::api::video_dto::{VideoDto, video_dto};
use super::api::videos;
use super::app::App;
use super::assets;
use super::auth::MaybeSignedIn;
use super::error::ApiError;
use super::locale::Locale;
use super::policy;

const HOME_VIDEOS: usize = 24;
const MAIN: &str = "src/main.tsx";
const APP: Shell = Shell { file: "index.html", modules: &[MAIN], later: &[] };
const HOME: Shell = Shell { modules: &[MAIN, "src/pages/home.tsx"], ..APP };
const WATCH: Shell = Shell {
    modules: &[MAIN, "src/pages/watch.tsx", "src/player/stage.tsx"],
    later: &["src/player/extras.ts", "src/player/elements.ts", "src/player/hls.ts"],
    ..APP
};
const EMBED: Shell = Shell { file: "embed.html", modules: &[], ..APP };
const DOCS: Shell = Shell { file: "docs.html", modules: &[], ..APP };

pub async fn home(app: web::Data<App>, request: HttpRequest, who: MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    let filter = VideoFilter { limit: HOME_VIDEOS, ..VideoFilter::default() };
    let videos = videos::page(&app, &filter, who.0.as_ref().map(|who| &who.user.id)).await?;
    let first_paint = first_paint::home(&videos.items);
    let first_poster = videos.items.first().and_then(|video| video.playback.poster.as_deref());
    let head = Head::home(&app.public_url, first_poster, Locale::of(&request));
    let boot = Boot { user: user(&app, &who).await?, videos: Some(videos), ..Boot::default() };
    Ok(shell::answer(&request, StatusCode::OK, &HOME, &head, &first_paint, &boot))
}

/// A page that needs nothing but the shell.
pub async fn plain(app: web::Data<App>, request: HttpRequest, who: MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    let page = PAGES.iter().find(|page| page.path == request.path()).unwrap_or(&table::NOT_FOUND);
    let head = Head::of_app(page, Locale::of(&request));
    answer(&app, &request, &who, StatusCode::OK, &head).await
}

pub async fn watch(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    video_page(&app, &request, &id, &who, &WATCH, first_paint::watch).await
}

pub async fn embed(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    video_page(&app, &request, &id, &who, &EMBED, first_paint::embed).await
}

async fn video_page(
    app: &App,
    request: &HttpRequest,
    id: &str,
    who: &MaybeSignedIn,
    shell: &Shell,
    first_paint: fn(Option<&VideoDto>) -> String,
) -> Result<HttpResponse, ApiError> {
    let locale = Locale::of(request);
    let Some(video) = found(policy::visible(app, id, who).await)? else {
        let boot = Boot { user: user(app, who).await?, ..Boot::default() };
        return Ok(shell::answer(
            request,
            StatusCode::NOT_FOUND,
            shell,
            &Head::not_found(locale),
            &first_paint(None),
            &boot,
        ));
    };
    let is_listed = video.visibility == Visibility::Public;
    let dto = video_dto(app, video, who.0.as_ref().map(|who| &who.user.id)).await?;
    let head = Head::video(&app.public_url, &dto, is_listed, locale);
    let first_paint = first_paint(Some(&dto));
    let boot = Boot { user: user(app, who).await?, video: Some(dto), ..Boot::default() };
    Ok(shell::answer(request, StatusCode::OK, shell, &head, &first_paint, &boot))
}

/// What the owner of a video does with it.
pub async fn studio_video(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<StudioPath>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let locale = Locale::of(&request);
    let video = found(policy::visible(&app, &path.id, &who).await)?;
    let mine = video.filter(|video| policy::is_owner(who.0.as_ref().map(|who| &who.user.id), video));
    let (status, head) = match (&who.0, mine) {
        (Some(_), Some(video)) => (StatusCode::OK, Head::unlisted(&video.title, locale)),
        // They sign in first, and then it is there.
        (None, _) => (StatusCode::OK, Head::unlisted("Studio", locale)),
        (Some(_), None) => (StatusCode::NOT_FOUND, Head::not_found(locale)),
    };
    answer(&app, &request, &who, status, &head).await
}

/// `/studio/{id}` and its sections.
#[derive(serde::Deserialize)]
pub struct StudioPath {
    id: String,
}

pub async fn playlist(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let locale = Locale::of(&request);
    let (status, head) = match found(policy::visible_playlist(&app, &id, &who).await)? {
        Some(list) => {
            let address = format!("{}/playlist/{}", app.public_url, list.id);
            let is_listed = list.visibility == Visibility::Public;
            (StatusCode::OK, Head::playlist(&address, &list.title, &list.description, is_listed, locale))
        }
        None => (StatusCode::NOT_FOUND, Head::not_found(locale)),
    };
    answer(&app, &request, &who, status, &head).await
}

pub async fn channel(
    app: web::Data<App>,
    request: HttpRequest,
    name: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let locale = Locale::of(&request);
    let (status, head) = match found(policy::shown_person(&app, &name).await)? {
        Some(person) => {
            let profile = app.profiles.profile(&person.id).await?;
            let shown = profile.display_name.unwrap_or_else(|| format!("@{}", person.username));
            let head = Head::channel(&app.public_url, &person.username, &shown, &profile.bio, locale);
            (StatusCode::OK, head)
        }
        None => (StatusCode::NOT_FOUND, Head::not_found(locale)),
    };
    answer(&app, &request, &who, status, &head).await
}

/// The API, to be read and tried.
pub async fn docs(request: HttpRequest) -> HttpResponse {
    let head = Head::unlisted("API", Locale::of(&request));
    shell::answer(&request, StatusCode::OK, &DOCS, &head, "", &Boot::default())
}

/// Everything else: a file of the app, or the page that says that there is nothing.
pub async fn file(app: &App, request: &HttpRequest, who: &MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    if let Some(file) = assets::file(request) {
        return Ok(file);
    }
    answer(app, request, who, StatusCode::NOT_FOUND, &Head::not_found(Locale::of(request))).await
}

async fn answer(
    app: &App,
    request: &HttpRequest,
    who: &MaybeSignedIn,
    status: StatusCode,
    head: &Head,
) -> Result<HttpResponse, ApiError> {
    let boot = Boot { user: user(app, who).await?, ..Boot::default() };
    Ok(shell::answer(request, status, &APP, head, &first_paint::plain(), &boot))
}

/// None of what one may not know about.
fn found<T>(result: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match result {
        Ok(thing) => Ok(Some(thing)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn user(app: &App, who: &MaybeSignedIn) -> Result<Option<UserDto>, ApiError> {
    let Some(who) = &who.0 else { return Ok(None) };
    Ok(Some(profiles::own(app, &who.user).await?))
}

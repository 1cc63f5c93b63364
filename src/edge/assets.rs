//! The web app: embedded files, and the HTML that the server fills before it leaves.
//!
//! Hashed files may be cached for ever; HTML never is. The pages are one shell: the table [`PAGES`] says which paths it
//! answers, with the right status, title, share metadata and first data, so that neither a crawler nor the first paint
//! needs JavaScript or a second request.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use playhouse_actors::model::{VideoFilter, VideoId, Visibility};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Serialize;

use super::api::profiles;
use super::api::users::UserDto;
use super::api::video_dto::{VideoDto, VideoPage, video_dto};
use super::api::videos;
use super::app::App;
use super::auth::MaybeSignedIn;
use super::error::ApiError;
use super::policy;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/dist"]
#[allow_missing = true]
struct Dist;

pub const SITE: &str = "Playhouse";
const HOME_VIDEOS: usize = 24;
const DESCRIPTION: usize = 200;

/// Pages of the app that need nothing but the shell.
pub const PAGES: &[(&str, &str)] = &[
    ("/upload", "Upload"),
    ("/studio", "Studio"),
    ("/login", "Sign in"),
    ("/register", "Create an account"),
    ("/forgot", "Forgot your password?"),
    ("/reset", "Set a new password"),
    ("/verify", "Confirm your e-mail"),
    ("/following", "Following"),
    ("/notifications", "Notifications"),
    ("/settings", "Profile settings"),
    ("/settings/account", "Account settings"),
    ("/settings/security", "Security settings"),
    ("/settings/notifications", "Notification settings"),
    ("/operator", "Operator"),
    ("/operator/actors", "Actors"),
    ("/operator/jobs", "Jobs"),
    ("/operator/rooms", "Rooms"),
    ("/operator/reports", "Reports"),
    ("/operator/comment-rules", "Comment rules"),
    ("/operator/people", "People"),
    ("/operator/sign-ups", "Sign-ups"),
    ("/operator/storage", "Storage"),
    ("/operator/tiers", "Tiers"),
    ("/operator/audit", "Audit log"),
];

/// What the page is given so that its first paint needs no request.
#[derive(Default, Serialize)]
struct Boot {
    user: Option<UserDto>,
    video: Option<VideoDto>,
    videos: Option<VideoPage>,
}

/// Title and metadata of a page.
struct Head {
    title: String,
    tags: String,
}

impl Head {
    fn plain(title: &str) -> Self {
        let title = if title.is_empty() { SITE.to_owned() } else { format!("{title} · {SITE}") };
        Self { title, tags: String::new() }
    }
}

pub async fn home(app: web::Data<App>, request: HttpRequest, who: MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    let filter = VideoFilter { limit: HOME_VIDEOS, ..VideoFilter::default() };
    let videos = videos::page(&app, &filter, who.0.as_ref().map(|who| &who.user.id)).await?;
    let boot = Boot { user: user(&app, &who).await?, videos: Some(videos), ..Boot::default() };
    let head = Head { tags: feed_link(&app.public_url, "/feed.xml"), ..Head::plain("") };
    Ok(page(&request, StatusCode::OK, "index.html", &head, &boot))
}

/// A page that needs nothing but the shell.
pub async fn shell(app: web::Data<App>, request: HttpRequest, who: MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    let title = PAGES.iter().find(|(path, _)| *path == request.path()).map_or("", |(_, title)| title);
    let boot = Boot { user: user(&app, &who).await?, ..Boot::default() };
    Ok(page(&request, StatusCode::OK, "index.html", &Head::plain(title), &boot))
}

pub async fn watch(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    video_page(&app, &request, &id, &who, "index.html").await
}

pub async fn embed(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    video_page(&app, &request, &id, &who, "embed.html").await
}

async fn video_page(
    app: &App,
    request: &HttpRequest,
    id: &str,
    who: &MaybeSignedIn,
    file: &str,
) -> Result<HttpResponse, ApiError> {
    let video = match VideoId::parse(id) {
        Some(id) => app.catalogue.video(&id).await?,
        None => None,
    };
    let viewer = who.0.as_ref().map(|who| &who.user);
    let Some(video) = video.filter(|video| policy::may_see(viewer, video)) else {
        let boot = Boot { user: user(app, who).await?, ..Boot::default() };
        return Ok(page(request, StatusCode::NOT_FOUND, file, &Head::plain("Not found"), &boot));
    };
    let is_listed = video.visibility == Visibility::Public;
    let dto = video_dto(app, video, who.0.as_ref().map(|who| &who.user.id)).await?;
    let head = Head { title: format!("{} · {SITE}", dto.title), tags: share_tags(&app.public_url, &dto, is_listed) };
    let boot = Boot { user: user(app, who).await?, video: Some(dto), ..Boot::default() };
    Ok(page(request, StatusCode::OK, file, &head, &boot))
}

/// The API, to be read and tried.
pub async fn docs(request: HttpRequest) -> HttpResponse {
    page(&request, StatusCode::OK, "docs.html", &Head::plain("API"), &Boot::default())
}

pub async fn channel(
    app: web::Data<App>,
    request: HttpRequest,
    name: web::Path<String>,
    who: MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    let boot = Boot { user: user(&app, &who).await?, ..Boot::default() };
    let owner = app.accounts.user_by_username(&name).await?.filter(policy::is_shown);
    let (status, head) = match owner {
        Some(owner) => {
            let tags = channel_tags(&app.public_url, &owner.username);
            (StatusCode::OK, Head { tags, ..Head::plain(&format!("@{}", owner.username)) })
        }
        None => (StatusCode::NOT_FOUND, Head::plain("Not found")),
    };
    Ok(page(&request, status, "index.html", &head, &boot))
}

/// Everything else: a file of the app, or the page that says that there is nothing.
pub async fn file(app: &App, request: &HttpRequest, who: &MaybeSignedIn) -> Result<HttpResponse, ApiError> {
    let path = request.path().trim_start_matches('/');
    let is_page = path.is_empty() || std::path::Path::new(path).extension().is_some_and(|ending| ending == "html");
    if !is_page && let Some(found) = Dist::get(path) {
        return Ok(embedded(request, path, found));
    }
    let boot = Boot { user: user(app, who).await?, ..Boot::default() };
    Ok(page(request, StatusCode::NOT_FOUND, "index.html", &Head::plain("Not found"), &boot))
}

async fn user(app: &App, who: &MaybeSignedIn) -> Result<Option<UserDto>, ApiError> {
    let Some(who) = &who.0 else { return Ok(None) };
    Ok(Some(profiles::own(app, &who.user).await?))
}

fn embedded(request: &HttpRequest, path: &str, file: EmbeddedFile) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    response.insert_header((CONTENT_TYPE, kind.to_string()));
    let caching =
        if path.starts_with("static/") { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    response.insert_header((CACHE_CONTROL, caching)).insert_header((VARY, "accept-encoding"));
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepted.contains(encoding)
            && let Some(smaller) = Dist::get(&format!("{path}.{ending}"))
        {
            return response.insert_header((CONTENT_ENCODING, encoding)).body(smaller.data.into_owned());
        }
    }
    response.body(file.data.into_owned())
}

/// Fills the shell: title, tags, theme and boot data.
fn page(request: &HttpRequest, status: StatusCode, file: &str, head: &Head, boot: &Boot) -> HttpResponse {
    let Some(shell) = Dist::get(file).and_then(|file| String::from_utf8(file.data.into_owned()).ok()) else {
        return HttpResponse::ServiceUnavailable()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body("This binary was built without the web app. Build it with `make build`.\n");
    };
    let html = fill(&shell, head, &theme(request), boot);
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(html)
}

/// The theme that the person chose, from their cookie.
fn theme(request: &HttpRequest) -> String {
    let chosen = request.cookie("theme").map(|cookie| cookie.value().to_owned());
    chosen.filter(|theme| matches!(theme.as_str(), "light" | "dark")).unwrap_or_else(|| "system".to_owned())
}

fn fill(shell: &str, head: &Head, theme: &str, boot: &Boot) -> String {
    let json = escape_json(&serde_json::to_string(boot).unwrap_or_else(|_error| "{}".to_owned()));
    let title = format!("<title>{}</title>", escape(&head.title));
    replace_between(shell, "<!--playhouse:title-->", "<!--/playhouse:title-->", &title)
        .replacen("<!--playhouse:head-->", &head.tags, 1)
        .replacen("<!--playhouse:boot-->", &format!("<script type=\"application/json\" id=\"boot\">{json}</script>"), 1)
        .replacen("data-theme=\"system\"", &format!("data-theme=\"{theme}\""), 1)
}

fn replace_between(text: &str, from: &str, to: &str, with: &str) -> String {
    match text.split_once(from).and_then(|(before, rest)| rest.split_once(to).map(|(_, after)| (before, after))) {
        Some((before, after)) => format!("{before}{with}{after}"),
        None => text.to_owned(),
    }
}

/// Open Graph, Twitter and schema.org of a video.
fn share_tags(public_url: &str, video: &VideoDto, is_listed: bool) -> String {
    let url = format!("{public_url}/watch/{}", video.id);
    let embed = format!("{public_url}/embed/{}", video.id);
    let description: String =
        video.description.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(DESCRIPTION).collect();
    let mut tags = String::new();
    let mut meta = |attribute: &str, name: &str, content: &str| {
        tags.push_str(&format!("<meta {attribute}=\"{name}\" content=\"{}\">", escape(content)));
    };
    meta("name", "description", &description);
    meta("property", "og:site_name", SITE);
    meta("property", "og:type", "video.other");
    meta("property", "og:title", &video.title);
    meta("property", "og:description", &description);
    meta("property", "og:url", &url);
    meta("property", "og:video:url", &embed);
    meta("property", "og:video:type", "text/html");
    if let (Some(width), Some(height)) = (video.width, video.height) {
        meta("property", "og:video:width", &width.to_string());
        meta("property", "og:video:height", &height.to_string());
        meta("name", "twitter:player:width", &width.to_string());
        meta("name", "twitter:player:height", &height.to_string());
    }
    meta("name", "twitter:card", "player");
    meta("name", "twitter:title", &video.title);
    meta("name", "twitter:player", &embed);
    if let Some(poster) = &video.playback.poster {
        meta("property", "og:image", poster);
        meta("name", "twitter:image", poster);
    }
    if !is_listed {
        meta("name", "robots", "noindex");
    }
    tags.push_str(&format!("<link rel=\"canonical\" href=\"{}\">", escape(&url)));
    tags.push_str(&format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}/oembed?format=json&amp;url={}\">",
        escape(public_url),
        query_value(&url)
    ));
    if let Some(poster) = &video.playback.poster {
        tags.push_str(&format!(
            "<link rel=\"preload\" as=\"image\" fetchpriority=\"high\" href=\"{}\">",
            escape(poster)
        ));
    }
    tags.push_str(&format!(
        "<script type=\"application/ld+json\">{}</script>",
        escape_json(&json_ld(&url, &embed, video))
    ));
    tags
}

/// As the value of a query's parameter.
fn query_value(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where readers find a feed of what a page shows.
fn feed_link(public_url: &str, path: &str) -> String {
    let address = escape(&format!("{public_url}{path}"));
    format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{address}\">")
}

/// Open Graph of a person's page.
fn channel_tags(public_url: &str, username: &str) -> String {
    let path = format!("/@{username}");
    let (name, address) = (escape(&format!("@{username}")), escape(&format!("{public_url}{path}")));
    let feed = feed_link(public_url, &format!("{path}/feed.xml"));
    format!(
        "<meta property=\"og:site_name\" content=\"{SITE}\"><meta property=\"og:type\" content=\"profile\">\
         <meta property=\"og:title\" content=\"{name}\"><meta property=\"og:url\" content=\"{address}\">\
         <meta name=\"twitter:card\" content=\"summary\"><meta name=\"twitter:title\" content=\"{name}\">\
         <link rel=\"canonical\" href=\"{address}\">{feed}"
    )
}

/// `VideoObject` (schema.org).
fn json_ld(url: &str, embed: &str, video: &VideoDto) -> String {
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": video.title,
        "description": video.description,
        "url": url,
        "embedUrl": embed,
        "thumbnailUrl": video.playback.poster,
        "uploadDate": video.created_at,
        "duration": video.duration.map(|seconds| format!("PT{seconds:.0}S")),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": { "@type": "WatchAction" },
            "userInteractionCount": video.stats.views,
        },
    })
    .to_string()
}

/// For text and attribute values.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// For JSON inside a script element: nothing in it can end the element or a line.
fn escape_json(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_15_nothing_that_people_write_leaves_its_place() {
        let shell = "<html data-theme=\"system\"><!--playhouse:title--><title>x</title><!--/playhouse:title--><!--playhouse:boot-->";
        let evil = "</script><script>alert(1)</script>\"'&\u{2028}";
        let head = Head { title: evil.to_owned(), tags: String::new() };
        let user = UserDto {
            id: "1".into(),
            username: evil.into(),
            email_verified: false,
            phone: None,
            phone_verified: false,
            email: evil.into(),
            role: "member".into(),
            created_at: String::new(),
            profile: None,
            tier: None,
        };
        let html = fill(shell, &head, "dark", &Boot { user: Some(user), ..Boot::default() });
        assert!(!html.contains("<script>alert") && !html.contains("</title><script>"), "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
        assert!(html.contains("data-theme=\"dark\"") && html.contains("&lt;/script&gt;"), "{html}");
    }
}

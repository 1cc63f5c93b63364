//! The whole URL table.

use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};

use super::api::{
    api_keys, auth, blocks, captions, chapters, comment_care, comments, contacts, discovery, follows, history, jobs,
    likes, moderation, notifications, operator, people, pictures, playlist_items, playlists, poster, profiles,
    recovery, sessions, sign_ups, storage, tiers, totp, users, video_events, videos,
};
use super::app::App;
use super::error::{ApiError, Code};
use super::{
    atom, feed_sockets, idempotency, middleware, oembed, openapi, pages, playback, rate_limits, room_socket, tus,
};

/// Bodies of JSON calls.
pub const JSON_BYTES: usize = 64 << 10;

pub fn configure(app: web::Data<App>) -> impl FnOnce(&mut web::ServiceConfig) + Clone {
    move |config| {
        config.app_data(app).app_data(json_config()).app_data(query_config()).app_data(path_config()).service(
            web::scope("")
                // The last one named is the first one passed.
                .wrap(from_fn(middleware::explain_method))
                .wrap(from_fn(rate_limits::guard))
                .wrap(from_fn(middleware::guard))
                .route("/healthz", web::get().to(health))
                .route("/readyz", web::get().to(ready))
                .service(api())
                .service(media())
                .configure(site)
                .default_service(web::route().to(fallback)),
        );
    }
}

fn api() -> actix_web::Scope {
    web::scope("/api/v1")
        .service(at("/openapi.json", web::get().to(document)))
        .service(once(REGISTER).route(web::post().to(users::register)))
        .service(
            web::resource("/users/me").route(web::get().to(users::me)).route(web::patch().to(profiles::update_profile)),
        )
        .service(
            web::resource("/users/me/avatar")
                .route(web::put().to(pictures::put_avatar))
                .route(web::delete().to(pictures::delete_avatar)),
        )
        .service(
            web::resource("/users/me/banner")
                .route(web::put().to(pictures::put_banner))
                .route(web::delete().to(pictures::delete_banner)),
        )
        .service(
            web::resource("/users/me/totp")
                .route(web::get().to(totp::totp_state))
                .route(web::post().to(totp::begin_totp))
                .route(web::delete().to(totp::remove_totp)),
        )
        .service(at("/users/me/totp/confirm", web::post().to(totp::confirm_totp)))
        .service(
            web::resource("/users/me/api-keys")
                .route(web::get().to(api_keys::list_api_keys))
                .route(web::post().to(api_keys::create_api_key)),
        )
        .service(at("/users/me/api-keys/{id}", web::delete().to(api_keys::remove_api_key)))
        .service(
            web::resource("/users/me/sessions")
                .route(web::get().to(sessions::list))
                .route(web::delete().to(sessions::end_others)),
        )
        .service(at("/users/me/sessions/{id}", web::delete().to(sessions::end)))
        .service(at("/users/me/password", web::post().to(sessions::change_password)))
        .service(at("/users/me/email/verify", web::post().to(contacts::verify_email)))
        .service(at("/users/me/email/confirm", web::post().to(contacts::confirm_email)))
        .service(
            web::resource("/users/me/phone")
                .route(web::put().to(contacts::put_phone))
                .route(web::delete().to(contacts::delete_phone)),
        )
        .service(at("/users/me/phone/confirm", web::post().to(contacts::confirm_phone)))
        .service(at("/users/me/following", web::get().to(follows::following)))
        .service(at("/users/me/blocks", web::get().to(blocks::list)))
        .service(at("/users/me/notifications", web::get().to(notifications::list)))
        .service(at("/users/me/notifications/read", web::post().to(notifications::read)))
        .service(
            web::resource("/users/me/notification-settings")
                .route(web::get().to(notifications::settings))
                .route(web::put().to(notifications::put_settings)),
        )
        .service(at("/users/{username}", web::get().to(profiles::public_user)))
        .service(
            web::resource("/users/{username}/follow")
                .route(web::put().to(follows::follow))
                .route(web::delete().to(follows::unfollow)),
        )
        .service(
            web::resource("/users/{username}/block")
                .route(web::put().to(blocks::block))
                .route(web::delete().to(blocks::unblock)),
        )
        .service(at("/auth/login", web::post().to(auth::login)))
        .service(at("/auth/refresh", web::post().to(auth::refresh)))
        .service(at("/auth/logout", web::post().to(auth::logout)))
        .service(at("/auth/password/forgot", web::post().to(recovery::forgot)))
        .service(at("/auth/password/reset", web::post().to(recovery::reset)))
        .service(
            web::resource("/uploads")
                .route(web::method(actix_web::http::Method::OPTIONS).to(tus::options))
                .route(web::post().to(tus::create)),
        )
        .service(
            web::resource("/uploads/{id}")
                .route(web::method(actix_web::http::Method::OPTIONS).to(tus::options))
                .route(web::head().to(tus::head))
                .route(web::patch().to(tus::patch))
                .route(web::delete().to(tus::delete))
                .route(web::get().to(api_not_found))
                // Browsers and proxies that know no PATCH (tus 1.0.0, X-HTTP-Method-Override).
                .route(web::post().guard(actix_web::guard::Header("x-http-method-override", "PATCH")).to(tus::patch))
                .route(web::post().guard(actix_web::guard::Header("x-http-method-override", "DELETE")).to(tus::delete)),
        )
        .service(at("/videos", web::get().to(videos::list)))
        .service(
            web::resource("/videos/{id}")
                .route(web::get().to(videos::get))
                .route(web::patch().to(videos::update))
                .route(web::delete().to(videos::delete)),
        )
        .service(
            web::resource("/videos/{id}/poster")
                .route(web::put().to(poster::put))
                .route(web::delete().to(poster::delete)),
        )
        .service(at("/videos/{id}/poster/candidates", web::get().to(poster::candidates)))
        .service(at("/videos/{id}/events", web::get().to(video_events::events)))
        .service(
            web::resource("/videos/{id}/like").route(web::put().to(likes::like)).route(web::delete().to(likes::unlike)),
        )
        .service(
            web::resource("/videos/{id}/chapters")
                .route(web::get().to(chapters::list))
                .route(web::put().to(chapters::put)),
        )
        .service(once(WATCH).route(web::post().to(videos::watch)).route(web::put().to(history::put_position)))
        .configure(library_calls)
        .configure(comment_calls)
        .configure(faults)
        .service(at("/rooms/{id}/ws", web::get().to(room_socket::open)))
        .service(at("/users/me/ws", web::get().to(feed_sockets::notifications)))
        .service(at("/operator/ws", web::get().to(feed_sockets::operator)))
        .service(at("/videos/{id}/captions", web::get().to(captions::list)))
        .service(
            web::resource("/videos/{id}/captions/{language}")
                .route(web::get().to(captions::get))
                .route(web::put().to(captions::put))
                .route(web::delete().to(captions::delete)),
        )
        .service(at("/operator/actors", web::get().to(operator::actors)))
        .service(at("/operator/actors/{actor}/restart", web::post().to(operator::restart_actor)))
        .service(at("/operator/overview", web::get().to(operator::overview)))
        .service(at("/operator/rooms", web::get().to(operator::rooms)))
        .service(at("/operator/jobs", web::get().to(jobs::list)))
        .service(at("/operator/jobs/{job}/cancel", web::post().to(jobs::cancel)))
        .service(at("/operator/jobs/{job}/retry", web::post().to(jobs::retry)))
        .service(at("/operator/jobs/{job}/priority", web::post().to(jobs::prioritise)))
        .service(at("/operator/dead-letters", web::get().to(operator::dead_letters)))
        .service(once(RETRY).route(web::post().to(operator::retry_dead_letters)))
        .service(at("/operator/users", web::get().to(people::list)))
        .service(at("/operator/users/{id}", web::patch().to(people::update)))
        .service(at("/operator/users/{id}/tier", web::put().to(tiers::give)))
        .service(at("/operator/tiers", web::get().to(tiers::list)))
        .service(at("/operator/tiers/{name}", web::put().to(tiers::put)))
        .service(at("/operator/audit", web::get().to(people::audit)))
        .service(at("/operator/sign-ups", web::get().to(sign_ups::list)))
        .service(at("/operator/sign-ups/{user}/approve", web::post().to(sign_ups::approve)))
        .service(at("/operator/sign-ups/{user}/refuse", web::post().to(sign_ups::refuse)))
        .service(at("/operator/users/{id}/purge-comments", web::post().to(moderation::purge)))
        .service(at("/operator/reports", web::get().to(moderation::reports)))
        .service(at("/operator/reports/{id}/resolve", web::post().to(moderation::resolve)))
        .service(
            web::resource("/operator/comment-rules")
                .route(web::get().to(moderation::rules))
                .route(web::put().to(moderation::put_rules)),
        )
        .service(at("/operator/storage", web::get().to(storage::overview)))
        .service(at("/operator/storage/videos", web::get().to(storage::videos)))
        .service(once(EVICT).route(web::post().to(storage::evict)))
        .default_service(web::route().to(api_not_found))
}

fn library_calls(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/users/me/history")
                .route(web::get().to(history::list))
                .route(web::delete().to(history::clear)),
        )
        .service(at("/users/me/history/{video}", web::delete().to(history::forget)))
        .service(
            web::resource("/users/me/history-settings")
                .route(web::get().to(history::settings))
                .route(web::put().to(history::put_settings)),
        )
        .service(at("/users/me/feed", web::get().to(discovery::feed)))
        .service(at("/users/me/likes", web::get().to(likes::list)))
        .service(at("/users/me/watch-later", web::get().to(playlist_items::list_later)))
        .service(
            web::resource("/users/me/watch-later/{video}")
                .route(web::put().to(playlist_items::save))
                .route(web::patch().to(playlist_items::shift_later))
                .route(web::delete().to(playlist_items::unsave)),
        )
        .service(at("/users/me/playlists", web::get().to(playlists::list_own)))
        .service(at("/users/{username}/playlists", web::get().to(playlists::list_public)))
        .service(once(PLAYLISTS).route(web::post().to(playlists::create)))
        .service(
            web::resource("/playlists/{id}")
                .route(web::get().to(playlists::get))
                .route(web::patch().to(playlists::update))
                .route(web::delete().to(playlists::delete)),
        )
        .service(
            once(PLAYLIST_ITEMS).route(web::get().to(playlist_items::list)).route(web::post().to(playlist_items::add)),
        )
        .service(
            web::resource("/playlists/{id}/items/{video}")
                .route(web::patch().to(playlist_items::shift))
                .route(web::delete().to(playlist_items::remove)),
        )
        .service(at("/videos/{id}/related", web::get().to(discovery::related)))
        .service(at("/tags", web::get().to(discovery::tags)));
}

/// What end-to-end tests break on purpose; release builds cannot be broken.
fn faults(config: &mut web::ServiceConfig) {
    #[cfg(debug_assertions)]
    config.service(at("/operator/actors/{actor}/panic", web::post().to(operator::panic_actor)));
    #[cfg(not(debug_assertions))]
    let _ = config;
}

fn comment_calls(config: &mut web::ServiceConfig) {
    config
        .service(once(COMMENTS).route(web::get().to(comments::list)).route(web::post().to(comments::create)))
        .service(at("/videos/{id}/comments/{comment}/replies", web::get().to(comments::replies)))
        .service(
            web::resource("/videos/{id}/room")
                .route(web::get().to(comment_care::room))
                .route(web::patch().to(comment_care::update_room)),
        )
        .service(
            web::resource("/comments/{id}")
                .route(web::patch().to(comments::update))
                .route(web::delete().to(comments::delete)),
        )
        .service(at("/comments/{id}/edits", web::get().to(comment_care::edits)))
        .service(
            web::resource("/comments/{id}/like")
                .route(web::put().to(comments::like))
                .route(web::delete().to(comments::unlike)),
        )
        .service(
            web::resource("/comments/{id}/pin")
                .route(web::put().to(comment_care::pin))
                .route(web::delete().to(comment_care::unpin)),
        )
        .service(
            web::resource("/comments/{id}/heart")
                .route(web::put().to(comment_care::heart))
                .route(web::delete().to(comment_care::unheart)),
        )
        .service(at("/comments/{id}/release", web::post().to(comment_care::release)))
        .service(at("/comments/{id}/report", web::post().to(moderation::report)));
}

/// A path that is asked in one way; who asks it in another is told so.
fn at(path: &str, route: actix_web::Route) -> actix_web::Resource {
    web::resource(path).route(route)
}

/// What is done once for each `Idempotency-Key`, below `/api/v1`.
const REGISTER: &str = "/users/register";
const WATCH: &str = "/videos/{id}/watch";
const COMMENTS: &str = "/videos/{id}/comments";
const PLAYLISTS: &str = "/playlists";
const PLAYLIST_ITEMS: &str = "/playlists/{id}/items";
const RETRY: &str = "/operator/dead-letters/{video}/retry";
const EVICT: &str = "/operator/storage/evictions";
/// The same as the document names them.
pub const ONCE: [&str; 7] = [
    "/api/v1/users/register",
    "/api/v1/videos/{id}/watch",
    "/api/v1/videos/{id}/comments",
    "/api/v1/playlists",
    "/api/v1/playlists/{id}/items",
    "/api/v1/operator/dead-letters/{video}/retry",
    "/api/v1/operator/storage/evictions",
];

/// A resource whose POSTs are done once for each `Idempotency-Key`. Its answers are kept as they are: none for secrets.
fn once(
    path: &str,
) -> actix_web::Resource<
    impl actix_web::dev::ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    debug_assert!(
        ONCE.iter().any(|named| named.strip_prefix("/api/v1") == Some(path)),
        "{path} is not in the document"
    );
    web::resource(path).wrap(from_fn(idempotency::guard))
}

/// GET and HEAD: `web::get` alone would refuse HEAD.
fn read() -> actix_web::Route {
    web::route().guard(actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()))
}

/// The paths of media are read by [`playback`]: other transports have no router.
fn media() -> actix_web::Scope {
    web::scope("/media").route("/{path:.*}", read().to(playback::serve)).default_service(web::route().to(api_not_found))
}

fn site(config: &mut web::ServiceConfig) {
    config
        .route("/", read().to(pages::home))
        .route("/watch/{id}", read().to(pages::watch))
        .route("/embed/{id}", read().to(pages::embed))
        .route("/studio/{id}", read().to(pages::studio_video))
        .route("/studio/{id}/{section}", read().to(pages::studio_video))
        .route("/playlist/{id}", read().to(pages::playlist))
        .route("/people/{user}/{kind}/{file}", read().to(pictures::picture))
        .route("/@{username}", read().to(pages::channel))
        .route("/@{username}/feed.xml", read().to(atom::person))
        .route("/feed.xml", read().to(atom::everybody))
        .route("/robots.txt", read().to(pages::robots))
        .route("/sitemap.xml", read().to(pages::sitemap))
        .route("/oembed", read().to(oembed::oembed))
        .route("/docs", read().to(pages::docs));
    for page in pages::PAGES {
        config.route(page.path, read().to(pages::plain));
    }
}

/// Files of the app; an unknown path that is not read is a wrong method.
async fn fallback(
    app: web::Data<App>,
    request: HttpRequest,
    who: super::auth::MaybeSignedIn,
) -> Result<HttpResponse, ApiError> {
    if request.method().is_safe() {
        return pages::file(&app, &request, &who).await;
    }
    Ok(HttpResponse::MethodNotAllowed().insert_header((ALLOW, "GET, HEAD")).finish())
}

async fn api_not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::not_found())
}

async fn document() -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(openapi::json())
}

/// Alive: the process answers.
pub async fn health() -> &'static str {
    "ok\n"
}

/// Ready: nothing stands in the way of work.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let reasons = app.readiness.reasons();
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(serde_json::json!({ "ready": reasons.is_empty(), "reasons": reasons }))
}

fn refuse(error: impl std::fmt::Display + std::fmt::Debug + 'static, code: Code, detail: String) -> actix_web::Error {
    let response = ApiError::new(code, detail).error_response();
    InternalError::from_response(error, response).into()
}

fn json_config() -> web::JsonConfig {
    web::JsonConfig::default().limit(JSON_BYTES).error_handler(|error, _| {
        use actix_web::error::JsonPayloadError;
        let (code, detail) = match &error {
            JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
                (Code::BodyTooLarge, format!("The body may have {JSON_BYTES} bytes."))
            }
            JsonPayloadError::ContentType => {
                (Code::WrongContentType, "Send `Content-Type: application/json`.".to_owned())
            }
            JsonPayloadError::Deserialize(cause) => (Code::BadRequest, format!("The body does not fit: {cause}.")),
            _ => (Code::BadRequest, "The body cannot be read.".to_owned()),
        };
        refuse(error, code, detail)
    })
}

fn query_config() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|error, _| {
        let detail = format!("The query does not fit: {error}.");
        refuse(error, Code::BadRequest, detail)
    })
}

fn path_config() -> web::PathConfig {
    web::PathConfig::default()
        .error_handler(|error, _| refuse(error, Code::NotFound, "There is no such thing, or not for you.".to_owned()))
}

//! The OpenAPI document, made from the handlers.

use utoipa::OpenApi;

use super::api::{auth, captions, operator, poster, storage, users, video_dto, video_events, videos};
use super::openapi_rules::Rules;
use super::{error, tus};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Playhouse",
        description = "Upload, watch, talk: the API of a Playhouse server.",
        license(name = "Apache-2.0")
    ),
    modifiers(&Rules),
    paths(
        users::register,
        users::me,
        auth::login,
        auth::refresh,
        auth::logout,
        tus::options,
        tus::create,
        tus::head,
        tus::patch,
        tus::delete,
        videos::list,
        videos::get,
        videos::update,
        videos::delete,
        videos::watch,
        video_events::events,
        poster::candidates,
        poster::put,
        poster::delete,
        captions::list,
        captions::get,
        captions::put,
        captions::delete,
        operator::actors,
        operator::dead_letters,
        operator::retry_dead_letters,
        storage::overview,
        storage::videos,
        storage::evict,
    ),
    components(schemas(
        error::Problem,
        error::FieldProblem,
        users::UserDto,
        users::UserEnvelope,
        users::RegisterRequest,
        auth::LoginRequest,
        auth::LoginResponse,
        video_dto::VideoDto,
        video_dto::VideoEnvelope,
        video_dto::VideoPage,
        video_events::VideoEventDto,
        captions::CaptionsDto,
        captions::CaptionsEnvelope,
        captions::CaptionsPage,
        videos::UpdateVideo,
        videos::WatchBeacon,
        poster::ChooseFrame,
        poster::CandidateList,
        operator::DeadLetterList,
        storage::StorageOverview,
        storage::VideoStoragePage,
        storage::EvictRequest,
        storage::RunDto,
    ))
)]
pub struct Document;

/// The document as JSON.
#[must_use]
pub fn json() -> String {
    Document::openapi().to_pretty_json().unwrap_or_default()
}

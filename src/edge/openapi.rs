//! The OpenAPI document, made from the handlers.

use utoipa::OpenApi;

use super::api::{
    api_keys, auth, captions, operator, poster, profiles, storage, totp, users, video_dto, video_events, videos,
};
use super::api::{auth, captions, operator, people, poster, sessions, storage, users, video_dto, video_events, videos};
use super::error;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Playhouse",
        description = "Upload, watch, talk: the API of a Playhouse server.",
        license(name = "Apache-2.0")
    ),
    paths(
        users::register,
        users::me,
        profiles::update_profile,
        profiles::public_user,
        profiles::put_avatar,
        profiles::delete_avatar,
        profiles::put_banner,
        profiles::delete_banner,
        totp::totp_state,
        totp::begin_totp,
        totp::confirm_totp,
        totp::remove_totp,
        api_keys::list_api_keys,
        api_keys::create_api_key,
        api_keys::remove_api_key,
        sessions::list,
        sessions::end,
        sessions::end_others,
        sessions::change_password,
        auth::login,
        auth::refresh,
        auth::logout,
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
        people::list,
        people::update,
        people::audit,
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
        profiles::UpdateProfile,
        profiles::ProfileDto,
        profiles::PictureDto,
        profiles::TierDto,
        profiles::PublicUser,
        profiles::PublicUserEnvelope,
        totp::TotpState,
        totp::BeginTotp,
        totp::TotpSecret,
        totp::ConfirmTotp,
        totp::RecoveryCodes,
        totp::RemoveTotp,
        api_keys::CreateApiKey,
        api_keys::ApiKeyDto,
        api_keys::ApiKeyCreated,
        api_keys::ApiKeyList,
        sessions::SessionDto,
        sessions::SessionList,
        sessions::PasswordRequest,
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
        people::AccountDto,
        people::AccountEnvelope,
        people::AccountPage,
        people::UpdateAccount,
        people::AuditDto,
        people::AuditPage,
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

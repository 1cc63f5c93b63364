//! The whole error table of the API: code, status, title. Nobody else picks a status.
//!
//! Answers are `application/problem+json` (RFC 9457). `detail` is for a person; `code` is for a program and never changes.
//! What went wrong inside is logged, never sent.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use playhouse_actors::live_sessions::SessionsError;
use playhouse_actors::messages::RoomError;
use playhouse_actors::model::RoomRefusal;
use playhouse_actors::ports::{AccountError, StoreError};
use playhouse_actors::runtime::{AskError, TellError};
use serde::Serialize;
use utoipa::ToSchema;

macro_rules! codes {
    ($($name:ident, $code:literal, $status:ident, $title:literal;)*) => {
        /// Every way in which a request may be refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($name),* }

        impl Code {
            /// Stable name, status and title.
            #[must_use]
            pub fn row(self) -> (&'static str, StatusCode, &'static str) {
                match self { $(Self::$name => ($code, StatusCode::$status, $title)),* }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    BadRequest,          "bad_request",          BAD_REQUEST,                "The request cannot be understood";
    ValidationFailed,    "validation_failed",    UNPROCESSABLE_ENTITY,       "Some fields are not valid";
    Unauthenticated,     "unauthenticated",      UNAUTHORIZED,               "Sign in first";
    WrongCredentials,    "wrong_credentials",    UNAUTHORIZED,               "E-mail or password is wrong";
    TotpRequired,        "totp_required",        UNAUTHORIZED,               "A code of the authenticator is needed";
    TotpWrong,           "totp_wrong",           UNAUTHORIZED,               "The code is wrong";
    TotpActive,          "totp_active",          CONFLICT,                   "There is a second factor already";
    TotpMissing,         "totp_missing",         CONFLICT,                   "No second factor waits or is active";
    SessionOver,         "session_over",         UNAUTHORIZED,               "The session is over";
    AccountPending,      "account_pending",      FORBIDDEN,                  "The account waits for an operator";
    OneTimeCodeWrong,    "code_wrong",           UNPROCESSABLE_ENTITY,       "The code is wrong or over";
    MessagesOff,         "messages_off",         SERVICE_UNAVAILABLE,        "This server sends no such messages";
    ForeignOrigin,       "foreign_origin",       FORBIDDEN,                  "Another site may not do this";
    ScopeMissing,        "scope_missing",        FORBIDDEN,                  "The API key may not do this";
    TooManyApiKeys,      "too_many_api_keys",    CONFLICT,                   "Too many API keys";
    SignupClosed,        "signup_closed",        FORBIDDEN,                  "Registration is closed";
    WrongPassword,       "wrong_password",       FORBIDDEN,                  "The password is wrong";
    OwnAccount,          "own_account",          FORBIDDEN,                  "Nobody does this to themselves";
    LastAdmin,           "last_admin",           CONFLICT,                   "This is the last admin";
    AdminTokenWrong,     "admin_token_wrong",    FORBIDDEN,                  "The token makes no admin";
    NotFound,            "not_found",            NOT_FOUND,                  "Not found";
    MethodNotAllowed,    "method_not_allowed",   METHOD_NOT_ALLOWED,         "Method not allowed";
    EmailTaken,          "email_taken",          CONFLICT,                   "This e-mail address has an account";
    UsernameTaken,       "username_taken",       CONFLICT,                   "This user name is taken";
    Conflict,            "conflict",             CONFLICT,                   "It changed in the meantime";
    PreconditionFailed,  "precondition_failed",  PRECONDITION_FAILED,        "It is not what you have seen";
    IdempotencyKeyReused, "idempotency_key_reused", UNPROCESSABLE_ENTITY,    "The key came with another request";
    IdempotencyUnderWay, "idempotency_under_way", CONFLICT,                  "The same request is under way";
    OffsetMismatch,      "offset_mismatch",      CONFLICT,                   "The upload is at another offset";
    UploadGone,          "upload_gone",          GONE,                       "The upload is over";
    UploadFinal,         "upload_final",         FORBIDDEN,                  "A final upload takes no bytes";
    UploadPartMissing,   "upload_part_missing",  BAD_REQUEST,                "A part is missing or unfinished";
    UploadTooLarge,      "upload_too_large",     PAYLOAD_TOO_LARGE,          "The upload is too large";
    UploadQuota,         "upload_quota",         TOO_MANY_REQUESTS,          "Too many open uploads";
    StorageQuota,        "storage_quota",        PAYLOAD_TOO_LARGE,          "No room for so many bytes";
    RateLimited,         "rate_limited",         TOO_MANY_REQUESTS,          "Too many requests";
    UploadLocked,        "upload_locked",        LOCKED,                     "Another request is writing";
    BodyTooLarge,        "body_too_large",       PAYLOAD_TOO_LARGE,          "The request is too large";
    BodyTooSlow,         "body_too_slow",        REQUEST_TIMEOUT,            "The request came too slowly";
    WrongContentType,    "wrong_content_type",   UNSUPPORTED_MEDIA_TYPE,     "The content type is not accepted here";
    TusVersion,          "tus_version",          PRECONDITION_FAILED,        "This version of tus is not spoken here";
    ChecksumUnknown,     "checksum_unknown",     BAD_REQUEST,                "The checksum cannot be understood";
    RangeNotSatisfiable, "range_not_satisfiable", RANGE_NOT_SATISFIABLE,     "The range lies outside";
    FormatUnknown,       "format_unknown",       NOT_IMPLEMENTED,            "It is not written in this format";
    NotPlayable,         "not_playable",         CONFLICT,                   "The video cannot be played yet";
    SegmentFailed,       "segment_failed",       BAD_GATEWAY,                "The segment could not be made";
    SegmentLost,         "segment_lost",         BAD_GATEWAY,                "The segment was damaged";
    ImageUnsupported,    "image_unsupported",    UNSUPPORTED_MEDIA_TYPE,     "The image is of no kind that is taken";
    ImageDamaged,        "image_damaged",        UNPROCESSABLE_ENTITY,       "The image is damaged";
    ImageTooLarge,       "image_too_large",      PAYLOAD_TOO_LARGE,          "The image has too many pixels";
    ImageFailed,         "image_failed",         BAD_GATEWAY,                "The image could not be made anew";
    PosterFailed,        "poster_failed",        BAD_GATEWAY,                "The poster could not be made";
    LanguageUnknown,     "language_unknown",     UNPROCESSABLE_ENTITY,       "This is no tag of a language";
    CaptionsEncoding,    "captions_encoding",    UNPROCESSABLE_ENTITY,       "The captions are not written in Unicode";
    CaptionsTiming,      "captions_timing",      UNPROCESSABLE_ENTITY,       "The times of a cue are wrong";
    CaptionsLimit,       "captions_limit",       UNPROCESSABLE_ENTITY,       "The captions are past a limit";
    CaptionsEmpty,       "captions_empty",       UNPROCESSABLE_ENTITY,       "There are no captions in it";
    NeverRebuilt,        "never_rebuilt",        CONFLICT,                   "An actor of this kind has one life";
    JobNeeded,           "job_needed",           CONFLICT,                   "This job is not cancelled";
    JobRuns,             "job_runs",             CONFLICT,                   "The job runs";
    JobWaits,            "job_waits",            CONFLICT,                   "The job waits";
    CommentRefused,      "comment_refused",      UNPROCESSABLE_ENTITY,       "The text is not let through";
    ParentGone,          "parent_gone",          UNPROCESSABLE_ENTITY,       "What it answers is gone";
    RoomClosed,          "room_closed",          FORBIDDEN,                  "Nobody may write here";
    AlreadyInPlaylist,   "already_in_playlist",  CONFLICT,                   "It is in the playlist already";
    PlaylistFull,        "playlist_full",        CONFLICT,                   "The playlist is full";
    TooManyPlaylists,    "too_many_playlists",   CONFLICT,                   "Too many playlists";
    PlaceGone,           "place_gone",           UNPROCESSABLE_ENTITY,       "The place is gone";
    Blocked,             "blocked",              FORBIDDEN,                  "Somebody does not want to hear from you";
    SlowMode,            "slow_mode",            TOO_MANY_REQUESTS,          "Not so fast";
    EvictionUnderWay,    "eviction_under_way",   CONFLICT,                   "Rungs are being evicted already";
    TooManyStreams,      "too_many_streams",     TOO_MANY_REQUESTS,          "Too many open streams";
    Busy,                "busy",                 SERVICE_UNAVAILABLE,        "Too much to do";
    StorageFull,         "storage_full",         INSUFFICIENT_STORAGE,       "No space left";
    Deadline,            "deadline",             GATEWAY_TIMEOUT,            "It took too long";
    Internal,            "internal",             INTERNAL_SERVER_ERROR,      "Something broke here";
}

/// Media type of every error's body (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// tus 1.0.0 wants 460 for a checksum that does not match; HTTP has no name for it.
const CHECKSUM_MISMATCH: u16 = 460;

/// A field that is not valid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request's body; of text, the line (RFC 5147).
    pub pointer: String,
    pub detail: String,
}

/// The body of every error (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`, or a page about this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Stable name of the problem.
    pub code: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// A refusal on its way out.
#[derive(Debug)]
pub struct ApiError {
    code: Option<Code>,
    detail: String,
    errors: Vec<FieldProblem>,
    retry_after_seconds: Option<u32>,
}

impl ApiError {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code: Some(code), detail: detail.into(), errors: Vec::new(), retry_after_seconds: None }
    }

    /// 460: the chunk was dropped.
    pub fn checksum_mismatch() -> Self {
        Self {
            code: None,
            detail: "The chunk does not have the checksum that came with it and was dropped.".to_owned(),
            errors: Vec::new(),
            retry_after_seconds: None,
        }
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is no such thing, or not for you.")
    }

    pub fn is_not_found(&self) -> bool {
        self.code == Some(Code::NotFound)
    }

    pub fn busy() -> Self {
        Self {
            retry_after_seconds: Some(1),
            ..Self::new(Code::Busy, "The server has too much to do; try again in a moment.")
        }
    }

    /// Too often; how long to wait.
    pub fn rate_limited(wait: Duration) -> Self {
        let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(Code::RateLimited, format!("That was too often; try again in {seconds} s."))
        }
    }

    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let detail = errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join(" ");
        Self { errors, ..Self::new(Code::ValidationFailed, detail) }
    }

    /// Status, seconds to wait before another try, and the body.
    #[must_use]
    pub fn problem(&self) -> (StatusCode, Option<u32>, Vec<u8>) {
        let (code, status, title) = self.row();
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail.clone(),
            code: code.to_owned(),
            errors: self.errors.clone(),
        };
        (status, self.retry_after_seconds, serde_json::to_vec(&problem).unwrap_or_default())
    }

    /// The stable name of what is wrong.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// The same for a person.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.retry_after_seconds
    }

    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code == Some(code)
    }

    /// With what is wrong in each place.
    pub fn with_errors(self, errors: Vec<FieldProblem>) -> Self {
        Self { errors, ..self }
    }

    fn row(&self) -> (&'static str, StatusCode, &'static str) {
        self.code.map_or_else(
            || {
                let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
                ("checksum_mismatch", status, "The checksum does not match")
            },
            Code::row,
        )
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.row().0, self.detail)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.row().1
    }

    fn error_response(&self) -> HttpResponse {
        let (status, retry_after, problem) = self.problem();
        let mut response = HttpResponseBuilder::new(status);
        response.insert_header((CONTENT_TYPE, PROBLEM));
        if let Some(seconds) = retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.body(problem)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Conflict("email") => Self::new(Code::EmailTaken, "This e-mail address has an account already."),
            StoreError::Conflict("username") => Self::new(Code::UsernameTaken, "This user name is taken."),
            StoreError::Conflict("seen") => {
                Self::new(Code::PreconditionFailed, "It is no longer what you have seen; look again.")
            }
            StoreError::Conflict(_) => Self::new(Code::Conflict, "It changed in the meantime; look again."),
            StoreError::Busy => Self::busy(),
            StoreError::Full => Self::new(Code::StorageFull, "The server has no space left."),
            StoreError::Corrupt(detail) | StoreError::Internal(detail) => {
                tracing::error!(detail, "a store failed");
                Self::new(Code::Internal, "Something broke on the server; it is logged.")
            }
        }
    }
}

impl From<RoomError> for ApiError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::NotFound | RoomError::Write(RoomRefusal::NoSuchComment) => Self::not_found(),
            RoomError::Closed => Self::new(Code::RoomClosed, "Nobody may write beside this video."),
            RoomError::SlowMode(wait) => Self {
                retry_after_seconds: Some(wait),
                ..Self::new(Code::SlowMode, format!("Everybody writes slowly here; try again in {wait} s."))
            },
            RoomError::Refused => {
                Self::new(Code::CommentRefused, "The comment has words or links that are not let through.")
            }
            RoomError::Write(RoomRefusal::NoSuchParent) => {
                Self::new(Code::ParentGone, "The comment that this answers is not there any more.")
            }
            RoomError::Write(RoomRefusal::NoSuchAuthor) => Self::new(Code::Unauthenticated, "Sign in to do this."),
            RoomError::Store(error) => error.into(),
        }
    }
}

impl From<SessionsError> for ApiError {
    fn from(error: SessionsError) -> Self {
        match error {
            SessionsError::Ask(error) => error.into(),
            SessionsError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NotFound => Self::not_found(),
            AccountError::LastAdmin => Self::new(Code::LastAdmin, "Somebody must be left to run the server."),
            AccountError::Store(error) => error.into(),
        }
    }
}

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Full | AskError::Closed => Self::busy(),
            AskError::Timeout => Self::new(Code::Deadline, "The answer took too long."),
        }
    }
}

impl From<TellError> for ApiError {
    fn from(_: TellError) -> Self {
        Self::busy()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_one_word_and_stands_once() {
        let names: HashSet<&str> = Code::ALL.iter().map(|code| code.row().0).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| { name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') }));
        assert!(Code::ALL.iter().all(|code| code.row().1.as_u16() >= 400));
    }
}

//! The JSON API: one file a resource. Handlers take apart, ask, and put together; they decide nothing else.

pub mod api_keys;
pub mod auth;
pub mod blocks;
pub mod captions;
pub mod chapters;
pub mod comment_care;
pub mod comment_dto;
pub mod comments;
pub mod contacts;
pub mod discovery;
pub mod follows;
pub mod history;
pub mod jobs;
pub mod likes;
pub mod moderation;
pub mod notifications;
pub mod operator;
pub mod people;
pub mod pictures;
pub mod playlist_dto;
pub mod playlist_items;
pub mod playlists;
pub mod poster;
pub mod profiles;
pub mod recovery;
pub mod sessions;
pub mod sign_ups;
pub mod storage;
pub mod tiers;
pub mod totp;
pub mod users;
pub mod video_dto;
pub mod video_events;
pub mod video_viewer;
pub mod videos;

use actix_web::web;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use playhouse_actors::model::Cursor;
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::{ApiError, Code, FieldProblem};

/// Collects what is wrong with a body's fields.
#[derive(Default)]
pub struct Checks(Vec<FieldProblem>);

impl Checks {
    pub fn require(&mut self, holds: bool, pointer: &str, detail: &str) {
        if !holds {
            self.0.push(FieldProblem { pointer: pointer.to_owned(), detail: detail.to_owned() });
        }
    }

    pub fn done(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.0)) }
    }
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    cursor: Option<String>,
    /// 1 to 100
    limit: Option<usize>,
}

impl PageQuery {
    fn after(&self) -> Result<Option<Cursor>, ApiError> {
        self.cursor.as_deref().map(parse_cursor).transpose()
    }

    fn limit(&self, otherwise: usize) -> usize {
        self.limit.unwrap_or(otherwise).clamp(1, 100)
    }
}

/// A body that is no JSON, up to so many bytes.
pub async fn whole_body(body: web::Payload, limit: usize) -> Result<Bytes, ApiError> {
    match body.to_bytes_limited(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_broken)) => Err(ApiError::new(Code::BadRequest, "The body cannot be read.")),
        Err(_large) => Err(ApiError::new(Code::BodyTooLarge, format!("The body may have {limit} bytes."))),
    }
}

fn parse_cursor(text: &str) -> Result<Cursor, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    serde_json::from_slice(&bytes).map_err(|_bad| ApiError::new(Code::BadRequest, "`cursor` is not one of ours."))
}

fn write_cursor(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// A time as the API writes it: RFC 3339, UTC.
#[must_use]
pub fn rfc3339(at: playhouse_actors::model::Timestamp) -> String {
    at.rfc3339()
}

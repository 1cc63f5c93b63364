//! Local stand-in until the real one is merged.
use crate::edge::App;
use crate::edge::auth::SignedIn;
use crate::edge::error::{ApiError, Code};
use actix_web::web;
use playhouse_actors::messages::CreateComment;
use playhouse_actors::model::*;
pub struct Draft {
    pub body: String,
    pub client_id: Option<String>,
    pub at: Option<f64>,
    pub parent: Option<String>,
}
pub async fn create_comment(app: &App, who: &SignedIn, video: &str, draft: Draft) -> Result<RoomWritten, ApiError> {
    let video = VideoId::parse(video).ok_or_else(ApiError::not_found)?;
    let make = || CreateComment {
        is_host: false,
        new: NewComment {
            id: CommentId::random(),
            author: who.user.id.clone(),
            parent: None,
            body: draft.body.clone(),
            at: draft.at,
            client_id: draft.client_id.clone(),
            state: CommentState::Published,
            mentions: vec![],
        },
    };
    app.rooms
        .ask(&video, make)
        .await
        .map_err(|e| ApiError::new(Code::Internal, e.to_string()))?
        .map_err(|e| ApiError::new(Code::Internal, e.to_string()))
}
pub async fn update_comment(_: &App, _: &SignedIn, _: &CommentId, _: String) -> Result<Comment, ApiError> {
    Err(ApiError::busy())
}
pub async fn delete_comment(_: &App, _: &SignedIn, _: &CommentId) -> Result<Comment, ApiError> {
    Err(ApiError::busy())
}
pub async fn like_comment(_: &App, _: &SignedIn, _: &CommentId, _: bool) -> Result<u64, ApiError> {
    Err(ApiError::busy())
}

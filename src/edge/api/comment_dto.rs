//! A comment as the API shows it: the same as its room tells it, and what it is to who asks.

use playhouse_actors::model::{Comment, CommentId, Page, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use super::write_cursor;
use crate::edge::App;
use crate::edge::error::ApiError;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommentAuthor)]
pub struct AuthorDto {
    pub username: String,
    pub display_name: Option<String>,
    /// A path on this server.
    pub avatar: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentDto {
    pub id: String,
    /// Plain text with a little Markdown; empty when it was deleted.
    pub body: String,
    pub author: AuthorDto,
    /// Seconds into the video
    pub at: Option<f64>,
    /// The comment it answers
    pub parent: Option<String>,
    /// The comment at the top of its thread; none when it is that one itself.
    pub root: Option<String>,
    /// `published`, `held` or `deleted`
    pub state: String,
    /// RFC 3339, UTC
    pub created_at: String,
    /// RFC 3339, UTC
    pub edited_at: Option<String>,
    pub pinned: bool,
    /// By the owner of the video
    pub hearted: bool,
    pub likes: u64,
    /// Published answers in its thread
    pub replies: u64,
    /// What its author's client calls it; for its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// By who asks
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liked: Option<bool>,
}

impl CommentDto {
    #[must_use]
    pub fn new(comment: &Comment, viewer: Option<&UserId>) -> Self {
        let view = comment.view();
        Self {
            id: view.id.to_owned(),
            body: view.body.to_owned(),
            author: AuthorDto {
                username: view.author.username.to_owned(),
                display_name: view.author.display_name.map(str::to_owned),
                avatar: view.author.avatar,
            },
            at: view.at,
            parent: view.parent.map(str::to_owned),
            root: view.root.map(str::to_owned),
            state: view.state.as_str().to_owned(),
            created_at: view.created_at,
            edited_at: view.edited_at,
            pinned: view.pinned,
            hearted: view.hearted,
            likes: view.likes,
            replies: view.replies,
            client_id: view.client_id.filter(|_| viewer == Some(&comment.author.id)).map(str::to_owned),
            liked: None,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CommentEnvelope {
    pub comment: CommentDto,
}

impl CommentEnvelope {
    #[must_use]
    pub fn new(comment: &Comment, viewer: &UserId) -> Self {
        Self { comment: CommentDto::new(comment, Some(viewer)) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CommentPage {
    pub items: Vec<CommentDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// A page for who asks, with what they like.
pub async fn page_for(app: &App, page: Page<Comment>, viewer: Option<&UserId>) -> Result<CommentPage, ApiError> {
    let mut items: Vec<_> = page.items.iter().map(|comment| CommentDto::new(comment, viewer)).collect();
    if let Some(viewer) = viewer {
        let ids: Vec<CommentId> = page.items.iter().map(|comment| comment.id.clone()).collect();
        let liked = app.comments.liked_comments(viewer, &ids).await?;
        for item in &mut items {
            item.liked = Some(liked.iter().any(|id| id.as_str() == item.id));
        }
    }
    Ok(CommentPage { items, next_cursor: page.next.as_ref().map(write_cursor) })
}

//! Who may do what to what. Every handler asks here; what is not allowed here is not allowed.
//!
//! What somebody may not know of is not there for them: the refusal is "not found". `tests/matrix.txt` says the same of every
//! call and is checked against the running server.

use playhouse_actors::model::{
    AccountStatus, Comment, CommentId, CommentState, Playlist, PlaylistId, Role, Upload, User, UserId, Video, VideoId,
    Visibility,
};

use super::app::App;
use super::auth::{MaybeSignedIn, SignedIn};
use super::error::ApiError;
use super::media_url::Scope;

/// Whether an account may be used at all.
#[must_use]
pub fn may_act(user: &User) -> bool {
    user.status == AccountStatus::Active
}

/// Whether a person's page is shown.
#[must_use]
pub fn is_shown(user: &User) -> bool {
    user.status == AccountStatus::Active
}

/// Runs the server: sees every part of it, changes accounts.
#[must_use]
pub fn may_operate(user: &User) -> bool {
    user.role == Role::Admin
}

/// Nobody changes their own role or status: not by accident, and not to hide what they did.
#[must_use]
pub fn may_change_account(operator: &User, subject: &UserId) -> bool {
    may_operate(operator) && operator.id != *subject
}

/// Looks after what people publish.
#[must_use]
pub fn may_moderate(user: &User) -> bool {
    matches!(user.role, Role::Moderator | Role::Admin)
}

#[must_use]
pub fn is_owner(who: Option<&UserId>, video: &Video) -> bool {
    who == Some(&video.owner)
}

/// What is private is its owner's alone; what a banned person has published is seen by moderators only.
#[must_use]
pub fn may_see(who: Option<&User>, video: &Video) -> bool {
    if is_owner(who.map(|user| &user.id), video) {
        return true;
    }
    video.visibility != Visibility::Private && (!video.owner_is_banned || who.is_some_and(may_moderate))
}

/// Media needs no person: its URL carries the right to it.
#[must_use]
pub fn may_serve(visibility: Visibility, owner_is_banned: bool, scope: Scope) -> bool {
    !owner_is_banned && (visibility != Visibility::Private || scope != Scope::Public)
}

/// Uploads belong to whoever began them.
#[must_use]
pub fn may_upload(who: &User, upload: &Upload) -> bool {
    upload.owner == who.id
}

/// Looks after what is written beside a video.
#[must_use]
pub fn is_host(who: &User, video: &Video) -> bool {
    is_owner(Some(&who.id), video) || may_moderate(who)
}

/// Words in somebody's name are their own.
#[must_use]
pub fn may_edit_comment(who: &User, comment: &Comment) -> bool {
    comment.author.id == who.id
}

/// Also whoever may read what it said before.
#[must_use]
pub fn may_delete_comment(who: &User, comment: &Comment, video: &Video) -> bool {
    comment.author.id == who.id || is_host(who, video)
}

/// A comment that this person may know of, and its video.
pub async fn known_comment(app: &App, id: &CommentId, who: &User) -> Result<(Comment, Video), ApiError> {
    let comment = app.comments.comment(id).await?.ok_or_else(ApiError::not_found)?;
    let video = visible_to(app, comment.video.as_str(), Some(who)).await?;
    let is_known = match comment.state {
        CommentState::Published => true,
        CommentState::Held => may_delete_comment(who, &comment, &video),
        CommentState::Deleted => false,
    };
    if is_known { Ok((comment, video)) } else { Err(ApiError::not_found()) }
}

/// A video that this person may know of.
pub async fn visible(app: &App, id: &str, who: &MaybeSignedIn) -> Result<Video, ApiError> {
    visible_to(app, id, who.0.as_ref().map(|who| &who.user)).await
}

/// The same.
pub async fn visible_to(app: &App, id: &str, viewer: Option<&User>) -> Result<Video, ApiError> {
    let id = VideoId::parse(id).ok_or_else(ApiError::not_found)?;
    let video = app.catalogue.video(&id).await?;
    video.filter(|video| may_see(viewer, video)).ok_or_else(ApiError::not_found)
}

/// A person whose page is shown.
pub async fn shown_person(app: &App, username: &str) -> Result<User, ApiError> {
    let user = app.accounts.user_by_username(username).await?;
    user.filter(is_shown).ok_or_else(ApiError::not_found)
}

/// A video that this person may change.
pub async fn owned(app: &App, id: &str, who: &SignedIn) -> Result<Video, ApiError> {
    let id = VideoId::parse(id).ok_or_else(ApiError::not_found)?;
    let video = app.catalogue.video(&id).await?;
    video.filter(|video| is_owner(Some(&who.user.id), video)).ok_or_else(ApiError::not_found)
}

/// As [`may_see`] a video: by its id an unlisted playlist is found.
#[must_use]
pub fn may_see_playlist(who: Option<&User>, playlist: &Playlist) -> bool {
    if who.is_some_and(|user| user.id == playlist.owner) {
        return true;
    }
    playlist.visibility != Visibility::Private && (!playlist.owner_is_banned || who.is_some_and(may_moderate))
}

/// A playlist that this person may know of.
pub async fn visible_playlist(app: &App, id: &str, who: &MaybeSignedIn) -> Result<Playlist, ApiError> {
    let id = PlaylistId::parse(id).ok_or_else(ApiError::not_found)?;
    let playlist = app.library.playlists.playlist(&id).await?;
    let viewer = who.0.as_ref().map(|who| &who.user);
    playlist.filter(|playlist| may_see_playlist(viewer, playlist)).ok_or_else(ApiError::not_found)
}

/// A playlist that this person may change.
pub async fn owned_playlist(app: &App, id: &str, who: &SignedIn) -> Result<Playlist, ApiError> {
    let id = PlaylistId::parse(id).ok_or_else(ApiError::not_found)?;
    let playlist = app.library.playlists.playlist(&id).await?;
    playlist.filter(|playlist| playlist.owner == who.user.id).ok_or_else(ApiError::not_found)
}

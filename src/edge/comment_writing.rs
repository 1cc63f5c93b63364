//! How comments are written, whichever way they come: checked, judged, and through the room of their video.

use playhouse_actors::comment_rules::Judgement;
use playhouse_actors::messages::{ChangeComment, CommentLiked, CreateComment, FactsArrived, RoomError};
use playhouse_actors::model::{
    AuthorFacts, Comment, CommentChange, CommentId, CommentState, NewComment, RoomRefusal, RoomWritten, Timestamp,
    UserId, Video, VideoId,
};
use playhouse_actors::ports::StoreError;
use playhouse_actors::room::RoomActor;
use playhouse_actors::runtime::{Accepts, AskError, Message};

use super::app::App;
use super::auth::SignedIn;
use super::comment_text::{CommentText, TextProblem};
use super::error::{ApiError, Code, FieldProblem};
use super::policy;

/// How often a room is asked that failed in between.
const TRIES: usize = 3;

/// Asks a video's room, again when it just failed or another server wrote first: what is asked here twice is done once.
pub async fn ask_room<M, K, T>(app: &App, video: &VideoId, make: impl Fn() -> M) -> Result<T, ApiError>
where
    M: Message<Reply = Result<T, RoomError>>,
    K: 'static,
    RoomActor: Accepts<M, K>,
{
    let mut left = TRIES;
    loop {
        left -= 1;
        match app.rooms.ask(video, &make).await {
            Err(AskError::Closed) | Ok(Err(RoomError::Store(StoreError::Conflict("room")))) if left > 0 => {}
            outcome => return Ok(outcome??),
        }
    }
}

/// Reads a text; says which field is wrong.
pub fn parse(raw: &str) -> Result<CommentText, ApiError> {
    CommentText::parse(raw).map_err(|problem: TextProblem| {
        ApiError::invalid(vec![FieldProblem { pointer: "/body".to_owned(), detail: problem.to_string() }])
    })
}

/// A comment to be made, checked but for what its room decides.
pub struct Checked {
    pub text: CommentText,
    pub parent: Option<CommentId>,
    pub at: Option<f64>,
    pub client_id: String,
}

/// `sent` is called when the comment has its place in the room's mailbox: what is sent after that is written after it.
pub async fn create(
    app: &App,
    who: &SignedIn,
    video: &Video,
    checked: Checked,
    sent: impl Fn(),
) -> Result<RoomWritten, ApiError> {
    let Checked { text, parent, at, client_id } = checked;
    let mut blockers = vec![video.owner.clone()];
    if let Some(parent) = &parent {
        let found = app.comments.comment(parent).await?.filter(|found| found.video == video.id);
        blockers.push(found.ok_or_else(parent_gone)?.author.id);
    }
    require_unblocked(app, who, blockers).await?;
    let state = match judge(app, who, &text).await? {
        Judgement::Publish => CommentState::Published,
        Judgement::Hold => CommentState::Held,
        Judgement::Refuse => return Err(refused()),
    };
    let new = NewComment {
        id: CommentId::random(),
        author: who.user.id.clone(),
        parent,
        body: text.body,
        at,
        client_id: Some(client_id),
        state,
        mentions: text.mentions,
    };
    let is_host = policy::is_host(&who.user, video);
    let make = || {
        // The message that is made now is in the mailbox before anybody else has a turn.
        sent();
        CreateComment { new: new.clone(), is_host }
    };
    let written = ask_room(app, &video.id, make).await?;
    // Whom it concerns is told now rather than a little later.
    if app.facts.try_tell(FactsArrived).is_err() {
        tracing::debug!("the registry of videos is busy; it reads the outbox later");
    }
    Ok(written)
}

pub async fn edit(
    app: &App,
    who: &SignedIn,
    comment: &Comment,
    video: &Video,
    text: CommentText,
) -> Result<Comment, ApiError> {
    require_unblocked(app, who, vec![video.owner.clone()]).await?;
    let room = app.comments.open_room(&video.id).await?.ok_or_else(ApiError::not_found)?;
    if !room.rules.is_open && !policy::is_host(&who.user, video) {
        return Err(RoomError::Closed.into());
    }
    match judge(app, who, &text).await? {
        Judgement::Publish => {}
        // Somebody looks at it anyway.
        Judgement::Hold if comment.state == CommentState::Held => {}
        Judgement::Hold | Judgement::Refuse => return Err(refused()),
    }
    let change = CommentChange::Edit { body: text.body, mentions: text.mentions };
    self::change(app, comment, change).await
}

/// Does to a comment what was allowed before.
pub async fn change(app: &App, comment: &Comment, change: CommentChange) -> Result<Comment, ApiError> {
    ask_room(app, &comment.video, || ChangeComment { comment: comment.id.clone(), change: change.clone() }).await
}

pub async fn like(app: &App, who: &SignedIn, comment: &Comment, is_set: bool) -> Result<u64, ApiError> {
    let likes = app.comments.like_comment(&comment.id, &who.user.id, is_set).await?.ok_or_else(ApiError::not_found)?;
    // It is counted; a room that has no time tells it with the next one.
    let told = app.rooms.ask(&comment.video, || CommentLiked { comment: comment.id.clone(), likes }).await;
    if let Err(error) = told {
        tracing::debug!(%error, room = %comment.video, "likes were not told");
    }
    Ok(likes)
}

/// Server-wide rules; who makes them stands above them.
async fn judge(app: &App, who: &SignedIn, text: &CommentText) -> Result<Judgement, ApiError> {
    if policy::may_moderate(&who.user) {
        return Ok(Judgement::Publish);
    }
    let hosts = text.hosts();
    let facts = match hosts.is_empty() {
        // Only links ask who the author is.
        true => AuthorFacts { account_since: who.user.created_at, published: 0 },
        false => app.moderation.author_facts(&who.user.id).await?,
    };
    Ok(app.comment_rules.judge(&text.body, &hosts, &facts, Timestamp::now()))
}

async fn require_unblocked(app: &App, who: &SignedIn, mut blockers: Vec<UserId>) -> Result<(), ApiError> {
    blockers.retain(|blocker| *blocker != who.user.id);
    if !blockers.is_empty() && app.moderation.is_blocked(&blockers, &who.user.id).await? {
        return Err(ApiError::new(Code::Blocked, "Whom you write to does not want to hear from you."));
    }
    Ok(())
}

fn refused() -> ApiError {
    RoomError::Refused.into()
}

pub fn parent_gone() -> ApiError {
    RoomError::Write(RoomRefusal::NoSuchParent).into()
}

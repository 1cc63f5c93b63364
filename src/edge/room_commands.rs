//! What a client may say in a room: the same functions that the API calls, under the names of the socket.

use std::cell::Cell;
use std::sync::Arc;

use bytes::Bytes;
use playhouse_actors::model::{CommentId, RoomMessage, VideoId};
use serde::Deserialize;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::api::comments::{self, Draft};
use super::app::App;
use super::auth::MaybeSignedIn;
use super::error::{ApiError, Code};

#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum Command {
    #[serde(rename = "comment.create")]
    Create {
        body: String,
        #[serde(default)]
        client_id: Option<String>,
        #[serde(default)]
        at: Option<f64>,
        #[serde(default)]
        parent: Option<String>,
    },
    #[serde(rename = "comment.update")]
    Update {
        id: String,
        body: String,
        #[serde(default)]
        client_id: Option<String>,
    },
    #[serde(rename = "comment.delete")]
    Delete {
        id: String,
        #[serde(default)]
        client_id: Option<String>,
    },
    #[serde(rename = "comment.like")]
    Like {
        id: String,
        liked: bool,
        #[serde(default)]
        client_id: Option<String>,
    },
}

impl Command {
    /// What the client calls it, for its answer.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::Create { client_id, .. }
            | Self::Update { client_id, .. }
            | Self::Delete { client_id, .. }
            | Self::Like { client_id, .. } => client_id.as_deref(),
        }
    }
}

/// One client's commands take effect in the order in which they come: each waits for its turn, and gives it up when the next may
/// follow.
pub struct Turn(Cell<Option<OwnedMutexGuard<()>>>);

impl Turn {
    pub async fn take(turns: Arc<Mutex<()>>) -> Self {
        Self(Cell::new(Some(turns.lock_owned().await)))
    }

    fn pass(&self) {
        self.0.take();
    }
}

/// Does as told; what is answered to this client alone, if anything: what everybody hears, it hears as well.
pub async fn obey(
    app: &App,
    who: &MaybeSignedIn,
    video: &VideoId,
    command: Command,
    turn: Turn,
) -> Result<Option<Bytes>, ApiError> {
    let who = who.0.as_ref().ok_or_else(|| ApiError::new(Code::Unauthenticated, "Sign in to write."))?;
    let comment = |id: &str| CommentId::parse(id).ok_or_else(ApiError::not_found);
    match command {
        Command::Create { body, client_id, at, parent } => {
            let draft = Draft { body, client_id, at, parent };
            let written = comments::create_comment(app, who, video.as_str(), draft, || turn.pass()).await?;
            let is_told = !written.log.is_empty();
            Ok((!is_told).then(|| RoomMessage::CommentAccepted { comment: written.comment.view() }.text()))
        }
        Command::Update { id, body, .. } => {
            comments::update_comment(app, who, &comment(&id)?, body).await?;
            Ok(None)
        }
        Command::Delete { id, .. } => {
            comments::delete_comment(app, who, &comment(&id)?).await?;
            Ok(None)
        }
        Command::Like { id, liked, .. } => {
            comments::like_comment(app, who, &comment(&id)?, liked).await?;
            Ok(None)
        }
    }
}

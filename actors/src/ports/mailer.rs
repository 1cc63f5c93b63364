//! Ways to a person outside of the web app.

use async_trait::async_trait;

use crate::model::{Mail, TextMessage};

/// Why a message was not taken. Texts are of whoever refused, and never of the message.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SendError {
    /// Worth another try.
    #[error("{0}")]
    Later(String),
    /// Not to be tried again.
    #[error("{0}")]
    Never(String),
}

#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over to whoever delivers it.
    async fn send_mail(&self, mail: &Mail) -> Result<(), SendError>;
}

#[async_trait]
pub trait TextSender: Send + Sync {
    async fn send_text(&self, message: &TextMessage) -> Result<(), SendError>;
}

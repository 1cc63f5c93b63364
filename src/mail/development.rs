//! Senders for a server that nobody has told how to send.
//!
//! [`ToLog`] writes messages to the log, codes and links included: for a server that only its own machine reaches. Elsewhere
//! the log is no place for them, and [`Nowhere`] refuses.

use async_trait::async_trait;
use playhouse_actors::model::{Mail, TextMessage};
use playhouse_actors::ports::{Mailer, SendError, TextSender};

pub struct ToLog;

#[async_trait]
impl Mailer for ToLog {
    async fn send_mail(&self, mail: &Mail) -> Result<(), SendError> {
        tracing::warn!(
            "no mail is sent, for `smtp_url` is not set; it would be\nTo: {}\nSubject: {}\n\n{}",
            mail.to,
            mail.subject,
            mail.text
        );
        Ok(())
    }
}

#[async_trait]
impl TextSender for ToLog {
    async fn send_text(&self, message: &TextMessage) -> Result<(), SendError> {
        tracing::warn!("no text message is sent; it would be\nTo: {}\n\n{}", message.to, message.text);
        Ok(())
    }
}

pub struct Nowhere;

#[async_trait]
impl Mailer for Nowhere {
    async fn send_mail(&self, _: &Mail) -> Result<(), SendError> {
        Err(SendError::Never("`smtp_url` is not set".to_owned()))
    }
}

#[async_trait]
impl TextSender for Nowhere {
    async fn send_text(&self, _: &TextMessage) -> Result<(), SendError> {
        Err(SendError::Never("this server has no way to send text messages".to_owned()))
    }
}

//! [`Mailer`] over SMTP (RFC 5321, RFC 6409): one connection a mail.
//!
//! `smtps://` is TLS from the first byte, `smtp://…?tls=required` asks for STARTTLS; certificates are checked against what
//! the system trusts.

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use playhouse_actors::model::{Mail, UploadId};
use playhouse_actors::ports::{Mailer, SendError};

use crate::config::MailSettings;

/// For each step of the dialogue.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What is wrong with the settings of mail; never tells the URL, which has a password in it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("`mail_from`: {0}")]
    From(lettre::address::AddressError),
    #[error("`smtp_url`: {0}")]
    Url(lettre::transport::smtp::Error),
}

pub struct SmtpMailer {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpMailer {
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let from = settings.from.parse().map_err(MailError::From)?;
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.smtp_url.text()).map_err(MailError::Url)?;
        Ok(Self { from, transport: builder.timeout(Some(TIMEOUT)).build() })
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let to: Address = mail.to.parse().map_err(|error| format!("the address cannot be written to: {error}"))?;
        // RFC 3834: no vacation answers to a machine.
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .message_id(Some(format!("<{}@{}>", UploadId::random(), self.from.email.domain())))
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send_mail(&self, mail: &Mail) -> Result<(), SendError> {
        let message = self.message(mail).map_err(SendError::Never)?;
        match self.transport.send(message).await {
            Ok(_accepted) => Ok(()),
            Err(error) if error.is_permanent() => Err(SendError::Never(error.to_string())),
            Err(error) => Err(SendError::Later(error.to_string())),
        }
    }
}

//! Ways out of the house: the ports [`Mailer`](playhouse_actors::ports::Mailer) and
//! [`TextSender`](playhouse_actors::ports::TextSender), over SMTP, over the log while developing, or over nothing.

mod development;
mod smtp;

pub use development::{Nowhere, ToLog};
pub use smtp::{MailError, SmtpMailer};

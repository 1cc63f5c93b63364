//! How mail leaves the server.

use std::fmt;
use std::net::IpAddr;

use super::ConfigError;

/// Where mails are handed over, and who they are from.
#[derive(Debug, Clone)]
pub struct MailSettings {
    pub smtp_url: SmtpUrl,
    /// An address, or `Name <address>`.
    pub from: String,
}

/// Names a mail server and how to log in there; never printed.
#[derive(Clone)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    fn parse(text: String) -> Result<Self, ConfigError> {
        let invalid = |what: &str| ConfigError::Invalid(format!("`smtp_url` {what}"));
        let url = url::Url::parse(&text).map_err(|_told| invalid("must be smtp://host:port or smtps://host:port"))?;
        if !matches!(url.scheme(), "smtp" | "smtps") || url.host_str().is_none_or(str::is_empty) {
            return Err(invalid("must be smtp://host:port or smtps://host:port"));
        }
        let is_encrypted =
            url.scheme() == "smtps" || url.query_pairs().any(|(key, value)| key == "tls" && value == "required");
        if url.password().is_some() && !is_encrypted && !is_local(&url) {
            return Err(invalid(
                "has a password that anybody on the way could read: use smtps:// or add ?tls=required",
            ));
        }
        Ok(Self(text))
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SmtpUrl(…)")
    }
}

/// Whether a URL names the machine itself.
#[must_use]
pub fn is_local(url: &url::Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Both settings, or neither: a mail needs a sender.
pub fn decide(smtp_url: Option<String>, from: Option<String>) -> Result<Option<MailSettings>, ConfigError> {
    match (smtp_url, from) {
        (None, _) => Ok(None),
        (Some(_), None) => Err(ConfigError::Invalid("`mail_from` must be set where `smtp_url` is".to_owned())),
        (Some(url), Some(from)) => Ok(Some(MailSettings { smtp_url: SmtpUrl::parse(url)?, from })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(url: &str) -> Result<Option<MailSettings>, ConfigError> {
        decide(Some(url.to_owned()), Some("Playhouse <post@videos.example>".to_owned()))
    }

    #[test]
    fn a_password_does_not_travel_in_the_clear() {
        assert!(decided("smtp://user:hunter2@mail.example:587").is_err());
        for url in [
            "smtp://user:hunter2@mail.example:587?tls=required",
            "smtps://user:hunter2@mail.example",
            "smtp://user:hunter2@127.0.0.1:2525",
            "smtp://user:hunter2@[::1]:2525",
            "smtp://mail.example",
        ] {
            assert!(decided(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn wrong_urls_are_told_without_their_password() {
        for url in ["mail.example", "http://mail.example", "smtp://", "smtp://user:hunter2@mail.example"] {
            let error = decided(url).unwrap_err().to_string();
            assert!(error.contains("`smtp_url`") && !error.contains("hunter2"), "{error}");
        }
        assert!(decide(Some("smtp://mail.example".to_owned()), None).unwrap_err().to_string().contains("mail_from"));
        assert!(!format!("{:?}", decided("smtps://u:hunter2@mail.example")).contains("hunter2"));
    }
}

//! What notices say, as plain text and as simple HTML.
//!
//! Every link begins with the public URL of the settings, never with what a request says the host is. What is not ours is
//! escaped in HTML; subjects are constants, so that nobody writes headers.

use crate::model::{Mail, Notice, TextMessage};

/// Writes notices.
#[derive(Debug, Clone)]
pub struct Letters {
    /// Without a slash at the end.
    public_url: String,
}

/// A notice in the form in which it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    Mail(Mail),
    Text(TextMessage),
}

struct Body {
    subject: &'static str,
    lines: Vec<String>,
    /// What the link says, and where it leads.
    link: Option<(&'static str, String)>,
}

impl Letters {
    #[must_use]
    pub fn new(public_url: String) -> Self {
        Self { public_url }
    }

    #[must_use]
    pub fn write(&self, to: String, notice: &Notice) -> Letter {
        if let Notice::VerifyPhone { code } = notice {
            let text = format!("{code} is your code for {}. It is good for 10 minutes.", self.public_url);
            return Letter::Text(TextMessage { to, text });
        }
        let body = self.body(notice);
        Letter::Mail(Mail { to, subject: body.subject.to_owned(), text: body.text(), html: body.html() })
    }

    fn body(&self, notice: &Notice) -> Body {
        let url = &self.public_url;
        match notice {
            Notice::VerifyEmail { code } | Notice::VerifyPhone { code } => Body {
                subject: "Your code",
                lines: vec![
                    format!("{code} is the code that confirms your address at {url}."),
                    "It is good for 10 minutes, and once. If you did not ask for it, do nothing.".to_owned(),
                ],
                link: None,
            },
            Notice::ResetPassword { token } => Body {
                subject: "Set a new password",
                lines: vec![
                    format!("Somebody asked for a new password for your account at {url}."),
                    "The link is good for one hour, and once. If you did not ask for it, do nothing: your password stays as it is."
                        .to_owned(),
                ],
                // Behind a #, where neither servers nor referrers see it.
                link: Some(("Set a new password", format!("{url}/reset#token={token}"))),
            },
            Notice::PasswordChanged => Body {
                subject: "Your password was changed",
                lines: vec![
                    format!("The password of your account at {url} was changed, and all its sessions were ended."),
                    "If that was not you, set a new one at once.".to_owned(),
                ],
                link: Some(("Set a new password", format!("{url}/forgot"))),
            },
            Notice::SignUpApproved => Body {
                subject: "Your account is ready",
                lines: vec![format!("Your account at {url} was approved.")],
                link: Some(("Sign in", format!("{url}/login"))),
            },
            Notice::SignUpRefused => Body {
                subject: "About your account",
                lines: vec![format!("The operators of {url} did not approve your account. What you gave was removed.")],
                link: None,
            },
        }
    }
}

impl Body {
    fn text(&self) -> String {
        let link = self.link.as_ref().map(|(_, url)| url.clone());
        let mut parts = self.lines.clone();
        parts.splice(1..1, link);
        parts.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let link = self.link.as_ref().map(|(label, url)| format!("<a href=\"{}\">{}</a>", escape(url), escape(label)));
        let mut parts: Vec<String> = self.lines.iter().map(|line| escape(line)).collect();
        parts.splice(1..1, link);
        let paragraphs: String = parts.iter().map(|part| format!("<p>{part}</p>\n")).collect();
        let title = escape(self.subject);
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n{paragraphs}</body></html>\n"
        )
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(public_url: &str, notice: &Notice) -> Mail {
        match Letters::new(public_url.to_owned()).write("ada@example.org".to_owned(), notice) {
            Letter::Mail(mail) => mail,
            Letter::Text(text) => panic!("{text:?}"),
        }
    }

    #[test]
    fn a_link_stands_alone_on_its_line_and_in_the_html() {
        let mail = mail("https://videos.example", &Notice::ResetPassword { token: "abc".to_owned() });
        let link = "https://videos.example/reset#token=abc";
        assert!(mail.text.lines().any(|line| line == link), "{}", mail.text);
        assert!(mail.html.contains(&format!("<a href=\"{link}\">")), "{}", mail.html);
    }

    #[test]
    fn asvs_v5_0_0_1_2_1_what_is_not_ours_is_escaped() {
        let mail = mail("https://x.example", &Notice::VerifyEmail { code: "<img src=\"x\" onerror='y'>&".to_owned() });
        assert!(
            mail.html.contains("&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp; is the code"),
            "{}",
            mail.html
        );
    }

    #[test]
    fn a_phone_gets_a_text() {
        let letter = Letters::new("https://x.example".to_owned())
            .write("+41791234567".to_owned(), &Notice::VerifyPhone { code: "12345678".to_owned() });
        assert!(matches!(letter, Letter::Text(text) if text.text.starts_with("12345678 ")));
    }
}

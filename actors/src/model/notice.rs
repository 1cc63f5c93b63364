//! What is written to people: mails, text messages, and the codes that prove who reads them.

use super::{Timestamp, UserId};

/// One mail to one person, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The same, as HTML.
    pub html: String,
}

/// One text message to a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// E.164: `+` and digits.
    pub to: String,
    pub text: String,
}

/// What a person is told of. Never `Debug`: codes and tokens are in it.
#[derive(Clone, PartialEq, Eq)]
pub enum Notice {
    VerifyEmail { code: String },
    VerifyPhone { code: String },
    ResetPassword { token: String },
    PasswordChanged,
    SignUpApproved,
    SignUpRefused,
}

impl Notice {
    /// What logs call it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::VerifyPhone { .. } => "verify_phone",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::SignUpApproved => "sign_up_approved",
            Self::SignUpRefused => "sign_up_refused",
        }
    }
}

/// Where a person is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    Email,
    Phone,
}

/// What a one-time code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    Verify(Contact),
    ResetPassword,
}

impl CodePurpose {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verify(Contact::Email) => "verify_email",
            Self::Verify(Contact::Phone) => "verify_phone",
            Self::ResetPassword => "reset_password",
        }
    }
}

/// Wrong tries after which a code is void.
pub const CODE_TRIES: u32 = 5;

/// A code as it is kept: nobody can read it back.
#[derive(Debug, Clone)]
pub struct NewCode {
    pub user: UserId,
    pub purpose: CodePurpose,
    pub hash: String,
    /// The address or number that it went to: it proves this one and no later one.
    pub sent_to: String,
    pub expires_at: Timestamp,
}

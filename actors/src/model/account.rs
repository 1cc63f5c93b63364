//! People and their sessions.

use serde::{Deserialize, Serialize};

use super::{AuditId, Cursor, SessionId, Timestamp, UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    Moderator,
    Admin,
}

impl Role {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Admin].into_iter().find(|role| role.as_str() == text)
    }
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    Active,
    /// Waits for an operator's word.
    Pending,
    /// May not log in, and what it has published is not shown.
    Banned,
}

impl AccountStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Banned => "banned",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Pending, Self::Banned].into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub role: Role,
    pub status: AccountStatus,
    /// What an operator wrote about the status.
    pub status_reason: Option<String>,
    pub created_at: Timestamp,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// When its owner proved that they read this address.
    pub email_verified_at: Option<Timestamp>,
    /// E.164.
    pub phone: Option<String>,
    pub phone_verified_at: Option<Timestamp>,
}

/// An account to be made; names are checked and normalised by whoever makes it.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub username: String,
    pub email: String,
    pub role: Role,
    pub password_hash: String,
}

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// To the minute.
    pub last_seen_at: Timestamp,
    /// What the program called itself at log-in, cut; empty when it did not.
    pub user_agent: String,
    /// Where it logged in from, without the part that tells a household; empty when nobody knows.
    pub network: String,
}

/// What an operator changes of an account; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    pub role: Option<Role>,
    pub status: Option<AccountStatus>,
    pub reason: Option<String>,
}

/// Which accounts an operator asks for: the newest first.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Part of a name or an e-mail address, whatever its case.
    pub search: Option<String>,
    pub role: Option<Role>,
    pub status: Option<AccountStatus>,
    pub cursor: Option<Cursor>,
    pub limit: usize,
}

/// What an operator does to a part of the server, for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditNote {
    pub by: UserId,
    /// `actor:` and its kind and label, `video:` and its id.
    pub subject: String,
    /// Stable name: `actor.restart`, `job.cancel`, `job.retry`, `job.priority`.
    pub action: &'static str,
    /// For a person.
    pub detail: String,
}

/// What was done to an account, or to a part of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: Timestamp,
    /// None: the command line, or the server by itself.
    pub actor: Option<UserId>,
    /// Id of an account, or what [`AuditNote::subject`] names.
    pub subject: String,
    /// Stable name: `user.role`, `user.status`, `session.replayed`, or one of [`AuditNote::action`].
    pub action: String,
    /// For a person.
    pub detail: String,
}

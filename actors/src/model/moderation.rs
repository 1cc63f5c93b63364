//! What keeps comments civil: rules about their text, people's reports, and whom they do not want to hear.

use serde::{Deserialize, Serialize};

use super::{CommentAuthor, CommentId, ReportId, Timestamp, UserId, VideoId};

/// What becomes of a comment that a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// It waits for somebody's word.
    Hold,
    /// It is not taken.
    Refuse,
}

impl RuleAction {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Refuse => "refuse",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Hold, Self::Refuse].into_iter().find(|action| action.as_str() == text)
    }
}

/// About a word, or several with spaces between, in whatever letters they are dressed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordRule {
    pub word: String,
    pub action: RuleAction,
}

/// About links to a host and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRule {
    pub host: String,
    pub action: RuleAction,
}

/// About links of people who are new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRule {
    /// Accounts younger than so many days are new.
    pub min_account_days: u32,
    /// Whoever has fewer published comments is new.
    pub min_published: u32,
    pub action: RuleAction,
}

/// The rules of the whole server; none until an operator writes some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRules {
    pub words: Vec<WordRule>,
    pub hosts: Vec<HostRule>,
    pub links: Option<LinkRule>,
}

/// What the rules ask about who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorFacts {
    pub account_since: Timestamp,
    /// Their published comments.
    pub published: u64,
}

/// A report to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    pub comment: CommentId,
    pub reporter: UserId,
    pub reason: String,
}

/// A report that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentReport {
    pub id: ReportId,
    pub comment: CommentId,
    pub video: VideoId,
    pub author: UserId,
    pub author_username: String,
    pub reporter_username: String,
    pub reason: String,
    /// What the comment said when it was reported.
    pub body: String,
    pub at: Timestamp,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportOutcome {
    /// The comment stays.
    Dismissed,
    /// The comment was taken away.
    Deleted,
}

impl ReportOutcome {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::Deleted => "deleted",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Dismissed, Self::Deleted].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// Somebody whom a person does not want to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    pub person: CommentAuthor,
    pub since: Timestamp,
}

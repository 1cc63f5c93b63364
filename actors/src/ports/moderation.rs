//! What keeps comments civil: rules about their text, people's reports, and whom people do not want to hear.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{
    AuthorFacts, Blocked, CommentReport, Cursor, NewReport, Page, ReportId, ReportOutcome, TextRules, UserId,
};

#[async_trait]
pub trait Moderation: Send + Sync {
    /// None until an operator has written some.
    async fn text_rules(&self) -> Result<TextRules, StoreError>;

    /// Takes the place of all rules before; noted in the audit log.
    async fn set_text_rules(&self, by: &UserId, rules: TextRules) -> Result<(), StoreError>;

    /// [`StoreError::NotFound`] of whoever has no account.
    async fn author_facts(&self, author: &UserId) -> Result<AuthorFacts, StoreError>;

    /// False when this person has reported this comment already; [`StoreError::NotFound`] when it is not there to be
    /// reported: deleted, or never published.
    async fn report_comment(&self, report: NewReport) -> Result<bool, StoreError>;

    /// Those that nobody has answered, oldest first.
    async fn open_reports(&self, cursor: Option<Cursor>, limit: usize) -> Result<Page<CommentReport>, StoreError>;

    async fn report(&self, id: &ReportId) -> Result<Option<CommentReport>, StoreError>;

    /// Answers a report, and with a deletion all others about its comment; noted in the audit log. False when there is no such open report.
    async fn resolve_report(&self, id: &ReportId, by: &UserId, outcome: ReportOutcome) -> Result<bool, StoreError>;

    /// Notes in the audit log that all comments of a person were taken away.
    async fn note_purge(&self, by: &UserId, author: &UserId, comments: usize) -> Result<(), StoreError>;

    /// Sets or lifts a block.
    async fn set_block(&self, blocker: &UserId, blocked: &UserId, blocks: bool) -> Result<(), StoreError>;

    /// Whom a person blocks, but for those who are banned; the last one first.
    async fn blocked_by(
        &self,
        blocker: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Blocked>, StoreError>;

    /// Whether one of these people blocks this one.
    async fn is_blocked(&self, blockers: &[UserId], blocked: &UserId) -> Result<bool, StoreError>;
}

//! [`Moderation`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{
    AuthorFacts, Blocked, CommentReport, Cursor, NewReport, Page, ReportId, ReportOutcome, TextRules, UserId,
};
use playhouse_actors::ports::{Moderation, StoreError};

use super::DbStore;
use crate::stores::queries::{audit, moderation as queries};

#[async_trait]
impl Moderation for DbStore {
    async fn text_rules(&self) -> Result<TextRules, StoreError> {
        self.db.read("moderation.rules", queries::rules).await
    }

    async fn set_text_rules(&self, by: &UserId, rules: TextRules) -> Result<(), StoreError> {
        let by = by.clone();
        self.db.write("moderation.set_rules", move |connection| queries::set_rules(connection, &by, &rules)).await
    }

    async fn author_facts(&self, author: &UserId) -> Result<AuthorFacts, StoreError> {
        let author = author.clone();
        self.db.read("moderation.author_facts", move |connection| queries::author_facts(connection, &author)).await
    }

    async fn report_comment(&self, report: NewReport) -> Result<bool, StoreError> {
        self.db.write("moderation.report", move |connection| queries::report(connection, report)).await
    }

    async fn open_reports(&self, cursor: Option<Cursor>, limit: usize) -> Result<Page<CommentReport>, StoreError> {
        self.db
            .read("moderation.open_reports", move |connection| queries::open_reports(connection, cursor, limit))
            .await
    }

    async fn report(&self, id: &ReportId) -> Result<Option<CommentReport>, StoreError> {
        let id = id.clone();
        self.db.read("moderation.find_report", move |connection| queries::find_report(connection, &id)).await
    }

    async fn resolve_report(&self, id: &ReportId, by: &UserId, outcome: ReportOutcome) -> Result<bool, StoreError> {
        let (id, by) = (id.clone(), by.clone());
        self.db.write("moderation.resolve", move |connection| queries::resolve(connection, &id, &by, outcome)).await
    }

    async fn note_purge(&self, by: &UserId, author: &UserId, comments: usize) -> Result<(), StoreError> {
        let (by, author) = (by.clone(), author.clone());
        let detail = format!("{comments} comments");
        self.db
            .write("moderation.note_purge", move |connection| {
                audit::append(connection, Some(&by), &author, "comments.purge", &detail)
            })
            .await
    }

    async fn set_block(&self, blocker: &UserId, blocked: &UserId, blocks: bool) -> Result<(), StoreError> {
        let (blocker, blocked) = (blocker.clone(), blocked.clone());
        self.db
            .write("moderation.block", move |connection| queries::set_block(connection, &blocker, &blocked, blocks))
            .await
    }

    async fn blocked_by(
        &self,
        blocker: &UserId,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Blocked>, StoreError> {
        let blocker = blocker.clone();
        self.db
            .read("moderation.blocked_by", move |connection| {
                queries::blocked_by(connection, &blocker, cursor.as_ref(), limit)
            })
            .await
    }

    async fn is_blocked(&self, blockers: &[UserId], blocked: &UserId) -> Result<bool, StoreError> {
        let (blockers, blocked) = (blockers.to_vec(), blocked.clone());
        self.db
            .read("moderation.is_blocked", move |connection| queries::is_blocked(connection, &blockers, &blocked))
            .await
    }
}

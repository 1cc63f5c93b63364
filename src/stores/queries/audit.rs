//! `audit_log`: what was done to accounts and to parts of the server.

use diesel::prelude::*;
use playhouse_actors::model::{AuditEntry, AuditId, AuditNote, Cursor, Page, Timestamp, UserId};

use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::AuditRow;
use crate::stores::schema::audit_log;

/// In the transaction of what it tells.
pub fn append(
    connection: &mut AnyConnection,
    by: Option<&UserId>,
    subject: &UserId,
    action: &str,
    detail: &str,
) -> DbResult<()> {
    insert(connection, by, subject.as_str(), action, detail)
}

pub fn note(connection: &mut AnyConnection, note: &AuditNote) -> DbResult<()> {
    insert(connection, Some(&note.by), &note.subject, note.action, &note.detail)
}

fn insert(
    connection: &mut AnyConnection,
    by: Option<&UserId>,
    subject: &str,
    action: &str,
    detail: &str,
) -> DbResult<()> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::id.eq(AuditId::random().as_str()),
            audit_log::at.eq(Timestamp::now().0),
            audit_log::actor_id.eq(by.map(UserId::as_str)),
            audit_log::subject_id.eq(subject),
            audit_log::action.eq(action),
            audit_log::detail.eq(detail),
        ))
        .execute(connection)?;
    Ok(())
}

pub fn page(connection: &mut AnyConnection, cursor: Option<Cursor>, limit: usize) -> DbResult<Page<AuditEntry>> {
    let limit = limit.clamp(1, 100);
    let mut query = audit_log::table
        .select(AuditRow::as_select())
        .order((audit_log::at.desc(), audit_log::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        query = query.filter(audit_log::at.lt(key).or(audit_log::at.eq(key).and(audit_log::id.lt(id))));
    }
    let rows = query.load(connection)?;
    let list = rows.into_iter().map(AuditRow::into_entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_rows(list, limit, |entry| Cursor { key: entry.at.0, id: entry.id.to_string() }))
}

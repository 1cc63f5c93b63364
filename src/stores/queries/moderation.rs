//! `text_rules`, `comment_reports` and `blocks`.

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, AuthorFacts, Blocked, CommentReport, CommentState, Cursor, NewReport, Page, ReportId, ReportOutcome,
    TextRules, Timestamp, UserId,
};
use playhouse_actors::ports::StoreError;

use super::turns::take_turn;
use super::{audit, authors};
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{ReportRow, unsigned, user_id};
use crate::stores::schema::{blocks, comment_reports, comments, text_rules, users};

/// The only row.
const RULES: i32 = 1;

pub fn rules(connection: &mut AnyConnection) -> DbResult<TextRules> {
    let text = text_rules::table.find(RULES).select(text_rules::rules).first::<String>(connection).optional()?;
    let Some(text) = text else { return Ok(TextRules::default()) };
    Ok(serde_json::from_str(&text).map_err(|error| StoreError::Internal(error.to_string()))?)
}

pub fn set_rules(connection: &mut AnyConnection, by: &UserId, rules: &TextRules) -> DbResult<()> {
    let text = serde_json::to_string(rules).map_err(|error| StoreError::Internal(error.to_string()))?;
    let changed = diesel::update(text_rules::table.find(RULES)).set(text_rules::rules.eq(&text)).execute(connection)?;
    if changed == 0 {
        diesel::insert_into(text_rules::table)
            .values((text_rules::id.eq(RULES), text_rules::rules.eq(&text)))
            .execute(connection)?;
    }
    let detail = format!("{} words, {} hosts", rules.words.len(), rules.hosts.len());
    audit::append(connection, Some(by), by, "comments.rules", &detail)
}

pub fn author_facts(connection: &mut AnyConnection, author: &UserId) -> DbResult<AuthorFacts> {
    let since: i64 = users::table.find(author.as_str()).select(users::created_at).first(connection)?;
    let published: i64 = comments::table
        .filter(comments::author_id.eq(author.as_str()))
        .filter(comments::state.eq(CommentState::Published.as_str()))
        .count()
        .get_result(connection)?;
    Ok(AuthorFacts { account_since: Timestamp(since), published: unsigned(published) })
}

pub fn report(connection: &mut AnyConnection, new: NewReport) -> DbResult<bool> {
    take_turn(connection, &new.reporter)?;
    let published =
        comments::table.find(new.comment.as_str()).filter(comments::state.eq(CommentState::Published.as_str()));
    let body: String = published.select(comments::body).first(connection)?;
    let known = comment_reports::table
        .filter(comment_reports::comment_id.eq(new.comment.as_str()))
        .filter(comment_reports::reporter_id.eq(new.reporter.as_str()));
    if known.select(comment_reports::id).first::<String>(connection).optional()?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(comment_reports::table)
        .values((
            comment_reports::id.eq(ReportId::random().as_str()),
            comment_reports::comment_id.eq(new.comment.as_str()),
            comment_reports::reporter_id.eq(new.reporter.as_str()),
            comment_reports::reason.eq(new.reason),
            comment_reports::body.eq(body),
            comment_reports::at.eq(Timestamp::now().0),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Reports that nobody has answered of comments that are still there.
fn open(
    connection: &mut AnyConnection,
    only: Option<&ReportId>,
    cursor: Option<Cursor>,
    limit: usize,
) -> DbResult<Vec<CommentReport>> {
    let reporters = diesel::alias!(users as reporters);
    let mut query = comment_reports::table
        .inner_join(comments::table.on(comments::id.eq(comment_reports::comment_id)))
        .inner_join(users::table.on(users::id.eq(comments::author_id)))
        .inner_join(reporters.on(reporters.field(users::id).eq(comment_reports::reporter_id)))
        .filter(comment_reports::resolved_at.is_null())
        .filter(comments::state.ne(CommentState::Deleted.as_str()))
        .order((comment_reports::at.asc(), comment_reports::id.asc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            comment_reports::id,
            comment_reports::comment_id,
            comments::video_id,
            comments::author_id,
            users::username,
            reporters.field(users::username),
            comment_reports::reason,
            comment_reports::body,
            comment_reports::at,
        ))
        .into_boxed();
    if let Some(id) = only {
        query = query.filter(comment_reports::id.eq(id.as_str()));
    }
    if let Some(Cursor { key, id }) = cursor {
        query =
            query.filter(comment_reports::at.gt(key).or(comment_reports::at.eq(key).and(comment_reports::id.gt(id))));
    }
    let rows = query.load::<ReportRow>(connection)?;
    Ok(rows.into_iter().map(ReportRow::into_report).collect::<Result<_, _>>()?)
}

pub fn open_reports(
    connection: &mut AnyConnection,
    cursor: Option<Cursor>,
    limit: usize,
) -> DbResult<Page<CommentReport>> {
    let limit = limit.clamp(1, 100);
    let list = open(connection, None, cursor, limit + 1)?;
    Ok(Page::from_rows(list, limit, |report| Cursor { key: report.at.0, id: report.id.to_string() }))
}

pub fn find_report(connection: &mut AnyConnection, id: &ReportId) -> DbResult<Option<CommentReport>> {
    Ok(open(connection, Some(id), None, 1)?.pop())
}

/// See [`Moderation::resolve_report`](playhouse_actors::ports::Moderation::resolve_report).
pub fn resolve(connection: &mut AnyConnection, id: &ReportId, by: &UserId, outcome: ReportOutcome) -> DbResult<bool> {
    let answer = (
        comment_reports::resolved_at.eq(Timestamp::now().0),
        comment_reports::resolved_by.eq(by.as_str()),
        comment_reports::outcome.eq(outcome.as_str()),
    );
    let unanswered = comment_reports::table.find(id.as_str()).filter(comment_reports::resolved_at.is_null());
    if diesel::update(unanswered).set(answer).execute(connection)? == 0 {
        return Ok(false);
    }
    let (comment, author): (String, String) = comment_reports::table
        .inner_join(comments::table.on(comments::id.eq(comment_reports::comment_id)))
        .filter(comment_reports::id.eq(id.as_str()))
        .select((comments::id, comments::author_id))
        .first(connection)?;
    if outcome == ReportOutcome::Deleted {
        let others = comment_reports::table
            .filter(comment_reports::comment_id.eq(&comment))
            .filter(comment_reports::resolved_at.is_null());
        diesel::update(others).set(answer).execute(connection)?;
    }
    let detail = format!("{}: comment {comment}", outcome.as_str());
    audit::append(connection, Some(by), &user_id(&author)?, "comments.report", &detail)?;
    Ok(true)
}

pub fn set_block(connection: &mut AnyConnection, blocker: &UserId, blocked: &UserId, is_set: bool) -> DbResult<()> {
    take_turn(connection, blocker)?;
    diesel::delete(blocks::table.find((blocker.as_str(), blocked.as_str()))).execute(connection)?;
    if is_set {
        diesel::insert_into(blocks::table)
            .values((
                blocks::blocker_id.eq(blocker.as_str()),
                blocks::blocked_id.eq(blocked.as_str()),
                blocks::at.eq(Timestamp::now().0),
            ))
            .execute(connection)?;
    }
    Ok(())
}

pub fn blocked_by(
    connection: &mut AnyConnection,
    blocker: &UserId,
    cursor: Option<&Cursor>,
    limit: usize,
) -> DbResult<Page<Blocked>> {
    let limit = limit.clamp(1, 100);
    let mut query = blocks::table
        .inner_join(users::table.on(users::id.eq(blocks::blocked_id)))
        .filter(blocks::blocker_id.eq(blocker.as_str()))
        .filter(users::status.ne(AccountStatus::Banned.as_str()))
        .order((blocks::at.desc(), blocks::blocked_id.desc()))
        .select((blocks::blocked_id, blocks::at))
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .into_boxed();
    if let Some(Cursor { key, id }) = cursor {
        let is_later = blocks::at.eq(*key).and(blocks::blocked_id.lt(id.clone()));
        query = query.filter(blocks::at.lt(*key).or(is_later));
    }
    let rows: Vec<(String, i64)> = query.load(connection)?;
    let page = Page::from_rows(rows, limit, |(id, since)| Cursor { key: *since, id: id.clone() });
    let ids: Vec<&str> = page.items.iter().map(|(id, _)| id.as_str()).collect();
    let mut people = authors::by_id(connection, &ids)?;
    let blocked = |(id, since): (String, i64)| {
        let person = people.remove(&id).ok_or(StoreError::NotFound)?;
        Ok(Blocked { person, since: Timestamp(since) })
    };
    let items = page.items.into_iter().map(blocked).collect::<DbResult<_>>()?;
    Ok(Page { items, next: page.next })
}

pub fn is_blocked(connection: &mut AnyConnection, blockers: &[UserId], blocked: &UserId) -> DbResult<bool> {
    let found = blocks::table
        .filter(blocks::blocked_id.eq(blocked.as_str()))
        .filter(blocks::blocker_id.eq_any(blockers.iter().map(UserId::as_str)))
        .select(blocks::blocker_id)
        .first::<String>(connection)
        .optional()?;
    Ok(found.is_some())
}

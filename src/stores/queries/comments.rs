//! `comments`, their likes, edits and mentions: what is read of them, and what is written outside of the room's order.

use diesel::prelude::*;
use playhouse_actors::model::{
    AccountStatus, Comment, CommentFilter, CommentId, CommentSort, CommentState, Cursor, Page, Timestamp, UserId,
    VideoId,
};
use playhouse_actors::ports::StoreError;

use super::authors;
use crate::stores::db::{AnyConnection, DbResult};
use crate::stores::models::{CommentRow, comment_id, signed, unsigned, user_id};
use crate::stores::schema::{blocks, comment_edits, comment_likes, comment_mentions, comments, users};

type Listing<'a> = comments::BoxedQuery<'a, <AnyConnection as diesel::Connection>::Backend>;

/// Rows with their authors, in their order.
pub fn complete(connection: &mut AnyConnection, rows: Vec<CommentRow>) -> DbResult<Vec<Comment>> {
    let ids: Vec<&str> = rows.iter().map(|row| row.author_id.as_str()).collect();
    let authors = authors::by_id(connection, &ids)?;
    let with_author = |row: CommentRow| {
        let author = authors.get(&row.author_id).cloned();
        row.into_comment(author.ok_or_else(|| StoreError::Internal("a comment has no author".to_owned()))?)
    };
    Ok(rows.into_iter().map(with_author).collect::<Result<_, _>>()?)
}

pub fn find(connection: &mut AnyConnection, id: &CommentId) -> DbResult<Option<Comment>> {
    let row = comments::table.find(id.as_str()).first::<CommentRow>(connection).optional()?;
    Ok(complete(connection, row.into_iter().collect())?.pop())
}

/// See [`Comments::comments`](playhouse_actors::ports::Comments::comments).
pub fn page(connection: &mut AnyConnection, filter: &CommentFilter) -> DbResult<Page<Comment>> {
    let limit = filter.limit.clamp(1, 100);
    let has_pinned = filter.root.is_none() && !filter.held;
    let mut pinned = Vec::new();
    if has_pinned && filter.cursor.is_none() {
        pinned = listing(filter).filter(comments::pinned_at.is_not_null()).load::<CommentRow>(connection)?;
    }
    let mut query = listing(filter);
    if has_pinned {
        query = query.filter(comments::pinned_at.is_null());
    }
    // A page of pinned ones alone would have no place where the next begins.
    let limit = limit.saturating_sub(pinned.len()).max(1);
    let sort = if filter.root.is_some() { CommentSort::Oldest } else { filter.sort };
    let rows = sorted(query, sort, filter.cursor.clone())
        .limit(i64::try_from(limit + 1).unwrap_or(101))
        .load::<CommentRow>(connection)?;
    let rows = complete(connection, rows)?;
    let key = |comment: &Comment| match sort {
        CommentSort::Top => signed(comment.likes) + signed(comment.replies),
        CommentSort::Newest | CommentSort::Oldest => comment.created_at.0,
    };
    let mut page = Page::from_rows(rows, limit, |last| Cursor { key: key(last), id: last.id.to_string() });
    if !pinned.is_empty() {
        let rest = std::mem::replace(&mut page.items, complete(connection, pinned)?);
        page.items.extend(rest);
    }
    Ok(page)
}

/// What the filter lets through, in no order.
fn listing(filter: &CommentFilter) -> Listing<'_> {
    let banned = users::table.filter(users::status.eq(AccountStatus::Banned.as_str())).select(users::id);
    let mut query = comments::table
        .filter(comments::video_id.eq(filter.video.as_str()))
        .filter(comments::author_id.ne_all(banned))
        .into_boxed();
    if filter.held {
        return query.filter(comments::state.eq(CommentState::Held.as_str()));
    }
    let published = comments::state.eq(CommentState::Published.as_str());
    // Its place stays while it has answers.
    let keeps_place = comments::state
        .eq(CommentState::Deleted.as_str())
        .and(comments::replies.gt(0))
        .and(comments::root_id.is_null());
    query = match &filter.viewer {
        None => query.filter(published.or(keeps_place)),
        Some(viewer) => {
            let own = comments::state.eq(CommentState::Held.as_str()).and(comments::author_id.eq(viewer.as_str()));
            let blocked = blocks::table.filter(blocks::blocker_id.eq(viewer.as_str())).select(blocks::blocked_id);
            query.filter(published.or(keeps_place).or(own)).filter(comments::author_id.ne_all(blocked))
        }
    };
    match &filter.root {
        Some(root) => query.filter(comments::root_id.eq(root.as_str())),
        None => query.filter(comments::root_id.is_null()),
    }
}

/// The id breaks ties, so that no item is skipped or seen twice.
fn sorted(query: Listing<'_>, sort: CommentSort, cursor: Option<Cursor>) -> Listing<'_> {
    let score = comments::likes + comments::replies;
    match (sort, cursor) {
        (CommentSort::Newest, None) => query.order((comments::created_at.desc(), comments::id.desc())),
        (CommentSort::Newest, Some(Cursor { key, id })) => query
            .filter(comments::created_at.lt(key).or(comments::created_at.eq(key).and(comments::id.lt(id))))
            .order((comments::created_at.desc(), comments::id.desc())),
        (CommentSort::Oldest, None) => query.order((comments::created_at.asc(), comments::id.asc())),
        (CommentSort::Oldest, Some(Cursor { key, id })) => query
            .filter(comments::created_at.gt(key).or(comments::created_at.eq(key).and(comments::id.gt(id))))
            .order((comments::created_at.asc(), comments::id.asc())),
        (CommentSort::Top, None) => query.order((score.desc(), comments::id.desc())),
        (CommentSort::Top, Some(Cursor { key, id })) => query
            .filter(score.lt(key).or(score.eq(key).and(comments::id.lt(id))))
            .order((score.desc(), comments::id.desc())),
    }
}

pub fn edits(connection: &mut AnyConnection, id: &CommentId) -> DbResult<Vec<(Timestamp, String)>> {
    let rows: Vec<(i64, String)> = comment_edits::table
        .filter(comment_edits::comment_id.eq(id.as_str()))
        .order(comment_edits::number.asc())
        .select((comment_edits::until_at, comment_edits::body))
        .load(connection)?;
    Ok(rows.into_iter().map(|(at, body)| (Timestamp(at), body)).collect())
}

/// See [`Comments::like_comment`](playhouse_actors::ports::Comments::like_comment).
pub fn like(connection: &mut AnyConnection, id: &CommentId, user: &UserId, likes: bool) -> DbResult<Option<u64>> {
    let published = comments::table.find(id.as_str()).filter(comments::state.eq(CommentState::Published.as_str()));
    // The comment's row first: who likes it at the same time waits.
    if diesel::update(published).set(comments::likes.eq(comments::likes)).execute(connection)? == 0 {
        return Ok(None);
    }
    let own = comment_likes::table.find((id.as_str(), user.as_str()));
    let did = own.select(comment_likes::user_id).first::<String>(connection).optional()?.is_some();
    let change: i64 = match (did, likes) {
        (false, true) => {
            diesel::insert_into(comment_likes::table)
                .values((comment_likes::comment_id.eq(id.as_str()), comment_likes::user_id.eq(user.as_str())))
                .execute(connection)?;
            1
        }
        (true, false) => {
            diesel::delete(own).execute(connection)?;
            -1
        }
        _ => 0,
    };
    if change != 0 {
        diesel::update(comments::table.find(id.as_str()))
            .set(comments::likes.eq(comments::likes + change))
            .execute(connection)?;
    }
    let count: i64 = comments::table.find(id.as_str()).select(comments::likes).first(connection)?;
    Ok(Some(unsigned(count)))
}

pub fn liked(connection: &mut AnyConnection, user: &UserId, ids: &[CommentId]) -> DbResult<Vec<CommentId>> {
    let rows: Vec<String> = comment_likes::table
        .filter(comment_likes::user_id.eq(user.as_str()))
        .filter(comment_likes::comment_id.eq_any(ids.iter().map(CommentId::as_str)))
        .select(comment_likes::comment_id)
        .load(connection)?;
    Ok(rows.iter().map(|id| comment_id(id)).collect::<Result<_, _>>()?)
}

pub fn mentioned(connection: &mut AnyConnection, id: &CommentId) -> DbResult<Vec<UserId>> {
    let rows: Vec<String> = comment_mentions::table
        .filter(comment_mentions::comment_id.eq(id.as_str()))
        .order(comment_mentions::user_id.asc())
        .select(comment_mentions::user_id)
        .load(connection)?;
    Ok(rows.iter().map(|id| user_id(id)).collect::<Result<_, _>>()?)
}

/// Notes whom a comment names in the place of those before; people who block its author are not told.
pub fn put_mentions(connection: &mut AnyConnection, id: &CommentId, author: &UserId, names: &[String]) -> DbResult<()> {
    forget_mentions(connection, id)?;
    if names.is_empty() {
        return Ok(());
    }
    let deaf = blocks::table.filter(blocks::blocked_id.eq(author.as_str())).select(blocks::blocker_id);
    let named: Vec<String> = users::table
        .filter(users::username_key.eq_any(names))
        .filter(users::id.ne_all(deaf))
        .select(users::id)
        .load(connection)?;
    for user in named {
        diesel::insert_into(comment_mentions::table)
            .values((comment_mentions::comment_id.eq(id.as_str()), comment_mentions::user_id.eq(user)))
            .execute(connection)?;
    }
    Ok(())
}

pub fn forget_mentions(connection: &mut AnyConnection, id: &CommentId) -> DbResult<()> {
    let of_it = comment_mentions::table.filter(comment_mentions::comment_id.eq(id.as_str()));
    diesel::delete(of_it).execute(connection)?;
    Ok(())
}

pub fn by(connection: &mut AnyConnection, author: &UserId, limit: usize) -> DbResult<Vec<(CommentId, VideoId)>> {
    let rows: Vec<(String, String)> = comments::table
        .filter(comments::author_id.eq(author.as_str()))
        .filter(comments::state.ne(CommentState::Deleted.as_str()))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((comments::id, comments::video_id))
        .load(connection)?;
    Ok(rows.iter().filter_map(|(id, video)| Some((CommentId::parse(id)?, VideoId::parse(video)?))).collect())
}

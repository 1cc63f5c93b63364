//! Rows of `comments`, `rooms`, `room_log` and `comment_reports`.

use bytes::Bytes;
use diesel::prelude::*;
use playhouse_actors::model::{
    Comment, CommentAuthor, CommentId, CommentReport, CommentState, LogEntry, ReportId, RoomRules, RoomState,
    Timestamp, UserId, VideoId,
};
use playhouse_actors::ports::StoreError;

use super::{odd, small, unsigned};

#[derive(Debug, Queryable)]
pub struct CommentRow {
    id: String,
    video_id: String,
    pub author_id: String,
    parent_id: Option<String>,
    root_id: Option<String>,
    body: String,
    at_seconds: Option<f64>,
    state: String,
    client_id: Option<String>,
    created_at: i64,
    edited_at: Option<i64>,
    pinned_at: Option<i64>,
    is_hearted: i32,
    likes: i64,
    replies: i64,
}

impl CommentRow {
    pub fn into_comment(self, author: CommentAuthor) -> Result<Comment, StoreError> {
        Ok(Comment {
            id: comment_id(&self.id)?,
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            author,
            parent: self.parent_id.as_deref().map(comment_id).transpose()?,
            root: self.root_id.as_deref().map(comment_id).transpose()?,
            body: self.body,
            at: self.at_seconds,
            state: CommentState::parse(&self.state).ok_or_else(|| odd("state of a comment", &self.state))?,
            client_id: self.client_id,
            created_at: Timestamp(self.created_at),
            edited_at: self.edited_at.map(Timestamp),
            pinned_at: self.pinned_at.map(Timestamp),
            is_hearted: self.is_hearted != 0,
            likes: unsigned(self.likes),
            replies: unsigned(self.replies),
        })
    }
}

pub fn comment_id(text: &str) -> Result<CommentId, StoreError> {
    CommentId::parse(text).ok_or_else(|| odd("comment id", text))
}

pub fn user_id(text: &str) -> Result<UserId, StoreError> {
    UserId::parse(text).ok_or_else(|| odd("user id", text))
}

#[derive(Debug, Queryable)]
pub struct RoomRow {
    _video_id: String,
    epoch: String,
    seq: i64,
    is_open: i32,
    slow_mode: i32,
    holds_all: i32,
    _comments: i64,
}

impl RoomRow {
    pub fn into_state(self) -> RoomState {
        RoomState {
            epoch: self.epoch,
            seq: self.seq,
            rules: RoomRules {
                is_open: self.is_open != 0,
                slow_mode: small(self.slow_mode),
                holds_all: self.holds_all != 0,
            },
        }
    }
}

#[derive(Debug, Queryable)]
pub struct LogRow {
    _video_id: String,
    seq: i64,
    comment_id: String,
    text: String,
}

impl LogRow {
    pub fn into_entry(self) -> Result<LogEntry, StoreError> {
        Ok(LogEntry { seq: self.seq, comment: comment_id(&self.comment_id)?, text: Bytes::from(self.text) })
    }
}

/// A report with what is told of its comment and its people.
#[derive(Debug, Queryable)]
pub struct ReportRow {
    id: String,
    comment_id: String,
    video_id: String,
    author_id: String,
    author_username: String,
    reporter_username: String,
    reason: String,
    body: String,
    at: i64,
}

impl ReportRow {
    pub fn into_report(self) -> Result<CommentReport, StoreError> {
        Ok(CommentReport {
            id: ReportId::parse(&self.id).ok_or_else(|| odd("report id", &self.id))?,
            comment: comment_id(&self.comment_id)?,
            video: VideoId::parse(&self.video_id).ok_or_else(|| odd("video id", &self.video_id))?,
            author: user_id(&self.author_id)?,
            author_username: self.author_username,
            reporter_username: self.reporter_username,
            reason: self.reason,
            body: self.body,
            at: Timestamp(self.at),
        })
    }
}

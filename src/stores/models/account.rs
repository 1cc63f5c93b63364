//! Rows of `users`, `sessions` and `audit_log`.

use diesel::prelude::*;
use playhouse_actors::model::{AccountStatus, AuditEntry, AuditId, Role, Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::StoreError;

use super::odd;
use crate::stores::schema::{audit_log, sessions, users};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    id: String,
    username: String,
    email: String,
    role: String,
    status: String,
    status_reason: Option<String>,
    password_hash: String,
    created_at: i64,
    email_verified_at: Option<i64>,
    phone: Option<String>,
    phone_verified_at: Option<i64>,
}

impl UserRow {
    pub fn into_user(self) -> Result<User, StoreError> {
        Ok(User {
            id: UserId::parse(&self.id).ok_or_else(|| odd("user id", &self.id))?,
            role: Role::parse(&self.role).ok_or_else(|| odd("role", &self.role))?,
            status: AccountStatus::parse(&self.status).ok_or_else(|| odd("status", &self.status))?,
            status_reason: self.status_reason,
            username: self.username,
            email: self.email,
            created_at: Timestamp(self.created_at),
            password_hash: self.password_hash,
            email_verified_at: self.email_verified_at.map(Timestamp),
            phone: self.phone,
            phone_verified_at: self.phone_verified_at.map(Timestamp),
        })
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    id: String,
    user_id: String,
    created_at: i64,
    expires_at: i64,
    last_seen_at: i64,
    user_agent: String,
    network: String,
}

impl SessionRow {
    pub fn into_session(self) -> Result<Session, StoreError> {
        Ok(Session {
            id: SessionId::parse(&self.id).ok_or_else(|| odd("session id", &self.id))?,
            user: UserId::parse(&self.user_id).ok_or_else(|| odd("user id", &self.user_id))?,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
            last_seen_at: Timestamp(self.last_seen_at),
            user_agent: self.user_agent,
            network: self.network,
        })
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct AuditRow {
    id: String,
    at: i64,
    actor_id: Option<String>,
    subject_id: String,
    action: String,
    detail: String,
}

impl AuditRow {
    pub fn into_entry(self) -> Result<AuditEntry, StoreError> {
        let actor = self.actor_id.map(|id| UserId::parse(&id).ok_or_else(|| odd("user id", &id))).transpose()?;
        Ok(AuditEntry {
            id: AuditId::parse(&self.id).ok_or_else(|| odd("id of an audit entry", &self.id))?,
            at: Timestamp(self.at),
            actor,
            subject: self.subject_id,
            action: self.action,
            detail: self.detail,
        })
    }
}

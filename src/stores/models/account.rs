//! Rows of `users` and `sessions`.

use diesel::prelude::*;
use playhouse_actors::model::{Role, Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::StoreError;

use super::odd;
use crate::stores::schema::users;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    id: String,
    username: String,
    email: String,
    role: String,
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

#[derive(Debug, Queryable)]
pub struct SessionRow {
    id: String,
    user_id: String,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl SessionRow {
    pub fn into_session(self) -> Result<Session, StoreError> {
        Ok(Session {
            id: SessionId::parse(&self.id).ok_or_else(|| odd("session id", &self.id))?,
            user: UserId::parse(&self.user_id).ok_or_else(|| odd("user id", &self.user_id))?,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
            revoked: self.revoked_at.is_some(),
        })
    }
}

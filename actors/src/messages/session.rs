//! Messages about one person's sessions.

use std::sync::Arc;
use std::time::Duration;

use crate::live_sessions::Person;
use crate::message;
use crate::model::{AccountChange, Session, SessionId, User, UserId};
use crate::ports::{AccountError, StoreError};
use crate::runtime::Handle;
use crate::session::SessionActor;

/// The actor of a person's sessions, started if need be.
pub struct FindSessions {
    pub user: UserId,
}

/// The person as the database has them now; none when there is no such person.
pub struct ReadPerson;

/// A log-in. Refused with [`StoreError::NotFound`] when the person may not act.
pub struct OpenSession {
    pub session: Session,
    /// Of the first refresh token.
    pub token_hash: String,
}

/// See [`Sessions::rotate`](crate::ports::Sessions::rotate).
pub struct RotateToken {
    pub spent_hash: String,
    pub successor_hash: String,
    pub grace: Duration,
}

/// A log-out; false when there is no such session of this person.
pub struct EndSession {
    pub id: SessionId,
}

/// A log-out everywhere but here; answers how many sessions ended.
pub struct EndOtherSessions {
    pub keep: Option<SessionId>,
}

/// Another password, and the end of every session but `keep`; false when it is no longer the one with the hash `old`.
pub struct ChangePassword {
    pub old: String,
    pub new: String,
    pub keep: Option<SessionId>,
}

/// An operator's word about role and status.
pub struct ChangeAccount {
    pub by: UserId,
    pub change: AccountChange,
}

message! {
    FindSessions => Handle<SessionActor>;
    ReadPerson => Result<Option<Arc<Person>>, StoreError>;
    OpenSession => Result<(), StoreError>;
    RotateToken => Result<Option<(Session, User)>, StoreError>;
    EndSession => Result<bool, StoreError>;
    EndOtherSessions => Result<usize, StoreError>;
    ChangePassword => Result<bool, StoreError>;
    ChangeAccount => Result<User, AccountError>;
}

//! Who is signed in, as everybody reads it: the seam between the [`SessionActor`](crate::session::SessionActor)s, which
//! know, and whoever lets people in.
//!
//! A [`Person`] that was read a moment ago is looked up without a mailbox and without the database; anything else is asked
//! of the person's actor. What is older than [`FRESH`] lets nobody in: a log-out that another process has written works
//! within that time, one of this process at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::messages::{FindSessions, ReadPerson, RotateToken};
use crate::model::{AccountStatus, Session, SessionId, Timestamp, User, UserId};
use crate::ports::{self, StoreError};
use crate::runtime::{Accepts, AskError, Handle, Message, ask_found};
use crate::session::SessionActor;
use crate::sessions::Sessions;

/// How old what is known of a person may be.
pub const FRESH: Duration = Duration::from_secs(5);
const FIND: Duration = Duration::from_secs(5);
/// A log-in behind a busy database.
const ASK: Duration = Duration::from_secs(15);

/// Why nobody can tell.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SessionsError {
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One living session.
#[derive(Debug)]
pub struct LiveSession {
    pub session: Session,
    /// Since this person was read.
    was_used: AtomicBool,
}

/// A person and their living sessions, as they were at one time.
#[derive(Debug)]
pub struct Person {
    pub user: User,
    pub sessions: Vec<LiveSession>,
}

impl Person {
    #[must_use]
    pub fn new(user: User, sessions: Vec<Session>) -> Self {
        let live = |session| LiveSession { session, was_used: AtomicBool::new(false) };
        Self { user, sessions: sessions.into_iter().map(live).collect() }
    }

    /// The session, when it lets its person act at this time.
    #[must_use]
    pub fn session(&self, id: &SessionId, now: Timestamp) -> Option<&LiveSession> {
        let found = self.sessions.iter().find(|live| live.session.id == *id)?;
        (self.user.status == AccountStatus::Active && found.session.expires_at > now).then_some(found)
    }

    /// Sessions that were used, and were last noted to be before `noted`.
    #[must_use]
    pub fn used_since(&self, noted: Timestamp) -> Vec<SessionId> {
        let is_news = |live: &&LiveSession| live.was_used.load(Ordering::Relaxed) && live.session.last_seen_at <= noted;
        self.sessions.iter().filter(is_news).map(|live| live.session.id.clone()).collect()
    }
}

/// What an actor has published of its person.
#[derive(Debug)]
struct Published {
    /// When the reading began.
    read_at: Instant,
    /// None when there is no such person.
    person: Option<Arc<Person>>,
}

/// One person's place on the board.
#[derive(Debug, Default)]
pub struct Line {
    /// None until it is read, and while it cannot be.
    published: watch::Sender<Option<Published>>,
    was_asked: AtomicBool,
}

impl Line {
    /// Publishes what a reading that began then has found, unless there is something newer.
    pub fn publish(&self, read_at: Instant, person: Option<Arc<Person>>) {
        self.published.send_if_modified(|published| {
            let is_newer = published.as_ref().is_none_or(|old| old.read_at <= read_at);
            if is_newer {
                *published = Some(Published { read_at, person });
            }
            is_newer
        });
    }

    /// Nobody can tell any more.
    pub fn withdraw(&self) {
        self.published.send_replace(None);
    }

    pub fn note_asked(&self) {
        self.was_asked.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked since this was asked.
    pub fn take_asked(&self) -> bool {
        self.was_asked.swap(false, Ordering::Relaxed)
    }

    /// The person last published, however old.
    #[must_use]
    pub fn person(&self) -> Option<Arc<Person>> {
        self.published.borrow().as_ref()?.person.clone()
    }

    /// What is known now; the outer none when that is too old.
    fn fresh(&self) -> Option<Option<Arc<Person>>> {
        self.note_asked();
        let published = self.published.borrow();
        let known = published.as_ref().filter(|known| known.read_at.elapsed() < FRESH)?;
        Some(known.person.clone())
    }
}

/// The lines of everybody who has an actor; clones are the same board.
#[derive(Clone, Default)]
pub struct Board(Arc<RwLock<HashMap<UserId, Arc<Line>>>>);

impl Board {
    fn line(&self, user: &UserId) -> Option<Arc<Line>> {
        // Whole values after every statement: a panic elsewhere cannot have broken them.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(user).cloned()
    }

    /// For an actor that starts.
    #[must_use]
    pub fn open(&self, user: &UserId) -> Arc<Line> {
        let mut lines = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(user.clone()).or_default())
    }

    /// No actor is left.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The actor has ended.
    pub fn close(&self, user: &UserId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(user);
    }
}

/// The way to people's sessions.
#[derive(Clone)]
pub struct LiveSessions {
    board: Board,
    actors: Handle<Sessions>,
    store: Arc<dyn ports::Sessions>,
}

impl LiveSessions {
    #[must_use]
    pub fn new(board: Board, actors: Handle<Sessions>, store: Arc<dyn ports::Sessions>) -> Self {
        Self { board, actors, store }
    }

    /// Person and session, when they may act now.
    pub async fn find(&self, user: &UserId, session: &SessionId) -> Result<Option<(User, Session)>, SessionsError> {
        let now = Timestamp::now();
        let known = self.board.line(user).and_then(|line| line.fresh()).flatten();
        if let Some(found) = known.and_then(|person| admit(&person, session, now)) {
            return Ok(Some(found));
        }
        // Nobody known, too old, or a session that another process may have opened since.
        let person = self.ask(user, || ReadPerson).await??;
        Ok(person.and_then(|person| admit(&person, session, now)))
    }

    /// Exchanges a refresh token for its successor: see [`Sessions::rotate`](ports::Sessions::rotate).
    pub async fn rotate(
        &self,
        spent_hash: &str,
        successor_hash: &str,
        grace: Duration,
    ) -> Result<Option<(Session, User)>, SessionsError> {
        let Some(owner) = self.store.owner_of(spent_hash).await? else {
            return Ok(None);
        };
        let rotate =
            || RotateToken { spent_hash: spent_hash.to_owned(), successor_hash: successor_hash.to_owned(), grace };
        Ok(self.ask(&owner, rotate).await??)
    }

    /// Takes note of what was just written of a person past their actor.
    pub async fn reread(&self, user: &UserId) -> Result<(), SessionsError> {
        self.ask(user, || ReadPerson).await??;
        Ok(())
    }

    /// Sends to the person's actor, once more when it was just about to end.
    pub async fn ask<M, K>(&self, user: &UserId, make: impl Fn() -> M) -> Result<M::Reply, AskError>
    where
        M: Message,
        K: 'static,
        SessionActor: Accepts<M, K>,
    {
        let find = async || self.actors.ask(FindSessions { user: user.clone() }, FIND).await;
        ask_found(find, make, ASK).await
    }

    /// Waits until the session no longer lets its person act, or nobody can tell whether it does.
    pub async fn ended(&self, user: &UserId, session: &SessionId) {
        loop {
            let Some(mut changes) = self.board.line(user).map(|line| line.published.subscribe()) else {
                match self.find(user, session).await {
                    Ok(Some(_)) => continue,
                    Ok(None) | Err(_) => return,
                }
            };
            match self.find(user, session).await {
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return,
            }
            tokio::select! {
                _ = changes.changed() => {}
                () = sleep(FRESH) => {}
            }
        }
    }
}

fn admit(person: &Person, session: &SessionId, now: Timestamp) -> Option<(User, Session)> {
    let live = person.session(session, now)?;
    live.was_used.store(true, Ordering::Relaxed);
    Some((person.user.clone(), live.session.clone()))
}

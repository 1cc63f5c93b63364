use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use tokio::time::advance;

use super::*;
use crate::live_sessions::{Board, FRESH, LiveSessions};
use crate::model::{
    AccountChange, AccountFilter, AccountStatus, AuditEntry, AuditNote, Cursor, NewUser, Page, Role, Session, User,
};
use crate::ports::AccountError;
use crate::runtime::ActorSystem;
use crate::runtime::testing::{paused, settle};
use crate::sessions;

/// One person, as a database would have them.
#[derive(Default)]
struct Desk {
    person: Mutex<Option<(User, Vec<Session>)>>,
    readings: AtomicU32,
    is_broken: std::sync::atomic::AtomicBool,
}

impl Desk {
    fn write(&self, change: impl FnOnce(&mut User, &mut Vec<Session>)) {
        let mut person = self.person.lock().unwrap();
        let (user, sessions) = person.as_mut().unwrap();
        change(user, sessions);
    }

    fn readings(&self) -> u32 {
        self.readings.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Sessions for Desk {
    async fn person(&self, _: &UserId, _: Timestamp) -> Result<Option<(User, Vec<Session>)>, StoreError> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        if self.is_broken.load(Ordering::Relaxed) {
            return Err(StoreError::Busy);
        }
        Ok(self.person.lock().unwrap().clone())
    }

    async fn open(&self, session: Session, _: &str) -> Result<(), StoreError> {
        self.write(|_, sessions| sessions.push(session));
        Ok(())
    }

    async fn owner_of(&self, _: &str) -> Result<Option<UserId>, StoreError> {
        Ok(None)
    }

    async fn rotate(&self, _: &str, _: &str, _: Timestamp, _: Duration) -> Result<Option<(Session, User)>, StoreError> {
        Ok(None)
    }

    async fn revoke(&self, _: &UserId, id: &SessionId) -> Result<bool, StoreError> {
        self.write(|_, sessions| sessions.retain(|session| session.id != *id));
        Ok(true)
    }

    async fn revoke_others(&self, _: &UserId, _: Option<&SessionId>) -> Result<usize, StoreError> {
        Ok(0)
    }

    async fn change_password(&self, _: &UserId, _: &str, _: &str, _: Option<&SessionId>) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn touch(&self, ids: Vec<SessionId>, now: Timestamp) -> Result<(), StoreError> {
        self.write(|_, sessions| {
            let used = sessions.iter_mut().filter(|session| ids.contains(&session.id));
            used.for_each(|session| session.last_seen_at = now);
        });
        Ok(())
    }
}

#[async_trait]
impl Accounts for Desk {
    async fn create_user(&self, _: NewUser) -> Result<User, StoreError> {
        Err(StoreError::Busy)
    }

    async fn user(&self, _: &UserId) -> Result<Option<User>, StoreError> {
        Ok(None)
    }

    async fn user_by_email(&self, _: &str) -> Result<Option<User>, StoreError> {
        Ok(None)
    }

    async fn user_by_username(&self, _: &str) -> Result<Option<User>, StoreError> {
        Ok(None)
    }

    async fn users(&self, _: &AccountFilter) -> Result<Page<User>, StoreError> {
        Ok(Page { items: Vec::new(), next: None })
    }

    async fn change_account(&self, _: &UserId, _: Option<&UserId>, _: AccountChange) -> Result<User, AccountError> {
        Err(AccountError::NotFound)
    }

    async fn note(&self, _: AuditNote) -> Result<(), StoreError> {
        Err(StoreError::Busy)
    }

    async fn audit(&self, _: Option<Cursor>, _: usize) -> Result<Page<AuditEntry>, StoreError> {
        Ok(Page { items: Vec::new(), next: None })
    }
}

fn session(user: &UserId) -> Session {
    let now = Timestamp::now();
    Session {
        id: SessionId::random(),
        user: user.clone(),
        created_at: now,
        expires_at: now.plus(Duration::from_secs(3600)),
        last_seen_at: now.minus(SEEN * 2),
        user_agent: String::new(),
        network: String::new(),
    }
}

struct Stage {
    desk: Arc<Desk>,
    live: LiveSessions,
    user: UserId,
    session: SessionId,
}

impl Stage {
    fn set(system: &ActorSystem) -> Self {
        let user = User {
            email_verified_at: None,
            phone: None,
            phone_verified_at: None,
            id: UserId::random(),
            username: "ada".into(),
            email: "ada@example.org".into(),
            role: Role::Member,
            status: AccountStatus::Active,
            status_reason: None,
            created_at: Timestamp::now(),
            password_hash: String::new(),
        };
        let (id, session) = (user.id.clone(), session(&user.id));
        let first = session.id.clone();
        let desk = Arc::new(Desk { person: Mutex::new(Some((user, vec![session]))), ..Desk::default() });
        let board = Board::default();
        let (lines, config) = (board.clone(), SessionConfig { accounts: desk.clone(), sessions: desk.clone() });
        let actors = system.spawn(move || sessions::Sessions::new(config.clone(), lines.clone()));
        Self { live: LiveSessions::new(board, actors, desk.clone()), desk, user: id, session: first }
    }

    async fn is_in(&self) -> bool {
        self.live.find(&self.user, &self.session).await.unwrap().is_some()
    }
}

#[test]
fn whoever_is_known_is_let_in_without_the_database() {
    paused(async |system| {
        let stage = Stage::set(&system);
        for _ in 0..100 {
            assert!(stage.is_in().await);
        }
        assert_eq!(stage.desk.readings(), 1);
        stage.live.ask(&stage.user, || EndSession { id: stage.session.clone() }).await.unwrap().unwrap();
        assert!(!stage.is_in().await, "a log-out works at once");
    });
}

#[test]
fn what_another_process_writes_is_noticed_while_somebody_asks() {
    paused(async |system| {
        let stage = Stage::set(&system);
        assert!(stage.is_in().await);
        stage.desk.write(|user, _| user.status = AccountStatus::Banned);
        advance(FRESH).await;
        settle().await;
        assert!(!stage.is_in().await);
    });
}

#[test]
fn what_cannot_be_read_lets_nobody_in() {
    paused(async |system| {
        let stage = Stage::set(&system);
        assert!(stage.is_in().await);
        stage.desk.is_broken.store(true, Ordering::Relaxed);
        advance(FRESH).await;
        settle().await;
        assert!(stage.live.find(&stage.user, &stage.session).await.is_err());
        stage.desk.is_broken.store(false, Ordering::Relaxed);
        assert!(stage.is_in().await);
    });
}

#[test]
fn threat_43_who_waits_for_the_end_hears_of_it() {
    paused(async |system| {
        let stage = Stage::set(&system);
        let ended = stage.live.ended(&stage.user, &stage.session);
        tokio::pin!(ended);
        let waited = tokio::time::timeout(Duration::from_secs(600), &mut ended).await;
        assert!(waited.is_err(), "it lives, and so does its actor");
        stage.live.ask(&stage.user, || EndSession { id: stage.session.clone() }).await.unwrap().unwrap();
        tokio::time::timeout(Duration::from_millis(1), &mut ended).await.expect("at once");
    });
}

#[test]
fn nobody_asks_and_nothing_is_read_until_the_actor_is_gone() {
    paused(async |system| {
        let stage = Stage::set(&system);
        assert!(stage.is_in().await);
        let count = || {
            system.registry().snapshot().iter().filter(|actor| actor.kind == "session" && actor.exit.is_none()).count()
        };
        assert_eq!(count(), 1);
        for _ in 0..30 {
            advance(READ_AGAIN).await;
            settle().await;
        }
        assert_eq!(count(), 0);
        assert_eq!(stage.desk.readings(), 2, "once more, for the one time that somebody asked");
        assert!(stage.is_in().await, "and it comes back");
    });
}

#[test]
fn the_last_use_is_noted() {
    paused(async |system| {
        let stage = Stage::set(&system);
        assert!(stage.is_in().await);
        let noted = || stage.desk.person.lock().unwrap().as_ref().unwrap().1[0].last_seen_at;
        let before = noted();
        advance(READ_AGAIN).await;
        settle().await;
        assert!(noted() > before);
    });
}

#[test]
fn nothing_older_is_published_over_something_newer() {
    paused(async |_| {
        let line = Line::default();
        let (early, late) = (Instant::now(), Instant::now() + Duration::from_secs(1));
        line.publish(late, None);
        let user = User {
            email_verified_at: None,
            phone: None,
            phone_verified_at: None,
            id: UserId::random(),
            username: String::new(),
            email: String::new(),
            role: Role::Member,
            status: AccountStatus::Active,
            status_reason: None,
            created_at: Timestamp::now(),
            password_hash: String::new(),
        };
        line.publish(early, Some(Arc::new(Person::new(user, Vec::new()))));
        assert!(line.person().is_none());
    });
}

//! One person's live state: role, status and living sessions.
//!
//! Edge requests send to it when what is published of the person does not do; it publishes on its [`Line`] what the database
//! says. Invariants: a change is in the database before it is published, and published before it is answered; one thing
//! is done at a time, so that nothing older is ever published over something newer; what cannot be read is unpublished.
//! Other writers of the database are noticed by reading again while somebody asks. Transient: rebuilt from the database.
//! It ends itself when nobody has asked for its person for a while.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use serde::Serialize;
use tokio::time::Instant;

use crate::live_sessions::{Line, Person};
use crate::message;
use crate::messages::{
    ChangeAccount, ChangePassword, EndOtherSessions, EndSession, OpenSession, ReadPerson, RotateToken,
};
use crate::model::{SessionId, Timestamp, UserId};
use crate::ports::{Accounts, Sessions, StoreError};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Message, Placement, Policy, Reply};

/// How often the person is read again while somebody asks: a little less than what is published stays fresh.
const READ_AGAIN: Duration = Duration::from_secs(4);
/// Rounds of that without anybody asking, after which it ends.
const QUIET_ROUNDS: u32 = 15;
/// How exactly the last use of a session is noted.
const SEEN: Duration = Duration::from_secs(60);

/// What every session actor shares.
#[derive(Clone)]
pub struct SessionConfig {
    pub accounts: Arc<dyn Accounts>,
    pub sessions: Arc<dyn Sessions>,
}

pub struct SessionActor {
    config: SessionConfig,
    user: UserId,
    line: Arc<Line>,
    is_busy: bool,
    /// Changes that wait for their turn.
    changes: VecDeque<LocalBoxFuture<'static, Answer>>,
    /// Who wants to know what the database says; one reading that begins after they asked answers all of them.
    readers: Vec<Reply<ReadPerson>>,
    quiet_rounds: u32,
}

/// Answers whoever asked for a change, once it is published.
type Answer = Box<dyn FnOnce() + Send>;

#[derive(Serialize)]
struct SessionSnapshot<'a> {
    user: &'a str,
    role: Option<&'static str>,
    status: Option<&'static str>,
    sessions: usize,
    waiting: usize,
}

struct PersonRead {
    read_at: Instant,
    outcome: Result<Option<Person>, StoreError>,
    answer: Option<Answer>,
    readers: Vec<Reply<ReadPerson>>,
}
struct LookAround;

message! {
    PersonRead;
    LookAround;
}

impl SessionActor {
    #[must_use]
    pub fn new(config: SessionConfig, user: UserId, line: Arc<Line>) -> Self {
        let (changes, readers) = (VecDeque::new(), Vec::new());
        Self { config, user, line, is_busy: false, changes, readers, quiet_rounds: 0 }
    }

    /// Does `work` when its turn comes; its outcome is answered when it is published.
    fn change<M: Message>(
        &mut self,
        reply: Reply<M>,
        work: impl Future<Output = M::Reply> + 'static,
        ctx: &mut Context<Self>,
    ) {
        self.quiet_rounds = 0;
        self.changes.push_back(Box::pin(async move {
            let outcome = work.await;
            Box::new(move || reply.send(outcome)) as Answer
        }));
        self.go_on(ctx);
    }

    fn go_on(&mut self, ctx: &mut Context<Self>) {
        if self.is_busy {
            return;
        }
        if let Some(work) = self.changes.pop_front() {
            self.read(Some(work), ctx);
        } else if !self.readers.is_empty() {
            self.read(None, ctx);
        }
    }

    /// Makes a change, if there is one, and reads the person after it.
    fn read(&mut self, work: Option<LocalBoxFuture<'static, Answer>>, ctx: &mut Context<Self>) {
        self.is_busy = true;
        let readers = std::mem::take(&mut self.readers);
        let (sessions, user) = (Arc::clone(&self.config.sessions), self.user.clone());
        let now = Timestamp::now();
        let used = self.line.person().map(|person| person.used_since(now.minus(SEEN))).unwrap_or_default();
        ctx.spawn("session.read", async move {
            let answer = match work {
                Some(work) => Some(work.await),
                None => None,
            };
            note_use(sessions.as_ref(), used, now).await;
            let read_at = Instant::now();
            let outcome = sessions.person(&user, now).await;
            let outcome = outcome.map(|found| found.map(|(user, sessions)| Person::new(user, sessions)));
            PersonRead { read_at, outcome, answer, readers }
        });
    }
}

/// Of use to people alone: whoever is let in does not depend on it.
async fn note_use(sessions: &dyn Sessions, used: Vec<SessionId>, now: Timestamp) {
    if used.is_empty() {
        return;
    }
    if let Err(error) = sessions.touch(used, now).await {
        tracing::warn!(%error, "cannot note that sessions were used");
    }
}

impl Actor for SessionActor {
    const KIND: &'static str = "session";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 256;
    const PLACEMENT: Placement = Placement::Hot;

    fn started(&mut self, ctx: &mut Context<Self>) {
        // What an earlier life published may be history.
        self.line.withdraw();
        ctx.run_interval(READ_AGAIN, || LookAround);
    }

    fn label(&self) -> Option<String> {
        Some(self.user.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let person = self.line.person();
        SessionSnapshot {
            user: self.user.as_str(),
            role: person.as_ref().map(|person| person.user.role.as_str()),
            status: person.as_ref().map(|person| person.user.status.as_str()),
            sessions: person.map_or(0, |person| person.sessions.len()),
            waiting: self.changes.len() + self.readers.len(),
        }
    }
}

impl Handles<PersonRead> for SessionActor {
    fn handle(&mut self, read: PersonRead, ctx: &mut Context<Self>) {
        let PersonRead { read_at, outcome, answer, readers } = read;
        let outcome = outcome.map(|person| person.map(Arc::new));
        // What cannot be read lets nobody in.
        match &outcome {
            Ok(person) => self.line.publish(read_at, person.clone()),
            Err(error) => {
                tracing::warn!(user = %self.user, %error, "cannot read who is signed in");
                self.line.withdraw();
            }
        }
        if let Some(answer) = answer {
            answer();
        }
        for reader in readers {
            reader.send(outcome.clone());
        }
        self.is_busy = false;
        self.go_on(ctx);
    }
}

impl Handles<LookAround> for SessionActor {
    fn handle(&mut self, _: LookAround, ctx: &mut Context<Self>) {
        if self.line.take_asked() {
            self.quiet_rounds = 0;
            if !self.is_busy {
                self.read(None, ctx);
            }
            return;
        }
        self.quiet_rounds += 1;
        if self.quiet_rounds > QUIET_ROUNDS && !self.is_busy {
            ctx.stop();
        }
    }
}

impl HandlesLater<ReadPerson> for SessionActor {
    fn handle_later(&mut self, _: ReadPerson, reply: Reply<ReadPerson>, ctx: &mut Context<Self>) {
        self.quiet_rounds = 0;
        self.readers.push(reply);
        self.go_on(ctx);
    }
}

impl HandlesLater<OpenSession> for SessionActor {
    fn handle_later(&mut self, request: OpenSession, reply: Reply<OpenSession>, ctx: &mut Context<Self>) {
        let sessions = Arc::clone(&self.config.sessions);
        self.change(reply, async move { sessions.open(request.session, &request.token_hash).await }, ctx);
    }
}

impl HandlesLater<RotateToken> for SessionActor {
    fn handle_later(&mut self, request: RotateToken, reply: Reply<RotateToken>, ctx: &mut Context<Self>) {
        let sessions = Arc::clone(&self.config.sessions);
        let RotateToken { spent_hash, successor_hash, grace } = request;
        let work = async move { sessions.rotate(&spent_hash, &successor_hash, Timestamp::now(), grace).await };
        self.change(reply, work, ctx);
    }
}

impl HandlesLater<EndSession> for SessionActor {
    fn handle_later(&mut self, request: EndSession, reply: Reply<EndSession>, ctx: &mut Context<Self>) {
        let (sessions, user) = (Arc::clone(&self.config.sessions), self.user.clone());
        self.change(reply, async move { sessions.revoke(&user, &request.id).await }, ctx);
    }
}

impl HandlesLater<EndOtherSessions> for SessionActor {
    fn handle_later(&mut self, request: EndOtherSessions, reply: Reply<EndOtherSessions>, ctx: &mut Context<Self>) {
        let (sessions, user) = (Arc::clone(&self.config.sessions), self.user.clone());
        self.change(reply, async move { sessions.revoke_others(&user, request.keep.as_ref()).await }, ctx);
    }
}

impl HandlesLater<ChangePassword> for SessionActor {
    fn handle_later(&mut self, request: ChangePassword, reply: Reply<ChangePassword>, ctx: &mut Context<Self>) {
        let (sessions, user) = (Arc::clone(&self.config.sessions), self.user.clone());
        let ChangePassword { old, new, keep } = request;
        let work = async move { sessions.change_password(&user, &old, &new, keep.as_ref()).await };
        self.change(reply, work, ctx);
    }
}

impl HandlesLater<ChangeAccount> for SessionActor {
    fn handle_later(&mut self, request: ChangeAccount, reply: Reply<ChangeAccount>, ctx: &mut Context<Self>) {
        let (accounts, user) = (Arc::clone(&self.config.accounts), self.user.clone());
        let ChangeAccount { by, change } = request;
        let work = async move { accounts.change_account(&user, Some(&by), change).await };
        self.change(reply, work, ctx);
    }
}

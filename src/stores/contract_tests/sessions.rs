use std::time::Duration;

use playhouse_actors::model::{AccountChange, AccountStatus, Session, SessionId, Timestamp, User, UserId};
use playhouse_actors::ports::{Accounts, Sessions, StoreError};
use proptest::prelude::*;

use super::{DbStore, on_every_database, person, sqlite};

const GRACE: Duration = Duration::from_secs(20);
const HOUR: Duration = Duration::from_secs(3600);

fn session(user: &User) -> Session {
    let now = Timestamp::now();
    Session {
        id: SessionId::random(),
        user: user.id.clone(),
        created_at: now,
        expires_at: now.plus(HOUR),
        last_seen_at: now,
        user_agent: "a browser".into(),
        network: "203.0.113.0/24".into(),
    }
}

pub(super) async fn opened(store: &DbStore, user: &User, token: &str) -> Session {
    let session = session(user);
    store.open(session.clone(), token).await.unwrap();
    session
}

pub(super) async fn living(store: &DbStore, user: &UserId, now: Timestamp) -> Vec<SessionId> {
    let (_, sessions) = store.person(user, now).await.unwrap().unwrap();
    sessions.into_iter().map(|session| session.id).collect()
}

async fn a_session_lives_until_it_is_revoked_or_over(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let session = opened(store, &ada, "hash").await;
    let now = Timestamp::now();
    assert_eq!(store.person(&ada.id, now).await.unwrap(), Some((ada.clone(), vec![session.clone()])));
    assert_eq!(store.person(&UserId::random(), now).await.unwrap(), None);
    assert_eq!(living(store, &ada.id, now.plus(HOUR)).await, []);
    assert!(!store.revoke(&bob.id, &session.id).await.unwrap(), "it is not theirs");
    assert_eq!(living(store, &ada.id, now).await, std::slice::from_ref(&session.id));
    assert!(store.revoke(&ada.id, &session.id).await.unwrap());
    assert!(!store.revoke(&ada.id, &session.id).await.unwrap());
    assert_eq!(living(store, &ada.id, now).await, []);
}

async fn every_other_session_ends_with_a_password(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (here, _there) = (opened(store, &ada, "here").await, opened(store, &ada, "there").await);
    let other = opened(store, &bob, "other").await;
    let now = Timestamp::now();
    assert!(!store.change_password(&ada.id, "not this", "new", Some(&here.id)).await.unwrap());
    assert_eq!(living(store, &ada.id, now).await.len(), 2, "nothing was done");
    assert!(store.change_password(&ada.id, &ada.password_hash, "new", Some(&here.id)).await.unwrap());
    assert_eq!(store.user(&ada.id).await.unwrap().unwrap().password_hash, "new");
    assert_eq!(living(store, &ada.id, now).await, std::slice::from_ref(&here.id));
    assert!(store.rotate("there", "next", now, GRACE).await.unwrap().is_none());
    opened(store, &ada, "again").await;
    assert_eq!(store.revoke_others(&ada.id, None).await.unwrap(), 2);
    assert_eq!(living(store, &bob.id, now).await, [other.id]);
}

async fn whoever_is_banned_has_no_session_and_gets_none(store: &DbStore) {
    let ada = person(store, "ada").await;
    opened(store, &ada, "first").await;
    let ban = AccountChange { status: Some(AccountStatus::Banned), ..AccountChange::default() };
    store.change_account(&ada.id, None, ban).await.unwrap();
    let now = Timestamp::now();
    assert_eq!(living(store, &ada.id, now).await, []);
    assert!(store.rotate("first", "second", now, GRACE).await.unwrap().is_none());
    assert!(matches!(store.open(session(&ada), "another").await, Err(StoreError::NotFound)));
    let unban = AccountChange { status: Some(AccountStatus::Active), ..AccountChange::default() };
    store.change_account(&ada.id, None, unban).await.unwrap();
    assert_eq!(living(store, &ada.id, now).await, [], "what has ended stays so");
    opened(store, &ada, "another").await;
}

async fn a_person_has_so_many_sessions(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut opened_first = Vec::new();
    for number in 0..3 {
        opened_first.push(opened(store, &ada, &format!("first {number}")).await.id);
    }
    // The oldest is in use.
    store.touch(vec![opened_first[0].clone()], Timestamp::now().plus(HOUR / 2)).await.unwrap();
    for number in 0..98 {
        opened(store, &ada, &format!("more {number}")).await;
    }
    let living = living(store, &ada.id, Timestamp::now()).await;
    let lives: Vec<bool> = opened_first.iter().map(|id| living.contains(id)).collect();
    assert_eq!((living.len(), lives), (100, vec![true, false, true]));
}

async fn the_last_use_is_noted(store: &DbStore) {
    let ada = person(store, "ada").await;
    let session = opened(store, &ada, "first").await;
    let later = session.created_at.plus(Duration::from_secs(60));
    store.touch(vec![session.id.clone()], later).await.unwrap();
    let (_, sessions) = store.person(&ada.id, later).await.unwrap().unwrap();
    assert_eq!(sessions, [Session { last_seen_at: later, ..session }]);
}

async fn threat_29_a_spent_token_that_comes_back_ends_its_family(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (family, other) = (opened(store, &ada, "first").await, opened(store, &ada, "other").await);
    assert_eq!(store.owner_of("first").await.unwrap(), Some(ada.id.clone()));
    let now = Timestamp::now();
    assert!(store.rotate("first", "second", now, GRACE).await.unwrap().is_some());
    assert_eq!(store.owner_of("first").await.unwrap(), Some(ada.id.clone()), "also when it is spent");
    assert!(store.rotate("first", "second", now.plus(GRACE), GRACE).await.unwrap().is_none());
    assert!(store.rotate("second", "third", now, GRACE).await.unwrap().is_none());
    assert_eq!(living(store, &ada.id, now).await, [other.id], "another family goes on");
    let noted = store.audit(None, 10).await.unwrap().items;
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].action.as_str(), noted[0].subject.as_str(), &noted[0].actor),
        ("session.replayed", ada.id.as_str(), &None)
    );
    assert_ne!(family.id.as_str(), "");
}

async fn threat_30_of_many_at_once_there_is_one_successor(store: &DbStore) {
    let ada = person(store, "ada").await;
    let session = opened(store, &ada, "first").await;
    let now = Timestamp::now();
    assert!(store.rotate("unknown", "x", now, GRACE).await.unwrap().is_none());
    let together = (0..20).map(|_| store.rotate("first", "second", now, GRACE));
    for outcome in futures::future::join_all(together).await {
        assert_eq!(outcome.unwrap().map(|(session, _)| session.id), Some(session.id.clone()));
    }
    assert!(store.rotate("second", "third", now, GRACE).await.unwrap().is_some());
    // Two generations back is a replay, also within the grace.
    assert!(store.rotate("first", "second", now, GRACE).await.unwrap().is_none());
    assert!(store.rotate("third", "fourth", now, GRACE).await.unwrap().is_none());
    assert_eq!(living(store, &ada.id, now).await, []);
}

on_every_database!(
    a_session_lives_until_it_is_revoked_or_over,
    every_other_session_ends_with_a_password,
    whoever_is_banned_has_no_session_and_gets_none,
    a_person_has_so_many_sessions,
    the_last_use_is_noted,
    threat_29_a_spent_token_that_comes_back_ends_its_family,
    threat_30_of_many_at_once_there_is_one_successor,
);

/// What a family of refresh tokens may do, in a few words: generation n is the n-th successor of the first token.
#[derive(Default)]
struct Family {
    spent_at: Vec<u64>,
    is_revoked: bool,
}

impl Family {
    /// Whether the token of this generation opens something at this second.
    fn rotate(&mut self, generation: usize, second: u64) -> bool {
        if self.is_revoked || generation > self.spent_at.len() {
            return false;
        }
        if generation == self.spent_at.len() {
            self.spent_at.push(second);
            return true;
        }
        let is_newest = generation + 1 == self.spent_at.len();
        let is_retry = is_newest && second < self.spent_at[generation] + GRACE.as_secs();
        self.is_revoked = !is_retry;
        is_retry
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes in whatever order: nobody but the holder of the newest token, or of the one before it for a while,
    /// gets another, and who else tries ends the family.
    #[test]
    fn threat_29_families_of_refresh_tokens_behave(
        steps in prop::collection::vec((0_usize..4, prop_oneof![Just(0_u64), 1..30_u64]), 1..14),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let fixture = sqlite();
        let store = &fixture.store;
        runtime.block_on(async {
            let ada = person(store, "ada").await;
            opened(store, &ada, "token-0").await;
            let start = Timestamp::now();
            let (mut family, mut second) = (Family::default(), 0);
            for (back, wait) in steps {
                second += wait;
                // Mostly the newest token, and those a few generations back.
                let generation = (family.spent_at.len() + 1).saturating_sub(back);
                let now = start.plus(Duration::from_secs(second));
                let (spent, next) = (format!("token-{generation}"), format!("token-{}", generation + 1));
                let opened = store.rotate(&spent, &next, now, GRACE).await.unwrap().is_some();
                assert_eq!(opened, family.rotate(generation, second), "generation {generation} at {second} s");
                let (_, living) = store.person(&ada.id, now).await.unwrap().unwrap();
                assert_eq!(living.is_empty(), family.is_revoked);
            }
        });
    }
}

use std::time::Duration;

use playhouse_actors::model::{NewUser, Role, Session, SessionId, Timestamp, User};
use playhouse_actors::ports::{Accounts, StoreError};

use super::{DbStore, on_every_database, person};

const GRACE: Duration = Duration::from_secs(20);

fn session(user: &User) -> Session {
    let now = Timestamp::now();
    Session {
        id: SessionId::random(),
        user: user.id.clone(),
        created_at: now,
        expires_at: now.plus(Duration::from_secs(3600)),
        revoked: false,
    }
}

async fn names_and_addresses_are_unique_whatever_their_case(store: &DbStore) {
    let ada = person(store, "Ada").await;
    assert_eq!(store.user(&ada.id).await.unwrap(), Some(ada.clone()));
    assert_eq!(store.user_by_email("ADA@example.org").await.unwrap(), Some(ada.clone()));
    assert_eq!(store.user_by_username("aDa").await.unwrap(), Some(ada));
    let new = |username: &str, email: &str| NewUser {
        username: username.into(),
        email: email.into(),
        role: Role::Admin,
        password_hash: String::new(),
    };
    assert!(matches!(store.create_user(new("ADA", "b@example.org")).await, Err(StoreError::Conflict("username"))));
    assert!(matches!(store.create_user(new("bob", "Ada@Example.org")).await, Err(StoreError::Conflict("email"))));
}

async fn a_session_lives_until_it_is_revoked_or_over(store: &DbStore) {
    let ada = person(store, "ada").await;
    let session = session(&ada);
    store.open_session(session.clone(), "hash").await.unwrap();
    let now = Timestamp::now();
    assert_eq!(store.live_session(&session.id, now).await.unwrap(), Some((session.clone(), ada)));
    assert_eq!(store.live_session(&session.id, now.plus(Duration::from_secs(3601))).await.unwrap(), None);
    store.revoke_session(&session.id).await.unwrap();
    assert_eq!(store.live_session(&session.id, now).await.unwrap(), None);
}

async fn a_refresh_token_has_one_successor_and_a_replay_ends_the_session(store: &DbStore) {
    let ada = person(store, "ada").await;
    let session = session(&ada);
    store.open_session(session.clone(), "first").await.unwrap();
    let now = Timestamp::now();
    let soon = now.plus(Duration::from_secs(5));
    assert!(store.rotate("unknown", "x", now, GRACE).await.unwrap().is_none());
    assert!(store.rotate("first", "second", now, GRACE).await.unwrap().is_some());
    // The reply was lost: the same successor again.
    assert!(store.rotate("first", "second", soon, GRACE).await.unwrap().is_some());
    assert!(store.rotate("second", "third", soon, GRACE).await.unwrap().is_some());
    // Two generations back is a replay, also within the grace.
    assert!(store.rotate("first", "second", soon, GRACE).await.unwrap().is_none());
    assert_eq!(store.live_session(&session.id, now).await.unwrap(), None);
    assert!(store.rotate("third", "fourth", soon, GRACE).await.unwrap().is_none());
}

async fn a_spent_token_after_its_grace_ends_the_session(store: &DbStore) {
    let ada = person(store, "ada").await;
    let session = session(&ada);
    store.open_session(session.clone(), "first").await.unwrap();
    let now = Timestamp::now();
    assert!(store.rotate("first", "second", now, GRACE).await.unwrap().is_some());
    assert!(store.rotate("first", "second", now.plus(Duration::from_secs(21)), GRACE).await.unwrap().is_none());
    assert!(store.rotate("second", "third", now, GRACE).await.unwrap().is_none());
}

async fn many_people_at_once_lose_nothing(store: &DbStore) {
    let made = futures::future::join_all((0..50).map(|number| {
        let name = format!("person{number}");
        async move { person(store, &name).await }
    }));
    assert_eq!(made.await.len(), 50);
    for number in 0..50 {
        assert!(store.user_by_username(&format!("person{number}")).await.unwrap().is_some());
    }
}

on_every_database!(
    names_and_addresses_are_unique_whatever_their_case,
    a_session_lives_until_it_is_revoked_or_over,
    a_refresh_token_has_one_successor_and_a_replay_ends_the_session,
    a_spent_token_after_its_grace_ends_the_session,
    many_people_at_once_lose_nothing,
);

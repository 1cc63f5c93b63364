use futures::future::join_all;
use playhouse_actors::model::{Timestamp, Totp, User};
use playhouse_actors::ports::SecondFactors;

use super::{DbStore, on_every_database, person};

fn hashes() -> Vec<String> {
    vec!["one".into(), "two".into()]
}

async fn active(store: &DbStore, user: &User) {
    assert!(store.begin_totp(&user.id, "sealed", Timestamp::now()).await.unwrap());
    assert!(store.activate_totp(&user.id, "sealed", 100, hashes()).await.unwrap());
}

async fn a_secret_counts_once_it_is_confirmed_and_gives_way_to_none(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let now = Timestamp::now();
    assert_eq!(store.totp(&ada.id).await.unwrap(), None);
    assert!(store.begin_totp(&ada.id, "first", now).await.unwrap());
    assert!(store.begin_totp(&ada.id, "second", now).await.unwrap());
    let waiting = Totp { sealed_secret: "second".into(), is_active: false };
    assert_eq!(store.totp(&ada.id).await.unwrap(), Some(waiting));
    assert!(!store.spend_totp_step(&ada.id, 100).await.unwrap(), "a secret that waits opens nothing");
    assert!(!store.activate_totp(&ada.id, "first", 100, hashes()).await.unwrap(), "that one was given up");
    assert!(store.activate_totp(&ada.id, "second", 100, hashes()).await.unwrap());
    assert!(!store.activate_totp(&ada.id, "second", 101, hashes()).await.unwrap(), "it is active already");
    assert!(!store.begin_totp(&ada.id, "third", now).await.unwrap());
    assert_eq!(store.recovery_codes_left(&ada.id).await.unwrap(), 2);
    assert_eq!(store.totp(&bob.id).await.unwrap(), None);
    store.remove_totp(&ada.id).await.unwrap();
    assert_eq!(store.totp(&ada.id).await.unwrap(), None);
    assert_eq!(store.recovery_codes_left(&ada.id).await.unwrap(), 0);
}

async fn threat_34_a_step_is_spent_once_and_none_before_it(store: &DbStore) {
    let ada = person(store, "ada").await;
    active(store, &ada).await;
    assert!(!store.spend_totp_step(&ada.id, 100).await.unwrap(), "the step that has shown the secret");
    let racing = join_all((0..20).map(|_| store.spend_totp_step(&ada.id, 101))).await;
    assert_eq!(racing.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count(), 1);
    assert!(!store.spend_totp_step(&ada.id, 99).await.unwrap());
    assert!(store.spend_totp_step(&ada.id, 102).await.unwrap());
}

async fn threat_62_a_recovery_code_opens_once_however_many_try(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    active(store, &ada).await;
    active(store, &bob).await;
    let racing = join_all((0..50).map(|_| store.spend_recovery_code(&ada.id, "one"))).await;
    assert_eq!(racing.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count(), 1);
    assert!(!store.spend_recovery_code(&ada.id, "three").await.unwrap());
    assert_eq!(store.recovery_codes_left(&ada.id).await.unwrap(), 1);
    assert_eq!(store.recovery_codes_left(&bob.id).await.unwrap(), 2, "another's codes are not meant");
}

on_every_database!(
    a_secret_counts_once_it_is_confirmed_and_gives_way_to_none,
    threat_34_a_step_is_spent_once_and_none_before_it,
    threat_62_a_recovery_code_opens_once_however_many_try,
);

use std::time::Duration;

use playhouse_actors::model::{CODE_TRIES, CodePurpose, Contact, NewCode, Timestamp, User};
use playhouse_actors::ports::{Accounts, OneTimeCodes};

use super::sessions::{living, opened};
use super::{DbStore, on_every_database, person};

const EMAIL: CodePurpose = CodePurpose::Verify(Contact::Email);

fn code(user: &User, purpose: CodePurpose, hash: &str) -> NewCode {
    NewCode {
        user: user.id.clone(),
        purpose,
        hash: hash.into(),
        sent_to: user.email.clone(),
        expires_at: Timestamp::now().plus(Duration::from_secs(600)),
    }
}

async fn confirmed(store: &DbStore, user: &User, hash: &str) -> bool {
    store.confirm_contact(&user.id, Contact::Email, hash, Timestamp::now()).await.unwrap()
}

async fn a_code_is_right_once_and_only_the_newest(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    store.keep_code(code(&ada, EMAIL, "old")).await.unwrap();
    store.keep_code(code(&ada, EMAIL, "new")).await.unwrap();
    assert!(!confirmed(store, &ada, "old").await);
    assert!(!confirmed(store, &bob, "new").await);
    assert!(confirmed(store, &ada, "new").await);
    assert!(!confirmed(store, &ada, "new").await);
    assert!(store.user(&ada.id).await.unwrap().unwrap().email_verified_at.is_some());
    assert_eq!(store.user(&bob.id).await.unwrap().unwrap().email_verified_at, None);
}

async fn a_code_is_void_after_its_time_and_after_too_many_tries(store: &DbStore) {
    let ada = person(store, "ada").await;
    store.keep_code(code(&ada, EMAIL, "right")).await.unwrap();
    let late = Timestamp::now().plus(Duration::from_secs(601));
    assert!(!store.confirm_contact(&ada.id, Contact::Email, "right", late).await.unwrap());
    for _ in 0..CODE_TRIES {
        assert!(!confirmed(store, &ada, "wrong").await);
    }
    assert!(!confirmed(store, &ada, "right").await);
    store.keep_code(code(&ada, EMAIL, "next")).await.unwrap();
    for _ in 1..CODE_TRIES {
        assert!(!confirmed(store, &ada, "wrong").await);
    }
    assert!(confirmed(store, &ada, "next").await);
}

async fn of_those_who_race_for_a_code_one_is_right(store: &DbStore) {
    let ada = person(store, "ada").await;
    store.keep_code(code(&ada, EMAIL, "right")).await.unwrap();
    let racers = (0..4).map(|_| confirmed(store, &ada, "right"));
    assert_eq!(futures::future::join_all(racers).await.into_iter().filter(|is_right| *is_right).count(), 1);

    store.keep_code(code(&ada, EMAIL, "right")).await.unwrap();
    let guesses = (0..20).map(|_| confirmed(store, &ada, "wrong"));
    assert!(futures::future::join_all(guesses).await.into_iter().all(|is_right| !is_right));
    assert!(!confirmed(store, &ada, "right").await, "every guess was counted");
}

async fn a_reset_sets_the_password_and_ends_every_session(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let now = Timestamp::now();
    for (number, user) in [&ada, &ada, &bob].into_iter().enumerate() {
        opened(store, user, &format!("token {number}")).await;
    }
    store.keep_code(code(&ada, CodePurpose::ResetPassword, "reset")).await.unwrap();
    assert_eq!(store.reset_password("other", "$new", now).await.unwrap(), None);
    assert_eq!(living(store, &ada.id, now).await.len(), 2);
    let racers = (0..4).map(|_| store.reset_password("reset", "$new", now));
    let set: Vec<User> = futures::future::join_all(racers).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(set.len(), 1);
    assert_eq!((&set[0].id, set[0].password_hash.as_str()), (&ada.id, "$new"));
    assert_eq!(living(store, &ada.id, now).await.len(), 0);
    assert_eq!(living(store, &bob.id, now).await.len(), 1);
    assert_eq!(store.user(&bob.id).await.unwrap().unwrap().password_hash, bob.password_hash);
}

async fn a_code_proves_the_number_that_it_went_to_and_no_later_one(store: &DbStore) {
    let ada = person(store, "ada").await;
    let to =
        |number: &str| NewCode { sent_to: number.into(), ..code(&ada, CodePurpose::Verify(Contact::Phone), "right") };
    let confirm = async || store.confirm_contact(&ada.id, Contact::Phone, "right", Timestamp::now()).await.unwrap();
    store.set_phone(&ada.id, Some("+411".into())).await.unwrap();
    store.keep_code(to("+411")).await.unwrap();
    store.set_phone(&ada.id, Some("+412".into())).await.unwrap();
    assert!(!confirm().await);
    store.keep_code(to("+411")).await.unwrap();
    assert!(!confirm().await);
    store.keep_code(to("+412")).await.unwrap();
    assert!(confirm().await);
    assert!(store.user(&ada.id).await.unwrap().unwrap().phone_verified_at.is_some());
    store.set_phone(&ada.id, None).await.unwrap();
    let user = store.user(&ada.id).await.unwrap().unwrap();
    assert_eq!((user.phone, user.phone_verified_at), (None, None));
}

on_every_database!(
    a_code_is_right_once_and_only_the_newest,
    a_code_is_void_after_its_time_and_after_too_many_tries,
    of_those_who_race_for_a_code_one_is_right,
    a_reset_sets_the_password_and_ends_every_session,
    a_code_proves_the_number_that_it_went_to_and_no_later_one,
);

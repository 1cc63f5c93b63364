use playhouse_actors::model::{AccountChange, AccountStatus, NewUser, Role, User};
use playhouse_actors::ports::{Accounts, SignUps, StoreError};

use super::{DbStore, on_every_database, person};

fn new(name: &str) -> NewUser {
    NewUser {
        username: name.into(),
        email: format!("{name}@example.org"),
        role: Role::Member,
        password_hash: "$argon2id$".into(),
    }
}

async fn who_waits_is_let_in_or_removed_once(store: &DbStore) {
    let (ada, bob) = (store.sign_up(new("ada")).await.unwrap(), store.sign_up(new("bob")).await.unwrap());
    let eve = person(store, "eve").await;
    assert!(matches!(store.sign_up(new("Ada")).await, Err(StoreError::Conflict("username" | "email"))));
    let status = async |user: &User| store.user(&user.id).await.unwrap().unwrap().status;
    assert_eq!((status(&ada).await, status(&eve).await), (AccountStatus::Pending, AccountStatus::Active));
    let first = store.waiting(None, 1).await.unwrap();
    let second = store.waiting(first.next.clone(), 1).await.unwrap();
    let listed: Vec<&str> = first.items.iter().chain(&second.items).map(|sign_up| sign_up.username.as_str()).collect();
    assert_eq!((listed, second.next), (vec!["ada", "bob"], None));

    let racers = (0..8).map(|_| store.approve(&ada.id));
    let approved = futures::future::join_all(racers).await.into_iter().filter_map(Result::unwrap).count();
    assert_eq!(approved, 1);
    assert_eq!(status(&ada).await, AccountStatus::Active);
    assert_eq!(store.refuse(&bob.id).await.unwrap().unwrap().email, "bob@example.org");
    assert_eq!(store.user(&bob.id).await.unwrap(), None);
    for user in [&ada, &bob, &eve] {
        assert_eq!(store.refuse(&user.id).await.unwrap(), None);
        assert_eq!(store.approve(&user.id).await.unwrap(), None);
    }
    assert!(store.user(&ada.id).await.unwrap().is_some());
    let bob = store.sign_up(new("bob")).await.unwrap();

    // An operator may say so of any account.
    let to = |status| AccountChange { status: Some(status), ..AccountChange::default() };
    store.change_account(&bob.id, None, to(AccountStatus::Active)).await.unwrap();
    assert!(store.waiting(None, 9).await.unwrap().items.is_empty());
    store.change_account(&bob.id, None, to(AccountStatus::Pending)).await.unwrap();
    assert_eq!(store.waiting(None, 9).await.unwrap().items.len(), 1);
}

async fn the_first_admin_is_made_once(store: &DbStore) {
    assert!(store.offer_admin_token("right").await.unwrap());
    assert!(!store.offer_admin_token("another").await.unwrap(), "one is offered already");
    assert_eq!(store.create_first_admin(new("eve"), "wrong").await.unwrap(), None);
    person(store, "ada").await;
    assert!(store.create_first_admin(new("ada"), "right").await.is_err(), "a taken name does not use the token up");
    let names: Vec<String> = (0..8).map(|number| format!("root{number}")).collect();
    let racers = names.iter().map(|name| store.create_first_admin(new(name), "right"));
    let made: Vec<_> = futures::future::join_all(racers).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].role, Role::Admin);
    assert!(!store.offer_admin_token("next").await.unwrap());
}

async fn an_admin_from_the_command_line_voids_the_token(store: &DbStore) {
    assert!(store.offer_admin_token("right").await.unwrap());
    store.create_user(NewUser { role: Role::Admin, ..new("root") }).await.unwrap();
    assert_eq!(store.create_first_admin(new("eve"), "right").await.unwrap(), None);
}

on_every_database!(
    who_waits_is_let_in_or_removed_once,
    the_first_admin_is_made_once,
    an_admin_from_the_command_line_voids_the_token,
);

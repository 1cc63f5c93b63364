use playhouse_actors::model::{AccountChange, AccountFilter, AccountStatus, AuditNote, NewUser, Role, UserId};
use playhouse_actors::ports::{AccountError, Accounts, StoreError};

use super::{DbStore, on_every_database, person};

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

fn role(role: Role) -> AccountChange {
    AccountChange { role: Some(role), ..AccountChange::default() }
}

fn status(status: AccountStatus) -> AccountChange {
    AccountChange { status: Some(status), reason: Some("a reason".into()), ..AccountChange::default() }
}

async fn what_operators_do_is_noted_and_the_last_admin_stays(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    store.change_account(&ada.id, None, role(Role::Admin)).await.unwrap();
    for change in [role(Role::Member), status(AccountStatus::Banned)] {
        let refused = store.change_account(&ada.id, Some(&bob.id), change).await;
        assert!(matches!(refused, Err(AccountError::LastAdmin)), "{refused:?}");
    }
    store.change_account(&bob.id, Some(&ada.id), role(Role::Admin)).await.unwrap();
    let banned = store.change_account(&ada.id, Some(&bob.id), status(AccountStatus::Banned)).await.unwrap();
    assert_eq!((banned.status, banned.status_reason.as_deref()), (AccountStatus::Banned, Some("a reason")));
    assert_eq!(store.user(&ada.id).await.unwrap(), Some(banned));
    // An admin who may not act is none.
    let refused = store.change_account(&bob.id, None, role(Role::Moderator)).await;
    assert!(matches!(refused, Err(AccountError::LastAdmin)), "{refused:?}");
    let nobody = store.change_account(&UserId::random(), None, role(Role::Admin)).await;
    assert!(matches!(nobody, Err(AccountError::NotFound)), "{nobody:?}");

    let first = store.audit(None, 2).await.unwrap();
    let rest = store.audit(first.next, 2).await.unwrap();
    assert_eq!(rest.next, None);
    let told: Vec<(String, String, Option<UserId>)> =
        first.items.into_iter().chain(rest.items).map(|entry| (entry.action, entry.detail, entry.actor)).collect();
    let expected = [
        ("user.status", "active -> banned: a reason", Some(bob.id)),
        ("user.role", "member -> admin", Some(ada.id)),
        ("user.role", "member -> admin", None),
    ];
    assert_eq!(told, expected.map(|(action, detail, by)| (action.to_owned(), detail.to_owned(), by)));
}

async fn what_is_done_to_the_server_is_noted(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (subject, detail) = ("actor:videos".to_owned(), "number 3".to_owned());
    let note = AuditNote { by: ada.id.clone(), subject, action: "actor.restart", detail };
    store.note(note.clone()).await.unwrap();
    let [entry] = <[_; 1]>::try_from(store.audit(None, 2).await.unwrap().items).unwrap();
    assert_eq!((entry.actor, entry.subject), (Some(ada.id), note.subject));
    assert_eq!((entry.action.as_str(), entry.detail), (note.action, note.detail));
}

async fn two_admins_cannot_demote_each_other_at_once(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    store.change_account(&ada.id, None, role(Role::Admin)).await.unwrap();
    store.change_account(&bob.id, None, role(Role::Admin)).await.unwrap();
    let (first, second) = tokio::join!(
        store.change_account(&ada.id, Some(&bob.id), role(Role::Member)),
        store.change_account(&bob.id, Some(&ada.id), role(Role::Member)),
    );
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
}

async fn accounts_are_found_by_part_of_their_names(store: &DbStore) {
    for name in ["ada", "adam", "a_c", "abc"] {
        person(store, name).await;
    }
    let names = async |filter: AccountFilter| {
        let mut filter = AccountFilter { limit: 1, ..filter };
        let mut names = Vec::new();
        loop {
            let page = store.users(&filter).await.unwrap();
            names.extend(page.items.into_iter().map(|user| user.username));
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                return names;
            }
        }
    };
    let search = |text: &str| AccountFilter { search: Some(text.into()), ..AccountFilter::default() };
    assert_eq!(names(AccountFilter::default()).await, ["abc", "a_c", "adam", "ada"]);
    assert_eq!(names(search("ADA")).await, ["adam", "ada"]);
    assert_eq!(names(search("adam@EX")).await, ["adam"]);
    assert_eq!(names(search("a_c")).await, ["a_c"], "what people write stands for itself");
    assert_eq!(names(search("%")).await, [""; 0]);
    assert_eq!(names(AccountFilter { role: Some(Role::Admin), ..AccountFilter::default() }).await, [""; 0]);
    let banned = AccountFilter { status: Some(AccountStatus::Banned), ..AccountFilter::default() };
    assert_eq!(names(banned).await, [""; 0]);
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
    what_operators_do_is_noted_and_the_last_admin_stays,
    what_is_done_to_the_server_is_noted,
    two_admins_cannot_demote_each_other_at_once,
    accounts_are_found_by_part_of_their_names,
    many_people_at_once_lose_nothing,
);

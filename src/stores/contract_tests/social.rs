use futures::future::join_all;
use playhouse_actors::model::{AccountChange, AccountStatus, Chapter, Cursor, Followed, Following, UserId, VideoId};
use playhouse_actors::ports::{Accounts, Catalogue, Chapters, Follows, Likes, StoreError};

use super::{DbStore, on_every_database, person, upload};

async fn likes_are_counted_once_for_each_person(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    let (_, other) = upload(store, &ada).await;
    assert_eq!(store.like_video(&video, &ada.id, false).await.unwrap(), Some(0), "there was none to take back");
    assert_eq!(store.like_video(&video, &ada.id, true).await.unwrap(), Some(1));
    assert_eq!(store.like_video(&video, &ada.id, true).await.unwrap(), Some(1));
    assert_eq!(store.like_video(&video, &bob.id, true).await.unwrap(), Some(2));
    assert_eq!(store.video(&video).await.unwrap().unwrap().likes, 2);
    assert_eq!(store.video(&other).await.unwrap().unwrap().likes, 0);
    let liked = store.liked_videos(&bob.id, &[video.clone(), other.clone()]).await.unwrap();
    assert_eq!(liked.into_iter().collect::<Vec<_>>(), std::slice::from_ref(&video));

    assert_eq!(store.like_video(&video, &ada.id, false).await.unwrap(), Some(1));
    assert!(store.liked_videos(&ada.id, std::slice::from_ref(&video)).await.unwrap().is_empty());
    assert_eq!(store.like_video(&VideoId::random(), &ada.id, true).await.unwrap(), None);
    assert!(store.delete(&video, &ada.id).await.unwrap());
    assert!(store.liked_videos(&bob.id, &[video]).await.unwrap().is_empty(), "likes go with their video");
}

async fn threat_62_fifty_likes_at_once_make_one(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    let likes = async || store.video(&video).await.unwrap().unwrap().likes;
    let all = join_all((0..50).map(|_| store.like_video(&video, &ada.id, true))).await;
    assert!(all.into_iter().all(|likes| matches!(likes, Ok(Some(1)))));
    assert_eq!(likes().await, 1);
    // The control: of two people they are two, however they are mixed.
    join_all((0..20).map(|n| store.like_video(&video, if n % 2 == 0 { &ada.id } else { &bob.id }, true))).await;
    assert_eq!(likes().await, 2);
    join_all((0..50).map(|_| store.like_video(&video, &ada.id, false))).await;
    assert_eq!(likes().await, 1);
    // Set and taken back at once: what is counted is what is there.
    join_all((0..50).map(|n| store.like_video(&video, &ada.id, n % 2 == 0))).await;
    let is_liked = store.liked_videos(&ada.id, std::slice::from_ref(&video)).await.unwrap().len() as u64;
    assert_eq!(likes().await, 1 + is_liked);
}

async fn threat_62_fifty_follows_at_once_make_one(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let all = join_all((0..50).map(|_| store.follow(&ada.id, &bob.id, true))).await;
    let changes: Vec<_> = all.into_iter().map(|change| change.unwrap().unwrap()).collect();
    assert!(changes.iter().all(|change| change.followers == 1));
    assert_eq!(changes.iter().filter(|change| change.told.is_some()).count(), 1, "bob is told once");
    join_all((0..50).map(|_| store.follow(&ada.id, &bob.id, false))).await;
    assert_eq!(store.following(&bob.id, None).await.unwrap().unwrap().followers, 0);
}

async fn followed(
    store: &DbStore,
    who: &UserId,
    cursor: Option<Cursor>,
    limit: usize,
) -> (Vec<String>, Option<Cursor>) {
    let page = store.followed_by(who, cursor, limit).await.unwrap();
    let name = |followed: Followed| followed.person.username;
    (page.items.into_iter().map(name).collect(), page.next)
}

async fn people_follow_and_are_listed_and_counted(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut others = Vec::new();
    for name in ["bob", "cyd", "dan"] {
        let other = person(store, name).await;
        assert_eq!(store.follow(&ada.id, &other.id, true).await.unwrap().unwrap().followers, 1);
        others.push(other);
    }
    let (bob, cyd) = (&others[0], &others[1]);
    let seen = async |viewer| store.following(&bob.id, viewer).await.unwrap().unwrap();
    assert_eq!(seen(None).await, Following { followers: 1, is_followed: None });
    assert_eq!(seen(Some(&ada.id)).await, Following { followers: 1, is_followed: Some(true) });
    assert_eq!(seen(Some(&cyd.id)).await, Following { followers: 1, is_followed: Some(false) });

    let (first, next) = followed(store, &ada.id, None, 2).await;
    assert_eq!(first, ["dan", "cyd"]);
    assert_eq!(followed(store, &ada.id, next, 2).await, (vec!["bob".to_owned()], None));
    let ban = AccountChange { status: Some(AccountStatus::Banned), ..AccountChange::default() };
    store.change_account(&cyd.id, None, ban).await.unwrap();
    assert_eq!(followed(store, &ada.id, None, 10).await.0, ["dan", "bob"]);

    assert_eq!(store.follow(&ada.id, &bob.id, false).await.unwrap().unwrap().followers, 0);
    assert_eq!(followed(store, &ada.id, None, 10).await.0, ["dan"]);
    assert_eq!(store.follow(&ada.id, &UserId::random(), true).await.unwrap(), None);
    assert_eq!(store.following(&UserId::random(), None).await.unwrap(), None);
}

fn chapter(start_seconds: f64, title: &str) -> Chapter {
    Chapter { start_seconds, title: title.into() }
}

async fn chapters_are_set_all_at_once(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    let (_, other) = upload(store, &ada).await;
    assert_eq!(store.chapters(&video).await.unwrap(), []);
    let first = vec![chapter(0.0, "Overture"), chapter(10.25, "Act I")];
    store.set_chapters(&video, first.clone()).await.unwrap();
    store.set_chapters(&other, vec![chapter(0.0, "All of it")]).await.unwrap();
    let both = store.chapters_of(&[video.clone(), other.clone()]).await.unwrap();
    assert_eq!((&both[&video], both[&other].len()), (&first, 1));

    store.set_chapters(&video, vec![chapter(0.0, "Prologue")]).await.unwrap();
    assert_eq!(store.chapters(&video).await.unwrap(), [chapter(0.0, "Prologue")]);
    // Two at once: one of them as a whole.
    let (long, short) = (vec![chapter(0.0, "a"), chapter(1.0, "b"), chapter(2.0, "c")], vec![chapter(0.0, "z")]);
    join_all((0..20).map(|n| store.set_chapters(&video, if n % 2 == 0 { long.clone() } else { short.clone() }))).await;
    let left = store.chapters(&video).await.unwrap();
    assert!(left == long || left == short, "{left:?}");
    store.set_chapters(&video, Vec::new()).await.unwrap();
    assert_eq!(store.chapters(&video).await.unwrap(), []);
    let gone = store.set_chapters(&VideoId::random(), short).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

on_every_database!(
    likes_are_counted_once_for_each_person,
    threat_62_fifty_likes_at_once_make_one,
    threat_62_fifty_follows_at_once_make_one,
    people_follow_and_are_listed_and_counted,
    chapters_are_set_all_at_once,
);

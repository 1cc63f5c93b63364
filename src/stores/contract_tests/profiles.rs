use std::time::Duration;

use futures::future::join_all;
use playhouse_actors::model::{
    PictureId, PictureKind, Profile, ProfileChange, ProfileCounts, Tier, Timestamp, User, UserId,
};
use playhouse_actors::ports::{Profiles, StoreError, Tiers};

use super::{DbStore, on_every_database, person, upload};

async fn a_profile_changes_field_by_field(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    assert_eq!(store.profile(&ada.id).await.unwrap(), Profile::default());
    let links = vec!["https://example.org/".to_owned()];
    let change = ProfileChange { display_name: Some("Ada L.".into()), bio: None, links: Some(links.clone()) };
    let told = Profile { display_name: Some("Ada L.".into()), links, ..Profile::default() };
    assert_eq!(store.change_profile(&ada.id, change).await.unwrap(), told);
    let change = ProfileChange { bio: Some("Countess".into()), ..ProfileChange::default() };
    assert_eq!(
        store.change_profile(&ada.id, change).await.unwrap(),
        Profile { bio: "Countess".into(), ..told.clone() }
    );
    let change = ProfileChange { display_name: Some(String::new()), ..ProfileChange::default() };
    assert_eq!(store.change_profile(&ada.id, change).await.unwrap().display_name, None);
    assert_eq!(store.profile(&bob.id).await.unwrap(), Profile::default());
}

async fn begin(store: &DbStore, user: &User, kind: PictureKind, now: Timestamp) -> PictureId {
    let id = PictureId::random();
    store.begin_picture(&user.id, kind, &id, now).await.unwrap();
    id
}

async fn one_picture_of_a_kind_is_shown_and_the_others_are_found(store: &DbStore) {
    let ada = person(store, "ada").await;
    let now = Timestamp::now();
    let stale = async |before: Timestamp| {
        let list = store.stale_pictures(&ada.id, before).await.unwrap();
        list.into_iter().map(|stale| stale.id).collect::<Vec<_>>()
    };
    let first = begin(store, &ada, PictureKind::Avatar, now).await;
    assert_eq!(store.profile(&ada.id).await.unwrap().avatar, None, "it has only begun");
    store.show_picture(&ada.id, PictureKind::Avatar, Some(&first)).await.unwrap();
    let banner = begin(store, &ada, PictureKind::Banner, now).await;
    store.show_picture(&ada.id, PictureKind::Banner, Some(&banner)).await.unwrap();
    let second = begin(store, &ada, PictureKind::Avatar, now).await;
    store.show_picture(&ada.id, PictureKind::Avatar, Some(&second)).await.unwrap();
    let profile = store.profile(&ada.id).await.unwrap();
    assert_eq!((profile.avatar, profile.banner), (Some(second.clone()), Some(banner)));
    assert_eq!(stale(now).await, std::slice::from_ref(&first));

    let abandoned = begin(store, &ada, PictureKind::Avatar, now).await;
    assert_eq!(stale(now).await, std::slice::from_ref(&first), "somebody may still be at it");
    assert_eq!(stale(now.plus(Duration::from_secs(1))).await.len(), 2);
    store.forget_picture(&abandoned).await.unwrap();
    let late = store.show_picture(&ada.id, PictureKind::Avatar, Some(&abandoned)).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "its objects are gone");
    assert_eq!(store.profile(&ada.id).await.unwrap().avatar, Some(second), "a refusal changes nothing");

    store.show_picture(&ada.id, PictureKind::Avatar, None).await.unwrap();
    assert_eq!(store.profile(&ada.id).await.unwrap().avatar, None);
    assert_eq!(stale(now).await.len(), 2);
}

async fn threat_62_pictures_that_race_leave_one_shown(store: &DbStore) {
    let ada = person(store, "ada").await;
    let now = Timestamp::now();
    let racing = (0..10).map(|_| async {
        let id = begin(store, &ada, PictureKind::Avatar, now).await;
        store.show_picture(&ada.id, PictureKind::Avatar, Some(&id)).await.unwrap();
    });
    join_all(racing).await;
    assert_eq!(store.stale_pictures(&ada.id, now).await.unwrap().len(), 9);
    assert!(store.profile(&ada.id).await.unwrap().avatar.is_some());
}

async fn counts_are_of_what_everybody_sees_and_everybody_has_a_tier(store: &DbStore) {
    let ada = person(store, "ada").await;
    upload(store, &ada).await;
    assert_eq!(store.profile_counts(&ada.id).await.unwrap(), ProfileCounts::default(), "it cannot be watched yet");
    let tier = store.tier(&ada.id).await.unwrap();
    assert_eq!((tier.name.as_str(), tier.max_upload_bytes, tier.max_open_uploads), ("standard", None, None));

    let root = person(store, "root").await;
    let plus = Tier {
        name: "plus".into(),
        max_upload_bytes: Some(1 << 40),
        max_stored_bytes: None,
        max_open_uploads: Some(2),
    };
    assert!(matches!(store.set_tier(&ada.id, Some("plus"), &root.id).await, Err(StoreError::NotFound)));
    store.put_tier(plus.clone(), &root.id).await.unwrap();
    store.set_tier(&ada.id, Some("plus"), &root.id).await.unwrap();
    assert_eq!(store.tier(&ada.id).await.unwrap(), plus);
    store.put_tier(Tier { max_open_uploads: Some(3), ..plus }, &root.id).await.unwrap();
    assert_eq!(store.tier(&ada.id).await.unwrap().max_open_uploads, Some(3));
    let listed = store.tiers().await.unwrap().into_iter().map(|(tier, is_default)| (tier.name, is_default));
    assert_eq!(listed.collect::<Vec<_>>(), [("plus".to_owned(), false), ("standard".to_owned(), true)]);
    store.set_tier(&ada.id, None, &root.id).await.unwrap();
    assert_eq!(store.tier(&ada.id).await.unwrap().name, "standard");
    assert!(matches!(store.set_tier(&UserId::random(), None, &root.id).await, Err(StoreError::NotFound)));
}

on_every_database!(
    a_profile_changes_field_by_field,
    one_picture_of_a_kind_is_shown_and_the_others_are_found,
    threat_62_pictures_that_race_leave_one_shown,
    counts_are_of_what_everybody_sees_and_everybody_has_a_tier,
);

use std::time::Duration;

use futures::future::join_all;
use playhouse_actors::model::{ApiKey, ApiKeyId, Scopes, Timestamp, User};
use playhouse_actors::ports::ApiKeys;

use super::{DbStore, on_every_database, person};

fn key(user: &User, name: &str, created_at: Timestamp) -> ApiKey {
    ApiKey {
        id: ApiKeyId::random(),
        user: user.id.clone(),
        name: name.into(),
        scopes: Scopes::of(["read", "upload"]).unwrap(),
        created_at,
        expires_at: None,
        last_used_at: None,
    }
}

async fn a_key_opens_until_it_is_over_or_removed(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let now = Timestamp::now();
    let lasting = key(&ada, "lasting", now);
    let brief = ApiKey {
        expires_at: Some(now.plus(Duration::from_secs(60))),
        ..key(&ada, "brief", now.plus(Duration::from_secs(1)))
    };
    assert!(store.create_api_key(lasting.clone(), "hash of lasting", 9).await.unwrap());
    assert!(store.create_api_key(brief.clone(), "hash of brief", 9).await.unwrap());
    assert_eq!(store.api_keys(&ada.id).await.unwrap(), [brief.clone(), lasting.clone()]);
    assert_eq!(store.api_keys(&bob.id).await.unwrap(), []);

    assert_eq!(store.live_api_key("hash of lasting", now).await.unwrap(), Some((lasting.clone(), ada.clone())));
    assert_eq!(store.live_api_key("hash of another", now).await.unwrap(), None);
    assert!(store.live_api_key("hash of brief", now).await.unwrap().is_some());
    let later = now.plus(Duration::from_secs(60));
    assert_eq!(store.live_api_key("hash of brief", later).await.unwrap(), None);
    assert_eq!(store.api_keys(&ada.id).await.unwrap().len(), 2, "what is over is still listed");

    store.note_api_key_use(&lasting.id, later).await.unwrap();
    let (used, _) = store.live_api_key("hash of lasting", later).await.unwrap().unwrap();
    assert_eq!(used.last_used_at, Some(later));

    assert!(!store.remove_api_key(&bob.id, &lasting.id).await.unwrap(), "another's key");
    assert!(store.remove_api_key(&ada.id, &lasting.id).await.unwrap());
    assert_eq!(store.live_api_key("hash of lasting", now).await.unwrap(), None);
    store.remove_api_keys_of(&ada.id).await.unwrap();
    assert_eq!(store.api_keys(&ada.id).await.unwrap(), []);
}

async fn threat_62_people_who_race_have_no_more_keys_than_allowed(store: &DbStore) {
    let ada = person(store, "ada").await;
    let racing = (0..20).map(|number| {
        let (new, hash) = (key(&ada, "racing", Timestamp::now()), format!("hash {number}"));
        async move { store.create_api_key(new, &hash, 5).await.unwrap() }
    });
    assert_eq!(join_all(racing).await.into_iter().filter(|made| *made).count(), 5);
    assert_eq!(store.api_keys(&ada.id).await.unwrap().len(), 5);
}

on_every_database!(a_key_opens_until_it_is_over_or_removed, threat_62_people_who_race_have_no_more_keys_than_allowed,);

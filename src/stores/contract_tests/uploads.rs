use std::time::Duration;

use playhouse_actors::model::{FactKind, NewUpload, Timestamp, UploadId, UploadKind, UploadState, User, VideoState};
use playhouse_actors::ports::{Catalogue, Outbox, UploadCreation, UploadRoom, Uploads};

use super::{DbStore, on_every_database, person, upload};

async fn an_upload_completes_once_with_its_video_and_the_fact(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (id, video) = upload(store, &ada).await;
    assert_eq!(store.upload(&UploadId::random()).await.unwrap(), None);
    let made = store.upload(&id).await.unwrap().unwrap();
    assert_eq!((made.state, made.length, made.video.as_ref()), (UploadState::Open, Some(100), Some(&video)));
    assert_eq!(store.video(&video).await.unwrap().unwrap().state, VideoState::Uploading);
    for _ in 0..2 {
        store.complete(&id, 100).await.unwrap();
    }
    assert_eq!(store.upload(&id).await.unwrap().unwrap().state, UploadState::Complete);
    assert_eq!(store.upload_of_video(&video).await.unwrap().unwrap().id, id);
    assert_eq!(store.video(&video).await.unwrap().unwrap().state, VideoState::Processing);
    let facts = store.pending("test", 10).await.unwrap();
    assert_eq!(facts.iter().map(|fact| (fact.kind, &fact.video)).collect::<Vec<_>>(), [(FactKind::Uploaded, &video)]);
}

async fn a_deferred_length_is_set_once(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (id, _) = upload(store, &ada).await;
    assert!(!store.set_length(&id, 5).await.unwrap());
    store.set_unproven(&id, Some(7)).await.unwrap();
    assert_eq!(store.upload(&id).await.unwrap().unwrap().unproven_from, Some(7));
    store.set_unproven(&id, None).await.unwrap();
    assert_eq!(store.upload(&id).await.unwrap().unwrap().unproven_from, None);
}

async fn an_ended_upload_takes_its_video_along(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (id, video) = upload(store, &ada).await;
    assert_eq!(store.stored_bytes(&ada.id).await.unwrap(), 100);
    assert!(store.end(&id, UploadState::Expired).await.unwrap());
    assert!(!store.end(&id, UploadState::Terminated).await.unwrap());
    assert_eq!(store.upload(&id).await.unwrap().unwrap().state, UploadState::Expired);
    assert_eq!(store.video(&video).await.unwrap(), None);
    assert_eq!(store.stored_bytes(&ada.id).await.unwrap(), 0);
    assert_eq!(store.pending("test", 10).await.unwrap().last().unwrap().kind, FactKind::Deleted);
}

fn part(owner: &User, length: Option<u64>) -> NewUpload {
    NewUpload {
        id: UploadId::random(),
        owner: owner.id.clone(),
        video: None,
        kind: UploadKind::Partial,
        length,
        metadata: String::new(),
        expires_at: Timestamp::now().plus(Duration::from_secs(60)),
    }
}

async fn made(store: &DbStore, uploads: Vec<NewUpload>, room: UploadRoom) -> Vec<UploadCreation> {
    let creations = uploads.into_iter().map(|upload| store.create(upload, None, room));
    futures::future::join_all(creations).await.into_iter().map(Result::unwrap).collect()
}

async fn threat_62_uploads_that_race_have_no_more_room_than_allowed(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let count = |creations: &[UploadCreation], what| creations.iter().filter(|creation| **creation == what).count();
    let parts = |owner: &User, length| (0..12).map(|_| part(owner, length)).collect::<Vec<_>>();

    let creations = made(store, parts(&ada, Some(10)), UploadRoom { open: 3, bytes: None }).await;
    assert_eq!((count(&creations, UploadCreation::Made), count(&creations, UploadCreation::TooManyOpen)), (3, 9));
    let creations = made(store, parts(&ada, Some(10)), UploadRoom { open: 100, bytes: Some(74) }).await;
    assert_eq!((count(&creations, UploadCreation::Made), count(&creations, UploadCreation::TooManyBytes)), (4, 8));
    assert_eq!(store.stored_bytes(&ada.id).await.unwrap(), 70);

    // Somebody else's count for nothing. Nobody knows how long these will be: one at a time has all that is left.
    let room = UploadRoom { open: 100, bytes: Some(74) };
    let endless = parts(&bob, None);
    let ids: Vec<UploadId> = endless.iter().map(|upload| upload.id.clone()).collect();
    let creations = made(store, endless, room).await;
    assert_eq!((count(&creations, UploadCreation::Made), count(&creations, UploadCreation::TooManyBytes)), (1, 11));
    assert_eq!(made(store, vec![part(&bob, Some(1))], room).await, [UploadCreation::TooManyBytes]);
    let open = creations.iter().position(|creation| *creation == UploadCreation::Made).unwrap();
    store.complete(&ids[open], 60).await.unwrap();
    assert_eq!(made(store, vec![part(&bob, Some(15))], room).await, [UploadCreation::TooManyBytes]);
    assert_eq!(made(store, vec![part(&bob, Some(14))], room).await, [UploadCreation::Made]);
}

async fn expiry_is_found_and_put_off(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (first, _) = upload(store, &ada).await;
    let (second, _) = upload(store, &ada).await;
    let later = Timestamp::now().plus(Duration::from_secs(61));
    store.extend(&second, later.plus(Duration::from_secs(60))).await.unwrap();
    assert_eq!(store.expired(later, 10).await.unwrap(), [first]);
    assert_eq!(store.expired(Timestamp::now(), 10).await.unwrap(), []);
}

async fn a_consumer_keeps_its_place_in_the_outbox(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (first, _) = upload(store, &ada).await;
    let (second, _) = upload(store, &ada).await;
    store.complete(&first, 100).await.unwrap();
    store.complete(&second, 100).await.unwrap();
    let facts = store.pending("one", 10).await.unwrap();
    assert_eq!(facts.len(), 2);
    store.advance("one", facts[1].id).await.unwrap();
    store.advance("one", facts[0].id).await.unwrap();
    assert_eq!(store.pending("one", 10).await.unwrap(), []);
    assert_eq!(store.pending("two", 1).await.unwrap(), facts[..1]);
}

on_every_database!(
    an_upload_completes_once_with_its_video_and_the_fact,
    a_deferred_length_is_set_once,
    an_ended_upload_takes_its_video_along,
    threat_62_uploads_that_race_have_no_more_room_than_allowed,
    expiry_is_found_and_put_off,
    a_consumer_keeps_its_place_in_the_outbox,
);

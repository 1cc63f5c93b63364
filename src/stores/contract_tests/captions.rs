use playhouse_actors::captions::Language;
use playhouse_actors::model::{CaptionKind, CaptionOrigin, CaptionTrack, Placed, Timestamp, VideoFailure, VideoId};
use playhouse_actors::ports::{CaptionTracks, Catalogue, StoreError};

use super::{DbStore, on_every_database, person, upload};

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

async fn track(store: &DbStore, video: &VideoId, tag: &str, origin: CaptionOrigin) -> CaptionTrack {
    CaptionTrack {
        video: video.clone(),
        language: language(tag),
        kind: CaptionKind::Captions,
        label: "A \"label\" – 字幕".into(),
        origin,
        revision: store.next_caption_revision(video).await.unwrap(),
        length: 7,
        hash: "ab".into(),
        created_at: Timestamp(5),
        updated_at: Timestamp(5),
    }
}

async fn tracks_come_back_as_they_were_and_go(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    let first = track(store, &video, "pt-BR", CaptionOrigin::Uploaded).await;
    assert_eq!(store.put_caption_track(first.clone()).await.unwrap(), Placed::Done { replaced: None });
    let second = track(store, &video, "en", CaptionOrigin::Embedded).await;
    store.put_caption_track(second.clone()).await.unwrap();
    assert_eq!(store.caption_tracks(&video).await.unwrap(), [second.clone(), first.clone()]);
    let (_, other) = upload(store, &ada).await;
    let (_, none) = upload(store, &ada).await;
    let of_other = track(store, &other, "de", CaptionOrigin::Uploaded).await;
    store.put_caption_track(of_other.clone()).await.unwrap();
    let of_page = store.caption_tracks_of(&[video.clone(), other.clone(), none]).await.unwrap();
    assert_eq!((of_page.len(), &of_page[&other]), (2, &vec![of_other]));
    assert_eq!(of_page[&video], [second.clone(), first.clone()]);
    assert_eq!(store.caption_tracks_of(&[]).await.unwrap().len(), 0);
    assert_eq!(store.caption_track(&video, &first.language).await.unwrap(), Some(first.clone()));
    assert_eq!(store.caption_track(&video, &language("de")).await.unwrap(), None);
    assert_eq!(store.remove_caption_track(&video, &second.language).await.unwrap(), Some(second.clone()));
    assert_eq!(store.remove_caption_track(&video, &second.language).await.unwrap(), None);
    let again = track(store, &video, "en", CaptionOrigin::Uploaded).await;
    assert!(again.revision > second.revision, "a name is never used twice");
    assert!(store.delete(&video, &ada.id).await.unwrap());
    assert_eq!(store.caption_tracks(&video).await.unwrap(), []);
    assert!(matches!(store.next_caption_revision(&video).await, Err(StoreError::NotFound)));
    assert!(matches!(store.put_caption_track(again).await, Err(StoreError::NotFound)));
}

async fn what_is_uploaded_stays_and_the_newest_wins(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    let old = track(store, &video, "en", CaptionOrigin::Embedded).await;
    let late = track(store, &video, "en", CaptionOrigin::Uploaded).await;
    let mut new = track(store, &video, "en", CaptionOrigin::Uploaded).await;
    new.created_at = Timestamp(9);
    store.put_caption_track(old.clone()).await.unwrap();
    assert_eq!(store.put_caption_track(new.clone()).await.unwrap(), Placed::Done { replaced: Some(old) });
    assert_eq!(store.put_caption_track(late).await.unwrap(), Placed::Refused);
    let embedded = track(store, &video, "en", CaptionOrigin::Embedded).await;
    assert_eq!(store.put_caption_track(embedded).await.unwrap(), Placed::Refused);
    let found = store.caption_track(&video, &new.language).await.unwrap().unwrap();
    assert_eq!((found.revision, found.created_at), (new.revision, Timestamp(5)));
}

async fn a_failed_video_has_none(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    let one = track(store, &video, "en", CaptionOrigin::Uploaded).await;
    store.put_caption_track(one).await.unwrap();
    store.mark_failed(&video, VideoFailure { code: "x".into(), detail: String::new() }).await.unwrap();
    assert_eq!(store.caption_tracks(&video).await.unwrap(), []);
}

on_every_database!(
    tracks_come_back_as_they_were_and_go,
    what_is_uploaded_stays_and_the_newest_wins,
    a_failed_video_has_none,
);

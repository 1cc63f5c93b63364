use playhouse_actors::model::{PosterOrigin, StillDetail, StillRecord, Storyboard, VideoId};
use playhouse_actors::ports::{Catalogue, Stills};
use playhouse_pipelines::report::StillKind;

use super::catalogue::mapped;
use super::{DbStore, on_every_database};

fn still(kind: StillKind, number: u32, origin: Option<PosterOrigin>) -> StillRecord {
    let storyboard = (kind == StillKind::Storyboard).then(|| Storyboard::new(12.0, (64, 48)));
    let detail = StillDetail { origin, storyboard, ..StillDetail::default() };
    StillRecord { kind, number, length: 9, hash: "cd".into(), width: 64, height: 48, detail, is_retired: false }
}

async fn playable(store: &DbStore, name: &str) -> (VideoId, u32) {
    let (video, version) = mapped(store, name).await;
    (video, version)
}

async fn stills_come_back_as_they_were_made(store: &DbStore) {
    let (video, version) = playable(store, "ada").await;
    assert_eq!(store.unfinished_stills(9).await.unwrap(), std::slice::from_ref(&video));
    let poster = still(StillKind::Poster, 1, Some(PosterOrigin::Automatic));
    let sheet = still(StillKind::Storyboard, 0, None);
    assert!(store.add_stills(&video, version, vec![poster.clone(), sheet.clone()], vec![]).await.unwrap());
    // Made again after a crash: the record is of the newer bytes.
    let again = StillRecord { length: 10, ..sheet.clone() };
    assert!(store.add_stills(&video, version, vec![again.clone()], vec![]).await.unwrap());
    let set = store.stills(&video).await.unwrap();
    assert!(!set.is_complete && set.storyboard().is_none());
    assert_eq!(set.records, [poster, again]);

    store.complete_stills(&video, version).await.unwrap();
    store.complete_stills(&video, version).await.unwrap();
    assert!(store.unfinished_stills(9).await.unwrap().is_empty());
    let sets = store.stills_of(&[VideoId::random(), video.clone()]).await.unwrap();
    assert_eq!(sets.len(), 1);
    assert_eq!(sets[&video].storyboard(), sheet.detail.storyboard.as_ref());
    assert_eq!(store.stills(&video).await.unwrap(), sets[&video]);
}

async fn a_wish_takes_the_place_of_the_wish_before(store: &DbStore) {
    let (video, version) = playable(store, "ada").await;
    let list = [
        (still(StillKind::Poster, 1, Some(PosterOrigin::Automatic)), vec![]),
        (still(StillKind::Poster, 2, Some(PosterOrigin::Frame)), vec![]),
        (still(StillKind::Poster, 3, Some(PosterOrigin::Image)), vec![2]),
    ];
    for (poster, retired) in list {
        assert!(store.add_stills(&video, version, vec![poster], retired).await.unwrap());
    }
    let set = store.stills(&video).await.unwrap();
    assert_eq!(set.records.iter().map(|record| record.is_retired).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(set.poster().map(|poster| poster.number), Some(3));
    assert!(store.add_stills(&video, version, Vec::new(), vec![3]).await.unwrap());
    let set = store.stills(&video).await.unwrap();
    assert_eq!(set.poster().map(|poster| poster.number), Some(1));
    assert_eq!(set.next_number(StillKind::Poster), 4, "numbers are not given twice");
}

async fn late_stills_are_refused_and_go_with_their_video(store: &DbStore) {
    let (video, version) = playable(store, "ada").await;
    let poster = still(StillKind::Poster, 1, Some(PosterOrigin::Automatic));
    assert!(!store.add_stills(&video, version + 1, vec![poster.clone()], vec![]).await.unwrap());
    store.complete_stills(&video, version + 1).await.unwrap();
    assert_eq!(store.unfinished_stills(9).await.unwrap(), std::slice::from_ref(&video));
    assert!(store.add_stills(&video, version, vec![poster.clone()], vec![]).await.unwrap());
    let owner = store.video(&video).await.unwrap().unwrap().owner;
    assert!(store.delete(&video, &owner).await.unwrap());
    assert!(store.stills(&video).await.unwrap().records.is_empty());
    assert!(!store.add_stills(&video, version, vec![poster], vec![]).await.unwrap());
    assert!(store.unfinished_stills(9).await.unwrap().is_empty());
}

on_every_database! {
    stills_come_back_as_they_were_made,
    a_wish_takes_the_place_of_the_wish_before,
    late_stills_are_refused_and_go_with_their_video,
}

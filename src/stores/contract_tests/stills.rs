use std::time::Duration;

use playhouse_actors::model::{PosterOrigin, Standing, StillDetail, StillRecord, Storyboard, Timestamp, VideoId};
use playhouse_actors::ports::{Catalogue, RetiredStill, Stills};
use playhouse_pipelines::report::StillKind;

use super::catalogue::mapped;
use super::{DbStore, on_every_database};

fn still(kind: StillKind, number: u32, origin: Option<PosterOrigin>) -> StillRecord {
    let storyboard = (kind == StillKind::Storyboard).then(|| Storyboard::new(12.0, (64, 48)));
    let detail = StillDetail { origin, storyboard, ..StillDetail::default() };
    StillRecord { kind, number, length: 9, hash: "cd".into(), width: 64, height: 48, detail, standing: Standing::Shown }
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
    assert_eq!(
        set.records.iter().map(|record| record.standing).collect::<Vec<_>>(),
        [Standing::Shown, Standing::Retired, Standing::Shown]
    );
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

async fn retired_stills_are_kept_for_a_while(store: &DbStore) {
    let (video, version) = playable(store, "ada").await;
    let early = still(StillKind::Poster, 1, Some(PosterOrigin::Early));
    let better = still(StillKind::Poster, 2, Some(PosterOrigin::Automatic));
    assert!(store.add_stills(&video, version, vec![early], vec![]).await.unwrap());
    let before = Timestamp::now();
    assert!(store.add_stills(&video, version, vec![better], vec![1]).await.unwrap());
    let set = store.stills(&video).await.unwrap();
    assert_eq!(set.poster().map(|poster| poster.number), Some(2));
    assert_eq!(set.kept(StillKind::Poster, 1).map(|poster| poster.standing), Some(Standing::Retired));
    assert_eq!(store.retired_stills(before, 9).await.unwrap(), []);
    let later = Timestamp::now().plus(Duration::from_secs(1));
    let retired = store.retired_stills(later, 9).await.unwrap();
    let expected = RetiredStill { video: video.clone(), version, kind: StillKind::Poster, number: 1 };
    assert_eq!(retired, [expected]);
    for _ in 0..2 {
        store.forget_retired(&retired[0]).await.unwrap();
    }
    assert_eq!(store.retired_stills(later, 9).await.unwrap(), []);
    let set = store.stills(&video).await.unwrap();
    assert!(set.kept(StillKind::Poster, 1).is_none() && set.kept(StillKind::Poster, 2).is_some());
    assert_eq!(set.next_number(StillKind::Poster), 3, "numbers are not given twice");
}

on_every_database! {
    retired_stills_are_kept_for_a_while,
    stills_come_back_as_they_were_made,
    a_wish_takes_the_place_of_the_wish_before,
    late_stills_are_refused_and_go_with_their_video,
}

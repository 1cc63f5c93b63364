use futures::future::join_all;
use playhouse_actors::captions::Language;
use playhouse_actors::model::{
    AccountChange, AccountStatus, Category, HistoryFilter, Licence, Tag, TagCount, User, UserId, VideoDetails,
    VideoFilter, VideoId, VideoLabels, VideoSeen, VideoSort, Visibility, WatchPosition,
};
use playhouse_actors::ports::{Accounts, Catalogue, Discovery, Follows, History, Likes, StoreError, Uploads};

use super::{DbStore, on_every_database, person, upload};

/// A public video that can be watched.
pub(super) async fn shown(store: &DbStore, owner: &User) -> VideoId {
    let (id, video) = upload(store, owner).await;
    store.complete(&id, 100).await.unwrap();
    assert!(store.mark_playable(&video).await.unwrap());
    video
}

pub(super) async fn set_visibility(store: &DbStore, owner: &User, video: &VideoId, visibility: Visibility) {
    let details = VideoDetails { visibility: Some(visibility), ..VideoDetails::default() };
    store.update(video, &owner.id, details).await.unwrap().unwrap();
}

pub(super) async fn ban(store: &DbStore, person: &User) {
    let ban = AccountChange { status: Some(AccountStatus::Banned), ..AccountChange::default() };
    store.change_account(&person.id, None, ban).await.unwrap();
}

fn tags(words: &str) -> Vec<Tag> {
    words.split_whitespace().map(|word| Tag::parse(word).unwrap()).collect()
}

async fn tag(store: &DbStore, owner: &User, video: &VideoId, words: &str) {
    let details = VideoDetails { tags: Some(tags(words)), ..VideoDetails::default() };
    store.update(video, &owner.id, details).await.unwrap().unwrap();
}

fn at(seconds: f64) -> WatchPosition {
    WatchPosition::at(seconds, Some(100.0))
}

async fn watched(store: &DbStore, user: &UserId, filter: &HistoryFilter) -> Vec<VideoId> {
    store.history(user, filter).await.unwrap().items.into_iter().map(|watched| watched.video.id).collect()
}

fn some(limit: usize) -> HistoryFilter {
    HistoryFilter { limit, ..HistoryFilter::default() }
}

async fn positions_are_kept_one_for_each_person_and_video(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (first, second) = (shown(store, &ada).await, shown(store, &ada).await);
    store.note_position(&bob.id, &first, at(10.0)).await.unwrap();
    store.note_position(&bob.id, &second, at(100.0)).await.unwrap();
    store.note_position(&ada.id, &second, at(3.0)).await.unwrap();
    store.note_position(&bob.id, &first, at(20.5)).await.unwrap();
    let both = [first.clone(), second.clone()];
    let places = store.positions(&bob.id, &both).await.unwrap();
    assert_eq!((places[&first], places[&second]), (at(20.5), at(100.0)));
    assert!(places[&second].is_finished && !places[&first].is_finished);
    assert_eq!(store.positions(&ada.id, &both).await.unwrap().len(), 1);

    assert_eq!(watched(store, &bob.id, &some(10)).await, [first.clone(), second.clone()], "the last one first");
    let unfinished = HistoryFilter { is_unfinished: true, ..some(10) };
    assert_eq!(watched(store, &bob.id, &unfinished).await, std::slice::from_ref(&first));
    let page = store.history(&bob.id, &some(1)).await.unwrap();
    assert_eq!((page.items[0].position, page.items.len()), (at(20.5), 1));
    let rest = HistoryFilter { cursor: page.next, ..some(1) };
    let rest = store.history(&bob.id, &rest).await.unwrap();
    assert_eq!((rest.items[0].video.id.clone(), rest.next), (second.clone(), None));

    let many = join_all((0..20).map(|n| store.note_position(&ada.id, &first, at(f64::from(n))))).await;
    assert!(many.into_iter().all(|noted| noted.is_ok()), "many at once are one");
    let gone = store.note_position(&bob.id, &VideoId::random(), at(1.0)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}

async fn what_is_hidden_or_gone_vanishes_from_a_history(store: &DbStore) {
    let (ada, bob, eve) = (person(store, "ada").await, person(store, "bob").await, person(store, "eve").await);
    let (private, deleted, banned) = (shown(store, &ada).await, shown(store, &ada).await, shown(store, &eve).await);
    let unlisted = shown(store, &ada).await;
    for user in [&ada, &bob] {
        for video in [&private, &deleted, &banned, &unlisted] {
            store.note_position(&user.id, video, at(10.0)).await.unwrap();
            store.like_video(video, &user.id, true).await.unwrap();
        }
    }
    assert_eq!(watched(store, &bob.id, &some(10)).await.len(), 4, "the control");
    set_visibility(store, &ada, &private, Visibility::Private).await;
    set_visibility(store, &ada, &unlisted, Visibility::Unlisted).await;
    assert!(store.delete(&deleted, &ada.id).await.unwrap());
    ban(store, &eve).await;
    assert_eq!(watched(store, &bob.id, &some(10)).await, std::slice::from_ref(&unlisted));
    assert_eq!(watched(store, &ada.id, &some(10)).await, [unlisted.clone(), private.clone()], "her own");
    let likes = async |user: &User| -> Vec<VideoId> {
        let page = store.likes_of(&user.id, None, 10).await.unwrap();
        page.items.into_iter().map(|video| video.id).collect()
    };
    assert_eq!(likes(&bob).await, std::slice::from_ref(&unlisted));
    assert_eq!(likes(&ada).await, [unlisted, private]);
}

async fn a_history_is_searched_forgotten_and_paused(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (first, second) = (shown(store, &ada).await, shown(store, &ada).await);
    let title = VideoDetails { title: Some("100% Pure_Joy".into()), ..VideoDetails::default() };
    store.update(&first, &ada.id, title).await.unwrap();
    for video in [&first, &second] {
        store.note_position(&bob.id, video, at(10.0)).await.unwrap();
        store.note_position(&ada.id, video, at(10.0)).await.unwrap();
    }
    let search = |text: &str| HistoryFilter { search: Some(text.into()), ..some(10) };
    assert_eq!(watched(store, &bob.id, &search("PURE")).await, std::slice::from_ref(&first));
    assert_eq!(watched(store, &bob.id, &search("0% p")).await, std::slice::from_ref(&first));
    assert_eq!(watched(store, &bob.id, &search("pure%joy")).await, [], "signs stand for themselves");

    assert!(!store.is_history_paused(&bob.id).await.unwrap());
    join_all((0..5).map(|_| store.pause_history(&bob.id, true))).await;
    assert!(store.is_history_paused(&bob.id).await.unwrap() && !store.is_history_paused(&ada.id).await.unwrap());
    store.note_position(&bob.id, &first, at(90.0)).await.unwrap();
    let kept = store.positions(&bob.id, std::slice::from_ref(&first)).await.unwrap();
    assert_eq!(kept[&first], at(10.0), "nothing is noted while it is paused");
    store.pause_history(&bob.id, false).await.unwrap();
    store.note_position(&bob.id, &first, at(50.0)).await.unwrap();
    assert_eq!(store.positions(&bob.id, std::slice::from_ref(&first)).await.unwrap()[&first], at(50.0));

    store.forget_watched(&bob.id, Some(&first)).await.unwrap();
    assert_eq!(watched(store, &bob.id, &some(10)).await, std::slice::from_ref(&second));
    store.forget_watched(&bob.id, None).await.unwrap();
    assert_eq!(watched(store, &bob.id, &some(10)).await, []);
    assert_eq!(watched(store, &ada.id, &some(10)).await.len(), 2, "hers stay");
}

async fn liked_videos_are_listed_the_last_one_first(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut videos = Vec::new();
    for _ in 0..3 {
        let video = shown(store, &ada).await;
        store.like_video(&video, &bob.id, true).await.unwrap();
        videos.insert(0, video);
    }
    let page = store.likes_of(&bob.id, None, 2).await.unwrap();
    let rest = store.likes_of(&bob.id, page.next.clone(), 2).await.unwrap();
    assert!(page.next.is_some() && rest.next.is_none());
    let listed: Vec<VideoId> = page.items.into_iter().chain(rest.items).map(|video| video.id).collect();
    assert_eq!(listed, videos);
    store.like_video(&videos[1], &bob.id, false).await.unwrap();
    assert_eq!(store.likes_of(&bob.id, None, 10).await.unwrap().items.len(), 2);
    assert_eq!(store.likes_of(&ada.id, None, 10).await.unwrap().items, []);
}

async fn listed(store: &DbStore, filter: VideoFilter) -> Vec<VideoId> {
    let mut filter = VideoFilter { limit: 2, ..filter };
    let mut found = Vec::new();
    loop {
        let page = store.videos(&filter).await.unwrap();
        found.extend(page.items.into_iter().map(|video| video.id));
        filter.cursor = page.next;
        if filter.cursor.is_none() {
            return found;
        }
    }
}

async fn a_feed_has_public_videos_of_people_who_are_followed(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (cyd, eve) = (person(store, "cyd").await, person(store, "eve").await);
    let mut expected = Vec::new();
    for owner in [&ada, &cyd, &eve, &ada] {
        let video = shown(store, owner).await;
        if owner.id != cyd.id {
            expected.insert(0, video);
        }
    }
    let hidden = shown(store, &ada).await;
    set_visibility(store, &ada, &hidden, Visibility::Unlisted).await;
    upload(store, &ada).await;
    let feed = || VideoFilter { followed_by: Some(bob.id.clone()), ..VideoFilter::default() };
    assert_eq!(listed(store, feed()).await, []);
    for owner in [&ada, &eve] {
        store.follow(&bob.id, &owner.id, true).await.unwrap();
    }
    assert_eq!(listed(store, feed()).await, expected);
    ban(store, &eve).await;
    expected.remove(1);
    assert_eq!(listed(store, feed()).await, expected);
}

async fn videos_are_found_by_their_labels(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut videos = Vec::new();
    for words in ["rust film", "film", "rust", "film rust"] {
        let video = shown(store, &ada).await;
        tag(store, &ada, &video, words).await;
        videos.push(video);
    }
    let hidden = shown(store, &ada).await;
    tag(store, &ada, &hidden, "rust secret").await;
    set_visibility(store, &ada, &hidden, Visibility::Private).await;
    store.add_view(&videos[2]).await.unwrap();
    let rust = |sort| VideoFilter { sort, tag: Tag::parse("Rust"), ..VideoFilter::default() };
    let pick = |numbers: &[usize]| -> Vec<VideoId> { numbers.iter().map(|number| videos[*number].clone()).collect() };
    assert_eq!(listed(store, rust(VideoSort::Newest)).await, pick(&[3, 2, 0]));
    assert_eq!(listed(store, rust(VideoSort::Oldest)).await, pick(&[0, 2, 3]));
    assert_eq!(listed(store, rust(VideoSort::Popular)).await[0], videos[2]);
    assert_eq!(listed(store, rust(VideoSort::Popular)).await.len(), 3);
    let own = VideoFilter { owned_by: Some(ada.id.clone()), ..rust(VideoSort::Newest) };
    assert_eq!(listed(store, own).await.len(), 4);
    let counted = |tag: &str, videos| TagCount { tag: Tag::parse(tag).unwrap(), videos };
    let popular = store.popular_tags(10).await.unwrap();
    assert_eq!(popular, [counted("film", 3), counted("rust", 3)], "what is private is not counted");
    assert_eq!(store.popular_tags(1).await.unwrap().len(), 1);

    let labels = VideoLabels {
        tags: tags("rust film"),
        category: Some(Category::Music),
        language: Language::parse("pt-BR"),
        licence: Some(Licence::BySa),
    };
    let before = store.video(&videos[0]).await.unwrap().unwrap();
    let change = || VideoDetails {
        category: Some(labels.category),
        language: Some(labels.language.clone()),
        licence: Some(labels.licence),
        seen: Some(VideoSeen::of(&before)),
        ..VideoDetails::default()
    };
    let changed = store.update(&videos[0], &ada.id, change()).await.unwrap().unwrap();
    assert_eq!(changed.labels, labels);
    assert_eq!(store.video(&videos[0]).await.unwrap().unwrap().labels, labels);
    let missed = store.update(&videos[0], &ada.id, change()).await;
    assert!(matches!(missed, Err(StoreError::Conflict("seen"))), "it was seen without them");
    let music = VideoFilter { category: Some(Category::Music), ..VideoFilter::default() };
    assert_eq!(listed(store, music).await, pick(&[0]));
    let none = VideoDetails { category: Some(None), tags: Some(Vec::new()), ..VideoDetails::default() };
    let changed = store.update(&videos[0], &ada.id, none).await.unwrap().unwrap();
    assert_eq!((changed.labels.category, changed.labels.tags.len()), (None, 0));
    assert_eq!(listed(store, rust(VideoSort::Newest)).await, pick(&[3, 2]));
    assert!(store.delete(&videos[3], &ada.id).await.unwrap());
    assert_eq!(listed(store, rust(VideoSort::Newest)).await, pick(&[2]));
}

async fn related_videos_share_an_owner_or_tags_and_are_public(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let video = shown(store, &ada).await;
    tag(store, &ada, &video, "rust film").await;
    let other = shown(store, &bob).await;
    let tagged = shown(store, &bob).await;
    tag(store, &bob, &tagged, "rust").await;
    let hidden = shown(store, &ada).await;
    set_visibility(store, &ada, &hidden, Visibility::Unlisted).await;
    let both = shown(store, &ada).await;
    tag(store, &ada, &both, "film").await;
    let seen = store.video(&video).await.unwrap().unwrap();
    let found = async |limit| -> Vec<VideoId> {
        store.related(&seen, limit).await.unwrap().into_iter().map(|video| video.id).collect()
    };
    assert_eq!(found(10).await, [both.clone(), tagged, other]);
    assert_eq!(found(1).await, [both]);
}

on_every_database!(
    positions_are_kept_one_for_each_person_and_video,
    what_is_hidden_or_gone_vanishes_from_a_history,
    a_history_is_searched_forgotten_and_paused,
    liked_videos_are_listed_the_last_one_first,
    a_feed_has_public_videos_of_people_who_are_followed,
    videos_are_found_by_their_labels,
    related_videos_share_an_owner_or_tags_and_are_public,
);

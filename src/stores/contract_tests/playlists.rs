use std::collections::HashSet;

use futures::future::join_all;
use playhouse_actors::model::{
    ItemChange, ItemPlace, MAX_PLAYLIST_ITEMS, MAX_PLAYLISTS, NewPlaylist, Playlist, PlaylistChange, PlaylistFilter,
    PlaylistId, PlaylistSeen, User, UserId, VideoId, Visibility,
};
use playhouse_actors::ports::{Catalogue, Playlists, StoreError};

use super::library::{ban, set_visibility, shown};
use super::{DbStore, on_every_database, person};

async fn playlist(store: &DbStore, owner: &User, visibility: Visibility) -> PlaylistId {
    let id = PlaylistId::random();
    let new = NewPlaylist {
        id: id.clone(),
        owner: owner.id.clone(),
        title: "Films".into(),
        description: String::new(),
        visibility,
    };
    store.create_playlist(new).await.unwrap().unwrap();
    id
}

async fn items(store: &DbStore, id: &PlaylistId, viewer: Option<&UserId>) -> Vec<VideoId> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.playlist_items(id, viewer, cursor, 2).await.unwrap();
        found.extend(page.items.into_iter().map(|item| item.video.id));
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

/// A playlist with these many videos, in their order.
async fn filled(store: &DbStore, owner: &User, count: usize) -> (PlaylistId, Vec<VideoId>) {
    let id = playlist(store, owner, Visibility::Public).await;
    let mut videos = Vec::new();
    for _ in 0..count {
        let video = shown(store, owner).await;
        assert_eq!(store.add_item(&id, &video, ItemPlace::Last).await.unwrap(), ItemChange::Done);
        videos.push(video);
    }
    (id, videos)
}

async fn videos_have_an_order_that_is_changed_by_moves(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (id, videos) = filled(store, &ada, 4).await;
    let [a, b, c, d] = [0, 1, 2, 3].map(|number: usize| videos[number].clone());
    let order = async || items(store, &id, None).await;
    assert_eq!(order().await, videos);
    let shift = async |video: &VideoId, place| store.move_item(&id, video, place).await.unwrap();
    assert_eq!(shift(&d, ItemPlace::Before(b.clone())).await, ItemChange::Done);
    assert_eq!(order().await, [a.clone(), d.clone(), b.clone(), c.clone()]);
    assert_eq!(shift(&a, ItemPlace::After(c.clone())).await, ItemChange::Done);
    assert_eq!(order().await, [d.clone(), b.clone(), c.clone(), a.clone()]);
    assert_eq!(shift(&c, ItemPlace::Before(d.clone())).await, ItemChange::Done);
    assert_eq!(order().await, [c.clone(), d.clone(), b.clone(), a.clone()]);
    assert_eq!(shift(&b, ItemPlace::After(d.clone())).await, ItemChange::Done, "where it is");
    assert_eq!(shift(&b, ItemPlace::Before(b.clone())).await, ItemChange::Done);
    assert_eq!(order().await, [c.clone(), d.clone(), b.clone(), a.clone()]);
    let stranger = VideoId::random();
    assert_eq!(shift(&b, ItemPlace::Before(stranger.clone())).await, ItemChange::PlaceGone);
    assert_eq!(shift(&stranger, ItemPlace::First).await, ItemChange::NotFound);
    // More often than there is room between two neighbours.
    for _ in 0..50 {
        assert_eq!(shift(&b, ItemPlace::After(c.clone())).await, ItemChange::Done);
        assert_eq!(shift(&d, ItemPlace::After(c.clone())).await, ItemChange::Done);
    }
    assert_eq!(order().await, [c.clone(), d.clone(), b.clone(), a.clone()]);
    assert!(store.remove_item(&id, &d).await.unwrap() && !store.remove_item(&id, &d).await.unwrap());
    let between = store.add_item(&id, &d, ItemPlace::Before(a.clone())).await.unwrap();
    assert_eq!((between, order().await), (ItemChange::Done, vec![c, b, d, a]));
}

async fn threat_62_a_video_is_in_a_playlist_once_however_often_it_is_added(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (id, videos) = filled(store, &ada, 2).await;
    let video = shown(store, &ada).await;
    let all = join_all((0..20).map(|_| store.add_item(&id, &video, ItemPlace::Last))).await;
    let done = all.iter().filter(|change| matches!(change, Ok(ItemChange::Done))).count();
    let there = all.iter().filter(|change| matches!(change, Ok(ItemChange::AlreadyThere))).count();
    assert_eq!((done, there), (1, 19));
    // Others come and move at the same time: every one is there once, at a place of its own.
    let more = join_all((0..6).map(|_| shown(store, &ada))).await;
    let (first, last) = (&videos[0], &videos[1]);
    join_all(more.iter().map(|video| store.add_item(&id, video, ItemPlace::After(first.clone())))).await;
    join_all(more.iter().map(|video| store.move_item(&id, video, ItemPlace::Before(last.clone())))).await;
    let order = items(store, &id, None).await;
    assert_eq!((order.len(), order.iter().collect::<HashSet<_>>().len()), (9, 9));
    assert_eq!((&order[0], &order[7], &order[8]), (first, last, &video));

    let gone = store.add_item(&id, &VideoId::random(), ItemPlace::Last).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    assert_eq!(store.add_item(&PlaylistId::random(), first, ItemPlace::Last).await.unwrap(), ItemChange::NotFound);
}

async fn what_may_not_be_seen_is_neither_shown_nor_counted(store: &DbStore) {
    let (ada, bob, eve) = (person(store, "ada").await, person(store, "bob").await, person(store, "eve").await);
    let (id, videos) = filled(store, &ada, 3).await;
    let hers = shown(store, &eve).await;
    store.add_item(&id, &hers, ItemPlace::First).await.unwrap();
    let empty = playlist(store, &ada, Visibility::Public).await;
    let summary = async |viewer: Option<&User>| {
        let ids = [id.clone(), empty.clone()];
        let mut all = store.playlist_summaries(&ids, viewer.map(|user| &user.id)).await.unwrap();
        assert!(!all.contains_key(&empty));
        all.remove(&id).map(|summary| (summary.videos, summary.first.map(|video| video.id)))
    };
    assert_eq!(summary(None).await, Some((4, Some(hers.clone()))), "the control");
    set_visibility(store, &ada, &videos[0], Visibility::Private).await;
    ban(store, &eve).await;
    assert_eq!(summary(None).await, Some((2, Some(videos[1].clone()))));
    assert_eq!(summary(Some(&bob)).await, Some((2, Some(videos[1].clone()))));
    assert_eq!(items(store, &id, Some(&bob.id)).await, videos[1..]);
    assert_eq!(summary(Some(&ada)).await, Some((3, Some(videos[0].clone()))));
    assert_eq!(items(store, &id, Some(&ada.id)).await, videos);
    for video in &videos {
        assert!(store.delete(video, &ada.id).await.unwrap());
    }
    assert_eq!((summary(None).await, items(store, &id, Some(&ada.id)).await), (None, Vec::new()));
}

async fn listed(store: &DbStore, owner: &User, is_public: bool) -> Vec<PlaylistId> {
    let mut filter = PlaylistFilter { owner: owner.id.clone(), is_public, cursor: None, limit: 1 };
    let mut found = Vec::new();
    loop {
        let page = store.playlists(&filter).await.unwrap();
        found.extend(page.items.into_iter().map(|playlist| playlist.id));
        filter.cursor = page.next;
        if filter.cursor.is_none() {
            return found;
        }
    }
}

async fn playlists_are_made_changed_listed_and_deleted_by_their_owner(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let public = playlist(store, &ada, Visibility::Public).await;
    let private = playlist(store, &ada, Visibility::Private).await;
    playlist(store, &bob, Visibility::Public).await;
    assert_eq!(listed(store, &ada, false).await, [private.clone(), public.clone()]);
    assert_eq!(listed(store, &ada, true).await, std::slice::from_ref(&public));
    let before = store.playlist(&public).await.unwrap().unwrap();
    let change = |title: &str, seen: Option<&Playlist>| PlaylistChange {
        title: Some(title.into()),
        seen: seen.map(PlaylistSeen::of),
        ..PlaylistChange::default()
    };
    assert_eq!(store.update_playlist(&public, &bob.id, change("His", None)).await.unwrap(), None);
    let changed = store.update_playlist(&public, &ada.id, change("Hers", Some(&before))).await.unwrap().unwrap();
    assert_eq!((changed.title.as_str(), changed.owner_username.as_str()), ("Hers", "ada"));
    let missed = store.update_playlist(&public, &ada.id, change("Again", Some(&before))).await;
    assert!(matches!(missed, Err(StoreError::Conflict("seen"))));
    assert_eq!(listed(store, &ada, false).await, [public.clone(), private.clone()], "what changed last comes first");

    let video = shown(store, &bob).await;
    store.add_item(&private, &video, ItemPlace::Last).await.unwrap();
    assert_eq!(listed(store, &ada, false).await, [private.clone(), public.clone()]);
    let having = store.playlists_with(&[public.clone(), private.clone()], &video).await.unwrap();
    assert_eq!(having.into_iter().collect::<Vec<_>>(), std::slice::from_ref(&private));

    assert!(!store.delete_playlist(&private, &bob.id).await.unwrap());
    assert!(store.delete_playlist(&private, &ada.id).await.unwrap());
    assert_eq!(store.playlist(&private).await.unwrap(), None);
    assert!(store.video(&video).await.unwrap().is_some());
}

async fn what_is_watched_later_is_a_playlist_of_ones_own(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    assert_eq!(store.watch_later(&ada.id).await.unwrap(), None);
    let made = join_all((0..10).map(|_| store.make_watch_later(&ada.id))).await;
    let made: HashSet<PlaylistId> = made.into_iter().map(Result::unwrap).collect();
    let id = store.watch_later(&ada.id).await.unwrap().unwrap();
    assert_eq!(made, HashSet::from([id.clone()]), "one, however many ask at once");
    let (first, second) = (shown(store, &bob).await, shown(store, &bob).await);
    for video in [&first, &second] {
        store.add_item(&id, video, ItemPlace::First).await.unwrap();
    }
    assert_eq!(items(store, &id, Some(&ada.id)).await, [second.clone(), first.clone()]);
    let both = [first.clone(), second.clone()];
    assert_eq!(store.saved_for_later(&ada.id, &both).await.unwrap().len(), 2);
    assert_eq!(store.saved_for_later(&bob.id, &both).await.unwrap().len(), 0);
    let other = playlist(store, &bob, Visibility::Private).await;
    store.add_item(&other, &first, ItemPlace::Last).await.unwrap();
    assert_eq!(store.saved_for_later(&bob.id, &both).await.unwrap().len(), 0, "another playlist is none of those");

    assert_eq!(store.playlist(&id).await.unwrap(), None, "nobody finds it by its id");
    assert!(!store.delete_playlist(&id, &ada.id).await.unwrap());
    assert_eq!(listed(store, &ada, false).await, []);
}

async fn playlists_have_limits(store: &DbStore) {
    let ada = person(store, "ada").await;
    for _ in 0..MAX_PLAYLISTS {
        playlist(store, &ada, Visibility::Private).await;
    }
    let one_more = NewPlaylist {
        id: PlaylistId::random(),
        owner: ada.id.clone(),
        title: "Too many".into(),
        description: String::new(),
        visibility: Visibility::Private,
    };
    assert_eq!(store.create_playlist(one_more.clone()).await.unwrap(), None);
    let full = listed(store, &ada, false).await.remove(0);
    for _ in 0..MAX_PLAYLIST_ITEMS {
        let (_, video) = super::upload(store, &ada).await;
        assert_eq!(store.add_item(&full, &video, ItemPlace::Last).await.unwrap(), ItemChange::Done);
    }
    let (_, video) = super::upload(store, &ada).await;
    assert_eq!(store.add_item(&full, &video, ItemPlace::First).await.unwrap(), ItemChange::Full);
    assert!(store.delete_playlist(&full, &ada.id).await.unwrap());
    assert!(store.create_playlist(one_more).await.unwrap().is_some());
}

on_every_database!(
    videos_have_an_order_that_is_changed_by_moves,
    threat_62_a_video_is_in_a_playlist_once_however_often_it_is_added,
    what_may_not_be_seen_is_neither_shown_nor_counted,
    playlists_are_made_changed_listed_and_deleted_by_their_owner,
    what_is_watched_later_is_a_playlist_of_ones_own,
    playlists_have_limits,
);

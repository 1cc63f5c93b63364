use std::time::Duration;

use futures::future::join_all;
use playhouse_actors::model::{
    CommentId, NewlyTold, NotificationId, NotificationKind, Occasion, Timestamp, User, UserId, VideoDetails, VideoId,
    Visibility,
};
use playhouse_actors::ports::{Catalogue, Follows, Notifications};

use super::{DbStore, on_every_database, person, upload};

async fn kinds(store: &DbStore, user: &User) -> Vec<NotificationKind> {
    let page = store.notifications(&user.id, None, 100).await.unwrap();
    page.items.into_iter().map(|told| told.kind).collect()
}

async fn the_same_is_told_once_and_never_to_oneself(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    let ready = Occasion::UploadReady { video: video.clone() };
    let told = join_all((0..20).map(|_| store.notify(&ada.id, ready.clone()))).await;
    assert_eq!(told.into_iter().filter(|told| told.as_ref().unwrap().is_some()).count(), 1);
    let reply = Occasion::Reply { video: video.clone(), comment: CommentId::random(), by: bob.id.clone() };
    let told = store.notify(&ada.id, reply.clone()).await.unwrap().unwrap();
    assert_eq!(told.user, ada.id);
    assert_eq!(store.notify(&bob.id, reply.clone()).await.unwrap(), None, "he wrote it himself");

    let page = store.notifications(&ada.id, None, 1).await.unwrap();
    let newest = &page.items[0];
    assert_eq!((&newest.id, newest.kind, newest.read_at), (&told.notification, NotificationKind::Reply, None));
    assert_eq!(newest.comment.as_ref(), reply.comment());
    assert_eq!(newest.actor.as_ref().unwrap().username, "bob");
    assert_eq!(newest.video.as_ref().unwrap().title, "A title");
    let rest = store.notifications(&ada.id, page.next, 10).await.unwrap();
    assert_eq!(rest.items.iter().map(|told| told.kind).collect::<Vec<_>>(), [NotificationKind::UploadReady]);
    assert!(rest.next.is_none() && rest.items[0].actor.is_none());
    assert_eq!(store.notifications_by_id(&[told.notification]).await.unwrap(), page.items);

    store.delete(&video, &ada.id).await.unwrap();
    assert_eq!(kinds(store, &ada).await, [], "what was told of a video goes with it");
}

async fn what_was_read_is_counted_no_more(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut ids = Vec::new();
    for _ in 0..4 {
        let (_, video) = upload(store, &ada).await;
        ids.push(store.notify(&ada.id, Occasion::UploadReady { video }).await.unwrap().unwrap().notification);
    }
    let now = Timestamp::now();
    let read = async |user: &User, ids| store.read_notifications(&user.id, ids, now).await.unwrap();
    assert_eq!(store.unread(&ada.id).await.unwrap(), 4);
    assert_eq!(read(&ada, Some(vec![ids[0].clone(), ids[0].clone(), NotificationId::random()])).await, 3);
    assert_eq!(read(&bob, Some(ids.clone())).await, 0);
    assert_eq!(store.unread(&ada.id).await.unwrap(), 3, "nobody reads for somebody else");
    let unread = store.unread_of(&[ada.id.clone(), bob.id.clone()]).await.unwrap();
    assert_eq!(unread.into_iter().collect::<Vec<_>>(), [(ada.id.clone(), 3)]);
    assert_eq!(read(&ada, None).await, 0);
    let page = store.notifications(&ada.id, None, 10).await.unwrap();
    assert!(page.items.iter().all(|told| told.read_at == Some(now)));

    assert_eq!(store.forget_notifications(now.minus(Duration::from_secs(60))).await.unwrap(), 0);
    assert_eq!(store.forget_notifications(now.plus(Duration::from_secs(60))).await.unwrap(), 4);
}

async fn what_is_not_wanted_is_not_told(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    assert_eq!(store.unwanted_notifications(&ada.id).await.unwrap(), []);
    let off = vec![(NotificationKind::Follow, false), (NotificationKind::Reply, true)];
    join_all((0..10).map(|_| store.want_notifications(&ada.id, off.clone()))).await;
    assert_eq!(store.unwanted_notifications(&ada.id).await.unwrap(), [NotificationKind::Follow]);
    assert_eq!(store.follow(&bob.id, &ada.id, true).await.unwrap().unwrap().told, None);
    assert_eq!(kinds(store, &ada).await, []);
    store.want_notifications(&ada.id, vec![(NotificationKind::Follow, true)]).await.unwrap();
    store.follow(&bob.id, &ada.id, false).await.unwrap();
    assert!(store.follow(&bob.id, &ada.id, true).await.unwrap().unwrap().told.is_some(), "the control");
    store.follow(&bob.id, &ada.id, false).await.unwrap();
    assert!(store.follow(&bob.id, &ada.id, true).await.unwrap().unwrap().told.is_none(), "once is enough");
    assert_eq!(kinds(store, &ada).await, [NotificationKind::Follow]);
}

/// A public video that can be watched, and people who follow its owner.
async fn premiere(store: &DbStore, followers: usize) -> (User, VideoId, Vec<User>) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    assert!(store.mark_playable(&video).await.unwrap());
    let mut people = Vec::new();
    for number in 0..followers {
        let follower = person(store, &format!("follower{number}")).await;
        store.follow(&follower.id, &ada.id, true).await.unwrap();
        people.push(follower);
    }
    (ada, video, people)
}

async fn steps(store: &DbStore, video: &VideoId, limit: usize) -> Vec<Vec<NewlyTold>> {
    let mut steps = Vec::new();
    loop {
        let step = store.announce_further(video, limit).await.unwrap();
        steps.push(step.told);
        if step.is_done {
            return steps;
        }
    }
}

async fn set_visibility(store: &DbStore, video: &VideoId, owner: &UserId, visibility: Visibility) {
    let details = VideoDetails { visibility: Some(visibility), ..VideoDetails::default() };
    store.update(video, owner, details).await.unwrap().unwrap();
}

async fn followers_are_told_of_a_video_batch_by_batch_and_once(store: &DbStore) {
    let (ada, video, people) = premiere(store, 5).await;
    store.want_notifications(&people[0].id, vec![(NotificationKind::NewVideo, false)]).await.unwrap();
    assert!(store.announce_further(&video, 2).await.unwrap().is_done, "it has not begun");
    let now = Timestamp::now();
    join_all((0..10).map(|_| store.announce(&video, now))).await;
    assert_eq!(store.open_announcements(10).await.unwrap(), std::slice::from_ref(&video));
    let told = steps(store, &video, 2).await;
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|step| step.len() <= 2));
    assert_eq!(told.concat().len(), 4);
    assert_eq!(kinds(store, &people[0]).await, []);
    assert_eq!(kinds(store, &people[1]).await, [NotificationKind::NewVideo]);
    let newest = store.notifications(&people[1].id, None, 1).await.unwrap().items.remove(0);
    assert_eq!((newest.video.unwrap().id, newest.actor.unwrap().id), (video.clone(), ada.id.clone()));
    assert_eq!(store.open_announcements(10).await.unwrap(), []);

    // Once in its life, also for those who follow later.
    let late = person(store, "late").await;
    store.follow(&late.id, &ada.id, true).await.unwrap();
    store.announce(&video, now).await.unwrap();
    assert_eq!(store.open_announcements(10).await.unwrap(), []);
    assert_eq!(steps(store, &video, 2).await.concat(), []);
}

async fn what_is_public_no_more_is_announced_when_it_is_again(store: &DbStore) {
    let (ada, video, _) = premiere(store, 3).await;
    let now = Timestamp::now();
    store.announce(&video, now).await.unwrap();
    assert_eq!(store.announce_further(&video, 2).await.unwrap().told.len(), 2);
    set_visibility(store, &video, &ada.id, Visibility::Private).await;
    let hidden = store.announce_further(&video, 2).await.unwrap();
    assert!(hidden.told.is_empty() && hidden.is_done);
    assert_eq!(store.open_announcements(10).await.unwrap(), []);
    set_visibility(store, &video, &ada.id, Visibility::Public).await;
    store.announce(&video, now).await.unwrap();
    assert_eq!(steps(store, &video, 2).await.concat().len(), 1, "two knew already");

    store.announce(&VideoId::random(), now).await.unwrap();
    let (_, unfinished) = upload(store, &ada).await;
    store.announce(&unfinished, now).await.unwrap();
    assert_eq!(steps(store, &unfinished, 2).await.concat(), [], "it cannot be watched yet");
    assert_eq!(store.open_announcements(10).await.unwrap(), []);
}

async fn threat_62_announcements_that_race_tell_everybody_once(store: &DbStore) {
    let (_, video, people) = premiere(store, 20).await;
    store.announce(&video, Timestamp::now()).await.unwrap();
    let told = join_all((0..10).map(|_| steps(store, &video, 3))).await;
    assert_eq!(told.concat().concat().len(), people.len());
    for follower in &people {
        assert_eq!(kinds(store, follower).await, [NotificationKind::NewVideo]);
    }
}

on_every_database!(
    the_same_is_told_once_and_never_to_oneself,
    what_was_read_is_counted_no_more,
    what_is_not_wanted_is_not_told,
    followers_are_told_of_a_video_batch_by_batch_and_once,
    what_is_public_no_more_is_announced_when_it_is_again,
    threat_62_announcements_that_race_tell_everybody_once,
);

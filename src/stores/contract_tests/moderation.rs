use futures::future::join_all;
use playhouse_actors::model::{
    CommentChange, CommentId, CommentState, HostRule, LinkRule, NewComment, NewReport, ReportId, ReportOutcome,
    RoomWrite, RuleAction, TextRules, User, UserId, VideoId, WordRule,
};
use playhouse_actors::ports::{Accounts, Comments, Moderation, StoreError};

use super::{DbStore, on_every_database, person, upload};

async fn comment(store: &DbStore, video: &VideoId, author: &User, state: CommentState) -> CommentId {
    let id = CommentId::random();
    let new = NewComment {
        id: id.clone(),
        author: author.id.clone(),
        parent: None,
        body: "a text".into(),
        at: None,
        client_id: None,
        state,
        mentions: Vec::new(),
    };
    write(store, video, RoomWrite::Create(new)).await;
    id
}

async fn write(store: &DbStore, video: &VideoId, write: RoomWrite) {
    let room = store.open_room(video).await.unwrap().unwrap();
    store.write_room(video, &room.epoch, room.seq, vec![write]).await.unwrap().pop().unwrap().unwrap();
}

async fn rules_take_the_place_of_those_before(store: &DbStore) {
    let ada = person(store, "ada").await;
    assert_eq!(store.text_rules().await.unwrap(), TextRules::default());
    let rules = TextRules {
        words: vec![WordRule { word: "spam".into(), action: RuleAction::Hold }],
        hosts: vec![HostRule { host: "bad.example".into(), action: RuleAction::Refuse }],
        links: Some(LinkRule { min_account_days: 7, min_published: 3, action: RuleAction::Hold }),
    };
    store.set_text_rules(&ada.id, rules.clone()).await.unwrap();
    assert_eq!(store.text_rules().await.unwrap(), rules);
    store.set_text_rules(&ada.id, TextRules::default()).await.unwrap();
    assert_eq!(store.text_rules().await.unwrap(), TextRules::default());
    let audit = store.audit(None, 10).await.unwrap().items;
    assert_eq!(audit.iter().filter(|entry| entry.action == "comments.rules").count(), 2);
}

async fn only_published_comments_count_for_their_author(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    comment(store, &video, &bob, CommentState::Held).await;
    comment(store, &video, &bob, CommentState::Published).await;
    let facts = store.author_facts(&bob.id).await.unwrap();
    assert_eq!((facts.published, facts.account_since), (1, bob.created_at));
    assert!(matches!(store.author_facts(&UserId::random()).await, Err(StoreError::NotFound)));
}

async fn a_comment_is_reported_once_by_each_person(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    let (bad, worse) = (
        comment(store, &video, &bob, CommentState::Published).await,
        comment(store, &video, &bob, CommentState::Published).await,
    );
    let report = |id: &CommentId, by: &User| {
        let new = NewReport { comment: id.clone(), reporter: by.id.clone(), reason: "rude".into() };
        async move { store.report_comment(new).await }
    };
    let racing = join_all((0..5).map(|_| report(&bad, &ada))).await;
    assert_eq!(racing.into_iter().filter(|made| matches!(made, Ok(true))).count(), 1);
    assert!(report(&bad, &bob).await.unwrap() && report(&worse, &ada).await.unwrap());
    let held = comment(store, &video, &bob, CommentState::Held).await;
    assert!(matches!(report(&held, &ada).await, Err(StoreError::NotFound)));

    let first = store.open_reports(None, 2).await.unwrap();
    let rest = store.open_reports(first.next.clone(), 2).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
    let one = &first.items[0];
    assert_eq!((one.body.as_str(), one.reason.as_str(), one.author_username.as_str()), ("a text", "rude", "bob"));
    assert_eq!((&one.video, one.reporter_username.as_str()), (&video, "ada"));
    assert_eq!(store.report(&one.id).await.unwrap().as_ref(), Some(one));

    assert!(store.resolve_report(&rest.items[0].id, &ada.id, ReportOutcome::Dismissed).await.unwrap());
    assert!(!store.resolve_report(&rest.items[0].id, &ada.id, ReportOutcome::Deleted).await.unwrap());
    assert!(!store.resolve_report(&ReportId::random(), &ada.id, ReportOutcome::Deleted).await.unwrap());
    assert!(store.resolve_report(&one.id, &ada.id, ReportOutcome::Deleted).await.unwrap());
    assert!(store.open_reports(None, 10).await.unwrap().items.is_empty(), "all of one comment");
    let audit = store.audit(None, 10).await.unwrap().items;
    assert_eq!(audit.iter().filter(|entry| entry.action == "comments.report").count(), 2);
    store.note_purge(&ada.id, &bob.id, 3).await.unwrap();
    assert_eq!(store.audit(None, 1).await.unwrap().items[0].action, "comments.purge");
}

async fn nobody_is_asked_about_a_comment_that_is_gone(store: &DbStore) {
    let ada = person(store, "ada").await;
    let (_, video) = upload(store, &ada).await;
    let id = comment(store, &video, &ada, CommentState::Published).await;
    let new = NewReport { comment: id.clone(), reporter: ada.id.clone(), reason: String::new() };
    assert!(store.report_comment(new.clone()).await.unwrap());
    write(store, &video, RoomWrite::Change { comment: id, change: CommentChange::Delete }).await;
    assert!(store.open_reports(None, 10).await.unwrap().items.is_empty());
    assert!(matches!(store.report_comment(new).await, Err(StoreError::NotFound)));
}

async fn a_block_is_set_and_lifted(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let blocked = async || store.is_blocked(&[ada.id.clone(), UserId::random()], &bob.id).await.unwrap();
    assert!(!blocked().await);
    join_all((0..4).map(|_| store.set_block(&ada.id, &bob.id, true))).await.into_iter().for_each(Result::unwrap);
    assert!(blocked().await);
    assert!(!store.is_blocked(std::slice::from_ref(&bob.id), &ada.id).await.unwrap(), "it has a direction");
    let carol = person(store, "carol").await;
    store.set_block(&ada.id, &carol.id, true).await.unwrap();
    let first = store.blocked_by(&ada.id, None, 1).await.unwrap();
    let rest = store.blocked_by(&ada.id, first.next.clone(), 1).await.unwrap();
    let mut names = [&first, &rest].map(|page| page.items[0].person.username.clone());
    names.sort();
    assert_eq!((names, first.next.is_some(), rest.next), (["bob".into(), "carol".into()], true, None));
    assert!(store.blocked_by(&bob.id, None, 10).await.unwrap().items.is_empty());
    store.set_block(&ada.id, &bob.id, false).await.unwrap();
    assert!(!blocked().await);
}

on_every_database!(
    rules_take_the_place_of_those_before,
    only_published_comments_count_for_their_author,
    a_comment_is_reported_once_by_each_person,
    nobody_is_asked_about_a_comment_that_is_gone,
    a_block_is_set_and_lifted,
);

use futures::future::join_all;
use playhouse_actors::model::{
    Comment, CommentChange, CommentFilter, CommentId, CommentSort, CommentState, FactKind, LogEntry, NewComment,
    ProfileChange, RoomRefusal, RoomRules, RoomWrite, RoomWritten, User, VideoId,
};
use playhouse_actors::ports::{Catalogue, Comments, Moderation, Outbox, Profiles, StoreError};
use serde_json::Value;

use super::{DbStore, on_every_database, person, upload};

/// A room, as the actor that writes in it sees it.
struct Room<'a> {
    store: &'a DbStore,
    video: VideoId,
    epoch: String,
    seq: i64,
}

fn new(author: &User, body: &str) -> NewComment {
    NewComment {
        id: CommentId::random(),
        author: author.id.clone(),
        parent: None,
        body: body.to_owned(),
        at: Some(1.5),
        client_id: None,
        state: CommentState::Published,
        mentions: Vec::new(),
    }
}

impl<'a> Room<'a> {
    async fn open(store: &'a DbStore, owner: &User) -> Self {
        let (_, video) = upload(store, owner).await;
        let state = store.open_room(&video).await.unwrap().unwrap();
        assert_eq!((state.seq, state.rules), (0, RoomRules::default()));
        Self { store, video, epoch: state.epoch, seq: state.seq }
    }

    async fn write(&mut self, writes: Vec<RoomWrite>) -> Vec<Result<RoomWritten, RoomRefusal>> {
        let outcomes = self.store.write_room(&self.video, &self.epoch, self.seq, writes).await.unwrap();
        let told = outcomes.iter().flatten().flat_map(|written| &written.log);
        for entry in told {
            assert_eq!(entry.seq, self.seq + 1, "one by one");
            let text = json(entry);
            assert_eq!(text["seq"], entry.seq);
            assert_eq!(text["comment"]["id"], entry.comment.as_str());
            self.seq = entry.seq;
        }
        assert_eq!(self.store.open_room(&self.video).await.unwrap().unwrap().seq, self.seq);
        outcomes
    }

    async fn one(&mut self, write: RoomWrite) -> Result<RoomWritten, RoomRefusal> {
        self.write(vec![write]).await.pop().unwrap()
    }

    async fn create(&mut self, new: NewComment) -> RoomWritten {
        self.one(RoomWrite::Create(new)).await.unwrap()
    }

    async fn say(&mut self, author: &User, body: &str) -> Comment {
        self.create(new(author, body)).await.comment
    }

    async fn answer(&mut self, author: &User, parent: &Comment, body: &str) -> Comment {
        self.create(NewComment { parent: Some(parent.id.clone()), ..new(author, body) }).await.comment
    }

    async fn change(&mut self, comment: &Comment, change: CommentChange) -> Result<RoomWritten, RoomRefusal> {
        self.one(RoomWrite::Change { comment: comment.id.clone(), change }).await
    }

    async fn log(&self) -> Vec<LogEntry> {
        self.store.room_log(&self.video, 0, 1000).await.unwrap()
    }

    fn filter(&self) -> CommentFilter {
        CommentFilter {
            video: self.video.clone(),
            root: None,
            held: false,
            viewer: None,
            sort: CommentSort::Oldest,
            cursor: None,
            limit: 50,
        }
    }

    async fn bodies(&self, filter: CommentFilter) -> Vec<String> {
        self.store.comments(filter).await.unwrap().items.into_iter().map(|comment| comment.body).collect()
    }
}

fn json(entry: &LogEntry) -> Value {
    serde_json::from_slice(&entry.text).unwrap()
}

fn edit(body: &str) -> CommentChange {
    CommentChange::Edit { body: body.to_owned(), mentions: Vec::new() }
}

async fn what_is_written_is_numbered_and_told_again_word_for_word(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let change = ProfileChange { display_name: Some("Ada L.".into()), ..ProfileChange::default() };
    store.change_profile(&ada.id, change).await.unwrap();
    assert_eq!(store.open_room(&VideoId::random()).await.unwrap(), None);
    let mut room = Room::open(store, &ada).await;
    let first = NewComment { client_id: Some("c1".into()), ..new(&ada, "first") };
    let outcomes = room.write(vec![RoomWrite::Create(first), RoomWrite::Create(new(&bob, "second"))]).await;
    let written: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    assert_eq!(room.seq, 2);
    let told = json(&written[0].log[0]);
    assert_eq!((&told["type"], &told["comment"]["client_id"]), (&"comment.created".into(), &"c1".into()));
    assert_eq!(told["comment"]["author"]["display_name"], "Ada L.");
    let log: Vec<_> = written.iter().flat_map(|written| written.log.clone()).collect();
    assert_eq!(room.log().await, log);
    assert_eq!(store.room_log(&room.video, 1, 1).await.unwrap(), log[1..]);
    assert_eq!(store.comment(&written[0].comment.id).await.unwrap().as_ref(), Some(&written[0].comment));
    assert!(store.set_room_rules(&room.video, RoomRules { slow_mode: 5, ..RoomRules::default() }).await.unwrap());
    assert_eq!(store.open_room(&room.video).await.unwrap().unwrap().rules.slow_mode, 5);
    assert!(!store.set_room_rules(&VideoId::random(), RoomRules::default()).await.unwrap());
}

async fn the_same_twice_is_one_comment(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    let named = |author: &User| NewComment { client_id: Some("c".into()), ..new(author, "hello") };
    let batch = [&ada, &ada, &bob].map(|author| RoomWrite::Create(named(author)));
    let outcomes: Vec<_> = room.write(batch.to_vec()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().map(|one| one.is_repeated).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!((&outcomes[0].comment, outcomes[1].log.len()), (&outcomes[1].comment, 0));
    let later = room.create(named(&ada)).await;
    assert_eq!((later.is_repeated, later.comment.id), (true, outcomes[0].comment.id.clone()));
    assert_eq!(room.log().await.len(), 2);
}

async fn answers_have_a_place_in_a_thread_of_their_own_video(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    let mut other = Room::open(store, &ada).await;
    let top = room.say(&ada, "top").await;
    let answer = room.answer(&bob, &top, "answer").await;
    let deep = room.answer(&ada, &answer, "deep").await;
    assert_eq!((&deep.parent, &deep.root), (&Some(answer.id.clone()), &Some(top.id.clone())));
    let replies = async || store.comment(&top.id).await.unwrap().unwrap().replies;
    assert_eq!(replies().await, 2);
    let elsewhere = NewComment { parent: Some(top.id.clone()), ..new(&ada, "x") };
    assert_eq!(other.one(RoomWrite::Create(elsewhere)).await, Err(RoomRefusal::NoSuchParent));
    let changed = other.one(RoomWrite::Change { comment: top.id.clone(), change: CommentChange::Delete }).await;
    assert_eq!(changed, Err(RoomRefusal::NoSuchComment));
    room.change(&answer, CommentChange::Delete).await.unwrap();
    assert_eq!(replies().await, 1);
    let to_nobody = NewComment { parent: Some(answer.id), ..new(&ada, "x") };
    // The others of the same batch are written.
    let batch = vec![RoomWrite::Create(to_nobody), RoomWrite::Create(new(&bob, "fine"))];
    let outcomes = room.write(batch).await;
    assert_eq!(outcomes[0], Err(RoomRefusal::NoSuchParent));
    assert_eq!(outcomes[1].as_ref().unwrap().comment.body, "fine");
    let thread = CommentFilter { root: Some(top.id), ..room.filter() };
    assert_eq!(room.bodies(thread).await, ["deep"]);
    let stranger = NewComment { author: playhouse_actors::model::UserId::random(), ..new(&bob, "x") };
    assert_eq!(room.one(RoomWrite::Create(stranger)).await, Err(RoomRefusal::NoSuchAuthor));
}

async fn held_comments_are_told_when_they_are_released(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    let top = room.say(&ada, "top").await;
    let facts = async || {
        let facts = store.pending("test", 100).await.unwrap().into_iter();
        facts.filter(|fact| fact.kind == FactKind::Commented).map(|fact| fact.subject.unwrap()).collect::<Vec<_>>()
    };
    let held = NewComment {
        state: CommentState::Held,
        parent: Some(top.id.clone()),
        mentions: vec!["ada".into(), "nobody".into()],
        ..new(&bob, "held")
    };
    let held = room.create(held).await;
    assert!(held.log.is_empty());
    assert_eq!(facts().await, [top.id.to_string()]);
    let thread = || CommentFilter { root: Some(top.id.clone()), ..room.filter() };
    assert_eq!(room.bodies(thread()).await, [""; 0]);
    let own = CommentFilter { viewer: Some(bob.id.clone()), ..thread() };
    assert_eq!(room.bodies(own).await, ["held"]);
    assert_eq!(room.bodies(CommentFilter { held: true, ..room.filter() }).await, ["held"]);
    assert_eq!(room.change(&held.comment, CommentChange::Pin(true)).await, Err(RoomRefusal::NoSuchComment));
    assert!(room.change(&held.comment, edit("still held")).await.unwrap().log.is_empty());
    room.say(&ada, "meanwhile").await;
    assert_eq!(store.comment(&top.id).await.unwrap().unwrap().replies, 0);
    let released = room.change(&held.comment, CommentChange::Release).await.unwrap();
    assert_eq!((released.log[0].seq, &json(&released.log[0])["type"]), (3, &"comment.created".into()));
    assert!(room.change(&held.comment, CommentChange::Release).await.unwrap().is_repeated);
    assert_eq!(store.comment(&top.id).await.unwrap().unwrap().replies, 1);
    assert_eq!(facts().await.last().unwrap(), held.comment.id.as_str());
    assert_eq!(store.mentioned(&held.comment.id).await.unwrap(), [], "edited since");
}

async fn an_edit_keeps_what_was_said_and_a_deletion_does_not(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    let said = NewComment { client_id: Some("c".into()), mentions: vec!["bob".into()], ..new(&ada, "one secret") };
    let comment = room.create(said).await.comment;
    assert_eq!(store.mentioned(&comment.id).await.unwrap(), std::slice::from_ref(&bob.id));
    assert!(room.change(&comment, edit("one secret")).await.unwrap().is_repeated);
    let edited = room.change(&comment, edit("two secret")).await.unwrap();
    let told = json(&edited.log[0]);
    assert_eq!((&told["type"], &told["comment"]["body"]), (&"comment.updated".into(), &"two secret".into()));
    assert!(told["comment"].get("client_id").is_none() && !told["comment"]["edited_at"].is_null());
    room.change(&comment, edit("three")).await.unwrap();
    let edits: Vec<_> = store.comment_edits(&comment.id).await.unwrap().into_iter().map(|(_, body)| body).collect();
    assert_eq!(edits, ["one secret", "two secret"]);
    assert_eq!(store.like_comment(&comment.id, &bob.id, true).await.unwrap(), Some(1));
    let answer = room.answer(&bob, &comment, "answer").await;

    let before = room.log().await;
    let deleted = room.change(&comment, CommentChange::Delete).await.unwrap();
    assert_eq!((deleted.comment.state, deleted.comment.body.as_str()), (CommentState::Deleted, ""));
    assert_eq!(json(&deleted.log[0])["type"], "comment.deleted");
    assert_eq!(deleted.rewritten.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
    let after = room.log().await;
    for (old, new) in before.iter().zip(&after) {
        let (old_text, text) = (json(old), json(new));
        assert_eq!((old.seq, &old.comment, &old_text["type"]), (new.seq, &new.comment, &text["type"]));
        if new.comment == comment.id {
            assert!(deleted.rewritten.contains(new));
            assert_eq!((&text["comment"]["body"], &text["comment"]["state"]), (&"".into(), &"deleted".into()));
        } else {
            assert_eq!(old, new);
        }
    }
    assert!(after.iter().all(|entry| !String::from_utf8_lossy(&entry.text).contains("secret")));
    assert_eq!(store.comment_edits(&comment.id).await.unwrap(), []);
    assert_eq!(store.like_comment(&comment.id, &bob.id, true).await.unwrap(), None);
    assert!(room.change(&comment, CommentChange::Delete).await.unwrap().is_repeated);
    assert_eq!(room.change(&comment, edit("back")).await, Err(RoomRefusal::NoSuchComment));
    // Its place stays while it has answers.
    assert_eq!(room.bodies(room.filter()).await, [""]);
    room.change(&answer, CommentChange::Delete).await.unwrap();
    assert_eq!(room.bodies(room.filter()).await, [""; 0]);
}

async fn published_comments_are_counted(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut room = Room::open(store, &ada).await;
    let silent = Room::open(store, &ada).await;
    let videos = [room.video.clone(), silent.video.clone(), VideoId::random()];
    let count = async || {
        let counts = store.comment_counts(&videos).await.unwrap();
        assert!(videos[1..].iter().all(|other| counts.get(other).is_none_or(|count| *count == 0)));
        counts.get(&videos[0]).copied().unwrap_or(0)
    };
    assert_eq!(count().await, 0);
    let top = room.say(&ada, "top").await;
    let once = NewComment { client_id: Some("c".into()), parent: Some(top.id.clone()), ..new(&ada, "answer") };
    room.create(once.clone()).await;
    assert!(room.create(once).await.is_repeated);
    assert_eq!(count().await, 2);
    let held = room.create(NewComment { state: CommentState::Held, ..new(&ada, "held") }).await.comment;
    let refused = room.create(NewComment { state: CommentState::Held, ..new(&ada, "refused") }).await.comment;
    assert_eq!(count().await, 2);
    room.change(&held, CommentChange::Release).await.unwrap();
    room.change(&refused, CommentChange::Delete).await.unwrap();
    assert_eq!(count().await, 3);
    for _ in 0..2 {
        room.change(&top, CommentChange::Delete).await.unwrap();
    }
    assert_eq!(count().await, 2);
}

async fn one_comment_is_pinned_and_comes_first(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut room = Room::open(store, &ada).await;
    let mut all = Vec::new();
    for body in ["a", "b", "c", "d", "e"] {
        all.push(room.say(&ada, body).await);
    }
    room.change(&all[1], CommentChange::Pin(true)).await.unwrap();
    let moved = room.change(&all[3], CommentChange::Pin(true)).await.unwrap();
    let told: Vec<_> = moved.log.iter().map(json).collect();
    let pins: Vec<_> = told.iter().map(|text| (&text["comment"]["body"], &text["comment"]["pinned"])).collect();
    assert_eq!(pins, [(&"b".into(), &false.into()), (&"d".into(), &true.into())]);
    assert!(room.change(&all[3], CommentChange::Pin(true)).await.unwrap().is_repeated);
    let hearted = room.change(&all[0], CommentChange::Heart(true)).await.unwrap();
    assert_eq!(json(&hearted.log[0])["comment"]["hearted"], true);
    let answer = room.answer(&ada, &all[0], "answer").await;
    assert_eq!(room.change(&answer, CommentChange::Pin(true)).await, Err(RoomRefusal::NoSuchComment));

    store.like_comment(&all[2].id, &ada.id, true).await.unwrap();
    store.like_comment(&all[0].id, &ada.id, true).await.unwrap();
    let liked = store.liked_comments(&ada.id, &[all[0].id.clone(), all[1].id.clone()]).await.unwrap();
    assert_eq!(liked, std::slice::from_ref(&all[0].id));
    for (sort, order) in [(CommentSort::Oldest, "dabce"), (CommentSort::Newest, "decba"), (CommentSort::Top, "dac")] {
        let mut read = String::new();
        let mut filter = CommentFilter { sort, limit: 2, ..room.filter() };
        loop {
            let page = store.comments(filter.clone()).await.unwrap();
            assert!(page.items.len() <= 2);
            read.extend(page.items.iter().map(|comment| comment.body.as_str()));
            let Some(next) = page.next else { break };
            filter.cursor = Some(next);
        }
        assert!(read.starts_with(order) && read.len() == 5, "{sort:?}: {read}");
    }
    let by = store.comments_by(&ada.id, 3).await.unwrap();
    assert_eq!((by.len(), &by[0]), (3, &(answer.id, room.video.clone())));
}

async fn writers_that_race_do_not_share_a_number(store: &DbStore) {
    let ada = person(store, "ada").await;
    let room = Room::open(store, &ada).await;
    let write = |epoch: &str, seq| {
        let (epoch, writes) = (epoch.to_owned(), vec![RoomWrite::Create(new(&ada, "x"))]);
        let room = &room;
        async move { store.write_room(&room.video, &epoch, seq, writes).await }
    };
    let outcomes = join_all((0..8).map(|_| write(&room.epoch, 0))).await;
    let conflicts = outcomes.iter().filter(|outcome| matches!(outcome, Err(StoreError::Conflict("room")))).count();
    assert_eq!((conflicts, outcomes.len() - conflicts), (7, 1));
    assert_eq!(room.log().await.len(), 1);
    assert!(matches!(write("another", 1).await, Err(StoreError::Conflict("room"))));
    assert!(matches!(write(&room.epoch, 2).await, Err(StoreError::Conflict("room"))));
    assert_eq!(room.bodies(room.filter()).await.len(), 1, "a refused write leaves nothing");
    let rooms = join_all((0..4).map(|_| store.open_room(&room.video))).await;
    assert!(rooms.into_iter().all(|state| state.unwrap().unwrap().epoch == room.epoch));
}

async fn threat_62_likes_that_race_are_counted_once_for_each_person(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut room = Room::open(store, &ada).await;
    let comment = room.say(&ada, "x").await;
    let people = join_all((0..5).map(|number| async move { person(store, &format!("p{number}")).await })).await;
    let likes = people.iter().flat_map(|person| [person; 4]);
    join_all(likes.map(|person| store.like_comment(&comment.id, &person.id, true))).await;
    assert_eq!(store.comment(&comment.id).await.unwrap().unwrap().likes, 5);
    assert_eq!(store.like_comment(&comment.id, &people[0].id, false).await.unwrap(), Some(4));
    assert_eq!(store.like_comment(&comment.id, &people[0].id, false).await.unwrap(), Some(4));
}

async fn blocked_people_are_neither_seen_nor_told_of(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    store.set_block(&ada.id, &bob.id, true).await.unwrap();
    let rude = room.create(NewComment { mentions: vec!["ada".into()], ..new(&bob, "rude") }).await.comment;
    assert_eq!(store.mentioned(&rude.id).await.unwrap(), []);
    let seen_by =
        async |viewer: &User| room.bodies(CommentFilter { viewer: Some(viewer.id.clone()), ..room.filter() }).await;
    assert_eq!((seen_by(&ada).await, seen_by(&bob).await), (vec![], vec!["rude".to_owned()]));
    store.set_block(&ada.id, &bob.id, false).await.unwrap();
    assert_eq!(seen_by(&ada).await, ["rude"]);
}

async fn a_video_takes_its_comments_along(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut room = Room::open(store, &ada).await;
    let top = room.say(&ada, "top").await;
    room.answer(&ada, &top, "answer").await;
    assert!(store.delete(&room.video, &ada.id).await.unwrap());
    assert_eq!(store.comment(&top.id).await.unwrap(), None);
    assert_eq!((room.log().await, store.open_room(&room.video).await.unwrap()), (vec![], None));
}

async fn numbers_have_no_gaps_whatever_is_written(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let mut room = Room::open(store, &ada).await;
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut known: Vec<CommentId> = Vec::new();
    for round in 0..40 {
        let mut batch = Vec::new();
        for _ in 0..=random(4) {
            let author = if random(2) == 0 { &ada } else { &bob };
            let some = if known.is_empty() { CommentId::random() } else { known[random(known.len())].clone() };
            let change = match random(9) {
                0 => Some(CommentChange::Delete),
                1 => Some(edit(&format!("edit {round}"))),
                2 => Some(CommentChange::Pin(random(2) == 0)),
                3 => Some(CommentChange::Heart(random(2) == 0)),
                4 => Some(CommentChange::Release),
                _ => None,
            };
            batch.push(match change {
                Some(change) => RoomWrite::Change { comment: some, change },
                None => {
                    let state = if random(4) == 0 { CommentState::Held } else { CommentState::Published };
                    let client_id = (random(2) == 0).then(|| random(10).to_string());
                    let parent = (random(2) == 0).then_some(some);
                    RoomWrite::Create(NewComment { state, client_id, parent, ..new(author, "text") })
                }
            });
        }
        // `write` checks that the numbers go on one by one.
        known.extend(room.write(batch).await.into_iter().flatten().map(|written| written.comment.id));
    }
    let log = room.log().await;
    assert!(log.len() > 20);
    assert!(log.iter().zip(1..).all(|(entry, seq)| entry.seq == seq && json(entry)["seq"] == seq));
    assert_eq!(log.len() as i64, room.seq);
    let pinned = store.comments(room.filter()).await.unwrap().items;
    assert!(pinned.iter().filter(|comment| comment.pinned_at.is_some()).count() <= 1);
}

on_every_database!(
    what_is_written_is_numbered_and_told_again_word_for_word,
    the_same_twice_is_one_comment,
    answers_have_a_place_in_a_thread_of_their_own_video,
    held_comments_are_told_when_they_are_released,
    an_edit_keeps_what_was_said_and_a_deletion_does_not,
    published_comments_are_counted,
    one_comment_is_pinned_and_comes_first,
    writers_that_race_do_not_share_a_number,
    threat_62_likes_that_race_are_counted_once_for_each_person,
    blocked_people_are_neither_seen_nor_told_of,
    a_video_takes_its_comments_along,
    numbers_have_no_gaps_whatever_is_written,
);

mod memory;
mod model;

use serde_json::Value;

use super::*;
use crate::messages::FindRoom;
use crate::model::{CommentChange, NewComment};
use crate::ports::MemberId;
use crate::rooms::Rooms;
use crate::runtime::testing::{paused, settle};
use crate::runtime::{ActorSystem, AskError, Handle};
use memory::{Ears, MemoryComments, SLOWEST};

const SECOND: Duration = Duration::from_secs(1);
/// The member that looks after the room.
const HOST: u64 = 1000;
const HOLDS_ALL: RoomRules = RoomRules { is_open: true, slow_mode: 0, holds_all: true };

#[derive(Clone)]
struct House {
    comments: Arc<MemoryComments>,
    ears: Arc<Ears>,
    rooms: Handle<Rooms>,
    video: VideoId,
    ada: UserId,
}

impl House {
    fn new(system: &ActorSystem) -> Self {
        let (comments, ears) = (Arc::new(MemoryComments::default()), Arc::new(Ears::default()));
        let config = RoomConfig { comments: comments.clone(), audience: ears.clone(), events: VideoEvents::default() };
        let rooms = system.spawn(move || Rooms::new(config.clone()));
        Self { comments, ears, rooms, video: VideoId::random(), ada: UserId::random() }
    }

    async fn room(&self) -> Handle<RoomActor> {
        self.rooms.ask(FindRoom { video: self.video.clone() }, SECOND).await.unwrap()
    }

    /// Seats somebody, whatever the room is going through.
    async fn join(&self, member: u64, since: Option<i64>) -> Seat {
        loop {
            let join = JoinRoom {
                member: MemberId(member),
                user: Some(self.ada.clone()),
                is_host: member == HOST,
                since,
                epoch: None,
            };
            match self.room().await.ask(join, SECOND).await {
                Ok(Ok(seat)) => return seat,
                Ok(Err(_)) | Err(_) => settle().await,
            }
        }
    }

    fn new_comment(&self, body: &str) -> NewComment {
        NewComment {
            id: CommentId::random(),
            author: self.ada.clone(),
            parent: None,
            body: body.to_owned(),
            at: None,
            client_id: Some(body.to_owned()),
            state: CommentState::Published,
            mentions: vec![],
        }
    }

    async fn write(&self, body: &str) -> Result<CommentId, AskError> {
        let create = CreateComment { new: self.new_comment(body), is_host: false };
        match self.room().await.ask(create, SECOND).await? {
            Ok(written) => Ok(written.comment.id),
            Err(_) => Err(AskError::Closed),
        }
    }
}

fn bodies(heard: &[Value]) -> Vec<&str> {
    heard.iter().filter_map(|message| message.get("comment")?.get("body")?.as_str()).collect()
}

fn kinds(heard: &[Value]) -> Vec<&str> {
    heard.iter().map(|message| message["type"].as_str().unwrap()).collect()
}

#[test]
fn who_comes_back_hears_exactly_what_they_missed() {
    paused(|system| async move {
        let house = House::new(&system);
        let first = house.join(1, None).await;
        for body in ["a", "b"] {
            house.write(body).await.unwrap();
        }
        assert_eq!(bodies(&house.ears.heard(MemberId(1))), ["a", "b"]);
        drop(first);
        house.ears.leave(MemberId(1));
        for body in ["c", "d"] {
            house.write(body).await.unwrap();
        }
        let _second = house.join(2, Some(2)).await;
        let heard = house.ears.heard(MemberId(2));
        assert_eq!(kinds(&heard), ["welcome", "comment.created", "comment.created"]);
        assert_eq!((heard[0]["seq"].as_i64(), bodies(&heard)), (Some(4), vec!["c", "d"]));
        let _other = house.join(3, Some(99)).await;
        assert_eq!(kinds(&house.ears.heard(MemberId(3))), ["welcome", "gap"]);
    });
}

#[test]
fn many_comments_at_once_take_few_transactions_and_the_same_twice_is_one() {
    paused(|system| async move {
        let house = House::new(&system);
        let _seat = house.join(1, None).await;
        let started = Instant::now();
        let writes = (0..100).map(|n| {
            let body = (n / 2).to_string();
            let house = &house;
            async move { house.write(&body).await.unwrap() }
        });
        let ids = futures::future::join_all(writes).await;
        assert!(started.elapsed() < SLOWEST * 4, "{:?}", started.elapsed());
        assert!(ids.chunks(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(house.comments.log().len(), 50);
        assert_eq!(bodies(&house.ears.heard(MemberId(1))).len(), 50);
    });
}

#[test]
fn a_slow_room_lets_the_same_comment_come_twice_and_no_other() {
    paused(|system| async move {
        let house = House::new(&system);
        let room = house.room().await;
        let rules = RoomRules { slow_mode: 30, ..RoomRules::default() };
        let _seat = house.join(1, None).await;
        room.ask(ChangeRoomRules { rules }, SECOND).await.unwrap().unwrap();
        let ask = |body: &str, is_host| {
            let create = CreateComment { new: house.new_comment(body), is_host };
            room.ask(create, SECOND)
        };
        ask("a", false).await.unwrap().unwrap();
        assert!(ask("a", false).await.unwrap().unwrap().is_repeated);
        assert!(matches!(ask("b", false).await.unwrap(), Err(RoomError::SlowMode(30))));
        ask("b", true).await.unwrap().unwrap();
        let closed = RoomRules { is_open: false, ..RoomRules::default() };
        room.ask(ChangeRoomRules { rules: closed }, SECOND).await.unwrap().unwrap();
        assert!(matches!(ask("c", false).await.unwrap(), Err(RoomError::Closed)));
    });
}

#[test]
fn a_comment_goes_after_what_somebody_else_has_written() {
    paused(|system| async move {
        let house = House::new(&system);
        let _seat = house.join(1, None).await;
        let theirs = RoomWrite::Create(house.new_comment("theirs"));
        house.comments.write_room(&house.video, "one", 0, vec![theirs]).await.unwrap().remove(0).unwrap();
        house.write("ours").await.unwrap();
        assert_eq!(bodies(&house.ears.heard(MemberId(1))), ["theirs", "ours"]);
    });
}

#[test]
fn a_room_that_is_not_read_yet_knows_its_rules_before_it_takes_a_comment() {
    paused(|system| async move {
        let house = House::new(&system);
        house.comments.set_room_rules(&house.video, HOLDS_ALL).await.unwrap();
        let create = CreateComment { new: house.new_comment("a"), is_host: false };
        let written = house.room().await.ask(create, SECOND).await.unwrap().unwrap();
        assert_eq!(written.comment.state, CommentState::Held);
    });
}

#[test]
fn rules_that_are_changed_while_the_room_is_read_hold() {
    paused(|system| async move {
        let house = House::new(&system);
        let room = house.room().await;
        for slow_mode in [10, 20] {
            let rules = RoomRules { slow_mode, ..RoomRules::default() };
            room.ask(ChangeRoomRules { rules }, SECOND).await.unwrap().unwrap();
        }
        let create = |body: &str| CreateComment { new: house.new_comment(body), is_host: false };
        room.ask(create("a"), SECOND).await.unwrap().unwrap();
        assert!(matches!(room.ask(create("b"), SECOND).await.unwrap(), Err(RoomError::SlowMode(20))));
    });
}

#[test]
fn presence_is_told_when_it_has_changed_and_an_empty_room_passes_away() {
    paused(|system| async move {
        let house = House::new(&system);
        let first = house.join(1, None).await;
        let second = house.join(2, None).await;
        tokio::time::sleep(BEAT * 2).await;
        let heard = house.ears.heard(MemberId(1));
        let last = heard.last().unwrap();
        assert_eq!(
            (last["type"].as_str(), last["presence"].as_i64(), last["people"].as_i64()),
            (Some("presence"), Some(2), Some(1))
        );
        drop(second);
        tokio::time::sleep(BEAT * 2).await;
        assert_eq!(house.ears.heard(MemberId(1)).last().unwrap()["presence"], 1);
        let count = house.ears.heard(MemberId(1)).len();
        tokio::time::sleep(BEAT * 20).await;
        assert_eq!(house.ears.heard(MemberId(1)).len(), count, "nothing changes, nothing is told");
        let room = house.room().await;
        drop(first);
        tokio::time::sleep(BEAT * (EMPTY_BEATS + 4)).await;
        assert!(room.is_closed());
    });
}

#[test]
fn who_looks_after_the_room_is_told_that_comments_wait() {
    paused(|system| async move {
        let house = House::new(&system);
        let (_guest, _host) = (house.join(1, None).await, house.join(HOST, None).await);
        house.room().await.ask(ChangeRoomRules { rules: HOLDS_ALL }, SECOND).await.unwrap().unwrap();
        let told = |member| {
            let heard = house.ears.heard(MemberId(member));
            heard.iter().filter(|message| message["type"] == "comments.held").count()
        };
        for body in ["a", "b"] {
            house.write(body).await.unwrap();
        }
        tokio::time::sleep(BEAT * 2).await;
        assert_eq!((told(1), told(HOST)), (0, 1), "both at once");
        let comment = house.write("c").await.unwrap();
        tokio::time::sleep(BEAT * 2).await;
        let change = ChangeComment { comment, change: CommentChange::Delete };
        house.room().await.ask(change, SECOND).await.unwrap().unwrap();
        tokio::time::sleep(BEAT * 2).await;
        assert_eq!(told(HOST), 3);
        house.write("a").await.unwrap();
        tokio::time::sleep(BEAT * 2).await;
        assert_eq!(told(HOST), 3, "the same once more changes nothing");
    });
}

#[test]
fn likes_are_told_together() {
    paused(|system| async move {
        let house = House::new(&system);
        let _seat = house.join(1, None).await;
        let room = house.room().await;
        let comment = house.write("a").await.unwrap();
        for likes in 1..=5 {
            room.try_tell(CommentLiked { comment: comment.clone(), likes }).unwrap();
            room.try_tell(VideoLiked { likes }).unwrap();
        }
        tokio::time::sleep(BEAT * 2).await;
        let heard = house.ears.heard(MemberId(1));
        let of = |kind: &str| heard.iter().filter(|message| message["type"] == kind).cloned().collect::<Vec<_>>();
        assert_eq!(of("video.likes").len(), 1);
        assert_eq!(of("comment.likes")[0]["likes"][0]["likes"], 5);
    });
}

#[test]
fn a_room_that_panics_tells_what_was_written_and_not_told() {
    paused(|system| async move {
        let house = House::new(&system);
        let _seat = house.join(1, None).await;
        house.write("a").await.unwrap();
        house.comments.loses_answer.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(house.write("b").await.is_err(), "the control: it is written, and nobody knows");
        let room = house.room().await;
        room.control().inject_panic();
        house.write("c").await.unwrap_or_else(|_| CommentId::random());
        tokio::time::sleep(Duration::from_secs(5)).await;
        house.write("d").await.unwrap();
        assert_eq!(house.room().await.id(), room.id(), "the same room, rebuilt");
        let heard = house.ears.heard(MemberId(1));
        let seqs: Vec<i64> = heard
            .iter()
            .filter(|told| told["type"] == "comment.created")
            .map(|told| told["seq"].as_i64().unwrap())
            .collect();
        assert_eq!(seqs, (1..=i64::try_from(seqs.len()).unwrap()).collect::<Vec<_>>());
        assert!(bodies(&heard).starts_with(&["a", "b"]) && bodies(&heard).ends_with(&["d"]));
    });
}

//! A hundred rooms under load over a real database, one of which panics again and again.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{join, join_all};
use playhouse_actors::messages::{CreateComment, FindRoom, JoinRoom};
use playhouse_actors::model::{CommentId, CommentState, NewComment, User, VideoId};
use playhouse_actors::ports::{Comments, MemberId};
use playhouse_actors::room::{RoomConfig, Seat};
use playhouse_actors::rooms::{RoomDesk, Rooms};
use playhouse_actors::runtime::{ActorSystem, AskError, Handle, SystemConfig};
use playhouse_actors::video_events::VideoEvents;

use super::ears::Ears;
use super::{DbStore, Fixture, person, postgres, sqlite, upload};

const ROOMS: usize = 100;
/// Comments in each room, and how many of the first one's come between two panics.
const COMMENTS: usize = 12;
const BETWEEN_PANICS: usize = 3;
const SOON: Duration = Duration::from_secs(60);

struct House {
    rooms: Handle<Rooms>,
    desk: RoomDesk,
    author: User,
}

impl House {
    async fn join(&self, room: &VideoId, member: usize) -> Seat {
        let member = MemberId(member as u64);
        let join = || JoinRoom { member, user: None, is_host: false, since: None, epoch: None };
        self.desk.ask(room, join).await.unwrap().unwrap()
    }

    async fn write(&self, room: &VideoId, body: &str) -> Result<CommentId, AskError> {
        let new = NewComment {
            id: CommentId::random(),
            author: self.author.id.clone(),
            parent: None,
            body: body.to_owned(),
            at: None,
            client_id: Some(body.to_owned()),
            state: CommentState::Published,
            mentions: Vec::new(),
        };
        let written = self.desk.ask(room, || CreateComment { new: new.clone(), is_host: false }).await?;
        // Also when an earlier life has written meanwhile: this goes after it.
        Ok(written.unwrap_or_else(|error| panic!("{error}")).comment.id)
    }

    /// A room that nobody disturbs: every comment at the first try.
    async fn calm(&self, room: &VideoId) -> Vec<CommentId> {
        let mut written = Vec::new();
        for n in 0..COMMENTS {
            written.push(self.write(room, &n.to_string()).await.expect("no other room is disturbed"));
        }
        written
    }

    /// A room that panics while comments are on their way: each is tried until it is acknowledged, as clients do.
    async fn panicking(&self, room: &VideoId) -> Vec<CommentId> {
        let mut written = Vec::new();
        for n in 0..COMMENTS {
            if n % BETWEEN_PANICS == 1 {
                let actor = self.rooms.ask(FindRoom { video: room.clone() }, SOON).await.unwrap();
                actor.control().inject_panic();
            }
            let body = n.to_string();
            loop {
                match self.write(room, &body).await {
                    Ok(id) => break written.push(id),
                    Err(AskError::Closed) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
        written
    }
}

async fn a_room_that_panics_loses_nothing_and_disturbs_nobody(store: &DbStore) {
    let author = person(store, "ada").await;
    let videos = join_all((0..ROOMS).map(async |_| upload(store, &author).await.1)).await;
    let (system, ears) = (ActorSystem::start(SystemConfig::default()).unwrap(), Arc::new(Ears::default()));
    let config =
        RoomConfig { comments: Arc::new(store.clone()), audience: ears.clone(), events: VideoEvents::default() };
    let rooms = system.spawn(move || Rooms::new(config.clone()));
    let house = House { desk: RoomDesk::new(rooms.clone()), rooms, author };
    let seats = join_all(videos.iter().enumerate().map(|(member, room)| house.join(room, member))).await;

    let (first, others) = videos.split_first().unwrap();
    let (disturbed, calm) = join(house.panicking(first), join_all(others.iter().map(|room| house.calm(room)))).await;

    for (room, acknowledged) in videos.iter().zip(std::iter::once(&disturbed).chain(&calm)) {
        let log = store.room_log(room, 0, 1000).await.unwrap();
        assert_eq!(log.len(), COMMENTS);
        let known: Vec<_> = log.iter().map(|entry| &entry.comment).collect();
        assert_eq!(known, acknowledged.iter().collect::<Vec<_>>(), "in the order in which they were acknowledged");
        ears.until_heard(room, COMMENTS).await;
        assert_eq!(ears.heard(room), log.iter().map(|entry| entry.seq).collect::<Vec<_>>());
    }
    let restarts = |label: &VideoId| {
        let snapshot = system.registry().snapshot();
        let rooms = snapshot.iter().filter(|actor| actor.label.as_deref() == Some(label.as_str()));
        rooms.map(|actor| actor.restarts).sum::<u32>()
    };
    assert_eq!(restarts(first) as usize, COMMENTS / BETWEEN_PANICS);
    assert_eq!(others.iter().map(restarts).sum::<u32>(), 0);
    drop(seats);
    system.shutdown(SOON).await;
}

#[actix_web::test]
async fn a_room_that_panics_on_sqlite() {
    let Fixture { store, _folder } = sqlite();
    a_room_that_panics_loses_nothing_and_disturbs_nobody(&store).await;
}

#[actix_web::test]
async fn a_room_that_panics_on_postgres() {
    a_room_that_panics_loses_nothing_and_disturbs_nobody(&postgres().store).await;
}

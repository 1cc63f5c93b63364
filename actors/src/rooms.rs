//! The registry of rooms: maps a video to its room's actor, starting it if need be; and the way to them.
//!
//! Owns no state of any room, but keeps the seats of each as long as it lives, so that a room that panics finds its members
//! again. Permanent; its children pass away when nobody is in the room.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::messages::{FindRoom, ListRooms, RoomView};
use crate::model::VideoId;
use crate::room::{Presence, RoomActor, RoomConfig, Seats};
use crate::runtime::{
    Accepts, Actor, ActorId, AskError, ChildExited, Context, Handle, Handles, Message, Policy, ask_found,
};

const FIND: Duration = Duration::from_secs(5);
/// A comment behind a busy database.
const ASK: Duration = Duration::from_secs(15);

pub struct Rooms {
    config: RoomConfig,
    live: HashMap<VideoId, (Handle<RoomActor>, Arc<Seats>)>,
}

#[derive(Serialize)]
struct RoomsSnapshot {
    live: usize,
}

impl Rooms {
    #[must_use]
    pub fn new(config: RoomConfig) -> Self {
        Self { config, live: HashMap::new() }
    }

    fn find(&mut self, video: VideoId, ctx: &mut Context<Self>) -> Handle<RoomActor> {
        if let Some((handle, _)) = self.live.get(&video).filter(|(handle, _)| !handle.is_closed()) {
            return handle.clone();
        }
        let seats = Arc::new(Seats::default());
        let (config, room, its_seats) = (self.config.clone(), video.clone(), Arc::clone(&seats));
        let handle = ctx.spawn_child(move || RoomActor::new(config.clone(), room.clone(), Arc::clone(&its_seats)));
        if let Some((_, others)) = self.live.insert(video, (handle.clone(), seats)) {
            others.close();
        }
        handle
    }

    fn forget(&mut self, child: ActorId) {
        self.live.retain(|_, (handle, seats)| {
            let is_other = handle.id() != child;
            if !is_other {
                seats.close();
            }
            is_other
        });
    }
}

impl Actor for Rooms {
    const KIND: &'static str = "rooms";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 4096;

    fn child_exited(&mut self, child: ChildExited, _: &mut Context<Self>) {
        // Whatever it died of: the next who comes starts another, and its members come back.
        self.forget(child.id);
    }

    fn snapshot(&self) -> impl Serialize {
        RoomsSnapshot { live: self.live.len() }
    }
}

impl Handles<FindRoom> for Rooms {
    fn handle(&mut self, request: FindRoom, ctx: &mut Context<Self>) -> Handle<RoomActor> {
        self.find(request.video, ctx)
    }
}

impl Handles<ListRooms> for Rooms {
    fn handle(&mut self, _: ListRooms, _: &mut Context<Self>) -> Vec<RoomView> {
        let mut rooms: Vec<_> = self.live.iter().map(|(video, (handle, seats))| view(video, handle, seats)).collect();
        rooms.sort_by(|one, other| other.connections.cmp(&one.connections).then_with(|| one.actor.cmp(&other.actor)));
        rooms
    }
}

fn view(video: &VideoId, handle: &Handle<RoomActor>, seats: &Seats) -> RoomView {
    let Presence { connections, people } = seats.presence();
    let seq = seats.told().map(|(_, seq)| seq);
    RoomView { video: video.clone(), actor: handle.id(), connections, people, seq }
}

/// The way to rooms.
#[derive(Clone)]
pub struct RoomDesk(Handle<Rooms>);

impl RoomDesk {
    #[must_use]
    pub fn new(rooms: Handle<Rooms>) -> Self {
        Self(rooms)
    }

    pub async fn list(&self) -> Result<Vec<RoomView>, AskError> {
        self.0.ask(ListRooms, FIND).await
    }

    /// Sends to a video's room, once more when it was just about to end.
    pub async fn ask<M, K>(&self, video: &VideoId, make: impl Fn() -> M) -> Result<M::Reply, AskError>
    where
        M: Message,
        K: 'static,
        RoomActor: Accepts<M, K>,
    {
        let find = async || self.0.ask(FindRoom { video: video.clone() }, FIND).await;
        ask_found(find, make, ASK).await
    }
}

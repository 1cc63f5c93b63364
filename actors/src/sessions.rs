//! The registry of people's sessions: maps a person to their actor, starting it if need be.
//!
//! Owns no state of any person. Permanent; its children pass away when nobody asks for their person.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::live_sessions::Board;
use crate::messages::FindSessions;
use crate::model::UserId;
use crate::runtime::{Actor, ActorId, ChildExited, Context, Handle, Handles, Policy};
use crate::session::{SessionActor, SessionConfig};

pub struct Sessions {
    config: SessionConfig,
    board: Board,
    live: HashMap<UserId, Handle<SessionActor>>,
}

#[derive(Serialize)]
struct SessionsSnapshot {
    people: usize,
}

impl Sessions {
    #[must_use]
    pub fn new(config: SessionConfig, board: Board) -> Self {
        Self { config, board, live: HashMap::new() }
    }

    fn find(&mut self, user: UserId, ctx: &mut Context<Self>) -> Handle<SessionActor> {
        if let Some(handle) = self.live.get(&user).filter(|handle| !handle.is_closed()) {
            return handle.clone();
        }
        let (config, line, person) = (self.config.clone(), self.board.open(&user), user.clone());
        let handle = ctx.spawn_child(move || SessionActor::new(config.clone(), person.clone(), Arc::clone(&line)));
        self.live.insert(user, handle.clone());
        handle
    }

    fn forget(&mut self, child: ActorId) {
        // One that has a successor already leaves the line to it.
        self.live.retain(|user, handle| {
            let is_other = handle.id() != child;
            if !is_other {
                self.board.close(user);
            }
            is_other
        });
    }
}

impl Actor for Sessions {
    const KIND: &'static str = "sessions";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 4096;

    fn started(&mut self, _: &mut Context<Self>) {
        self.board.clear();
    }

    fn child_exited(&mut self, child: ChildExited, _: &mut Context<Self>) {
        // Whatever it died of: the next request for its person starts another.
        self.forget(child.id);
    }

    fn snapshot(&self) -> impl Serialize {
        SessionsSnapshot { people: self.live.len() }
    }
}

impl Handles<FindSessions> for Sessions {
    fn handle(&mut self, request: FindSessions, ctx: &mut Context<Self>) -> Handle<SessionActor> {
        self.find(request.user, ctx)
    }
}

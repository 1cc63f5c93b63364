//! Panics, rebuilds, limits, escalation.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures::future::join_all;
use tokio::time::Instant;

use super::support::{
    Boom, BoomInStream, BoomInTimer, BoomInWork, Finish, Fleeting, GiveUp, Inc, IncLater, Lasting, Note, Passing, SOON,
    Script, Wide, factory, paused, settle, spawn, spawn_named,
};
use crate::{
    message,
    runtime::{
        Actor, ActorSystem, AskError, ChildExited, Context, Exit, Handle, Handles, NeverRebuilt, Policy, Restarts,
        SystemConfig,
    },
};

#[test]
fn a_panic_in_a_handler_rebuilds_the_state_on_the_same_handle() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        assert_eq!(subject.ask(Boom, SOON).await, Err(AskError::Closed));
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        assert_eq!(script.built(), 2);
        let seen = subject.control().snapshot();
        assert_eq!(seen.restarts, 1);
        assert_eq!(seen.last_error.expect("an error").text, "panicked: in `Boom`: boom in handler");
        assert_eq!(seen.depth, 0, "the place of the panicked message came back");
        assert!(system.readiness().is_ready());
    });
}

#[test]
fn a_panic_beside_the_handlers_rebuilds_too() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        let error = || subject.control().snapshot().last_error.expect("an error").text;
        subject.try_tell(BoomInWork).unwrap();
        settle().await;
        assert_eq!(error(), "panicked: in `work`: boom in work");
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        subject.try_tell(BoomInTimer).unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
        settle().await;
        assert_eq!(error(), "panicked: in `Boom`: boom in handler");
        subject.try_tell(BoomInStream).unwrap();
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        settle().await;
        assert_eq!(error(), "panicked: in `items`: boom in stream");
        assert_eq!(script.built(), 3);
    });
}

#[test]
fn a_panic_in_started_or_in_the_factory_is_a_restart_like_any_other() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.started_faults.store(1, Ordering::SeqCst);
        script.factory_faults.store(2, Ordering::SeqCst);
        let subject = spawn::<Passing>(&system, &script);
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        assert_eq!(script.built(), 4);
        let text = subject.control().snapshot().last_error.expect("an error").text;
        assert_eq!(text, "panicked: in `started`: no start today");
    });
}

#[test]
fn a_panic_while_the_broken_state_is_dropped_does_no_more_harm() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        script.drop_faults.store(1, Ordering::SeqCst);
        subject.try_tell(Boom).unwrap();
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
    });
}

#[test]
fn messages_queued_during_the_pause_are_answered_in_order() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.try_tell(Boom).unwrap();
        let answers = join_all((0..5).map(|_| subject.ask(Inc, SOON))).await;
        assert_eq!(answers, (1..=5).map(Ok).collect::<Vec<_>>());
    });
}

#[test]
fn work_of_one_generation_does_not_reach_the_next() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.try_tell(IncLater).unwrap();
        settle().await;
        subject.try_tell(Boom).unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
    });
}

#[test]
fn past_the_limit_the_root_ends_and_the_node_is_not_ready() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        for _ in 0..4 {
            subject.try_tell(Boom).unwrap();
        }
        let exit = subject.control().ended().await;
        assert_eq!(exit, Exit::RestartLimit("panicked: in `Boom`: boom in handler".into()));
        assert!(!system.readiness().is_ready());
        assert!(system.readiness().reasons()["actor.passing"].contains("boom in handler"));
        assert_eq!(subject.ask(Inc, SOON).await, Err(AskError::Closed));
    });
}

#[test]
fn a_crash_loop_does_not_spin() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.started_faults.store(usize::MAX, Ordering::SeqCst);
        let start = Instant::now();
        let subject = spawn::<Passing>(&system, &script);
        subject.control().ended().await;
        assert_eq!(script.built(), 4, "the first build and as many more as the limit allows");
        let least = (50 + 100 + 200) / 2;
        assert!(start.elapsed() >= Duration::from_millis(least), "{:?}", start.elapsed());
    });
}

#[test]
fn a_stop_inside_started_does_not_spin() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.stop_in_started.store(true, Ordering::SeqCst);
        let passing = spawn::<Passing>(&system, &script);
        assert_eq!(passing.control().ended().await, Exit::Normal);
        assert_eq!(script.built(), 1);
        let lasting = spawn::<Lasting>(&system, &script);
        assert!(matches!(lasting.control().ended().await, Exit::RestartLimit(_)));
        assert_eq!(script.built(), 1 + 4);
    });
}

#[test]
fn the_policy_decides_what_follows_an_end() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let fleeting = spawn::<Fleeting>(&system, &script);
        fleeting.try_tell(Boom).unwrap();
        assert!(matches!(fleeting.control().ended().await, Exit::Panicked(_)));
        assert!(system.readiness().is_ready(), "a connection may fail");

        let passing = spawn::<Passing>(&system, &script);
        assert_eq!(passing.ask(GiveUp, SOON).await, Ok(()));
        assert_eq!(passing.ask(Inc, SOON).await, Ok(1));
        assert_eq!(passing.control().snapshot().last_error.expect("an error").text, "failed: cannot go on");
        passing.control().kill();
        settle().await;
        assert_eq!(passing.ask(Inc, SOON).await, Ok(1), "killed, then rebuilt");
        passing.try_tell(Finish).unwrap();
        assert_eq!(passing.control().ended().await, Exit::Normal);

        let lasting = spawn::<Lasting>(&system, &script);
        assert_eq!(lasting.ask(Inc, SOON).await, Ok(1));
        assert_eq!(lasting.ask(Finish, SOON).await, Ok(()));
        tokio::time::sleep(SOON).await;
        assert_eq!(lasting.ask(Inc, SOON).await, Ok(1), "finished, then rebuilt");
        lasting.control().stop(SOON);
        assert_eq!(lasting.control().ended().await, Exit::Quit);
    });
}

#[test]
fn a_restart_that_is_asked_for_finishes_first_and_is_no_failure() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn_named::<Lasting>(&system, &script, "it");
        for restarts in 1..=5 {
            subject.ask(Inc, SOON).await.unwrap();
            subject.control().restart(SOON).unwrap();
            assert_eq!(subject.ask(IncLater, SOON).await, Ok(()));
            settle().await;
            while subject.control().snapshot().restarts < restarts {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        let seen = subject.control().snapshot();
        assert_eq!((seen.restarts, seen.last_error), (5, None), "more than the limit of failures");
        assert_eq!(script.lines().iter().filter(|line| *line == "it saved").count(), 5);
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1), "with fresh state");
        assert!(system.readiness().is_ready());
    });
}

#[test]
fn one_that_cannot_finish_is_killed_and_begins_anew_and_one_that_never_does_is_left_alone() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        script.never_saved.store(true, Ordering::SeqCst);
        subject.control().restart(SOON).unwrap();
        while script.built() < 2 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        let fleeting = spawn::<Fleeting>(&system, &Arc::default());
        assert_eq!(fleeting.control().restart(SOON), Err(NeverRebuilt));
        assert_eq!(fleeting.ask(Inc, SOON).await, Ok(1));
    });
}

#[test]
fn an_injected_panic_is_a_panic() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        subject.control().inject_panic();
        settle().await;
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        assert_eq!(subject.control().snapshot().last_error.expect("an error").text, "panicked: injected");
    });
}

/// Has one child; tells what it hears of it.
struct Parent {
    script: Arc<Script>,
    child: Option<Handle<super::support::Subject<Passing>>>,
    escalate: bool,
}

struct GetChild;

message! {
    GetChild => Handle<super::support::Subject<Passing>>;
}

impl Actor for Parent {
    const KIND: &'static str = "parent";
    const POLICY: Policy = Policy::Permanent;
    const RESTARTS: Restarts = Restarts { limit: 1, ..Restarts::DEFAULT };

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.script.log("parent started");
        self.child = Some(ctx.spawn_child(factory(&self.script, "child")));
    }

    fn child_exited(&mut self, child: ChildExited, ctx: &mut Context<Self>) {
        self.script.log(format!("{}: {}", child.kind, child.exit));
        if self.escalate {
            ctx.fail(child.exit);
        }
    }
}

impl Handles<GetChild> for Parent {
    fn handle(&mut self, _: GetChild, _: &mut Context<Self>) -> Handle<super::support::Subject<Passing>> {
        self.child.clone().expect("started")
    }
}

fn parent(system: &ActorSystem, script: &Arc<Script>, escalate: bool) -> Handle<Parent> {
    let script = Arc::clone(script);
    system.spawn(move || Parent { script: Arc::clone(&script), child: None, escalate })
}

#[test]
fn the_limit_reaches_the_parent_which_may_take_it() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let parent = parent(&system, &script, false);
        let child = parent.ask(GetChild, SOON).await.unwrap();
        assert_eq!(system.registry().get(child.id()).unwrap().parent, Some(parent.id()));
        for _ in 0..4 {
            child.try_tell(Boom).unwrap();
        }
        child.control().ended().await;
        parent.ask(GetChild, SOON).await.unwrap();
        let limit = "passing: restarted too often: panicked: in `Boom`: boom in handler";
        assert_eq!(script.lines(), ["parent started", limit]);
        assert!(system.readiness().is_ready());
    });
}

#[test]
fn a_parent_that_passes_the_limit_on_is_rebuilt_and_at_the_root_gives_up() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let parent = parent(&system, &script, true);
        for _ in 0..2 {
            let child = parent.ask(GetChild, SOON).await.unwrap();
            for _ in 0..4 {
                child.try_tell(Boom).unwrap();
            }
            child.control().ended().await;
            settle().await;
        }
        assert!(matches!(parent.control().ended().await, Exit::RestartLimit(_)));
        assert!(!system.readiness().is_ready());
        let starts = script.lines().iter().filter(|line| *line == "parent started").count();
        assert_eq!(starts, 2);
    });
}

#[test]
fn children_end_with_their_parents_generation() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let parent = parent(&system, &script, false);
        let child = parent.ask(GetChild, SOON).await.unwrap();
        parent.control().kill();
        assert_eq!(child.control().ended().await, Exit::Quit);
        let next = parent.ask(GetChild, SOON).await.unwrap();
        assert_ne!(next.id(), child.id());
        assert_eq!(script.lines(), ["parent started", "child stopping", "child saved", "parent started"]);
    });
}

#[actix_rt::test]
async fn other_actors_keep_their_order_and_lose_nothing() {
    const MESSAGES: usize = 1_000;
    let system = ActorSystem::start(SystemConfig::default()).unwrap();
    let victim = spawn::<Passing>(&system, &Arc::default());
    let scripts: Vec<Arc<Script>> = (0..20).map(|_| Arc::default()).collect();
    let others: Vec<_> = scripts
        .iter()
        .enumerate()
        .map(|(index, script)| spawn_named::<Wide>(&system, script, &index.to_string()))
        .collect();
    for number in 0..MESSAGES {
        if number % 400 == 0 {
            victim.try_tell(Boom).unwrap();
        }
        for other in &others {
            other.try_tell(Note(number.to_string())).unwrap();
        }
        if number % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let expected: Vec<_> = (0..MESSAGES).map(|number| number.to_string()).collect();
    for (other, script) in others.iter().zip(&scripts) {
        assert_eq!(other.ask(Inc, SOON).await, Ok(1));
        assert_eq!(script.lines(), expected);
    }
    assert_eq!(victim.ask(Inc, SOON).await, Ok(1));
    assert_eq!(victim.control().snapshot().restarts, 3);
    system.shutdown(SOON).await;
}

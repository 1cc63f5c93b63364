//! Orderly stops, and disorderly ones.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::support::{
    Boom, Finish, Hold, Inc, IncLater, Note, Passing, SOON, Script, factory, paused, settle, spawn, spawn_named,
};
use crate::{
    message,
    runtime::{Actor, ActorSystem, AskError, Context, Exit, Handles, Phase, Policy, SystemConfig},
};

struct Family {
    script: Arc<Script>,
}

/// Starts a child of that name.
struct AddChild(&'static str);

message! {
    AddChild;
}

impl Actor for Family {
    const KIND: &'static str = "family";
    const POLICY: Policy = Policy::Permanent;

    fn stopping(&mut self, _: &mut Context<Self>) {
        self.script.log("family stopping");
    }
}

impl Handles<AddChild> for Family {
    fn handle(&mut self, msg: AddChild, ctx: &mut Context<Self>) {
        ctx.spawn_child(factory::<Passing>(&self.script, msg.0));
    }
}

#[test]
fn a_shutdown_goes_from_the_youngest_to_the_oldest_and_children_first() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let shared = Arc::clone(&script);
        let family = system.spawn(move || Family { script: Arc::clone(&shared) });
        for name in ["elder", "younger"] {
            family.ask(AddChild(name), SOON).await.unwrap();
        }
        let _single = spawn_named::<Passing>(&system, &script, "single");
        settle().await;
        assert_eq!(system.shutdown(SOON).await, 0);
        let expected = [
            "single stopping",
            "single saved",
            "younger stopping",
            "younger saved",
            "elder stopping",
            "elder saved",
            "family stopping",
        ];
        assert_eq!(script.lines(), expected);
        assert!(!system.readiness().is_ready());
        let late = spawn::<Passing>(&system, &script);
        assert_eq!(late.ask(Inc, SOON).await, Err(AskError::Closed));
    });
}

#[test]
fn a_stop_handles_what_was_accepted_then_saves() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        subject.try_tell(IncLater).unwrap();
        for line in ["one", "two"] {
            subject.try_tell(Note(line.into())).unwrap();
        }
        subject.control().stop(SOON);
        assert_eq!(subject.control().ended().await, Exit::Quit);
        assert_eq!(script.lines(), ["one", "two", "passing stopping", "passing saved"]);
        let seen = system.registry().get(subject.id()).unwrap();
        assert_eq!(seen.state["count"], 1, "spawned work was awaited and its message handled");
    });
}

#[test]
fn a_stop_past_its_deadline_kills() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.never_saved.store(true, Ordering::SeqCst);
        let subject = spawn::<Passing>(&system, &script);
        subject.ask(Inc, SOON).await.unwrap();
        let start = Instant::now();
        subject.control().stop(Duration::from_secs(3));
        settle().await;
        assert_eq!(subject.control().snapshot().phase, Phase::Stopping);
        assert_eq!(subject.control().ended().await, Exit::Killed);
        assert_eq!(start.elapsed().as_secs(), 3);
    });
}

#[test]
fn an_actor_late_with_its_own_stop_is_not_rebuilt() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.never_saved.store(true, Ordering::SeqCst);
        let subject = spawn::<Passing>(&system, &script);
        subject.ask(Finish, SOON).await.unwrap();
        assert_eq!(subject.control().ended().await, Exit::Killed);
        assert_eq!(script.built(), 1);
    });
}

#[test]
fn a_shutdown_keeps_its_deadline() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        script.never_saved.store(true, Ordering::SeqCst);
        let subjects: Vec<_> = (0..3).map(|_| spawn::<Passing>(&system, &script)).collect();
        settle().await;
        let start = Instant::now();
        assert_eq!(system.shutdown(Duration::from_secs(4)).await, 0);
        assert!(start.elapsed() <= Duration::from_secs(4));
        for subject in subjects {
            assert_eq!(subject.control().ended().await, Exit::Killed);
        }
    });
}

#[test]
fn a_stop_during_the_pause_ends_it() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.try_tell(Boom).unwrap();
        settle().await;
        assert_eq!(subject.control().snapshot().phase, Phase::Backoff);
        let start = Instant::now();
        subject.control().stop(SOON);
        assert_eq!(subject.control().ended().await, Exit::Quit);
        assert!(start.elapsed() < Duration::from_millis(10));
    });
}

#[test]
fn a_thread_that_goes_away_leaves_nobody_half_alive() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let system = ActorSystem::start_here(SystemConfig::default()).unwrap();
    let script = Arc::new(Script::default());
    let local = tokio::task::LocalSet::new();
    let (running, pausing) = local.block_on(&runtime, async {
        let running = spawn::<Passing>(&system, &script);
        let pausing = spawn::<Passing>(&system, &script);
        assert_eq!(running.ask(Inc, SOON).await, Ok(1));
        assert_eq!(pausing.ask(Boom, SOON).await, Err(AskError::Closed));
        (running, pausing)
    });
    drop(local);
    runtime.block_on(async {
        for subject in [running, pausing] {
            assert_eq!(subject.control().ended().await, Exit::Killed);
            assert_eq!(subject.ask(Hold, SOON).await, Err(AskError::Closed));
        }
    });
    assert_eq!(script.built(), 2, "no factory was called on the way out");
    assert!(script.lines().is_empty(), "no hook was called on the way out");
}

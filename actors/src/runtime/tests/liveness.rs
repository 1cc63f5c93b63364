//! The watchdog: who hangs, who only waits.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use tokio::{sync::broadcast, time::timeout};

use super::support::{Block, Hold, Inc, Passing, SOON, Wide, spawn};
use crate::runtime::{ActorEvent, ActorId, ActorSystem, Exit, Happening, SystemConfig};

const HUNG: Happening = Happening::Hung { doing: Some("Block") };

fn watched() -> (ActorSystem, broadcast::Receiver<ActorEvent>) {
    let config = SystemConfig { heartbeat: Duration::from_millis(80), ..SystemConfig::default() };
    let system = ActorSystem::start(config).unwrap();
    let events = system.registry().subscribe();
    (system, events)
}

/// Waits until `what` happens to that actor.
async fn until(events: &mut broadcast::Receiver<ActorEvent>, id: ActorId, what: Happening) {
    let wanted = ActorEvent { id, kind: "wide", what };
    let seen = async { while events.recv().await.unwrap() != wanted {} };
    timeout(SOON, seen).await.unwrap_or_else(|_| panic!("{wanted:?} never came"));
}

#[actix_rt::test]
async fn a_hung_actor_is_seen_and_so_is_its_recovery() {
    let (system, mut events) = watched();
    let waiting = spawn::<Passing>(&system, &Arc::default());
    let hung = spawn::<Wide>(&system, &Arc::default());
    assert_eq!(waiting.ask(Inc, SOON).await, Ok(1));
    // Has a question to answer, but nothing to do: that is no hang.
    let answer = tokio::spawn({
        let waiting = waiting.clone();
        async move { waiting.ask(Hold, SOON).await }
    });
    let (release, blocked) = mpsc::channel();
    hung.try_tell(Block(blocked)).unwrap();
    until(&mut events, hung.id(), HUNG).await;
    let key = format!("hung.wide.{}", hung.id());
    assert_eq!(system.readiness().reasons()[&key], "wide makes no progress in Block");
    assert!(!system.readiness().is_ready());
    let seen = |id: ActorId| system.registry().get(id).unwrap();
    assert!(!seen(hung.id()).healthy);
    assert_eq!(seen(hung.id()).doing, Some("Block"));
    assert!(seen(waiting.id()).healthy);

    drop(release);
    until(&mut events, hung.id(), Happening::Recovered).await;
    timeout(SOON, system.readiness().wait_for(true)).await.expect("ready again");
    assert!(seen(hung.id()).healthy);
    assert_eq!(hung.ask(Inc, SOON).await, Ok(1));
    assert_eq!(system.shutdown(SOON).await, 0);
    assert!(answer.await.unwrap().is_err());
}

#[actix_rt::test]
async fn a_blocked_thread_does_not_keep_the_others_from_an_orderly_end() {
    let (system, mut events) = watched();
    let good = spawn::<Passing>(&system, &Arc::default());
    let hung = spawn::<Wide>(&system, &Arc::default());
    let (release, blocked) = mpsc::channel();
    hung.try_tell(Block(blocked)).unwrap();
    until(&mut events, hung.id(), HUNG).await;
    assert_eq!(system.shutdown(Duration::from_millis(800)).await, 1);
    assert_eq!(good.control().ended().await, Exit::Quit);
    drop(release);
}

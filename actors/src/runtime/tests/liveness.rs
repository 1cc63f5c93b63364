//! The watchdog: who hangs, who only waits.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use tokio::time::timeout;

use super::support::{Block, Hold, Inc, Passing, SOON, Wide, spawn};
use crate::runtime::{ActorId, ActorSystem, Happening, SystemConfig};

fn watched() -> ActorSystem {
    let config = SystemConfig {
        heartbeat: Duration::from_millis(40),
        ..SystemConfig::default()
    };
    ActorSystem::start(config).unwrap()
}

#[actix_rt::test]
async fn a_hung_actor_is_seen_and_so_is_its_recovery() {
    let system = watched();
    let mut events = system.registry().subscribe();
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
    timeout(SOON, system.readiness().wait_for(false))
        .await
        .expect("seen");
    let key = format!("hung.wide.{}", hung.id());
    assert_eq!(
        system.readiness().reasons()[&key],
        "wide makes no progress in Block"
    );
    let seen = |id: ActorId| system.registry().get(id).unwrap();
    assert!(!seen(hung.id()).healthy);
    assert_eq!(seen(hung.id()).doing, Some("Block"));
    assert!(seen(waiting.id()).healthy);

    drop(release);
    timeout(SOON, system.readiness().wait_for(true))
        .await
        .expect("recovered");
    assert!(seen(hung.id()).healthy);
    assert_eq!(hung.ask(Inc, SOON).await, Ok(1));
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        if event.id == hung.id() {
            seen.push(event.what);
        }
    }
    let expected = [
        Happening::Running { generation: 0 },
        Happening::Hung {
            doing: Some("Block"),
        },
        Happening::Recovered,
    ];
    assert_eq!(seen, expected);
    assert_eq!(system.shutdown(SOON).await, 0);
    assert!(answer.await.unwrap().is_err());
}

#[actix_rt::test]
async fn a_blocked_thread_does_not_stop_the_shutdown_of_the_others() {
    let system = watched();
    let good = spawn::<Passing>(&system, &Arc::default());
    let hung = spawn::<Wide>(&system, &Arc::default());
    let (release, blocked) = mpsc::channel();
    hung.try_tell(Block(blocked)).unwrap();
    timeout(SOON, system.readiness().wait_for(false))
        .await
        .expect("seen");
    assert_eq!(system.shutdown(Duration::from_millis(200)).await, 1);
    assert!(good.is_closed());
    drop(release);
}

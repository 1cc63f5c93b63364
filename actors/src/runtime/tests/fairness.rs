//! A busy actor lets the others on its thread run.

use std::{sync::Arc, time::Duration};

use super::support::{Inc, IncBySelf, Passing, SOON, Wide, paused, spawn};

#[test]
fn a_flooded_actor_yields_to_its_neighbours() {
    paused(async |system| {
        let flooded = spawn::<Wide>(&system, &Arc::default());
        let neighbour = spawn::<Passing>(&system, &Arc::default());
        for _ in 0..10_000 {
            flooded.try_tell(Inc).unwrap();
        }
        assert_eq!(neighbour.ask(Inc, SOON).await, Ok(1));
        let handled = flooded.control().snapshot().handled;
        assert!((1..=512).contains(&handled), "{handled} handled before the neighbour's one");
        assert_eq!(flooded.ask(Inc, SOON).await, Ok(10_001));
    });
}

#[test]
fn an_actor_that_floods_itself_yields_and_still_hears_others() {
    paused(async |system| {
        let flooded = spawn::<Passing>(&system, &Arc::default());
        let neighbour = spawn::<Passing>(&system, &Arc::default());
        flooded.try_tell(IncBySelf(100_000)).unwrap();
        assert_eq!(neighbour.ask(Inc, SOON).await, Ok(1));
        let count = flooded.ask(Inc, SOON).await.unwrap();
        assert!(count < 1_000, "asked after {count} messages to itself");
    });
}

#[test]
fn timers_run_beside_a_flood() {
    paused(async |system| {
        let flooded = spawn::<Passing>(&system, &Arc::default());
        flooded.try_tell(IncBySelf(u64::MAX)).unwrap();
        // Paused time moves by itself only while nothing runs, and here something always does.
        tokio::time::advance(Duration::from_millis(10)).await;
        let ask = tokio::time::timeout(SOON, flooded.ask(Inc, SOON)).await;
        assert!(matches!(ask, Ok(Ok(_))));
        flooded.control().kill();
        assert_eq!(flooded.ask(Inc, SOON).await, Ok(1));
    });
}

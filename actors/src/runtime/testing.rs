//! Role: where unit tests of actors run: one thread, paused time, no sleeping. Owner: the tests of this crate.
//!
//! Invariants: time moves only when nothing can run, so an order of events that holds once holds always.

use std::{future::Future, time::Duration};

use super::{ActorSystem, SystemConfig};

/// Runs `test` under paused time, with an actor system on the same thread.
pub(crate) fn paused<F: Future>(test: impl FnOnce(ActorSystem) -> F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let system = ActorSystem::start_here(SystemConfig::default()).expect("watchdog");
    tokio::task::LocalSet::new().block_on(&runtime.expect("runtime"), test(system))
}

/// Lets everything that can run do so.
pub(crate) async fn settle() {
    tokio::time::sleep(Duration::from_nanos(1)).await;
}

//! Role: asking actors that a registry finds and that pass away by themselves. Owner: whoever asks.

use std::time::Duration;

use super::{
    actor::{Accepts, Actor},
    handle::{AskError, Handle},
    message::Message,
};

/// An actor that nobody asks ends, maybe just when it is asked: how often it is looked for.
const FINDS: u32 = 3;
/// What one that is ending may take.
const ENDING: Duration = Duration::from_secs(5);

/// Sends to the actor that `find` finds, once more when it was just about to end.
pub async fn ask_found<A, M, K>(
    find: impl AsyncFn() -> Result<Handle<A>, AskError>,
    make: impl Fn() -> M,
    within: Duration,
) -> Result<M::Reply, AskError>
where
    A: Actor + Accepts<M, K>,
    M: Message,
    K: 'static,
{
    for _ in 0..FINDS {
        let actor = find().await?;
        match actor.ask(make(), within).await {
            Err(AskError::Closed) if actor.is_closed() => {
                let _is_late = tokio::time::timeout(ENDING, actor.control().ended()).await;
            }
            other => return other,
        }
    }
    Err(AskError::Closed)
}

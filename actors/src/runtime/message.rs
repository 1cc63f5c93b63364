//! Role: what a message is and how one is declared. Owner: the runtime.
//!
//! Invariants: a message names its reply type once, for every actor that handles it; its name is a metric label and
//! therefore never carries an id.

/// A command, query or event that an actor handles.
///
/// Use [`message!`](crate::message) instead of writing the impl by hand.
pub trait Message: Send + 'static {
    /// What a caller of `ask` gets back: `Result<T, XError>` for whatever can fail, `()` for events.
    type Reply: Send + 'static;

    /// The label in metrics, spans and snapshots.
    const NAME: &'static str;

    /// Whether this reply counts as `failed` in the figures.
    fn is_failure(_reply: &Self::Reply) -> bool {
        false
    }
}

/// Declares the reply types of messages.
///
/// ```
/// use playhouse_actors::message;
///
/// pub struct AddPoints { pub points: u64 }
/// pub struct GetTotal;
/// pub struct RoundEnded;
///
/// message! {
///     AddPoints => Result<u64, String>;
///     GetTotal => u64;
///     RoundEnded;
/// }
/// ```
///
/// A reply written as `Result<…>` counts as failed when it is an `Err`. An event without `=>` replies `()`.
#[macro_export]
macro_rules! message {
    () => {};
    ($name:ty => Result<$($part:ty),+ $(,)?>; $($rest:tt)*) => {
        impl $crate::runtime::Message for $name {
            type Reply = Result<$($part),+>;
            const NAME: &'static str = stringify!($name);
            fn is_failure(reply: &Self::Reply) -> bool {
                reply.is_err()
            }
        }
        $crate::message! { $($rest)* }
    };
    ($name:ty => $reply:ty; $($rest:tt)*) => {
        impl $crate::runtime::Message for $name {
            type Reply = $reply;
            const NAME: &'static str = stringify!($name);
        }
        $crate::message! { $($rest)* }
    };
    ($name:ty; $($rest:tt)*) => {
        $crate::message! { $name => (); $($rest)* }
    };
}

//! Capacity, deadlines, callers that go away, messages to oneself.

use std::{sync::Arc, time::Duration};

use futures::FutureExt;

use super::support::{
    Abandon, Boom, Hold, Inc, IncBySelf, Narrow, Note, Passing, Release, SOON, Script, paused, settle, spawn,
};
use crate::runtime::{AskError, Recipient, TellError};

#[test]
fn a_full_mailbox_sheds_and_its_places_come_back() {
    paused(async |system| {
        let subject = spawn::<Narrow>(&system, &Arc::default());
        for _ in 0..3 {
            subject.try_tell(Inc).unwrap();
        }
        assert_eq!(subject.try_tell(Inc), Err(TellError::Full));
        assert_eq!(subject.ask(Inc, SOON).await, Err(AskError::Full));
        settle().await;
        assert_eq!(subject.ask(Inc, SOON).await, Ok(4));
        let seen = subject.control().snapshot();
        assert_eq!((seen.handled, seen.shed, seen.depth, seen.capacity), (4, 2, 0, 3));
    });
}

#[test]
fn a_deferred_message_keeps_its_place_until_it_is_answered() {
    paused(async |system| {
        let subject = spawn::<Narrow>(&system, &Arc::default());
        subject.ask(Inc, SOON).await.unwrap();
        let asks: Vec<_> = (0..2)
            .map(|_| {
                let subject = subject.clone();
                tokio::task::spawn_local(async move { subject.ask(Hold, SOON).await })
            })
            .collect();
        settle().await;
        let seen = subject.control().snapshot();
        assert_eq!((seen.depth, seen.deferred), (2, 2));
        subject.try_tell(Note("third".into())).unwrap();
        assert_eq!(subject.try_tell(Inc), Err(TellError::Full));
        settle().await;
        assert_eq!(subject.ask(Release, SOON).await, Ok(2));
        for ask in asks {
            assert_eq!(ask.await.unwrap(), Ok(1));
        }
        let seen = subject.control().snapshot();
        assert_eq!((seen.depth, seen.deferred), (0, 0));
    });
}

#[test]
fn a_reply_dropped_unanswered_tells_the_caller_and_gives_the_place_back() {
    paused(async |system| {
        let subject = spawn::<Narrow>(&system, &Arc::default());
        let (held, abandoned) = tokio::join!(subject.ask(Hold, SOON), subject.ask(Abandon, SOON));
        assert_eq!((held, abandoned), (Err(AskError::Closed), Ok(())));
        assert_eq!(subject.control().snapshot().depth, 0);
    });
}

#[test]
fn an_ask_ends_at_its_deadline() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        let start = tokio::time::Instant::now();
        assert_eq!(subject.ask(Hold, Duration::from_millis(250)).await, Err(AskError::Timeout));
        assert_eq!(start.elapsed().as_millis(), 250);
        assert_eq!(subject.ask(Release, SOON).await, Ok(1), "handled all the same");
    });
}

#[test]
fn an_ask_whose_deadline_passes_in_the_mailbox_is_dropped_and_counted() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.try_tell(Boom).unwrap();
        settle().await;
        // The pause before the rebuild is at least 25 ms.
        assert_eq!(subject.ask(Inc, Duration::from_millis(5)).await, Err(AskError::Timeout));
        assert_eq!(subject.ask(Inc, SOON).await, Ok(1));
        let seen = subject.control().snapshot();
        assert_eq!((seen.expired, seen.depth), (1, 0));
    });
}

#[test]
fn an_ask_dropped_by_its_caller_is_still_handled() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        assert_eq!(subject.ask(Inc, SOON).now_or_never(), None);
        assert_eq!(subject.ask(Inc, SOON).await, Ok(2));
    });
}

#[test]
fn after_the_end_everything_is_closed() {
    paused(async |system| {
        let script = Arc::new(Script::default());
        let subject = spawn::<Passing>(&system, &script);
        let recipient = subject.recipient::<Inc, _>();
        subject.control().stop(SOON);
        subject.control().ended().await;
        assert!(subject.is_closed());
        assert_eq!(subject.ask(Inc, SOON).await, Err(AskError::Closed));
        assert_eq!(subject.try_tell(Inc), Err(TellError::Closed));
        assert_eq!(recipient.ask(Inc, SOON).await, Err(AskError::Closed));
        recipient.tell_lossy(Inc);
        assert_eq!(subject.control().snapshot().lost, 1);
        assert_eq!(subject.control().snapshot().shed, 0);
    });
}

#[test]
fn lossy_telemetry_is_counted_when_lost() {
    paused(async |system| {
        let subject = spawn::<Narrow>(&system, &Arc::default());
        for _ in 0..5 {
            subject.tell_lossy(Inc);
        }
        assert_eq!(subject.control().snapshot().lost, 2);
        assert_eq!(subject.ask(Inc, SOON).await, Err(AskError::Full));
        settle().await;
        assert_eq!(subject.ask(Inc, SOON).await, Ok(4));
    });
}

#[test]
fn messages_to_oneself_take_no_place() {
    paused(async |system| {
        let subject = spawn::<Narrow>(&system, &Arc::default());
        subject.ask(IncBySelf(10), SOON).await.unwrap();
        for _ in 0..3 {
            subject.try_tell(Inc).unwrap();
        }
        settle().await;
        assert_eq!(subject.ask(Inc, SOON).await, Ok(15));
    });
}

#[test]
fn a_recipient_may_be_an_actor_or_a_function() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        let recipients = [
            subject.recipient(),
            Recipient::from_fn(|_: Inc, reply| {
                reply.send(7);
                Ok(())
            }),
        ];
        assert_eq!(recipients[0].ask(Inc, SOON).await, Ok(1));
        assert_eq!(recipients[1].ask(Inc, SOON).await, Ok(7));
        assert_eq!(recipients[1].try_tell(Inc), Ok(()));
    });
}

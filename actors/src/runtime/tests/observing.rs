//! What operators see.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::pending;
use metrics::{Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

use super::support::{Boom, Inc, Narrow, Passing, Refuse, SOON, paused, settle, spawn, spawn_named};
use crate::{
    message,
    runtime::{Actor, ActorSystem, Context, Exit, HandlesLater, Happening, Phase, Policy, Reply, SystemConfig},
};

#[test]
fn snapshots_show_figures_and_state_without_the_mailbox() {
    paused(async |system| {
        let subject = spawn_named::<Passing>(&system, &Arc::default(), "vid_1");
        for _ in 0..3 {
            subject.ask(Inc, SOON).await.unwrap();
        }
        assert!(subject.ask(Refuse, SOON).await.unwrap().is_err());
        let all = system.registry().fresh_snapshot(SOON).await;
        let [seen] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((seen.kind, seen.label.as_deref(), seen.phase), ("passing", Some("vid_1"), Phase::Running));
        assert_eq!((seen.handled, seen.failed, seen.restarts), (4, 1, 0));
        assert_eq!(seen.state["count"], 3);
        let json = serde_json::to_value(seen).unwrap();
        assert_eq!(json["policy"], "transient");
        assert_eq!(json["healthy"], true);
        assert!(json["handle_time"]["p99_us"].is_number());
    });
}

#[test]
fn a_plain_look_is_at_most_one_look_behind() {
    paused(async |system| {
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.ask(Inc, SOON).await.unwrap();
        assert_eq!(system.registry().snapshot()[0].state["count"], 0);
        settle().await;
        assert_eq!(system.registry().snapshot()[0].state["count"], 1);
    });
}

#[test]
fn the_dead_are_kept_for_a_while() {
    paused(async |_| {
        let config = SystemConfig { keep_dead: 2, keep_dead_for: Duration::from_secs(60), ..SystemConfig::default() };
        let system = ActorSystem::start_here(config).unwrap();
        let subjects: Vec<_> = (0..3).map(|_| spawn::<Passing>(&system, &Arc::default())).collect();
        for subject in &subjects {
            subject.ask(Inc, SOON).await.unwrap();
            subject.control().stop(SOON);
            subject.control().ended().await;
        }
        let kept = system.registry().snapshot();
        assert_eq!(kept.iter().map(|seen| seen.id).collect::<Vec<_>>(), [subjects[1].id(), subjects[2].id()]);
        assert_eq!((kept[0].exit.as_ref(), kept[0].phase), (Some(&Exit::Quit), Phase::Ended));
        assert_eq!(kept[0].state["count"], 1);
        assert!(kept[0].ended_at_unix_ms.is_some());
        assert!(system.registry().control(subjects[1].id()).is_none());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(system.registry().snapshot().is_empty());
    });
}

#[test]
fn events_tell_a_life() {
    paused(async |system| {
        let mut events = system.registry().subscribe();
        let subject = spawn::<Passing>(&system, &Arc::default());
        subject.try_tell(Boom).unwrap();
        subject.ask(Inc, SOON).await.unwrap();
        let control = system.registry().control(subject.id()).unwrap();
        control.stop(SOON);
        control.ended().await;
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            told.push(event.what);
        }
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!(told[0], Happening::Running { generation: 0 });
        assert!(matches!(&told[1], Happening::Restarting { pause_ms: 25..=50, .. }), "{told:?}");
        assert_eq!(told[2], Happening::Running { generation: 1 });
        assert_eq!(told[3], Happening::Ended(Exit::Quit));
    });
}

/// Never answers, and says nothing of its state.
struct Silent;
struct Wait;

message! {
    Wait => u64;
}

impl Actor for Silent {
    const KIND: &'static str = "silent";
    const POLICY: Policy = Policy::Temporary;
}

impl HandlesLater<Wait> for Silent {
    fn handle_later(&mut self, _: Wait, reply: Reply<Wait>, ctx: &mut Context<Self>) {
        ctx.answer("wait", reply, pending());
    }
}

#[test]
fn an_actor_need_not_show_anything() {
    paused(async |system| {
        let silent = system.spawn(|| Silent);
        assert_eq!(silent.ask(Wait, Duration::from_secs(1)).await, Err(crate::runtime::AskError::Timeout));
        let all = system.registry().fresh_snapshot(SOON).await;
        assert_eq!(all[0].state, serde_json::Value::Null);
        assert_eq!((all[0].label.as_ref(), all[0].deferred), (None, 1));
    });
}

/// Writes every counted label down.
#[derive(Clone, Default)]
struct Counted(Arc<Mutex<Vec<String>>>);

struct Line(String, Counted);

impl CounterFn for Line {
    fn increment(&self, value: u64) {
        self.1.0.lock().unwrap().push(format!("{} {value}", self.0));
    }

    fn absolute(&self, _: u64) {}
}

impl Recorder for Counted {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Counter::from_arc(Arc::new(Line(format!("{} {}", key.name(), labels.join(",")), self.clone())))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[test]
fn metrics_carry_kind_and_message_and_never_an_id() {
    let counted = Counted::default();
    metrics::with_local_recorder(&counted.clone(), || {
        paused(async |system| {
            let subject = spawn_named::<Narrow>(&system, &Arc::default(), "vid_1");
            subject.ask(Inc, SOON).await.unwrap();
            let _ = subject.ask(Refuse, SOON).await;
            subject.try_tell(Boom).unwrap();
            settle().await;
            assert!(subject.ask(Inc, Duration::from_millis(1)).await.is_err());
            subject.ask(Inc, SOON).await.unwrap();
            while subject.try_tell(Inc).is_ok() {}
        });
    });
    let counted = counted.0.lock().unwrap();
    let expected = [
        "actor_messages_total actor=narrow,message=Inc,outcome=ok 1",
        "actor_messages_total actor=narrow,message=Refuse,outcome=failed 1",
        "actor_messages_total actor=narrow,message=Boom,outcome=panicked 1",
        "actor_restarts_total actor=narrow,cause=panicked 1",
        "actor_messages_total actor=narrow,message=Inc,outcome=expired 1",
        "actor_messages_total actor=narrow,message=Inc,outcome=ok 1",
        "actor_mailbox_full_total actor=narrow 1",
    ];
    assert_eq!(*counted, expected);
}

#[test]
fn messages_are_counted_by_kind_and_actors_summed() {
    paused(async |system| {
        let subjects = ["vid_1", "vid_2"].map(|label| spawn_named::<Passing>(&system, &Arc::default(), label));
        for subject in &subjects {
            subject.ask(Inc, SOON).await.unwrap();
            subject.ask(Inc, SOON).await.unwrap();
        }
        assert!(subjects[0].ask(Refuse, SOON).await.unwrap().is_err());
        let seen = system.registry().get(subjects[0].id()).unwrap();
        let counted: Vec<_> = seen.messages.iter().map(|message| (message.name, message.handled)).collect();
        assert_eq!(counted, [("Inc", 2), ("Refuse", 1)]);
        assert!(
            seen.messages.iter().all(|message| message.handle_time.p99_us > 0.0 && message.queue_wait.p99_us > 0.0)
        );
        let kinds = system.registry().kinds();
        let [kind] = kinds.as_slice() else { panic!("{kinds:?}") };
        assert_eq!((kind.kind, kind.count, kind.handled, kind.failed, kind.hung), ("passing", 2, 5, 1, 0));
        assert!(kind.handle_time.p99_us > 0.0);
    });
}

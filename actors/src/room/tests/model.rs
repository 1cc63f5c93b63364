//! The room against a model: whatever happens, each client hears the order as the database has it, without gap or duplicate.

use std::sync::atomic::Ordering;

use proptest::prelude::*;
use tokio::task::{JoinHandle, spawn_local};

use super::*;

const CLIENTS: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    Join(usize),
    Drop(usize),
    Write(u8),
    /// As `Write`, and goes on before the answer.
    Post(u8),
    Edit(u8),
    Delete,
    Panic,
    LoseAnswer,
    Refuse,
    Wait(u16),
    /// Until about when a room that has panicked reads its order once more.
    WaitLong(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..CLIENTS).prop_map(Step::Join),
        2 => (0..CLIENTS).prop_map(Step::Drop),
        6 => (0..40u8).prop_map(Step::Write),
        6 => (0..40u8).prop_map(Step::Post),
        2 => any::<u8>().prop_map(Step::Edit),
        1 => Just(Step::Delete),
        1 => Just(Step::Panic),
        1 => Just(Step::LoseAnswer),
        1 => Just(Step::Refuse),
        2 => (0..20u16).prop_map(Step::Wait),
        2 => (0..200u16).prop_map(Step::WaitLong),
    ]
}

/// A client as its page is: it counts what it has heard, and asks for the rest when it comes back.
#[derive(Default)]
struct Client {
    /// What it heard, when the room has shown it out.
    sits: Option<JoinHandle<Vec<Value>>>,
    member: u64,
    seen: Vec<(i64, String)>,
    last: Option<i64>,
}

impl Client {
    /// Sits down as another member, unless it still does.
    async fn join(&mut self, house: &House, members: &mut u64) {
        if self.sits.as_ref().is_some_and(|sits| !sits.is_finished()) {
            return;
        }
        self.leave(house).await;
        *members += 1;
        self.member = *members;
        let seat = house.join(*members, self.last).await;
        let ears = Arc::clone(&house.ears);
        self.sits = Some(spawn_local(async move {
            seat.closed().await;
            ears.leave(seat.member())
        }));
    }

    async fn leave(&mut self, house: &House) {
        let Some(sits) = self.sits.take() else { return };
        sits.abort();
        let heard = sits.await.unwrap_or_else(|_| house.ears.leave(MemberId(self.member)));
        self.hear(heard);
    }

    fn hear(&mut self, heard: Vec<Value>) {
        for message in heard {
            match message["type"].as_str() {
                Some("welcome") if self.last.is_none() => self.last = message["seq"].as_i64(),
                Some("gap") => panic!("there is nothing that cannot be told"),
                Some("comment.created") => {
                    let seq = message["seq"].as_i64().unwrap();
                    assert_eq!(Some(seq - 1), self.last, "a gap or a duplicate");
                    self.last = Some(seq);
                    self.seen.push((seq, message["comment"]["id"].as_str().unwrap().to_owned()));
                }
                _ => {}
            }
        }
    }
}

async fn play(house: House, steps: Vec<Step>) {
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| Client::default()).collect();
    let (mut members, mut wrote, mut posts) = (0, Vec::new(), Vec::new());
    let mut acknowledged = Vec::new();
    for step in steps {
        match step {
            Step::Join(client) => clients[client].join(&house, &mut members).await,
            Step::Drop(client) => clients[client].leave(&house).await,
            Step::Write(body) => {
                if let Ok(id) = house.write(&body.to_string()).await {
                    acknowledged.push(id.clone());
                    wrote.push(id);
                }
            }
            Step::Post(body) => {
                let house = house.clone();
                posts.push(spawn_local(async move { house.write(&body.to_string()).await }));
            }
            Step::Edit(body) => {
                if let Some(comment) = wrote.last().cloned() {
                    let change = CommentChange::Edit { body: format!("edited {body}"), mentions: vec![] };
                    let _ = house.room().await.ask(ChangeComment { comment, change }, SECOND).await;
                }
            }
            Step::Delete => {
                if let Some(comment) = wrote.pop() {
                    let delete = ChangeComment { comment, change: CommentChange::Delete };
                    let _ = house.room().await.ask(delete, SECOND).await;
                }
            }
            Step::Panic => house.room().await.control().inject_panic(),
            Step::LoseAnswer => house.comments.loses_answer.store(true, Ordering::Relaxed),
            Step::Refuse => house.comments.refuses.store(true, Ordering::Relaxed),
            Step::Wait(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds.into())).await,
            Step::WaitLong(more) => tokio::time::sleep(LATE_WRITE + Duration::from_millis(more.into())).await,
        }
    }
    for post in posts {
        acknowledged.extend(post.await.unwrap());
    }
    // What a life that ended had on its way is told after a while, and a room that panicked often comes back after one.
    tokio::time::sleep(LATE_WRITE + RoomActor::RESTARTS.longest_pause).await;
    for client in &mut clients {
        client.join(&house, &mut members).await;
    }
    let log: Vec<_> = house.comments.log().iter().map(|entry| (entry.seq, entry.comment.to_string())).collect();
    for client in &mut clients {
        client.leave(&house).await;
        assert_eq!(client.last, log.last().map(|(seq, _)| *seq).or(Some(0)), "not everything was heard");
        let from = log.len() - client.seen.len();
        assert_eq!(client.seen, log[from..], "not in the order of the database");
    }
    let is_kept = |id: &CommentId| log.iter().any(|(_, known)| *known == id.as_str());
    assert!(acknowledged.iter().all(is_kept), "an acknowledged comment is lost");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_client_hears_everything_once_in_order(steps in proptest::collection::vec(step(), 1..60)) {
        paused(|system| async move { play(House::new(&system), steps).await });
    }
}

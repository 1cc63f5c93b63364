//! The room against a model: whatever happens, each client hears the order as the database has it, without gap or duplicate.

use std::sync::atomic::Ordering;

use proptest::prelude::*;

use super::*;

const CLIENTS: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    Join(usize),
    Drop(usize),
    Write(u8),
    Edit(u8),
    Delete,
    Panic,
    LoseAnswer,
    Refuse,
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..CLIENTS).prop_map(Step::Join),
        2 => (0..CLIENTS).prop_map(Step::Drop),
        8 => (0..40u8).prop_map(Step::Write),
        2 => any::<u8>().prop_map(Step::Edit),
        1 => Just(Step::Delete),
        1 => Just(Step::Panic),
        1 => Just(Step::LoseAnswer),
        1 => Just(Step::Refuse),
        2 => (0..20u16).prop_map(Step::Wait),
    ]
}

/// A client as its page is: it counts what it has heard, and asks for the rest when it comes back.
#[derive(Default)]
struct Client {
    seat: Option<Seat>,
    member: u64,
    seen: Vec<(i64, String)>,
    last: Option<i64>,
}

impl Client {
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
    let (mut next_member, mut acknowledged, mut wrote) = (1, Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Join(client) => {
                let client = &mut clients[client];
                if client.seat.is_none() {
                    client.member = next_member;
                    next_member += 1;
                    client.seat = Some(house.join(client.member, client.last).await);
                }
            }
            Step::Drop(client) => {
                let client = &mut clients[client];
                if client.seat.take().is_some() {
                    let heard = house.ears.leave(MemberId(client.member));
                    client.hear(heard);
                }
            }
            Step::Write(body) => {
                if let Ok(id) = house.write(&body.to_string()).await {
                    acknowledged.push(id.to_string());
                    wrote.push(id);
                }
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
        }
    }
    // What a life that ended had on its way is told after a while.
    tokio::time::sleep(LATE_WRITE * 2).await;
    for client in &mut clients {
        if client.seat.is_none() {
            client.member = next_member;
            next_member += 1;
            client.seat = Some(house.join(client.member, client.last).await);
        }
    }
    let log: Vec<(i64, String)> =
        house.comments.log().iter().map(|entry| (entry.seq, entry.comment.to_string())).collect();
    for mut client in clients {
        let heard = house.ears.leave(MemberId(client.member));
        client.hear(heard);
        assert_eq!(client.last, log.last().map(|(seq, _)| *seq).or(Some(0)), "not everything was heard");
        let from = log.len() - client.seen.len();
        assert_eq!(client.seen, log[from..], "not in the order of the database");
    }
    assert!(acknowledged.iter().all(|id| log.iter().any(|(_, known)| known == id)), "an acknowledged comment is lost");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_client_hears_everything_once_in_order(steps in proptest::collection::vec(step(), 1..60)) {
        paused(|system| async move { play(House::new(&system), steps).await });
    }
}

//! Rooms over sockets: order, resumption, rights, and what sockets may not do.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use support::socket::{Socket, room};
use support::{Person, Server, poll_until};
use tokio_tungstenite::tungstenite::Message;

const SOON: Duration = Duration::from_secs(20);

struct Stage {
    server: Server,
    ada: Person,
    bob: Person,
    video: String,
}

async fn stage(visibility: &str) -> Stage {
    stage_with(visibility, "off").await
}

async fn stage_with(visibility: &str, rate_limits: &str) -> Stage {
    let server = Server::with(&[("WORKERS", "1"), ("RATE_LIMITS", rate_limits)]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let video = ada.create(1000, &[("visibility", visibility)]).await.video;
    Stage { server, ada, bob, video }
}

async fn told(who: &Person, path: &str) -> Value {
    who.get(path).send().await.unwrap().json().await.unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_one_writes_all_hear_in_one_order_and_who_comes_back_hears_the_rest() {
    let Stage { server, ada, bob, video } = stage("public").await;
    let mut of_ada = Socket::open(&server, &room(&video), Some(&ada)).await;
    assert_eq!(of_ada.response.headers()["sec-websocket-protocol"], "playhouse.v1");
    let welcome = of_ada.next().await.unwrap();
    assert_eq!((welcome["type"].as_str(), welcome["seq"].as_i64()), (Some("welcome"), Some(0)));
    let mut guest = Socket::open(&server, &room(&video), None).await;
    guest.next_of("welcome").await;
    let mut of_bob = Socket::open(&server, &room(&video), Some(&bob)).await;
    of_bob.next_of("welcome").await;

    of_ada.comment("a1", "first").await;
    of_bob.comment("b1", "second").await;
    let heard = [guest.next_of("comment.created").await, guest.next_of("comment.created").await];
    assert_eq!([heard[0]["seq"].as_i64(), heard[1]["seq"].as_i64()], [Some(1), Some(2)]);
    for socket in [&mut of_ada, &mut of_bob] {
        assert_eq!(socket.next_of("comment.created").await, heard[0]);
        assert_eq!(socket.next_of("comment.created").await, heard[1]);
    }
    let one = heard.iter().find(|message| message["comment"]["author"]["username"] == ada.username).unwrap();
    assert_eq!((one["comment"]["at"].as_f64(), one["comment"]["client_id"].as_str()), (Some(1.5), Some("a1")));

    // The same twice is one, and its author is told so.
    of_ada.comment("a1", "first").await;
    assert_eq!(of_ada.next_of("comment.accepted").await["comment"]["id"], one["comment"]["id"]);
    let list = told(&ada, &format!("/api/v1/videos/{video}/comments")).await;
    assert_eq!(ids(&list).len(), 2);

    // By the API as by the socket.
    let posted =
        bob.request(Method::POST, &format!("/api/v1/videos/{video}/comments")).json(&json!({ "body": "third" }));
    assert_eq!(posted.send().await.unwrap().status(), 201);
    assert_eq!(guest.next_of("comment.created").await["seq"], 3);
    let mut back = Socket::open(&server, &format!("{}?since=1", room(&video)), None).await;
    assert_eq!(back.next_of("welcome").await["seq"], 3);
    assert_eq!(
        [back.next().await.unwrap()["seq"].as_i64(), back.next().await.unwrap()["seq"].as_i64()],
        [Some(2), Some(3)]
    );
    let mut lost = Socket::open(&server, &format!("{}?since=99", room(&video)), None).await;
    lost.next_of("welcome").await;
    assert_eq!(lost.next().await.unwrap()["type"], "gap");

    // A comment that is taken away is gone from what is told again.
    let path = format!("/api/v1/comments/{}", one["comment"]["id"].as_str().unwrap());
    assert!(ada.request(Method::DELETE, &path).send().await.unwrap().status().is_success());
    assert_eq!(guest.next_of("comment.deleted").await["comment"]["id"], one["comment"]["id"]);
    let mut again = Socket::open(&server, &format!("{}?since=0", room(&video)), None).await;
    again.next_of("welcome").await;
    let told: Vec<Value> = vec![again.next().await.unwrap(), again.next().await.unwrap(), again.next().await.unwrap()];
    assert!(!json!(told).to_string().contains("first"), "{told:?}");
}

#[tokio::test]
async fn what_one_says_without_waiting_is_told_in_the_order_in_which_it_was_said() {
    let Stage { server, ada, bob, video } = stage("public").await;
    let mut guest = Socket::open(&server, &room(&video), None).await;
    guest.next_of("welcome").await;
    let mut of_ada = Socket::open(&server, &room(&video), Some(&ada)).await;
    let mut of_bob = Socket::open(&server, &room(&video), Some(&bob)).await;
    for n in 0..50 {
        of_ada.comment(&format!("a{n}"), "one after the other").await;
        of_bob.comment(&format!("b{n}"), "at the same time").await;
    }
    let (mut by_ada, mut by_bob) = (Vec::new(), Vec::new());
    for seq in 1..=100 {
        let heard = guest.next_of("comment.created").await;
        assert_eq!(heard["seq"], seq);
        let client_id = heard["comment"]["client_id"].as_str().unwrap().to_owned();
        if client_id.starts_with('a') { &mut by_ada } else { &mut by_bob }.push(client_id);
    }
    assert_eq!(by_ada, (0..50).map(|n| format!("a{n}")).collect::<Vec<_>>());
    assert_eq!(by_bob, (0..50).map(|n| format!("b{n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_order_outlives_the_server() {
    let Stage { mut server, ada, video, .. } = stage("public").await;
    let mut socket = Socket::open(&server, &room(&video), Some(&ada)).await;
    let epoch = socket.next_of("welcome").await["epoch"].clone();
    for n in 0..3 {
        socket.comment(&format!("c{n}"), &format!("number {n}")).await;
        socket.next_of("comment.created").await;
    }
    server.kill9();
    server.restart().await;
    let path = format!("{}?since=1&epoch={}", room(&video), epoch.as_str().unwrap());
    let mut back = Socket::open(&server, &path, Some(&ada)).await;
    let welcome = back.next_of("welcome").await;
    assert_eq!((&welcome["epoch"], welcome["seq"].as_i64()), (&epoch, Some(3)));
    assert_eq!(
        [back.next().await.unwrap()["seq"].as_i64(), back.next().await.unwrap()["seq"].as_i64()],
        [Some(2), Some(3)]
    );
    back.comment("c3", "number 3").await;
    assert_eq!(back.next_of("comment.created").await["seq"], 4);
    assert!(server.terminate(Duration::from_secs(15)).await.success());
    assert_eq!(back.closed().await, 1012, "the server stops");
}

#[tokio::test]
async fn people_are_told_of_answers_and_operators_of_the_server() {
    let Stage { server, ada, bob, video } = stage("public").await;
    let mut of_ada = Socket::open(&server, "/api/v1/users/me/ws", Some(&ada)).await;
    assert_eq!(of_ada.next().await.unwrap(), json!({ "type": "notifications.unread", "unread": 0 }));
    let mut in_room = Socket::open(&server, &room(&video), Some(&ada)).await;
    in_room.comment("a1", "a question").await;
    let question = in_room.next_of("comment.created").await["comment"]["id"].clone();
    let path = format!("/api/v1/videos/{video}/comments");
    let answer = bob.request(Method::POST, &path).json(&json!({ "body": "an answer", "parent": question }));
    assert_eq!(answer.send().await.unwrap().status(), 201);
    let told = of_ada.next_of("notification.created").await;
    assert_eq!(told["notification"]["kind"], "reply");
    assert_eq!(Socket::try_open(&server, "/api/v1/users/me/ws", &[]).await.err(), Some(401));

    let root = Person::operator(&server).await;
    let mut feed = Socket::open(&server, "/api/v1/operator/ws", Some(&root)).await;
    let snapshot = feed.next_of("snapshot").await;
    assert!(snapshot.to_string().contains("room"), "{snapshot}");
    let bearer = format!("Bearer {}", bob.token);
    assert_eq!(Socket::try_open(&server, "/api/v1/operator/ws", &[("Authorization", &bearer)]).await.err(), Some(404));
}

#[tokio::test]
async fn threat_42_another_sites_page_opens_no_socket() {
    let Stage { server, ada, video, .. } = stage("public").await;
    let cookie = format!("playhouse_access={}", ada.token);
    let own = server.url("").trim_end_matches('/').to_owned();
    let look_alike = own.replace("127.0.0.1", "127.0.0.1.evil.example");
    let cyrillic = "http://\u{0435}xample.org";
    for origin in ["https://evil.example", "null", "file://", &look_alike] {
        let refused = Socket::try_open(&server, &room(&video), &[("Origin", origin), ("Cookie", &cookie)]).await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
    assert!(reqwest::header::HeaderValue::from_str(cyrillic).is_ok_and(|origin| origin.to_str().is_err()));
    let hidden = Socket::try_open(&server, &room(&video), &[("Cookie", &cookie)]).await;
    assert_eq!(hidden.err(), Some(403), "a browser says where it comes from");
    let mut allowed =
        Socket::try_open(&server, &room(&video), &[("Origin", &own), ("Cookie", &cookie)]).await.expect("the control");
    allowed.next_of("welcome").await;
}

#[tokio::test]
async fn threat_43_a_socket_ends_with_its_session() {
    let Stage { server, ada, bob, video } = stage("public").await;
    let mut of_ada = Socket::open(&server, &room(&video), Some(&ada)).await;
    of_ada.next_of("welcome").await;
    let mut of_bob = Socket::open(&server, &room(&video), Some(&bob)).await;
    of_bob.next_of("welcome").await;
    assert!(ada.request(Method::POST, "/api/v1/auth/logout").send().await.unwrap().status().is_success());
    assert_eq!(of_ada.closed().await, 1008);
    of_bob.comment("b1", "still here").await;
    of_bob.next_of("comment.created").await;
}

#[tokio::test]
async fn threat_44_floods_and_bombs_close_the_socket_that_sends_them() {
    let Stage { server, ada, video, .. } = stage_with("public", "on").await;
    let open = async || {
        let mut socket = Socket::open(&server, &room(&video), Some(&ada)).await;
        socket.next_of("welcome").await;
        socket
    };
    let mut large = open().await;
    large.send_raw(Message::text("x".repeat(1 << 20))).await;
    assert_eq!(large.closed().await, 1009);
    let mut binary = open().await;
    binary.send_raw(Message::binary(vec![0; 10])).await;
    assert_eq!(binary.closed().await, 1003);
    let mut nonsense = open().await;
    nonsense.send(json!({ "type": "no.such.thing" })).await;
    assert_eq!(nonsense.next_of("error").await["code"], "bad_request");
    let mut flood = open().await;
    for n in 0..40 {
        flood.send(json!({ "type": "comment.like", "id": "x", "liked": true, "client_id": n.to_string() })).await;
    }
    poll_until("it is told to slow down", SOON, async || {
        (flood.next_of("error").await["code"] == "rate_limited").then_some(())
    })
    .await;
    for _ in 0..200 {
        flood.send(json!({ "type": "nothing" })).await;
    }
    assert_eq!(flood.closed().await, 1008);
    // The control: who keeps to the pace stays.
    let mut polite = open().await;
    polite.send_raw(Message::Ping(vec![1, 2, 3].into())).await;
    polite.comment("p1", "hello").await;
    polite.next_of("comment.created").await;
}

#[tokio::test]
async fn threat_45_a_room_is_as_closed_as_its_video() {
    let Stage { server, ada, bob, video } = stage("private").await;
    let bearer = format!("Bearer {}", bob.token);
    let refused = Socket::try_open(&server, &room(&video), &[("Authorization", &bearer)]).await;
    assert_eq!(refused.err(), Some(404));
    assert_eq!(Socket::try_open(&server, &room("nothing"), &[]).await.err(), Some(404));
    let mut of_ada = Socket::open(&server, &room(&video), Some(&ada)).await;
    of_ada.comment("a1", "mine").await;
    let mine = of_ada.next_of("comment.created").await["comment"]["id"].clone();

    let public = ada.create(1000, &[("visibility", "public")]).await.video;
    let mut of_bob = Socket::open(&server, &room(&public), Some(&bob)).await;
    for message in [
        json!({ "type": "comment.delete", "id": mine, "client_id": "1" }),
        json!({ "type": "comment.update", "id": mine, "body": "yours", "client_id": "2" }),
    ] {
        of_bob.send(message.clone()).await;
        assert_eq!(of_bob.next_of("error").await["code"], "not_found", "{message}");
    }
    let mut guest = Socket::open(&server, &room(&public), None).await;
    guest.comment("g1", "who am I").await;
    let refusal = guest.next_of("error").await;
    assert_eq!((refusal["code"].as_str(), refusal["client_id"].as_str()), (Some("unauthenticated"), Some("g1")));
    of_bob.comment("b1", "mine as well").await;
    of_bob.next_of("comment.created").await;
}

#[tokio::test]
async fn threat_44_who_stops_reading_is_closed_and_nobody_else_waits() {
    let Stage { server, ada, video, .. } = stage("public").await;
    let mut idle = Socket::open(&server, &room(&video), None).await;
    idle.next_of("welcome").await;
    let mut writer = Socket::open(&server, &room(&video), Some(&ada)).await;
    let mut reader = Socket::open(&server, &room(&video), None).await;
    // More than its system buffers and a mebibyte of ours.
    let body = "x".repeat(4000);
    let root = Person::operator(&server).await;
    let slow = async || told(&root, "/api/v1/operator/overview").await["sockets"]["closed_slow"].as_u64().unwrap();
    assert_eq!(slow().await, 0);
    for n in 0.. {
        writer.comment(&n.to_string(), &format!("{n} {body}")).await;
        let heard = reader.next_of("comment.created").await;
        assert_eq!(heard["seq"], n + 1, "the others hear all of it");
        if n % 200 == 199 && slow().await > 0 {
            break;
        }
    }
    let overview = told(&root, "/api/v1/operator/overview").await;
    assert_eq!(overview["rooms"]["live"], 1);
    let rooms = told(&root, "/api/v1/operator/rooms").await;
    assert_eq!((&rooms["items"][0]["video"], &rooms["items"][0]["people"]), (&json!(video), &json!(1)));
}

#[tokio::test]
async fn an_operator_restarts_a_room_and_nobody_in_it_notices() {
    let Stage { server, ada, video, .. } = stage("public").await;
    let root = Person::operator(&server).await;
    let mut guest = Socket::open(&server, &room(&video), None).await;
    let epoch = guest.next_of("welcome").await["epoch"].clone();
    let mut writer = Socket::open(&server, &room(&video), Some(&ada)).await;
    let actor = told(&root, "/api/v1/operator/rooms").await["items"][0]["actor"].as_u64().unwrap();
    for n in 0..6 {
        writer.comment(&n.to_string(), "still here").await;
        if n % 2 == 1 {
            let path = format!("/api/v1/operator/actors/{actor}/restart");
            assert_eq!(root.request(Method::POST, &path).send().await.unwrap().status(), 202);
        }
        let heard = guest.next_of("comment.created").await;
        assert_eq!((heard["seq"].as_i64(), &heard["comment"]["client_id"]), (Some(n + 1), &json!(n.to_string())));
    }
    let mut late = Socket::open(&server, &room(&video), None).await;
    assert_eq!(late.next_of("welcome").await["epoch"], epoch);
}

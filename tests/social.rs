//! Likes, follows, chapters, and what people are told of.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use futures::future::join_all;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use support::http::problem;
use support::{Person, Server, media, poll_until};

const READY: Duration = Duration::from_secs(120);
const SOON: Duration = Duration::from_secs(30);
const NOTIFICATIONS: &str = "/api/v1/users/me/notifications";
const SETTINGS: &str = "/api/v1/users/me/notification-settings";

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

async fn body(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

async fn ask(person: &Person, method: Method, path: &str) -> Value {
    body(person.request(method, path).send().await.unwrap()).await
}

async fn like(person: &Person, video: &str, method: Method) -> u64 {
    ask(person, method, &format!("/api/v1/videos/{video}/like")).await["likes"].as_u64().unwrap()
}

async fn follow(person: &Person, other: &Person, method: Method) -> u64 {
    let path = format!("/api/v1/users/{}/follow", other.username);
    ask(person, method, &path).await["followers"].as_u64().unwrap()
}

/// A video that is still on its way.
async fn draft(person: &Person, visibility: &str) -> String {
    person.create(10, &[("visibility", visibility)]).await.video
}

async fn put_chapters(person: &Person, video: &str, items: Value) -> Response {
    let path = format!("/api/v1/videos/{video}/chapters");
    person.request(Method::PUT, &path).json(&json!({ "items": items })).send().await.unwrap()
}

/// Kinds of what a person was told, the newest first, once there are so many.
async fn told(person: &Person, count: usize) -> Vec<Value> {
    poll_until(&format!("{} is told of {count} things", person.username), SOON, async || {
        let page = ask(person, Method::GET, NOTIFICATIONS).await;
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= count, "{items:?}");
        (items.len() == count).then_some(items)
    })
    .await
}

#[tokio::test]
async fn videos_are_liked_and_the_count_is_seen_by_everybody() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let video = draft(&ada, "public").await;
    assert_eq!(ada.video(&video).await["stats"]["likes"], json!(0));
    assert_eq!((like(&bob, &video, Method::PUT).await, like(&bob, &video, Method::PUT).await), (1, 1));
    assert_eq!(like(&ada, &video, Method::PUT).await, 2);
    let seen = bob.video(&video).await;
    assert_eq!((&seen["stats"]["likes"], &seen["liked"]), (&json!(2), &json!(true)));
    assert_eq!(like(&bob, &video, Method::DELETE).await, 1);
    assert_eq!(bob.video(&video).await["liked"], json!(false));
    let mine = ask(&ada, Method::GET, "/api/v1/videos?mine=true").await;
    assert_eq!((&mine["items"][0]["liked"], &mine["items"][0]["stats"]["likes"]), (&json!(true), &json!(1)));
    let url = server.url(&format!("/api/v1/videos/{video}"));
    let public = body(server.client.get(&url).send().await.unwrap()).await;
    assert!(public["video"].get("liked").is_none() && public["video"]["stats"]["likes"] == json!(1));

    problem(server.client.put(format!("{url}/like")).send().await.unwrap(), 401, "unauthenticated").await;
    let private = draft(&ada, "private").await;
    let path = format!("/api/v1/videos/{private}/like");
    problem(bob.request(Method::PUT, &path).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(like(&ada, &private, Method::PUT).await, 1);
}

#[tokio::test]
async fn threat_62_fifty_likes_of_one_person_at_once_are_one() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let video = draft(&ada, "public").await;
    let counts = join_all((0..50).map(|_| like(&bob, &video, Method::PUT))).await;
    assert_eq!(counts, [1; 50]);
    assert_eq!(like(&ada, &video, Method::PUT).await, 2, "the control");
}

#[tokio::test]
async fn people_follow_each_other_and_are_told_once() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    assert_eq!((follow(&bob, &ada, Method::PUT).await, follow(&bob, &ada, Method::PUT).await), (1, 1));
    let page = format!("/api/v1/users/{}", ada.username);
    let seen = ask(&bob, Method::GET, &page).await;
    assert_eq!((&seen["user"]["followers"], &seen["user"]["followed"]), (&json!(1), &json!(true)));
    assert_eq!(ask(&ada, Method::GET, &page).await["user"]["followed"], json!(false));
    let public = body(server.client.get(server.url(&page)).send().await.unwrap()).await;
    assert!(public["user"]["followers"] == json!(1) && public["user"].get("followed").is_none());
    let list = ask(&bob, Method::GET, "/api/v1/users/me/following").await;
    assert_eq!(list["items"][0]["person"]["username"], json!(ada.username));
    assert_eq!((&list["items"][0]["followers"], &list["next_cursor"]), (&json!(1), &Value::Null));

    assert_eq!(follow(&bob, &ada, Method::DELETE).await, 0);
    assert_eq!(follow(&bob, &ada, Method::PUT).await, 1);
    let items = told(&ada, 1).await;
    assert_eq!((&items[0]["kind"], &items[0]["actor"]["username"]), (&json!("follow"), &json!(bob.username)));
    assert_eq!(told(&bob, 0).await.len(), 0);

    let own = format!("/api/v1/users/{}/follow", bob.username);
    problem(bob.request(Method::PUT, &own).send().await.unwrap(), 403, "own_account").await;
    let nobody = bob.request(Method::PUT, "/api/v1/users/nobody-here/follow").send().await.unwrap();
    problem(nobody, 404, "not_found").await;
}

#[tokio::test]
async fn chapters_are_set_by_the_owner_and_shown_with_the_video() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let video = ada.upload(&clip, &[]).await.video;
    assert_eq!(ada.wait_for_state(&video, "playable", READY).await["chapters"], json!([]));
    let chapters = json!([{ "start": 0.0, "title": "Overture" }, { "start": 0.5, "title": "Act I" }]);
    let spaced = json!([{ "start": 0.0, "title": " Overture " }, { "start": 0.5, "title": "Act I" }]);
    assert_eq!(body(put_chapters(&ada, &video, spaced).await).await["items"], chapters);
    assert_eq!(ada.video(&video).await["chapters"], chapters);
    let path = format!("/api/v1/videos/{video}/chapters");
    assert_eq!(ask(&bob, Method::GET, &path).await["items"], chapters);

    problem(put_chapters(&bob, &video, chapters.clone()).await, 404, "not_found").await;
    let many: Vec<Value> = (0..101).map(|n| json!({ "start": f64::from(n) / 1000.0, "title": "x" })).collect();
    for (items, pointer) in [
        (json!([{ "start": 0.1, "title": "Late" }]), "/items/0/start"),
        (json!([{ "start": 0, "title": "a" }, { "start": 0, "title": "b" }]), "/items/1/start"),
        (json!([{ "start": 0, "title": "a" }, { "start": 60, "title": "After the end" }]), "/items/1/start"),
        (json!([{ "start": 0, "title": " " }]), "/items/0/title"),
        (json!([{ "start": 0, "title": "x".repeat(101) }]), "/items/0/title"),
        (json!(many), "/items"),
    ] {
        let problem = problem(put_chapters(&ada, &video, items.clone()).await, 422, "validation_failed").await;
        assert_eq!(problem["errors"][0]["pointer"], json!(pointer), "{items}");
    }
    let full: Vec<Value> = many.into_iter().take(100).collect();
    assert_eq!(body(put_chapters(&ada, &video, json!(full)).await).await["items"].as_array().unwrap().len(), 100);
    assert_eq!(body(put_chapters(&ada, &video, json!([])).await).await["items"], json!([]));
    assert_eq!(ada.video(&video).await["chapters"], json!([]));
}

#[tokio::test]
async fn what_was_told_is_read_and_what_is_unwanted_is_not_told() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let mut fans = Vec::new();
    for name in ["bob", "cyd", "dan"] {
        fans.push(Person::register(&server, name).await);
    }
    let settings = ask(&ada, Method::GET, SETTINGS).await;
    assert_eq!(settings["items"].as_array().unwrap().len(), 6);
    assert!(settings["items"].as_array().unwrap().iter().all(|setting| setting["in_app"] == true));
    for fan in &fans[..2] {
        follow(fan, &ada, Method::PUT).await;
    }
    let off = json!({ "items": [{ "kind": "follow", "in_app": false }] });
    let changed = body(ada.request(Method::PUT, SETTINGS).json(&off).send().await.unwrap()).await;
    assert_eq!(changed["items"][5], off["items"][0]);
    follow(&fans[2], &ada, Method::PUT).await;

    let page = ask(&ada, Method::GET, &format!("{NOTIFICATIONS}?limit=1")).await;
    assert_eq!((&page["items"][0]["actor"]["username"], &page["unread"]), (&json!(fans[1].username), &json!(2)));
    let next = format!("{NOTIFICATIONS}?cursor={}", page["next_cursor"].as_str().unwrap());
    let rest = ask(&ada, Method::GET, &next).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));

    let read = async |person: &Person, what: Value| {
        person.request(Method::POST, &format!("{NOTIFICATIONS}/read")).json(&what).send().await.unwrap()
    };
    let id = page["items"][0]["id"].clone();
    assert_eq!(body(read(&fans[0], json!({ "ids": [id] })).await).await["unread"], json!(0));
    assert_eq!(ask(&ada, Method::GET, NOTIFICATIONS).await["unread"], json!(2), "hers stay unread");
    assert_eq!(body(read(&ada, json!({ "ids": [id] })).await).await["unread"], json!(1));
    assert_eq!(body(read(&ada, json!({ "all": true })).await).await["unread"], json!(0));
    assert!(told(&ada, 2).await.iter().all(|item| item["read_at"].is_string()));
    for wrong in [json!({}), json!({ "all": true, "ids": [] }), json!({ "ids": ["../x"] })] {
        problem(read(&ada, wrong).await, 422, "validation_failed").await;
    }
    let unknown = json!({ "items": [{ "kind": "gossip", "in_app": true }] });
    let refused = ada.request(Method::PUT, SETTINGS).json(&unknown).send().await.unwrap();
    problem(refused, 422, "validation_failed").await;
}

async fn set_visibility(person: &Person, video: &str, visibility: &str) {
    let path = format!("/api/v1/videos/{video}");
    body(person.request(Method::PATCH, &path).json(&json!({ "visibility": visibility })).send().await.unwrap()).await;
}

#[tokio::test]
async fn followers_are_told_when_a_video_is_public_and_can_be_watched() {
    let mut server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    follow(&bob, &ada, Method::PUT).await;
    told(&ada, 1).await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let public = ada.upload(&clip, &[("visibility", "public"), ("title", "At once")]).await.video;
    let hidden = ada.upload(&clip, &[("visibility", "private"), ("title", "Secret")]).await.video;
    ada.wait_for_state(&public, "ready", READY).await;
    ada.wait_for_state(&hidden, "ready", READY).await;
    let items = told(&bob, 1).await;
    assert_eq!((&items[0]["kind"], &items[0]["video"]["id"]), (&json!("new_video"), &json!(public)));
    assert_eq!(items[0]["actor"]["username"], json!(ada.username));
    // Both are ready, which is told after what came before in the outbox.
    let hers = told(&ada, 3).await;
    assert!(hers[..2].iter().all(|item| item["kind"] == "upload_ready"));
    assert_eq!(told(&bob, 1).await.len(), 1, "nobody hears of what is private");

    set_visibility(&ada, &hidden, "public").await;
    let items = told(&bob, 2).await;
    assert_eq!((&items[0]["kind"], &items[0]["video"]["title"]), (&json!("new_video"), &json!("Secret")));
    // Once in its life; and what is hidden again is not named any more.
    set_visibility(&ada, &hidden, "private").await;
    let items = told(&bob, 2).await;
    assert_eq!(items[0]["video"], Value::Null);
    set_visibility(&ada, &hidden, "public").await;

    // What is written survives a crash, and is not told again.
    server.kill9();
    server.restart().await;
    let late = ada.upload(&clip, &[("visibility", "public")]).await.video;
    ada.wait_for_state(&late, "playable", READY).await;
    let items = told(&bob, 3).await;
    assert_eq!(items[0]["video"]["id"], json!(late));
    assert_eq!(items[1]["video"]["title"], json!("Secret"), "it is public again");
}

#[tokio::test]
async fn an_upload_that_fails_is_told_to_its_owner() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let file = server.scratch().join("noise.mp4");
    std::fs::write(&file, b"this is no film").unwrap();
    let video = ada.upload(&file, &[("title", "Noise")]).await.video;
    let items = told(&ada, 1).await;
    assert_eq!((&items[0]["kind"], &items[0]["video"]["id"]), (&json!("upload_failed"), &json!(video)));
    assert_eq!(items[0]["video"]["title"], json!("Noise"));
}

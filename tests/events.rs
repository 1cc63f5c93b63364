//! What becomes of a video, as a stream of events: in order, for those who may see it, and not for longer than there is news.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::{Person, Server, media};
use tokio::time::timeout;

const READY: Duration = Duration::from_secs(120);
/// Visibility is looked at anew every ten seconds.
const LOOK: Duration = Duration::from_secs(20);

/// The events of a video, one after the other.
struct Events {
    answer: Response,
    text: String,
}

impl Events {
    async fn open(person: &Person, video: &str) -> Self {
        let answer = person.get(&path(video)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(header(&answer, "content-type"), "text/event-stream");
        assert_eq!(header(&answer, "cache-control"), "no-store");
        Self { answer, text: String::new() }
    }

    /// The next event; none at the end of the stream. What is in its lines fits together.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
                let event = field("data").map(|data| serde_json::from_str::<Value>(data).unwrap());
                if let Some(event) = &event {
                    assert_eq!(field("event"), event["type"].as_str());
                    assert_eq!(field("id"), event["state"].as_str());
                }
                self.text = rest.to_owned();
                if event.is_some() {
                    return event;
                }
                continue;
            }
            let more = timeout(READY, self.answer.chunk()).await.expect("something comes").unwrap()?;
            self.text.push_str(std::str::from_utf8(&more).unwrap());
        }
    }

    async fn all(mut self) -> Vec<Value> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await {
            all.push(event);
        }
        all
    }
}

fn path(video: &str) -> String {
    format!("/api/v1/videos/{video}/events")
}

fn states(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["state"].as_str()).collect()
}

/// Progress of one kind never goes back and ends at 1.
fn check_growth(values: &[f64]) {
    assert!(values.is_sorted() && values.last() == Some(&1.0), "{values:?}");
}

#[tokio::test]
async fn from_the_first_byte_to_the_last_rung() {
    let server = Server::start().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k",
        media::inputs("854x480", "24", "20")
    );
    let clip = media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await;
    let bytes = std::fs::read(&clip).unwrap();
    let upload = ada.create(bytes.len(), &[("filename", "clip.mp4"), ("visibility", "public")]).await;
    let (of_owner, of_viewer) = (Events::open(&ada, &upload.video).await, Events::open(&bob, &upload.video).await);
    let sending = async { assert_eq!(ada.patch(&upload.url, 0, bytes).send().await.unwrap().status(), 204) };
    let (of_owner, of_viewer, ()) = tokio::join!(of_owner.all(), of_viewer.all(), sending);

    for events in [&of_owner, &of_viewer] {
        let states = states(events);
        assert_eq!((states[0], states[states.len() - 1]), ("uploading", "ready"), "{states:?}");
        assert!(states.contains(&"playable"), "{states:?}");
        let progress: Vec<&Value> = events.iter().filter(|event| event["type"] == "video.progress").collect();
        check_growth(&progress.iter().map(|event| event["progress"].as_f64().unwrap()).collect::<Vec<_>>());
        assert!(progress.iter().any(|event| event["eta"].as_f64().is_some_and(|eta| eta > 0.0)), "{progress:#?}");
        assert_eq!(progress.last().unwrap()["eta"], 0.0);
    }
    assert!(of_viewer.iter().all(|event| event["renditions"].is_null()), "rungs are the owner's concern");
    for rung in ["360p", "audio"] {
        let of_rung = |event: &Value| {
            let rungs = event["renditions"].as_array()?;
            rungs.iter().find(|one| one["name"] == rung)?["progress"].as_f64()
        };
        let values: Vec<f64> = of_owner.iter().filter_map(of_rung).collect();
        assert!(!values.is_empty(), "{rung}: {of_owner:#?}");
        check_growth(&values);
    }
    let video = ada.video(&upload.video).await;
    assert_eq!((video["progress"].as_f64(), video["eta"].as_f64()), (Some(1.0), Some(0.0)));
    assert!(video["renditions"].as_array().unwrap().iter().all(|rung| rung["eta"] == 0.0));

    // Whoever comes back is told that there is no more; whoever comes, how it is.
    let again = ada.get(&path(&upload.video)).header("Last-Event-ID", "ready").send().await.unwrap();
    assert_eq!(again.status(), 204);
    let late = Events::open(&bob, &upload.video).await.all().await;
    assert_eq!(states(&late), ["ready"]);
}

#[tokio::test]
async fn a_failure_is_told_with_its_reason() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.create(4, &[("filename", "movie.mp4")]).await;
    let events = Events::open(&ada, &upload.video).await;
    assert_eq!(ada.patch(&upload.url, 0, "none").send().await.unwrap().status(), 204);
    let all = events.all().await;
    let last = all.last().unwrap();
    assert_eq!(last["state"], "failed", "{all:#?}");
    assert!(last["failure"]["code"].is_string() && last["failure"]["detail"].is_string(), "{last}");
}

#[tokio::test]
async fn threat_52_only_those_who_may_see_the_video_hear_of_it() {
    let server = Server::start().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let private = ada.create(10, &[("visibility", "private")]).await;
    problem(bob.get(&path(&private.video)).send().await.unwrap(), 404, "not_found").await;
    problem(server.client.get(server.url(&path(&private.video))).send().await.unwrap(), 404, "not_found").await;
    problem(ada.get(&path("no-such-video")).send().await.unwrap(), 404, "not_found").await;

    let upload = ada.create(10, &[("visibility", "public")]).await;
    let (mut of_owner, mut of_viewer) =
        (Events::open(&ada, &upload.video).await, Events::open(&bob, &upload.video).await);
    assert_eq!(of_viewer.next().await.unwrap()["state"], "uploading");
    let target = format!("/api/v1/videos/{}", upload.video);
    let hidden = ada.request(Method::PATCH, &target).json(&json!({ "visibility": "private" })).send().await.unwrap();
    assert_eq!(hidden.status(), 200);
    let last = timeout(LOOK, of_viewer.all()).await.expect("the stream ends").pop().unwrap();
    assert_eq!(last["type"], "video.deleted");

    assert_eq!(of_owner.next().await.unwrap()["state"], "uploading");
    assert_eq!(ada.request(Method::DELETE, &target).send().await.unwrap().status(), 204);
    let last = timeout(LOOK, of_owner.all()).await.expect("the stream ends").pop().unwrap();
    assert_eq!(last["type"], "video.deleted");
}

#[tokio::test]
async fn streams_are_bounded_and_end_when_the_server_stops() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.create(10, &[]).await;
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(Events::open(&ada, &upload.video).await);
    }
    let refused = ada.get(&path(&upload.video)).send().await.unwrap();
    problem(refused, 429, "too_many_streams").await;
    // Long before requests under way are cut off.
    assert!(server.terminate(Duration::from_secs(8)).await.success(), "{}", server.log());
    for mut events in open {
        assert_eq!(events.next().await.unwrap()["state"], "uploading");
        while events.answer.chunk().await.unwrap().is_some() {}
    }
}

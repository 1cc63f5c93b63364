//! Rungs that nobody watches: they go, the ledger shows it, and whoever wants to see them sees them again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};
use support::http::problem;
use support::media::{self, Expected};
use support::{Person, Server, hls, poll_until, sha256};

const READY: Duration = Duration::from_secs(120);
const SOON: Duration = Duration::from_secs(30);

/// Whose own stream is the 480p rung; 360p and 240p are encoded.
async fn clip(server: &Server) -> PathBuf {
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k -movflags +faststart",
        media::inputs("854x480", "24", "6")
    );
    media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await
}

async fn storage(root: &Person) -> Value {
    let answer = root.get("/api/v1/operator/storage").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

fn stream<'a>(storage: &'a Value, name: &str) -> &'a Value {
    let streams = storage["streams"].as_array().unwrap();
    streams.iter().find(|stream| stream["stream"] == name).expect(name)
}

/// Everything that nobody has watched since this moment.
async fn evict(root: &Person) -> Value {
    let request = root.request(Method::POST, "/api/v1/operator/storage/evictions");
    let answer = request.json(&json!({ "unwatched_days": 0 })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

fn rendition<'a>(video: &'a Value, name: &str) -> &'a Value {
    video["renditions"].as_array().unwrap().iter().find(|rendition| rendition["name"] == name).expect(name)
}

/// Files of a rung.
fn files(server: &Server, video: &str, rung: &str) -> usize {
    server.objects(video).iter().filter(|path| path.parent().unwrap().ends_with(rung)).count()
}

async fn playlist(server: &Server, video: &Value, rung: &str) -> hls::Media {
    let place = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    let master = hls::master(&server.client, &place).await;
    let (_, url, _) = master.renditions().into_iter().find(|(name, ..)| name == rung).expect(rung);
    hls::media(&server.client, &url).await
}

struct Scene {
    server: Server,
    ada: Person,
    root: Person,
    video: Value,
    id: String,
}

async fn scene() -> Scene {
    let server = Server::start().await;
    let (ada, root) = (Person::register(&server, "ada").await, Person::operator(&server).await);
    let clip = clip(&server).await;
    let upload = ada.upload(&clip, &[("title", "A clip")]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    Scene { server, ada, root, video, id: upload.video }
}

#[tokio::test]
async fn an_evicted_rung_frees_its_bytes_and_comes_back_for_who_asks() {
    let Scene { server, ada, root, video, id } = scene().await;
    let before = storage(&root).await;
    let rung_bytes = stream(&before, "360p")["bytes"].as_u64().unwrap();
    assert!(rung_bytes > 0 && before["eviction"]["last_run"].is_null());
    assert!(before["eviction"]["unwatched_days"].is_null(), "off unless it is set");
    assert_eq!(video["storage"]["bytes"], before["bytes"]);
    let mezzanine: u64 =
        ["source-video", "source-audio"].iter().map(|name| stream(&before, name)["bytes"].as_u64().unwrap()).sum();
    assert_eq!(video["storage"]["mezzanine_bytes"], mezzanine);
    assert_eq!(rendition(&video, "360p")["is_evicted"], false);

    let run = evict(&root).await;
    assert_eq!((run["rungs"].as_u64(), run["bytes"].as_u64()), (Some(1), Some(rung_bytes)), "{run}");
    assert_eq!(files(&server, &id, "360p"), 0);
    let smallest = files(&server, &id, "240p");
    assert!(smallest > 3, "the smallest rung stays");
    let after = storage(&root).await;
    assert_eq!(after["bytes"].as_u64().unwrap(), before["bytes"].as_u64().unwrap() - rung_bytes);
    assert_eq!(stream(&after, "360p")["evicted"], 1);
    assert_eq!((&after["eviction"]["bytes"], &after["eviction"]["last_run"]["rungs"]), (&json!(rung_bytes), &json!(1)));
    let told = ada.video(&id).await;
    assert_eq!((told["state"].as_str(), &told["playback"]["hls"]), (Some("ready"), &video["playback"]["hls"]));
    let rung = rendition(&told, "360p");
    assert_eq!((&rung["is_evicted"], &rung["progress"], &rung["bytes"]), (&json!(true), &json!(0.0), &json!(0)));
    assert_eq!(evict(&root).await["rungs"], 0);

    // Still listed; one segment is asked for by many, and it and what lies ahead are all that is made.
    let media = playlist(&server, &video, "360p").await;
    assert_eq!(media.segments.len(), playlist(&server, &video, "480p").await.segments.len());
    let last = &media.segments.last().unwrap().1;
    let answers = futures::future::join_all((0..8).map(|_| async {
        let answer = hls::get(&server.client, last).await;
        sha256(&answer.bytes().await.unwrap())
    }));
    let mut answers = answers.await;
    answers.dedup();
    assert_eq!(answers.len(), 1, "one job");
    let told = ada.video(&id).await;
    let expected = 1.0 / f64::from(u32::try_from(media.segments.len()).unwrap());
    assert_eq!(rendition(&told, "360p")["progress"].as_f64(), Some(expected));
    assert_eq!(rendition(&told, "360p")["is_evicted"], true, "not all of it is there");
    assert_eq!(files(&server, &id, "360p"), 2, "init and one segment: nothing is filled up by itself");

    let whole = Expected { frames: Some(144), is_constant: true };
    for (_, segment) in &media.segments {
        hls::get(&server.client, segment).await;
    }
    let told = poll_until("the rung is whole", SOON, async || {
        let told = ada.video(&id).await;
        (rendition(&told, "360p")["is_evicted"] == false).then_some(told)
    })
    .await;
    media::check_ladder(&server.client, &told, server.scratch(), &whole).await;
    let again = storage(&root).await;
    assert!(stream(&again, "360p")["bytes"].as_u64().unwrap() > rung_bytes / 2, "{again}");
    assert_eq!((&stream(&again, "360p")["evicted"], &again["eviction"]["rungs"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn whenever_an_eviction_is_cut_off_it_is_finished() {
    let Scene { mut server, ada, root, id, .. } = scene().await;
    let request = root.request(Method::POST, "/api/v1/operator/storage/evictions");
    let gone = async {
        let _cut_off = request.json(&json!({ "unwatched_days": 0 })).send().await;
    };
    let mark = async {
        poll_until("the rung begins to go", SOON, async || {
            (rendition(&ada.video(&id).await, "360p")["is_evicted"] == true).then_some(())
        })
        .await;
    };
    tokio::select! { () = gone => {}, () = mark => {} }
    server.kill9();
    server.restart().await;
    poll_until("its files are gone", SOON, async || (files(&server, &id, "360p") == 0).then_some(())).await;
    let told = ada.video(&id).await;
    assert_eq!(
        (&rendition(&told, "360p")["is_evicted"], &rendition(&told, "360p")["bytes"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(storage(&root).await["eviction"]["rungs"], 1, "counted once");
    // What is asked for right after is there, and stays.
    let media = playlist(&server, &told, "360p").await;
    hls::get(&server.client, &media.segments[0].1).await;
    assert!(files(&server, &id, "360p") >= 2);
    hls::get(&server.client, &media.init).await;
}

#[tokio::test]
async fn operators_list_storage_page_by_page_and_nobody_else_does() {
    let server = Server::with(&[("EVICT_UNWATCHED_DAYS", "30")]).await;
    let (ada, root) = (Person::register(&server, "ada").await, Person::operator(&server).await);
    let mut ids = Vec::new();
    for seconds in ["1", "2", "3"] {
        let arguments = format!("{} -c:v libx264 -preset ultrafast -c:a aac", media::inputs("64x64", "12", seconds));
        let clip = media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await;
        let upload = ada.upload(&clip, &[]).await;
        ada.wait_for_state(&upload.video, "ready", READY).await;
        ids.push(upload.video);
    }
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/operator/storage/videos?limit=2{cursor}");
        let page: Value = root.get(&path).send().await.unwrap().json().await.unwrap();
        found.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let names: Vec<&str> = found.iter().map(|item| item["video"].as_str().unwrap()).collect();
    assert!(names.iter().rev().eq(ids.iter()), "the largest first: {found:?}");
    assert!(found.iter().all(|item| item["mezzanine_bytes"].as_u64() <= item["bytes"].as_u64()));
    assert_eq!(storage(&root).await["eviction"]["unwatched_days"], 30);
    assert_eq!(evict(&root).await["rungs"], 0, "one rung is all that they have");

    let evictions = "/api/v1/operator/storage/evictions";
    let post = async |who: &Person, body: Value| who.request(Method::POST, evictions).json(&body).send().await.unwrap();
    assert_eq!(post(&root, json!({})).await.status(), StatusCode::OK, "the setting's days");
    problem(post(&root, json!({ "unwatched_days": 99_999 })).await, 422, "validation_failed").await;
    problem(post(&root, json!({ "days": 1 })).await, 400, "bad_request").await;
    problem(root.get("/api/v1/operator/storage/videos?cursor=x").send().await.unwrap(), 400, "bad_request").await;
    problem(post(&ada, json!({ "unwatched_days": 0 })).await, 404, "not_found").await;
    for path in ["/api/v1/operator/storage", "/api/v1/operator/storage/videos"] {
        problem(ada.get(path).send().await.unwrap(), 404, "not_found").await;
        problem(server.client.get(server.url(path)).send().await.unwrap(), 401, "unauthenticated").await;
    }
    // Others are not told what a video takes.
    let bob = Person::register(&server, "bob").await;
    let told = bob.video(&ids[0]).await;
    assert!(told["storage"].is_null() && told["renditions"][0]["is_evicted"].is_null());
}

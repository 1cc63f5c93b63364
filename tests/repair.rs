//! Segments of the source that were damaged on disk: cut again from the uploaded file, or told to be lost.

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

use futures::future::join_all;
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};
use support::http::problem;
use support::{Person, Server, hls, media, sha256};

const READY: Duration = Duration::from_secs(120);

struct Scene {
    server: Server,
    ada: Person,
    root: Person,
    video: Value,
    /// The uploaded file.
    source: PathBuf,
    /// Where the video's objects are, below the folder of objects.
    place: String,
}

/// A video whose own stream is the 480p rung, with 360p and 240p encoded.
async fn scene() -> Scene {
    let server = Server::start().await;
    let (ada, root) = (Person::register(&server, "ada").await, Person::operator(&server).await);
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k -movflags +faststart",
        media::inputs("854x480", "24", "6")
    );
    let clip = media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let (source, place) = (server.source(&upload.id), format!("videos/{}/1", upload.video));
    Scene { server, ada, root, video, source, place }
}

impl Scene {
    async fn playlist(&self, rung: &str) -> hls::Media {
        let place = Url::parse(self.video["playback"]["hls"].as_str().unwrap()).unwrap();
        let master = hls::master(&self.server.client, &place).await;
        let (_, url, _) = master.renditions().into_iter().find(|(name, ..)| name == rung).unwrap();
        hls::media(&self.server.client, &url).await
    }

    fn file(&self, stream: &str, name: &str) -> String {
        format!("{}/{stream}/{name}", self.place)
    }

    fn read(&self, object: &str) -> Vec<u8> {
        std::fs::read(self.server.data_dir().join("objects").join(object)).unwrap()
    }
}

#[tokio::test]
async fn a_damaged_segment_of_the_source_is_cut_again() {
    let scene = scene().await;
    let playlist = scene.playlist("480p").await;
    let (segment, init) = (scene.file("source-video", "1.m4s"), scene.file("source-video", "init.mp4"));
    let (good, good_init) = (scene.read(&segment), scene.read(&init));
    let bad = scene.server.damage(&segment);
    std::fs::remove_file(scene.server.data_dir().join("objects").join(&init)).unwrap();

    let answers = join_all((0..16).map(|_| hls::get(&scene.server.client, &playlist.segments[1].1))).await;
    for answer in answers {
        assert_eq!(sha256(&answer.bytes().await.unwrap()), sha256(&good));
    }
    let answer = hls::get(&scene.server.client, &playlist.init).await;
    assert_eq!(answer.bytes().await.unwrap(), good_init);
    assert_eq!((scene.read(&segment), scene.read(&init)), (good, good_init));
    assert_eq!(scene.read(&format!("quarantine/{segment}")), bad);
    assert!(scene.server.log().contains("a lost segment of the source is cut again"));
}

#[tokio::test]
async fn a_job_that_reads_a_damaged_segment_has_it_mended() {
    let scene = scene().await;
    let playlist = scene.playlist("360p").await;
    let evict = scene.root.request(Method::POST, "/api/v1/operator/storage/evictions");
    let run = evict.json(&json!({ "unwatched_days": 0 })).send().await.unwrap();
    assert_eq!(run.json::<Value>().await.unwrap()["rungs"], 1);
    let segment = scene.file("source-video", "2.m4s");
    let good = scene.read(&segment);
    let bad = scene.server.damage(&segment);

    let answer = hls::get(&scene.server.client, &playlist.segments[2].1).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(scene.read(&segment), good);
    assert_eq!(scene.read(&format!("quarantine/{segment}")), bad);
    let letters = scene.root.get("/api/v1/operator/dead-letters").send().await.unwrap();
    assert_eq!(letters.json::<Value>().await.unwrap()["items"], json!([]));
}

#[tokio::test]
async fn what_the_uploaded_file_no_longer_gives_is_lost_and_nothing_else() {
    let scene = scene().await;
    let playlist = scene.playlist("480p").await;
    // The file is another from its middle on.
    let mut bytes = std::fs::read(&scene.source).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(&scene.source, &bytes).unwrap();
    let last = playlist.segments.len() - 1;
    scene.server.damage(&scene.file("source-video", "0.m4s"));
    scene.server.damage(&scene.file("source-video", &format!("{last}.m4s")));

    for _ in 0..2 {
        let answer = scene.server.client.get(playlist.segments[last].1.clone()).send().await.unwrap();
        problem(answer, 502, "segment_lost").await;
    }
    assert_eq!(scene.server.log().matches("is beyond repair").count(), 1, "nobody has it tried over and over");
    for (_, url) in &playlist.segments[..last] {
        assert!(hls::get(&scene.server.client, url).await.status().is_success(), "{url}");
    }
    let id = scene.video["id"].as_str().unwrap();
    assert_eq!(scene.ada.video(id).await["state"], "ready");
}

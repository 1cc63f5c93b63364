//! A disk that is full, for real: work waits, uploads are told, what is there is served, and nothing is lost.

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

use diesel::prelude::*;
use diesel::sql_types::Text;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use support::http::problem;
use support::media::{self, Expected, check_ladder};
use support::{Person, Server, files_below, hls, poll_until, sha256};

const READY: Duration = Duration::from_secs(180);
const DISK: u64 = 96 << 20;

/// A server on a disk of its own; none, with a word about it, when the kernel gives nobody here one.
async fn server() -> Option<Server> {
    let started = Server::on_disk(DISK).await;
    started.map_err(|refusals| eprintln!("SKIPPED: nobody may mount a disk of their own here\n{refusals}")).ok()
}

/// Seconds of film that take a while to encode.
async fn clip(server: &Server, name: &str, seconds: &str) -> PathBuf {
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 48 -pix_fmt yuv420p -c:a aac -b:a 64k",
        media::inputs("1280x720", "24", seconds)
    );
    media::ffmpeg(server.scratch(), &arguments, name).await
}

async fn wait_for_log(server: &Server, text: &str) {
    poll_until(&format!("the log says: {text}"), READY, async || server.log().contains(text).then_some(())).await;
}

/// SQLite's own word on its file, which no server has open.
fn check_database(server: &Server) {
    #[derive(QueryableByName)]
    struct Verdict {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    let place = server.data_dir().join("playhouse.db");
    let mut connection = SqliteConnection::establish(place.to_str().unwrap()).unwrap();
    let verdict: Verdict = diesel::sql_query("PRAGMA integrity_check").get_result(&mut connection).unwrap();
    assert_eq!(verdict.integrity_check, "ok");
}

/// Files of videos that no reader knows.
fn half_written(server: &Server) -> Vec<PathBuf> {
    let files = files_below(&server.data_dir().join("objects"));
    let is_odd = |file: &PathBuf| {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        !["m4s", "mp4", "jpg"].contains(&kind)
    };
    files.into_iter().filter(is_odd).collect()
}

#[tokio::test]
async fn work_waits_for_space_and_nothing_is_lost() {
    let Some(mut server) = server().await else { return };
    let ada = Person::register(&server, "ada").await;
    let (long, short) = (clip(&server, "long.mp4", "20").await, clip(&server, "short.mp4", "3").await);
    let bytes = std::fs::read(&short).unwrap();
    let half = bytes.len() / 2;
    let waiting = ada.create(bytes.len(), &[("filename", "short.mp4")]).await;
    assert_eq!(ada.patch(&waiting.url, 0, bytes[..half].to_vec()).send().await.unwrap().status(), 204);

    let upload = ada.upload(&long, &[]).await;
    // The source is cut, its rungs are being made.
    let video = poll_until("the source is cut", READY, async || {
        let video = ada.video(&upload.video).await;
        video["playback"]["dash"].is_string().then_some(video)
    })
    .await;
    assert_eq!(video["state"], "playable", "the disk is filled during the work");
    server.disk().fill();
    wait_for_log(&server, "media work pauses until there is some").await;
    // Whoever uploads is told, and keeps what was acknowledged.
    let refused = ada.patch(&waiting.url, half, bytes[half..].to_vec()).send().await.unwrap();
    problem(refused, 507, "storage_full").await;
    assert!(ada.offset(&waiting.url).await >= half);
    // Whoever watches goes on.
    let place = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    let source = hls::master(&server.client, &place).await.renditions().remove(0);
    let (_, segment) = hls::media(&server.client, &source.1).await.segments.remove(0);
    assert!(!hls::get(&server.client, &segment).await.bytes().await.unwrap().is_empty());
    let now = ada.video(&upload.video).await;
    assert_eq!(now["state"], "playable", "{}", now["failure"]);

    server.disk().free();
    wait_for_log(&server, "there is space again").await;
    let offset = ada.offset(&waiting.url).await;
    assert_eq!(ada.patch(&waiting.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
    for (upload, clip) in [(&upload, &long), (&waiting, &short)] {
        let video = ada.wait_for_state(&upload.video, "ready", READY).await;
        assert_eq!(sha256(&std::fs::read(server.source(&upload.id)).unwrap()), sha256(&std::fs::read(clip).unwrap()));
        let expected = Expected { frames: Some(media::frames(clip).await), is_constant: true };
        check_ladder(&server.client, &video, server.scratch(), &expected).await;
        ada.wait_for_poster(&upload.video, READY).await;
    }
    assert!(!server.log().contains("given up"), "{}", server.log());
    assert!(server.terminate(Duration::from_secs(15)).await.success());
    assert_eq!(half_written(&server), Vec::<PathBuf>::new());
    check_database(&server);
}

#[tokio::test]
async fn a_server_that_dies_on_a_full_disk_goes_on_when_there_is_space() {
    let Some(mut server) = server().await else { return };
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server, "clip.mp4", "12").await;
    let upload = ada.upload(&clip, &[]).await;
    ada.wait_for_state(&upload.video, "playable", READY).await;
    server.disk().fill();
    wait_for_log(&server, "media work pauses until there is some").await;
    server.kill9();
    server.disk().free();
    server.restart().await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let expected = Expected { frames: Some(media::frames(&clip).await), is_constant: true };
    check_ladder(&server.client, &video, server.scratch(), &expected).await;
    let mine: Value = ada.get("/api/v1/videos?mine=true").send().await.unwrap().json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    assert!(server.terminate(Duration::from_secs(15)).await.success());
    check_database(&server);
}

#[tokio::test]
async fn the_database_refuses_what_it_cannot_keep_and_keeps_what_it_took() {
    let Some(mut server) = server().await else { return };
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server, "clip.mp4", "8").await;
    let upload = ada.upload(&clip, &[]).await;
    ada.wait_for_state(&upload.video, "playable", READY).await;
    server.disk().fill();
    let target = format!("/api/v1/videos/{}", upload.video);
    let describe = async |number: u32| {
        let description = format!("{number} {}", "text ".repeat(1900));
        ada.request(Method::PATCH, &target).json(&json!({ "description": description })).send().await.unwrap()
    };
    let mut acknowledged = 0;
    let refused = loop {
        let answer = describe(acknowledged + 1).await;
        if answer.status() != 200 {
            break answer;
        }
        acknowledged += 1;
        assert!(acknowledged < 5000, "the database never ends");
    };
    problem(refused, 507, "storage_full").await;
    let kept = ada.video(&upload.video).await["description"].as_str().unwrap().to_owned();
    assert!(acknowledged == 0 && kept.is_empty() || kept.starts_with(&format!("{acknowledged} ")), "{acknowledged}");

    server.disk().free();
    assert_eq!(describe(0).await.status(), 200);
    ada.wait_for_state(&upload.video, "ready", READY).await;
    assert!(server.terminate(Duration::from_secs(15)).await.success());
    check_database(&server);
}

//! One connection for everything: media and the API in turn, requests that do not wait, and an orderly end.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::Url;
use support::http::Raw;
use support::{Person, Server, hls, media};

const READY: Duration = Duration::from_secs(120);

/// A path of a segment of a public video, and its bytes.
async fn segment(server: &Server) -> (String, Vec<u8>) {
    let ada = Person::register(server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let place = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    let master = hls::master(&server.client, &place).await;
    let playlist = hls::media(&server.client, &master.variants[0].url).await;
    let url = &playlist.segments[0].1;
    let bytes = hls::get(&server.client, url).await.bytes().await.unwrap();
    (url.path().to_owned(), bytes.to_vec())
}

#[tokio::test]
async fn media_and_everything_else_share_a_connection() {
    let server = Server::start().await;
    let (path, bytes) = segment(&server).await;
    let mut raw = Raw::open(&server).await;
    let get = |path: &str, fields: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n");
    // Nobody waits for an answer before the next request.
    let head = get(&path, "").replace("GET", "HEAD");
    let wrong = path.replace("/1/", "/2/");
    let requests = [
        get(&path, ""),
        get(&path, "Range: bytes=3-9\r\n"),
        head,
        get(&path, "Range: bytes=99999999-\r\n"),
        get(&wrong, ""),
        // From here on it is actix who answers, also for media.
        get("/api/v1/videos", ""),
        get(&path, "Range: bytes=3-9\r\n"),
        get(&format!("{path}?x=1"), ""),
        format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"),
        get("/healthz", "Connection: close\r\n"),
    ];
    raw.send(requests.concat().as_bytes()).await;
    let mut seen = Vec::new();
    for index in 0..requests.len() {
        let (answer, body) = raw.whole_answer(index == 2).await;
        assert!(answer.header("x-request-id").is_some() && answer.header("date").is_some(), "{}", answer.head);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let is_media = ![5, 9].contains(&index);
        assert_eq!(answer.header("access-control-allow-origin"), is_media.then_some("*"), "{}", answer.head);
        seen.push((answer.status, body));
    }
    let status: Vec<u16> = seen.iter().map(|(status, _)| *status).collect();
    assert_eq!(status, [200, 206, 200, 416, 404, 200, 206, 200, 404, 200]);
    assert_eq!((&seen[0].1, &seen[7].1), (&bytes, &bytes));
    assert_eq!((&seen[1].1[..], &seen[6].1[..]), (&bytes[3..10], &bytes[3..10]));
    assert!(seen[2].1.is_empty());
    assert_eq!(seen[9].1, b"ok\n");
    raw.hang_up().await;
}

#[tokio::test]
async fn both_ways_of_serving_say_the_same() {
    let server = Server::start().await;
    let (path, _) = segment(&server).await;
    for fields in ["", "Range: bytes=0-4\r\n", "Range: bytes=99999999-\r\n", "If-None-Match: *\r\n"] {
        let mut answers = Vec::new();
        // A body is none of the plain things: the second goes to actix.
        for more in ["", "Content-Length: 0\r\n"] {
            let mut raw = Raw::open(&server).await;
            raw.send(format!("GET {path} HTTP/1.1\r\nHost: h\r\n{fields}{more}\r\n").as_bytes()).await;
            let (answer, body) = raw.whole_answer(false).await;
            let own = |line: &&str| !line.starts_with("x-request-id") && !line.starts_with("date");
            let mut lines: Vec<String> = answer.head.lines().filter(own).map(str::to_lowercase).collect();
            lines.sort_unstable();
            answers.push((lines, body));
        }
        assert_eq!(answers[0], answers[1], "{fields:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_lets_idle_viewers_go() {
    let mut server = Server::start().await;
    let (path, bytes) = segment(&server).await;
    let mut raw = Raw::open(&server).await;
    raw.send(format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n").as_bytes()).await;
    assert_eq!(raw.whole_answer(false).await.1, bytes);
    // Sooner than a connection may be idle, and than requests under way may take.
    let status = server.terminate(Duration::from_secs(8)).await;
    assert!(status.success(), "{status}");
    raw.hang_up().await;
}

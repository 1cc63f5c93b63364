//! Watching while uploading: what comes out of a file before its last byte is in.

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

use reqwest::Url;
use serde_json::Value;
use support::http::header;
use support::media::{self, Expected};
use support::tus::Upload;
use support::{Person, Server, hls, poll_until};

const READY: Duration = Duration::from_secs(120);
/// How soon something shows after the bytes for it are there.
const SOON: Duration = Duration::from_secs(30);
const SECONDS: &str = "12";
const FRAMES: u64 = 12 * 24;

/// A key frame a second, and sound that players take as it is.
async fn film(server: &Server, name: &str, options: &str) -> PathBuf {
    let codecs = "-c:v libx264 -preset ultrafast -bf 2 -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k";
    let arguments = format!("{} {codecs} {options}", media::inputs("320x180", "24", SECONDS));
    media::ffmpeg(server.scratch(), &arguments, name).await
}

async fn send(ada: &Person, upload: &Upload, bytes: &[u8], from: usize, to: usize) {
    let answer = ada.patch(&upload.url, from, bytes[from..to].to_vec()).send().await.unwrap();
    assert_eq!(answer.status(), 204);
}

fn place(video: &Value) -> Url {
    Url::parse(video["playback"]["hls"].as_str().expect("playback.hls")).unwrap()
}

/// The text of the first rung's playlist.
async fn playlist(server: &Server, video: &Value) -> String {
    let master = hls::master(&server.client, &place(video)).await;
    let answer = hls::get(&server.client, &master.variants[0].url).await;
    if !video["upload"].is_null() {
        assert_eq!(header(&answer, "cache-control"), "no-cache");
    }
    answer.text().await.unwrap()
}

fn segments(playlist: &str) -> usize {
    playlist.matches("#EXTINF:").count()
}

#[tokio::test]
async fn four_containers_are_watched_while_they_are_uploaded() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    for (name, options) in [
        ("front.mp4", "-movflags +faststart"),
        ("pieces.mp4", "-movflags frag_keyframe+empty_moov+default_base_moof"),
        ("film.mkv", ""),
        ("film.ts", ""),
    ] {
        let bytes = std::fs::read(film(&server, name, options).await).unwrap();
        let (early, late) = (bytes.len() / 2, bytes.len() * 9 / 10);
        let upload = ada.create(bytes.len(), &[("filename", name)]).await;
        send(&ada, &upload, &bytes, 0, early).await;
        let video = ada.wait_for_state(&upload.video, "playable", SOON).await;
        assert_eq!(
            (video["upload"]["received"].as_u64(), video["upload"]["length"].as_u64()),
            (Some(early as u64), Some(bytes.len() as u64)),
            "{name}"
        );
        let opening = playlist(&server, &video).await;
        assert!(
            opening.contains("#EXT-X-PLAYLIST-TYPE:EVENT\n") && !opening.contains("#EXT-X-ENDLIST"),
            "{name}: {opening}"
        );
        let master = hls::master(&server.client, &place(&video)).await;
        for (rendition, url, _) in master.renditions() {
            let list = hls::get(&server.client, &url).await.text().await.unwrap();
            let first = url.join(list.lines().find(|line| line.ends_with("/0.m4s")).expect("a first segment")).unwrap();
            assert!(!hls::get(&server.client, &first).await.bytes().await.unwrap().is_empty(), "{name} {rendition}");
        }
        send(&ada, &upload, &bytes, early, late).await;
        poll_until("the playlist grows", SOON, async || {
            let longer = playlist(&server, &video).await;
            let stable =
                |text: &str| text.lines().find(|line| line.starts_with("#EXT-X-TARGETDURATION")).unwrap().to_owned();
            assert_eq!(stable(&opening), stable(&longer));
            (segments(&longer) > segments(&opening)).then_some(())
        })
        .await;
        send(&ada, &upload, &bytes, late, bytes.len()).await;
        let video = ada.wait_for_state(&upload.video, "ready", READY).await;
        assert!(video["upload"].is_null());
        assert!(playlist(&server, &video).await.ends_with("#EXT-X-ENDLIST\n"), "{name}");
        let expected = Expected { frames: Some(FRAMES), is_constant: true };
        media::check_ladder(&server.client, &video, server.scratch(), &expected).await;
    }
}

#[tokio::test]
async fn an_index_at_the_end_waits_for_the_last_byte() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let bytes = std::fs::read(film(&server, "late.mp4", "").await).unwrap();
    let upload = ada.create(bytes.len(), &[("filename", "late.mp4")]).await;
    send(&ada, &upload, &bytes, 0, bytes.len() - 1).await;
    assert_eq!(ada.video(&upload.video).await["state"], "uploading");
    send(&ada, &upload, &bytes, bytes.len() - 1, bytes.len()).await;
    ada.wait_for_state(&upload.video, "ready", READY).await;
}

#[tokio::test]
async fn a_recording_of_unknown_length_is_watched_while_it_is_made() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let bytes = std::fs::read(film(&server, "recording.mkv", "").await).unwrap();
    let answer = ada.creation(&[("Upload-Defer-Length", "1")]).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let upload = Upload::of(&answer);
    let half = bytes.len() / 2;
    send(&ada, &upload, &bytes, 0, half).await;
    let video = ada.wait_for_state(&upload.video, "playable", SOON).await;
    assert!(video["upload"]["length"].is_null());
    let rest = ada.patch(&upload.url, half, bytes[half..].to_vec()).header("Upload-Length", bytes.len());
    assert_eq!(rest.send().await.unwrap().status(), 204);
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let expected = Expected { frames: Some(FRAMES), is_constant: true };
    media::check_ladder(&server.client, &video, server.scratch(), &expected).await;
}

#[tokio::test]
async fn an_upload_goes_on_after_a_power_cut_with_the_same_media() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let bytes = std::fs::read(film(&server, "film.mkv", "").await).unwrap();
    let half = bytes.len() / 2;
    let upload = ada.create(bytes.len(), &[("filename", "film.mkv")]).await;
    send(&ada, &upload, &bytes, 0, half).await;
    let before = ada.wait_for_state(&upload.video, "playable", SOON).await;
    let opening = playlist(&server, &before).await;
    server.kill9();
    server.restart().await;
    let after = ada.video(&upload.video).await;
    assert_eq!((&after["state"], &after["playback"]["hls"]), (&before["state"], &before["playback"]["hls"]));
    assert!(segments(&playlist(&server, &after).await) >= segments(&opening));
    let offset = ada.offset(&upload.url).await;
    send(&ada, &upload, &bytes, offset, bytes.len()).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    assert_eq!(video["playback"]["hls"], before["playback"]["hls"], "the same version of the media");
    let expected = Expected { frames: Some(FRAMES), is_constant: true };
    media::check_ladder(&server.client, &video, server.scratch(), &expected).await;
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing_behind() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let bytes = std::fs::read(film(&server, "film.mkv", "").await).unwrap();
    let upload = ada.create(bytes.len(), &[("filename", "film.mkv")]).await;
    send(&ada, &upload, &bytes, 0, bytes.len() / 2).await;
    let video = ada.wait_for_state(&upload.video, "playable", SOON).await;
    let answer = ada.tus(reqwest::Method::DELETE, &upload.url).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let gone = server.client.get(server.url(&format!("/api/v1/videos/{}", upload.video))).send().await.unwrap();
    assert_eq!(gone.status(), 404);
    poll_until("everything of it is gone", SOON, async || {
        let media = server.client.get(place(&video)).send().await.unwrap();
        let left = !server.objects(&upload.video).is_empty() || server.source(&upload.id).exists();
        (media.status() == 404 && !left).then_some(())
    })
    .await;
}

/// Bytes that were there and were taken back, and others in their place: the media is made of what the file holds.
#[tokio::test]
async fn another_file_in_the_place_of_the_first_is_made_anew() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let first = std::fs::read(film(&server, "first.mkv", "").await).unwrap();
    let other = std::fs::read(film(&server, "other.mkv", "-filter:v negate").await).unwrap();
    let upload = ada.create(other.len(), &[("filename", "other.mkv")]).await;
    // More than there is room for: the whole chunk is taken back, after its bytes were seen.
    let mut too_much = first[..first.len() / 2].to_vec();
    too_much.resize(other.len() + 1, 0);
    let body = reqwest::Body::wrap_stream(futures::stream::iter([Ok::<_, std::io::Error>(too_much)]));
    let refused = ada.patch(&upload.url, 0, body).send().await.unwrap();
    assert_eq!(refused.status(), 413);
    send(&ada, &upload, &other, 0, other.len()).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let expected = Expected { frames: Some(FRAMES), is_constant: true };
    media::check_ladder(&server.client, &video, server.scratch(), &expected).await;
}

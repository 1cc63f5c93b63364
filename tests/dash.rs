//! DASH: the manifest says exactly what the segments hold, and another player's demuxer finds every frame.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};
use support::dash::{self, Manifest};
use support::http::header;
use support::{Person, Server, media, mpd, poll_until};

const READY: Duration = Duration::from_secs(120);

/// Uploads a file, waits for the last rung, and checks its manifest segment by segment.
async fn checked(server: &Server, file: &Path) -> (Value, Manifest) {
    let ada = Person::register(server, "ada").await;
    let upload = ada.upload(file, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let place = Url::parse(video["playback"]["dash"].as_str().expect("playback.dash")).unwrap();
    let manifest = dash::manifest(&server.client, &place).await;
    dash::check(&server.client, &manifest).await;
    let told: Vec<&str> =
        video["renditions"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    let listed: Vec<&str> = manifest.representations.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(listed, told, "the manifest lists what the API tells");
    (video, manifest)
}

/// Frames that ffmpeg's own DASH client decodes, stream by stream: of several at once it leaves out the last ones.
async fn decoded(video: &Value) -> BTreeMap<String, Vec<u64>> {
    let place = Path::new(video["playback"]["dash"].as_str().unwrap());
    let streams = media::ffprobe(place, "-show_entries stream=index,codec_type").await;
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for stream in streams["streams"].as_array().unwrap() {
        let select = format!("-count_frames -select_streams {} -show_entries stream=nb_read_frames", stream["index"]);
        let frames = media::ffprobe(place, &select).await["streams"][0]["nb_read_frames"].clone();
        let kind = stream["codec_type"].as_str().unwrap().to_owned();
        found.entry(kind).or_default().push(frames.as_str().unwrap().parse().unwrap());
    }
    found
}

#[tokio::test]
async fn rungs_and_both_layouts_of_sound_are_listed_to_the_tick() {
    let server = Server::start().await;
    let arguments = "-f lavfi -i testsrc2=size=480x270:rate=24000/1001:duration=6 \
         -f lavfi -i sine=frequency=440:sample_rate=48000:duration=6 -af pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0 \
         -c:v libx264 -preset ultrafast -bf 2 -g 24 -pix_fmt yuv420p -c:a aac -b:a 128k";
    let clip = media::ffmpeg(server.scratch(), arguments, "surround.mp4").await;
    let (video, manifest) = checked(&server, &clip).await;
    let frames = decoded(&video).await;
    assert_eq!(frames["video"], [144, 144], "{frames:?}");
    assert_eq!(frames["audio"].len(), 2);
    for one in &manifest.representations {
        assert_eq!(one.attribute("segmentAlignment"), Some("true"));
        assert_eq!(one.attribute("startWithSAP"), Some("1"));
        if one.content == "video" {
            assert_eq!(one.attribute("frameRate"), Some("24000/1001"));
            assert_eq!((one.attribute("maxWidth"), one.attribute("maxHeight")), (Some("480"), Some("270")));
            assert!(one.codecs.starts_with("avc1.") && one.bandwidth > 0);
        } else {
            assert_eq!((one.timescale, one.attribute("audioSamplingRate")), (48_000, Some("48000")));
        }
    }
    let sets: Vec<&str> = manifest.representations.iter().map(|one| one.attribute("id").unwrap()).collect();
    assert_eq!(manifest.representations.len(), 4, "{sets:?}");
}

#[tokio::test]
async fn the_storyboard_is_a_track_of_thumbnails() {
    let server = Server::start().await;
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k",
        media::inputs("320x180", "24", "140")
    );
    let clip = media::ffmpeg(server.scratch(), &arguments, "long.mp4").await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = poll_until("there is a storyboard", READY, async || {
        let video = ada.video(&upload.video).await;
        (video["playback"]["storyboard"].is_string() && video["playback"]["dash"].is_string()).then_some(video)
    })
    .await;
    let place = Url::parse(video["playback"]["dash"].as_str().unwrap()).unwrap();
    let manifest = dash::manifest(&server.client, &place).await;
    let thumbnails = manifest.thumbnails.expect("thumbnails");
    // 140 seconds at 5 a tile.
    assert_eq!((thumbnails.across, thumbnails.down, thumbnails.duration), (8, 4, 8 * 4 * 5));
    assert_eq!((thumbnails.size, thumbnails.sheets.len()), ((8 * 160, 4 * 90), 1));
    for (number, sheet) in thumbnails.sheets.iter().enumerate() {
        let answer = server.client.get(sheet.clone()).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, "image/jpeg".to_owned()));
        let path = server.scratch().join(format!("{number}.jpg"));
        std::fs::write(&path, answer.bytes().await.unwrap()).unwrap();
        let picture = media::ffprobe(&path, "-show_entries stream=width,height").await["streams"][0].clone();
        assert_eq!((&picture["width"], &picture["height"]), (&json!(thumbnails.size.0), &json!(thumbnails.size.1)));
    }
}

/// The check of every manifest does find what is wrong.
#[tokio::test]
async fn what_is_wrong_with_a_manifest_is_found() {
    let server = Server::start().await;
    let arguments = format!("{} -c:v libx264 -g 24 -pix_fmt yuv420p -c:a aac", media::inputs("320x180", "24", "5"));
    let clip = media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await;
    let (_, manifest) = checked(&server, &clip).await;
    let wrongs = [
        (" minBufferTime=\"PT2S\"", ""),
        ("type=\"static\"", "type=\"still\""),
        ("startWithSAP=\"1\"", "startWithSAP=\"7\""),
        ("sar=\"1:1\"", "sar=\"1/1\""),
        ("bandwidth=\"", "bandwidth=\"-"),
        ("<AdaptationSet id=\"1\"", "<AdaptationSet id=\"0\""),
        ("$Number$", "0"),
        ("maxSegmentDuration=\"PT", "maxSegmentDuration=\"PT0.000"),
        ("maxWidth=\"320\"", "maxWidth=\"300\""),
        ("</Period>", "<BaseURL>x</BaseURL></Period>"),
        (" <Period", " <Metrics/><Period"),
        ("codecs=\"avc1", "codex=\"avc1"),
        ("mpd:2011\" profiles", "mpd:2012\" profiles"),
        (" d=\"", " d=\"0\" e=\""),
    ];
    for (right, wrong) in wrongs {
        let spoilt = manifest.text.replacen(right, wrong, 1);
        assert_ne!(spoilt, manifest.text, "{right} is in it");
        assert!(!mpd::complaints(&spoilt).is_empty(), "{right} -> {wrong} is not noticed");
    }
}

#[tokio::test]
async fn sound_alone_is_a_presentation() {
    let server = Server::start().await;
    let arguments = "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=9 -c:a libmp3lame";
    let clip = media::ffmpeg(server.scratch(), arguments, "song.mp3").await;
    let (video, manifest) = checked(&server, &clip).await;
    assert!(manifest.representations.iter().all(|one| one.content == "audio"));
    assert_eq!(decoded(&video).await.keys().collect::<Vec<_>>(), ["audio"]);
}

#[tokio::test]
async fn a_silent_picture_of_changing_rate_keeps_its_frames() {
    let server = Server::start().await;
    let arguments = "-f lavfi -i testsrc2=size=160x90:rate=50:duration=6 \
         -vf select='not(mod(n\\,3))+not(mod(n\\,7))' -fps_mode vfr -c:v libx264 -pix_fmt yuv420p -g 20";
    let clip = media::ffmpeg(server.scratch(), arguments, "vfr.mp4").await;
    let count = media::frames(&clip).await;
    let (video, manifest) = checked(&server, &clip).await;
    assert_eq!(manifest.representations.len(), 1);
    assert_eq!(decoded(&video).await["video"], [count]);
}

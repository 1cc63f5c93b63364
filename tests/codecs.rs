//! Codecs beside H.264: made behind the ladder, told to players when they are whole, and taken up again after a crash.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::path::Path;
use std::time::Duration;

use reqwest::Url;
use serde_json::Value;
use support::media::{Expected, check_ladder, ffmpeg, ffprobe};
use support::{Person, Server, dash, hls, poll_until};

const READY: Duration = Duration::from_secs(120);
const CLIP: &str = "-f lavfi -i testsrc2=size=256x144:rate=24:duration=5 \
     -f lavfi -i sine=frequency=440:sample_rate=48000:duration=5 \
     -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k";
const NAMES: [&str; 9] =
    ["144p", "120p", "144p-hevc", "120p-hevc", "144p-vp9", "120p-vp9", "144p-av1", "120p-av1", "audio"];

fn is_whole(video: &Value) -> bool {
    video["renditions"].as_array().unwrap().iter().all(|one| one["progress"] == 1.0)
}

async fn listed(server: &Server, video: &Value) -> Vec<hls::Variant> {
    let url = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    hls::master(&server.client, &url).await.variants
}

/// Waits until every rendition is made, and told to players.
async fn whole(server: &Server, ada: &Person, id: &str) -> Value {
    poll_until("every codec is whole", READY, async || {
        let video = ada.video(id).await;
        let count = listed(server, &video).await.len();
        (is_whole(&video) && count == NAMES.len() - 1).then_some(video)
    })
    .await
}

async fn check_codecs(server: &Server, video: &Value) {
    let expected = Expected { frames: Some(120), is_constant: true };
    let files = check_ladder(&server.client, video, server.scratch(), &expected).await;
    for (name, file) in &files {
        let probe = ffprobe(file, "-show_entries stream=codec_name,width,height").await;
        let stream = &probe["streams"][0];
        let codec = match name.split_once('-') {
            Some((_, codec)) => codec,
            None if name == "audio" => "aac",
            None => "h264",
        };
        assert_eq!(stream["codec_name"], codec, "{name}");
        if codec != "aac" {
            assert_eq!(format!("{}p", stream["height"]), name.split('-').next().unwrap());
        }
    }
}

/// The tone of the clip: its owner is told how loud it is, nobody else.
async fn check_loudness(server: &Server, ada: &Person, id: &str) {
    let told = poll_until("the sound is measured", READY, async || {
        Some(ada.video(id).await["loudness"].clone()).filter(|loudness| !loudness.is_null())
    })
    .await;
    let (lufs, peak) = (told["integrated_lufs"].as_f64().unwrap(), told["true_peak_dbtp"].as_f64().unwrap());
    // A sine at an eighth of full scale, in one channel.
    assert!((-23.0..-20.0).contains(&lufs) && (-19.0..-17.0).contains(&peak), "{told}");
    let bob = Person::register(server, "bob").await;
    assert!(bob.video(id).await["loudness"].is_null());
}

fn check_variants(variants: &[hls::Variant]) {
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names, NAMES[..8], "those that every player takes come first");
    for variant in variants {
        let entry = match variant.name.split_once('-').map(|(_, codec)| codec) {
            None => "avc1.",
            Some("hevc") => "hvc1.1.6.L",
            Some("vp9") => "vp09.00.",
            Some("av1") => "av01.0.00M.08",
            Some(other) => panic!("{other}"),
        };
        assert!(variant.codecs.starts_with(entry) && variant.codecs.ends_with(",mp4a.40.2"), "{variant:?}");
    }
}

#[tokio::test]
async fn every_codec_is_made_behind_the_ladder_and_survives_a_crash() {
    let mut server = Server::with(&[("EXTRA_CODECS", "av1,hevc,vp9"), ("LADDER", "240:450,120:200")]).await;
    let ada = Person::register(&server, "ada").await;
    let clip = ffmpeg(server.scratch(), CLIP, "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    // A rendition that is not whole is nothing that a player may choose.
    for variant in listed(&server, &video).await {
        let now = ada.video(&upload.video).await;
        let told =
            now["renditions"].as_array().unwrap().iter().find(|one| one["name"] == variant.name.as_str()).unwrap();
        assert_eq!(told["progress"], 1.0, "{variant:?}");
    }
    server.kill9();
    server.restart().await;

    let video = whole(&server, &ada, &upload.video).await;
    let told: Vec<&str> =
        video["renditions"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(told, NAMES);
    check_variants(&listed(&server, &video).await);
    check_codecs(&server, &video).await;
    check_loudness(&server, &ada, &upload.video).await;
    let place = Url::parse(video["playback"]["dash"].as_str().unwrap()).unwrap();
    let manifest = dash::manifest(&server.client, &place).await;
    dash::check(&server.client, &manifest).await;
    let mut sets: Vec<(&str, &str)> = Vec::new();
    for one in manifest.representations.iter().filter(|one| one.content == "video") {
        sets.push((one.attribute("id").unwrap(), one.codecs.split('.').next().unwrap()));
    }
    sets.dedup();
    assert_eq!(sets, [("0", "avc1"), ("1", "hvc1"), ("2", "vp09"), ("3", "av01")], "one set a codec");
}

#[tokio::test]
async fn a_device_that_is_not_there_costs_nothing() {
    if Path::new("/dev/nvidiactl").exists() {
        return;
    }
    let server = Server::with(&[("H264_ENCODER", "nvh264enc"), ("LADDER", "240:450,120:200")]).await;
    let ada = Person::register(&server, "ada").await;
    let clip = ffmpeg(server.scratch(), CLIP, "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let expected = Expected { frames: Some(120), is_constant: true };
    let files = check_ladder(&server.client, &video, server.scratch(), &expected).await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["144p", "120p", "audio"], "the ladder of the settings");
    let told = server.command().args(["doctor", "--json"]).output().unwrap();
    assert!(!told.status.success(), "what is asked for is missing");
    let findings: Value = serde_json::from_slice(&told.stdout).unwrap();
    let of = |subject: &str| findings.as_array().unwrap().iter().find(|one| one["subject"] == subject).unwrap().clone();
    assert_eq!((of("x264enc")["is_fine"].clone(), of("nvh264enc")["is_fine"].clone()), (true.into(), false.into()));
    assert!(of("av1enc")["detail"].as_str().unwrap().ends_with("not asked for"), "{findings}");
}

//! What people have on their disks: each kind becomes `ready`, and every rung plays from its first frame to its last.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use support::media::{Expected, check_ladder, ffmpeg, ffprobe, frames, inputs};
use support::{Person, Server};

const READY: Duration = Duration::from_secs(120);
const H264: &str = "-c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p";
const AAC: &str = "-c:a aac -b:a 64k";

/// A source and what must become of it.
struct Case {
    name: &'static str,
    arguments: String,
    /// Of the picture as shown; none for sound alone.
    size: Option<(u64, u64)>,
    /// Renditions, sorted.
    renditions: &'static [&'static str],
    is_constant: bool,
}

impl Case {
    fn new(name: &'static str, arguments: String, size: (u64, u64), renditions: &'static [&'static str]) -> Self {
        Self { name, arguments, size: Some(size), renditions, is_constant: true }
    }

    fn sound(name: &'static str, arguments: String, renditions: &'static [&'static str]) -> Self {
        Self { name, arguments, size: None, renditions, is_constant: true }
    }
}

/// Uploads a file, waits, and plays all of it.
async fn check(server: &Server, ada: &Person, source: &Path, is_constant: bool) -> (Value, Vec<(String, PathBuf)>) {
    let upload = ada.upload(source, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let has_picture = !video["width"].is_null();
    let expected = Expected { frames: if has_picture { Some(frames(source).await) } else { None }, is_constant };
    let files = check_ladder(&server.client, &video, server.scratch(), &expected).await;
    (video, files)
}

async fn run(cases: Vec<Case>) {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    for case in cases {
        eprintln!("{}", case.name);
        let source = ffmpeg(server.scratch(), &case.arguments, case.name).await;
        let (video, files) = check(&server, &ada, &source, case.is_constant).await;
        assert_eq!(video["width"].as_u64().zip(video["height"].as_u64()), case.size, "{}", case.name);
        let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, case.renditions, "{}", case.name);
        if case.size.is_some() {
            ada.wait_for_poster(video["id"].as_str().unwrap(), READY).await;
        }
        for (_, file) in files {
            std::fs::remove_file(file).unwrap();
        }
    }
}

fn small() -> String {
    inputs("128x72", "24", "1.5")
}

#[tokio::test]
async fn containers() {
    run(vec![
        Case::new("late-index.mp4", format!("{} {H264} {AAC}", small()), (128, 72), &["72p", "audio"]),
        Case::new(
            "early-index.mp4",
            format!("{} {H264} {AAC} -movflags +faststart", small()),
            (128, 72),
            &["72p", "audio"],
        ),
        Case {
            // Written as it came, its first frame stands longer than the others.
            is_constant: false,
            ..Case::new(
                "fragments.mp4",
                format!("{} {H264} {AAC} -movflags +frag_keyframe+empty_moov", small()),
                (128, 72),
                &["72p", "audio"],
            )
        },
        Case::new("transport.ts", format!("{} {H264} {AAC}", small()), (128, 72), &["72p", "audio"]),
        Case::new("quicktime.mov", format!("{} {H264} {AAC}", small()), (128, 72), &["72p", "audio"]),
    ])
    .await;
}

#[tokio::test]
async fn matroska_whose_times_are_whole_milliseconds() {
    run(vec![Case::new("matroska.mkv", format!("{} {H264} {AAC}", small()), (128, 72), &["72p", "audio"])]).await;
}

#[tokio::test]
async fn codecs() {
    let hevc = "-c:v libx265 -preset ultrafast -x265-params log-level=none";
    run(vec![
        Case::new(
            "vp8.webm",
            format!("{} -c:v libvpx -cpu-used 8 -c:a libvorbis", small()),
            (128, 72),
            &["72p", "audio"],
        ),
        Case::new(
            "vp9.webm",
            format!("{} -c:v libvpx-vp9 -cpu-used 8 -c:a libopus", small()),
            (128, 72),
            &["72p", "audio"],
        ),
        Case::new("hevc.mp4", format!("{} {hevc} -pix_fmt yuv420p {AAC}", small()), (128, 72), &["72p", "audio"]),
        Case::new(
            "hevc-10-bit.mp4",
            format!("{} {hevc} -tag:v hvc1 -pix_fmt yuv420p10le {AAC}", small()),
            (128, 72),
            &["72p", "audio"],
        ),
        Case::new(
            "h264-10-bit.mp4",
            format!("{} -c:v libx264 -preset ultrafast -pix_fmt yuv420p10le {AAC}", small()),
            (128, 72),
            &["72p", "audio"],
        ),
        Case::new(
            "b-frames.mp4",
            format!("{} -c:v libx264 -bf 3 -g 30 -pix_fmt yuv420p {AAC}", small()),
            (128, 72),
            &["72p", "audio"],
        ),
    ])
    .await;
}

#[tokio::test]
async fn sounds() {
    let tone = "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=2";
    let surround = "-f lavfi -i testsrc2=size=128x72:rate=24:duration=1.5 \
                    -f lavfi -i aevalsrc=sin(440*t)|0|0|0|0|sin(330*t):channel_layout=5.1:sample_rate=48000:duration=1.5";
    run(vec![
        Case::new(
            "silent.mp4",
            format!("-f lavfi -i testsrc2=size=128x72:rate=24:duration=1.5 {H264}"),
            (128, 72),
            &["72p"],
        ),
        Case::sound("song.m4a", format!("{tone} {AAC}"), &["audio"]),
        Case::sound("song.mp3", format!("{tone} -c:a libmp3lame"), &["audio"]),
        Case::sound("song.ogg", format!("{tone} -c:a libvorbis"), &["audio"]),
        Case::new(
            "surround.mp4",
            format!("{surround} {H264} -c:a aac -b:a 192k"),
            (128, 72),
            &["72p", "audio", "surround"],
        ),
        Case::new("mono-8k.mp4", format!("{} {H264} {AAC} -ac 1 -ar 8000", small()), (128, 72), &["72p", "audio"]),
    ])
    .await;
}

#[tokio::test]
async fn shapes_and_times() {
    let vfr = "-f lavfi -i testsrc2=size=128x72:rate=30:duration=2 \
               -vf select='not(mod(n\\,7))+not(mod(n\\,3))',setpts=PTS -vsync vfr";
    let yuv444 = "-c:v libx264 -preset ultrafast -pix_fmt yuv444p";
    run(vec![
        Case { is_constant: false, ..Case::new("varying.mp4", format!("{vfr} {H264}"), (128, 72), &["72p"]) },
        Case::new(
            "odd.mp4",
            format!("-f lavfi -i testsrc2=size=321x181:rate=24:duration=1 {yuv444}"),
            (320, 180),
            &["180p"],
        ),
        Case::new("tiny.mp4", format!("-f lavfi -i testsrc2=size=16x16:rate=24:duration=1 {H264}"), (16, 16), &["16p"]),
        Case::new(
            "one-frame.mp4",
            format!("-f lavfi -i testsrc2=size=64x64:rate=24 -frames:v 1 {H264}"),
            (64, 64),
            &["64p"],
        ),
        Case::new(
            "fast.mp4",
            format!("-f lavfi -i testsrc2=size=128x72:rate=60000/1001:duration=1 {H264}"),
            (128, 72),
            &["72p"],
        ),
        Case::new(
            "interlaced.ts",
            format!("{} -c:v mpeg2video -flags +ildct+ilme -top 1 -r 25 -c:a mp2", inputs("128x72", "25", "1.5")),
            (128, 72),
            &["72p", "audio"],
        ),
        Case::new(
            "squeezed.mp4",
            format!("-f lavfi -i testsrc2=size=96x72:rate=24:duration=1 -vf setsar=4/3 {H264}"),
            (128, 72),
            &["72p"],
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_phone_held_upright_films_upright() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    // Of what the sensor saw, one half is red and the other blue.
    let arguments = format!(
        "-f lavfi -i color=red:size=64x72:rate=24:duration=1 -f lavfi -i color=blue:size=64x72:rate=24:duration=1 \
         -filter_complex hstack {H264}"
    );
    ffmpeg(server.scratch(), &arguments, "flat.mp4").await;
    for (degrees, name) in [("90", "left.mp4"), ("270", "right.mp4")] {
        let turn = format!("-i flat.mp4 -c copy -metadata:s:v:0 rotate={degrees}");
        let turned = ffmpeg(server.scratch(), &turn, name).await;
        let meant = halves(&server, &turned).await;
        assert_ne!(meant.0, meant.1, "{name} is turned");
        let (video, files) = check(&server, &ada, &turned, true).await;
        assert_eq!((video["width"].as_u64(), video["height"].as_u64()), (Some(72), Some(128)));
        for (rendition, file) in files {
            let probe = ffprobe(&file, "-show_entries stream=width,height:stream_side_data=rotation").await;
            let stream = &probe["streams"][0];
            assert_eq!((stream["width"].as_u64(), stream["height"].as_u64()), (Some(72), Some(128)), "{rendition}");
            assert!(stream["side_data_list"].is_null(), "{rendition} is turned twice: {probe}");
            assert_eq!(halves(&server, &file).await, meant, "{name}, {rendition}");
        }
    }
}

/// Whether the upper and the lower half of the first frame are red, as a player shows it.
async fn halves(server: &Server, file: &Path) -> (bool, bool) {
    let picture = format!("-i {} -frames:v 1 -f rawvideo -pix_fmt rgb24", file.display());
    let pixels = std::fs::read(ffmpeg(server.scratch(), &picture, "picture.rgb").await).unwrap();
    assert_eq!(pixels.len(), 72 * 128 * 3, "{}", file.display());
    let is_red = |x: usize, y: usize| pixels[(y * 72 + x) * 3] > pixels[(y * 72 + x) * 3 + 2];
    (is_red(36, 20), is_red(36, 108))
}

#[tokio::test]
async fn real_clips_play_in_every_rung() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media");
    let big = folder.join("bbb-480p-24fps-30s-h264-aac.mp4");
    assert_eq!(frames(&big).await, 720);
    let (video, files) = check(&server, &ada, &big, true).await;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["240p", "360p", "480p", "audio", "surround"]);
    assert!((video["duration"].as_f64().unwrap() - 30.0).abs() < 0.1);
    let (_, files) = check(&server, &ada, &folder.join("bbb-270p-12s-vp8-vorbis.webm"), true).await;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["240p", "270p", "audio"]);
}

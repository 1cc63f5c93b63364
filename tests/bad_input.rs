//! What is no video: each kind ends as a named failure, soon, and leaves nothing behind.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::media::{clip, ffmpeg};
use support::{Person, Server, files_below, noise, poll_until};
use tokio::net::TcpListener;
use tokio::process::Command;

const FAILED: Duration = Duration::from_secs(30);

/// Uploads bytes under a name; answers the code of the failure after a look at what is left.
async fn failure_of(server: &mut Server, ada: &Person, name: &str, bytes: &[u8]) -> String {
    let file = server.scratch().join(name);
    std::fs::write(&file, bytes).unwrap();
    let upload = ada.upload(&file, &[]).await;
    let video = ada.wait_for_state(&upload.video, "failed", FAILED).await;
    let failure = &video["failure"];
    let detail = failure["detail"].as_str().unwrap();
    assert!(detail.len() > 10 && detail.ends_with('.'), "a sentence for a person: {detail}");
    assert!(!detail.contains('/') && !detail.contains("::"), "nothing of the inside: {detail}");
    assert!(video["playback"]["hls"].is_null() && video["playback"]["poster"].is_null());
    poll_until(&format!("nothing of {name} is left"), FAILED, async || {
        (server.objects(&upload.video).is_empty() && !server.source(&upload.id).exists()).then_some(())
    })
    .await;
    assert!(server.is_alive());
    let health = server.client.get(server.url("/healthz")).send().await.unwrap();
    assert_eq!(health.status(), 200);
    failure["code"].as_str().unwrap().to_owned()
}

/// The server still does its work, in the process that it had.
async fn check_untouched(server: &mut Server, ada: &Person, pid: i32) {
    assert!(server.is_alive() && server.pid() == pid);
    assert_eq!(files_below(&server.data_dir().join("sources")), Vec::<std::path::PathBuf>::new());
    assert_eq!(files_below(&server.data_dir().join("objects")), Vec::<std::path::PathBuf>::new());
    let clip = clip(server.scratch(), "good.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    ada.wait_for_state(&upload.video, "ready", FAILED * 2).await;
}

async fn bytes_of(path: &Path) -> Vec<u8> {
    tokio::fs::read(path).await.unwrap()
}

#[tokio::test]
async fn threat_11_what_is_no_media_is_named_and_removed() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let pid = server.pid();
    for (name, bytes, code) in [
        ("empty.mp4", Vec::new(), "empty_file"),
        ("noise.mp4", noise(1, 1 << 20), "unsupported_container"),
        ("text.mp4", b"Dear diary, today nothing happened.\n".repeat(100), "unsupported_container"),
        ("page.mp4", b"<!doctype html><script>alert(1)</script>".to_vec(), "unsupported_container"),
        ("zeros.mp4", vec![0; 100_000], "unsupported_container"),
        ("one-byte.mp4", vec![b'x'], "unsupported_container"),
    ] {
        assert_eq!(failure_of(&mut server, &ada, name, &bytes).await, code, "{name}");
    }
    check_untouched(&mut server, &ada, pid).await;
}

#[tokio::test]
async fn broken_media_is_named_and_removed() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let pid = server.pid();
    let real =
        bytes_of(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/bbb-480p-24fps-30s-h264-aac.mp4").as_ref()).await;
    assert_eq!(failure_of(&mut server, &ada, "cut.mp4", &real[..real.len() * 6 / 10]).await, "corrupt_media");
    let late = bytes_of(&clip(server.scratch(), "late.mp4").await).await;
    assert_eq!(failure_of(&mut server, &ada, "no-index.mp4", &late[..late.len() * 6 / 10]).await, "corrupt_media");
    let mut hollow = late[..64].to_vec();
    hollow.extend(noise(2, 200_000));
    let code = failure_of(&mut server, &ada, "hollow.mp4", &hollow).await;
    assert!(["corrupt_media", "no_media"].contains(&code.as_str()), "{code}");
    let subtitles = server.scratch().join("words.srt");
    std::fs::write(&subtitles, "1\n00:00:00,000 --> 00:00:01,000\nhello\n").unwrap();
    let words = ffmpeg(server.scratch(), "-i words.srt -c:s srt", "words.mkv").await;
    assert_eq!(failure_of(&mut server, &ada, "words.mkv", &bytes_of(&words).await).await, "no_media");
    check_untouched(&mut server, &ada, pid).await;
}

#[tokio::test]
async fn threat_6_media_past_the_limits_is_named_and_removed() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let pid = server.pid();
    // x265 draws what other encoders refuse to.
    let wide = "-f lavfi -i color=c=red:size=20000x32:rate=5:duration=0.4 -c:v libx265 -preset ultrafast \
                -x265-params log-level=none";
    for name in ["wide.mp4", "wide.mkv"] {
        let bytes = bytes_of(&ffmpeg(server.scratch(), wide, name).await).await;
        assert_eq!(failure_of(&mut server, &ada, name, &bytes).await, "limit_resolution", "{name}");
    }
    let tones = "-f lavfi -i sine=duration=0.2 -c:a aac -map 0:a ";
    let many = format!("{tones}{}", "-map 0:a ".repeat(99));
    let bytes = bytes_of(&ffmpeg(server.scratch(), &many, "many.mp4").await).await;
    assert_eq!(failure_of(&mut server, &ada, "many.mp4", &bytes).await, "limit_streams");
    check_untouched(&mut server, &ada, pid).await;
}

/// Somewhere that nobody has any business to call at.
async fn canary() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let hits = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&hits);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    (address, hits)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threat_1_a_playlist_in_disguise_fetches_nothing() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let pid = server.pid();
    let (address, hits) = canary().await;
    let secret = ffmpeg(
        server.scratch(),
        "-f lavfi -i testsrc2=size=64x64:rate=24:duration=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
        "secret.ts",
    )
    .await;
    let hls =
        |place: &str| format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n{place}\n#EXT-X-ENDLIST\n").into_bytes();
    let playlist = hls(&format!("http://{address}/segment.ts"));
    let mpd = format!(
        r#"<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"
        profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation
        id="1" bandwidth="1000"><BaseURL>http://{address}/video.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>"#
    );
    for (name, bytes) in [
        ("movie.mp4", playlist.clone()),
        ("variants.mp4", format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://{address}/v.m3u8\n").into_bytes()),
        ("dash.mp4", mpd.into_bytes()),
        ("file.mp4", hls(&format!("file://{}", secret.display()))),
        ("concat.mp4", format!("ffconcat version 1.0\nfile 'http://{address}/x.ts'\n").into_bytes()),
        (
            "session.mp4",
            format!("v=0\no=- 0 0 IN IP4 {address}\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n").into_bytes(),
        ),
        (
            "drawing.mp4",
            format!("<svg xmlns:xlink=\"x\"><image xlink:href=\"http://{address}/x\"/></svg>").into_bytes(),
        ),
    ] {
        assert_eq!(failure_of(&mut server, &ada, name, &bytes).await, "unsupported_container", "{name}");
    }
    // A playlist behind a real beginning.
    let mut mixed = bytes_of(&secret).await[..188].to_vec();
    mixed.extend(&playlist);
    failure_of(&mut server, &ada, "mixed.mp4", &mixed).await;
    assert_eq!(hits.load(Ordering::SeqCst), 0, "something was fetched");

    // A careless player does fetch it: the trap works.
    let armed = server.scratch().join("armed.m3u8");
    std::fs::write(&armed, &playlist).unwrap();
    let mut careless = Command::new("ffprobe");
    careless.args(["-v", "quiet", "-protocol_whitelist", "file,http,tcp,crypto"]).arg(&armed);
    careless.output().await.unwrap();
    assert!(hits.load(Ordering::SeqCst) > 0, "nobody steps into this trap");
    check_untouched(&mut server, &ada, pid).await;
}

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

use reqwest::Method;
use serde_json::json;
use support::http::problem;
use support::media::{clip, ffmpeg, ffprobe};
use support::{Person, Server, files_below, noise, poll_until, sha256};
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

#[tokio::test]
async fn threat_2_a_playlist_reads_nobody_elses_original() {
    let mut server = Server::start().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let film = clip(server.scratch(), "film.ts").await;
    let theirs = bob.upload(&film, &[("visibility", "private")]).await;
    bob.wait_for_state(&theirs.video, "ready", FAILED * 2).await;
    let original = server.source(&theirs.id);
    assert_eq!(sha256(&bytes_of(&original).await), sha256(&bytes_of(&film).await));
    let shown = original.display().to_string();
    let segments = |place: &str| format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n{place}\n#EXT-X-ENDLIST\n");
    let whole = segments(&format!("file://{shown}"));
    for (name, text) in [
        ("url.mp4", whole.clone()),
        ("path.mp4", segments(&shown)),
        ("sibling.mp4", segments(&theirs.id)),
        ("key.ts", whole.replace("#EXTINF", &format!("#EXT-X-MAP:URI=\"file://{shown}\"\n#EXTINF"))),
        ("variants.mkv", format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nfile://{shown}\n")),
        ("concat.mp4", format!("ffconcat version 1.0\nfile '{shown}'\n")),
        ("subfile.mp4", segments(&format!("subfile,,start,0,end,0,,:{shown}"))),
    ] {
        assert_eq!(failure_of(&mut server, &ada, name, text.as_bytes()).await, "unsupported_container", "{name}");
    }
    assert_eq!(sha256(&bytes_of(&original).await), sha256(&bytes_of(&film).await), "it is as it was");
    // The control: a careless player shows the other's film.
    let trap = server.scratch().join("trap.m3u8");
    // Only the names of files tell careless players from careful ones.
    std::os::unix::fs::symlink(&original, server.scratch().join("theirs.ts")).unwrap();
    std::fs::write(&trap, segments(&format!("file://{}/theirs.ts", server.scratch().display()))).unwrap();
    let seen = ffprobe(&trap, "-protocol_whitelist file,crypto,data -show_entries stream=codec_name").await;
    assert!(seen["streams"].as_array().unwrap().iter().any(|stream| stream["codec_name"] == "h264"), "{seen}");
}

#[tokio::test]
async fn threat_4_damaged_films_end_and_the_server_lives() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let webm = "-f lavfi -i testsrc2=size=64x64:rate=24:duration=1 -c:v libvpx -deadline realtime";
    let mut whole = Vec::new();
    for name in ["a.mp4", "a.mkv", "a.ts", "a.flv"] {
        whole.push((name, bytes_of(&clip(server.scratch(), name).await).await));
    }
    whole.push(("a.webm", bytes_of(&ffmpeg(server.scratch(), webm, "a.webm").await).await));
    let mut videos = Vec::new();
    for (name, film) in &whole {
        videos.push(ada.upload(&server.scratch().join(name), &[]).await.video);
        for seed in 1..4 {
            let mut film = film.clone();
            let count = 1 + usize::from(noise(seed, 1)[0]) % 64;
            for random in noise(seed + 100, count * 8).chunks(8) {
                let at = usize::try_from(u64::from_le_bytes(random.try_into().unwrap()) % film.len() as u64).unwrap();
                film[at] ^= random[7] | 1;
            }
            let file = server.scratch().join(format!("damaged-{seed}-{name}"));
            std::fs::write(&file, &film).unwrap();
            videos.push(ada.upload(&file, &[]).await.video);
        }
    }
    let (pid, memory) = (server.pid(), server.peak_memory());
    for (number, video) in videos.iter().enumerate() {
        let video = poll_until("every film ends", FAILED * 8, async || {
            let video = ada.video(video).await;
            ["ready", "failed"].contains(&video["state"].as_str().unwrap()).then_some(video)
        })
        .await;
        // The control: each first one is whole.
        assert!(number % 4 > 0 || video["state"] == "ready", "{video}");
        assert!(video["state"] == "ready" || video["failure"]["code"].is_string(), "{video}");
    }
    assert!(server.is_alive() && server.pid() == pid);
    assert!(server.peak_memory() < memory + (100 << 10), "from {memory} to {} KiB", server.peak_memory());
}

/// Files with this in their names, wherever the server or its workers could have put them.
fn pwned(server: &Server) -> Vec<std::path::PathBuf> {
    let mut files = files_below(server.scratch());
    for folder in [env!("CARGO_MANIFEST_DIR"), "/tmp", "/"] {
        files.extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().contains("pwned-by-name")));
    files
}

#[tokio::test]
async fn threat_9_names_of_people_are_no_paths() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let film = clip(server.scratch(), "film.mp4").await;
    std::fs::write(server.scratch().join("note.txt"), "attached").unwrap();
    let arguments = "-i film.mp4 -c copy -attach note.txt -metadata:s:t mimetype=application/x-truetype-font \
                     -metadata:s:t filename=../../../../pwned-by-name";
    let attached = ffmpeg(server.scratch(), arguments, "attached.mkv").await;
    let probe = ffprobe(&attached, "-show_entries stream_tags=filename").await.to_string();
    assert!(probe.contains("../../../../pwned-by-name"), "the control: the name is in the file");
    for (file, name) in [(&film, "../../../../pwned-by-name.mp4"), (&attached, "/tmp/pwned-by-name\\..\\x.mkv")] {
        let bytes = bytes_of(file).await;
        let upload = ada.create(bytes.len(), &[("filename", name)]).await;
        assert_eq!(ada.patch(&upload.url, 0, bytes).send().await.unwrap().status(), 204);
        let video = ada.wait_for_state(&upload.video, "ready", FAILED * 2).await;
        let path = format!("/api/v1/videos/{}/captions", video["id"].as_str().unwrap());
        for language in
            ["..%2f..%2f..%2fpwned-by-name", "%2ftmp%2fpwned-by-name", "en%00pwned-by-name", "..", "-f%20lavfi"]
        {
            let put = ada.request(Method::PUT, &format!("{path}/{language}")).header("content-type", "text/vtt");
            let answer = put.body("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n").send().await.unwrap();
            assert!([404, 405, 422].contains(&answer.status().as_u16()), "{language}: {}", answer.status());
        }
        let put = ada
            .request(Method::PUT, &format!("{path}/en?format=../../pwned-by-name"))
            .header("content-type", "text/vtt");
        let kept = put.body("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n").send().await.unwrap();
        assert!(kept.status().is_success() || kept.status() == 400, "{}", kept.status());
    }
    assert_eq!(pwned(&server), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn threat_10_words_are_never_commands() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let title = "$(touch pwned-by-name) `touch pwned-by-name`; touch pwned-by-name";
    let description = "x ! filesink location=pwned-by-name -f lavfi -i color %s %n {0} ${IFS}";
    let film = clip(server.scratch(), "film.mp4").await;
    let mut tagged = Command::new("ffmpeg");
    tagged.args(["-nostdin", "-v", "error", "-y", "-i"]).arg(&film).args(["-c", "copy", "-metadata"]);
    tagged.arg(format!("title={title} ! filesink location=pwned-by-name")).arg(server.scratch().join("tagged.mp4"));
    assert!(tagged.status().await.unwrap().success());
    let upload =
        ada.upload(&server.scratch().join("tagged.mp4"), &[("title", title), ("description", description)]).await;
    let video = ada.wait_for_state(&upload.video, "ready", FAILED * 2).await;
    assert_eq!((&video["title"], &video["description"]), (&json!(title), &json!(description)));
    let path = format!("/api/v1/videos/{}", upload.video);
    let change = json!({ "title": "x ! filesink location=pwned-by-name" });
    assert_eq!(ada.request(Method::PATCH, &path).json(&change).send().await.unwrap().status(), 200);
    let preset = json!({ "preset": "x ! filesink location=pwned-by-name" });
    problem(ada.request(Method::PATCH, &path).json(&preset).send().await.unwrap(), 400, "bad_request").await;
    assert_eq!(ada.video(&upload.video).await["title"], change["title"]);
    assert_eq!(pwned(&server), Vec::<std::path::PathBuf>::new());
    // The control: in the hands of a shell the words do what they say.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("echo {title}")]).current_dir(server.scratch());
    assert!(shell.output().await.unwrap().status.success());
    assert_eq!(pwned(&server).len(), 1);
}

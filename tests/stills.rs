//! Posters, storyboards and previews, as a page and an owner get them.

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

use reqwest::{Method, Url};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::media::{claiming, ffmpeg, ffprobe, photographed};
use support::{Person, Server, files_below, has, poll_until};

const READY: Duration = Duration::from_secs(120);
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Black for two seconds, then red, green and blue pictures with something on them, three seconds each.
async fn clip(server: &Server) -> PathBuf {
    let arguments = "-f lavfi -i color=black:size=320x180:rate=12:duration=2 -f lavfi -i color=red:size=320x180:rate=12:duration=3 \
        -f lavfi -i color=lime:size=320x180:rate=12:duration=3 -f lavfi -i testsrc2=size=320x180:rate=12:duration=3 \
        -filter_complex concat=n=4 -c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p";
    ffmpeg(server.scratch(), arguments, "clip.mp4").await
}

/// The video once all of its stills are made.
async fn with_stills(person: &Person, video: &str) -> Value {
    poll_until("the stills are made", READY, async || {
        let video = person.video(video).await;
        (video["playback"]["storyboard"].is_string() && video["playback"]["preview"].is_string()).then_some(video)
    })
    .await
}

fn playback(video: &Value, what: &str) -> Url {
    Url::parse(video["playback"][what].as_str().unwrap_or_else(|| panic!("playback.{what}: {video}"))).unwrap()
}

/// Fetches a media object into a file.
async fn fetch(server: &Server, url: &Url, kind: &str, name: &str) -> PathBuf {
    let answer = server.client.get(url.clone()).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type").as_str()), (200, kind), "{url}");
    let path = server.scratch().join(name);
    std::fs::write(&path, answer.bytes().await.unwrap()).unwrap();
    path
}

#[tokio::test]
async fn the_url_of_an_early_poster_works_for_a_while() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let codecs = "-c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p -movflags +faststart";
    let arguments = format!("-f lavfi -i testsrc2=size=320x180:rate=12:duration=12 {codecs}");
    let bytes = std::fs::read(ffmpeg(server.scratch(), &arguments, "film.mp4").await).unwrap();
    let (middle, upload) = (bytes.len() / 2, ada.create(bytes.len(), &[]).await);
    ada.patch(&upload.url, 0, bytes[..middle].to_vec()).send().await.unwrap().error_for_status().unwrap();
    let early = poll_until("there is an early poster", READY, async || {
        let video = ada.video(&upload.video).await;
        video["playback"]["poster"].as_str().map(|url| Url::parse(url).unwrap())
    })
    .await;
    ada.patch(&upload.url, middle, bytes[middle..].to_vec()).send().await.unwrap().error_for_status().unwrap();
    let better = playback(&with_stills(&ada, &upload.video).await, "poster");
    assert_ne!(better, early);
    fetch(&server, &early, "image/jpeg", "early.jpg").await;
    server.kill9();
    server.restart().await;
    fetch(&server, &early, "image/jpeg", "early.jpg").await;
    assert_eq!(playback(&ada.video(&upload.video).await, "poster").path(), better.path());
}

/// Mean colour of a part of a picture.
async fn colour(server: &Server, picture: &std::path::Path, crop: &str) -> [u8; 3] {
    let arguments =
        format!("-i {} -vf crop={crop},scale=1:1:flags=area -frames:v 1 -f rawvideo -pix_fmt rgb24", picture.display());
    std::fs::read(ffmpeg(server.scratch(), &arguments, "mean.rgb").await).unwrap().try_into().unwrap()
}

fn is_near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24)
}

struct Cue {
    start: f64,
    end: f64,
    sheet: Url,
    crop: String,
}

async fn cues(server: &Server, vtt: &Url) -> Vec<Cue> {
    let answer = server.client.get(vtt.clone()).send().await.unwrap();
    assert_eq!(header(&answer, "content-type"), "text/vtt; charset=utf-8");
    let text = answer.text().await.unwrap();
    let seconds = |time: &str| time.split(':').fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap());
    let blocks = text.strip_prefix("WEBVTT\n\n").unwrap().split("\n\n");
    let cue = |block: &str| {
        let (times, place) = block.trim_end().split_once('\n').unwrap();
        let (start, end) = times.split_once(" --> ").unwrap();
        let (sheet, part) = place.split_once("#xywh=").unwrap();
        let part: Vec<&str> = part.split(',').collect();
        let crop = format!("{}:{}:{}:{}", part[2], part[3], part[0], part[1]);
        Cue { start: seconds(start), end: seconds(end), sheet: vtt.join(sheet).unwrap(), crop }
    };
    blocks.map(cue).collect()
}

#[tokio::test]
async fn a_video_has_a_poster_a_storyboard_and_a_preview() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.upload(&clip(&server).await, &[]).await;
    ada.wait_for_state(&upload.video, "ready", READY).await;
    let video = with_stills(&ada, &upload.video).await;

    let poster = fetch(&server, &playback(&video, "poster"), "image/jpeg", "poster.jpg").await;
    let mean = colour(&server, &poster, "320:180:0:0").await;
    assert!(!is_near(mean, [0, 0, 0]) && !is_near(mean, [254, 0, 0]), "neither black nor flat: {mean:?}");

    let cues = cues(&server, &playback(&video, "storyboard")).await;
    assert_eq!((cues[0].start, cues.len()), (0.0, 11));
    assert!(cues.windows(2).all(|pair| pair[0].end == pair[1].start), "without a gap");
    assert!(cues.last().unwrap().end >= video["duration"].as_f64().unwrap());
    let sheet = fetch(&server, &cues[0].sheet, "image/jpeg", "sheet.jpg").await;
    for (second, wanted) in [(0, [0, 0, 0]), (1, [0, 0, 0]), (3, [254, 0, 0]), (6, [0, 255, 0])] {
        let found = colour(&server, &sheet, &cues[second].crop).await;
        assert!(is_near(found, wanted), "second {second}: {found:?}");
    }

    let preview = fetch(&server, &playback(&video, "preview"), "video/mp4", "preview.mp4").await;
    let probe = ffprobe(&preview, "-show_entries stream=codec_name,width,height:format=nb_streams,duration").await;
    assert_eq!((&probe["streams"][0]["codec_name"], &probe["format"]["nb_streams"]), (&json!("h264"), &json!(1)));
    assert_eq!(probe["streams"][0]["width"], 320);

    let listed: Value = server.client.get(server.url("/api/v1/videos")).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["items"][0]["playback"], video["playback"], "a list tells the same");
    let answer = server.client.get(playback(&video, "preview")).header("range", "bytes=0-3").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "cache-control").as_str()), (206, IMMUTABLE));
}

#[tokio::test]
async fn sound_alone_has_no_stills_and_becomes_ready() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let sound = ffmpeg(server.scratch(), "-f lavfi -i sine=duration=1 -c:a aac", "sound.m4a").await;
    let upload = ada.upload(&sound, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    assert!(["poster", "storyboard", "preview"].iter().all(|what| video["playback"][what].is_null()), "{video}");
    let answer = ada.request(Method::DELETE, &format!("/api/v1/videos/{}/poster", upload.video)).send().await.unwrap();
    problem(answer, 409, "not_playable").await;
}

struct Owner<'a> {
    server: &'a Server,
    ada: Person,
    path: String,
}

impl Owner<'_> {
    /// Changes the poster; answers its URL.
    async fn put(&self, kind: &str, body: Vec<u8>) -> Url {
        let answer = self.send(&self.ada, Method::PUT, kind, body).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        let body: Value = answer.json().await.unwrap();
        playback(&body["video"], "poster")
    }

    async fn send(&self, who: &Person, method: Method, kind: &str, body: Vec<u8>) -> reqwest::Response {
        who.request(method, &self.path).header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn refused(&self, kind: &str, body: Vec<u8>, status: u16, code: &str) {
        problem(self.send(&self.ada, Method::PUT, kind, body).await, status, code).await;
    }

    async fn image(&self, name: &str) -> Vec<u8> {
        let arguments = "-f lavfi -i color=blue:size=2000x1000 -frames:v 1 -metadata comment=secret-place";
        std::fs::read(ffmpeg(self.server.scratch(), arguments, name).await).unwrap()
    }
}

#[tokio::test]
async fn the_owner_chooses_a_frame_or_an_image_or_neither() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.upload(&clip(&server).await, &[]).await;
    let video = with_stills(&ada, &upload.video).await;
    let automatic = playback(&video, "poster");
    let owner = Owner { server: &server, ada, path: format!("/api/v1/videos/{}/poster", upload.video) };

    let list: Value = owner.ada.get(&format!("{}/candidates", owner.path)).send().await.unwrap().json().await.unwrap();
    let items = list["items"].as_array().unwrap();
    assert!(items.len() > 2, "{list}");
    let strip =
        fetch(&server, &Url::parse(items[0]["image"].as_str().unwrap()).unwrap(), "image/jpeg", "strip.jpg").await;
    let last = items.last().unwrap();
    let probe = ffprobe(&strip, "-show_entries stream=width").await;
    assert_eq!(
        probe["streams"][0]["width"].as_u64(),
        Some(last["x"].as_u64().unwrap() + last["width"].as_u64().unwrap())
    );
    assert!(items.iter().all(|item| (0.0..=1.0).contains(&item["score"].as_f64().unwrap())), "{list}");

    let red = owner.put("application/json", br#"{"at": 3.4}"#.to_vec()).await;
    assert_ne!(red, automatic, "another picture has another name");
    let picture = fetch(&server, &red, "image/jpeg", "red.jpg").await;
    assert!(is_near(colour(&server, &picture, "320:180:0:0").await, [254, 0, 0]));

    let (mut last, mut taken_back) = (red, Vec::new());
    for name in ["blue.png", "blue.jpg", "blue.webp"] {
        let kind = match name {
            "blue.png" => "image/png",
            "blue.jpg" => "image/jpeg",
            _ => "image/webp",
        };
        let blue = owner.put(kind, owner.image(name).await).await;
        let picture = fetch(&server, &blue, "image/jpeg", "again.jpg").await;
        assert!(is_near(colour(&server, &picture, "200:200:0:0").await, [0, 0, 254]), "{name}");
        let probe = ffprobe(&picture, "-show_entries stream=width,height").await;
        assert_eq!((&probe["streams"][0]["width"], &probe["streams"][0]["height"]), (&json!(1280), &json!(640)));
        assert!(!std::fs::read(&picture).unwrap().windows(6).any(|window| window == b"secret"));
        problem(server.client.get(last.clone()).send().await.unwrap(), 404, "not_found").await;
        taken_back.push(last);
        last = blue;
    }

    let answer = owner.send(&owner.ada, Method::DELETE, "", Vec::new()).await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(playback(&body["video"], "poster"), automatic);
    fetch(&server, &automatic, "image/jpeg", "automatic.jpg").await;
    let is_left = |url: &Url| {
        let name = url.path_segments().unwrap().next_back().unwrap();
        server.objects(&upload.video).iter().any(|path| path.ends_with(name))
    };
    taken_back.push(last);
    assert!(is_left(&automatic) && !taken_back.iter().any(is_left), "nothing is left behind");
}

#[tokio::test]
async fn threat_5_12_what_is_no_poster_is_refused() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let eve = Person::register(&server, "eve").await;
    let upload = ada.upload(&clip(&server).await, &[]).await;
    let video = with_stills(&ada, &upload.video).await;
    let owner = Owner { server: &server, ada, path: format!("/api/v1/videos/{}/poster", upload.video) };
    let json = "application/json";
    owner.refused(json, br#"{"at": 9999}"#.to_vec(), 422, "validation_failed").await;
    owner.refused(json, br#"{"at": -1}"#.to_vec(), 422, "validation_failed").await;
    owner.refused(json, br#"{"when": 1}"#.to_vec(), 400, "bad_request").await;
    owner.refused("image/gif", b"GIF89a".to_vec(), 415, "wrong_content_type").await;
    owner.refused("image/png", b"GIF89a".to_vec(), 415, "image_unsupported").await;
    owner.refused("image/jpeg", b"#EXTM3U\nfile:///etc/passwd\n".to_vec(), 415, "image_unsupported").await;
    owner.refused("image/jpeg", vec![0; (20 << 20) + 1], 413, "body_too_large").await;
    let png = owner.image("blue.png").await;
    owner.refused("image/png", png[..png.len() / 2].to_vec(), 422, "image_damaged").await;
    assert_eq!(claiming(2000, &png)[..20], png[..20], "the control: a header that is right");
    let before = server.peak_memory();
    owner.refused("image/png", claiming(50_000, &png), 413, "image_too_large").await;
    assert!(server.peak_memory() < before + (100 << 10));
    // A header within the limits that is not true ends in the sandbox, not in the server.
    owner.refused("image/png", claiming(4000, &png), 422, "image_damaged").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><foreignObject/></svg>"#;
    owner.refused("image/svg+xml", svg.to_vec(), 415, "wrong_content_type").await;
    owner.refused("image/png", svg.to_vec(), 415, "image_unsupported").await;

    problem(owner.send(&eve, Method::PUT, json, br#"{"at": 1}"#.to_vec()).await, 404, "not_found").await;
    problem(owner.send(&eve, Method::DELETE, json, Vec::new()).await, 404, "not_found").await;
    problem(eve.get(&format!("{}/candidates", owner.path)).send().await.unwrap(), 404, "not_found").await;
    let nobody =
        server.client.put(server.url(&owner.path)).header("content-type", json).body("{}").send().await.unwrap();
    problem(nobody, 401, "unauthenticated").await;
    assert_eq!(owner.ada.video(&upload.video).await["playback"], video["playback"], "nothing has changed");
}

#[tokio::test]
async fn threat_47_stills_of_a_private_video_need_its_signature() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.upload(&clip(&server).await, &[("visibility", "private")]).await;
    let video = with_stills(&ada, &upload.video).await;
    let vtt = playback(&video, "storyboard");
    let list = cues(&server, &vtt).await;
    let sheet = server.client.get(list[0].sheet.clone()).send().await.unwrap();
    assert_eq!((sheet.status().as_u16(), header(&sheet, "cache-control").as_str()), (200, "private, no-store"));
    for what in ["poster", "storyboard", "preview"] {
        let signed = playback(&video, what);
        let scope = signed.path_segments().unwrap().nth(1).unwrap().to_owned();
        let open = signed.as_str().replace(&scope, "public");
        problem(server.client.get(open).send().await.unwrap(), 404, "not_found").await;
    }
}

#[tokio::test]
async fn stills_are_made_after_a_crash_and_by_no_means_twice() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.upload(&clip(&server).await, &[]).await;
    ada.wait_for_state(&upload.video, "playable", READY).await;
    server.kill9();
    server.restart().await;
    let video = with_stills(&ada, &upload.video).await;
    let poster = std::fs::metadata(still_file(&server, &upload.video, "storyboard-0.jpg")).unwrap().modified().unwrap();
    ada.wait_for_state(&upload.video, "ready", READY).await;
    server.kill9();
    server.restart().await;
    assert_eq!(with_stills(&ada, &upload.video).await["playback"], video["playback"]);
    let after = std::fs::metadata(still_file(&server, &upload.video, "storyboard-0.jpg")).unwrap().modified().unwrap();
    assert_eq!(poster, after, "what is made is not made again");
}

fn still_file(server: &Server, video: &str, name: &str) -> PathBuf {
    let files = server.objects(video);
    files.into_iter().find(|path| path.ends_with(name)).unwrap_or_else(|| panic!("{name} is in the store"))
}

#[tokio::test]
async fn threat_63_asvs_v5_0_0_14_2_8_where_a_film_was_shot_is_not_told() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let place =
        "-metadata location=+47.3769+008.5417/ -metadata com.apple.quicktime.location.ISO6709=+47.3769+008.5417/";
    let arguments = format!("-i {} -c copy {place} -movflags use_metadata_tags", clip(&server).await.display());
    let film = ffmpeg(server.scratch(), &arguments, "place.mov").await;
    let secret = b"47.3769";
    assert!(has(&std::fs::read(&film).unwrap(), secret), "the control: the film tells where it was shot");
    let upload = ada.upload(&film, &[]).await;
    ada.wait_for_state(&upload.video, "ready", READY).await;
    let video = with_stills(&ada, &upload.video).await;
    let owner = Owner { server: &server, ada, path: format!("/api/v1/videos/{}/poster", upload.video) };
    let photo = photographed(&owner.image("photo.jpg").await);
    assert!(has(&photo, b"GPS-SECRET"), "the control");
    let poster = owner.put("image/jpeg", photo).await;
    let served = std::fs::read(fetch(&server, &poster, "image/jpeg", "poster.jpg").await).unwrap();
    assert!(!has(&served, b"Exif") && !has(&served, b"GPS-SECRET"));
    // Whatever is served of a video is one of these, or one of the texts after them.
    let objects = files_below(&server.data_dir().join("objects"));
    assert!(objects.len() > 10, "{objects:?}");
    for file in objects {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!has(&bytes, secret) && !has(&bytes, b"GPS-SECRET") && !has(&bytes, b"\xa9xyz"), "{}", file.display());
    }
    let texts = ["hls", "dash", "storyboard"].map(|what| playback(&video, what).to_string());
    let pages =
        [format!("/api/v1/videos/{}", upload.video), format!("/watch/{}", upload.video)].map(|page| server.url(&page));
    for url in texts.into_iter().chain(pages) {
        let answer = server.client.get(&url).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{url}");
        assert!(!has(&answer.bytes().await.unwrap(), secret), "{url}");
    }
}

//! What a player gets: playlists, segments, ranges, and nothing of what it may not see.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Response, Url};
use serde_json::{Value, json};
use support::http::{Raw, header, problem};
use support::media::{self, Expected};
use support::{Person, Server, hls, poll_until, sha256};

const READY: Duration = Duration::from_secs(120);
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

fn place(video: &Value) -> Url {
    Url::parse(video["playback"]["hls"].as_str().expect("playback.hls")).unwrap()
}

/// Two rungs and two sounds, over a segment border.
async fn clip(server: &Server) -> std::path::PathBuf {
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -bf 2 -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k -movflags +faststart",
        media::inputs("480x270", "24", "6")
    );
    media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await
}

#[tokio::test]
async fn every_rung_plays_from_the_first_frame_to_the_last() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server).await;
    let upload = ada.upload(&clip, &[("title", "A clip")]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    assert_eq!((video["title"].as_str(), video["visibility"].as_str()), (Some("A clip"), Some("public")));
    assert_eq!((video["width"].as_u64(), video["height"].as_u64()), (Some(480), Some(270)));
    assert!((video["duration"].as_f64().unwrap() - 6.0).abs() < 0.1, "{}", video["duration"]);
    assert!(video["playback"]["expires_at"].is_null());
    assert!(video["published_at"].is_string());

    let expected = Expected { frames: Some(144), is_constant: true };
    let files = media::check_ladder(&server.client, &video, server.scratch(), &expected).await;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["240p", "270p", "audio"]);

    let master = hls::master(&server.client, &place(&video)).await;
    let mut durations = Vec::new();
    for (name, url, is_sound) in master.renditions() {
        let playlist = hls::media(&server.client, &url).await;
        assert!(playlist.segments.len() >= 2, "{name}");
        durations.push((is_sound, playlist.duration()));
        assert!(playlist.target >= 1.0);
        for place in std::iter::once(&playlist.init).chain(playlist.segments.iter().map(|(_, place)| place)) {
            let answer = hls::get(&server.client, place).await;
            assert_eq!(header(&answer, "content-type"), if is_sound { "audio/mp4" } else { "video/mp4" });
            assert_eq!(header(&answer, "cache-control"), IMMUTABLE);
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
            assert_eq!(header(&answer, "accept-ranges"), "bytes");
            let length: usize = header(&answer, "content-length").parse().unwrap();
            assert_eq!(answer.bytes().await.unwrap().len(), length);
            let head = server.client.head(place.clone()).send().await.unwrap();
            assert_eq!((head.status().as_u16(), header(&head, "content-length")), (200, length.to_string()));
        }
    }
    let picture = durations.iter().find(|(is_sound, _)| !is_sound).unwrap().1;
    for (is_sound, duration) in durations {
        let frame = if is_sound { 1024.0 / 48_000.0 } else { 1.0 / 24.0 };
        assert!((duration - picture).abs() <= frame + 1e-5, "{duration} beside {picture}");
    }
    let video = ada.wait_for_poster(video["id"].as_str().unwrap(), READY).await;
    let poster = Url::parse(video["playback"]["poster"].as_str().unwrap()).unwrap();
    let poster = hls::get(&server.client, &poster).await;
    assert_eq!(header(&poster, "content-type"), "image/jpeg");
    assert!(poster.bytes().await.unwrap().starts_with(&[0xff, 0xd8, 0xff]));
}

async fn ranged(server: &Server, place: &Url, range: &str) -> Response {
    server.client.get(place.clone()).header("Range", range).send().await.unwrap()
}

#[tokio::test]
async fn threat_48_segments_come_in_parts_and_only_once() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let master = hls::master(&server.client, &place(&video)).await;
    let playlist = hls::media(&server.client, &master.variants[0].url).await;
    let segment = &playlist.segments[0].1;
    let answer = hls::get(&server.client, segment).await;
    let tag = header(&answer, "etag");
    assert!(tag.starts_with('"') && tag.len() > 10, "{tag}");
    let whole = answer.bytes().await.unwrap();
    let length = whole.len();

    for (range, from, to) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=10-99".to_owned(), 10, 100),
        (format!("bytes={}-", length - 7), length - 7, length),
        ("bytes=-5".to_owned(), length - 5, length),
        (format!("bytes=0-{}", length * 2), 0, length),
    ] {
        let answer = ranged(&server, segment, &range).await;
        assert_eq!(answer.status(), 206, "{range}");
        assert_eq!(header(&answer, "content-range"), format!("bytes {from}-{}/{length}", to - 1));
        assert_eq!(answer.bytes().await.unwrap(), whole.slice(from..to), "{range}");
    }
    for range in [format!("bytes={length}-"), "bytes=99999999999999999999-".to_owned(), "bytes=-0".to_owned()] {
        let answer = ranged(&server, segment, &range).await;
        assert_eq!(header(&answer, "content-range"), format!("bytes */{length}"), "{range}");
        problem(answer, 416, "range_not_satisfiable").await;
    }
    let many = format!("bytes={}", vec!["0-"; 1000].join(","));
    for range in ["bytes=5-2", "lines=1-2", many.as_str()] {
        let answer = ranged(&server, segment, range).await;
        assert!([200, 416].contains(&answer.status().as_u16()), "{range}");
    }

    let ask =
        async |known: &str| server.client.get(segment.clone()).header("If-None-Match", known).send().await.unwrap();
    let known = ask(&tag).await;
    assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, tag.clone()));
    assert_eq!(header(&known, "cache-control"), IMMUTABLE);
    assert!(known.bytes().await.unwrap().is_empty());
    assert_eq!(ask(&format!("\"other\", {tag}")).await.status(), 304);
    assert_eq!(ask("\"other\"").await.status(), 200);

    let nowhere = |path: &str| segment.join(path).unwrap();
    for url in
        [nowhere("99999.m4s"), nowhere("../nothing.m3u8"), nowhere("../nothing/0.m4s"), nowhere("../../2/master.m3u8")]
    {
        problem(server.client.get(url).send().await.unwrap(), 404, "not_found").await;
    }
}

#[tokio::test]
async fn a_segment_that_is_not_made_yet_is_made_for_who_asks() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/bbb-480p-24fps-30s-h264-aac.mp4");
    let upload = ada.upload(source.as_ref(), &[]).await;
    let video = ada.wait_for_state(&upload.video, "playable", READY).await;
    let master = hls::master(&server.client, &place(&video)).await;
    let lowest = master.variants.iter().find(|variant| variant.name == "240p").unwrap();
    let playlist = hls::media(&server.client, &lowest.url).await;
    let progress = |video: &Value| {
        let list = video["renditions"].as_array().unwrap();
        list.iter().find(|rendition| rendition["name"] == "240p").unwrap()["progress"].as_f64().unwrap()
    };
    let last = &playlist.segments.last().unwrap().1;
    let answer = hls::get(&server.client, last).await;
    let after = ada.video(&upload.video).await;
    assert!(progress(&after) < 1.0, "the segment came before its turn: {after}");
    let bytes = answer.bytes().await.unwrap();
    assert!(bytes.len() > 1000);
    // The one that was made ahead is the one that stays.
    ada.wait_for_state(&upload.video, "ready", READY * 2).await;
    assert_eq!(hls::get(&server.client, last).await.bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn threat_46_47_a_private_video_is_for_its_owner_and_whom_they_give_the_url() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let eve = Person::register(&server, "eve").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[("visibility", "private")]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let path = format!("/api/v1/videos/{}", upload.video);

    problem(server.client.get(server.url(&path)).send().await.unwrap(), 404, "not_found").await;
    problem(eve.get(&path).send().await.unwrap(), 404, "not_found").await;
    let rename = json!({ "title": "mine" });
    problem(eve.request(reqwest::Method::PATCH, &path).json(&rename).send().await.unwrap(), 404, "not_found").await;
    problem(eve.request(reqwest::Method::DELETE, &path).send().await.unwrap(), 404, "not_found").await;
    let beacon = json!({ "session": "s", "position": 0.0, "watched": 0.0 });
    let watch = eve.request(reqwest::Method::POST, &format!("{path}/watch")).json(&beacon).send().await.unwrap();
    problem(watch, 404, "not_found").await;

    let signed = place(&video);
    assert!(video["playback"]["expires_at"].is_string());
    let scope = signed.path_segments().unwrap().nth(1).unwrap().to_owned();
    assert_ne!(scope, "public");
    let master = hls::master(&server.client, &signed).await;
    let variant = &master.variants[0].url;
    let playlist = hls::media(&server.client, variant).await;
    let segment = &playlist.segments[0].1;
    let video = ada.wait_for_poster(video["id"].as_str().unwrap(), READY).await;
    let poster = Url::parse(video["playback"]["poster"].as_str().unwrap()).unwrap();
    let places = [&signed, variant, &playlist.init, segment, &poster];
    for place in places {
        let answer = hls::get(&server.client, place).await;
        assert_eq!(header(&answer, "cache-control"), "private, no-store", "{place}");
    }
    let expected = Expected { frames: Some(24), is_constant: true };
    media::check_ladder(&server.client, &video, server.scratch(), &expected).await;

    let (expiry, code) = scope.split_once('-').unwrap();
    let later = expiry.parse::<u64>().unwrap() + 1;
    let other_end = if code.ends_with('0') { '1' } else { '0' };
    let forged = [
        "public".to_owned(),
        format!("{later}-{code}"),
        format!("0{expiry}-{code}"),
        format!("+{expiry}-{code}"),
        format!("{expiry}-{}{other_end}", &code[..code.len() - 1]),
        format!("{expiry}-{}", &code[..code.len() - 1]),
        format!("{expiry}-"),
        format!("{expiry}-{}", code.to_uppercase()),
        "-".to_owned(),
    ];
    for scope_ in &forged {
        for place in places {
            let mut url = place.clone();
            url.set_path(&place.path().replacen(&scope, scope_, 1));
            if url == *place {
                continue;
            }
            problem(server.client.get(url).send().await.unwrap(), 404, "not_found").await;
        }
    }
    // A signature for one video opens no other.
    let second = ada.upload(&clip, &[("visibility", "private")]).await;
    ada.wait_for_state(&second.video, "playable", READY).await;
    let mut url = signed.clone();
    url.set_path(&signed.path().replacen(&upload.video, &second.video, 1));
    problem(server.client.get(url).send().await.unwrap(), 404, "not_found").await;
    let open = signed.path().replacen(&scope, "public", 1);
    for path in [
        open.replacen("/public/", "/public/../public/", 1),
        open.replacen("/public/", "/public/%2e%2e/public/", 1),
        open.replacen("/public/", "//public/", 1),
        open.replacen("/public/", "/%70ublic/", 1),
        open.replacen("/public/", "/public;a/", 1),
        open.replacen("/public/", &format!("/x%2f{scope}/"), 1),
        format!("{open}?scope={scope}"),
    ] {
        let mut raw = Raw::open(&server).await;
        raw.head(&format!("GET {path}"), &[]).await;
        assert_eq!(raw.answer().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn threat_47_an_unlisted_video_is_found_by_its_link_alone() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[("visibility", "unlisted")]).await;
    ada.wait_for_state(&upload.video, "ready", READY).await;
    let path = format!("/api/v1/videos/{}", upload.video);
    let answer = server.client.get(server.url(&path)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().await.unwrap();
    let signed = place(&body["video"]);
    assert_eq!(signed.path_segments().unwrap().nth(1), Some("public"));
    hls::master(&server.client, &signed).await;
    let listed = async || {
        let mut found = Vec::new();
        for query in ["", "?sort=oldest", "?sort=popular", &format!("?username={}", ada.username)] {
            let answer = server.client.get(server.url(&format!("/api/v1/videos{query}"))).send().await.unwrap();
            let body: Value = answer.json().await.unwrap();
            found.push(body["items"].as_array().unwrap().iter().any(|item| item["id"] == upload.video.as_str()));
        }
        found
    };
    assert_eq!(listed().await, [false; 4]);
    let mine: Value = ada.get("/api/v1/videos?mine=true").send().await.unwrap().json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    let change = async |visibility: &str| {
        let body = json!({ "visibility": visibility });
        let answer = ada.request(reqwest::Method::PATCH, &path).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    };
    change("public").await;
    assert_eq!(listed().await, [true; 4]);
    // What becomes private closes within the seconds that the server remembers.
    change("private").await;
    assert_eq!(listed().await, [false; 4]);
    poll_until("the public place closes", Duration::from_secs(10), async || {
        let answer = server.client.get(signed.clone()).send().await.unwrap();
        (answer.status() == 404).then_some(())
    })
    .await;
    // What becomes public opens at once: nobody is refused for what a video was before.
    change("public").await;
    assert_eq!(server.client.get(signed).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_deleted_video_leaves_nothing() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    assert!(!server.objects(&upload.video).is_empty());
    let path = format!("/api/v1/videos/{}", upload.video);
    let anonymous = server.client.delete(server.url(&path)).send().await.unwrap();
    problem(anonymous, 401, "unauthenticated").await;
    assert_eq!(ada.request(reqwest::Method::DELETE, &path).send().await.unwrap().status(), 204);
    problem(ada.get(&path).send().await.unwrap(), 404, "not_found").await;
    poll_until("its files go", Duration::from_secs(20), async || {
        (server.objects(&upload.video).is_empty() && !server.source(&upload.id).exists()).then_some(())
    })
    .await;
    poll_until("its place closes", Duration::from_secs(10), async || {
        (server.client.get(place(&video)).send().await.unwrap().status() == 404).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_damaged_segment_is_made_anew_for_who_asks() {
    let server = Server::with(&[("LOG", "info,playhouse=debug")]).await;
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server).await;
    let upload = ada.upload(&clip, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let master = hls::master(&server.client, &place(&video)).await;
    let encoded = master.variants.iter().find(|variant| variant.name == "240p").unwrap();
    let playlist = hls::media(&server.client, &encoded.url).await;
    let objects = server.data_dir().join("objects");
    let file = |stream: &str, name: &str| format!("videos/{}/1/{stream}/{name}", upload.video);
    let right = |name: &str| std::fs::read(objects.join(file("240p", name))).unwrap();

    // One byte, and then a whole file: many ask for it at once, before anyone has seen it.
    let segment = &playlist.segments[1].1;
    let bad = server.damage(&file("240p", "1.m4s"));
    let answers = futures::future::join_all((0..16).map(|_| hls::get(&server.client, segment))).await;
    let good = right("1.m4s");
    for answer in answers {
        assert_eq!(sha256(&answer.bytes().await.unwrap()), sha256(&good));
    }
    // With as many threads as the machine has, the same pictures are not the same bits.
    let path = hls::download(&server.client, &playlist, server.scratch(), "after").await;
    assert_eq!(media::frames(&path).await, 144);
    assert_eq!(std::fs::read(objects.join("quarantine").join(file("240p", "1.m4s"))).unwrap(), bad);
    let good = right("init.mp4");
    std::fs::remove_file(objects.join(file("240p", "init.mp4"))).unwrap();
    assert_eq!(hls::get(&server.client, &playlist.init).await.bytes().await.unwrap(), good);

    assert_eq!(
        ada.request(reqwest::Method::DELETE, &format!("/api/v1/videos/{}", upload.video))
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    poll_until("its files go", Duration::from_secs(20), async || {
        let left = support::files_below(&objects);
        left.is_empty().then_some(())
    })
    .await;
}

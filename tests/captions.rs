//! Captions: uploaded, listed, edited, removed, found in the file; and nothing in them that is not text.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, Response, Url};
use serde_json::Value;
use support::http::{header, problem};
use support::{Person, Server, dash, hls, media};

const READY: Duration = Duration::from_secs(120);
const SRT: &str = "1\r\n00:00:00,100 --> 00:00:00,400\r\nHello <font color=\"red\">there</font>\r\n\r\n2\r\n00:00:00,500 --> 00:00:00,900\r\n<i>Bye</i>\r\n";

async fn put(person: &Person, video: &str, rest: &str, kind: &str, body: impl Into<reqwest::Body>) -> Response {
    let path = format!("/api/v1/videos/{video}/captions/{rest}");
    person.request(Method::PUT, &path).header("Content-Type", kind).body(body).send().await.unwrap()
}

async fn captions(answer: Response, status: u16) -> Value {
    let got = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(got, status, "{text}");
    serde_json::from_str::<Value>(&text).unwrap()["captions"].clone()
}

async fn text(server: &Server, url: &str) -> (u16, String) {
    let answer = server.client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn clip(server: &Server, person: &Person, metadata: &[(&str, &str)]) -> String {
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = person.upload(&clip, metadata).await;
    person.wait_for_state(&upload.video, "ready", READY).await;
    upload.video
}

/// Places of the subtitles in the multivariant playlist, and all of its text.
async fn listed(server: &Server, master: &Url) -> (Vec<Url>, String) {
    let answer = hls::get(&server.client, master).await;
    assert_eq!(header(&answer, "cache-control"), "public, no-cache");
    let text = answer.text().await.unwrap();
    let lines = text.lines().filter(|line| line.starts_with("#EXT-X-MEDIA:TYPE=SUBTITLES"));
    let uri = |line: &str| line.split_once("URI=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    (lines.map(|line| master.join(&uri(line)).unwrap()).collect(), text)
}

#[tokio::test]
async fn captions_are_uploaded_listed_edited_and_removed() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let video = clip(&server, &ada, &[]).await;
    let before = ada.video(&video).await;
    assert_eq!(before["playback"]["captions"].as_array().unwrap().len(), 0);
    let master = Url::parse(before["playback"]["hls"].as_str().unwrap()).unwrap();
    let tag = header(&hls::get(&server.client, &master).await, "etag");

    let made = captions(put(&ada, &video, "EN-us?kind=captions", "application/x-subrip", SRT).await, 201).await;
    assert_eq!((made["language"].as_str(), made["label"].as_str()), (Some("en-US"), Some("English (US)")));
    assert_eq!((made["kind"].as_str(), made["origin"].as_str()), (Some("captions"), Some("uploaded")));
    let named =
        put(&ada, &video, "de?label=Deutsch%20%22x%22%20%3C%26", "text/vtt", "WEBVTT\n\n00:00.000 --> 00:00.500\nTag")
            .await;
    captions(named, 201).await;

    let shown = ada.video(&video).await;
    let tracks = shown["playback"]["captions"].as_array().unwrap();
    assert_eq!(tracks.iter().map(|track| track["language"].as_str().unwrap()).collect::<Vec<_>>(), ["de", "en-US"]);
    let url = tracks[1]["url"].as_str().unwrap();
    assert_eq!(url, made["url"].as_str().unwrap());
    let answer = server.client.get(url).send().await.unwrap();
    assert_eq!(header(&answer, "content-type"), "text/vtt; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
    let vtt = answer.text().await.unwrap();
    assert_eq!(
        vtt,
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:00.100 --> 00:00:00.400\nHello there\n\n\
         00:00:00.500 --> 00:00:00.900\n<i>Bye</i>\n"
    );

    // HLS: the list has changed, and its validator with it.
    let again = server.client.get(master.clone()).header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 200);
    let known = header(&again, "etag");
    assert_eq!(server.client.get(master.clone()).header("If-None-Match", known).send().await.unwrap().status(), 304);
    let (places, list) = listed(&server, &master).await;
    assert_eq!(places.len(), 2, "{list}");
    assert!(list.contains("NAME=\"Deutsch 'x' <&\",LANGUAGE=\"de\""), "{list}");
    let variants = list.lines().filter(|line| line.starts_with("#EXT-X-STREAM-INF"));
    assert!(variants.clone().count() > 0 && variants.clone().all(|line| line.contains(",SUBTITLES=\"subtitles\"")));
    let (status, playlist) = text(&server, places[1].as_str()).await;
    assert_eq!(status, 200);
    let segment = playlist.lines().find(|line| !line.starts_with('#')).unwrap();
    assert_eq!(places[1].join(segment).unwrap().as_str(), url);
    hls::master(&server.client, &master).await;

    // DASH
    let manifest = Url::parse(shown["playback"]["dash"].as_str().unwrap()).unwrap();
    let manifest = dash::manifest(&server.client, &manifest).await;
    let told: Vec<(&str, &str, &str)> = manifest
        .texts
        .iter()
        .map(|track| (track.language.as_str(), track.role.as_str(), track.label.as_str()))
        .collect();
    assert_eq!(told, [("de", "subtitle", "Deutsch \"x\" <&"), ("en-US", "caption", "English (US)")]);
    assert_eq!(manifest.texts[1].url.as_str(), url);

    // Edited: a new place, and the old one is gone.
    let path = format!("/api/v1/videos/{video}/captions/en-US");
    let edited = ada.get(&path).send().await.unwrap().text().await.unwrap().replace("Hello", "Hi");
    let answer = captions(put(&ada, &video, "en-US", "text/vtt", edited).await, 200).await;
    assert_eq!((answer["label"].as_str(), answer["kind"].as_str()), (Some("English (US)"), Some("captions")));
    let new = answer["url"].as_str().unwrap();
    assert_ne!(new, url);
    assert!(text(&server, new).await.1.contains("\nHi there\n"));
    assert_eq!(text(&server, url).await.0, 404);
    assert!(listed(&server, &master).await.1.contains(new.rsplit_once("captions/").unwrap().1.trim_end_matches("vtt")));

    let gone = ada.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    problem(ada.request(Method::DELETE, &path).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(text(&server, new).await.0, 404);
    assert_eq!(listed(&server, &master).await.0.len(), 1);
    let left: Vec<_> =
        server.objects(&video).into_iter().filter(|path| path.extension().is_some_and(|end| end == "vtt")).collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test]
async fn what_is_no_captions_is_refused_and_told_where() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let video = clip(&server, &ada, &[]).await;
    let vtt = "text/vtt";
    problem(put(&ada, &video, "en", vtt, "WEBVTT\n\n").await, 422, "captions_empty").await;
    problem(put(&ada, &video, "en", vtt, b"\xff\xff\xff".to_vec()).await, 422, "captions_encoding").await;
    problem(put(&ada, &video, "en", vtt, "x".repeat((2 << 20) + 1)).await, 413, "body_too_large").await;
    problem(put(&ada, &video, "en", vtt, "0:0 --> 0:1\nx\n".repeat(20_001)).await, 422, "captions_limit").await;
    problem(put(&ada, &video, "en", "application/json", SRT).await, 415, "wrong_content_type").await;
    problem(put(&ada, &video, "not%20a%20tag", vtt, SRT).await, 422, "language_unknown").await;
    problem(put(&ada, &video, "..%2f..%2fx", vtt, SRT).await, 422, "language_unknown").await;
    problem(put(&ada, &video, "en?kind=chapters", vtt, SRT).await, 422, "validation_failed").await;
    problem(put(&ada, &video, "en?label=%0a", vtt, SRT).await, 422, "validation_failed").await;
    let answer = put(&ada, &video, "en", vtt, "WEBVTT\n\n00:02.000 --> 00:01.000\nx").await;
    assert_eq!(answer.status(), 422);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(
        (body["code"].as_str(), body["errors"][0]["pointer"].as_str()),
        (Some("captions_timing"), Some("#line=2,3"))
    );
    assert!(body["detail"].as_str().unwrap().starts_with("Line 3:"), "{body}");
    let list: Value = ada.get(&format!("/api/v1/videos/{video}/captions")).send().await.unwrap().json().await.unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn threat_13_scripts_come_out_as_words() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let video = clip(&server, &ada, &[]).await;
    let evil = "WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.example/) }\n\n00:00.000 --> 00:00.500 region:x\n\
                <script>alert(1)</script><img src=x onerror=alert(2)><b onclick=\"x\">bold<v \"><script>\">who\n";
    let made = captions(put(&ada, &video, "en", "text/vtt", evil).await, 201).await;
    let (_, written) = text(&server, made["url"].as_str().unwrap()).await;
    let cue = written.split_once("00:00:00.500\n").unwrap().1;
    assert_eq!(cue, "alert(1)<b>bold<v \">\"&gt;who</v></b>\n");
    assert!(!written.contains("evil.example") && !written.contains("STYLE"), "{written}");
}

#[tokio::test]
async fn threat_52_captions_are_their_owners_and_hidden_with_their_video() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let eve = Person::register(&server, "eve").await;
    let open = clip(&server, &ada, &[]).await;
    captions(put(&ada, &open, "en", "text/vtt", SRT).await, 201).await;
    problem(put(&eve, &open, "en", "text/vtt", SRT).await, 404, "not_found").await;
    let path = format!("/api/v1/videos/{open}/captions");
    let delete = eve.request(Method::DELETE, &format!("{path}/en")).send().await.unwrap();
    problem(delete, 404, "not_found").await;
    let anonymous = server.client.put(server.url(&format!("{path}/en"))).body(SRT).send().await.unwrap();
    problem(anonymous, 401, "unauthenticated").await;
    assert_eq!(server.client.get(server.url(&path)).send().await.unwrap().status(), 200);

    let hidden = clip(&server, &ada, &[("visibility", "private")]).await;
    let made = captions(put(&ada, &hidden, "en", "text/vtt", SRT).await, 201).await;
    let path = format!("/api/v1/videos/{hidden}/captions");
    for path in [path.clone(), format!("{path}/en")] {
        problem(eve.get(&path).send().await.unwrap(), 404, "not_found").await;
        assert_eq!(ada.get(&path).send().await.unwrap().status(), 200);
    }
    problem(put(&eve, &hidden, "en", "text/vtt", SRT).await, 404, "not_found").await;
    let url = made["url"].as_str().unwrap();
    let answer = server.client.get(url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (200, "private, no-store".to_owned()));
    let scope = Url::parse(url).unwrap().path_segments().unwrap().nth(1).unwrap().to_owned();
    assert_eq!(text(&server, &url.replacen(&scope, "public", 1)).await.0, 404);

    let gone = ada.request(Method::DELETE, &format!("/api/v1/videos/{hidden}")).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    support::poll_until("its objects are gone", READY, async || server.objects(&hidden).is_empty().then_some(())).await;
}

#[tokio::test]
async fn subtitles_in_a_file_are_found_and_give_way_to_uploads() {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    std::fs::write(server.scratch().join("en.srt"), SRT).unwrap();
    std::fs::write(server.scratch().join("fr.srt"), SRT.replace("Hello", "Bonjour")).unwrap();
    let arguments = format!(
        "{} -i en.srt -i fr.srt -i en.srt -map 0 -map 1 -map 2 -map 3 -map 4 -c:v libx264 -pix_fmt yuv420p -c:a aac \
         -c:s:0 srt -c:s:1 ass -c:s:2 srt -metadata:s:s:0 language=eng -metadata:s:s:1 language=fre \
         -metadata:s:s:2 language=eng -metadata:s:s:2 title=SDH",
        media::inputs("64x64", "24", "1")
    );
    let film = media::ffmpeg(server.scratch(), &arguments, "film.mkv").await;
    let upload = ada.upload(&film, &[]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let tracks = video["playback"]["captions"].as_array().unwrap();
    let told: Vec<[&str; 4]> = tracks
        .iter()
        .map(|track| ["language", "label", "kind", "origin"].map(|key| track[key].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ["en", "English", "subtitles", "embedded"],
            ["en-x-2", "SDH", "captions", "embedded"],
            ["fr", "French", "subtitles", "embedded"]
        ]
    );
    let (_, french) = text(&server, tracks[2]["url"].as_str().unwrap()).await;
    assert!(french.contains("00:00:00.100 --> 00:00:00.400\nBonjour there\n"), "{french}");
    assert!(french.contains("<i>Bye</i>"), "{french}");
    let leftovers = server.objects(&upload.video);
    assert!(leftovers.iter().all(|path| path.extension().is_none_or(|end| end != "json")), "{leftovers:?}");
    let mine = captions(put(&ada, &upload.video, "en", "text/vtt", SRT).await, 200).await;
    assert_eq!(mine["origin"], "uploaded");
}

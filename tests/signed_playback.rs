//! Signed playback over time: changed secrets, closed videos, and what caches in between may keep.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, Url};
use serde_json::json;
use support::http::{header, misspelled, status_of};
use support::nginx::Nginx;
use support::{Person, Server, has, hls, media, poll_until};

const READY: Duration = Duration::from_secs(120);
const OLD: &str = "the first secret of this server, long enough";
const NEW: &str = "the second secret of this server, also long enough";
/// The time in which a change of rights works, and some for a busy machine.
const REVOKED: Duration = Duration::from_secs(10);

/// A video of this visibility and every kind of place below it: directories first.
async fn places(server: &Server, ada: &Person, visibility: &str) -> (String, Vec<Url>) {
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[("visibility", visibility)]).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let place = |name: &str| Url::parse(video["playback"][name].as_str().unwrap()).unwrap();
    let (hls_place, dash) = (place("hls"), place("dash"));
    let master = hls::master(&server.client, &hls_place).await;
    let variant = master.variants[0].url.clone();
    let playlist = hls::media(&server.client, &variant).await;
    let segment = playlist.segments[0].1.clone();
    (upload.video, vec![hls_place, dash, variant, playlist.init.clone(), segment])
}

async fn status(server: &Server, places: &[Url]) -> Vec<u16> {
    let mut seen = Vec::new();
    for place in places {
        seen.push(server.client.get(place.clone()).send().await.unwrap().status().as_u16());
    }
    seen
}

#[tokio::test]
async fn threat_47_urls_outlive_one_change_of_the_secret_and_not_its_end() {
    let mut server = Server::with(&[("WORKERS", "1"), ("SECRET", OLD)]).await;
    let ada = Person::register(&server, "ada").await;
    let (_, places) = places(&server, &ada, "private").await;
    let change = async |server: &mut Server, secret: &str, previous: &str| {
        server.terminate(Duration::from_secs(20)).await;
        server.set("SECRET", secret);
        server.set("SECRET_PREVIOUS", previous);
        server.restart().await;
    };
    change(&mut server, NEW, OLD).await;
    assert_eq!(status(&server, &places).await, [200; 5], "the one before still holds");
    change(&mut server, NEW, "").await;
    assert_eq!(status(&server, &places).await, [404; 5]);
    change(&mut server, OLD, "").await;
    assert_eq!(status(&server, &places).await, [200; 5], "the control: it was the secret");
    let mut command = server.command();
    command.env("PLAYHOUSE_SECRET_PREVIOUS", "short").env("PLAYHOUSE_BIND", "127.0.0.1:0");
    command.env("PLAYHOUSE_OPS_BIND", "127.0.0.1:0").arg("serve");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("secret_previous"));
}

#[tokio::test]
async fn threat_61_caches_in_between_keep_nothing_that_is_not_for_everybody() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let keeping = async |visibility: &str| {
        let (id, places) = places(&server, &ada, visibility).await;
        let mut said = Vec::new();
        for place in &places {
            let answer = hls::get(&server.client, place).await;
            assert_eq!(header(&answer, "referrer-policy"), "strict-origin-when-cross-origin");
            said.push(header(&answer, "cache-control"));
            // Nobody is told apart by anything that is not in the URL.
            assert_eq!(header(&answer, "set-cookie"), "");
        }
        (id, places, said)
    };
    let (_, _, private) = keeping("private").await;
    assert_eq!(private, ["private, no-store"; 5]);
    let (_, _, unlisted) = keeping("unlisted").await;
    assert_eq!(unlisted[..3], ["private, no-store", "private, no-store", "private, no-store"]);
    assert!(unlisted[3..].iter().all(|said| said.starts_with("private, max-age=")), "{unlisted:?}");
    // The control: what is for everybody may be kept by everybody.
    let (id, places, public) = keeping("public").await;
    assert!(public.iter().all(|said| said.starts_with("public, ")), "{public:?}");

    let close = ada.request(Method::PATCH, &format!("/api/v1/videos/{id}")).json(&json!({ "visibility": "private" }));
    assert_eq!(close.send().await.unwrap().status(), 200);
    poll_until("its public places close", REVOKED, async || (status(&server, &places).await == [404; 5]).then_some(()))
        .await;
}

#[tokio::test]
async fn threat_46_an_object_has_one_url() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    for visibility in ["private", "public"] {
        let (_, places) = places(&server, &ada, visibility).await;
        for place in [&places[0], &places[4]] {
            assert_eq!(status_of(&server, place.path()).await, 200, "the control");
            for path in misspelled(place.path()) {
                let status = status_of(&server, &path).await;
                assert!([400, 404].contains(&status), "{path}: {status}");
            }
        }
    }
}

/// Path, `X-Cache` and body of what a cache answers.
async fn through(server: &Server, cache: &Nginx, path: &str) -> (u16, String, Vec<u8>) {
    let answer = server.client.get(cache.url(path)).send().await.unwrap();
    // Nobody is told apart by what is not in the URL, and nothing is older than it says.
    assert_eq!((header(&answer, "vary"), header(&answer, "age")), (String::new(), String::new()), "{path}");
    let (status, cached) = (answer.status().as_u16(), header(&answer, "x-cache"));
    (status, cached, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn threat_61_a_shared_cache_gives_nobody_what_is_private() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let (id, private) = places(&server, &ada, "private").await;
    let (_, public) = places(&server, &ada, "public").await;
    let (_, unlisted) = places(&server, &ada, "unlisted").await;
    let cache = Nginx::start(&server, "cache", false).await;
    // The control: it does keep what it may.
    for (place, second) in [(&public[4], "HIT"), (&unlisted[4], "MISS"), (&private[4], "MISS"), (&private[2], "MISS")] {
        let first = through(&server, &cache, place.path()).await;
        assert_eq!((first.0, first.1.as_str()), (200, "MISS"), "{place}");
        let again = through(&server, &cache, place.path()).await;
        assert_eq!((again.0, again.1.as_str(), &again.2), (200, second, &first.2), "{place}");
    }
    let secret = hls::get(&server.client, &private[4]).await.bytes().await.unwrap();
    let scope = private[4].path_segments().unwrap().nth(1).unwrap();
    let kept: Vec<Vec<u8>> = cache.kept().into_iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(kept.len() == 1 && has(&kept[0], public[4].path().as_bytes()), "the public segment, and nothing else");

    // Even one that keeps everything gives it to nobody who does not know the whole path.
    let careless = Nginx::start(&server, "careless", true).await;
    for expected in ["MISS", "HIT"] {
        assert_eq!(through(&server, &careless, private[4].path()).await.1, expected);
    }
    for cache in [&cache, &careless] {
        for other in ["public", "9999999999-00000000000000000000000000000000", &scope.to_uppercase(), ""] {
            let path = private[4].path().replacen(scope, other, 1);
            let (status, _, body) = through(&server, cache, &path).await;
            assert!(status == 404 && !has(&body, &secret), "{path}: {status}");
        }
        let bare = server.client.get(cache.url(&format!("/api/v1/videos/{id}"))).send().await.unwrap();
        assert_eq!(bare.status(), 404);
    }
    // What the API says to one person is said to nobody else, whoever asked first.
    for path in ["/api/v1/users/me".to_owned(), format!("/api/v1/videos/{id}"), "/api/v1/videos?mine=true".to_owned()] {
        let mine = server.client.get(cache.url(&path)).bearer_auth(&ada.token).send().await.unwrap();
        assert_eq!((mine.status().as_u16(), header(&mine, "x-cache").as_str()), (200, "MISS"), "{path}");
        assert!(header(&mine, "cache-control").starts_with("private"), "{path}: {:?}", mine.headers());
        let theirs = server.client.get(cache.url(&path)).send().await.unwrap();
        assert!(theirs.status().is_client_error() && header(&theirs, "x-cache") == "MISS", "{path}");
    }
    assert_eq!(cache.kept().len(), 1);
}

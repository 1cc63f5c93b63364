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
use support::http::header;
use support::{Person, Server, hls, media, poll_until};

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

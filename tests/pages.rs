//! Pages as the server sends them: language, status and title, before any script has run.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::http::header;
use support::{Person, Server, media};

const READY: Duration = Duration::from_secs(120);

async fn get(server: &Server, path: &str) -> Response {
    server.client.get(server.url(path)).send().await.unwrap()
}

async fn send(who: &Person, method: Method, path: &str, body: &Value) -> Response {
    who.request(method, path).json(body).send().await.unwrap()
}

#[tokio::test]
async fn pages_are_in_the_language_of_whoever_reads() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let read = async |name: &str, value: &str| {
        let answer = server.client.get(server.url("/login")).header(name, value).send().await.unwrap();
        assert!(header(&answer, "vary").contains("accept-language"), "a cache must tell them apart");
        answer.text().await.unwrap()
    };
    for (name, value, language, title) in [
        ("accept-language", "de-AT, en;q=0.5", "de", "Anmelden"),
        ("accept-language", "fr", "en", "Sign in"),
        ("cookie", "locale=de", "de", "Anmelden"),
        ("cookie", "locale=../..", "en", "Sign in"),
    ] {
        let page = read(name, value).await;
        assert!(
            page.contains(&format!("<html lang=\"{language}\"")) && page.contains(&format!("<title>{title} ")),
            "{page}"
        );
    }
}

#[tokio::test]
async fn pages_of_playlists_and_of_the_studio_are_for_whom_they_are() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let mut lists = Vec::new();
    for visibility in ["public", "private"] {
        let body = json!({"title": "Long <winters>", "visibility": visibility});
        let made: Value = send(&ada, Method::POST, "/api/v1/playlists", &body).await.json().await.unwrap();
        lists.push(made["playlist"]["id"].as_str().unwrap().to_owned());
    }
    let video = ada.create(10, &[("title", "Mine")]).await.video;
    let chapters = json!({"items": [{"start": 0, "title": "<Dawn>"}]});
    let put = send(&ada, Method::PUT, &format!("/api/v1/videos/{video}/chapters"), &chapters).await;
    assert!(put.status().is_success(), "{}", put.status());
    let status = async |who: &Person, path: String| who.get(&path).send().await.unwrap().status().as_u16();
    assert_eq!(status(&bob, format!("/playlist/{}", lists[0])).await, 200);
    assert_eq!(status(&bob, format!("/playlist/{}", lists[1])).await, 404);
    assert_eq!(status(&ada, format!("/playlist/{}", lists[1])).await, 200);
    assert_eq!(status(&ada, format!("/studio/{video}")).await, 200);
    assert_eq!(status(&ada, format!("/studio/{video}/captions")).await, 200);
    assert_eq!(status(&bob, format!("/studio/{video}")).await, 404);
    let list = get(&server, &format!("/playlist/{}", lists[0])).await.text().await.unwrap();
    assert!(list.contains("<title>Long &lt;winters&gt; · Playhouse</title>"), "{list}");
    let page = get(&server, &format!("/watch/{video}")).await.text().await.unwrap();
    assert!(page.contains("\"@type\":\"Clip\"") && page.contains("\\u003cDawn\\u003e"), "{page}");
}

#[tokio::test]
async fn bar_titles_and_pictures_are_there_before_any_script_has_run() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let named = send(&ada, Method::PATCH, "/api/v1/users/me", &json!({"display_name": "A. <Lovelace>"})).await;
    assert!(named.status().is_success(), "{}", named.status());
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let video = ada.upload(&clip, &[("title", "<i>Larks</i> & \"owls\"")]).await.video;
    let poster = ada.wait_for_poster(&video, READY).await["playback"]["poster"].as_str().unwrap().to_owned();
    let drawn = async |path: &str| {
        let page = get(&server, path).await.text().await.unwrap();
        let root = page.split("<div id=\"root\">").nth(1).expect("a root");
        root.split("<noscript>").next().unwrap().to_owned()
    };
    let title = "&lt;i&gt;Larks&lt;/i&gt; &amp; &quot;owls&quot;";
    let picture = format!("<img src=\"{}\"", poster.replace('&', "&amp;"));
    let home = drawn("/").await;
    assert!(home.contains(&format!("<a href=\"/watch/{video}\">{title}</a>")), "{home}");
    assert!(home.contains(&picture) && home.contains("A. &lt;Lovelace&gt;"), "{home}");
    let watch = drawn(&format!("/watch/{video}")).await;
    assert!(watch.contains(&format!("<h1>{title}</h1>")) && watch.contains(&picture), "{watch}");
    for path in ["/watch/nothinghere", "/login"] {
        let bar = drawn(path).await;
        assert!(bar.contains("fp-bar") && !bar.contains("<main"), "{path}: {bar}");
    }
}

//! What other sites and programs are told of videos: oEmbed, feeds, and the heads of pages.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use support::http::{header, problem};
use support::{Person, Server, media};

const READY: Duration = Duration::from_secs(120);

async fn get(server: &Server, path: &str) -> Response {
    server.client.get(server.url(path)).send().await.unwrap()
}

async fn oembed(server: &Server, page: &str, more: &str) -> Response {
    let address: String = reqwest::Url::parse_with_params(&server.url("/oembed"), [("url", page)]).unwrap().into();
    server.client.get(format!("{address}{more}")).send().await.unwrap()
}

#[tokio::test]
async fn other_sites_are_told_how_a_video_is_embedded() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let video = ada.upload(&clip, &[("title", "Tom & \"Jerry\"")]).await.video;
    ada.wait_for_poster(&video, READY).await;
    let page = server.url(&format!("/watch/{video}"));
    let answer = oembed(&server, &format!("{page}?t=5"), "&format=json&maxwidth=160").await;
    assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (200, "*".to_owned()));
    let told: Value = answer.json().await.unwrap();
    assert_eq!(
        (&told["type"], &told["version"], &told["title"]),
        (&json!("video"), &json!("1.0"), &json!("Tom & \"Jerry\""))
    );
    assert_eq!((&told["width"], &told["author_name"]), (&json!(160), &json!(ada.username)));
    let html = told["html"].as_str().unwrap();
    assert!(
        html.contains(&server.url(&format!("/embed/{video}"))) && html.contains("Tom &amp; &quot;Jerry&quot;"),
        "{html}"
    );
    let thumbnail = server.client.get(told["thumbnail_url"].as_str().unwrap()).send().await.unwrap();
    assert!(thumbnail.status().is_success() && told["thumbnail_width"].as_u64() > Some(0));

    let shown = get(&server, &format!("/watch/{video}")).await.text().await.unwrap();
    let link = shown.split("application/json+oembed\" href=\"").nth(1).expect("a link to oEmbed");
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let found: Value = server.client.get(&link).send().await.unwrap().json().await.unwrap();
    assert_eq!(found["title"], told["title"]);

    problem(oembed(&server, &page, "&format=xml").await, 501, "format_unknown").await;
    for elsewhere in ["https://example.org/watch/abc", &server.url("/"), &server.url("/watch/nothere")] {
        problem(oembed(&server, elsewhere, "").await, 404, "not_found").await;
    }
    problem(get(&server, "/oembed").await, 400, "bad_request").await;
    let private = ada.create(10, &[("visibility", "private")]).await.video;
    problem(oembed(&server, &server.url(&format!("/watch/{private}")), "").await, 404, "not_found").await;
}

#[tokio::test]
async fn feeds_have_public_videos_and_pages_lead_to_them() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let mut made = Vec::new();
    for (person, title, visibility) in
        [(&ada, "Ours & theirs", "public"), (&ada, "Hidden", "unlisted"), (&bob, "Of Bob", "public")]
    {
        made.push(person.create(10, &[("title", title), ("visibility", visibility)]).await.video);
    }
    ada.create(10, &[("title", "Not yet there")]).await;
    let ids = made.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
    server.sql(&format!("update videos set state = 'playable', published_at = created_at where id in ({ids})"));
    let feed = format!("/@{}/feed.xml", ada.username);
    let answer = get(&server, &feed).await;
    assert_eq!(header(&answer, "content-type"), "application/atom+xml; charset=utf-8");
    let hers = answer.text().await.unwrap();
    assert!(
        hers.contains("<title>Ours &amp; theirs</title>") && hers.contains(&format!("/watch/{}", made[0])),
        "{hers}"
    );
    assert!(!hers.contains("Hidden") && !hers.contains("Not yet") && !hers.contains("Of Bob"), "{hers}");
    let all = get(&server, "/feed.xml").await.text().await.unwrap();
    assert!(all.contains("Ours &amp; theirs") && all.contains("Of Bob") && !all.contains("Hidden"), "{all}");
    problem(get(&server, "/@nobody-here/feed.xml").await, 404, "not_found").await;
    for (page, feed) in [(format!("/@{}", ada.username), feed), ("/".to_owned(), "/feed.xml".to_owned())] {
        let page = get(&server, &page).await.text().await.unwrap();
        let link = format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{}\">", server.url(&feed));
        assert!(page.contains(&link), "{page}");
    }
}

#[tokio::test]
async fn search_engines_find_what_is_public() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let shown = ada.create(10, &[("title", "Ours & \u{b}theirs")]).await.video;
    let hidden = ada.create(10, &[("title", "Hidden"), ("visibility", "unlisted")]).await.video;
    server.sql("update videos set state = 'playable', published_at = created_at");
    let robots = get(&server, "/robots.txt").await.text().await.unwrap();
    let sitemap = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).expect("an address");
    assert!(robots.contains("Disallow: /api/\n") && sitemap == server.url("/sitemap.xml"), "{robots}");
    let answer = server.client.get(sitemap).send().await.unwrap();
    assert_eq!(header(&answer, "content-type"), "application/xml; charset=utf-8");
    let told = answer.text().await.unwrap();
    let has = |path: &str| told.contains(&format!("<loc>{}</loc>", server.url(path)));
    assert!(has(&format!("/watch/{shown}")) && has(&format!("/@{}", ada.username)) && has("/"), "{told}");
    assert!(!told.contains(&hidden) && !told.contains('\u{b}'), "{told}");
    for (path, is_found) in
        [(format!("/watch/{shown}"), true), (format!("/watch/{hidden}"), false), ("/login".into(), false)]
    {
        let page = get(&server, &path).await.text().await.unwrap();
        assert_eq!(page.contains("<meta name=\"robots\" content=\"noindex\">"), !is_found, "{path}");
    }
}

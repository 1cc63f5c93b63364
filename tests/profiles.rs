//! Profiles and their pictures.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use support::http::{header, misspelled, problem, status_of};
use support::media::{claiming, ffmpeg, photographed};
use support::process::children;
use support::{Person, Server, files_below, has};

const ME: &str = "/api/v1/users/me";
const AVATAR: &str = "/api/v1/users/me/avatar";

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

async fn change(person: &Person, body: Value) -> Response {
    person.request(Method::PATCH, ME).json(&body).send().await.unwrap()
}

async fn page(server: &Server, person: &Person) -> Value {
    let url = server.url(&format!("/api/v1/users/{}", person.username));
    let answer = server.client.get(url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json::<Value>().await.unwrap()["user"].take()
}

async fn put(person: &Person, path: &str, content_type: &str, image: Vec<u8>) -> Response {
    person.request(Method::PUT, path).header("content-type", content_type).body(image).send().await.unwrap()
}

async fn refused(person: &Person, content_type: &str, image: Vec<u8>, status: u16, code: &str) {
    problem(put(person, AVATAR, content_type, image).await, status, code).await;
}

/// Shows an image; answers the person as they see themselves then.
async fn shown(person: &Person, path: &str, content_type: &str, image: Vec<u8>) -> Value {
    let answer = put(person, path, content_type, image).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    answer.json::<Value>().await.unwrap()["user"].take()
}

async fn image(server: &Server, size: &str, name: &str) -> Vec<u8> {
    let arguments = format!("-f lavfi -i color=blue:size={size} -frames:v 1");
    std::fs::read(ffmpeg(server.scratch(), &arguments, name).await).unwrap()
}

async fn fetch(server: &Server, url: &Value) -> Response {
    server.client.get(url.as_str().expect("a URL")).send().await.unwrap()
}

/// Width and height of a JPEG, from its frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> (u16, u16) {
    assert_eq!(&bytes[..3], [0xff, 0xd8, 0xff]);
    let mut at = 2;
    loop {
        let (marker, length) = (bytes[at + 1], usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]])));
        if matches!(marker, 0xc0..=0xc2) {
            let number = |place: usize| u16::from_be_bytes([bytes[place], bytes[place + 1]]);
            return (number(at + 7), number(at + 5));
        }
        at += 2 + length;
    }
}

/// Objects of people's pictures.
fn stored(server: &Server) -> usize {
    files_below(&server.data_dir().join("objects").join("people")).len()
}

#[tokio::test]
async fn people_tell_of_themselves() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let empty = page(&server, &ada).await;
    assert_eq!((&empty["username"], &empty["videos"], &empty["views"]), (&json!(ada.username), &json!(0), &json!(0)));
    assert_eq!((&empty["profile"]["display_name"], &empty["profile"]["links"]), (&Value::Null, &json!([])));

    let told = json!({ "display_name": " Ada Łovelace ", "bio": "First\nof all", "links": ["https://example.org"] });
    let answer = change(&ada, told).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let me: Value = answer.json().await.unwrap();
    assert_eq!(me["user"]["email"], json!(ada.email));
    assert_eq!(me["user"]["tier"]["name"], json!("standard"));
    let public = page(&server, &ada).await;
    assert_eq!(public["profile"], me["user"]["profile"]);
    assert_eq!(public["profile"]["display_name"], json!("Ada Łovelace"));
    assert_eq!(public["profile"]["links"], json!(["https://example.org/"]));
    for private in ["email", "role", "tier", "id"] {
        assert!(public.get(private).is_none(), "{private}: {public}");
    }
    // What is not named stays.
    assert_eq!(change(&ada, json!({ "display_name": "" })).await.status(), StatusCode::OK);
    let public = page(&server, &ada).await;
    assert_eq!(
        (&public["profile"]["display_name"], &public["profile"]["bio"]),
        (&Value::Null, &json!("First\nof all"))
    );
    let again: Value = ada.get(ME).send().await.unwrap().json().await.unwrap();
    assert_eq!(again["user"]["profile"], public["profile"]);

    for (body, pointer) in [
        (json!({ "display_name": "x".repeat(51) }), "/display_name"),
        (json!({ "display_name": "\u{202e}ada" }), "/display_name"),
        (json!({ "bio": "x".repeat(1001) }), "/bio"),
        (json!({ "bio": "\u{1b}[2J" }), "/bio"),
        (json!({ "links": ["javascript:alert(1)"] }), "/links"),
        (json!({ "links": vec!["https://example.org"; 9] }), "/links"),
    ] {
        let problem = problem(change(&ada, body.clone()).await, 422, "validation_failed").await;
        assert_eq!(problem["errors"][0]["pointer"], json!(pointer), "{body}");
    }
    let nobody = server.client.patch(server.url(ME)).json(&json!({})).send().await.unwrap();
    problem(nobody, 401, "unauthenticated").await;
    let unknown = server.client.get(server.url("/api/v1/users/nobody-here")).send().await.unwrap();
    problem(unknown, 404, "not_found").await;
}

#[tokio::test]
async fn threat_53_a_profile_takes_no_field_that_is_not_its_own() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    for (field, value) in [
        ("role", json!("admin")),
        ("quota", json!(1e15)),
        ("tier", json!("gold")),
        ("email_verified", json!(true)),
        ("email", json!("eve@example.org")),
        ("username", json!("root")),
        ("id", json!("x")),
        ("avatar", json!("x")),
    ] {
        let body = json!({ "bio": "new", field: value });
        problem(change(&ada, body).await, 400, "bad_request").await;
    }
    let me: Value = ada.get(ME).send().await.unwrap().json().await.unwrap();
    assert_eq!((&me["user"]["role"], &me["user"]["email"]), (&json!("member"), &json!(ada.email)));
    assert_eq!(me["user"]["profile"]["bio"], json!(""), "nothing of a refused change is kept");
    assert_eq!(change(&ada, json!({ "bio": "new" })).await.status(), StatusCode::OK, "the control");
}

#[tokio::test]
async fn pictures_are_made_anew_served_for_ever_and_replaced() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let first = shown(&ada, AVATAR, "image/png", image(&server, "1000x500", "wide.png").await).await;
    let first = first["profile"]["avatar"].clone();
    for (which, size) in [("large", (512, 256)), ("small", (128, 64))] {
        let answer = fetch(&server, &first[which]).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(&answer, "content-type"), "image/jpeg");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(jpeg_size(&answer.bytes().await.unwrap()), size);
    }
    let banner =
        shown(&ada, "/api/v1/users/me/banner", "image/jpeg", image(&server, "3000x1000", "wide.jpg").await).await;
    let large = fetch(&server, &banner["profile"]["banner"]["large"]).await;
    assert_eq!(jpeg_size(&large.bytes().await.unwrap()).0, 2048);
    assert_eq!(stored(&server), 4);

    let second = shown(&ada, AVATAR, "image/webp", image(&server, "300x600", "high.webp").await).await;
    let second = second["profile"]["avatar"].clone();
    assert_ne!(first["large"], second["large"]);
    assert_eq!(page(&server, &ada).await["profile"]["avatar"], second);
    problem(fetch(&server, &first["large"]).await, 404, "not_found").await;
    let small = fetch(&server, &second["small"]).await;
    assert_eq!(jpeg_size(&small.bytes().await.unwrap()), (64, 128), "never scaled up, and as a whole within its box");
    assert_eq!(stored(&server), 4, "nothing is left behind");

    let bare = ada.request(Method::DELETE, AVATAR).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::OK);
    let bare: Value = bare.json().await.unwrap();
    assert_eq!(bare["user"]["profile"]["avatar"], Value::Null);
    assert_eq!(bare["user"]["profile"]["banner"], banner["profile"]["banner"]);
    problem(fetch(&server, &second["large"]).await, 404, "not_found").await;
    assert_eq!(stored(&server), 2);
}

#[tokio::test]
async fn threat_12_asvs_v5_0_0_1_3_4_what_is_no_image_is_refused() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><foreignObject/></svg>"#;
    refused(&ada, "image/svg+xml", svg.to_vec(), 415, "wrong_content_type").await;
    refused(&ada, "image/png", svg.to_vec(), 415, "image_unsupported").await;
    refused(&ada, "image/gif", b"GIF89a".to_vec(), 415, "wrong_content_type").await;
    refused(&ada, "image/jpeg", b"#EXTM3U\nfile:///etc/passwd\n".to_vec(), 415, "image_unsupported").await;
    refused(&ada, "image/jpeg", Vec::new(), 415, "image_unsupported").await;
    refused(&ada, "image/jpeg", vec![0; (10 << 20) + 1], 413, "body_too_large").await;
    let png = image(&server, "640x640", "blue.png").await;
    refused(&ada, "image/png", png[..png.len() / 2].to_vec(), 422, "image_damaged").await;
    let nobody = server.client.put(server.url(AVATAR)).header("content-type", "image/png").body(png.clone());
    problem(nobody.send().await.unwrap(), 401, "unauthenticated").await;
    assert_eq!(stored(&server), 0);
    shown(&ada, AVATAR, "image/png", png).await;
    assert_eq!(stored(&server), 2, "the control");
}

fn worker_pids(server: &Server) -> Vec<i32> {
    let mut pids: Vec<i32> = children(server.pid()).iter().map(|worker| worker.pid).collect();
    pids.sort_unstable();
    pids
}

#[tokio::test]
async fn threat_5_asvs_v5_0_0_5_2_6_a_pixel_bomb_is_refused_before_it_is_decoded() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let png = image(&server, "640x640", "blue.png").await;
    assert_eq!(claiming(640, &png), png, "the control: a header that is right stays as it is");
    let (workers, before) = (worker_pids(&server), server.peak_memory());
    refused(&ada, "image/png", claiming(50_000, &png), 413, "image_too_large").await;
    assert_eq!(worker_pids(&server), workers, "no worker was asked");
    assert!(server.peak_memory() < before + (100 << 10));
    // A header within the limits that is not true ends in the sandbox, not in the server.
    refused(&ada, "image/png", claiming(4000, &png), 422, "image_damaged").await;
    assert_eq!(stored(&server), 0);
}

#[tokio::test]
async fn threat_63_asvs_v5_0_0_14_2_8_the_place_where_a_picture_was_taken_is_not_told() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let image = photographed(&image(&server, "400x200", "photo.jpg").await);
    assert!(has(&image, b"GPS-SECRET") && has(&image, b"Exif"), "the control");
    let me = shown(&ada, AVATAR, "image/jpeg", image).await;
    for (which, size) in [("large", (200, 400)), ("small", (64, 128))] {
        let bytes = fetch(&server, &me["profile"]["avatar"][which]).await.bytes().await.unwrap();
        assert!(!has(&bytes, b"GPS-SECRET") && !has(&bytes, b"Exif"));
        assert_eq!(jpeg_size(&bytes), size, "it stands upright");
    }
}

/// Begins an upload; `length` none: of a length that is told later.
async fn begin(person: &Person, length: Option<u64>) -> Response {
    let request = person.request(Method::POST, "/api/v1/uploads").header("Tus-Resumable", "1.0.0");
    let request = match length {
        Some(length) => request.header("Upload-Length", length),
        None => request.header("Upload-Defer-Length", "1"),
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn threat_46_a_picture_has_one_url() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let me = shown(&ada, AVATAR, "image/png", image(&server, "64x64", "small.png").await).await;
    let url = reqwest::Url::parse(me["profile"]["avatar"]["large"].as_str().unwrap()).unwrap();
    assert_eq!(status_of(&server, url.path()).await, 200, "the control");
    for path in misspelled(url.path()) {
        let status = status_of(&server, &path).await;
        assert!([400, 404].contains(&status), "{path}: {status}");
    }
}

#[tokio::test]
async fn threat_27_a_tier_limits_uploads() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    assert_eq!(begin(&ada, Some(1001)).await.status(), StatusCode::CREATED, "the control");
    server.sql("update tiers set max_upload_bytes = 1000, max_open_uploads = 3");
    let me: Value = ada.get(ME).send().await.unwrap().json().await.unwrap();
    let tier = json!({ "name": "standard", "max_upload_bytes": 1000, "max_stored_bytes": null, "max_open_uploads": 3 });
    assert_eq!(me["user"]["tier"], tier);

    problem(begin(&ada, Some(1001)).await, 413, "upload_too_large").await;
    assert_eq!(begin(&ada, Some(1000)).await.status(), StatusCode::CREATED);
    let deferred = begin(&ada, None).await;
    assert_eq!(deferred.status(), StatusCode::CREATED);
    let chunk = |length: Option<u64>, bytes: usize| {
        let request = ada.request(Method::PATCH, &header(&deferred, "location")).header("Tus-Resumable", "1.0.0");
        let request = request.header("Upload-Offset", 0).header("content-type", "application/offset+octet-stream");
        let request = request.body(vec![0; bytes]);
        length.into_iter().fold(request, |request, length| request.header("Upload-Length", length))
    };
    problem(chunk(Some(1001), 1).send().await.unwrap(), 413, "upload_too_large").await;
    problem(chunk(None, 1001).send().await.unwrap(), 413, "upload_too_large").await;
    assert_eq!(chunk(None, 1000).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    problem(begin(&ada, Some(1)).await, 429, "upload_quota").await;
}

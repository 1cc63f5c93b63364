//! What a hostile client may not do.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;

use super::cast;
use super::support::http::{Raw, header, problem};
use super::support::tus::{OFFSET_STREAM, Upload, metadata};
use super::support::{Person, Server, files_below};

#[tokio::test]
async fn threat_24_an_upload_is_its_owners_alone() {
    let (server, ada) = cast().await;
    let eve = Person::register(&server, "eve").await;
    let upload = ada.create(10, &[("visibility", "private")]).await;
    assert_eq!(ada.patch(&upload.url, 0, "hello").send().await.unwrap().status(), 204);
    assert_eq!(eve.head(&upload.url).await.status(), 404);
    problem(eve.patch(&upload.url, 5, "world").send().await.unwrap(), 404, "not_found").await;
    problem(eve.tus(Method::DELETE, &upload.url).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(eve.get(&upload.path()).send().await.unwrap().status(), 404);
    for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
        let request = server.client.request(method.clone(), &upload.url).header("Tus-Resumable", "1.0.0");
        let request = request.header("Upload-Offset", "5").header("Content-Type", OFFSET_STREAM);
        assert_eq!(request.send().await.unwrap().status(), 401, "{method}");
    }
    let anonymous = server.client.post(server.url("/api/v1/uploads")).header("Tus-Resumable", "1.0.0");
    problem(anonymous.header("Upload-Length", "1").send().await.unwrap(), 401, "unauthenticated").await;
    assert_eq!(ada.offset(&upload.url).await, 5);
    assert_eq!(std::fs::read(server.source(&upload.id)).unwrap(), b"hello");
}

#[tokio::test]
async fn threat_25_metadata_names_a_video_and_decides_nothing_else() {
    let (server, ada) = cast().await;
    let eve = Person::register(&server, "eve").await;
    let victim = server.scratch().join("victim");
    let pairs = [
        ("filename", "../../../victim"),
        ("title", "<script>alert(1)</script>"),
        ("visibility", "unlisted"),
        ("owner_id", eve.username.as_str()),
        ("id", "chosen"),
        ("video_id", "chosen"),
        ("path", victim.to_str().unwrap()),
        ("storage_key", "../../victim"),
        ("state", "ready"),
        ("role", "admin"),
    ];
    let upload = ada.create(5, &pairs).await;
    assert_eq!(header(&ada.head(&upload.url).await, "upload-metadata"), metadata(&pairs));
    let video = ada.video(&upload.video).await;
    assert_eq!(video["owner"]["username"], ada.username);
    assert_eq!(video["title"], "<script>alert(1)</script>");
    assert_eq!(video["visibility"], "unlisted");
    assert_eq!(video["state"], "uploading");
    assert_ne!(upload.id, "chosen");
    assert_eq!(eve.head(&upload.url).await.status(), 404);
    assert_eq!(ada.patch(&upload.url, 0, "hello").send().await.unwrap().status(), 204);
    assert!(!victim.exists());
    let me: serde_json::Value = ada.get("/api/v1/users/me").send().await.unwrap().json().await.unwrap();
    assert_eq!(me["user"]["role"], "member");
    let secret = [("Upload-Length", "5"), ("Upload-Metadata", &format!("visibility {}", STANDARD.encode("secret")))];
    problem(ada.creation(&secret).send().await.unwrap(), 400, "bad_request").await;
}

#[tokio::test]
async fn threat_26_the_location_is_of_the_configured_host() {
    let server = Server::with(&[("WORKERS", "1"), ("PUBLIC_URL", "https://videos.example")]).await;
    let ada = Person::register(&server, "ada").await;
    for poison in [
        &[("Host", "evil.example")][..],
        &[("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "http")],
        &[("Forwarded", "host=evil.example;proto=http"), ("X-Original-Host", "evil.example")],
    ] {
        let mut request = ada.creation(&[("Upload-Length", "5")]);
        for (name, value) in poison {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        let upload = Upload::of(&answer);
        assert_eq!(upload.url, format!("https://videos.example{}", upload.path()), "{poison:?}");
    }
}

#[tokio::test]
async fn threat_8_an_id_is_never_a_path() {
    let (server, ada) = cast().await;
    let bearer = format!("Bearer {}", ada.token);
    for id in [
        "..%2f..%2fetc%2fpasswd",
        "..%2F..%2F..%2Fsecret",
        "%2e%2e%2fsecret",
        "..%5c..%5csecret",
        "%00",
        "x%00y",
        "..",
        "%2e%2e",
        ".",
        "%252e%252e%252fsecret",
        "%ff%fe",
        "secret",
        "playhouse.db",
    ] {
        for method in ["HEAD", "PATCH", "DELETE"] {
            let mut raw = Raw::open(&server).await;
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Tus-Resumable", "1.0.0"),
                ("Upload-Offset", "0"),
                ("Content-Type", OFFSET_STREAM),
                ("Content-Length", "0"),
            ];
            raw.head(&format!("{method} /api/v1/uploads/{id}"), &headers).await;
            let status = raw.answer().await.status;
            assert!(status == 404 || (status == 405 && id.contains('.')), "{method} {id}: {status}");
        }
    }
    assert!(server.data_dir().join("secret").exists());
}

#[tokio::test]
async fn threat_27_nobody_opens_uploads_without_end() {
    let (server, ada) = cast().await;
    let mut refused = 0;
    for _ in 0..26 {
        let ten = (0..10).map(|_| ada.creation(&[("Upload-Length", "1000000000")]).send());
        for answer in futures::future::join_all(ten).await {
            match answer.unwrap().status().as_u16() {
                201 => assert_eq!(refused, 0, "the limit stands"),
                429 => refused += 1,
                other => panic!("{other}"),
            }
        }
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "an open upload too many is refused");
    let sizes = files_below(&server.data_dir().join("sources")).into_iter();
    assert_eq!(sizes.map(|file| file.metadata().unwrap().len()).sum::<u64>(), 0, "what is announced takes no room");
}

#[tokio::test]
async fn threat_62_the_last_room_goes_to_one_of_many() {
    let (server, ada) = cast().await;
    let race = async |length: &str| {
        let racers = (0..20).map(|_| ada.creation(&[("Upload-Length", length)]).send());
        let answers = futures::future::join_all(racers).await.into_iter().map(Result::unwrap);
        let (made, refused): (Vec<_>, Vec<_>) = answers.partition(|answer| answer.status() == 201);
        (made.iter().map(Upload::of).collect::<Vec<_>>(), refused)
    };
    server.sql("update tiers set max_stored_bytes = 1000");
    let (made, refused) = race("600").await;
    assert_eq!((made.len(), refused.len()), (1, 19));
    for answer in refused {
        problem(answer, 413, "storage_quota").await;
    }
    // What is left goes to the next, and comes back with what is given up.
    assert_eq!(race("400").await.0.len(), 1);
    assert_eq!(race("1").await.0.len(), 0);
    assert_eq!(ada.tus(Method::DELETE, &made[0].url).send().await.unwrap().status(), 204);
    // Of unknown length: held to what is left, and nobody else's while it is open.
    let deferred = ada.creation(&[("Upload-Defer-Length", "1")]).send().await.unwrap();
    let deferred = Upload::of(&deferred);
    problem(ada.patch(&deferred.url, 0, vec![0; 601]).send().await.unwrap(), 413, "upload_too_large").await;
    let long = ada.patch(&deferred.url, 0, vec![0; 10]).header("Upload-Length", 601);
    problem(long.send().await.unwrap(), 413, "upload_too_large").await;
    assert_eq!(race("1").await.0.len(), 0);
    let fits = ada.patch(&deferred.url, 0, vec![0; 10]).header("Upload-Length", 500);
    assert_eq!(fits.send().await.unwrap().status(), 204);
    assert_eq!(race("100").await.0.len(), 1);

    let (server, ada) = cast().await;
    server.sql("update tiers set max_open_uploads = 3");
    let racers = (0..20).map(|_| ada.creation(&[("Upload-Length", "600")]).send());
    let answers = futures::future::join_all(racers).await;
    assert_eq!(answers.iter().filter(|answer| answer.as_ref().unwrap().status() == 201).count(), 3);
}

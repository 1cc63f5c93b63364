//! Uploads as tus 1.0.0 wants them, and what a hostile client may not do with them.
//!
//! Bytes that stand for themselves go into parts: nobody takes those for a video, so they stay on the disk as they came.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

#[path = "tus/hostile.rs"]
mod hostile;
#[path = "tus/writers.rs"]
mod writers;

pub mod support;

use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use reqwest::{Body, Method};
use support::http::{header, problem};
use support::tus::{OFFSET_STREAM, Upload, checksum, offset_of};
use support::{Person, Server, noise, poll_until, sha256};

const SOON: Duration = Duration::from_secs(20);

/// A body without a `Content-Length`.
fn chunked(bytes: Vec<u8>) -> Body {
    let chunks: Vec<Result<Bytes, std::io::Error>> =
        bytes.chunks(1000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    Body::wrap_stream(stream::iter(chunks))
}

async fn cast() -> (Server, Person) {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    (server, ada)
}

#[tokio::test]
async fn options_tells_what_the_server_can() {
    let (server, _) = cast().await;
    let answer = server.client.request(Method::OPTIONS, server.url("/api/v1/uploads")).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    assert_eq!(header(&answer, "tus-version"), "1.0.0");
    assert_eq!(header(&answer, "tus-max-size"), (64_u64 << 30).to_string());
    let extensions = header(&answer, "tus-extension");
    for name in [
        "creation",
        "creation-with-upload",
        "creation-defer-length",
        "checksum",
        "expiration",
        "termination",
        "concatenation",
    ] {
        assert!(extensions.split(',').any(|extension| extension == name), "{extensions}");
    }
    let algorithms = header(&answer, "tus-checksum-algorithm");
    assert!(algorithms.split(',').any(|algorithm| algorithm == "sha1"), "{algorithms}");
}

#[tokio::test]
async fn threat_16_another_version_is_refused_and_changes_nothing() {
    let (_server, ada) = cast().await;
    let part = ada.create_part(5).await;
    for version in [None, Some("0.2.2"), Some("1.0.1")] {
        for method in [Method::POST, Method::HEAD, Method::PATCH, Method::DELETE] {
            let target = if method == Method::POST { "/api/v1/uploads".to_owned() } else { part.path() };
            let mut request = ada
                .request(method.clone(), &target)
                .header("Upload-Offset", "0")
                .header("Upload-Length", "5")
                .header("Content-Type", OFFSET_STREAM);
            if let Some(version) = version {
                request = request.header("Tus-Resumable", version);
            }
            if method != Method::HEAD {
                request = request.body("hello");
            }
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 412, "{method} {version:?}");
            assert_eq!(header(&answer, "tus-version"), "1.0.0");
        }
    }
    assert_eq!(ada.offset(&part.url).await, 0);
}

#[tokio::test]
async fn threat_19_a_creation_has_one_length_that_is_not_too_large() {
    let server = Server::with(&[("WORKERS", "1"), ("MAX_UPLOAD_BYTES", "100000")]).await;
    let ada = Person::register(&server, "ada").await;
    let answer = ada.creation(&[("Upload-Length", "100000")]).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    assert!(!header(&answer, "video-id").is_empty());
    assert!(header(&answer, "upload-expires").ends_with("GMT"));
    let whole = Upload::of(&answer);
    assert_eq!(whole.url, server.url(&whole.path()));
    let head = ada.head(&whole.url).await;
    assert_eq!((offset_of(&head), header(&head, "upload-length").as_str()), (0, "100000"));
    assert_eq!(header(&head, "cache-control"), "no-store");

    let deferred = ada.creation(&[("Upload-Defer-Length", "1")]).send().await.unwrap();
    assert_eq!(deferred.status(), 201);
    let head = ada.head(&Upload::of(&deferred).url).await;
    assert_eq!(header(&head, "upload-defer-length"), "1");
    assert_eq!(header(&head, "upload-length"), "");

    for bad in [
        &[("Upload-Length", "5"), ("Upload-Defer-Length", "1")][..],
        &[("Upload-Defer-Length", "2")],
        &[],
        &[("Upload-Length", "-1")],
        &[("Upload-Length", "abc")],
        &[("Upload-Length", "9223372036854775808")],
        &[("Upload-Length", "5"), ("Upload-Metadata", "title ???")],
        &[("Upload-Length", "5"), ("Upload-Concat", "whole")],
    ] {
        problem(ada.creation(bad).send().await.unwrap(), 400, "bad_request").await;
    }
    let large = ada.creation(&[("Upload-Length", "100001")]).send().await.unwrap();
    problem(large, 413, "upload_too_large").await;
}

#[tokio::test]
async fn threat_20_no_length_that_comes_later_gets_past_the_largest_size() {
    let server = Server::with(&[("WORKERS", "1"), ("MAX_UPLOAD_BYTES", "100000")]).await;
    let ada = Person::register(&server, "ada").await;
    let defer = [("Upload-Defer-Length", "1"), ("Upload-Concat", "partial")];
    let open = async || Upload::of(&ada.creation(&defer).send().await.unwrap());

    let upload = open().await;
    let answer = ada.patch(&upload.url, 0, "x").header("Upload-Length", "100001").send().await.unwrap();
    problem(answer, 413, "upload_too_large").await;
    let answer = ada.patch(&upload.url, 0, noise(1, 100_001)).send().await.unwrap();
    problem(answer, 413, "upload_too_large").await;
    let answer = ada.patch(&upload.url, 0, chunked(noise(1, 100_001))).send().await.unwrap();
    problem(answer, 413, "upload_too_large").await;
    assert!(ada.offset(&upload.url).await <= 100_000);

    let creation = ada.creation(&defer).header("Content-Type", OFFSET_STREAM).body(chunked(noise(1, 100_001)));
    problem(creation.send().await.unwrap(), 413, "upload_too_large").await;
    for file in support::files_below(&server.data_dir().join("sources")) {
        assert!(file.metadata().unwrap().len() <= 100_000);
    }
}

#[tokio::test]
async fn a_creation_may_bring_bytes() {
    let (server, ada) = cast().await;
    let bytes = noise(2, 70_000);
    for (body, sent) in [
        (Body::from(bytes.clone()), bytes.len()),
        (Body::from(bytes[..30_000].to_vec()), 30_000),
        (chunked(bytes.clone()), bytes.len()),
    ] {
        let request = ada.creation(&[("Upload-Length", "70000"), ("Upload-Concat", "partial")]);
        let answer = request.header("Content-Type", OFFSET_STREAM).body(body).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), offset_of(&answer)), (201, sent));
        let upload = Upload::of(&answer);
        assert_eq!(ada.offset(&upload.url).await, sent);
        assert_eq!(std::fs::read(server.source(&upload.id)).unwrap(), bytes[..sent]);
    }
    let wrong = ada
        .creation(&[("Upload-Length", "5"), ("Upload-Checksum", "md4 AA=="), ("Content-Type", OFFSET_STREAM)])
        .body("hello");
    problem(wrong.send().await.unwrap(), 400, "checksum_unknown").await;
    let mine = ada.get("/api/v1/videos?mine=true").send().await.unwrap();
    let mine: serde_json::Value = mine.json().await.unwrap();
    assert_eq!(mine["items"].as_array().unwrap().len(), 0, "a refused creation leaves no video");
}

#[tokio::test]
async fn threat_17_a_chunk_belongs_at_the_offset() {
    let (_server, ada) = cast().await;
    let part = ada.create_part(10).await;
    problem(ada.patch(&part.url, 5, "hello").send().await.unwrap(), 409, "offset_mismatch").await;
    assert_eq!(ada.offset(&part.url).await, 0);
    for bad in ["-1", "abc", "9223372036854775808", "18446744073709551616", "+0", "0.0", ""] {
        let request = ada.tus(Method::PATCH, &part.url).header("Upload-Offset", bad);
        let answer = request.header("Content-Type", OFFSET_STREAM).body("hello").send().await.unwrap();
        problem(answer, 400, "bad_request").await;
    }
    let missing = ada.tus(Method::PATCH, &part.url).header("Content-Type", OFFSET_STREAM).body("hello");
    problem(missing.send().await.unwrap(), 400, "bad_request").await;
    for kind in [None, Some("application/octet-stream"), Some("text/plain")] {
        let request = ada.tus(Method::PATCH, &part.url).header("Upload-Offset", "0").body("hello");
        let request = kind.map_or(request.try_clone().unwrap(), |kind| request.header("Content-Type", kind));
        problem(request.send().await.unwrap(), 415, "wrong_content_type").await;
    }
    assert_eq!(ada.offset(&part.url).await, 0);
    let answer = ada.patch(&part.url, 0, "hello").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), offset_of(&answer)), (204, 5));
    assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    assert!(header(&answer, "upload-expires").ends_with("GMT"));
    problem(ada.patch(&part.url, 0, "hello").send().await.unwrap(), 409, "offset_mismatch").await;
    let overridden = ada
        .tus(Method::POST, &part.url)
        .header("X-HTTP-Method-Override", "PATCH")
        .header("Upload-Offset", "5")
        .header("Content-Type", OFFSET_STREAM)
        .body("world");
    assert_eq!(overridden.send().await.unwrap().status(), 204);
    assert_eq!(ada.offset(&part.url).await, 10);
}

#[tokio::test]
async fn threat_18_a_chunk_with_a_wrong_checksum_is_dropped() {
    let (server, ada) = cast().await;
    let part = ada.create_part(300_000).await;
    let bytes = noise(3, 300_000);
    let (first, second) = bytes.split_at(100_000);
    let send = async |offset: usize, chunk: &[u8], sum: String| {
        ada.patch(&part.url, offset, chunk.to_vec()).header("Upload-Checksum", sum).send().await.unwrap()
    };
    problem(send(0, first, checksum(b"something else")).await, 460, "checksum_mismatch").await;
    assert_eq!(ada.offset(&part.url).await, 0);
    for unknown in ["foo AA==", "sha256", "sha256 ???", ""] {
        problem(send(0, first, unknown.to_owned()).await, 400, "checksum_unknown").await;
    }
    assert_eq!(ada.offset(&part.url).await, 0);
    assert_eq!(send(0, first, checksum(first)).await.status(), 204);
    problem(send(100_000, second, checksum(first)).await, 460, "checksum_mismatch").await;
    assert_eq!(ada.offset(&part.url).await, 100_000);
    assert_eq!(std::fs::metadata(server.source(&part.id)).unwrap().len(), 100_000);
    assert_eq!(send(100_000, second, checksum(second)).await.status(), 204);
    assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&bytes));
    for (algorithm, sum) in
        [("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="), ("md5", "XUFAKrxLKna5cZ2REBfFkg=="), ("crc32", "NhCmhg==")]
    {
        let part = ada.create_part(5).await;
        let request = ada.patch(&part.url, 0, "hello").header("Upload-Checksum", format!("{algorithm} {sum}"));
        assert_eq!(request.send().await.unwrap().status(), 204, "{algorithm}");
    }
}

#[tokio::test]
async fn threat_20_nothing_is_stored_past_the_length() {
    let (server, ada) = cast().await;
    let part = ada.create_part(100).await;
    let large = noise(4, 200);
    let bodies = [Body::from(large.clone()), chunked(large.clone())];
    for body in bodies {
        problem(ada.patch(&part.url, 0, body).send().await.unwrap(), 413, "upload_too_large").await;
        assert!(ada.offset(&part.url).await <= 100);
        assert!(std::fs::metadata(server.source(&part.id)).unwrap().len() <= 100);
    }
    let offset = ada.offset(&part.url).await;
    assert_eq!(ada.patch(&part.url, offset, noise(4, 100 - offset)).send().await.unwrap().status(), 204);
    for body in [Body::from("x"), chunked(b"x".to_vec())] {
        problem(ada.patch(&part.url, 100, body).send().await.unwrap(), 413, "upload_too_large").await;
    }
    assert_eq!(std::fs::metadata(server.source(&part.id)).unwrap().len(), 100);
}

#[tokio::test]
async fn threat_19_a_deferred_length_is_set_once() {
    let (server, ada) = cast().await;
    let creation = ada.creation(&[("Upload-Defer-Length", "1"), ("Upload-Concat", "partial")]).send().await.unwrap();
    let part = Upload::of(&creation);
    assert_eq!(ada.patch(&part.url, 0, "hello").send().await.unwrap().status(), 204);
    let below = ada.patch(&part.url, 5, "").header("Upload-Length", "4").send().await.unwrap();
    problem(below, 400, "bad_request").await;
    let set = ada.patch(&part.url, 5, " wor").header("Upload-Length", "11").send().await.unwrap();
    assert_eq!((set.status().as_u16(), offset_of(&set)), (204, 9));
    let head = ada.head(&part.url).await;
    assert_eq!((header(&head, "upload-length").as_str(), header(&head, "upload-defer-length").as_str()), ("11", ""));
    let other = ada.patch(&part.url, 9, "ld").header("Upload-Length", "12").send().await.unwrap();
    problem(other, 400, "bad_request").await;
    assert_eq!(ada.patch(&part.url, 9, "ld").send().await.unwrap().status(), 204);
    assert_eq!(std::fs::read(server.source(&part.id)).unwrap(), b"hello world");
}

#[tokio::test]
async fn threat_21_finished_parts_of_ones_own_become_one_upload() {
    let (server, ada) = cast().await;
    let eve = Person::register(&server, "eve").await;
    let bytes = noise(5, 50_000);
    let (first, second) = (ada.create_part(20_000).await, ada.create_part(30_000).await);
    assert!(first.video.is_empty(), "a part is no video");
    assert_eq!(header(&ada.head(&first.url).await, "upload-concat"), "partial");
    let join = async |who: &Person, urls: &[&str]| {
        who.creation(&[("Upload-Concat", &format!("final;{}", urls.join(" ")))]).send().await.unwrap()
    };
    assert_eq!(ada.patch(&first.url, 0, bytes[..20_000].to_vec()).send().await.unwrap().status(), 204);
    problem(join(&ada, &[&first.url, &second.url]).await, 400, "upload_part_missing").await;
    assert_eq!(ada.patch(&second.url, 0, bytes[20_000..].to_vec()).send().await.unwrap().status(), 204);
    problem(join(&eve, &[&first.url, &second.url]).await, 404, "not_found").await;
    problem(join(&ada, &[&first.url, "/api/v1/uploads/nothing"]).await, 404, "not_found").await;
    problem(join(&ada, &[]).await, 400, "upload_part_missing").await;
    let many = vec![first.path(); 10_000];
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = join(&ada, &many).await.status().as_u16();
    assert!([400, 413, 431].contains(&refused), "{refused}");
    let long = [("Upload-Concat", format!("final;{}", first.path())), ("Upload-Length", "20000".to_owned())];
    let long: Vec<(&str, &str)> = long.iter().map(|(name, value)| (*name, value.as_str())).collect();
    problem(ada.creation(&long).send().await.unwrap(), 400, "bad_request").await;

    // Paths do as well as URLs.
    let answer = join(&ada, &[&first.path(), &second.url]).await;
    assert_eq!(answer.status(), 201);
    let whole = Upload::of(&answer);
    assert!(!whole.video.is_empty());
    let head = ada.head(&whole.url).await;
    assert_eq!(header(&head, "upload-concat"), format!("final;{} {}", first.path(), second.path()));
    assert_eq!((offset_of(&head), header(&head, "upload-length").as_str()), (50_000, "50000"));
    problem(ada.patch(&whole.url, 50_000, "x").send().await.unwrap(), 403, "upload_final").await;
    problem(ada.patch(&whole.url, 0, "x").send().await.unwrap(), 403, "upload_final").await;
    for part in [&first, &second] {
        assert!([404, 410].contains(&ada.head(&part.url).await.status().as_u16()));
        assert!(!server.source(&part.id).exists());
    }
    // Noise is no video; that it was looked at shows that it arrived.
    let video = ada.wait_for_state(&whole.video, "failed", SOON).await;
    assert_eq!(video["failure"]["code"], "unsupported_container");
}

#[tokio::test]
async fn parts_join_in_the_order_they_are_named() {
    let (server, ada) = cast().await;
    let clip = support::media::clip(server.scratch(), "clip.mp4").await;
    let bytes = std::fs::read(&clip).unwrap();
    let (left, right) = bytes.split_at(bytes.len() / 3);
    // Made in the wrong order: the list decides.
    let (second, first) = (ada.create_part(right.len()).await, ada.create_part(left.len()).await);
    assert_eq!(ada.patch(&second.url, 0, right.to_vec()).send().await.unwrap().status(), 204);
    assert_eq!(ada.patch(&first.url, 0, left.to_vec()).send().await.unwrap().status(), 204);
    let list = format!("final;{} {}", first.url, second.url);
    let whole = Upload::of(&ada.creation(&[("Upload-Concat", &list)]).send().await.unwrap());
    assert_eq!(sha256(&std::fs::read(server.source(&whole.id)).unwrap()), sha256(&bytes));
    ada.wait_for_state(&whole.video, "ready", SOON * 3).await;
}

#[tokio::test]
async fn a_terminated_upload_is_gone_and_frees_the_disk() {
    let (server, ada) = cast().await;
    let upload = ada.create(1000, &[("title", "never")]).await;
    assert_eq!(ada.patch(&upload.url, 0, noise(6, 600)).send().await.unwrap().status(), 204);
    assert_eq!(std::fs::metadata(server.source(&upload.id)).unwrap().len(), 600);
    let answer = ada.tus(Method::DELETE, &upload.url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "tus-resumable").as_str()), (204, "1.0.0"));
    for answer in [
        ada.head(&upload.url).await,
        ada.patch(&upload.url, 600, "x").send().await.unwrap(),
        ada.tus(Method::DELETE, &upload.url).send().await.unwrap(),
    ] {
        assert!([404, 410].contains(&answer.status().as_u16()), "{}", answer.status());
    }
    assert!(!server.source(&upload.id).exists());
    let video = ada.get(&format!("/api/v1/videos/{}", upload.video)).send().await.unwrap();
    problem(video, 404, "not_found").await;
    let part = ada.create_part(5).await;
    assert_eq!(ada.patch(&part.url, 0, "hello").send().await.unwrap().status(), 204);
    assert_eq!(ada.tus(Method::DELETE, &part.url).send().await.unwrap().status(), 204, "a finished part goes too");
    assert!(!server.source(&part.id).exists());
}

#[tokio::test]
async fn threat_22_an_upload_that_rests_too_long_is_removed() {
    let server = Server::with(&[("WORKERS", "1"), ("UPLOAD_EXPIRY_HOURS", "0")]).await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.create(1000, &[]).await;
    let part = ada.create_part(1000).await;
    for upload in [&upload, &part] {
        poll_until("the upload expires", SOON, async || {
            let status = ada.head(&upload.url).await.status().as_u16();
            assert!([200, 404, 410].contains(&status), "{status}");
            (status != 200).then_some(())
        })
        .await;
        let late = ada.patch(&upload.url, 0, "x").send().await.unwrap().status().as_u16();
        assert!([404, 410].contains(&late), "{late}");
        poll_until("its file goes", SOON, async || (!server.source(&upload.id).exists()).then_some(())).await;
    }
    let video = ada.get(&format!("/api/v1/videos/{}", upload.video)).send().await.unwrap();
    problem(video, 404, "not_found").await;
    let ready = server.client.get(server.ops_url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200, "{}", ready.text().await.unwrap());
}

//! Writers that meet, stall and break off: the offset is always the bytes that are there.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Body;

use super::support::http::Raw;
use super::support::tus::{OFFSET_STREAM, Upload, checksum, offset_of};
use super::support::{Person, Server, noise, poll_until, sha256};
use super::{SOON, cast, chunked};

#[tokio::test]
async fn threat_23_two_writers_never_interleave() {
    let (server, ada) = cast().await;
    let bytes = noise(7, 400_000);
    for round in 0..10 {
        let part = ada.create_part(bytes.len()).await;
        let send = || ada.patch(&part.url, 0, bytes.clone()).send();
        let (left, right) = futures::join!(send(), send());
        let mut winners = 0;
        for answer in [left.unwrap(), right.unwrap()] {
            match answer.status().as_u16() {
                204 => winners += 1,
                409 | 423 => {}
                other => panic!("round {round}: {other}"),
            }
        }
        assert_eq!(winners, 1, "round {round}: one writer has the offset");
        let offset = ada.offset(&part.url).await;
        assert!(offset > 0, "round {round}");
        if offset < bytes.len() {
            assert_eq!(ada.patch(&part.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
        }
        assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&bytes), "round {round}");
    }
}

/// Starts a PATCH of `bytes` and sends `now` bytes of them; waits until some are on the disk.
async fn half_patch(server: &Server, ada: &Person, part: &Upload, bytes: &[u8], now: usize) -> Raw {
    let mut raw = Raw::open(server).await;
    let (bearer, length) = (format!("Bearer {}", ada.token), bytes.len().to_string());
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "0"),
        ("Content-Type", OFFSET_STREAM),
        ("Content-Length", &length),
    ];
    raw.head(&format!("PATCH {}", part.path()), &headers).await;
    raw.send(&bytes[..now]).await;
    let file = server.source(&part.id);
    poll_until("bytes reach the disk", SOON, async || (file.metadata().unwrap().len() > 0).then_some(())).await;
    raw
}

#[tokio::test]
async fn threat_23_a_slow_writer_gives_way() {
    let (server, ada) = cast().await;
    let bytes = noise(8, 3_000_000);
    let part = ada.create_part(bytes.len()).await;
    let mut slow = half_patch(&server, &ada, &part, &bytes, 2_000_000).await;
    let asked = tokio::time::Instant::now();
    let offset = ada.offset(&part.url).await;
    assert!(asked.elapsed() < Duration::from_secs(5), "HEAD waits for the slow writer: {:?}", asked.elapsed());
    assert!(offset > 0 && offset <= 2_000_000, "{offset}");
    let answer = tokio::time::timeout(SOON, slow.answer()).await.expect("the slow writer hears");
    assert_eq!((answer.status, answer.header("upload-offset")), (204, Some(offset.to_string().as_str())));
    drop(slow);
    assert_eq!(ada.patch(&part.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
    assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&bytes));
}

#[tokio::test]
async fn threat_28_what_came_before_the_line_broke_is_kept() {
    let (server, ada) = cast().await;
    let bytes = noise(9, 3_000_000);
    let part = ada.create_part(bytes.len()).await;
    drop(half_patch(&server, &ada, &part, &bytes, 2_500_000).await);
    let offset = ada.offset(&part.url).await;
    assert!(offset > 0 && offset <= 2_500_000, "{offset}");
    let kept = std::fs::read(server.source(&part.id)).unwrap();
    assert_eq!(sha256(&kept), sha256(&bytes[..offset]), "the file is a prefix of what was sent");
    assert_eq!(ada.patch(&part.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
    assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&bytes));
}

/// What a client may do next to an upload.
#[derive(Debug, Clone)]
enum Step {
    Patch {
        length: usize,
        chunked: bool,
        checksum: Option<bool>,
    },
    /// At the offset plus this, which is never 0.
    WrongOffset(usize),
    Overflow {
        chunked: bool,
    },
    Head,
    /// Announces so much, sends less, and hangs up.
    Abort {
        sent: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let length = prop_oneof![Just(0_usize), Just(1), 2..5_000_usize, 100_000..200_000_usize];
    let patch = (length, any::<bool>(), proptest::option::of(any::<bool>()))
        .prop_map(|(length, chunked, checksum)| Step::Patch { length, chunked, checksum });
    let step = prop_oneof![
        6 => patch,
        1 => (1_usize..1_000_000).prop_map(Step::WrongOffset),
        1 => any::<bool>().prop_map(|chunked| Step::Overflow { chunked }),
        1 => Just(Step::Head),
        2 => (0_usize..150_000).prop_map(|sent| Step::Abort { sent }),
    ];
    proptest::collection::vec(step, 1..12)
}

/// Takes the step; answers where the upload must stand after it.
async fn take(server: &Server, ada: &Person, part: &Upload, whole: &[u8], offset: usize, step: &Step) -> usize {
    let body = |bytes: &[u8], is_chunked: bool| {
        if is_chunked { chunked(bytes.to_vec()) } else { Body::from(bytes.to_vec()) }
    };
    match step {
        Step::Patch { length, chunked, checksum: sum } => {
            let end = whole.len().min(offset + length);
            let chunk = &whole[offset..end];
            let mut request = ada.patch(&part.url, offset, body(chunk, *chunked));
            if let Some(right) = sum {
                request = request.header("Upload-Checksum", checksum(if *right { chunk } else { b"no such chunk" }));
            }
            let answer = request.send().await.unwrap();
            if *sum == Some(false) {
                assert_eq!(answer.status(), 460);
                return offset;
            }
            assert_eq!((answer.status().as_u16(), offset_of(&answer)), (204, end));
            end
        }
        Step::WrongOffset(by) => {
            let wrong = (offset + by) % (whole.len() + 1_000_000);
            assert_eq!(ada.patch(&part.url, wrong, "wrong").send().await.unwrap().status(), 409);
            offset
        }
        Step::Overflow { chunked } => {
            let much = noise(11, whole.len() - offset + 1);
            assert_eq!(ada.patch(&part.url, offset, body(&much, *chunked)).send().await.unwrap().status(), 413);
            offset
        }
        Step::Head => offset,
        Step::Abort { sent } => {
            let sent = (*sent).min(whole.len() - offset);
            let mut raw = Raw::open(server).await;
            let (bearer, at) = (format!("Bearer {}", ada.token), offset.to_string());
            let announced = (whole.len() - offset).to_string();
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Tus-Resumable", "1.0.0"),
                ("Upload-Offset", &at),
                ("Content-Type", OFFSET_STREAM),
                ("Content-Length", &announced),
            ];
            raw.head(&format!("PATCH {}", part.path()), &headers).await;
            raw.send(&whole[offset..offset + sent]).await;
            raw.hang_up().await;
            let now = ada.offset(&part.url).await;
            assert!((offset..=offset + sent).contains(&now), "{now} after {sent} bytes at {offset}");
            now
        }
    }
}

#[test]
fn whatever_a_client_does_the_offset_is_the_bytes_that_are_there() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (server, ada) = runtime.block_on(cast());
    let whole = noise(10, 400_000);
    let config = Config { cases: 12, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            let part = ada.create_part(whole.len()).await;
            let mut offset = 0;
            for step in &steps {
                offset = take(&server, &ada, &part, &whole, offset, step).await;
                let now = ada.offset(&part.url).await;
                assert!(now == offset, "{now} instead of {offset} after {step:?}");
                assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&whole[..offset]));
            }
            let rest = ada.patch(&part.url, offset, whole[offset..].to_vec()).send().await.unwrap();
            assert_eq!(rest.status(), 204);
            assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&whole));
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn threat_28_a_body_that_trickles_is_ended_and_what_came_is_kept() {
    let server = Server::with(&[("WORKERS", "1"), ("BODY_SECONDS", "2")]).await;
    let ada = Person::register(&server, "ada").await;
    let bytes = noise(12, 400_000);
    let part = ada.create_part(bytes.len()).await;
    let mut slow = half_patch(&server, &ada, &part, &bytes, 300_000).await;
    let mut sent = 300_000;
    // A byte whenever there is no answer yet: more often than any silence is waited for.
    let answer = loop {
        assert!(sent < 300_400, "nobody ends it");
        if let Ok(answer) = tokio::time::timeout(Duration::from_millis(100), slow.answer()).await {
            break answer;
        }
        slow.send(&bytes[sent..=sent]).await;
        sent += 1;
    };
    let offset = ada.offset(&part.url).await;
    assert_eq!((answer.status, answer.header("upload-offset")), (204, Some(offset.to_string().as_str())));
    assert!((300_000..=sent).contains(&offset), "{offset} of {sent}");
    assert_eq!(std::fs::read(server.source(&part.id)).unwrap(), bytes[..offset]);
    // The control: who sends on is taken to the end.
    assert_eq!(ada.patch(&part.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
}

//! Processes that die, hang and are told to stop, at any moment of an upload and of the work that follows.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Method, Url};
use serde_json::Value;
use support::http::{Raw, problem};
use support::media::{self, Expected, check_ladder};
use support::process::{Process, children};
use support::tus::{OFFSET_STREAM, Upload};
use support::{Person, Server, hls, noise, poll_until, sha256};
use tokio::time::Instant;

const READY: Duration = Duration::from_secs(120);
const KILLS: usize = 20;

/// A clip whose picture does not compress: large to upload, small to transcode.
async fn clip(server: &Server) -> PathBuf {
    let arguments = "-f lavfi -i nullsrc=size=320x288:rate=12:duration=5,geq=random(1)*255:128:128 \
                     -f lavfi -i sine=frequency=440:sample_rate=48000:duration=5 \
                     -c:v libx264 -preset ultrafast -qp 20 -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k";
    media::ffmpeg(server.scratch(), arguments, "noisy.mp4").await
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 += 1;
        u64::from_le_bytes(noise(self.0, 8).try_into().unwrap()) % limit
    }

    fn within(&mut self, time: Duration) -> Duration {
        Duration::from_micros(self.below(u64::try_from(time.as_micros()).unwrap()))
    }
}

/// After a restart: what was acknowledged is there, and it is what was sent.
async fn check_prefix(server: &Server, ada: &Person, upload: &Upload, bytes: &[u8], acknowledged: usize) {
    let offset = ada.offset(&upload.url).await;
    assert!(offset >= acknowledged, "{acknowledged} bytes were acknowledged, {offset} are left");
    let stored = std::fs::read(server.source(&upload.id)).unwrap();
    assert_eq!(stored.len(), offset);
    assert_eq!(sha256(&stored), sha256(&bytes[..offset]), "the file is a prefix of what was sent");
}

/// Sends what is missing, in eight requests; counts what was acknowledged.
async fn send_rest(ada: &Person, upload: &Upload, bytes: &[u8], acknowledged: &Cell<usize>) {
    let mut offset = ada.offset(&upload.url).await;
    while offset < bytes.len() {
        let end = bytes.len().min(offset + bytes.len().div_ceil(8));
        let answer = ada.patch(&upload.url, offset, bytes[offset..end].to_vec()).send().await.unwrap();
        assert_eq!(answer.status(), 204);
        offset = end;
        acknowledged.set(end);
    }
}

#[tokio::test]
async fn whenever_the_server_dies_the_video_becomes_ready() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server).await;
    let bytes = std::fs::read(&clip).unwrap();
    let frames = media::frames(&clip).await;
    let mut dice = Dice(2026);
    let (mut while_sending, mut while_working, mut videos) = (0, 0, 1);
    // How long it takes undisturbed, on this machine: deaths are to come within.
    let started = Instant::now();
    let upload = ada.create(bytes.len(), &[("filename", "noisy.mp4")]).await;
    send_rest(&ada, &upload, &bytes, &Cell::new(0)).await;
    let mut sending_time = started.elapsed();
    ada.wait_for_state(&upload.video, "ready", READY).await;
    let working_time = started.elapsed() - sending_time;
    while while_sending + while_working < KILLS {
        let upload = ada.create(bytes.len(), &[("filename", "noisy.mp4")]).await;
        let acknowledged = Cell::new(0);
        videos += 1;
        // At most so many times in one life, so that there are several.
        for life in 0..6 {
            if while_sending + while_working == KILLS {
                break;
            }
            let moment = dice.within(sending_time);
            let sending = tokio::time::timeout(moment, send_rest(&ada, &upload, &bytes, &acknowledged));
            if life == 0 || dice.below(3) == 0 {
                if sending.await.is_err() {
                    while_sending += 1;
                    server.kill9();
                    server.restart().await;
                    check_prefix(&server, &ada, &upload, &bytes, acknowledged.get()).await;
                    continue;
                }
                // It goes faster than at first: the next death comes sooner.
                sending_time /= 2;
            }
            send_rest(&ada, &upload, &bytes, &acknowledged).await;
            let moment = dice.within(working_time);
            let working = ada.wait_for_state(&upload.video, "ready", READY);
            if tokio::time::timeout(moment, working).await.is_ok() {
                break;
            }
            while_working += 1;
            server.kill9();
            server.restart().await;
            check_prefix(&server, &ada, &upload, &bytes, acknowledged.get()).await;
        }
        send_rest(&ada, &upload, &bytes, &acknowledged).await;
        let video = ada.wait_for_state(&upload.video, "ready", READY).await;
        assert_eq!(sha256(&std::fs::read(server.source(&upload.id)).unwrap()), sha256(&bytes));
        let expected = Expected { frames: Some(frames), is_constant: true };
        check_ladder(&server.client, &video, server.scratch(), &expected).await;
        poll_until("what dead tries left goes", Duration::from_secs(20), async || {
            leftovers(&server, &upload, &video).is_empty().then_some(())
        })
        .await;
        let mine: Value = ada.get("/api/v1/videos?mine=true&limit=100").send().await.unwrap().json().await.unwrap();
        assert_eq!(mine["items"].as_array().unwrap().len(), videos, "one upload, one video");
    }
    eprintln!("{while_sending} deaths while sending, {while_working} while working, {videos} videos");
    assert!(while_sending >= 2 && while_working >= 2, "{while_sending} and {while_working}");
    assert!(server.terminate(Duration::from_secs(15)).await.success());
}

/// What dead tries left is gone: one version of the media is on the disk, and every file of it is whole.
fn leftovers(server: &Server, upload: &Upload, video: &Value) -> Vec<PathBuf> {
    let place = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    let version = place.path_segments().unwrap().nth(3).unwrap().to_owned();
    let folder = server.data_dir().join("objects/videos").join(&upload.video).join(version);
    let is_whole = |file: &PathBuf| {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        file.starts_with(&folder) && ["m4s", "mp4", "jpg"].contains(&kind)
    };
    server.objects(&upload.video).into_iter().filter(|file| !is_whole(file)).collect()
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_stops_and_goes_on_later() {
    let mut server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let clip = clip(&server).await;
    let upload = ada.upload(&clip, &[]).await;
    let (part, bytes) = (ada.create_part(4_000_000).await, noise(3, 4_000_000));
    let mut slow = Raw::open(&server).await;
    let bearer = format!("Bearer {}", ada.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "0"),
        ("Content-Type", OFFSET_STREAM),
        ("Content-Length", "4000000"),
    ];
    slow.head(&format!("PATCH {}", part.path()), &headers).await;
    slow.send(&bytes[..3_000_000]).await;
    let file = server.source(&part.id);
    poll_until("bytes reach the disk", READY, async || (file.metadata().unwrap().len() > 0).then_some(())).await;

    let status = server.terminate(Duration::from_secs(15)).await;
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert!(!server.log().contains("panic"), "{}", server.log());
    drop(slow);
    server.restart().await;
    let offset = ada.offset(&part.url).await;
    assert!(offset > 0 && offset <= 3_000_000, "{offset}");
    assert_eq!(sha256(&std::fs::read(server.source(&part.id)).unwrap()), sha256(&bytes[..offset]));
    assert_eq!(ada.patch(&part.url, offset, bytes[offset..].to_vec()).send().await.unwrap().status(), 204);
    ada.wait_for_state(&upload.video, "ready", READY).await;
}

/// A worker in the middle of a job: one that has used its processor since it was warm.
async fn busy_worker(server: &Server, warm: &[(i32, u64)]) -> Process {
    poll_until("a worker works", READY, async || {
        let before = |pid: i32| warm.iter().find(|(known, _)| *known == pid).map_or(0, |(_, ticks)| *ticks);
        children(server.pid()).into_iter().find(|worker| worker.ticks() > before(worker.pid) + 15)
    })
    .await
}

fn ticks(server: &Server) -> Vec<(i32, u64)> {
    children(server.pid()).iter().map(|worker| (worker.pid, worker.ticks())).collect()
}

async fn check_answers(server: &Server) {
    let asked = Instant::now();
    for url in [server.url("/healthz"), server.ops_url("/readyz"), server.url("/api/v1/videos")] {
        assert_eq!(server.client.get(&url).send().await.unwrap().status(), 200, "{url}");
    }
    assert!(asked.elapsed() < Duration::from_secs(5));
}

/// A server that has worked, so that its workers are warm; and a clip that keeps them busy for seconds.
async fn working() -> (Server, Person, PathBuf, Vec<(i32, u64)>) {
    let server = Server::start().await;
    let ada = Person::register(&server, "ada").await;
    let first = media::clip(server.scratch(), "first.mp4").await;
    let upload = ada.upload(&first, &[]).await;
    ada.wait_for_state(&upload.video, "ready", READY).await;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/bbb-270p-12s-vp8-vorbis.webm");
    let warm = ticks(&server);
    (server, ada, PathBuf::from(source), warm)
}

fn is_locked_up(pid: i32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return true };
    let is = |name: &str, value: &str| {
        status.lines().find_map(|line| line.strip_prefix(name)).is_some_and(|found| found.trim() == value)
    };
    is("NoNewPrivs:", "1") && is("Seccomp:", "2")
}

#[tokio::test]
async fn threat_3_a_worker_that_crashes_costs_one_try() {
    let (mut server, ada, source, mut warm) = working().await;
    let pid = server.pid();
    // Workers come and go with the work; one that has just come is not locked up yet.
    poll_until("every worker is locked up", Duration::from_secs(20), async || {
        children(pid).iter().all(|worker| is_locked_up(worker.pid)).then_some(())
    })
    .await;
    let upload = ada.upload(&source, &[]).await;
    for signal in [libc::SIGSEGV, libc::SIGKILL] {
        let worker = busy_worker(&server, &warm).await;
        worker.signal(signal).unwrap();
        assert!(worker.is_gone_within(Duration::from_secs(30)), "it has died");
        check_answers(&server).await;
        warm = ticks(&server);
    }
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    let expected = Expected { frames: Some(media::frames(&source).await), is_constant: true };
    check_ladder(&server.client, &video, server.scratch(), &expected).await;
    assert!(server.is_alive() && server.pid() == pid);
}

#[tokio::test]
async fn a_worker_that_hangs_is_replaced() {
    let (mut server, ada, source, warm) = working().await;
    let pid = server.pid();
    let upload = ada.upload(&source, &[]).await;
    let worker = busy_worker(&server, &warm).await;
    worker.signal(libc::SIGSTOP).unwrap();
    check_answers(&server).await;
    let video = ada.wait_for_state(&upload.video, "ready", READY * 2).await;
    // It may have been at a still, which nothing waits for but the watch on its progress.
    assert!(worker.is_gone_within(READY), "nobody waits for it any longer");
    let master = hls::master(&server.client, &Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap()).await;
    assert_eq!(master.renditions().len(), 3);
    assert!(server.is_alive() && server.pid() == pid);
}

const LETTERS: &str = "/api/v1/operator/dead-letters";

async fn dead_letters(root: &Person) -> Vec<Value> {
    let answer = root.get(LETTERS).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut list: Value = answer.json().await.unwrap();
    serde_json::from_value(list["items"].take()).unwrap()
}

fn progress(video: &Value, rendition: &str) -> f64 {
    let list = video["renditions"].as_array().unwrap();
    list.iter().find(|entry| entry["name"] == rendition).unwrap()["progress"].as_f64().unwrap()
}

/// The last segment of a video, long before its turn, cannot be made of what is on the disk: neither what it is made of nor
/// the uploaded file is whole.
#[tokio::test]
async fn a_segment_that_cannot_be_made_costs_itself_alone() {
    let mut server = Server::with(&[("WORKERS", "1")]).await;
    let (ada, root) = (Person::register(&server, "ada").await, Person::operator(&server).await);
    let arguments =
        format!("{} -c:v libx264 -preset ultrafast -g 48 -pix_fmt yuv420p", media::inputs("480x270", "24", "80"));
    let clip = media::ffmpeg(server.scratch(), &format!("{arguments} -c:a aac"), "long.mp4").await;
    let upload = ada.upload(&clip, &[]).await;
    let video = poll_until("every border is known", READY, async || {
        let video = ada.video(&upload.video).await;
        video["playback"]["dash"].is_string().then_some(video)
    })
    .await;
    let folder = server.data_dir().join("objects/videos").join(&upload.video).join("1");
    let last = std::fs::read_dir(folder.join("source-video")).unwrap().count() - 2;
    let source = folder.join(format!("source-video/{last}.m4s"));
    let good = std::fs::read(&source).unwrap();
    std::fs::remove_file(server.source(&upload.id)).unwrap();
    std::fs::write(&source, &good[..good.len() - 1]).unwrap();
    assert!(!folder.join(format!("240p/{last}.m4s")).exists(), "it was damaged in time");

    let buried = poll_until("it is given up", READY, async || dead_letters(&root).await.pop()).await;
    assert_eq!((buried["video"].as_str(), buried["number"].as_u64()), (Some(&*upload.video), Some(last as u64)));
    assert_eq!((&buried["renditions"], &buried["attempts"]), (&serde_json::json!(["240p"]), &1.into()), "{buried}");
    let all_but_one = last as f64 / (last + 1) as f64;
    let rest = async || {
        let video = ada.video(&upload.video).await;
        assert_eq!(video["state"], "playable");
        ((progress(&video, "240p") - all_but_one).abs() < 1e-6 && progress(&video, "audio") == 1.0).then_some(())
    };
    poll_until("the rest is made", READY, rest).await;
    let master = hls::master(&server.client, &Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap()).await;
    let rung = master.variants.iter().find(|variant| variant.name == "240p").unwrap();
    let playlist = hls::media(&server.client, &rung.url).await;
    let wanted = playlist.segments[last].1.clone();
    problem(server.client.get(wanted.clone()).send().await.unwrap(), 502, "segment_failed").await;
    assert!(hls::get(&server.client, &playlist.segments[last - 1].1).await.status().is_success());

    // It is not tried again by a restart, nor by anyone who does not run the server.
    assert!(server.terminate(Duration::from_secs(15)).await.success());
    server.restart().await;
    let path = wanted.path().to_owned();
    problem(server.client.get(server.url(&path)).send().await.unwrap(), 502, "segment_failed").await;
    assert_eq!(dead_letters(&root).await, [buried]);
    problem(ada.get(LETTERS).send().await.unwrap(), 404, "not_found").await;
    let retry = format!("{LETTERS}/{}/retry", upload.video);
    problem(ada.request(Method::POST, &retry).send().await.unwrap(), 404, "not_found").await;

    std::fs::write(&source, &good).unwrap();
    assert_eq!(root.request(Method::POST, &retry).send().await.unwrap().status(), 202);
    let video = ada.wait_for_state(&upload.video, "ready", READY).await;
    assert!(dead_letters(&root).await.is_empty());
    let stored: u64 =
        support::files_below(&folder.join("240p")).iter().map(|file| file.metadata().unwrap().len()).sum();
    let list = video["renditions"].as_array().unwrap();
    assert_eq!(list.iter().find(|entry| entry["name"] == "240p").unwrap()["bytes"], stored);
    let seen: Value = server
        .client
        .get(server.url(&format!("/api/v1/videos/{}", upload.video)))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(seen["video"]["renditions"][0].get("bytes").is_none(), "for the owner alone");
    problem(root.request(Method::POST, &retry).send().await.unwrap(), 404, "not_found").await;
}

//! The operator's live view: actors and media jobs, and what is done to them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Method, Response, Url};
use serde_json::{Value, json};
use support::http::problem;
use support::process::Process;
use support::{Person, Server, hls, media, poll_until};

const READY: Duration = Duration::from_secs(120);
const SOON: Duration = Duration::from_secs(60);

/// Whose own stream is the 480p rung; 360p and 240p are encoded.
async fn clip(server: &Server) -> PathBuf {
    let arguments = format!(
        "{} -c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p -c:a aac -b:a 64k -movflags +faststart",
        media::inputs("854x480", "24", "24")
    );
    media::ffmpeg(server.scratch(), &arguments, "clip.mp4").await
}

struct Scene {
    server: Server,
    ada: Person,
    root: Person,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::with(&[("WORKERS", "1")]).await;
        let (ada, root) = (Person::register(&server, "ada").await, Person::operator(&server).await);
        Self { server, ada, root }
    }

    async fn items(&self, path: &str) -> Vec<Value> {
        let answer = self.root.get(&format!("/api/v1/operator/{path}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let mut body: Value = answer.json().await.unwrap();
        serde_json::from_value(body["items"].take()).unwrap()
    }

    async fn act(&self, path: &str) -> Response {
        self.root.request(Method::POST, &format!("/api/v1/operator/{path}")).send().await.unwrap()
    }

    async fn prioritise(&self, job: &str, priority: &str) -> Response {
        let path = format!("/api/v1/operator/jobs/{job}/priority");
        self.root.request(Method::POST, &path).json(&json!({ "priority": priority })).send().await.unwrap()
    }

    async fn job(&self, id: &str) -> Option<Value> {
        self.items("jobs").await.into_iter().find(|job| job["id"] == id)
    }

    /// A segment of the background that is being encoded and, since its worker stands still, stays so.
    async fn freeze_segment(&self) -> (Value, Process) {
        poll_until("a segment is being encoded", READY, async || {
            let is_encoded =
                |job: &Value| job["kind"] == "video" && job["lane"] == "background" && job["worker_pid"].is_number();
            let pid = self.items("jobs").await.into_iter().find(is_encoded)?["worker_pid"].as_i64().unwrap();
            let worker = Process::open(i32::try_from(pid).unwrap())?;
            worker.signal(libc::SIGSTOP).unwrap();
            // What it had made by then is taken in: what it is at now, it stays at.
            let mut seen = None;
            for _ in 0..5 {
                let now = self.items("jobs").await.into_iter().find(|job| job["worker_pid"] == pid);
                if now.is_some() && seen == now.as_ref().map(|job| job["id"].clone()) {
                    let job = now.filter(is_encoded);
                    if job.is_none() {
                        break;
                    }
                    return job.map(|job| (job, worker));
                }
                seen = now.map(|job| job["id"].clone());
            }
            let _ = worker.signal(libc::SIGCONT);
            None
        })
        .await
    }

    async fn segment(&self, video: &Value, rung: &str, number: usize) -> Url {
        let place = Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
        let master = hls::master(&self.server.client, &place).await;
        let (_, url, _) = master.renditions().into_iter().find(|(name, ..)| name == rung).expect(rung);
        hls::media(&self.server.client, &url).await.segments[number].1.clone()
    }

    async fn audit(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.items("audit").await.iter().map(|entry| (text(&entry["action"]), text(&entry["subject"]))).collect()
    }
}

fn id(item: &Value) -> String {
    item["id"].as_str().map_or_else(|| item["id"].to_string(), str::to_owned)
}

#[tokio::test]
async fn actors_are_found_and_begin_anew_and_the_video_becomes_ready_all_the_same() {
    let scene = Scene::set().await;
    let clip = clip(&scene.server).await;
    let upload = scene.ada.upload(&clip, &[]).await;
    scene.ada.wait_for_state(&upload.video, "playable", READY).await;
    let overview = scene.root.get("/api/v1/operator/overview").send().await.unwrap();
    let overview: Value = overview.json().await.unwrap();
    let process = &overview["process"];
    assert!(process["open_connections"].as_u64().unwrap() > 0 && process["rss_bytes"].as_u64().unwrap() > 1 << 20);
    assert!(process["free_bytes"].as_u64().unwrap() > 0 && overview["storage"]["bytes"].as_u64().unwrap() > 0);
    assert!(overview["actors"].as_array().unwrap().iter().any(|kind| kind["kind"] == "transcode"), "{overview}");
    assert!(overview["jobs"]["background"]["waiting"].is_number());
    let ladders = scene.items(&format!("actors?kind=transcode&label={}", upload.video)).await;
    let [ladder] = ladders.as_slice() else { panic!("{ladders:?}") };
    let [videos] = <[Value; 1]>::try_from(scene.items("actors?kind=videos").await).unwrap();
    assert_eq!(ladder["parent"], videos["id"]);
    assert_eq!(
        (&ladder["policy"], &ladder["placement"], &ladder["restarts"]),
        (&json!("transient"), &json!("control"), &json!(0))
    );
    assert!(ladder["age_seconds"].as_f64().unwrap() > 0.0 && ladder["capacity"].as_u64().unwrap() > 0);
    let event = poll_until("jobs tell it how they go", SOON, async || {
        let seen = scene.items(&format!("actors?kind=transcode&label={}", upload.video)).await.pop()?;
        let messages = seen["messages"].as_array().unwrap().clone();
        messages.into_iter().find(|message| message["name"] == "JobEvent")
    })
    .await;
    assert!(event["handled"].as_u64().unwrap() > 0 && event["handle_time"]["p99_us"].as_f64().unwrap() > 0.0);
    assert!(scene.items("actors?kind=nonsense").await.is_empty());

    for kind in ["transcode", "media_workers", "videos"] {
        let items = scene.items(&format!("actors?kind={kind}")).await;
        let actor = items.into_iter().find(|item| item["phase"] == "running").expect(kind);
        assert_eq!(scene.act(&format!("actors/{}/restart", id(&actor))).await.status(), 202);
        let started = json!(actor["restarts"].as_u64().unwrap() + 1);
        poll_until("it begins anew", SOON, async || {
            let items = scene.items(&format!("actors?kind={kind}")).await;
            let seen = items.into_iter().find(|item| item["id"] == actor["id"])?;
            // A child may end with its parent instead, or have nothing more to do.
            (seen["restarts"] == started && seen["phase"] == "running" || seen["phase"] == "ended").then_some(())
        })
        .await;
    }
    scene.ada.wait_for_state(&upload.video, "ready", READY).await;
    let noted = scene.audit().await;
    assert!(noted.contains(&("actor.restart".to_owned(), "actor:media_workers".to_owned())), "{noted:?}");
    assert!(noted.contains(&("actor.restart".to_owned(), format!("actor:transcode/{}", upload.video))), "{noted:?}");
    problem(scene.act("actors/99999/restart").await, 404, "not_found").await;
    assert_eq!(scene.server.client.get(scene.server.ops_url("/readyz")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_cancelled_segment_is_made_for_who_asks_and_a_job_begins_again() {
    let scene = Scene::set().await;
    let clip = clip(&scene.server).await;
    let upload = scene.ada.upload(&clip, &[]).await;
    scene.ada.wait_for_state(&upload.video, "playable", READY).await;

    let (job, worker) = scene.freeze_segment().await;
    let running = id(&job);
    assert_eq!((&job["video"], &job["state"], &job["attempt"]), (&json!(upload.video), &json!("running"), &json!(1)));
    problem(scene.prioritise(&running, "urgent").await, 409, "job_runs").await;
    problem(scene.prioritise(&running, "soon").await, 422, "validation_failed").await;
    problem(scene.act("jobs/99999/cancel").await, 404, "not_found").await;

    // Pictures of the video wait behind it, until one is put into the lane that is free.
    let waiting = poll_until("something waits", SOON, async || {
        scene.items("jobs").await.into_iter().find(|job| job["state"] == "waiting" && job["lane"] == "background")
    })
    .await;
    let waiting = id(&waiting);
    problem(scene.act(&format!("jobs/{waiting}/retry")).await, 409, "job_waits").await;
    assert_eq!(scene.prioritise(&waiting, "urgent").await.status(), 204);
    poll_until("it is done, past the one that stands still", SOON, async || {
        scene.job(&waiting).await.is_none().then_some(())
    })
    .await;
    assert_eq!(scene.job(&running).await.expect("it stands still")["state"], "running");

    assert_eq!(scene.act(&format!("jobs/{running}/retry")).await.status(), 202);
    assert!(worker.is_gone_within(SOON));
    let is_same = |other: &Value| other["renditions"] == job["renditions"] && other["number"] == job["number"];
    let (number, rungs) = (usize::try_from(job["number"].as_u64().unwrap()).unwrap(), job["renditions"].clone());
    poll_until("it comes again", SOON, async || {
        let jobs = scene.items("jobs").await;
        let is_there = jobs.iter().any(|other| id(other) != running && other["kind"] == "video" && is_same(other));
        let video = scene.ada.video(&upload.video).await;
        (is_there || video["state"] == "ready").then_some(())
    })
    .await;
    assert!(scene.items("dead-letters").await.is_empty(), "{rungs} {number}");

    let (job, worker) = scene.freeze_segment().await;
    let (cancelled, number) = (id(&job), job["number"].clone());
    assert_eq!(scene.act(&format!("jobs/{cancelled}/cancel")).await.status(), 202);
    assert!(worker.is_gone_within(SOON));
    let letter = poll_until("it is a dead letter", SOON, async || scene.items("dead-letters").await.pop()).await;
    assert_eq!(
        (&letter["code"], &letter["number"], &letter["renditions"]),
        (&json!("cancelled"), &number, &job["renditions"])
    );
    poll_until("the rest is made", READY, async || scene.items("jobs").await.is_empty().then_some(())).await;
    let video = scene.ada.video(&upload.video).await;
    assert_eq!(video["state"], "playable", "one segment is missing, and nobody makes it");
    assert_eq!(scene.items("dead-letters").await.len(), 1);

    let number = usize::try_from(number.as_u64().unwrap()).unwrap();
    let rungs: Vec<&str> = job["renditions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for rung in &rungs {
        let segment = scene.segment(&video, rung, number).await;
        assert_eq!(scene.server.client.get(segment).send().await.unwrap().status(), 200, "whoever asks gets it");
    }
    poll_until("nothing is given up any more", SOON, async || {
        scene.items("dead-letters").await.is_empty().then_some(())
    })
    .await;
    scene.ada.wait_for_state(&upload.video, "ready", READY).await;

    let noted: Vec<String> =
        scene.audit().await.into_iter().map(|(action, subject)| format!("{action} {subject}")).collect();
    let told = ["job.cancel", "job.retry", "job.priority"].map(|action| format!("{action} video:{}", upload.video));
    assert_eq!(noted[..3], told, "{noted:?}");
}

#[tokio::test]
async fn what_a_video_cannot_do_without_is_not_cancelled() {
    let scene = Scene::set().await;
    let bytes = std::fs::read(clip(&scene.server).await).unwrap();
    let upload = scene.ada.create(bytes.len(), &[("filename", "clip.mp4")]).await;
    let part = bytes.len() / 2;
    assert_eq!(scene.ada.patch(&upload.url, 0, bytes[..part].to_vec()).send().await.unwrap().status(), 204);
    let ingest = poll_until("the upload is read", SOON, async || {
        scene.items("jobs").await.into_iter().find(|job| job["kind"] == "ingest" && job["state"] == "running")
    })
    .await;
    assert_eq!((&ingest["lane"], &ingest["is_cancellable"]), (&json!("ingest"), &json!(false)));
    problem(scene.act(&format!("jobs/{}/cancel", id(&ingest))).await, 409, "job_needed").await;
    assert_eq!(scene.act(&format!("jobs/{}/retry", id(&ingest))).await.status(), 202);
    assert_eq!(scene.ada.patch(&upload.url, part, bytes[part..].to_vec()).send().await.unwrap().status(), 204);
    scene.ada.wait_for_state(&upload.video, "ready", READY).await;
}

//! The edge against clients that mean no good: odd requests, slow ones, what answers and logs give away, other sites.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use support::http::{Raw, header, problem, status_of};
use support::person::PASSWORD;
use support::{Person, Server, hls, media};

const READY: Duration = Duration::from_secs(120);
/// Longer than the server waits for a head.
const HEAD: Duration = Duration::from_secs(30);

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

#[tokio::test]
async fn threat_28_heads_that_do_not_come_are_not_waited_for() {
    let server = server().await;
    let mut slow = Vec::new();
    for beginning in [
        "",
        "G",
        "GET /media/public/x",
        "GET /healthz HTTP/1.1\r\nHost: h\r\nX-A: ",
        "POST /api/v1/auth/login HTTP/1.1\r\n",
    ] {
        for _ in 0..60 {
            let mut raw = Raw::open(&server).await;
            raw.send(beginning.as_bytes()).await;
            slow.push((beginning, raw));
        }
    }
    // The control: who speaks is heard meanwhile.
    for _ in 0..20 {
        assert_eq!(server.client.get(server.url("/healthz")).send().await.unwrap().status(), 200);
    }
    let ends = slow.into_iter().map(|(beginning, mut raw)| async move {
        let said = tokio::time::timeout(HEAD, raw.until_closed()).await;
        let said = said.unwrap_or_else(|_| panic!("after {beginning:?} the connection stays"));
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{beginning:?}: {said}");
    });
    futures::future::join_all(ends).await;
}

/// What the server says to these bytes until it closes, or until it waits for more.
async fn said(server: &Server, request: &str) -> String {
    let mut raw = Raw::open(server).await;
    raw.send(request.as_bytes()).await;
    tokio::time::timeout(HEAD, raw.until_closed()).await.expect("the server closes")
}

#[tokio::test]
async fn threat_54_no_request_has_two_ends() {
    let server = server().await;
    let body = "2\r\n{}\r\n0\r\n\r\n";
    let post = |fields: &str, body: &str| {
        format!("POST /api/v1/auth/logout HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{fields}\r\n{body}")
    };
    // What comes after a request that is refused must not be taken for another.
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let control = said(&server, &(post("Transfer-Encoding: chunked\r\n", body) + smuggled)).await;
    assert!(control.starts_with("HTTP/1.1 204") && control.ends_with("ok\n"), "{control}");
    for fields in [
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4, 4\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: -4\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length : 4\r\n",
    ] {
        let answer = said(&server, &(post(fields, body) + smuggled)).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{fields:?}: {answer}");
        assert!(!answer.contains("ok\n") && answer.matches("HTTP/1.1").count() == 1, "{fields:?}: {answer}");
    }
}

#[tokio::test]
async fn threat_54_heads_have_an_end() {
    let server = server().await;
    let with = |value: usize, count: usize| {
        let fields: String = (0..count).map(|number| format!("X-{number}: {}\r\n", "x".repeat(value))).collect();
        format!("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{fields}\r\n")
    };
    assert!(said(&server, &with(4000, 1)).await.ends_with("ok\n"), "the control");
    for (value, count) in [(64 << 10, 4), (1 << 20, 1), (1, 500), (100_000, 3)] {
        let answer = said(&server, &with(value, count)).await;
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused && !answer.contains("ok\n"), "{value} {count}: {answer}");
    }
    let path = format!("GET /{} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "x".repeat(300_000));
    let answer = said(&server, &path).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(server.client.get(server.url("/healthz")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn threat_54_nobody_speaks_http_2_here() {
    let server = server().await;
    let answer = said(&server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn threat_55_refusals_tell_nothing_of_the_inside() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let folder = server.data_dir().display().to_string();
    let mut answers = Vec::new();
    for (method, path, body) in [
        ("POST", "/api/v1/auth/login", "{\"email\": "),
        ("POST", "/api/v1/auth/login", "[]"),
        ("POST", "/api/v1/users/register", "{\"email\": 1}"),
        ("PATCH", "/api/v1/videos/'%20or%201=1--", "{}"),
        ("GET", "/api/v1/videos/00000000-0000-0000-0000-000000000000", ""),
        ("GET", "/api/v1/videos?limit=x", ""),
        ("GET", "/api/v1/videos?cursor='", ""),
        ("GET", "/api/v1/videos?username=%00", ""),
        ("GET", "/api/v1/nothing", ""),
        ("DELETE", "/api/v1/videos", ""),
    ] {
        let request = ada.request(method.parse().unwrap(), path).header("Content-Type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        answers.push((format!("{method} {path}"), status, answer.text().await.unwrap()));
    }
    for (what, status, text) in &answers {
        assert!(*status < 500, "{what}: {status}");
        for secret in [&folder, "SELECT", "select ", "sqlite", "panicked", ".rs:", "src/", "diesel", "RUST_BACKTRACE"] {
            assert!(!text.contains(secret), "{what}: {text}");
        }
    }
    for path in [
        "/metrics",
        "/debug",
        "/debug/pprof",
        "/.git/config",
        "/.env",
        "/secret",
        "/data/secret",
        "/playhouse.db",
        "/server-status",
        "/actuator/env",
        "/static/../secret",
        "/%2e%2e/secret",
        "/static/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        let mut raw = Raw::open(&server).await;
        raw.head(&format!("GET {path}"), &[]).await;
        assert_eq!(raw.answer().await.status, 404, "{path}");
    }
    // The control: there is something to be found, where operators look.
    assert_eq!(server.client.get(server.ops_url("/metrics")).send().await.unwrap().status(), 200);
    for password in ["admin", "password", "playhouse", ""] {
        for email in ["admin@localhost", "admin@example.org", "root@localhost", "admin"] {
            let body = json!({ "email": email, "password": password });
            let answer = server.client.post(server.url("/api/v1/auth/login")).json(&body).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{email} {password}");
        }
    }
}

#[tokio::test]
async fn threat_56_the_log_holds_neither_secrets_nor_lines_of_strangers() {
    let server = Server::with(&[("WORKERS", "1"), ("LOG", "debug")]).await;
    let ada = Person::register(&server, "ada").await;
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let upload = ada.upload(&clip, &[("visibility", "private")]).await;
    let video = ada.wait_for_state(&upload.video, "playable", READY).await;
    let place = reqwest::Url::parse(video["playback"]["hls"].as_str().unwrap()).unwrap();
    let scope = place.path_segments().unwrap().nth(1).unwrap().to_owned();
    hls::master(&server.client, &place).await;
    // Over actix as well, and one that is refused.
    let query = server.client.get(format!("{place}?x=1")).send().await.unwrap();
    assert_eq!(query.status(), 200);
    let forged = server.client.get(place.as_str().replace("master.m3u8", "nothing/9.m4s")).send().await.unwrap();
    assert_eq!(forged.status(), 404);
    for before in ["/%6dedia/", "//media/", "/x/media/", "/media//"] {
        status_of(&server, &place.path().replacen("/media/", before, 1)).await;
    }
    let mut raw = Raw::open(&server).await;
    raw.send(b"GET /api/v1/videos HTTP/1.1\r\nHost: h\r\nUser-Agent: fake\r\nX-A: \x1b[2J\r\n\r\n").await;
    assert_eq!(raw.answer().await.status, 400, "what moves a cursor does not come in");
    let mut raw = Raw::open(&server).await;
    raw.send(b"GET /api/v1/videos?marker=1 HTTP/1.1\r\nHost: h\r\nUser-Agent: [2J\tfake ERROR line\r\n\r\n").await;
    assert_eq!(raw.answer().await.status, 200);
    let login = json!({ "email": ada.email, "password": PASSWORD });
    let answer = server.client.post(server.url("/api/v1/auth/login")).json(&login).send().await.unwrap();
    let cookies: Vec<String> =
        answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
    let value = |cookie: &String| cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let mut secrets: Vec<String> = cookies.iter().map(value).collect();
    secrets.extend([ada.token.clone(), PASSWORD.to_owned(), scope]);
    secrets.push(std::fs::read_to_string(server.data_dir().join("secret")).unwrap());
    let log = server.whole_log();
    assert!(
        log.contains("/api/v1/auth/login") && log.contains("/media/signed/"),
        "the control: requests are logged\n{log}"
    );
    for secret in secrets {
        assert!(!log.contains(secret.trim()), "the log holds {secret}");
    }
    assert!(!log.contains("[2J\tfake") && !log.contains("fake ERROR"), "a stranger wrote into the log");
}

#[tokio::test]
async fn threat_41_other_sites_are_let_in_by_name_alone() {
    let app = "https://app.example.org";
    let server =
        Server::with(&[("WORKERS", "1"), ("CORS_ORIGINS", "https://app.example.org,http://localhost:3000")]).await;
    let ada = Person::register(&server, "ada").await;
    let preflight = async |origin: &str| {
        let request = server.client.request(Method::OPTIONS, server.url("/api/v1/users/me"));
        let request = request.header("Origin", origin).header("Access-Control-Request-Method", "PATCH");
        request.header("Access-Control-Request-Headers", "authorization").send().await.unwrap()
    };
    let allowed = preflight(app).await;
    assert_eq!(allowed.status(), 204);
    assert_eq!(header(&allowed, "access-control-allow-origin"), app);
    assert_eq!(header(&allowed, "access-control-allow-credentials"), "true");
    assert!(header(&allowed, "access-control-allow-methods").contains("PATCH"));
    assert!(header(&allowed, "access-control-allow-headers").contains("authorization"));
    let read = ada.get("/api/v1/users/me").header("Origin", app).send().await.unwrap();
    assert_eq!((read.status().as_u16(), header(&read, "access-control-allow-origin").as_str()), (200, app));
    let vary: Vec<_> = read.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(vary.iter().any(|value| value.eq_ignore_ascii_case("origin")), "{vary:?}");
    let written = ada.request(Method::POST, "/api/v1/auth/logout").header("Origin", app);
    assert_eq!(written.send().await.unwrap().status(), 204);

    for origin in [
        "https://evil.example",
        "null",
        "https://app.example.org.evil.example",
        "https://app.example.org:444",
        "http://app.example.org",
        "https://app.example.orgx",
        "https://xapp.example.org",
        "HTTPS://app.example.org",
        "*",
    ] {
        let refused = preflight(origin).await;
        let read = server.client.get(server.url("/api/v1/videos")).header("Origin", origin).send().await.unwrap();
        for answer in [refused, read] {
            for name in ["access-control-allow-origin", "access-control-allow-credentials"] {
                assert_eq!(header(&answer, name), "", "{origin}");
            }
        }
        let write = server.client.post(server.url("/api/v1/auth/logout")).header("Origin", origin);
        problem(write.send().await.unwrap(), 403, "foreign_origin").await;
    }
    // What a proxy may say of the host does not make a page ours.
    let forwarded = server.client.post(server.url("/api/v1/auth/logout")).header("Origin", "https://evil.example");
    let forwarded = forwarded.header("X-Forwarded-Host", "evil.example").header("Forwarded", "host=evil.example");
    problem(forwarded.send().await.unwrap(), 403, "foreign_origin").await;
    for wrong in ["*", "app.example.org", "https://app.example.org/"] {
        let mut command = server.command();
        command.env("PLAYHOUSE_CORS_ORIGINS", wrong).args(["config", "check"]);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(!output.status.success(), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_sent_twice_under_a_key_is_done_once() {
    let server = server().await;
    let body = |name: &str| json!({ "email": format!("{name}@example.org"), "username": name, "password": PASSWORD });
    let send = async |key: &str, body: &Value| {
        let request = server.client.post(server.url("/api/v1/users/register")).header("Idempotency-Key", key);
        request.json(body).send().await.unwrap()
    };
    let key = "8e03978e-40d5-43dd-bc93-6894a57f9324";
    let first = send(key, &body("ada")).await;
    assert_eq!((first.status().as_u16(), header(&first, "idempotency-replayed").as_str()), (201, ""));
    let first: Value = first.json().await.unwrap();
    for key in [key.to_owned(), format!("\"{key}\"")] {
        let again = send(&key, &body("ada")).await;
        assert_eq!((again.status().as_u16(), header(&again, "idempotency-replayed").as_str()), (201, "true"));
        assert_eq!(header(&again, "content-type"), "application/json");
        assert_eq!(again.json::<Value>().await.unwrap(), first);
    }
    // The control: without the key it would be done, and refused, again.
    let plain = server.client.post(server.url("/api/v1/users/register")).json(&body("ada")).send().await.unwrap();
    assert_eq!(plain.status(), 409);
    problem(send(key, &body("eve")).await, 422, "idempotency_key_reused").await;
    problem(send("two words", &body("eve")).await, 400, "bad_request").await;
    // A refusal of the body is an answer, too.
    let bad = json!({ "email": "no", "username": "no", "password": "no" });
    for replayed in ["", "true"] {
        let answer = send("bad", &bad).await;
        assert_eq!(header(&answer, "idempotency-replayed"), replayed);
        problem(answer, 422, "validation_failed").await;
    }
    // Many at once: one does it, the others wait or are told what it did.
    let eve = body("eve");
    let answers = futures::future::join_all((0..10).map(|_| send("race", &eve))).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!(count(201) + count(409), 10);
    let made =
        answers.iter().filter(|answer| answer.status() == 201 && header(answer, "idempotency-replayed").is_empty());
    assert_eq!(made.count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status() == 409) {
        problem(answer, 409, "idempotency_under_way").await;
    }
    let late = send("race", &eve).await;
    assert_eq!((late.status().as_u16(), header(&late, "idempotency-replayed").as_str()), (201, "true"));
}

#[tokio::test]
async fn a_key_is_its_persons_and_answers_nobody_who_has_left() {
    let server = server().await;
    let operator = Person::operator(&server).await;
    let ada = Person::register(&server, "ada").await;
    let path = "/api/v1/operator/storage/evictions";
    let evict = async |who: &Person| {
        let request =
            who.request(Method::POST, path).header("Idempotency-Key", "one").json(&json!({ "unwatched_days": 1 }));
        request.send().await.unwrap()
    };
    assert_eq!(evict(&operator).await.status(), 200);
    assert_eq!(header(&evict(&operator).await, "idempotency-replayed"), "true");
    problem(evict(&ada).await, 404, "not_found").await;
    let logout = operator.request(Method::POST, "/api/v1/auth/logout").send().await.unwrap();
    assert_eq!(logout.status(), 204);
    problem(evict(&operator).await, 401, "unauthenticated").await;
}

#[tokio::test]
async fn tags_spare_reads_and_lost_changes() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    // Private: what is signed within ten minutes is the same.
    let upload = ada.create(1000, &[("title", "First"), ("visibility", "private")]).await;
    let path = format!("/api/v1/videos/{}", upload.video);
    let tag = header(&ada.get(&path).send().await.unwrap(), "etag");
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    let known = ada.get(&path).header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, tag.clone()));
    assert!(known.bytes().await.unwrap().is_empty());
    let change = async |wanted: &str, title: &str| {
        let request = ada.request(Method::PATCH, &path).header("If-Match", wanted).json(&json!({ "title": title }));
        request.send().await.unwrap()
    };
    let changed = change(&tag, "Second").await;
    let second = header(&changed, "etag");
    assert_eq!(changed.status(), 200);
    assert_ne!(second, tag);
    let read = ada.get(&path).header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!((read.status().as_u16(), header(&read, "etag")), (200, second.clone()));
    for stale in [&tag, "\"x\"", &format!("W/{second}")] {
        problem(change(stale, "Lost").await, 412, "precondition_failed").await;
    }
    assert_eq!(ada.video(&upload.video).await["title"], "Second");
    assert_eq!(change("*", "Third").await.status(), 200);
    // Of two who have seen the same, one is told.
    let seen = header(&ada.get(&path).send().await.unwrap(), "etag");
    let (left, right) = futures::join!(change(&seen, "Left"), change(&seen, "Right"));
    let mut status = [left.status().as_u16(), right.status().as_u16()];
    status.sort_unstable();
    assert_eq!(status, [200, 412]);
    let me = ada.get("/api/v1/users/me").send().await.unwrap();
    let known = ada.get("/api/v1/users/me").header("If-None-Match", header(&me, "etag")).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let eve = Person::register(&server, "eve").await;
    let theirs = eve.request(Method::PATCH, &path).header("If-Match", "*").json(&json!({ "title": "x" }));
    problem(theirs.send().await.unwrap(), 404, "not_found").await;
}

#[tokio::test]
async fn threat_55_what_breaks_inside_is_logged_and_not_told() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    server.sql("alter table tiers rename to gone");
    let answer = ada.get("/api/v1/users/me").send().await.unwrap();
    let body = problem(answer, 500, "internal").await.to_string();
    for inside in ["tiers", "table", "sql", "src/", ".rs", "panick"] {
        assert!(!body.to_lowercase().contains(inside), "{body}");
    }
    assert!(server.whole_log().contains("tiers"), "the control: the operator is told");
    server.sql("alter table gone rename to tiers");
    assert_eq!(ada.get("/api/v1/users/me").send().await.unwrap().status(), 200);
}

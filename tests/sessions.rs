//! Where people are signed in, and how what they may do ends: at once, everywhere.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use support::http::{Raw, header, problem};
use support::person::PASSWORD;
use support::{Person, Server, poll_until};
use tokio::time::timeout;

/// What another process writes is noticed within this time, and what follows from a ban for media.
const NOTICED: Duration = Duration::from_secs(8);
const ME: &str = "/api/v1/users/me";
const SESSIONS: &str = "/api/v1/users/me/sessions";

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

async fn status(person: &Person, path: &str) -> StatusCode {
    person.get(path).send().await.unwrap().status()
}

async fn again(server: &Server, person: &Person) -> Person {
    Person::log_in(server, &person.username, &person.email, PASSWORD).await
}

async fn log_in(server: &Server, person: &Person, password: &str) -> Response {
    let body = json!({ "email": person.email, "password": password });
    server.client.post(server.url("/api/v1/auth/login")).json(&body).send().await.unwrap()
}

async fn sessions(person: &Person) -> Vec<Value> {
    let answer = person.get(SESSIONS).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json::<Value>().await.unwrap()["items"].as_array().unwrap().clone()
}

async fn id(person: &Person) -> String {
    let me: Value = person.get(ME).send().await.unwrap().json().await.unwrap();
    me["user"]["id"].as_str().unwrap().to_owned()
}

async fn change(operator: &Person, id: &str, body: Value) -> Response {
    let path = format!("/api/v1/operator/users/{id}");
    operator.request(Method::PATCH, &path).json(&body).send().await.unwrap()
}

async fn changed(operator: &Person, id: &str, body: Value) {
    let answer = change(operator, id, body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

async fn cli(server: &Server, arguments: &[&str]) {
    let mut command = server.command();
    command.arg("user").args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// An open stream of what becomes of a private video.
async fn stream(person: &Person, video: &str) -> Response {
    let answer = person.get(&format!("/api/v1/videos/{video}/events")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer
}

/// Reads until the server ends it.
async fn end_of(mut stream: Response) {
    timeout(NOTICED, async { while stream.chunk().await.unwrap().is_some() {} }).await.expect("the stream ends");
}

#[tokio::test]
async fn asvs_v5_0_0_7_5_2_people_see_where_they_are_signed_in_and_end_it() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let bob = Person::register(&server, "bob").await;
    let request = server.client.post(server.url("/api/v1/auth/login")).header("User-Agent", "x".repeat(4000));
    let answer = request.json(&json!({ "email": ada.email, "password": PASSWORD })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let phone = again(&server, &ada).await;

    let list = sessions(&ada).await;
    assert_eq!(list.len(), 3);
    let current: Vec<&Value> = list.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert!(list.iter().all(|session| session["address"] == "127.0.0.0/24"), "{list:#?}");
    assert!(list.iter().any(|session| session["user_agent"].as_str().unwrap().len() == 120), "{list:#?}");
    assert!(list.iter().all(|session| session["last_seen_at"].is_string() && session["created_at"].is_string()));

    let of_phone = sessions(&phone).await.into_iter().find(|session| session["current"] == true).unwrap();
    let target = format!("{SESSIONS}/{}", of_phone["id"].as_str().unwrap());
    let delete = async |person: &Person, target: &str| person.request(Method::DELETE, target).send().await.unwrap();
    problem(delete(&bob, &target).await, 404, "not_found").await;
    assert_eq!(status(&phone, ME).await, 200, "what is somebody else's is left alone");
    assert_eq!(delete(&ada, &target).await.status(), 204);
    assert_eq!(status(&phone, ME).await, 401);
    problem(delete(&ada, &target).await, 404, "not_found").await;
    problem(delete(&ada, &format!("{SESSIONS}/..%2f")).await, 404, "not_found").await;

    assert_eq!(delete(&ada, SESSIONS).await.status(), 204);
    let list = sessions(&ada).await;
    assert_eq!((list.len(), &list[0]["current"]), (1, &json!(true)));
    assert_eq!(status(&bob, ME).await, 200);
}

#[tokio::test]
async fn asvs_v5_0_0_7_4_3_a_new_password_ends_every_other_session() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let phone = again(&server, &ada).await;
    let post =
        async |body: Value| ada.request(Method::POST, "/api/v1/users/me/password").json(&body).send().await.unwrap();
    let new = "another long password";
    let wrong = post(json!({ "current_password": "wrong password", "new_password": new })).await;
    problem(wrong, 403, "wrong_password").await;
    let short = post(json!({ "current_password": PASSWORD, "new_password": "short" })).await;
    problem(short, 422, "validation_failed").await;
    assert_eq!(status(&phone, ME).await, 200, "nothing was done");
    assert_eq!(post(json!({ "current_password": PASSWORD, "new_password": new })).await.status(), 204);
    assert_eq!(status(&phone, ME).await, 401);
    assert_eq!(status(&ada, ME).await, 200);
    problem(log_in(&server, &ada, PASSWORD).await, 401, "wrong_credentials").await;
    assert_eq!(log_in(&server, &ada, new).await.status(), 200);
}

#[tokio::test]
async fn threat_33_a_role_ends_at_once() {
    let server = server().await;
    let root = Person::operator(&server).await;
    let ada = Person::register(&server, "ada").await;
    let path = "/api/v1/operator/actors";
    assert_eq!(status(&ada, path).await, 404);
    let of_ada = id(&ada).await;
    changed(&root, &of_ada, json!({ "role": "admin", "reason": "helps out" })).await;
    assert_eq!(status(&ada, path).await, 200, "with the token that she had");
    changed(&root, &of_ada, json!({ "role": "moderator" })).await;
    assert_eq!(status(&ada, path).await, 404);

    // Another process on the same database.
    cli(&server, &["role", &ada.username, "admin"]).await;
    poll_until("the role is noticed", NOTICED, async || (status(&ada, path).await == 200).then_some(())).await;
    cli(&server, &["ban", &ada.username]).await;
    poll_until("the ban is noticed", NOTICED, async || (status(&ada, ME).await == 401).then_some(())).await;
    cli(&server, &["unban", &ada.username]).await;
    let ada = again(&server, &ada).await;
    assert_eq!(status(&ada, path).await, 200);

    let audit: Value = root.get("/api/v1/operator/audit?limit=100").send().await.unwrap().json().await.unwrap();
    let told: Vec<(&str, &str)> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["subject"] == of_ada.as_str() && entry["subject_username"] == ada.username.as_str())
        .map(|entry| (entry["action"].as_str().unwrap(), entry["detail"].as_str().unwrap()))
        .collect();
    let expected = [
        ("user.status", "banned -> active"),
        ("user.status", "active -> banned"),
        ("user.role", "moderator -> admin"),
        ("user.role", "admin -> moderator"),
        ("user.role", "member -> admin: helps out"),
    ];
    assert_eq!(told, expected);
    let oldest = audit["items"].as_array().unwrap().iter().rfind(|entry| entry["subject"] == of_ada.as_str()).unwrap();
    assert_eq!(oldest["actor_username"], root.username.as_str());
}

#[tokio::test]
async fn nobody_locks_themselves_out() {
    let server = server().await;
    let root = Person::operator(&server).await;
    let of_root = id(&root).await;
    for body in [json!({ "role": "member" }), json!({ "status": "banned" })] {
        problem(change(&root, &of_root, body).await, 403, "own_account").await;
    }
    let ada = Person::register(&server, "ada").await;
    let of_ada = id(&ada).await;
    for (body, code, status) in [
        (json!({}), "validation_failed", 422),
        (json!({ "role": "king" }), "validation_failed", 422),
        (json!({ "status": "gone" }), "validation_failed", 422),
        (json!({ "status": "banned", "reason": "x".repeat(501) }), "validation_failed", 422),
        (json!({ "status": "banned", "quota": 1 }), "bad_request", 400),
    ] {
        problem(change(&root, &of_ada, body).await, status, code).await;
    }
    problem(change(&root, "nobody", json!({ "role": "admin" })).await, 404, "not_found").await;
    problem(change(&ada, &of_root, json!({ "role": "member" })).await, 404, "not_found").await;
    let found: Value = root
        .get(&format!("/api/v1/operator/users?search={}&status=active", &ada.username))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!((&found["items"][0]["id"], &found["items"][0]["role"]), (&json!(of_ada), &json!("member")));
    problem(root.get("/api/v1/operator/users?role=king").send().await.unwrap(), 400, "bad_request").await;
}

#[tokio::test]
async fn asvs_v5_0_0_7_4_2_a_ban_ends_everything_a_person_has() {
    let server = Server::start().await;
    let (root, ada) = (Person::operator(&server).await, Person::register(&server, "ada").await);
    let bob = Person::register(&server, "bob").await;
    let clip = support::media::ffmpeg(
        server.scratch(),
        &format!(
            "{} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac",
            support::media::inputs("320x180", "24", "2")
        ),
        "clip.mp4",
    )
    .await;
    let bytes = std::fs::read(&clip).unwrap();
    let mut videos = Vec::new();
    for visibility in ["public", "private"] {
        let upload = ada.create(bytes.len(), &[("filename", "clip.mp4"), ("visibility", visibility)]).await;
        assert_eq!(ada.patch(&upload.url, 0, bytes.clone()).send().await.unwrap().status(), 204);
        videos.push(ada.wait_for_state(&upload.video, "ready", Duration::from_secs(120)).await);
    }
    let masters: Vec<String> =
        videos.iter().map(|video| video["playback"]["hls"].as_str().unwrap().to_owned()).collect();
    let page = format!("/api/v1/videos/{}", videos[0]["id"].as_str().unwrap());
    let fetch = async |url: &str| server.client.get(url).send().await.unwrap().status();
    for master in &masters {
        assert_eq!(fetch(master).await, 200, "without a header: {master}");
    }
    assert_eq!(status(&bob, &page).await, 200);
    let listed = async || {
        let list: Value = bob.get("/api/v1/videos").send().await.unwrap().json().await.unwrap();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(listed().await, 1);
    let refresh = log_in(&server, &ada, PASSWORD).await;
    let cookie = refresh.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie =
        cookie.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.contains("refresh")).unwrap();
    // A stream that goes on: its video is still uploading.
    let unfinished = ada.create(10, &[("visibility", "private")]).await;
    let open = stream(&ada, &unfinished.video).await;

    let of_ada = id(&ada).await;
    changed(&root, &of_ada, json!({ "status": "banned", "reason": "spam" })).await;
    assert_eq!(status(&ada, ME).await, 401);
    let refused = server.client.post(server.url("/api/v1/auth/refresh")).header("Cookie", cookie).send().await.unwrap();
    problem(refused, 401, "session_over").await;
    let wrong = problem(log_in(&server, &ada, "wrong password").await, 401, "wrong_credentials").await;
    assert_eq!(problem(log_in(&server, &ada, PASSWORD).await, 401, "wrong_credentials").await, wrong);
    end_of(open).await;
    problem(bob.get(&page).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(status(&root, &page).await, 200, "whoever moderates sees it");
    assert_eq!(listed().await, 0);
    for path in [format!("/@{}", ada.username), format!("/watch/{}", videos[0]["id"].as_str().unwrap())] {
        assert_eq!(fetch(&server.url(&path)).await, 404);
    }
    for master in &masters {
        poll_until("media is refused", NOTICED, async || (fetch(master).await == 404).then_some(())).await;
    }

    changed(&root, &of_ada, json!({ "status": "active" })).await;
    let ada = again(&server, &ada).await;
    assert_eq!((status(&ada, ME).await, status(&bob, &page).await), (StatusCode::OK, StatusCode::OK));
    for master in &masters {
        poll_until("media is back", NOTICED, async || (fetch(master).await == 200).then_some(())).await;
    }
}

#[tokio::test]
async fn threat_43_a_stream_ends_with_its_session() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let upload = ada.create(10, &[("visibility", "private")]).await;
    let phone = again(&server, &ada).await;
    let (of_phone, mut goes_on) = (stream(&phone, &upload.video).await, stream(&ada, &upload.video).await);
    assert_eq!(phone.request(Method::POST, "/api/v1/auth/logout").send().await.unwrap().status(), 204);
    end_of(of_phone).await;
    let target = format!("/api/v1/videos/{}", upload.video);
    // The positive control: the other session's stream still tells what happens.
    assert_eq!(ada.request(Method::DELETE, &target).send().await.unwrap().status(), 204);
    let mut text = String::new();
    while let Some(more) = timeout(NOTICED, goes_on.chunk()).await.expect("something comes").unwrap() {
        text.push_str(std::str::from_utf8(&more).unwrap());
    }
    assert!(text.contains("video.deleted"), "{text}");
}

#[tokio::test]
async fn threat_33_a_body_that_takes_long_ends_with_its_session() {
    let server = server().await;
    let (root, ada) = (Person::operator(&server).await, Person::register(&server, "ada").await);
    let phone = again(&server, &ada).await;
    let upload = phone.create(10, &[]).await;
    let path = upload.url.split_once("/api/").unwrap().1;
    let mut patch = Raw::open(&server).await;
    let token = format!("Bearer {}", phone.token);
    let headers = [
        ("Authorization", token.as_str()),
        ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "0"),
        ("Content-Type", "application/offset+octet-stream"),
        ("Content-Length", "10"),
    ];
    patch.head(&format!("PATCH /api/{path}"), &headers).await;
    patch.send(b"12345").await;
    poll_until("the upload is receiving", NOTICED, async || {
        let actors: Value = root.get("/api/v1/operator/actors").send().await.unwrap().json().await.unwrap();
        let all = actors["items"].as_array().unwrap();
        all.iter().any(|actor| actor["state"]["stage"] == "receiving").then_some(())
    })
    .await;
    assert_eq!(ada.request(Method::DELETE, SESSIONS).send().await.unwrap().status(), 204);
    let answer = timeout(NOTICED, patch.answer()).await.expect("it is answered before it is whole");
    assert_eq!(answer.status, 401, "{}", answer.head);
    let head = ada.request(Method::HEAD, &upload.url).header("Tus-Resumable", "1.0.0").send().await.unwrap();
    assert_eq!(header(&head, "upload-length"), "10", "the upload goes on from another session");
}

#[tokio::test]
async fn threat_53_nobody_gives_themselves_anything() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    for (method, path, body) in [
        (Method::PATCH, ME, json!({ "role": "admin", "quota": 1e15, "email_verified": true })),
        (
            Method::POST,
            "/api/v1/users/me/password",
            json!({ "current_password": PASSWORD, "new_password": "long enough", "role": "admin" }),
        ),
        (
            Method::POST,
            "/api/v1/users/register",
            json!({ "email": "b@example.org", "username": "bob", "password": PASSWORD, "status": "active" }),
        ),
    ] {
        let answer = ada.request(method, path).json(&body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
    }
    let me: Value = ada.get(ME).send().await.unwrap().json().await.unwrap();
    assert_eq!(me["user"]["role"], "member");
    assert_eq!(log_in(&server, &ada, PASSWORD).await.status(), 200, "the password is what it was");
}

#[tokio::test]
async fn operators_see_the_actor_of_a_person() {
    let server = server().await;
    let (root, ada) = (Person::operator(&server).await, Person::register(&server, "ada").await);
    assert_eq!(status(&ada, ME).await, 200);
    let actors: Value = root.get("/api/v1/operator/actors").send().await.unwrap().json().await.unwrap();
    let of_ada = id(&ada).await;
    let actor = actors["items"].as_array().unwrap().iter().find(|actor| actor["label"] == of_ada.as_str()).unwrap();
    assert_eq!(actor["kind"], "session", "{actor:#}");
}

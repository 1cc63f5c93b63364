//! API keys, as programs use them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::person::PASSWORD;
use support::{Person, Server, poll_until};

const KEYS: &str = "/api/v1/users/me/api-keys";

async fn server(more: &[(&str, &str)]) -> Server {
    Server::with(&[&[("WORKERS", "1")], more].concat()).await
}

async fn ask(person: &Person, body: &Value) -> Response {
    person.request(Method::POST, KEYS).json(body).send().await.unwrap()
}

/// A key of this person: its id, and itself.
async fn key(person: &Person, scopes: &[&str]) -> (String, String) {
    let answer = ask(person, &json!({ "name": "a program", "scopes": scopes })).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let body: Value = answer.json().await.unwrap();
    (body["api_key"]["id"].as_str().unwrap().to_owned(), body["key"].as_str().unwrap().to_owned())
}

async fn keys(person: &Person) -> Vec<Value> {
    let list: Value = person.get(KEYS).send().await.unwrap().json().await.unwrap();
    list["items"].as_array().unwrap().clone()
}

fn with_key(server: &Server, key: &str, method: Method, path: &str) -> RequestBuilder {
    server.client.request(method, server.url(path)).bearer_auth(key)
}

async fn me(server: &Server, key: &str) -> Response {
    with_key(server, key, Method::GET, "/api/v1/users/me").send().await.unwrap()
}

/// Starts an upload of this person; the paths of upload and video.
async fn upload(server: &Server, token: &str) -> (String, String) {
    let created = with_key(server, token, Method::POST, "/api/v1/uploads")
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Length", "100")
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let location = header(&created, "location");
    let id = location.rsplit('/').next().unwrap();
    (format!("/api/v1/uploads/{id}"), format!("/api/v1/videos/{}", header(&created, "video-id")))
}

#[tokio::test]
async fn a_key_is_shown_once_listed_and_removed() {
    let server = server(&[]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let (id, secret) = key(&ada, &["upload", "read"]).await;
    assert!(secret.starts_with("ph_") && secret.len() == 46, "{secret}");
    let listed = keys(&ada).await;
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&json!(id), &json!("a program")));
    assert_eq!(listed[0]["scopes"], json!(["read", "upload"]));
    assert_eq!((&listed[0]["expires_at"], &listed[0]["last_used_at"]), (&Value::Null, &Value::Null));
    assert!(!listed[0].to_string().contains(&secret));

    let answer: Value = me(&server, &secret).await.json().await.unwrap();
    assert_eq!(answer["user"]["username"], json!(ada.username));
    let used = keys(&ada).await[0]["last_used_at"].clone();
    assert!(used.is_string());
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
    assert_eq!(keys(&ada).await[0]["last_used_at"], used, "the last use is known to the hour");

    let path = format!("{KEYS}/{id}");
    problem(bob.request(Method::DELETE, &path).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
    assert_eq!(ada.request(Method::DELETE, &path).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    problem(me(&server, &secret).await, 401, "unauthenticated").await;
    problem(ada.request(Method::DELETE, &path).send().await.unwrap(), 404, "not_found").await;
    assert!(keys(&ada).await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_key_is_told() {
    let server = server(&[]).await;
    let ada = Person::register(&server, "ada").await;
    for (body, pointer) in [
        (json!({ "name": "", "scopes": ["read"] }), "/name"),
        (json!({ "name": "x".repeat(81), "scopes": ["read"] }), "/name"),
        (json!({ "name": "a\u{1b}[2J", "scopes": ["read"] }), "/name"),
        (json!({ "name": "a", "scopes": [] }), "/scopes"),
        (json!({ "name": "a", "scopes": ["everything"] }), "/scopes"),
        (json!({ "name": "a", "scopes": ["operator"] }), "/scopes"),
        (json!({ "name": "a", "scopes": ["read"], "expires_at": "tomorrow" }), "/expires_at"),
        (json!({ "name": "a", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z" }), "/expires_at"),
    ] {
        let told = problem(ask(&ada, &body).await, 422, "validation_failed").await;
        assert_eq!(told["errors"][0]["pointer"], json!(pointer), "{body}");
    }
    let extra = json!({ "name": "a", "scopes": ["read"], "user": "bob" });
    problem(ask(&ada, &extra).await, 400, "bad_request").await;
    for wrong in ["ph_", "ph_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        problem(me(&server, wrong).await, 401, "unauthenticated").await;
    }
    for number in 0..50 {
        assert_eq!(ask(&ada, &json!({ "name": number.to_string(), "scopes": ["read"] })).await.status(), 201);
    }
    problem(ask(&ada, &json!({ "name": "51", "scopes": ["read"] })).await, 409, "too_many_api_keys").await;
}

#[tokio::test]
async fn a_key_ends_when_it_says() {
    let server = server(&[]).await;
    let ada = Person::register(&server, "ada").await;
    let end = chrono::Utc::now() + Duration::from_secs(3);
    let body = json!({ "name": "a", "scopes": ["read"], "expires_at": end.to_rfc3339() });
    let made: Value = ask(&ada, &body).await.json().await.unwrap();
    let secret = made["key"].as_str().unwrap();
    assert_eq!(me(&server, secret).await.status(), StatusCode::OK);
    poll_until("the key is over", Duration::from_secs(20), async || {
        (me(&server, secret).await.status() == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    assert!(chrono::Utc::now() >= end, "it ended early");
}

/// What a call answers to a key that has the scope it needs.
struct Row {
    scope: &'static str,
    method: Method,
    path: String,
    status: u16,
}

fn row(scope: &'static str, method: Method, path: &str, status: u16) -> Row {
    Row { scope, method, path: path.to_owned(), status }
}

/// A call of each group of routes, towards a video and an upload of the key's own person.
fn rows(upload: &str, video: &str) -> Vec<Row> {
    let of_video = |tail: &str| format!("{video}{tail}");
    vec![
        row("read", Method::GET, "/api/v1/users/me", 200),
        row("read", Method::GET, "/api/v1/videos?mine=true", 200),
        row("read", Method::GET, video, 200),
        row("read", Method::GET, &of_video("/captions"), 200),
        row("read", Method::GET, &of_video("/captions/en"), 404),
        row("read", Method::GET, &of_video("/poster/candidates"), 200),
        row("upload", Method::HEAD, upload, 200),
        row("upload", Method::PATCH, upload, 415),
        row("manage", Method::PATCH, video, 200),
        row("manage", Method::PUT, &of_video("/poster"), 415),
        row("manage", Method::DELETE, &of_video("/poster"), 409),
        row("manage", Method::DELETE, &of_video("/captions/en"), 404),
        row("operator", Method::GET, "/api/v1/operator/actors", 200),
        row("operator", Method::GET, "/api/v1/operator/dead-letters", 200),
        row("operator", Method::GET, "/api/v1/operator/storage", 200),
        row("operator", Method::GET, "/api/v1/operator/storage/videos", 200),
    ]
}

async fn status_of(server: &Server, key: &str, row: &Row) -> (u16, String) {
    let mut request = with_key(server, key, row.method.clone(), &row.path).header("Tus-Resumable", "1.0.0");
    if row.method == Method::PATCH && row.path.contains("/videos/") {
        request = request.json(&json!({ "title": "A better title" }));
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn threat_52_every_scope_opens_its_routes_and_no_other() {
    let server = server(&[]).await;
    let root = Person::operator(&server).await;
    let (upload_path, video) = upload(&server, &root.token).await;
    for scope in ["read", "upload", "manage", "operator"] {
        let (_, secret) = key(&root, &[scope]).await;
        for row in rows(&upload_path, &video) {
            let (status, code) = status_of(&server, &secret, &row).await;
            let expected = if row.scope == scope { row.status } else { 403 };
            assert_eq!(status, expected, "{scope}: {} {} {code}", row.method, row.path);
            let is_refused = row.scope != scope && row.method != Method::HEAD;
            assert!(!is_refused || code == "scope_missing", "{scope}: {} {} {code}", row.method, row.path);
        }
    }
    // What changes for good goes last.
    let (_, uploads) = key(&root, &["upload"]).await;
    let (mine, _) = upload(&server, &uploads).await;
    let end = with_key(&server, &uploads, Method::DELETE, &mine).header("Tus-Resumable", "1.0.0");
    assert_eq!(end.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let (_, manages) = key(&root, &["manage"]).await;
    let gone = with_key(&server, &manages, Method::DELETE, &video).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
}

/// Calls that no key may make, whatever its scopes.
const CLOSED: &[(&str, &str, &str)] = &[
    ("get", "/api/v1/users/me/api-keys", ""),
    ("post", "/api/v1/users/me/api-keys", r#"{"name": "more", "scopes": ["read"]}"#),
    ("delete", "/api/v1/users/me/api-keys/{id}", ""),
    ("get", "/api/v1/users/me/totp", ""),
    ("post", "/api/v1/users/me/totp", r#"{"password": "correct horse battery"}"#),
    ("delete", "/api/v1/users/me/totp", r#"{"password": "correct horse battery", "code": "123456"}"#),
    ("post", "/api/v1/users/me/totp/confirm", r#"{"code": "123456"}"#),
    ("patch", "/api/v1/users/me", r#"{"bio": "taken over"}"#),
    ("put", "/api/v1/users/me/avatar", ""),
    ("delete", "/api/v1/users/me/avatar", ""),
    ("post", "/api/v1/auth/logout", ""),
];

#[tokio::test]
async fn threat_36_no_key_manages_keys_passwords_second_factors_or_sessions() {
    let server = server(&[]).await;
    let root = Person::operator(&server).await;
    let (id, secret) = key(&root, &["read", "upload", "manage", "operator"]).await;
    for (method, path, body) in CLOSED {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let path = path.replace("{id}", &id);
        let request = with_key(&server, &secret, method, &path).header("content-type", "application/json");
        problem(request.body(*body).send().await.unwrap(), 403, "scope_missing").await;
    }
    assert_eq!(keys(&root).await.len(), 1);
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK, "the control: it lives");
}

/// What a key may do to its person's own things.
const OPEN: &[(&str, &str)] = &[
    ("get", "/api/v1/users/me"),
    ("get", "/api/v1/users/me/feed"),
    ("get", "/api/v1/users/me/following"),
    ("get", "/api/v1/users/me/history"),
    ("get", "/api/v1/users/me/likes"),
    ("get", "/api/v1/users/me/notifications"),
    ("get", "/api/v1/users/me/playlists"),
    ("get", "/api/v1/users/me/watch-later"),
    ("put", "/api/v1/users/me/watch-later/{video}"),
    ("patch", "/api/v1/users/me/watch-later/{video}"),
    ("delete", "/api/v1/users/me/watch-later/{video}"),
];

/// Also of calls that come later: what is an account's own is open to a key only when it is named here.
#[tokio::test]
async fn whatever_else_is_below_users_me_and_auth_gives_nothing_to_keys() {
    let server = server(&[]).await;
    let root = Person::operator(&server).await;
    let (_, secret) = key(&root, &["read", "upload", "manage", "operator"]).await;
    let document = server.client.get(server.url("/api/v1/openapi.json")).send().await.unwrap();
    let document: Value = document.json().await.unwrap();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let (is_own, is_auth) = (path.starts_with("/api/v1/users/me"), path.starts_with("/api/v1/auth/"));
        for (method, operation) in item.as_object().unwrap().iter().filter(|_| is_own || is_auth) {
            let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            if OPEN.contains(&(method.as_str(), path.as_str())) {
                continue;
            }
            let url = server.url(&path.replace("{id}", "x"));
            let call = || server.client.request(verb.clone(), url.clone()).json(&json!({}));
            let status = call().bearer_auth(&secret).send().await.unwrap().status().as_u16();
            let nobodys = call().send().await.unwrap().status().as_u16();
            // A body that does not fit may be told before anything else; who calls without a session needs no key.
            let is_told_first = status == 400 && operation.get("requestBody").is_some();
            assert!(status == 403 || is_told_first || (is_auth && status == nobodys), "{method} {path}: {status}");
            asked += 1;
        }
    }
    assert!(asked >= CLOSED.len(), "{asked}");
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn threat_52_a_key_opens_what_its_person_may_see_and_nothing_of_others() {
    let server = server(&[]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let (upload_path, video) = upload(&server, &ada.token).await;
    let (_, bobs) = key(&bob, &["read", "upload", "manage"]).await;
    for (method, path) in [
        (Method::PATCH, &video),
        (Method::DELETE, &video),
        (Method::HEAD, &upload_path),
        (Method::DELETE, &upload_path),
    ] {
        let request = with_key(&server, &bobs, method.clone(), path).header("Tus-Resumable", "1.0.0");
        let answer = request.json(&json!({ "title": "Mine now" })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {path}");
    }
    let operator = with_key(&server, &bobs, Method::GET, "/api/v1/operator/actors").send().await.unwrap();
    problem(operator, 403, "scope_missing").await;
    // A key is no cookie, and is nobody on pages.
    let cookie = server.client.get(server.url("/api/v1/users/me")).header("Cookie", format!("playhouse_access={bobs}"));
    problem(cookie.send().await.unwrap(), 401, "unauthenticated").await;
    let page = with_key(&server, &bobs, Method::GET, "/").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(!page.text().await.unwrap().contains(&bob.email));
}

#[tokio::test]
async fn threat_56_keys_are_stored_as_hashes_and_not_logged() {
    let server = server(&[("LOG", "debug")]).await;
    let ada = Person::register(&server, "ada").await;
    let (id, secret) = key(&ada, &["read"]).await;
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
    let mut seen = server.log().into_bytes();
    for file in support::files_below(&server.data_dir()) {
        seen.extend(std::fs::read(file).unwrap());
    }
    let is_there = |what: &str| seen.windows(what.len()).any(|window| window == what.as_bytes());
    assert!(is_there(&id), "the control: what is stored in the open is found");
    assert!(!is_there(&secret[3..]));
}

#[tokio::test]
async fn threat_33_a_ban_and_a_lost_role_end_what_keys_may_do() {
    let server = server(&[]).await;
    let (root, ada) = (Person::operator(&server).await, Person::register(&server, "ada").await);
    let answer: Value = ada.get("/api/v1/users/me").send().await.unwrap().json().await.unwrap();
    let path = format!("/api/v1/operator/users/{}", answer["user"]["id"].as_str().unwrap());
    let change = async |body: Value| {
        let answer = root.request(Method::PATCH, &path).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    };
    change(json!({ "role": "admin" })).await;
    let ada = Person::log_in(&server, &ada.username, &ada.email, PASSWORD).await;
    let (_, secret) = key(&ada, &["operator", "read"]).await;
    let actors = async || with_key(&server, &secret, Method::GET, "/api/v1/operator/actors").send().await.unwrap();
    assert_eq!(actors().await.status(), StatusCode::OK);
    change(json!({ "role": "member" })).await;
    problem(actors().await, 404, "not_found").await;
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
    change(json!({ "status": "banned", "reason": "spam" })).await;
    problem(me(&server, &secret).await, 401, "unauthenticated").await;
    change(json!({ "status": "active" })).await;
    assert_eq!(me(&server, &secret).await.status(), StatusCode::OK);
}

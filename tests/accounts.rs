//! Accounts and sessions, as programs and browsers see them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use support::http::{header, problem};
use support::person::PASSWORD;
use support::{Person, Server};

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

async fn post(server: &Server, path: &str, body: Value) -> Response {
    server.client.post(server.url(path)).json(&body).send().await.unwrap()
}

async fn register(server: &Server, email: &str, username: &str, password: &str) -> Response {
    post(server, "/api/v1/users/register", json!({ "email": email, "username": username, "password": password })).await
}

async fn me(server: &Server, token: &str) -> StatusCode {
    server.client.get(server.url("/api/v1/users/me")).bearer_auth(token).send().await.unwrap().status()
}

/// Cookies of an answer: name, value, attributes.
fn cookies(response: &Response) -> Vec<(String, String, String)> {
    let of = |value: &reqwest::header::HeaderValue| {
        let text = value.to_str().unwrap().to_owned();
        let (pair, attributes) = text.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned(), attributes.to_owned())
    };
    response.headers().get_all("set-cookie").iter().map(of).collect()
}

/// A browser's two cookies.
#[derive(Clone)]
struct Browser {
    access: String,
    refresh: String,
}

impl Browser {
    fn of(response: &Response) -> Self {
        let cookies = cookies(response);
        let of = |part: &str| cookies.iter().find(|(name, ..)| name.contains(part)).unwrap();
        let pair = |part: &str| format!("{}={}", of(part).0, of(part).1);
        Self { access: pair("access"), refresh: pair("refresh") }
    }

    async fn log_in(server: &Server, person: &Person) -> Self {
        let body = json!({ "email": person.email, "password": PASSWORD });
        let answer = post(server, "/api/v1/auth/login", body).await;
        assert_eq!(answer.status(), 200);
        Self::of(&answer)
    }

    async fn refresh(&self, server: &Server) -> Response {
        let request = server.client.post(server.url("/api/v1/auth/refresh")).header("Cookie", &self.refresh);
        request.send().await.unwrap()
    }

    async fn me(&self, server: &Server) -> StatusCode {
        let request = server.client.get(server.url("/api/v1/users/me")).header("Cookie", &self.access);
        request.send().await.unwrap().status()
    }
}

#[tokio::test]
async fn an_account_is_made_once() {
    let server = server().await;
    let answer = register(&server, "ada@example.org", "ada", PASSWORD).await;
    assert_eq!(answer.status(), 201);
    let body: Value = answer.json().await.unwrap();
    assert_eq!((body["user"]["username"].as_str(), body["user"]["role"].as_str()), (Some("ada"), Some("member")));
    assert!(!body.to_string().contains("password"), "{body}");
    problem(register(&server, "ada@example.org", "ada2", PASSWORD).await, 409, "email_taken").await;
    problem(register(&server, "ada2@example.org", "ada", PASSWORD).await, 409, "username_taken").await;
    problem(register(&server, "ADA@example.org", "ada3", PASSWORD).await, 409, "email_taken").await;
    problem(register(&server, "ada4@example.org", "ADA", PASSWORD).await, 409, "username_taken").await;
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told_field_by_field() {
    let server = server().await;
    let long = "x".repeat(1025);
    for (email, username, password, pointers) in [
        ("nobody", "ada", PASSWORD, &["/email"][..]),
        ("ada@example.org", "a", PASSWORD, &["/username"]),
        ("ada@example.org", "../ada", PASSWORD, &["/username"]),
        ("ada@example.org", "ada", "short", &["/password"]),
        ("ada@example.org", "ada", &long, &["/password"]),
        ("nobody", "a", "short", &["/email", "/username", "/password"]),
    ] {
        let body = problem(register(&server, email, username, password).await, 422, "validation_failed").await;
        let errors = body["errors"].as_array().unwrap();
        let found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers);
        assert!(errors.iter().all(|error| !error["detail"].as_str().unwrap().is_empty()));
        assert!(!body.to_string().contains(&long));
    }
    let extra = json!({ "email": "ada@example.org", "username": "ada", "password": PASSWORD, "role": "admin" });
    problem(post(&server, "/api/v1/users/register", extra).await, 400, "bad_request").await;
    let broken = server.client.post(server.url("/api/v1/users/register")).header("Content-Type", "application/json");
    problem(broken.body("{\"email\": ").send().await.unwrap(), 400, "bad_request").await;
    let text = server.client.post(server.url("/api/v1/users/register")).header("Content-Type", "text/plain");
    problem(text.body("{}").send().await.unwrap(), 415, "wrong_content_type").await;
    let huge = json!({ "email": "ada@example.org", "username": "ada", "password": "x".repeat(1 << 20) });
    problem(post(&server, "/api/v1/users/register", huge).await, 413, "body_too_large").await;
    let unknown = server.client.get(server.url("/api/v1/nothing/here")).send().await.unwrap();
    problem(unknown, 404, "not_found").await;
}

#[tokio::test]
async fn threat_40_a_login_gives_a_token_and_cookies_that_scripts_cannot_read() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let planted = server
        .client
        .post(server.url("/api/v1/auth/login"))
        .header("Cookie", "playhouse_access=planted; playhouse_refresh=planted")
        .json(&json!({ "email": ada.email, "password": PASSWORD }));
    let answer = planted.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let set = cookies(&answer);
    // Access, refresh, and the device that is now known.
    assert_eq!(set.len(), 3);
    for (name, value, attributes) in &set {
        assert!(value.len() > 20 && value != "planted", "{name}={value}");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(attribute), "{name}: {attributes}");
        }
        assert!(!attributes.contains("Domain"));
    }
    let browser = Browser::of(&answer);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["user"]["username"], ada.username.as_str());
    assert!(body["expires_in"].as_u64().is_some_and(|seconds| seconds > 0 && seconds <= 3600));
    assert_eq!(me(&server, body["access_token"].as_str().unwrap()).await, 200);
    assert_eq!(browser.me(&server).await, 200);
    let nobody = server.client.get(server.url("/api/v1/users/me")).send().await.unwrap();
    problem(nobody, 401, "unauthenticated").await;
}

#[tokio::test]
async fn threat_40_over_tls_cookies_are_secure_and_bound_to_the_host() {
    let server = Server::with(&[("WORKERS", "1"), ("PUBLIC_URL", "https://videos.example")]).await;
    let ada = Person::register(&server, "ada").await;
    let body = json!({ "email": ada.email, "password": PASSWORD });
    for (name, _, attributes) in cookies(&post(&server, "/api/v1/auth/login", body).await) {
        assert!(name.starts_with("__Host-") && attributes.contains("Secure"), "{name}; {attributes}");
    }
}

#[tokio::test]
async fn threat_37_nobody_learns_who_has_an_account() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let login = async |email: &str, password: &str| {
        let answer = post(&server, "/api/v1/auth/login", json!({ "email": email, "password": password })).await;
        assert!(answer.headers().get("set-cookie").is_none());
        problem(answer, 401, "wrong_credentials").await
    };
    let wrong = login(&ada.email, "wrong password").await;
    assert_eq!(login("nobody@example.org", "wrong password").await, wrong);
    assert_eq!(login(&ada.email, &"x".repeat(2000)).await, wrong);
    assert_eq!(login("", "").await, wrong);
}

#[tokio::test]
async fn threat_29_a_refresh_token_is_used_once() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let first = Browser::log_in(&server, &ada).await;
    let other = Browser::log_in(&server, &ada).await;
    let answer = first.refresh(&server).await;
    assert_eq!(answer.status(), 200);
    let second = Browser::of(&answer);
    assert_ne!(first.refresh, second.refresh);
    // The reply may have been lost: the same question has the same answer.
    let again = first.refresh(&server).await;
    assert_eq!(again.status(), 200);
    assert_eq!(Browser::of(&again).refresh, second.refresh);
    let answer = second.refresh(&server).await;
    assert_eq!(answer.status(), 200);
    let third = Browser::of(&answer);
    assert_eq!(third.me(&server).await, 200);
    // Its successor has been used: whoever brings the first one now has stolen it, or was stolen from.
    problem(first.refresh(&server).await, 401, "session_over").await;
    problem(third.refresh(&server).await, 401, "session_over").await;
    assert_eq!(third.me(&server).await, 401);
    assert_eq!(other.me(&server).await, 200, "another session goes on");
    let none = server.client.post(server.url("/api/v1/auth/refresh")).send().await.unwrap();
    problem(none, 401, "session_over").await;
    let made_up = Browser { refresh: "playhouse_refresh=made-up".to_owned(), ..first };
    problem(made_up.refresh(&server).await, 401, "session_over").await;
}

#[tokio::test]
async fn threat_30_many_tabs_refresh_at_once() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let browser = Browser::log_in(&server, &ada).await;
    let answers = futures::future::join_all((0..20).map(|_| browser.refresh(&server))).await;
    let mut successors: Vec<String> = answers.iter().map(|answer| Browser::of(answer).refresh).collect();
    assert!(answers.iter().all(|answer| answer.status() == 200));
    successors.dedup();
    assert_eq!(successors.len(), 1, "one successor");
    let next = Browser::of(&answers[0]);
    assert_eq!(next.me(&server).await, 200);
    assert_eq!(next.refresh(&server).await.status(), 200);
}

#[tokio::test]
async fn threat_33_asvs_v5_0_0_7_4_1_a_logout_works_at_once() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let browser = Browser::log_in(&server, &ada).await;
    assert_eq!(browser.me(&server).await, 200);
    let logout = server
        .client
        .post(server.url("/api/v1/auth/logout"))
        .header("Cookie", format!("{}; {}", browser.access, browser.refresh));
    let answer = logout.send().await.unwrap();
    assert_eq!(answer.status(), 204);
    for (name, value, attributes) in cookies(&answer) {
        assert!(value.is_empty() && attributes.contains("Max-Age=0"), "{name}={value}; {attributes}");
    }
    assert_eq!(browser.me(&server).await, 401);
    problem(browser.refresh(&server).await, 401, "session_over").await;
    assert_eq!(me(&server, &ada.token).await, 200, "the other session goes on");
    // With the refresh token alone, as when the access token has run out.
    let browser = Browser::log_in(&server, &ada).await;
    let logout = server.client.post(server.url("/api/v1/auth/logout")).header("Cookie", &browser.refresh);
    assert_eq!(logout.send().await.unwrap().status(), 204);
    assert_eq!(browser.me(&server).await, 401);
}

#[tokio::test]
async fn threat_41_another_sites_page_can_do_nothing() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let browser = Browser::log_in(&server, &ada).await;
    let own = server.url("");
    let foreign = ["https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:1"];
    for origin in foreign {
        for (method, path) in [
            ("POST", "/api/v1/auth/logout"),
            ("POST", "/api/v1/uploads"),
            ("PATCH", "/api/v1/videos/x"),
            ("DELETE", "/api/v1/videos/x"),
            ("POST", "/api/v1/users/register"),
        ] {
            let request = server
                .client
                .request(method.parse().unwrap(), server.url(path))
                .header("Cookie", &browser.access)
                .header("Origin", origin)
                .header("Content-Type", "text/plain");
            let answer = request.send().await.unwrap();
            assert!(answer.headers().get("access-control-allow-origin").is_none());
            problem(answer, 403, "foreign_origin").await;
        }
        let preflight = server
            .client
            .request(reqwest::Method::OPTIONS, server.url("/api/v1/users/me"))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "DELETE");
        assert!(preflight.send().await.unwrap().headers().get("access-control-allow-origin").is_none());
    }
    assert_eq!(browser.me(&server).await, 200, "nothing was done");
    let override_ = server
        .client
        .get(server.url("/api/v1/videos"))
        .header("X-HTTP-Method-Override", "DELETE")
        .header("Origin", "https://evil.example");
    assert_eq!(override_.send().await.unwrap().status(), 200, "a method in a header counts for uploads alone");
    let allowed = server
        .client
        .post(server.url("/api/v1/auth/logout"))
        .header("Cookie", &browser.access)
        .header("Origin", own.trim_end_matches('/'));
    assert_eq!(allowed.send().await.unwrap().status(), 204);
    assert_eq!(browser.me(&server).await, 401);
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[tokio::test]
async fn threat_31_32_a_token_that_is_not_exactly_ours_opens_nothing() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let browser = Browser::log_in(&server, &ada).await;
    let secret = std::fs::read(server.data_dir().join("secret")).unwrap();
    let key = mac(&secret, b"access token");
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let sign = |head: &Value, claims: &str, key: &[u8]| {
        let text = format!("{}.{claims}", encode(head));
        let code = URL_SAFE_NO_PAD.encode(mac(key, text.as_bytes()));
        format!("{text}.{code}")
    };
    let hs256 = json!({ "alg": "HS256", "typ": "at+jwt" });
    let parts: Vec<&str> = ada.token.split('.').collect();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert_eq!(me(&server, &sign(&hs256, &encode(&claims), &key)).await, 200, "the test signs as the server does");

    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        sign(&hs256, &encode(&claims), &key)
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        sign(&hs256, &encode(&claims), &key)
    };
    let alone = encode(&claims);
    let infinite = claims.to_string().replace(&claims["exp"].to_string(), "1e400");
    let (_, refresh) = browser.refresh.split_once('=').unwrap();
    let mut bad = vec![
        ("no algorithm", format!("{}.{alone}.", encode(&json!({ "alg": "none", "typ": "at+jwt" })))),
        ("no algorithm, signed", sign(&json!({ "alg": "none" }), &alone, &key)),
        ("another algorithm", sign(&json!({ "alg": "HS512", "typ": "at+jwt" }), &alone, &key)),
        ("an asymmetric algorithm", sign(&json!({ "alg": "RS256", "typ": "at+jwt" }), &alone, &key)),
        ("another type", sign(&json!({ "alg": "HS256", "typ": "JWT" }), &alone, &key)),
        ("no type", sign(&json!({ "alg": "HS256" }), &alone, &key)),
        ("another key", sign(&hs256, &alone, b"secret")),
        ("an empty key", sign(&json!({ "alg": "HS256", "kid": "../../dev/null" }), &alone, b"")),
        ("the raw secret", sign(&hs256, &alone, &secret)),
        ("a key of its own", sign(&json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": "AA" } }), &alone, &[0])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("a cut signature", ada.token[..ada.token.len() - 2].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("a refresh token", refresh.to_owned()),
        ("nothing", String::new()),
        ("over", with("exp", json!(1_000_000_000))),
        ("an expiry of text", with("exp", json!("9999999999"))),
        ("an endless expiry", sign(&hs256, &URL_SAFE_NO_PAD.encode(infinite), &key)),
        ("another audience", with("aud", json!("playhouse:refresh"))),
        ("another issuer", with("iss", json!("evil"))),
        ("another person", with("sub", json!("somebody"))),
        ("another session", with("sid", json!("00000000000000000000000000"))),
        ("not before the far future", with("nbf", json!(9_999_999_999_u64))),
    ];
    for name in ["exp", "aud", "iss", "sub", "sid"] {
        bad.push((name, without(name)));
    }
    let mut accepted = Vec::new();
    for (what, token) in &bad {
        let bearer =
            server.client.get(server.url("/api/v1/users/me")).header("Authorization", format!("Bearer {token}"));
        let cookie =
            server.client.get(server.url("/api/v1/users/me")).header("Cookie", format!("playhouse_access={token}"));
        for request in [bearer, cookie] {
            let status = request.send().await.unwrap().status().as_u16();
            if status != 401 {
                accepted.push((what, status));
            }
        }
    }
    assert!(accepted.is_empty(), "{accepted:?}");
}

#[tokio::test]
async fn an_operator_is_made_while_the_server_runs() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let add = |arguments: &'static [&'static str], password: &'static str| {
        let mut command = server.command();
        command
            .args(["user", "add"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        async move {
            tokio::task::spawn_blocking(move || {
                let mut child = command.spawn().unwrap();
                child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
                child.wait_with_output().unwrap()
            })
            .await
            .unwrap()
        }
    };
    let root = &["--email", "root@example.org", "--username", "root", "--role", "admin", "--password-stdin"];
    let output = add(root, "a password for root\n").await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = add(root, "a password for root\n").await;
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stderr));
    let short = &["--email", "b@example.org", "--username", "bob", "--password-stdin"];
    assert_eq!(add(short, "short\n").await.status.code(), Some(2));
    let made = add(&["--email", "eve@example.org", "--username", "eve", "--json"], "").await;
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(made["role"], "member");
    let eve = Person::log_in(&server, "eve", "eve@example.org", made["password"].as_str().unwrap()).await;

    let root = Person::log_in(&server, "root", "root@example.org", "a password for root").await;
    let answer = root.get("/api/v1/operator/actors").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let actors: Value = answer.json().await.unwrap();
    let kinds: Vec<&str> =
        actors["items"].as_array().unwrap().iter().filter_map(|actor| actor["kind"].as_str()).collect();
    for kind in ["uploads", "videos", "media_workers"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    for member in [&ada, &eve] {
        problem(member.get("/api/v1/operator/actors").send().await.unwrap(), 404, "not_found").await;
    }
    let nobody = server.client.get(server.url("/api/v1/operator/actors")).send().await.unwrap();
    problem(nobody, 401, "unauthenticated").await;
}

#[tokio::test]
async fn where_registration_is_closed_only_operators_make_accounts() {
    let server = Server::with(&[("WORKERS", "1"), ("SIGNUP", "closed")]).await;
    problem(register(&server, "ada@example.org", "ada", PASSWORD).await, 403, "signup_closed").await;
}

#[tokio::test]
async fn an_account_and_its_session_outlive_the_process() {
    let mut server = server().await;
    let ada = Person::register(&server, "ada").await;
    let browser = Browser::log_in(&server, &ada).await;
    server.kill9();
    server.restart().await;
    assert_eq!(me(&server, &ada.token).await, 200);
    assert_eq!(browser.refresh(&server).await.status(), 200);
    assert_eq!(server.terminate(Duration::from_secs(15)).await.code(), Some(0));
}

//! What people get by mail, and what they can do with it.

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
use support::http::{Raw, problem};
use support::person::PASSWORD;
use support::smtp::SmtpSink;
use support::{Person, Server, poll_until};

const NEW_PASSWORD: &str = "another horse, another battery";
const DEADLINE: Duration = Duration::from_secs(30);

/// A server whose mails go to this sink.
async fn server(sink: &SmtpSink, more: &[(&str, &str)]) -> Server {
    let url = sink.url();
    let settings = [("WORKERS", "1"), ("SMTP_URL", url.as_str()), ("MAIL_FROM", "Playhouse <post@videos.example>")];
    Server::with(&[&settings, more].concat()).await
}

async fn post(server: &Server, path: &str, body: Value) -> Response {
    server.client.post(server.url(path)).json(&body).send().await.unwrap()
}

async fn forgot(server: &Server, email: &str) -> Response {
    post(server, "/api/v1/auth/password/forgot", json!({ "email": email })).await
}

async fn reset(server: &Server, token: &str, password: &str) -> Response {
    post(server, "/api/v1/auth/password/reset", json!({ "token": token, "password": password })).await
}

async fn log_in(server: &Server, email: &str, password: &str) -> StatusCode {
    post(server, "/api/v1/auth/login", json!({ "email": email, "password": password })).await.status()
}

/// A token for a new password, from the mail of this number to a person.
async fn token(server: &Server, sink: &SmtpSink, person: &Person, number: usize) -> String {
    assert_eq!(forgot(server, &person.email).await.status(), 202);
    sink.mail_to(&person.email, number).await.token()
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_every_session_ends() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let token = token(&server, &sink, &ada, 1).await;
    let mail = sink.mail_to(&ada.email, 1).await;
    assert_eq!(mail.header("subject"), "Set a new password");
    assert_eq!(mail.header("from"), "Playhouse <post@videos.example>");
    assert_eq!((mail.from.as_str(), mail.header("auto-submitted").as_str()), ("post@videos.example", "auto-generated"));
    assert!(mail.html().contains(&format!("href=\"{}\"", mail.link())), "{}", mail.html());

    problem(reset(&server, &token, "short").await, 422, "validation_failed").await;
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status(), 204);
    for (person, status) in [(&ada, 401), (&bob, 200)] {
        assert_eq!(person.get("/api/v1/users/me").send().await.unwrap().status(), status);
    }
    assert_eq!(log_in(&server, &ada.email, PASSWORD).await, 401);
    assert_eq!(log_in(&server, &ada.email, NEW_PASSWORD).await, 200);
    assert_eq!(sink.mail_to(&ada.email, 2).await.header("subject"), "Your password was changed");
    problem(reset(&server, &token, "yet another password").await, 422, "code_wrong").await;
    assert_eq!(log_in(&server, &ada.email, NEW_PASSWORD).await, 200);
    // Who read the mail reads the address.
    let ada = Person::log_in(&server, &ada.username, &ada.email, NEW_PASSWORD).await;
    let me: Value = ada.get("/api/v1/users/me").send().await.unwrap().json().await.unwrap();
    assert_eq!(me["user"]["email_verified"], true);
}

#[tokio::test]
async fn threat_26_links_lead_to_the_public_url_whatever_host_is_claimed() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[("PUBLIC_URL", "https://videos.example")]).await;
    let ada = Person::register(&server, "ada").await;
    let body = json!({ "email": ada.email }).to_string();
    let mut raw = Raw::open(&server).await;
    let length = body.len().to_string();
    let head = [
        ("Content-Type", "application/json"),
        ("Content-Length", length.as_str()),
        ("X-Forwarded-Host", "evil.example"),
        ("Forwarded", "host=evil.example"),
    ];
    raw.head("POST /api/v1/auth/password/forgot", &head).await;
    raw.send(body.as_bytes()).await;
    assert_eq!(raw.answer().await.status, 202);
    let evil = server.client.post(server.url("/api/v1/auth/password/forgot")).header("Host", "evil.example");
    assert_eq!(evil.json(&json!({ "email": ada.email })).send().await.unwrap().status(), 202);
    for number in [1, 2] {
        let mail = sink.mail_to(&ada.email, number).await;
        assert!(mail.link().starts_with("https://videos.example/reset#token="), "{}", mail.link());
        assert!(!mail.data.contains("evil"), "{}", mail.data);
    }
}

#[tokio::test]
async fn threat_62_a_reset_token_is_good_once_however_many_race() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[]).await;
    let ada = Person::register(&server, "ada").await;
    let first = token(&server, &sink, &ada, 1).await;
    let second = token(&server, &sink, &ada, 2).await;
    problem(reset(&server, &first, NEW_PASSWORD).await, 422, "code_wrong").await;
    for wrong in ["", "x", &"0".repeat(64), &"0".repeat(5000), &second[..63], &second.to_uppercase()] {
        problem(reset(&server, wrong, NEW_PASSWORD).await, 422, "code_wrong").await;
    }
    let racers = (0..20).map(|number| reset(&server, &second, ["first password", "second password"][number % 2]));
    let answers = futures::future::join_all(racers).await;
    let set = answers.iter().filter(|answer| answer.status() == 204).count();
    assert_eq!(set, 1);
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    assert!(statuses.iter().all(|status| matches!(status, 204 | 422 | 503)), "{statuses:?}");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_comes_later_and_once() {
    let sink = SmtpSink::start(1).await;
    let server = server(&sink, &[]).await;
    let ada = Person::register(&server, "ada").await;
    let token = token(&server, &sink, &ada, 1).await;
    assert_eq!(sink.refused(), 1);
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status(), 204);
    sink.mail_to(&ada.email, 2).await;
    assert_eq!(sink.mails_to(&ada.email).len(), 2);
    assert!(!server.log().contains(&token), "tokens are not logged");
}

#[tokio::test]
async fn a_mail_that_rests_is_sent_when_the_server_stops() {
    let sink = SmtpSink::start(3).await;
    let mut server = server(&sink, &[]).await;
    let ada = Person::register(&server, "ada").await;
    assert_eq!(forgot(&server, &ada.email).await.status(), 202);
    // The next pause is one of seconds.
    poll_until("three tries were refused", DEADLINE, async || (sink.refused() == 3).then_some(())).await;
    assert!(sink.mails_to(&ada.email).is_empty());
    assert_eq!(server.terminate(DEADLINE).await.code(), Some(0));
    assert_eq!(sink.mails_to(&ada.email).len(), 1);
}

#[tokio::test]
async fn a_server_without_its_mail_server_answers_as_always() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[]).await;
    let ada = Person::register(&server, "ada").await;
    drop(sink);
    assert_eq!(forgot(&server, &ada.email).await.status(), 202);
    assert_eq!(ada.request(Method::POST, "/api/v1/users/me/email/verify").send().await.unwrap().status(), 202);
}

#[tokio::test]
async fn asvs_v5_0_0_6_5_an_address_is_proved_by_the_latest_code_and_once() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[]).await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let send = async |person: &Person, number: usize| {
        let answer = person.request(Method::POST, "/api/v1/users/me/email/verify").send().await.unwrap();
        assert_eq!(answer.status(), 202);
        sink.mail_to(&person.email, number).await.code()
    };
    let confirm = async |person: &Person, code: &str| {
        let request = person.request(Method::POST, "/api/v1/users/me/email/confirm");
        request.json(&json!({ "code": code })).send().await.unwrap()
    };
    let old = send(&ada, 1).await;
    let code = send(&ada, 2).await;
    assert!(old != code && code.len() == 8);
    problem(confirm(&ada, &old).await, 422, "code_wrong").await;
    problem(confirm(&bob, &code).await, 422, "code_wrong").await;
    let answer = confirm(&ada, &format!(" {} {} ", &code[..4], &code[4..])).await;
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["user"]["email_verified"], true);
    problem(confirm(&ada, &code).await, 422, "code_wrong").await;

    // Five wrong tries and the right one comes too late.
    let code = send(&bob, 1).await;
    let wrong = if code.starts_with('0') { "11111111" } else { "00000000" };
    for _ in 0..5 {
        problem(confirm(&bob, wrong).await, 422, "code_wrong").await;
    }
    problem(confirm(&bob, &code).await, 422, "code_wrong").await;
    // Those who race are counted one by one, and a right code is right once.
    let code = send(&bob, 2).await;
    let racers = (0..20).map(|_| confirm(&bob, &code));
    let right = futures::future::join_all(racers).await.iter().filter(|answer| answer.status() == 200).count();
    assert_eq!(right, 1);
    let nobody = post(&server, "/api/v1/users/me/email/confirm", json!({ "code": "00000000" })).await;
    problem(nobody, 401, "unauthenticated").await;
}

#[tokio::test]
async fn a_phone_is_proved_by_a_code_that_development_writes_to_the_log() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let put = async |phone: &str| {
        ada.request(Method::PUT, "/api/v1/users/me/phone").json(&json!({ "phone": phone })).send().await.unwrap()
    };
    for bad in ["", "0791234567", "+41 79 123", "+123456", "+1234567890123456", "+4179123456a"] {
        problem(put(bad).await, 422, "validation_failed").await;
    }
    assert_eq!(put("+41791234567").await.status(), 202);
    let code = poll_until("the code is in the log", DEADLINE, async || {
        let log = server.log();
        let (_, text) = log.split_once("To: +41791234567\n\n")?;
        Some(text.get(..8)?.to_owned())
    })
    .await;
    let me = async || -> Value { ada.get("/api/v1/users/me").send().await.unwrap().json().await.unwrap() };
    let before = me().await;
    assert_eq!((&before["user"]["phone"], &before["user"]["phone_verified"]), (&json!("+41791234567"), &json!(false)));
    let confirm = ada.request(Method::POST, "/api/v1/users/me/phone/confirm").json(&json!({ "code": code }));
    assert_eq!(confirm.send().await.unwrap().status(), 200);
    assert_eq!(me().await["user"]["phone_verified"], true);
    assert_eq!(ada.request(Method::DELETE, "/api/v1/users/me/phone").send().await.unwrap().status(), 204);
    assert_eq!(me().await["user"]["phone"], Value::Null);
}

#[tokio::test]
async fn threat_56_where_others_use_the_server_codes_are_not_logged() {
    let server = Server::with(&[("WORKERS", "1"), ("PUBLIC_URL", "https://videos.example")]).await;
    let ada = Person::register(&server, "ada").await;
    let verify = ada.request(Method::POST, "/api/v1/users/me/email/verify").send().await.unwrap();
    problem(verify, 503, "messages_off").await;
    let phone = ada.request(Method::PUT, "/api/v1/users/me/phone").json(&json!({ "phone": "+41791234567" }));
    problem(phone.send().await.unwrap(), 503, "messages_off").await;
    assert_eq!(forgot(&server, &ada.email).await.status(), 202);
    poll_until("the dead letter is logged", DEADLINE, async || server.log().contains("reset_password").then_some(()))
        .await;
    assert!(!server.log().contains("#token="), "{}", server.log());
}

#[tokio::test]
async fn threat_37_messages_to_one_person_have_a_rate_whether_or_not_there_is_an_account() {
    let sink = SmtpSink::start(0).await;
    let server = server(&sink, &[("RATE_LIMITS", "on")]).await;
    let ada = Person::register(&server, "ada").await;
    for email in [ada.email.as_str(), "nobody@example.org"] {
        for number in 0..5 {
            let spelled = if number % 2 == 0 { email.to_owned() } else { email.to_uppercase() };
            assert_eq!(forgot(&server, &spelled).await.status(), 202);
        }
        problem(forgot(&server, email).await, 429, "rate_limited").await;
    }
    for _ in 0..5 {
        assert_eq!(ada.request(Method::POST, "/api/v1/users/me/email/verify").send().await.unwrap().status(), 202);
    }
    let sixth = ada.request(Method::POST, "/api/v1/users/me/email/verify").send().await.unwrap();
    problem(sixth, 429, "rate_limited").await;
    assert!(sink.mails_to("nobody@example.org").is_empty());
}

//! Accounts that wait for an operator, and the first operator of all.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::person::PASSWORD;
use support::smtp::SmtpSink;
use support::{Person, Server};

async fn post(server: &Server, path: &str, body: Value) -> Response {
    server.client.post(server.url(path)).json(&body).send().await.unwrap()
}

fn account(name: &str) -> Value {
    json!({ "email": format!("{name}@example.org"), "username": name, "password": PASSWORD })
}

async fn log_in(server: &Server, name: &str, password: &str) -> Response {
    let body = json!({ "email": format!("{name}@example.org"), "password": password });
    post(server, "/api/v1/auth/login", body).await
}

async fn waiting(operator: &Person) -> Vec<Value> {
    let answer = operator.get("/api/v1/operator/sign-ups").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json::<Value>().await.unwrap()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_account_waits_until_an_operator_has_decided_and_its_owner_is_told() {
    let sink = SmtpSink::start(0).await;
    let url = sink.url();
    let settings = [("WORKERS", "1"), ("SIGNUP", "approval"), ("SMTP_URL", &url), ("MAIL_FROM", "post@videos.example")];
    let server = Server::with(&settings).await;
    let root = Person::operator(&server).await;
    for name in ["ada", "bob"] {
        let answer = post(&server, "/api/v1/users/register", account(name)).await;
        assert_eq!(answer.status(), 201);
        let body: Value = answer.json().await.unwrap();
        assert_eq!((&body["user"]["username"], &body["pending"]), (&json!(name), &json!(true)));
    }
    // That it waits is told to those alone who know the password.
    problem(log_in(&server, "ada", PASSWORD).await, 403, "account_pending").await;
    let wrong = problem(log_in(&server, "ada", "wrong password").await, 401, "wrong_credentials").await;
    assert_eq!(problem(log_in(&server, "nobody", "wrong password").await, 401, "wrong_credentials").await, wrong);

    let items = waiting(&root).await;
    let names: Vec<&str> = items.iter().map(|item| item["username"].as_str().unwrap()).collect();
    assert_eq!(names, ["ada", "bob"]);
    let decide = async |item: &Value, what: &str| {
        let path = format!("/api/v1/operator/sign-ups/{}/{what}", item["user"].as_str().unwrap());
        root.request(Method::POST, &path).send().await.unwrap()
    };
    assert_eq!(decide(&items[0], "approve").await.status(), 204);
    assert_eq!(decide(&items[1], "refuse").await.status(), 204);
    for item in &items {
        problem(decide(item, "approve").await, 404, "not_found").await;
        problem(decide(item, "refuse").await, 404, "not_found").await;
    }
    assert!(waiting(&root).await.is_empty());
    let ada = log_in(&server, "ada", PASSWORD).await;
    assert_eq!(ada.status(), 200);
    problem(log_in(&server, "bob", PASSWORD).await, 401, "wrong_credentials").await;
    assert_eq!(sink.mail_to("ada@example.org", 1).await.header("subject"), "Your account is ready");
    assert_eq!(sink.mail_to("bob@example.org", 1).await.header("subject"), "About your account");

    let token = ada.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();
    let member = server.client.get(server.url("/api/v1/operator/sign-ups")).bearer_auth(token);
    problem(member.send().await.unwrap(), 404, "not_found").await;
    let nobody = server.client.get(server.url("/api/v1/operator/sign-ups")).send().await.unwrap();
    problem(nobody, 401, "unauthenticated").await;
}

#[tokio::test]
async fn a_new_password_lets_nobody_in_who_waits() {
    let sink = SmtpSink::start(0).await;
    let url = sink.url();
    let settings = [("WORKERS", "1"), ("SIGNUP", "approval"), ("SMTP_URL", &url), ("MAIL_FROM", "post@videos.example")];
    let server = Server::with(&settings).await;
    assert_eq!(post(&server, "/api/v1/users/register", account("ada")).await.status(), 201);
    let forgot = post(&server, "/api/v1/auth/password/forgot", json!({ "email": "ada@example.org" })).await;
    assert_eq!(forgot.status(), 202);
    let token = sink.mail_to("ada@example.org", 1).await.token();
    let body = json!({ "token": token, "password": "another password" });
    assert_eq!(post(&server, "/api/v1/auth/password/reset", body).await.status(), 204);
    problem(log_in(&server, "ada", "another password").await, 403, "account_pending").await;
}

/// The token that the server's log tells.
fn admin_token(server: &Server) -> Option<String> {
    let log = server.log();
    let (_, rest) = log.split_once("/register#admin_token=")?;
    Some(rest.chars().take_while(char::is_ascii_hexdigit).collect())
}

#[tokio::test]
async fn threat_55_a_new_server_has_no_password_but_a_token_that_makes_one_admin() {
    let mut server = Server::with(&[("WORKERS", "1"), ("SIGNUP", "closed")]).await;
    let token = admin_token(&server).expect("a token in the log");
    let with = |name: &str, token: &str| {
        let mut body = account(name);
        body["admin_token"] = json!(token);
        body
    };
    problem(post(&server, "/api/v1/users/register", account("ada")).await, 403, "signup_closed").await;
    for wrong in ["", "x", &"0".repeat(64), &token[..63]] {
        let answer = post(&server, "/api/v1/users/register", with("eve", wrong)).await;
        problem(answer, 403, "admin_token_wrong").await;
    }
    // The token is told once, and outlives the process.
    server.kill9();
    server.restart().await;
    assert_eq!(server.log().matches("#admin_token=").count(), 1);
    let names: Vec<String> = (0..8).map(|number| format!("root{number}")).collect();
    let racers = names.iter().map(|name| post(&server, "/api/v1/users/register", with(name, &token)));
    let answers = futures::future::join_all(racers).await;
    let mut made = Vec::new();
    for answer in answers {
        match answer.status().as_u16() {
            201 => made.push(answer.json::<Value>().await.unwrap()),
            status => assert!(matches!(status, 403 | 503), "{status}"),
        }
    }
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["user"]["role"], "admin");
    let name = made[0]["user"]["username"].as_str().unwrap();
    let root = Person::log_in(&server, name, &format!("{name}@example.org"), PASSWORD).await;
    assert!(waiting(&root).await.is_empty());
}

#[tokio::test]
async fn an_admin_from_the_command_line_voids_the_token() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let token = admin_token(&server).expect("a token in the log");
    Person::operator(&server).await;
    let mut body = account("eve");
    body["admin_token"] = json!(token);
    problem(post(&server, "/api/v1/users/register", body).await, 403, "admin_token_wrong").await;
    assert_eq!(post(&server, "/api/v1/users/register", account("ada")).await.status(), 201);
}

/// How many hashes of passwords the server has made or checked.
async fn hashes(server: &Server) -> u64 {
    let text = server.client.get(server.ops_url("/metrics")).send().await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.starts_with("password_hashes_total"));
    line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

#[tokio::test]
async fn threat_37_asvs_v5_0_0_6_3_8_known_and_unknown_people_cost_the_same_work_and_get_the_same_answer() {
    let sink = SmtpSink::start(0).await;
    let url = sink.url();
    let server = Server::with(&[("WORKERS", "1"), ("SMTP_URL", &url), ("MAIL_FROM", "post@videos.example")]).await;
    let ada = Person::register(&server, "ada").await;
    let seen = async |path: &str, body: Value| {
        let before = hashes(&server).await;
        let answer = post(&server, path, body).await;
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, text, hashes(&server).await - before)
    };
    let guess = |email: &str| json!({ "email": email, "password": "wrong password" });
    let known = seen("/api/v1/auth/login", guess(&ada.email)).await;
    assert_eq!((known.0, known.2), (401, 1));
    assert_eq!(seen("/api/v1/auth/login", guess("nobody@example.org")).await, known);

    let asked = seen("/api/v1/auth/password/forgot", json!({ "email": ada.email })).await;
    assert_eq!(asked, (202, String::new(), 0));
    assert_eq!(seen("/api/v1/auth/password/forgot", json!({ "email": "nobody@example.org" })).await, asked);
    sink.mail_to(&ada.email, 1).await;
    assert!(sink.mails_to("nobody@example.org").is_empty());

    // A taken address is told, for the account would be usable at once; the work is the same.
    let taken =
        seen("/api/v1/users/register", json!({ "email": ada.email, "username": "eve", "password": PASSWORD })).await;
    let free = seen("/api/v1/users/register", account("eve")).await;
    assert_eq!((taken.0, free.0, taken.2, free.2), (409, 201, 1, 1));
    let token = |token: &str| json!({ "token": token, "password": "another password" });
    let right = sink.mail_to(&ada.email, 1).await.token();
    assert_eq!(seen("/api/v1/auth/password/reset", token("made up")).await.2, 1);
    assert_eq!(seen("/api/v1/auth/password/reset", token(&right)).await.2, 1);
}

#[tokio::test]
async fn threat_39_what_is_too_long_costs_no_hash() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    // Longer bodies are refused while they are sent, which not every client survives.
    let (long, longest) = ("x".repeat(1025), "x".repeat(100 << 10));
    let before = hashes(&server).await;
    let reset = json!({ "token": "0", "password": long });
    problem(post(&server, "/api/v1/auth/password/reset", reset).await, 422, "validation_failed").await;
    let reset = json!({ "token": "0", "password": longest });
    problem(post(&server, "/api/v1/auth/password/reset", reset).await, 413, "body_too_large").await;
    let address = format!("{}@example.org", "a".repeat(300));
    let forgot = post(&server, "/api/v1/auth/password/forgot", json!({ "email": address })).await;
    assert_eq!(forgot.status(), 202);
    assert_eq!(hashes(&server).await, before);
    // The longest that is taken works.
    let body = json!({ "email": "ada@example.org", "username": "ada", "password": "x".repeat(1024) });
    assert_eq!(post(&server, "/api/v1/users/register", body).await.status(), 201);
    assert_eq!(log_in(&server, "ada", &"x".repeat(1024)).await.status(), 200);
}

#[tokio::test]
async fn threat_39_more_log_ins_than_there_is_room_for_are_turned_away() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let ada = Person::register(&server, "ada").await;
    let before = hashes(&server).await;
    let guess = json!({ "email": ada.email, "password": PASSWORD });
    let racers = futures::future::join_all((0..200).map(|_| post(&server, "/api/v1/auth/login", guess.clone())));
    let health = async {
        for _ in 0..20 {
            assert_eq!(server.client.get(server.url("/healthz")).send().await.unwrap().status(), 200);
        }
    };
    let (answers, ()) = futures::join!(racers, health);
    let (mut taken, mut refused) = (0, 0);
    for answer in answers {
        if answer.status() == 200 {
            taken += 1;
            continue;
        }
        assert_eq!(header(&answer, "retry-after"), "1");
        problem(answer, 503, "busy").await;
        refused += 1;
    }
    assert!(taken > 0 && refused > 0, "{taken} taken, {refused} refused");
    assert_eq!(hashes(&server).await - before, taken, "who is turned away costs no hash");
    assert_eq!(log_in(&server, &ada.username, PASSWORD).await.status(), 200, "the control: there is room again");
}

#[tokio::test]
async fn threat_62_a_user_name_and_an_address_go_to_one_of_many() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let race = async |body: &dyn Fn(usize) -> Value| {
        let racers = (0..16).map(|number| post(&server, "/api/v1/users/register", body(number)));
        let mut statuses = Vec::new();
        for answer in futures::future::join_all(racers).await {
            statuses.push(answer.status().as_u16());
        }
        statuses.sort_unstable();
        statuses
    };
    let named = |name: String, address: String| json!({ "email": format!("{address}@example.org"), "username": name, "password": PASSWORD });
    let one: Vec<u16> = std::iter::once(201).chain([409; 15]).collect();
    // Spelled in two ways, it is one name.
    let name = |number: usize| if number.is_multiple_of(2) { "ada" } else { "Ada" };
    assert_eq!(race(&|number| named(name(number).into(), format!("ada{number}"))).await, one);
    assert_eq!(race(&|number| named(format!("bob{number}"), "bob".into())).await, one);
    assert_eq!(race(&|number| named(format!("eve{number}"), format!("eve{number}"))).await, [201; 16], "the control");
}

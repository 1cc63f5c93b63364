//! Rates, as they are when nobody has switched them off.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::json;
use support::Server;
use support::http::{header, problem};

const PASSWORD: &str = "correct horse battery";

async fn server(more: &[(&str, &str)]) -> Server {
    let settings = [("WORKERS", "1"), ("RATE_LIMITS", "on")];
    Server::with(&[&settings, more].concat()).await
}

fn log_in(server: &Server, email: &str, password: &str) -> RequestBuilder {
    server.client.post(server.url("/api/v1/auth/login")).json(&json!({ "email": email, "password": password }))
}

async fn register(server: &Server, name: &str) -> Response {
    let account = json!({ "email": format!("{name}@host.example"), "username": name, "password": PASSWORD });
    server.client.post(server.url("/api/v1/users/register")).json(&account).send().await.unwrap()
}

/// How many of these are answered before one is turned away.
async fn until_turned_away(most: usize, request: impl Fn(usize) -> RequestBuilder) -> usize {
    for number in 0..most {
        let response = request(number).send().await.unwrap();
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            let seconds: u32 = header(&response, "retry-after").parse().unwrap();
            assert!((1..=600).contains(&seconds), "{seconds}");
            assert_eq!(header(&response, "x-content-type-options"), "nosniff");
            assert!(!header(&response, "x-request-id").is_empty());
            problem(response, 429, "rate_limited").await;
            return number;
        }
    }
    panic!("{most} requests were answered");
}

#[tokio::test]
async fn threat_38_guesses_at_many_accounts_end_whatever_address_they_claim() {
    let server = server(&[]).await;
    let answered = until_turned_away(200, |number| {
        let claimed = format!("198.51.100.{}", number % 250);
        log_in(&server, &format!("p{number}@host.example"), PASSWORD).header("X-Forwarded-For", claimed)
    })
    .await;
    assert!((30..100).contains(&answered), "{answered}");
    // Others are not meant.
    let page = server.client.get(server.url("/api/v1/videos")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn threat_38_behind_a_trusted_proxy_each_client_has_a_rate_of_its_own() {
    let server = server(&[("TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")]).await;
    let from = |address: &'static str| {
        let server = &server;
        move |number: usize| {
            log_in(server, &format!("p{number}@host.example"), PASSWORD).header("X-Forwarded-For", address)
        }
    };
    until_turned_away(200, from("198.51.100.1")).await;
    assert_eq!(from("198.51.100.2")(0).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn threat_38_guesses_at_one_account_end_and_its_own_device_still_gets_in() {
    let server = server(&[]).await;
    assert_eq!(register(&server, "ada").await.status(), StatusCode::CREATED);
    let (email, mixed) = ("ada@host.example", "Ada@Host.Example");
    let first = log_in(&server, email, PASSWORD).send().await.unwrap();
    let cookies = first.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let device = cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.contains("device"));
    let device = device.expect("a device cookie").to_owned();

    let spelled = |number: usize| if number.is_multiple_of(2) { email } else { mixed };
    let answered = until_turned_away(30, |number| log_in(&server, spelled(number), "wrong password")).await;
    assert_eq!(answered, 10);
    let stranger = log_in(&server, email, PASSWORD).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::TOO_MANY_REQUESTS);
    let home = log_in(&server, email, PASSWORD).header("Cookie", &device).send().await.unwrap();
    assert_eq!(home.status(), StatusCode::OK);
    // The device has a count of its own, and what is right does not count.
    let guess = |password: &'static str| log_in(&server, email, password).header("Cookie", &device);
    for _ in 0..12 {
        assert_eq!(guess(PASSWORD).send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(until_turned_away(30, |_| guess("wrong password")).await, 10);
}

#[tokio::test]
async fn threat_37_an_account_that_does_not_exist_is_counted_like_one_that_does() {
    let server = server(&[]).await;
    let answered = until_turned_away(30, |_| log_in(&server, "nobody@host.example", "wrong password")).await;
    assert_eq!(answered, 10);
}

#[tokio::test]
async fn threat_38_registrations_have_a_rate() {
    let server = server(&[]).await;
    let taken = |_| {
        let account = json!({ "email": "x", "username": "x", "password": "x" });
        server.client.post(server.url("/api/v1/users/register")).json(&account)
    };
    assert_eq!(until_turned_away(100, taken).await, 40);
}

#[tokio::test]
async fn wrong_proxies_are_told_at_the_start() {
    let server = server(&[]).await;
    let outcome =
        server.command().env("PLAYHOUSE_TRUSTED_PROXIES", "10.0.0.0/40").args(["config", "check"]).output().unwrap();
    assert!(!outcome.status.success());
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned() + &String::from_utf8_lossy(&outcome.stdout);
    assert!(said.contains("trusted_proxies") && said.contains("10.0.0.0/40"), "{said}");
}

#[tokio::test]
async fn threat_38_a_whole_ipv6_network_is_one_client() {
    let server = server(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let from = |network: &'static str| {
        let server = &server;
        move |number: usize| {
            let address = format!("{network}::{number:x}");
            log_in(server, &format!("p{number}@host.example"), PASSWORD).header("X-Forwarded-For", address)
        }
    };
    until_turned_away(200, from("2001:db8:1:2")).await;
    assert_eq!(from("2001:db8:1:3")(0).send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "the control");
}

#[tokio::test]
async fn threat_38_everybody_together_has_a_rate() {
    let server = server(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let forgot = |number: usize| {
        let address = format!("198.51.{}.{}", number / 250, number % 250);
        let request = server.client.post(server.url("/api/v1/auth/password/forgot")).header("X-Forwarded-For", address);
        request.json(&json!({ "email": format!("p{number}@host.example") }))
    };
    let answered = until_turned_away(2000, forgot).await;
    assert!(answered >= 100, "{answered}");
    // Other calls have rates of their own.
    let other = log_in(&server, "nobody@host.example", PASSWORD).send().await.unwrap();
    assert_eq!(other.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn threat_38_a_person_has_one_rate_wherever_they_are() {
    let server = server(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let token = async |name: &str| {
        assert_eq!(register(&server, name).await.status(), StatusCode::CREATED);
        let answer = log_in(&server, &format!("{name}@host.example"), PASSWORD).send().await.unwrap();
        answer.json::<serde_json::Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned()
    };
    let (ada, bob) = (token("ada").await, token("bob").await);
    let write = |token: &str, number: usize| {
        let request = server.client.delete(server.url("/api/v1/videos/nothing")).bearer_auth(token);
        request.header("X-Forwarded-For", format!("198.51.{}.{}", number / 250, number % 250))
    };
    let mut refused = 0;
    for round in 0..40 {
        let fifty = (0..50).map(|number| write(&ada, round * 50 + number).send());
        for answer in futures::future::join_all(fifty).await {
            let answer = answer.unwrap();
            match answer.status() {
                StatusCode::NOT_FOUND => {}
                StatusCode::TOO_MANY_REQUESTS => {
                    assert!(header(&answer, "retry-after").parse::<u32>().unwrap() > 0);
                    refused += 1;
                }
                other => panic!("{other}"),
            }
        }
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "two thousand were answered");
    // The control: it is the person who is counted, not the address.
    assert_eq!(write(&bob, 0).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn threat_38_another_spelling_is_the_same_call() {
    let server = server(&[]).await;
    let spellings = ["/api/v1/auth/%6cogin", "/%61pi/v1/auth/login", "/api/v1/%61uth/log%69n", "/api/v1/auth/login"];
    let answered = until_turned_away(400, |number| {
        let guess = json!({ "email": format!("p{number}@host.example"), "password": PASSWORD });
        server.client.post(server.url(spellings[number % spellings.len()])).json(&guess)
    })
    .await;
    assert!((30..150).contains(&answered), "{answered}");
}

//! The second factor, as a person with an authenticator meets it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use futures::future::join_all;
use hmac::{Hmac, Mac};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use sha1::Sha1;
use support::http::{header, problem};
use support::person::PASSWORD;
use support::smtp::SmtpSink;
use support::{Person, Server, poll_until};

const STEP: u64 = 30;

async fn server(more: &[(&str, &str)]) -> Server {
    Server::with(&[&[("WORKERS", "1")], more].concat()).await
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// An authenticator: RFC 4226 and RFC 6238, written a second time.
struct Authenticator(Vec<u8>);

impl Authenticator {
    fn scan(base32: &str) -> Self {
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0, 0_u32);
        for letter in base32.bytes() {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
            held = (held << 5) | u32::try_from(value).unwrap();
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
            }
        }
        Self(bytes)
    }

    fn code_of(&self, step: u64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 15);
        let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", word % 1_000_000)
    }

    /// A code that no step near now has.
    fn wrong(&self, number: usize) -> String {
        let near: Vec<String> = (now() / STEP - 3..now() / STEP + 4).map(|step| self.code_of(step)).collect();
        (0..).map(|more| format!("{:06}", number * 100 + more)).find(|code| !near.contains(code)).unwrap()
    }
}

/// The step that the server is in, with at least so many seconds of it left.
async fn step_with(seconds: u64) -> u64 {
    poll_until("a step begins", std::time::Duration::from_secs(STEP), async || {
        (STEP - now() % STEP >= seconds).then(|| now() / STEP)
    })
    .await
}

struct Armed {
    person: Person,
    authenticator: Authenticator,
    recovery: Vec<String>,
}

async fn call(person: &Person, method: Method, path: &str, body: Value) -> Response {
    person.request(method, path).json(&body).send().await.unwrap()
}

/// A person who has set up a second factor; the step before the one now is spent by that.
async fn armed(server: &Server) -> Armed {
    let person = Person::register(server, "ada").await;
    let begun = call(&person, Method::POST, "/api/v1/users/me/totp", json!({ "password": PASSWORD })).await;
    assert_eq!(begun.status(), 201);
    assert_eq!(header(&begun, "cache-control"), "no-store");
    let begun: Value = begun.json().await.unwrap();
    let secret = begun["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 32, "160 bits");
    let url =
        format!("otpauth://totp/Playhouse:{}?secret={secret}&issuer=Playhouse", person.username.replace('-', "%2D"));
    assert!(begun["url"].as_str().unwrap().starts_with(&url), "{begun}");
    let authenticator = Authenticator::scan(secret);
    let code = authenticator.code_of(step_with(5).await - 1);
    let confirmed = call(&person, Method::POST, "/api/v1/users/me/totp/confirm", json!({ "code": code })).await;
    assert_eq!(confirmed.status(), 200);
    let confirmed: Value = confirmed.json().await.unwrap();
    let codes = confirmed["recovery_codes"].as_array().unwrap();
    let recovery = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    Armed { person, authenticator, recovery }
}

async fn log_in(server: &Server, person: &Person, password: &str, code: Option<&str>) -> Response {
    let body = json!({ "email": person.email, "password": password, "totp": code });
    server.client.post(server.url("/api/v1/auth/login")).json(&body).send().await.unwrap()
}

async fn state(person: &Person) -> (bool, u64) {
    let state: Value = person.get("/api/v1/users/me/totp").send().await.unwrap().json().await.unwrap();
    (state["active"].as_bool().unwrap(), state["recovery_codes_left"].as_u64().unwrap())
}

#[tokio::test]
async fn a_second_factor_is_set_up_asked_for_and_removed() {
    let server = server(&[]).await;
    let ada = Person::register(&server, "ada").await;
    assert_eq!(state(&ada).await, (false, 0));
    let path = "/api/v1/users/me/totp";
    problem(call(&ada, Method::POST, path, json!({ "password": "wrong password" })).await, 403, "wrong_password").await;
    let confirm = "/api/v1/users/me/totp/confirm";
    problem(call(&ada, Method::POST, confirm, json!({ "code": "123456" })).await, 409, "totp_missing").await;
    let body = json!({ "password": PASSWORD, "code": "123456" });
    problem(call(&ada, Method::DELETE, path, body).await, 409, "totp_missing").await;
    // Begun is not active: a log-in goes on as before.
    assert_eq!(call(&ada, Method::POST, path, json!({ "password": PASSWORD })).await.status(), 201);
    problem(call(&ada, Method::POST, confirm, json!({ "code": "12345" })).await, 401, "totp_wrong").await;
    assert_eq!(log_in(&server, &ada, PASSWORD, None).await.status(), StatusCode::OK);

    let Armed { person, authenticator, recovery } = armed(&server).await;
    assert_eq!(recovery.len(), 10);
    assert_eq!(state(&person).await, (true, 10));
    problem(call(&person, Method::POST, path, json!({ "password": PASSWORD })).await, 409, "totp_active").await;
    problem(log_in(&server, &person, PASSWORD, None).await, 401, "totp_required").await;
    problem(log_in(&server, &person, PASSWORD, Some(" ")).await, 401, "totp_required").await;
    let step = step_with(5).await;
    let code = authenticator.code_of(step);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(log_in(&server, &person, PASSWORD, Some(&spaced)).await.status(), StatusCode::OK);

    let wrong = json!({ "password": "wrong password", "code": recovery[0] });
    problem(call(&person, Method::DELETE, path, wrong).await, 403, "wrong_password").await;
    let wrong = json!({ "password": PASSWORD, "code": authenticator.wrong(1) });
    problem(call(&person, Method::DELETE, path, wrong).await, 401, "totp_wrong").await;
    assert_eq!(state(&person).await, (true, 10));
    let right = json!({ "password": PASSWORD, "code": recovery[0] });
    assert_eq!(call(&person, Method::DELETE, path, right).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(state(&person).await, (false, 0));
    assert_eq!(log_in(&server, &person, PASSWORD, None).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn threat_34_asvs_v5_0_0_6_5_1_a_code_is_taken_once_and_in_its_time() {
    let server = server(&[]).await;
    let Armed { person, authenticator, .. } = armed(&server).await;
    let step = step_with(15).await;
    let old = authenticator.code_of(step - 6);
    problem(log_in(&server, &person, PASSWORD, Some(&old)).await, 401, "totp_wrong").await;
    let far = authenticator.code_of(step + 3);
    problem(log_in(&server, &person, PASSWORD, Some(&far)).await, 401, "totp_wrong").await;

    let code = authenticator.code_of(step);
    let racing = join_all((0..4).map(|_| log_in(&server, &person, PASSWORD, Some(&code)))).await;
    let mut statuses: Vec<u16> = racing.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401]);
    problem(log_in(&server, &person, PASSWORD, Some(&code)).await, 401, "totp_wrong").await;
    // One step ahead is within the tolerance, and spends what lies before it.
    let next = authenticator.code_of(step + 1);
    assert_eq!(log_in(&server, &person, PASSWORD, Some(&next)).await.status(), StatusCode::OK);
    problem(log_in(&server, &person, PASSWORD, Some(&code)).await, 401, "totp_wrong").await;
}

#[tokio::test]
async fn threat_35_ten_wrong_codes_are_counted_for_the_account_whatever_the_address() {
    let server = server(&[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let Armed { person, authenticator, recovery } = armed(&server).await;
    let guess = async |number: usize, code: &str| {
        let body = json!({ "email": person.email, "password": PASSWORD, "totp": code });
        let from = format!("198.51.100.{number}");
        let request = server.client.post(server.url("/api/v1/auth/login")).header("X-Forwarded-For", from);
        request.json(&body).send().await.unwrap()
    };
    let mut taken = 0;
    for number in 0..20 {
        let answer = guess(number, &authenticator.wrong(number)).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(header(&answer, "retry-after").parse::<u32>().unwrap() > 0);
            break;
        }
        problem(answer, 401, "totp_wrong").await;
        taken += 1;
    }
    assert_eq!(taken, 10);
    // A right one does not pass now either, and is not lost by that.
    problem(guess(30, &recovery[0]).await, 429, "rate_limited").await;
    assert_eq!(state(&person).await, (true, 10));
}

#[tokio::test]
async fn threat_35_right_codes_do_not_count_as_guesses() {
    let server = server(&[("RATE_LIMITS", "on")]).await;
    let Armed { person, recovery, .. } = armed(&server).await;
    for code in &recovery {
        assert_eq!(log_in(&server, &person, PASSWORD, Some(code)).await.status(), StatusCode::OK);
        problem(log_in(&server, &person, PASSWORD, None).await, 401, "totp_required").await;
    }
    assert_eq!(state(&person).await, (true, 0));
}

#[tokio::test]
async fn threat_36_the_password_alone_gives_nothing() {
    let server = server(&[]).await;
    let Armed { person, authenticator, recovery } = armed(&server).await;
    for code in [None, Some(authenticator.wrong(1)), Some("not-a-code".to_owned())] {
        let answer = log_in(&server, &person, PASSWORD, code.as_deref()).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 0);
        let body: Value = answer.json().await.unwrap();
        assert!(!body.to_string().contains("token"), "{body}");
    }
    // Whether there is a second factor is told to nobody without the password.
    for code in [None, Some(recovery[0].as_str())] {
        problem(log_in(&server, &person, "wrong password", code).await, 401, "wrong_credentials").await;
    }
    assert_eq!(state(&person).await, (true, 10), "a wrong password spends no code");
}

#[tokio::test]
async fn threat_62_a_recovery_code_opens_one_log_in() {
    let server = server(&[]).await;
    let Armed { person, recovery, .. } = armed(&server).await;
    let racing = join_all((0..6).map(|_| log_in(&server, &person, PASSWORD, Some(&recovery[0])))).await;
    let opened = racing.iter().filter(|answer| answer.status() == StatusCode::OK).count();
    assert_eq!(opened, 1);
    problem(log_in(&server, &person, PASSWORD, Some(&recovery[0])).await, 401, "totp_wrong").await;
    let spoken = recovery[1].to_uppercase().replace('-', " ");
    assert_eq!(log_in(&server, &person, PASSWORD, Some(&spoken)).await.status(), StatusCode::OK);
    assert_eq!(state(&person).await, (true, 8));
}

#[tokio::test]
async fn threat_56_secrets_and_codes_are_neither_in_the_database_nor_in_the_log() {
    let server = server(&[("LOG", "debug")]).await;
    let Armed { person, authenticator, recovery } = armed(&server).await;
    assert_eq!(log_in(&server, &person, PASSWORD, Some(&recovery[0])).await.status(), StatusCode::OK);
    let mut seen = server.log().into_bytes();
    for file in
        support::files_below(&server.data_dir()).iter().filter(|path| path.to_string_lossy().contains("playhouse.db"))
    {
        seen.extend(std::fs::read(file).unwrap());
    }
    let is_there = |what: &[u8]| seen.windows(what.len()).any(|window| window == what);
    assert!(is_there(person.username.as_bytes()), "the control: what is stored in the open is found");
    assert!(!is_there(&authenticator.0));
    for code in &recovery {
        assert!(!is_there(code.as_bytes()) && !is_there(code.replace('-', "").as_bytes()));
    }
}

#[tokio::test]
async fn threat_36_a_new_password_by_mail_does_not_pass_the_second_factor() {
    let sink = SmtpSink::start(0).await;
    let url = sink.url();
    let server = server(&[("SMTP_URL", &url), ("MAIL_FROM", "post@videos.example")]).await;
    let Armed { person, recovery, .. } = armed(&server).await;
    let cookies = async |answer: Response| {
        assert_eq!(answer.status(), StatusCode::OK);
        let cookies = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        cookies.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    };
    let refresh = async |cookies: &str| {
        server.client.post(server.url("/api/v1/auth/refresh")).header("Cookie", cookies).send().await.unwrap()
    };
    let me = async |bearer: &str| {
        let answer = server.client.get(server.url("/api/v1/users/me")).bearer_auth(bearer).send().await.unwrap();
        answer.status().as_u16()
    };
    let key = json!({ "name": "a program", "scopes": ["read"] });
    let key = call(&person, Method::POST, "/api/v1/users/me/api-keys", key).await;
    let key: Value = key.json().await.unwrap();
    let key = key["key"].as_str().unwrap_or_else(|| panic!("{key}")).to_owned();
    let session = cookies(log_in(&server, &person, PASSWORD, Some(&recovery[0])).await).await;
    // The control: until then all of it works.
    let session = cookies(refresh(&session).await).await;
    assert_eq!((me(&person.token).await, me(&key).await), (200, 200));

    let forgot = server.client.post(server.url("/api/v1/auth/password/forgot"));
    assert_eq!(forgot.json(&json!({ "email": person.email })).send().await.unwrap().status(), 202);
    let token = sink.mail_to(&person.email, 1).await.token();
    let new = "another horse, another battery";
    let reset = json!({ "token": token, "password": new });
    let reset = server.client.post(server.url("/api/v1/auth/password/reset")).json(&reset).send().await.unwrap();
    assert_eq!((reset.status().as_u16(), reset.headers().get_all("set-cookie").iter().count()), (204, 0));

    assert_eq!((me(&person.token).await, me(&key).await), (401, 401));
    assert_eq!(refresh(&session).await.status(), StatusCode::UNAUTHORIZED);
    problem(log_in(&server, &person, new, None).await, 401, "totp_required").await;
    problem(log_in(&server, &person, new, Some(&recovery[0])).await, 401, "totp_wrong").await;
    problem(log_in(&server, &person, PASSWORD, Some(&recovery[1])).await, 401, "wrong_credentials").await;
    assert_eq!(log_in(&server, &person, new, Some(&recovery[1])).await.status(), StatusCode::OK);
    problem(log_in(&server, &person, new, Some(&recovery[1])).await, 401, "totp_wrong").await;
}

//! Every call by everybody: `tests/matrix.txt` against the running server.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::person::PASSWORD;
use support::{Person, Server};

const TABLE: &str = include_str!("matrix.txt");
const CAPTIONS: &str = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n";

struct Row {
    method: Method,
    path: &'static str,
    answers: Vec<u16>,
    body: Option<&'static str>,
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let (call, body) = match line.find(" {\"") {
            Some(at) => (&line[..at], Some(line[at..].trim())),
            None => (line, None),
        };
        let mut words = call.split_whitespace();
        let (method, path) = (words.next().unwrap().parse().unwrap(), words.next().unwrap());
        let answers: Vec<u16> = words.map(|word| word.parse().unwrap()).collect();
        assert_eq!(answers.len(), 5, "{line}");
        Self { method, path, answers, body }
    }

    /// Without the names of what stands in braces, and without a query.
    fn call(&self) -> (String, String) {
        (self.method.to_string(), shape(self.path.split('?').next().unwrap()))
    }
}

/// A path whose parts in braces have no names.
fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn rows() -> Vec<Row> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Row::parse).collect()
}

/// A name that nobody has.
fn fresh_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("new{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

struct Stage {
    server: Server,
    /// Member, owner, moderator, admin.
    people: Vec<Person>,
    /// Videos of the owner that were made for the request under way: their uploads stay open, and nobody has any number of those.
    made: RefCell<Vec<String>>,
    /// Videos of the owner, public and private, beside which there are comments.
    talk: String,
    secret: String,
}

impl Stage {
    async fn set() -> Self {
        let server = Server::with(&[("WORKERS", "1")]).await;
        let mut people = Vec::new();
        for role in ["member", "member", "moderator", "admin"] {
            let name = fresh_name();
            let mut command = server.command();
            let email = format!("{name}@example.org");
            command.args(["user", "add", "--email", &email, "--username", &name, "--role", role, "--password-stdin"]);
            let made = tokio::task::spawn_blocking(move || {
                use std::io::Write;
                let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
                child.wait().unwrap()
            });
            assert!(made.await.unwrap().success());
            people.push(Person::log_in(&server, &name, &email, PASSWORD).await);
        }
        let talk = people[1].create(10, &[("visibility", "public")]).await.video;
        let secret = people[1].create(10, &[("visibility", "private")]).await.video;
        Self { server, people, made: RefCell::default(), talk, secret }
    }

    fn owner(&self) -> &Person {
        &self.people[1]
    }

    async fn again(&self, person: &Person) -> Person {
        Person::log_in(&self.server, &person.username, &person.email, PASSWORD).await
    }

    /// The path with things in it that were made for this one request.
    async fn fill(&self, path: &str) -> String {
        let mut parts = Vec::new();
        for part in path.split('/') {
            parts.push(match part {
                "{private}" | "{unlisted}" | "{public}" => self.video(part.trim_matches(['{', '}'])).await,
                "{upload}" => {
                    let upload = self.owner().create(10, &[]).await;
                    upload.url.rsplit('/').next().unwrap().to_owned()
                }
                "{session}" => self.session().await,
                "{talk}" => self.talk.clone(),
                "{secret}" => self.secret.clone(),
                "{own-list}" => self.playlist("private").await,
                "{open-list}" => self.playlist("public").await,
                "{comment}" => self.comment(&self.talk).await,
                "{hidden}" => self.comment(&self.secret).await,
                "{report}" => self.report().await,
                "{key}" => {
                    let new = json!({ "name": "a program", "scopes": ["read"] });
                    let made = self.owner().request(Method::POST, "/api/v1/users/me/api-keys").json(&new);
                    let made: Value = made.send().await.unwrap().json().await.unwrap();
                    made["api_key"]["id"].as_str().unwrap().to_owned()
                }
                "{username}" => Person::register(&self.server, "user").await.username,
                "{tier}" => "plus".to_owned(),
                "{user}" => {
                    let member = Person::register(&self.server, "user").await;
                    let me: Value = member.get("/api/v1/users/me").send().await.unwrap().json().await.unwrap();
                    me["user"]["id"].as_str().unwrap().to_owned()
                }
                // Nothing is worked on here.
                "{job}" => "0".to_owned(),
                "{actor}" => self.actor().await,
                "{language}" => "en".to_owned(),
                part => part.to_owned(),
            });
        }
        parts.join("/")
    }

    async fn video(&self, visibility: &str) -> String {
        let video = self.owner().create(10, &[("visibility", visibility)]).await.video;
        self.made.borrow_mut().push(video.clone());
        let path = format!("/api/v1/videos/{video}/captions/en");
        let captions = self.owner().request(Method::PUT, &path).header("Content-Type", "text/vtt").body(CAPTIONS);
        assert_eq!(captions.send().await.unwrap().status(), 201);
        video
    }

    /// One that nobody here needs.
    async fn actor(&self) -> String {
        let list = self.people[3].get("/api/v1/operator/actors?kind=evictor").send().await.unwrap();
        let list: Value = list.json().await.unwrap();
        list["items"][0]["id"].to_string()
    }

    async fn comment(&self, video: &str) -> String {
        let path = format!("/api/v1/videos/{video}/comments");
        let made = self.owner().request(Method::POST, &path).json(&json!({ "body": "Hello" })).send().await.unwrap();
        let made: Value = made.json().await.unwrap();
        made["comment"]["id"].as_str().unwrap().to_owned()
    }

    async fn playlist(&self, visibility: &str) -> String {
        let new = json!({ "title": "A list", "visibility": visibility });
        let made = self.owner().request(Method::POST, "/api/v1/playlists").json(&new).send().await.unwrap();
        let made: Value = made.json().await.unwrap();
        let id = made["playlist"]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/playlists/{id}/items");
        let item = self.owner().request(Method::POST, &path).json(&json!({ "video": self.talk }));
        assert_eq!(item.send().await.unwrap().status(), 201);
        id
    }

    /// Of somebody who has not reported anything yet.
    async fn report(&self) -> String {
        let comment = self.comment(&self.talk).await;
        let reporter = Person::register(&self.server, "user").await;
        let request = reporter.request(Method::POST, &format!("/api/v1/comments/{comment}/report"));
        assert_eq!(request.json(&json!({ "reason": "rude" })).send().await.unwrap().status(), 202);
        let list: Value =
            self.people[3].get("/api/v1/operator/reports?limit=100").send().await.unwrap().json().await.unwrap();
        let is_it = |report: &&Value| report["comment"] == json!(comment);
        list["items"].as_array().unwrap().iter().find(is_it).unwrap()["id"].as_str().unwrap().to_owned()
    }

    async fn session(&self) -> String {
        let other = self.again(self.owner()).await;
        let list: Value = other.get("/api/v1/users/me/sessions").send().await.unwrap().json().await.unwrap();
        let current = list["items"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
        current["id"].as_str().unwrap().to_owned()
    }

    async fn ask(&mut self, row: &Row, column: usize) -> u16 {
        let url = self.server.url(&self.fill(row.path).await);
        let request = match column {
            0 => self.server.client.request(row.method.clone(), url),
            _ => self.people[column - 1].request(row.method.clone(), &url),
        };
        let status = self.with_body(request, row).send().await.unwrap().status().as_u16();
        let ends_sessions = row.path.contains("/users/me") || row.path.contains("/auth/");
        if column > 0 && ends_sessions {
            self.people[column - 1] = self.again(&self.people[column - 1]).await;
        }
        for video in self.made.take() {
            let path = format!("/api/v1/videos/{video}");
            self.owner().request(Method::DELETE, &path).send().await.unwrap();
        }
        status
    }

    fn with_body(&self, request: RequestBuilder, row: &Row) -> RequestBuilder {
        if row.path.contains("/uploads") {
            let request = request.header("Tus-Resumable", "1.0.0");
            return match row.method {
                Method::POST => request.header("Upload-Length", "10"),
                Method::PATCH => {
                    let request = request.header("Upload-Offset", "0");
                    request.header("Content-Type", "application/offset+octet-stream").body("0123456789")
                }
                _ => request,
            };
        }
        if row.path.contains("/captions/") && row.method == Method::PUT {
            return request.header("Content-Type", "text/vtt").body(CAPTIONS);
        }
        match row.body {
            Some(body) => {
                let body = body.replace("{new}", &fresh_name()).replace("{secret}", &self.secret);
                request.json(&serde_json::from_str::<Value>(&body).unwrap())
            }
            None => request,
        }
    }
}

#[tokio::test]
async fn threat_52_everybody_gets_what_the_table_says() {
    let mut stage = Stage::set().await;
    let mut wrong = Vec::new();
    for row in rows() {
        let mut answers = Vec::new();
        for column in 0..row.answers.len() {
            answers.push(stage.ask(&row, column).await);
        }
        if answers != row.answers {
            wrong.push(format!("{} {}: {answers:?} instead of {:?}", row.method, row.path, row.answers));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn threat_52_every_call_of_the_document_is_in_the_table() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let document: Value =
        server.client.get(server.url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    let table: BTreeSet<(String, String)> = rows().iter().map(Row::call).collect();
    let verbs = ["get", "put", "post", "delete", "patch", "head", "options"];
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys().filter(|key| verbs.contains(&key.as_str())) {
            calls.insert((verb.to_uppercase(), shape(path)));
        }
    }
    assert!(calls.len() > 20 && document["openapi"] != json!(null));
    let missing: Vec<_> = calls.difference(&table).collect();
    assert!(missing.is_empty(), "tests/matrix.txt has no line for {missing:#?}");
}

/// Each call of the document in every other way.
#[tokio::test]
async fn who_asks_in_a_wrong_way_is_told_the_right_ones() {
    let server = Server::with(&[("WORKERS", "1")]).await;
    let document: Value =
        server.client.get(server.url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    let mut asked = 0;
    for (path, calls) in document["paths"].as_object().unwrap() {
        let right: BTreeSet<String> = calls.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let url = server.url(
            &path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/"),
        );
        for wrong in ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|method| !right.contains(*method)) {
            let answer = server.client.request(wrong.parse().unwrap(), &url).send().await.unwrap();
            // Where an upload is there is nothing to be read; and POST may stand for PATCH there.
            if path == "/api/v1/uploads/{id}" && ["GET", "POST"].contains(&wrong) {
                assert!(answer.status().is_client_error());
                continue;
            }
            let allowed = header(&answer, "allow");
            let allowed: BTreeSet<String> = allowed.split(", ").map(str::to_owned).collect();
            assert!(allowed.is_superset(&right) && !allowed.contains(wrong), "{wrong} {path}: {allowed:?}");
            problem(answer, 405, "method_not_allowed").await;
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
    let page = server.client.post(server.url("/")).send().await.unwrap();
    assert_eq!(header(&page, "allow"), "GET, HEAD");
    problem(page, 405, "method_not_allowed").await;
}

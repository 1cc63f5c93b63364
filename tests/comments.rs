//! Comments over the API: written, answered, changed, looked after, and kept civil.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use futures::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::{Person, Server};

struct Stage {
    server: Server,
    owner: Person,
    video: String,
}

impl Stage {
    async fn set() -> Self {
        Self::with(&[("WORKERS", "1")], "public").await
    }

    async fn with(settings: &[(&str, &str)], visibility: &str) -> Self {
        let server = Server::with(settings).await;
        let owner = Person::register(&server, "owner").await;
        let video = owner.create(10, &[("visibility", visibility)]).await.video;
        Self { server, owner, video }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/videos/{}/{rest}", self.video)
    }

    async fn person(&self, name: &str) -> Person {
        Person::register(&self.server, name).await
    }

    async fn post(&self, who: &Person, body: Value) -> Response {
        who.request(Method::POST, &self.path("comments")).json(&body).send().await.unwrap()
    }

    /// A comment that everybody sees.
    async fn say(&self, who: &Person, body: Value) -> Value {
        let answer = self.post(who, body).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        answer.json::<Value>().await.unwrap()["comment"].take()
    }

    async fn listed(&self, who: Option<&Person>, query: &str) -> Vec<Value> {
        let path = self.path(&format!("comments{query}"));
        let answer = match who {
            Some(who) => who.get(&path).send().await.unwrap(),
            None => self.server.client.get(self.server.url(&path)).send().await.unwrap(),
        };
        assert_eq!(answer.status(), 200, "{path}");
        answer.json::<Value>().await.unwrap()["items"].as_array().unwrap().clone()
    }

    async fn bodies(&self, who: Option<&Person>, query: &str) -> Vec<String> {
        let list = self.listed(who, query).await;
        list.iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
    }
}

async fn act(who: &Person, method: Method, comment: &Value, rest: &str, body: Value) -> Response {
    let path = format!("/api/v1/comments/{}{rest}", comment["id"].as_str().unwrap());
    who.request(method, &path).json(&body).send().await.unwrap()
}

async fn done(answer: Response) -> Value {
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn put_rules(who: &Person, rules: Value) -> Response {
    who.request(Method::PUT, "/api/v1/operator/comment-rules").json(&rules).send().await.unwrap()
}

#[tokio::test]
async fn people_talk_beside_a_video() {
    let stage = Stage::set().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let top = stage.say(&ada, json!({ "body": " Hello *you* ", "at": 1.5, "client_id": "c1" })).await;
    assert_eq!((&top["body"], &top["at"], &top["client_id"]), (&json!("Hello *you*"), &json!(1.5), &json!("c1")));
    assert_eq!(top["author"]["username"], json!(ada.username));
    let again = stage.post(&ada, json!({ "body": "another", "client_id": "c1" })).await;
    assert_eq!(done(again).await["comment"], top);
    let answer = stage.say(&bob, json!({ "body": "Hi", "parent": top["id"] })).await;
    let deep = stage.say(&ada, json!({ "body": "Hi again", "parent": answer["id"] })).await;
    assert_eq!((&deep["parent"], &deep["root"]), (&answer["id"], &top["id"]));

    let liked = done(act(&bob, Method::PUT, &top, "/like", json!({})).await).await;
    assert_eq!(liked, json!({ "likes": 1 }));
    let seen = stage.listed(Some(&bob), "").await;
    assert_eq!(seen.len(), 1);
    assert_eq!((&seen[0]["likes"], &seen[0]["liked"], &seen[0]["replies"]), (&json!(1), &json!(true), &json!(2)));
    assert!(seen[0].get("client_id").is_none(), "it is its author's");
    let seen = stage.listed(None, "?sort=top").await;
    assert!(seen[0].get("liked").is_none());
    let thread = stage.bodies(None, &format!("/{}/replies", top["id"].as_str().unwrap())).await;
    assert_eq!(thread, ["Hi", "Hi again"]);

    let edited = done(act(&ada, Method::PATCH, &top, "", json!({ "body": "Hello all" })).await).await;
    assert!(edited["comment"]["edited_at"].is_string());
    for (who, status) in [(&ada, 200), (&stage.owner, 200), (&bob, 404)] {
        let edits = act(who, Method::GET, &top, "/edits", json!({})).await;
        assert_eq!(edits.status(), status);
        if status == 200 {
            let edits: Value = edits.json().await.unwrap();
            assert_eq!(edits["items"][0]["body"], json!("Hello *you*"));
        }
    }
    problem(act(&bob, Method::PATCH, &top, "", json!({ "body": "x" })).await, 404, "not_found").await;
    problem(act(&bob, Method::DELETE, &top, "", json!({})).await, 404, "not_found").await;
    assert_eq!(act(&stage.owner, Method::DELETE, &top, "", json!({})).await.status(), 204);
    problem(act(&ada, Method::PATCH, &top, "", json!({ "body": "x" })).await, 404, "not_found").await;
    let left = stage.listed(None, "").await;
    assert_eq!((&left[0]["state"], &left[0]["body"]), (&json!("deleted"), &json!("")));
    problem(stage.post(&bob, json!({ "body": "x", "parent": top["id"] })).await, 422, "parent_gone").await;
}

#[tokio::test]
async fn pages_of_comments_follow_each_other_after_the_pinned_one() {
    let stage = Stage::set().await;
    let mut all = Vec::new();
    for number in 0..5 {
        all.push(stage.say(&stage.owner, json!({ "body": number.to_string() })).await);
    }
    done(act(&stage.owner, Method::PUT, &all[2], "/pin", json!({})).await).await;
    let hearted = done(act(&stage.owner, Method::PUT, &all[0], "/heart", json!({})).await).await;
    assert_eq!(hearted["comment"]["hearted"], json!(true));
    let (mut read, mut query) = (Vec::new(), "?sort=oldest&limit=2".to_owned());
    loop {
        let page: Value =
            stage.owner.get(&stage.path(&format!("comments{query}"))).send().await.unwrap().json().await.unwrap();
        read.extend(page["items"].as_array().unwrap().iter().map(|item| item["body"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?sort=oldest&limit=2&cursor={cursor}");
    }
    assert_eq!(read, ["2", "0", "1", "3", "4"]);
    done(act(&stage.owner, Method::DELETE, &all[2], "/pin", json!({})).await).await;
    assert_eq!(stage.bodies(None, "").await, ["4", "3", "2", "1", "0"]);
    problem(stage.owner.get(&stage.path("comments?sort=odd")).send().await.unwrap(), 400, "bad_request").await;
}

#[tokio::test]
async fn threat_14_no_tag_is_kept_of_a_comment() {
    let stage = Stage::set().await;
    for (raw, kept) in [
        ("x<svg><a><set attributeName=href to=javascript:alert(1)>y</a></svg>", "x"),
        ("<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml></math>y", "y"),
        ("a < b && c > d <3", "a < b && c > d <3"),
        ("turn\u{202e}ed", "turned"),
    ] {
        let comment = stage.say(&stage.owner, json!({ "body": raw })).await;
        assert_eq!(comment["body"], json!(kept), "{raw}");
        let edited = done(act(&stage.owner, Method::PATCH, &comment, "", json!({ "body": format!("{raw}!") })).await);
        assert_eq!(edited.await["comment"]["body"], json!(format!("{kept}!")));
    }
    for (body, pointer) in [
        (json!({ "body": "<b></b>" }), "/body"),
        (json!({ "body": "x".repeat(5001) }), "/body"),
        (json!({ "body": "x", "client_id": "" }), "/client_id"),
        (json!({ "body": "x", "at": -1 }), "/at"),
    ] {
        let problem = problem(stage.post(&stage.owner, body.clone()).await, 422, "validation_failed").await;
        assert_eq!(problem["errors"][0]["pointer"], json!(pointer), "{body}");
    }
    problem(stage.post(&stage.owner, json!({ "body": "x", "state": "published" })).await, 400, "bad_request").await;
}

#[tokio::test]
async fn threat_57_words_are_found_by_any_way_in_and_in_any_dress() {
    let stage = Stage::set().await;
    let root = Person::operator(&stage.server).await;
    let ada = stage.person("ada").await;
    let before = stage.say(&ada, json!({ "body": "viagra" })).await;
    let rules = json!({
        "words": { "viagra": "refuse", "casino": "hold" },
        "hosts": { "Bad.Example": "refuse" },
        "links": { "min_account_days": 1, "min_published": 0, "action": "hold" },
    });
    done(put_rules(&root, rules).await).await;
    for body in ["viagra", "VIАGRА", "v1agra", "v i a g r a", "https://www.bad.example/x", "vi<b>agra</b>"] {
        problem(stage.post(&ada, json!({ "body": body })).await, 422, "comment_refused").await;
    }
    problem(act(&ada, Method::PATCH, &before, "", json!({ "body": "more ѵiagra" })).await, 422, "comment_refused")
        .await;
    problem(act(&ada, Method::PATCH, &before, "", json!({ "body": "casino" })).await, 422, "comment_refused").await;
    for body in ["a casino", "see https://good.example"] {
        let held = stage.post(&ada, json!({ "body": body })).await;
        assert_eq!(held.status(), 202);
    }
    assert_eq!(stage.bodies(None, "?sort=oldest").await, ["viagra"], "who waits is not shown");
    assert_eq!(stage.bodies(Some(&ada), "").await.len(), 3, "its author sees it");
    problem(ada.get(&stage.path("comments?held=true")).send().await.unwrap(), 404, "not_found").await;
    let held = stage.listed(Some(&stage.owner), "?held=true&sort=oldest").await;
    assert_eq!(held.len(), 2);
    problem(act(&ada, Method::POST, &held[0], "/release", json!({})).await, 404, "not_found").await;
    problem(act(&stage.person("bob").await, Method::PUT, &held[0], "/like", json!({})).await, 404, "not_found").await;
    let released = done(act(&stage.owner, Method::POST, &held[0], "/release", json!({})).await).await;
    assert_eq!(released["comment"]["state"], json!("published"));
    assert_eq!(stage.bodies(None, "").await.len(), 2);

    done(put_rules(&root, json!({ "words": {}, "hosts": {}, "links": null })).await).await;
    stage.say(&ada, json!({ "body": "viagra again" })).await;
    for wrong in [json!({ "words": { "!!": "hold" } }), json!({ "hosts": { "a/b": "hold" } })] {
        problem(put_rules(&root, wrong).await, 422, "validation_failed").await;
    }
    problem(put_rules(&ada, json!({})).await, 404, "not_found").await;
}

#[tokio::test]
async fn a_room_has_rules_of_its_own() {
    let stage = Stage::set().await;
    let ada = stage.person("ada").await;
    let set = async |body: Value| {
        let request = stage.owner.request(Method::PATCH, &stage.path("room")).json(&body);
        done(request.send().await.unwrap()).await["room"].take()
    };
    let before = stage.say(&ada, json!({ "body": "before" })).await;
    assert_eq!(set(json!({ "holds_all": true })).await, json!({ "open": true, "slow_mode": 0, "holds_all": true }));
    assert_eq!(stage.post(&ada, json!({ "body": "held" })).await.status(), 202);
    stage.say(&stage.owner, json!({ "body": "the host's" })).await;
    set(json!({ "holds_all": false, "slow_mode": 600 })).await;
    stage.say(&ada, json!({ "body": "first" })).await;
    let slow = stage.post(&ada, json!({ "body": "second" })).await;
    assert!(header(&slow, "retry-after").parse::<u32>().unwrap() > 500);
    problem(slow, 429, "slow_mode").await;
    set(json!({ "open": false })).await;
    problem(stage.post(&ada, json!({ "body": "x" })).await, 403, "room_closed").await;
    problem(act(&ada, Method::PATCH, &before, "", json!({ "body": "x" })).await, 403, "room_closed").await;
    let room: Value = ada.get(&stage.path("room")).send().await.unwrap().json().await.unwrap();
    assert_eq!(room["room"]["open"], json!(false));
    let request = ada.request(Method::PATCH, &stage.path("room")).json(&json!({ "open": true }));
    problem(request.send().await.unwrap(), 404, "not_found").await;
}

#[tokio::test]
async fn blocked_people_are_not_heard() {
    let stage = Stage::set().await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let of_ada = stage.say(&ada, json!({ "body": "of ada" })).await;
    stage.say(&bob, json!({ "body": "of bob" })).await;
    let block = async |who: &Person, whom: &Person, method: Method| {
        who.request(method, &format!("/api/v1/users/{}/block", whom.username)).send().await.unwrap()
    };
    assert_eq!(block(&ada, &bob, Method::PUT).await.status(), 204);
    assert_eq!(stage.bodies(Some(&ada), "").await, ["of ada"]);
    let blocks = async |who: &Person| -> Vec<String> {
        let page: Value = who.get("/api/v1/users/me/blocks").send().await.unwrap().json().await.unwrap();
        let names = page["items"].as_array().unwrap().iter();
        names.map(|blocked| blocked["person"]["username"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((blocks(&ada).await, blocks(&bob).await.len()), (vec![bob.username.clone()], 0));
    problem(stage.post(&bob, json!({ "body": "x", "parent": of_ada["id"] })).await, 403, "blocked").await;
    stage.say(&bob, json!({ "body": "elsewhere" })).await;
    assert_eq!(block(&stage.owner, &bob, Method::PUT).await.status(), 204);
    problem(stage.post(&bob, json!({ "body": "x" })).await, 403, "blocked").await;
    assert_eq!(block(&stage.owner, &bob, Method::DELETE).await.status(), 204);
    stage.say(&bob, json!({ "body": "back" })).await;
    problem(block(&ada, &ada, Method::PUT).await, 403, "own_account").await;
}

#[tokio::test]
async fn threat_57_reports_reach_moderators_and_are_counted() {
    let stage = Stage::with(&[("WORKERS", "1"), ("RATE_LIMITS", "on")], "public").await;
    let root = Person::operator(&stage.server).await;
    let (ada, bob) = (stage.person("ada").await, stage.person("bob").await);
    let mut bad = Vec::new();
    for number in 0..6 {
        bad.push(stage.say(&bob, json!({ "body": format!("bad {number}") })).await);
    }
    let report = async |comment: &Value| act(&ada, Method::POST, comment, "/report", json!({ "reason": "rude" })).await;
    for comment in [&bad[0], &bad[0], &bad[1], &bad[2], &bad[3]] {
        assert_eq!(report(comment).await.status(), 202);
    }
    problem(report(&bad[4]).await, 429, "rate_limited").await;
    let reports: Value = root.get("/api/v1/operator/reports").send().await.unwrap().json().await.unwrap();
    let reports = reports["items"].as_array().unwrap();
    assert_eq!(reports.len(), 4, "once a person and comment");
    assert_eq!((&reports[0]["body"], &reports[0]["author"]), (&json!("bad 0"), &json!(bob.username)));
    let resolve = async |report: &Value, outcome: &str| {
        let path = format!("/api/v1/operator/reports/{}/resolve", report["id"].as_str().unwrap());
        root.request(Method::POST, &path).json(&json!({ "outcome": outcome })).send().await.unwrap()
    };
    assert_eq!(resolve(&reports[0], "deleted").await.status(), 204);
    assert_eq!(resolve(&reports[1], "dismissed").await.status(), 204);
    problem(resolve(&reports[1], "deleted").await, 404, "not_found").await;
    assert_eq!(stage.bodies(None, "?sort=oldest").await[0], "bad 1");

    let path = format!("/api/v1/operator/users/{}/purge-comments", reports[0]["author_id"].as_str().unwrap());
    stage.say(&ada, json!({ "body": "good" })).await;
    problem(ada.request(Method::POST, &path).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(done(root.request(Method::POST, &path).send().await.unwrap()).await, json!({ "comments": 5 }));
    assert_eq!(stage.bodies(None, "").await, ["good"]);
    let audit: Value = root.get("/api/v1/operator/audit").send().await.unwrap().json().await.unwrap();
    let actions: Vec<_> = audit["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions[0], &json!("comments.purge"));
    assert_eq!(actions.iter().filter(|action| ***action == json!("comments.report")).count(), 2);
}

#[tokio::test]
async fn threat_52_comments_are_as_private_as_their_video() {
    let stage = Stage::with(&[("WORKERS", "1")], "private").await;
    let ada = stage.person("ada").await;
    let secret = stage.say(&stage.owner, json!({ "body": "secret" })).await;
    problem(ada.get(&stage.path("comments")).send().await.unwrap(), 404, "not_found").await;
    problem(stage.post(&ada, json!({ "body": "x" })).await, 404, "not_found").await;
    for (method, rest) in [
        (Method::PUT, "/like"),
        (Method::DELETE, "/like"),
        (Method::PUT, "/pin"),
        (Method::PUT, "/heart"),
        (Method::GET, "/edits"),
        (Method::POST, "/release"),
        (Method::DELETE, ""),
    ] {
        problem(act(&ada, method, &secret, rest, json!({})).await, 404, "not_found").await;
    }
    problem(act(&ada, Method::POST, &secret, "/report", json!({ "reason": "x" })).await, 404, "not_found").await;
    problem(act(&ada, Method::PATCH, &secret, "", json!({ "body": "x" })).await, 404, "not_found").await;
    assert_eq!(stage.bodies(Some(&stage.owner), "").await, ["secret"]);
}

#[tokio::test]
async fn many_at_once_are_all_written_once() {
    let stage = Stage::set().await;
    let people = join_all((0..4).map(|number| stage.person(["a1", "b2", "c3", "d4"][number]))).await;
    let posts = (0..80).map(|number| {
        let who = &people[number % 4];
        // Each of them twice, as a client sends that has not heard.
        stage.post(who, json!({ "body": format!("number {number}"), "client_id": format!("{}", number / 8) }))
    });
    let mut made = 0;
    for answer in join_all(posts).await {
        made += usize::from(answer.status() == 201);
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
    assert_eq!((made, stage.listed(None, "?limit=100").await.len()), (40, 40));
}

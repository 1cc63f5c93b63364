//! What people keep for themselves: history, playlists, likes; and how they find more.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics says what is wrong"
)]

pub mod support;

use std::time::Duration;

use futures::future::join_all;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use support::http::{header, problem};
use support::tus::metadata;
use support::{Person, Server, media};

const READY: Duration = Duration::from_secs(120);
const HISTORY: &str = "/api/v1/users/me/history";
const SETTINGS: &str = "/api/v1/users/me/history-settings";
const LATER: &str = "/api/v1/users/me/watch-later";
const OWN: &str = "/api/v1/users/me/playlists";

async fn server() -> Server {
    Server::with(&[("WORKERS", "1")]).await
}

async fn body(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status == StatusCode::OK || status == StatusCode::CREATED, "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

async fn ask(person: &Person, path: &str) -> Value {
    body(person.get(path).send().await.unwrap()).await
}

async fn send(person: &Person, method: Method, path: &str, what: Value) -> Response {
    person.request(method, path).json(&what).send().await.unwrap()
}

/// Nothing comes back.
async fn done(person: &Person, method: Method, path: &str, what: Value) {
    let answer = send(person, method, path, what).await;
    assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
}

/// A video that is still on its way.
async fn draft(person: &Person, visibility: &str) -> String {
    person.create(10, &[("visibility", visibility)]).await.video
}

async fn set(person: &Person, video: &str, what: Value) -> Value {
    let path = format!("/api/v1/videos/{video}");
    body(send(person, Method::PATCH, &path, what).await).await["video"].take()
}

/// Ids of the videos of a page; `videos` or items that have one.
fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    let id = |item: &Value| item.get("video").unwrap_or(item)["id"].as_str().unwrap().to_owned();
    items.map(id).collect()
}

async fn watch(person: &Person, video: &str, position: f64) {
    done(person, Method::PUT, &format!("/api/v1/videos/{video}/watch"), json!({ "position": position })).await;
}

/// A video that everybody can watch, as long as nobody looks at its media.
async fn published(server: &Server, person: &Person, pairs: &[(&str, &str)]) -> String {
    let video = person.create(10, pairs).await.video;
    server.sql(&format!("update videos set state = 'playable', published_at = created_at where id = '{video}'"));
    video
}

#[tokio::test]
async fn a_video_goes_on_where_it_was_left() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let clip = media::clip(server.scratch(), "clip.mp4").await;
    let video = ada.upload(&clip, &[]).await.video;
    let seen = ada.wait_for_state(&video, "ready", READY).await;
    let duration = seen["duration"].as_f64().unwrap();
    assert!(duration > 0.5 && bob.video(&video).await.get("resume").is_none());
    watch(&bob, &video, 0.25).await;
    assert_eq!(bob.video(&video).await["resume"], json!({ "position": 0.25, "finished": false }));
    assert!(ada.video(&video).await.get("resume").is_none(), "it is bob's alone");
    let list = ask(&bob, "/api/v1/videos").await;
    assert_eq!(list["items"][0]["resume"]["position"], json!(0.25));
    let unfinished = ask(&bob, &format!("{HISTORY}?unfinished=true")).await;
    assert_eq!((ids(&unfinished), &unfinished["items"][0]["position"]), (vec![video.clone()], &json!(0.25)));

    // Past the end is the end.
    watch(&bob, &video, duration + 10.0).await;
    assert_eq!(bob.video(&video).await["resume"], json!({ "position": duration, "finished": true }));
    assert_eq!(ids(&ask(&bob, &format!("{HISTORY}?unfinished=true")).await), Vec::<String>::new());
    let history = ask(&bob, HISTORY).await;
    assert!(history["items"][0]["finished"] == true && history["items"][0]["watched_at"].is_string());

    let path = format!("/api/v1/videos/{video}/watch");
    for wrong in [json!({ "position": -1 }), json!({ "position": 1e9 }), json!({ "position": 1, "duration": -1 })] {
        problem(send(&bob, Method::PUT, &path, wrong).await, 422, "validation_failed").await;
    }
    problem(send(&bob, Method::PUT, &path, json!({})).await, 400, "bad_request").await;
    problem(
        server.client.put(server.url(&path)).json(&json!({ "position": 1 })).send().await.unwrap(),
        401,
        "unauthenticated",
    )
    .await;
}

#[tokio::test]
async fn a_history_is_paged_searched_paused_and_cleared() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let mut videos = Vec::new();
    for title in ["Overture", "Interlude", "Finale"] {
        let video = ada.create(10, &[("visibility", "public"), ("title", title)]).await.video;
        watch(&bob, &video, 5.0).await;
        videos.insert(0, video);
    }
    let first = ask(&bob, &format!("{HISTORY}?limit=2")).await;
    let next = first["next_cursor"].as_str().unwrap();
    let rest = ask(&bob, &format!("{HISTORY}?limit=2&cursor={next}")).await;
    assert_eq!([ids(&first), ids(&rest)].concat(), videos);
    assert_eq!(rest["next_cursor"], Value::Null);
    assert_eq!(ids(&ask(&bob, &format!("{HISTORY}?q=LUDE")).await), videos[1..2]);
    problem(bob.get(&format!("{HISTORY}?q={}", "x".repeat(101))).send().await.unwrap(), 422, "validation_failed").await;
    problem(bob.get(&format!("{HISTORY}?cursor=x")).send().await.unwrap(), 400, "bad_request").await;

    assert_eq!(ask(&bob, SETTINGS).await, json!({ "paused": false }));
    let paused = body(send(&bob, Method::PUT, SETTINGS, json!({ "paused": true })).await).await;
    assert_eq!((paused, ask(&bob, SETTINGS).await), (json!({ "paused": true }), json!({ "paused": true })));
    watch(&bob, &videos[2], 9.0).await;
    assert_eq!(bob.video(&videos[2]).await["resume"]["position"], json!(5.0));
    assert_eq!(ids(&ask(&bob, HISTORY).await), videos);
    body(send(&bob, Method::PUT, SETTINGS, json!({ "paused": false })).await).await;
    watch(&bob, &videos[2], 9.0).await;
    assert_eq!(ids(&ask(&bob, HISTORY).await)[0], videos[2]);

    for _ in 0..2 {
        done(&bob, Method::DELETE, &format!("{HISTORY}/{}", videos[0]), json!(null)).await;
    }
    assert_eq!(ids(&ask(&bob, HISTORY).await).len(), 2);
    watch(&ada, &videos[0], 1.0).await;
    done(&bob, Method::DELETE, HISTORY, json!(null)).await;
    assert_eq!((ids(&ask(&bob, HISTORY).await).len(), ids(&ask(&ada, HISTORY).await).len()), (0, 1));
}

#[tokio::test]
async fn threat_52_what_becomes_private_leaves_every_list() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let video = draft(&ada, "public").await;
    watch(&bob, &video, 5.0).await;
    body(bob.request(Method::PUT, &format!("/api/v1/videos/{video}/like")).send().await.unwrap()).await;
    done(&bob, Method::PUT, &format!("{LATER}/{video}"), json!(null)).await;
    let made = body(send(&bob, Method::POST, "/api/v1/playlists", json!({ "title": "Films" })).await).await;
    let items = format!("/api/v1/playlists/{}/items", made["playlist"]["id"].as_str().unwrap());
    body(send(&bob, Method::POST, &items, json!({ "video": video })).await).await;
    let lists = [HISTORY, "/api/v1/users/me/likes", LATER, &items];
    for list in lists {
        assert_eq!(ids(&ask(&bob, list).await), std::slice::from_ref(&video), "{list}: the control");
    }
    set(&ada, &video, json!({ "visibility": "private" })).await;
    for list in lists {
        assert_eq!(ids(&ask(&bob, list).await), Vec::<String>::new(), "{list}");
    }
    assert_eq!(ask(&bob, OWN).await["items"][0]["videos"], json!(0));
    for path in [format!("/api/v1/videos/{video}/watch"), format!("{LATER}/{video}")] {
        problem(send(&bob, Method::PUT, &path, json!({ "position": 1 })).await, 404, "not_found").await;
    }
    problem(send(&bob, Method::POST, &items, json!({ "video": video })).await, 404, "not_found").await;
}

#[tokio::test]
async fn playlists_are_made_filled_ordered_and_shared() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let videos = [draft(&ada, "public").await, draft(&bob, "public").await, draft(&ada, "unlisted").await];
    let made = send(&ada, Method::POST, "/api/v1/playlists", json!({ "title": " Films ", "description": "Old" })).await;
    assert_eq!(made.status(), 201);
    let made = body(made).await["playlist"].take();
    assert_eq!((&made["title"], &made["visibility"], &made["videos"]), (&json!("Films"), &json!("private"), &json!(0)));
    let path = format!("/api/v1/playlists/{}", made["id"].as_str().unwrap());
    let items = format!("{path}/items");
    for video in &videos {
        let added = send(&ada, Method::POST, &items, json!({ "video": video })).await;
        assert_eq!(added.status(), 201);
    }
    problem(send(&ada, Method::POST, &items, json!({ "video": videos[0] })).await, 409, "already_in_playlist").await;
    let place = |video: &str, name: &str| json!({ name: video });
    done(&ada, Method::PATCH, &format!("{items}/{}", videos[2]), place(&videos[0], "before")).await;
    done(&ada, Method::PATCH, &format!("{items}/{}", videos[0]), place(&videos[1], "after")).await;
    let order = [videos[2].clone(), videos[1].clone(), videos[0].clone()];
    assert_eq!(ids(&ask(&ada, &items).await), order);
    let first = ask(&ada, &format!("{items}?limit=2")).await;
    let rest = ask(&ada, &format!("{items}?cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!([ids(&first), ids(&rest)].concat(), order);

    // Private: nobody else knows of it.
    for (method, path) in [(Method::GET, &path), (Method::GET, &items), (Method::DELETE, &path)] {
        problem(bob.request(method, path).send().await.unwrap(), 404, "not_found").await;
    }
    let public = format!("/api/v1/users/{}/playlists", ada.username);
    assert_eq!(ask(&bob, &public).await["items"], json!([]));
    let seen = ada.get(&path).send().await.unwrap();
    let tag = header(&seen, "etag");
    let known = ada.get(&path).header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let change = |tag: &str| {
        let what = json!({ "visibility": "public", "title": "Better films" });
        ada.request(Method::PATCH, &path).header("If-Match", tag.to_owned()).json(&what)
    };
    assert_eq!(body(change(&tag).send().await.unwrap()).await["playlist"]["title"], json!("Better films"));
    problem(change(&tag).send().await.unwrap(), 412, "precondition_failed").await;
    let shown = ask(&bob, &public).await;
    assert_eq!((&shown["items"][0]["title"], &shown["items"][0]["videos"]), (&json!("Better films"), &json!(3)));
    assert_eq!(shown["items"][0]["owner"]["username"], json!(ada.username));
    assert_eq!(ids(&body(server.client.get(server.url(&items)).send().await.unwrap()).await), order);
    problem(send(&bob, Method::POST, &items, json!({ "video": videos[0] })).await, 404, "not_found").await;

    let with = ask(&ada, &format!("{OWN}?video={}", videos[1])).await;
    assert_eq!(with["items"][0]["has_video"], json!(true));
    done(&ada, Method::DELETE, &format!("{items}/{}", videos[1]), json!(null)).await;
    let without = ask(&ada, &format!("{OWN}?video={}", videos[1])).await;
    assert_eq!((&without["items"][0]["has_video"], &without["items"][0]["videos"]), (&json!(false), &json!(2)));
    let gone = ada.request(Method::DELETE, &format!("{items}/{}", videos[1])).send().await.unwrap();
    problem(gone, 404, "not_found").await;
    done(&ada, Method::DELETE, &path, json!(null)).await;
    problem(ada.get(&path).send().await.unwrap(), 404, "not_found").await;
    assert_eq!(ada.video(&videos[0]).await["id"], json!(videos[0]), "its videos stay");
}

#[tokio::test]
async fn what_is_wrong_with_a_playlist_is_told() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let (video, other) = (draft(&ada, "public").await, draft(&ada, "public").await);
    let long = "x".repeat(201);
    for (what, pointer) in [
        (json!({ "title": " " }), "/title"),
        (json!({ "title": long }), "/title"),
        (json!({ "title": "x", "description": "x".repeat(10_001) }), "/description"),
        (json!({ "title": "x", "visibility": "secret" }), "/visibility"),
    ] {
        let refused =
            problem(send(&ada, Method::POST, "/api/v1/playlists", what).await, 422, "validation_failed").await;
        assert_eq!(refused["errors"][0]["pointer"], json!(pointer));
    }
    // The same key makes one, however often it is sent.
    let make = || {
        let request = ada.request(Method::POST, "/api/v1/playlists").header("Idempotency-Key", "one-list");
        request.json(&json!({ "title": "Once" }))
    };
    let once = body(make().send().await.unwrap()).await;
    assert_eq!(body(make().send().await.unwrap()).await, once);
    assert_eq!(ask(&ada, OWN).await["items"].as_array().unwrap().len(), 1);
    let items = format!("/api/v1/playlists/{}/items", once["playlist"]["id"].as_str().unwrap());
    body(send(&ada, Method::POST, &items, json!({ "video": video })).await).await;
    let beside = json!({ "video": other, "before": "nothere" });
    problem(send(&ada, Method::POST, &items, beside).await, 422, "place_gone").await;
    let both = json!({ "video": other, "before": video, "after": video });
    problem(send(&ada, Method::POST, &items, both).await, 422, "validation_failed").await;
    let path = format!("{items}/{video}");
    problem(send(&ada, Method::PATCH, &path, json!({})).await, 422, "validation_failed").await;
    problem(send(&ada, Method::PATCH, &path, json!({ "after": other })).await, 422, "place_gone").await;
    let stranger = format!("{items}/{other}");
    problem(send(&ada, Method::PATCH, &stranger, json!({ "after": video })).await, 404, "not_found").await;
    problem(ada.get(&format!("{OWN}?video=../x")).send().await.unwrap(), 400, "bad_request").await;
}

#[tokio::test]
async fn threat_62_fifty_additions_at_once_are_one() {
    let server = server().await;
    let ada = Person::register(&server, "ada").await;
    let made = body(send(&ada, Method::POST, "/api/v1/playlists", json!({ "title": "Films" })).await).await;
    let items = format!("/api/v1/playlists/{}/items", made["playlist"]["id"].as_str().unwrap());
    let (video, other) = (draft(&ada, "public").await, draft(&ada, "public").await);
    let add = async || send(&ada, Method::POST, &items, json!({ "video": video })).await.status().as_u16();
    let answers = join_all((0..50).map(|_| add())).await;
    let count = |status: u16| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(201), count(409)), (1, 49));
    body(send(&ada, Method::POST, &items, json!({ "video": other })).await).await;
    assert_eq!(ids(&ask(&ada, &items).await), [video, other], "the control");
}

#[tokio::test]
async fn videos_are_saved_for_later() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    assert_eq!(ask(&bob, LATER).await, json!({ "items": [], "next_cursor": null }));
    let videos = [draft(&ada, "public").await, draft(&ada, "unlisted").await];
    done(&bob, Method::DELETE, &format!("{LATER}/{}", videos[0]), json!(null)).await;
    for video in [&videos[0], &videos[1], &videos[1]] {
        done(&bob, Method::PUT, &format!("{LATER}/{video}"), json!(null)).await;
    }
    assert_eq!(ids(&ask(&bob, LATER).await), [videos[1].clone(), videos[0].clone()]);
    done(&bob, Method::PATCH, &format!("{LATER}/{}", videos[1]), json!({ "after": videos[0] })).await;
    assert_eq!(ids(&ask(&bob, LATER).await), videos);
    assert_eq!(
        (&bob.video(&videos[0]).await["watch_later"], &ada.video(&videos[0]).await["watch_later"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(ask(&bob, OWN).await["items"], json!([]), "it is none of the playlists");
    done(&bob, Method::DELETE, &format!("{LATER}/{}", videos[0]), json!(null)).await;
    assert_eq!(ids(&ask(&bob, LATER).await), videos[1..]);
    assert_eq!(bob.video(&videos[0]).await["watch_later"], json!(false));
    problem(
        send(&ada, Method::PATCH, &format!("{LATER}/{}", videos[0]), json!({ "after": videos[1] })).await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn likes_and_the_feed_are_lists_of_their_own() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let cyd = Person::register(&server, "cyd").await;
    let first = published(&server, &ada, &[]).await;
    let other = published(&server, &cyd, &[]).await;
    let second = published(&server, &ada, &[]).await;
    published(&server, &ada, &[("visibility", "unlisted")]).await;
    draft(&ada, "public").await;
    let feed = async || ids(&ask(&bob, "/api/v1/users/me/feed").await);
    assert_eq!(feed().await, Vec::<String>::new());
    body(bob.request(Method::PUT, &format!("/api/v1/users/{}/follow", ada.username)).send().await.unwrap()).await;
    assert_eq!(feed().await, [second.clone(), first.clone()]);
    let page = ask(&bob, "/api/v1/users/me/feed?limit=1").await;
    let rest = ask(&bob, &format!("/api/v1/users/me/feed?cursor={}", page["next_cursor"].as_str().unwrap())).await;
    assert_eq!((ids(&page), ids(&rest)), (vec![second.clone()], vec![first.clone()]));
    for video in [&other, &second] {
        body(bob.request(Method::PUT, &format!("/api/v1/videos/{video}/like")).send().await.unwrap()).await;
    }
    let likes = ask(&bob, "/api/v1/users/me/likes").await;
    assert_eq!((ids(&likes), &likes["items"][0]["liked"]), (vec![second, other], &json!(true)));
}

#[tokio::test]
async fn labels_are_given_at_upload_and_changed_and_found() {
    let server = server().await;
    let (ada, bob) = (Person::register(&server, "ada").await, Person::register(&server, "bob").await);
    let labels = [("tags", " Rust ,#Film,rust"), ("category", "science"), ("language", "pt-br"), ("licence", "cc_by")];
    let video = published(&server, &ada, &labels).await;
    let seen = bob.video(&video).await;
    assert_eq!((&seen["tags"], &seen["category"]), (&json!(["rust", "film"]), &json!("science")));
    assert_eq!((&seen["language"], &seen["licence"]), (&json!("pt-BR"), &json!("cc_by")));
    let wrong = metadata(&[("category", "nonsense")]);
    let refused = ada.creation(&[("Upload-Length", "10"), ("Upload-Metadata", &wrong)]).send().await.unwrap();
    problem(refused, 400, "bad_request").await;

    let like = published(&server, &bob, &[("tags", "film")]).await;
    let other = published(&server, &bob, &[]).await;
    let hidden = published(&server, &ada, &[("visibility", "private"), ("tags", "film,secret")]).await;
    let listed = async |query: &str| ids(&ask(&bob, &format!("/api/v1/videos?{query}")).await);
    assert_eq!(listed("tag=film").await, [like.clone(), video.clone()]);
    assert_eq!(listed("tag=%23Film&sort=oldest").await, [video.clone(), like.clone()]);
    assert_eq!(listed("category=science").await, std::slice::from_ref(&video));
    assert_eq!(listed("tag=film&category=music").await, Vec::<String>::new());
    for query in ["category=nonsense", "tag="] {
        problem(bob.get(&format!("/api/v1/videos?{query}")).send().await.unwrap(), 400, "bad_request").await;
    }
    let tags = ask(&bob, "/api/v1/tags").await;
    assert_eq!(tags["items"], json!([{ "tag": "film", "videos": 2 }, { "tag": "rust", "videos": 1 }]));
    assert_eq!(ask(&bob, "/api/v1/tags?q=%23RU").await["items"][0]["tag"], json!("rust"));
    let related = ids(&ask(&bob, &format!("/api/v1/videos/{video}/related")).await);
    assert_eq!(related, [like.clone(), other]);
    assert_eq!(ids(&ask(&bob, &format!("/api/v1/videos/{video}/related?limit=1")).await), [like]);
    problem(bob.get(&format!("/api/v1/videos/{hidden}/related")).send().await.unwrap(), 404, "not_found").await;

    let changed =
        set(&ada, &video, json!({ "tags": ["Go"], "category": "music", "language": "", "licence": "cc0" })).await;
    assert_eq!((&changed["tags"], &changed["category"]), (&json!(["go"]), &json!("music")));
    assert_eq!((&changed["language"], &changed["licence"]), (&Value::Null, &json!("cc0")));
    let kept = set(&ada, &video, json!({ "title": "Another" })).await;
    assert_eq!((&kept["tags"], &kept["category"]), (&json!(["go"]), &json!("music")));
    let many: Vec<String> = (0..21).map(|number| format!("tag {number}")).collect();
    for (what, pointer) in [
        (json!({ "tags": ["fine", "a,b"] }), "/tags/1"),
        (json!({ "tags": ["x".repeat(41)] }), "/tags/0"),
        (json!({ "tags": many }), "/tags"),
        (json!({ "category": "Music" }), "/category"),
        (json!({ "language": "no language" }), "/language"),
        (json!({ "licence": "wtfpl" }), "/licence"),
    ] {
        let answer = send(&ada, Method::PATCH, &format!("/api/v1/videos/{video}"), what).await;
        assert_eq!(problem(answer, 422, "validation_failed").await["errors"][0]["pointer"], json!(pointer));
    }
}

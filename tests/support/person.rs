//! Someone with an account, and a program that acts for them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Server, poll_until};

pub const PASSWORD: &str = "correct horse battery";

#[derive(Clone)]
pub struct Person {
    pub username: String,
    pub email: String,
    pub token: String,
    base: String,
    client: Client,
}

impl Person {
    /// Registers and logs in.
    pub async fn register(server: &Server, name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let username = format!("{name}-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let email = format!("{username}@example.org");
        let body = json!({ "email": email, "username": username, "password": PASSWORD });
        let answer = server.client.post(server.url("/api/v1/users/register")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
        Self::log_in(server, &username, &email, PASSWORD).await
    }

    /// Someone who runs the server, made on its command line.
    pub async fn operator(server: &Server) -> Self {
        let mut command = server.command();
        command.args(["user", "add", "--email", "root@example.org", "--username", "root", "--role", "admin", "--json"]);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        Self::log_in(server, "root", "root@example.org", made["password"].as_str().unwrap()).await
    }

    pub async fn log_in(server: &Server, username: &str, email: &str, password: &str) -> Self {
        let body = json!({ "email": email, "password": password });
        let answer = server.client.post(server.url("/api/v1/auth/login")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        let body: Value = answer.json().await.unwrap();
        Self {
            username: username.to_owned(),
            email: email.to_owned(),
            token: body["access_token"].as_str().unwrap().to_owned(),
            base: server.url(""),
            client: server.client.clone(),
        }
    }

    /// A request of this person to a path, or to a URL as it is.
    pub fn request(&self, method: Method, target: &str) -> RequestBuilder {
        let url = if target.starts_with('/') { format!("{}{target}", self.base) } else { target.to_owned() };
        self.client.request(method, url).bearer_auth(&self.token)
    }

    pub fn get(&self, target: &str) -> RequestBuilder {
        self.request(Method::GET, target)
    }

    /// The video as this person sees it.
    pub async fn video(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/v1/videos/{id}")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut body: Value = answer.json().await.unwrap();
        body["video"].take()
    }

    /// The video once it has a poster, which nothing else waits for.
    pub async fn wait_for_poster(&self, id: &str, deadline: Duration) -> Value {
        poll_until(&format!("video {id} has a poster"), deadline, async || {
            let video = self.video(id).await;
            // An early poster gives way to a better one, and the preview is made after that.
            let playback = &video["playback"];
            (playback["poster"].is_string() && playback["preview"].is_string()).then_some(video)
        })
        .await
    }

    /// Waits until the video is in this state; answers it.
    pub async fn wait_for_state(&self, id: &str, state: &str, deadline: Duration) -> Value {
        poll_until(&format!("video {id} is {state}"), deadline, async || {
            let video = self.video(id).await;
            let now = video["state"].as_str().unwrap().to_owned();
            let is_over = now == "failed" || (now == "ready" && state == "failed");
            assert!(now == state || !is_over, "the video is {now}: {}", video["failure"]);
            (now == state || (now == "ready" && state == "playable")).then_some(video)
        })
        .await
    }
}

//! A WebSocket client that is not ours.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Person, Server};

const SOON: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The answer to the upgrade.
    pub response: Response,
}

/// The way into a video's room.
pub fn room(video: &str) -> String {
    format!("/api/v1/rooms/{video}/ws")
}

impl Socket {
    /// Opens one with these headers; the status when the server does not want it.
    pub async fn try_open(server: &Server, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = server.url(path).replacen("http", "ws", 1).into_client_request().unwrap();
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match timeout(SOON, connect_async(request)).await.unwrap() {
            Ok((stream, response)) => Ok(Self { stream, response }),
            Err(Error::Http(refusal)) => Err(refusal.status().as_u16()),
            Err(error) => panic!("{path}: {error}"),
        }
    }

    pub async fn open(server: &Server, path: &str, who: Option<&Person>) -> Self {
        let bearer = who.map(|person| format!("Bearer {}", person.token));
        let mut headers = vec![("Sec-WebSocket-Protocol", "playhouse.v1")];
        headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
        Self::try_open(server, path, &headers).await.unwrap()
    }

    pub async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    pub async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    pub async fn comment(&mut self, client_id: &str, body: &str) {
        self.send(json!({ "type": "comment.create", "client_id": client_id, "body": body, "at": 1.5, "parent": null }))
            .await;
    }

    /// The next message, or the code with which the server closes.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(SOON, self.stream.next()).await.expect("nothing is said") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// The next message of a kind; others are passed over.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await.unwrap_or_else(|code| panic!("closed with {code} before {kind}"));
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// The code with which the server closes; whatever it says before is passed over.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }
}

//! Requests that no well-behaved client sends, and a look at answers.

use reqwest::Response;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Server;

/// Checks that an answer is a refusal as RFC 9457 describes it; answers its body.
pub async fn problem(response: Response, status: u16, code: &str) -> Value {
    let url = response.url().clone();
    assert_eq!(response.status(), status, "{url}: {}", response.text().await.unwrap_or_default());
    assert_eq!(header(&response, "content-type"), "application/problem+json", "{url}");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (body["status"].as_u64(), body["code"].as_str()),
        (Some(u64::from(status)), Some(code)),
        "{url}: {body}"
    );
    for field in ["type", "title", "detail"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{url}: {body}");
    }
    body
}

/// A header's value; empty when it is not there.
pub fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// What a path is answered that is sent exactly as it is written.
pub async fn status_of(server: &Server, path: &str) -> u16 {
    let mut raw = Raw::open(server).await;
    raw.head(&format!("GET {path}"), &[("Connection", "close")]).await;
    raw.answer().await.status
}

/// Other spellings of a path, which a decoder, a file system or a proxy may take for the same.
pub fn misspelled(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let mut all = Vec::new();
    for at in 0..parts.len() {
        let with = |part: &str| {
            let mut changed = parts.clone();
            changed[at] = part;
            format!("/{}", changed.join("/"))
        };
        let part = parts[at];
        for before in ["", ".", "x/..", "%2e", "x/%2e%2e", "x%2f..", "x%5c..", "..", "%c0%ae%c0%ae"] {
            all.push(with(&format!("{before}/{part}")));
        }
        for after in
            [";a", ";a=b", "%00", "%20", "%0a", ".", "%2e", "%3f", "%23", "%ff", "%c2%a0", "%e2%80%8b", "%", "%z1"]
        {
            all.push(with(&format!("{part}{after}")));
        }
        let (first, rest) = part.split_at(1);
        let code = first.as_bytes()[0];
        all.push(with(&format!("%{code:02x}{rest}")));
        all.push(with(&format!("%{code:02X}{rest}")));
        all.push(with(&format!("%25{code:02x}{rest}")));
        all.push(with(&format!("%2525{code:02x}{rest}")));
        all.push(with(&format!("%u00{code:02x}{rest}")));
        // A fullwidth form, which compatibility normalisation folds.
        let wide = char::from_u32(0xfee0 + u32::from(code)).unwrap().to_string();
        let wide: String = wide.bytes().map(|byte| format!("%{byte:02x}")).collect();
        all.push(with(&format!("{wide}{rest}")));
        let swapped: String = part
            .chars()
            .map(|letter| if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() })
            .collect();
        if swapped != part {
            all.push(with(&swapped));
        }
    }
    for slash in [
        "//",
        "%2f",
        "%2F",
        "%5c",
        "%5C",
        "%252f",
        "%25252f",
        "\\",
        "%c0%af",
        "%e0%80%af",
        "%ef%bc%8f",
        "%e2%88%95",
        "/./",
    ] {
        for at in 1..parts.len() {
            all.push(format!("/{}{slash}{}", parts[..at].join("/"), parts[at..].join("/")));
        }
    }
    all.extend([
        format!("{path}/"),
        format!("/{path}"),
        format!("/.{path}"),
        format!("/x/..{path}"),
        format!("/%2e{path}"),
    ]);
    all
}

/// A connection on which the test writes every byte itself.
pub struct Raw {
    stream: TcpStream,
}

/// Status line and headers of a raw answer.
pub struct RawAnswer {
    pub status: u16,
    pub head: String,
}

impl RawAnswer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }
}

impl Raw {
    pub async fn open(server: &Server) -> Self {
        Self { stream: TcpStream::connect(("127.0.0.1", server.port())).await.unwrap() }
    }

    /// A request's first line and headers; `Host` is added.
    pub async fn head(&mut self, line: &str, headers: &[(&str, &str)]) {
        let mut text = format!("{line} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Says that nothing more comes, and waits until the server has let go of the connection.
    pub async fn hang_up(mut self) {
        self.stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        // A reset is an end, too.
        let _ = self.stream.read_to_end(&mut rest).await;
    }

    /// Reads one answer and no byte of the next; that to a HEAD has no body.
    pub async fn whole_answer(&mut self, is_head: bool) -> (RawAnswer, Vec<u8>) {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            bytes.push(self.stream.read_u8().await.expect("an answer"));
        }
        let head = String::from_utf8(bytes).unwrap().trim_end().to_owned();
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        let answer = RawAnswer { status, head };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if is_head { 0 } else { length }];
        self.stream.read_exact(&mut body).await.unwrap();
        (answer, body)
    }

    /// Everything that comes until the server closes.
    pub async fn until_closed(&mut self) -> String {
        let mut bytes = Vec::new();
        // A reset is an end, too.
        let _ = self.stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Reads until the answer's head is there.
    pub async fn answer(&mut self) -> RawAnswer {
        let mut bytes = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&bytes);
            if let Some((head, _)) = text.split_once("\r\n\r\n") {
                let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
                return RawAnswer { status: status.expect("a status line"), head: head.to_owned() };
            }
            let mut more = [0_u8; 4096];
            let length = self.stream.read(&mut more).await.unwrap();
            assert!(length > 0, "the connection was closed without an answer: {text}");
            bytes.extend_from_slice(&more[..length]);
        }
    }
}

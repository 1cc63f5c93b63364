//! Answers as bytes: the head is written here, the body stays where it is.

use std::cell::RefCell;
use std::io::{self, IoSlice, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::http::StatusCode;
use actix_web::rt::net::TcpStream;
use bytes::Bytes;
use tokio::io::AsyncWrite;

use crate::edge::middleware::MEDIA_HEADERS;
use crate::edge::playback::MediaAnswer;

/// An answer that is being sent.
pub struct Outgoing {
    head: Vec<u8>,
    body: Bytes,
    /// Bytes of head and body that have left.
    sent: usize,
}

impl Outgoing {
    /// Takes the memory of an earlier head.
    pub fn new(mut head: Vec<u8>, answer: MediaAnswer, id: u64, is_head: bool, closes: bool) -> Self {
        head.clear();
        write_head(&mut head, &answer, id, closes);
        let body = if is_head { Bytes::new() } else { answer.body };
        Self { head, body, sent: 0 }
    }

    /// The memory of its head, for the next.
    pub fn into_memory(self) -> Vec<u8> {
        self.head
    }

    pub fn body_length(&self) -> usize {
        self.body.len()
    }

    /// Writes what the connection takes; ready when everything has left.
    pub fn poll_send(&mut self, stream: &mut TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let head = self.head.get(self.sent..).unwrap_or_default();
            let body = self.body.get(self.sent.saturating_sub(self.head.len())..).unwrap_or_default();
            let written = match (head.is_empty(), body.is_empty()) {
                (true, true) => return Poll::Ready(Ok(())),
                (true, false) => ready!(Pin::new(&mut *stream).poll_write(cx, body))?,
                (false, _) => {
                    let parts = [IoSlice::new(head), IoSlice::new(body)];
                    ready!(Pin::new(&mut *stream).poll_write_vectored(cx, &parts))?
                }
            };
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += written;
        }
    }
}

fn write_head(head: &mut Vec<u8>, answer: &MediaAnswer, id: u64, closes: bool) {
    head.extend_from_slice(b"HTTP/1.1 ");
    head.extend_from_slice(answer.status.as_str().as_bytes());
    head.push(b' ');
    head.extend_from_slice(answer.status.canonical_reason().unwrap_or_default().as_bytes());
    // A 304 has no body, and its length would be taken for that of the 200 (RFC 9110, 8.6).
    if answer.status != StatusCode::NOT_MODIFIED {
        // Writing to memory cannot fail.
        let _ = write!(head, "\r\ncontent-length: {}", answer.body.len());
    }
    for (name, value) in &answer.headers {
        field(head, name.as_str(), value.as_bytes());
    }
    for (name, value) in MEDIA_HEADERS {
        field(head, name, value.as_bytes());
    }
    let _ = write!(head, "\r\nx-request-id: {id:016x}");
    if closes {
        field(head, "connection", b"close");
    }
    head.extend_from_slice(b"\r\ndate: ");
    write_date(head);
    head.extend_from_slice(b"\r\n\r\n");
}

fn field(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [b"\r\n", name.as_bytes(), b": ", value] {
        head.extend_from_slice(part);
    }
}

thread_local! {
    /// The second that the text tells.
    static DATE: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
}

/// The time of the answer (RFC 9110, 6.6.1), formatted once a second.
fn write_date(head: &mut Vec<u8>) {
    let now = SystemTime::now();
    let second = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    DATE.with_borrow_mut(|(told, text)| {
        if *told != second {
            (*told, *text) = (second, httpdate::fmt_http_date(now));
        }
        head.extend_from_slice(text.as_bytes());
    });
}

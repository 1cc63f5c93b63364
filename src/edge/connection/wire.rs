//! Answers as bytes: the head is written here, the body stays where it is.

use std::cell::RefCell;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::LazyLock;
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
        head.extend_from_slice(b"\r\ncontent-length: ");
        write_decimal(head, answer.body.len());
    }
    answer.write_headers(|name, parts| field(head, name, parts));
    head.extend_from_slice(&COMMON);
    head.extend_from_slice(&hex(id));
    if closes {
        field(head, "connection", &["close"]);
    }
    head.extend_from_slice(b"\r\ndate: ");
    write_date(head);
    head.extend_from_slice(b"\r\n\r\n");
}

fn field(head: &mut Vec<u8>, name: &str, parts: &[&str]) {
    head.extend_from_slice(b"\r\n");
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    parts.iter().for_each(|part| head.extend_from_slice(part.as_bytes()));
}

/// What all answers have, and the name of the field whose value comes then.
static COMMON: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut text = Vec::new();
    MEDIA_HEADERS.iter().for_each(|(name, value)| field(&mut text, name, &[value]));
    field(&mut text, "x-request-id", &[]);
    text
});

fn hex(id: u64) -> [u8; 16] {
    std::array::from_fn(|place| hex_digit(id >> (60 - 4 * place)))
}

/// The last four bits.
fn hex_digit(bits: u64) -> u8 {
    match (bits & 15) as u8 {
        digit @ 0..=9 => b'0' + digit,
        letter => b'a' + letter - 10,
    }
}

fn write_decimal(head: &mut Vec<u8>, number: usize) {
    let from = head.len();
    let mut rest = number;
    loop {
        head.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if let Some(digits) = head.get_mut(from..) {
        digits.reverse();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are() {
        for number in [0, 7, 10, 1_048_576, usize::MAX] {
            let mut text = Vec::new();
            write_decimal(&mut text, number);
            assert_eq!(text, number.to_string().as_bytes());
        }
        let id = 0x0123_4567_89ab_cdef_u64;
        assert_eq!(hex(id), format!("{id:016x}").as_bytes());
    }
}

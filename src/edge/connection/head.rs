//! Heads of requests: which are plain ones for media.
//!
//! The parser is the one that actix uses, and whatever is not plainly understood is left to actix unread: a body, an upgrade,
//! an expectation, a field that comes twice where one is meant, another version of HTTP, anything but GET and HEAD.

use std::mem::MaybeUninit;

use crate::edge::playback::{Conditions, PREFIX};

/// A head that is longer is no plain one.
pub const LARGEST: usize = 8 << 10;
const FIELDS: usize = 32;

/// What a buffer begins with.
#[derive(Debug, PartialEq, Eq)]
pub enum Head<'a> {
    /// The beginning of what may be a plain request for media.
    Partial,
    Media(MediaRequest<'a>),
    /// Not for this loop.
    Other,
}

#[derive(Debug, PartialEq, Eq)]
pub struct MediaRequest<'a> {
    pub path: &'a str,
    pub conditions: Conditions<'a>,
    pub is_head: bool,
    /// Whether the client wants no other answer on this connection.
    pub closes: bool,
    /// Bytes of the head in the buffer.
    pub length: usize,
}

/// Reads the first head of a buffer.
pub fn read(buffer: &[u8]) -> Head<'_> {
    if !may_be_media(buffer) {
        return Head::Other;
    }
    let mut fields = [MaybeUninit::uninit(); FIELDS];
    let mut request = httparse::Request::new(&mut []);
    match request.parse_with_uninit_headers(buffer, &mut fields) {
        Ok(httparse::Status::Complete(length)) => understand(&request, length).map_or(Head::Other, Head::Media),
        Ok(httparse::Status::Partial) if buffer.len() < LARGEST => Head::Partial,
        Ok(httparse::Status::Partial) | Err(_) => Head::Other,
    }
}

/// Whether the first bytes, as far as they are here, are those of a request for media: nobody else's head is waited for.
fn may_be_media(buffer: &[u8]) -> bool {
    [&b"GET "[..], b"HEAD "].iter().any(|method| {
        let mut wanted = method.iter().chain(PREFIX.as_bytes());
        buffer.iter().zip(&mut wanted).all(|(have, want)| have == want)
    })
}

fn understand<'a>(request: &httparse::Request<'_, 'a>, length: usize) -> Option<MediaRequest<'a>> {
    let (method, path) = (request.method?, request.path?);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    if request.version != Some(1) || !path.bytes().all(is_plain) {
        return None;
    }
    let (mut host, mut if_none_match, mut range, mut if_range, mut connection) = (None, None, None, None, None);
    for field in request.headers.iter() {
        let is = |name: &str| field.name.eq_ignore_ascii_case(name);
        let place = if is("host") {
            &mut host
        } else if is("connection") {
            &mut connection
        } else if is("range") {
            &mut range
        } else if is("if-none-match") {
            &mut if_none_match
        } else if is("if-range") {
            &mut if_range
        } else if ["content-length", "transfer-encoding", "upgrade", "expect", "te", "trailer"].into_iter().any(is) {
            return None;
        } else {
            continue;
        };
        let value = std::str::from_utf8(field.value).ok().filter(|value| value.is_ascii())?;
        if place.replace(value).is_some() {
            return None;
        }
    }
    host?;
    let closes = match connection {
        None => false,
        Some(value) if value.eq_ignore_ascii_case("keep-alive") => false,
        Some(value) if value.eq_ignore_ascii_case("close") => true,
        Some(_) => return None,
    };
    let is_head = method == "HEAD";
    let conditions = Conditions { if_none_match, range: range.filter(|_| !is_head), if_range };
    Some(MediaRequest { path, conditions, is_head, closes, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/media/public/abc/1/720p/0.m4s";

    fn with(fields: &str) -> String {
        format!("GET {PATH} HTTP/1.1\r\nHost: h\r\n{fields}\r\n")
    }

    #[test]
    fn a_plain_request_is_understood() {
        let text =
            with("Range: bytes=0-1\r\nIf-Range: \"x\"\r\nIf-None-Match: \"y\"\r\nAccept: */*\r\nAccept: a/b\r\n");
        let conditions = Conditions { range: Some("bytes=0-1"), if_range: Some("\"x\""), if_none_match: Some("\"y\"") };
        let expected = MediaRequest { path: PATH, conditions, is_head: false, closes: false, length: text.len() };
        let two = format!("{text}GET /");
        assert_eq!(read(two.as_bytes()), Head::Media(expected));
        let text = with("Range: bytes=0-1\r\nConnection: Close\r\n").replace("GET", "HEAD");
        let Head::Media(request) = read(text.as_bytes()) else { panic!("not understood") };
        assert!(request.is_head && request.closes && request.conditions.range.is_none());
    }

    #[test]
    fn a_head_in_pieces_is_waited_for() {
        let text = with("Accept: */*\r\n");
        for length in 0..text.len() {
            assert_eq!(read(&text.as_bytes()[..length]), Head::Partial, "{length}");
        }
        let long = with(&format!("Cookie: {}\r\n", "x".repeat(LARGEST)));
        assert_eq!(read(&long.as_bytes()[..LARGEST - 1]), Head::Partial);
        assert_eq!(read(&long.as_bytes()[..LARGEST]), Head::Other);
    }

    #[test]
    fn threat_54_what_is_not_plain_is_left_alone() {
        for fields in [
            "Content-Length: 0\r\n",
            "content-length: 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Expect: 100-continue\r\n",
            "Upgrade: websocket\r\n",
            "Connection: keep-alive, Upgrade\r\n",
            "Connection: close\r\nConnection: keep-alive\r\n",
            "Host: other\r\n",
            "Range: bytes=0-1\r\nRange: bytes=2-3\r\n",
            "Range: bytes=0-\u{e9}\r\n",
            "Bad Name: x\r\n",
            "NoColon\r\n",
            "Content-Length : 5\r\n",
            " folded: x\r\n",
        ] {
            assert_eq!(read(with(fields).as_bytes()), Head::Other, "{fields:?}");
        }
        let many: String = (0..=FIELDS).map(|number| format!("X-{number}: y\r\n")).collect();
        assert_eq!(read(with(&many).as_bytes()), Head::Other);
        let line = |line: &str| format!("{line}\r\nHost: h\r\n\r\n");
        for text in [
            line(&format!("GET {PATH} HTTP/1.0")),
            line(&format!("GET {PATH}?x=1 HTTP/1.1")),
            line(&format!("GET {PATH}%20 HTTP/1.1")),
            line(&format!("POST {PATH} HTTP/1.1")),
            line(&format!("GETX {PATH} HTTP/1.1")),
            line(&format!("GET http://h{PATH} HTTP/1.1")),
            line("GET /api/v1/videos HTTP/1.1"),
            line("GET /medi HTTP/1.1"),
            format!("GET {PATH} HTTP/1.1\r\n\r\n"),
            format!("\r\n{}", with("")),
            "G ET".to_owned(),
            "\u{16}\u{3}\u{1}".to_owned(),
        ] {
            assert_eq!(read(text.as_bytes()), Head::Other, "{text:?}");
        }
    }
}

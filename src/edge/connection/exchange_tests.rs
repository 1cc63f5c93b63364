//! A real connection on both sides; answers come from a table.

use std::sync::Arc;

use bytes::Bytes;
use futures::channel::oneshot;
use playhouse_actors::segment_cache::HotObject;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;
use crate::edge::media_url::Scope;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);
const LARGE: usize = 16 << 20;

struct Case {
    client: TcpStream,
    served: JoinHandle<Option<BytesMut>>,
    drain: oneshot::Sender<()>,
}

/// Objects are as long as their number says, all of one letter.
fn object(path: &str) -> MediaAnswer {
    let number = path.rsplit('/').next().and_then(|file| file.strip_suffix(".m4s")).unwrap().parse().unwrap();
    let object = HotObject { bytes: Bytes::from(vec![b'x'; number]), hash: "0".repeat(64) };
    MediaAnswer::object(Arc::new(object), "video/mp4", Scope::Public, &Conditions::default())
}

fn get(length: usize) -> String {
    format!("GET /media/public/v/1/r/{length}.m4s HTTP/1.1\r\nHost: h\r\n\r\n")
}

/// A server for one connection, and its client.
async fn case(limits: Limits) -> Case {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let (drain, draining) = oneshot::channel::<()>();
    let served = tokio::task::spawn_local(async move {
        let draining = async move { draining.await.unwrap_or(()) };
        match Exchange::new(stream, limits, draining).run(async |path: &str, _: &Conditions<'_>| object(path)).await {
            Left::Nothing => None,
            Left::Unread(_, bytes) => Some(bytes),
        }
    });
    Case { client, served, drain }
}

fn patient() -> Limits {
    Limits { head: LONG, idle: LONG, taking: LONG, slowest: 1 }
}

impl Case {
    async fn send(&mut self, text: &str) {
        self.client.write_all(text.as_bytes()).await.unwrap();
    }

    /// One answer's head and body; the body of a HEAD's answer is not waited for.
    async fn answer(&mut self, has_body: bool) -> (String, Vec<u8>) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.client.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        let mut body = vec![0; if has_body { length } else { 0 }];
        self.client.read_exact(&mut body).await.unwrap();
        (head, body)
    }

    async fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        // A reset is an end, too.
        let _ = self.client.read_to_end(&mut rest).await;
        rest.is_empty()
    }
}

#[actix_web::test]
async fn answers_come_in_order_also_when_requests_do_not_wait() {
    let mut case = case(patient()).await;
    let head = get(5).replace("GET", "HEAD");
    case.send(&format!("{}{}{head}{}", get(3), get(300_000), get(0))).await;
    for (length, has_body) in [(3, true), (300_000, true), (5, false), (0, true)] {
        let (head, body) = case.answer(has_body).await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(&format!("content-length: {length}\r\n")));
        for field in ["content-type: video/mp4", "x-content-type-options: nosniff", "access-control-allow-origin: *"] {
            assert!(head.contains(&format!("\r\n{field}\r\n")), "{head}");
        }
        assert!(head.contains("\r\nx-request-id: ") && head.contains("\r\ndate: ") && head.contains(" GMT\r\n"));
        assert_eq!(body, vec![b'x'; if has_body { length } else { 0 }]);
    }
    // The connection lives on.
    case.send(&get(7)).await;
    assert_eq!(case.answer(true).await.1.len(), 7);
    drop(case.client);
    assert_eq!(case.served.await.unwrap(), None);
}

#[actix_web::test]
async fn who_leaves_before_the_answer_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let (asked, is_asked) = oneshot::channel::<()>();
    let served = tokio::task::spawn_local(async move {
        let mut asked = Some(asked);
        // An answer that never comes.
        let never = async |_: &str, _: &Conditions<'_>| {
            asked.take().unwrap().send(()).unwrap();
            std::future::pending().await
        };
        matches!(Exchange::new(stream, patient(), std::future::pending()).run(never).await, Left::Nothing)
    });
    client.write_all(get(1).as_bytes()).await.unwrap();
    is_asked.await.unwrap();
    drop(client);
    assert!(served.await.unwrap());
}

#[actix_web::test]
async fn a_head_may_come_byte_by_byte() {
    let mut case = case(patient()).await;
    for byte in get(9).bytes() {
        case.client.write_all(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(case.answer(true).await.1.len(), 9);
}

#[actix_web::test]
async fn what_is_not_plain_is_handed_over_with_every_byte() {
    for other in [
        "GET /api/v1/videos HTTP/1.1\r\nHost: h\r\n\r\n".to_owned(),
        "POST /media/public/v/1/r/1.m4s HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc".to_owned(),
        get(1).replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\nabc"),
        format!("GET /media/public/v/1/r/1.m4s HTTP/1.1\r\nHost: h\r\nCookie: {}", "c".repeat(20_000)),
        "nonsense".to_owned(),
    ] {
        let mut case = case(patient()).await;
        case.send(&format!("{}{other}", get(2))).await;
        assert_eq!(case.answer(true).await.1.len(), 2);
        let left = case.served.await.unwrap().unwrap();
        assert!(!left.is_empty() && other.as_bytes().starts_with(&left), "{other:?}");
        let unread = other.len() - left.len();
        assert!(unread == 0 || left.len() >= head::LARGEST, "{other:?}");
        // Memory grows by doubling, and no more is read than there is room for.
        assert!(left.len() <= 3 * head::LARGEST);
    }
}

#[actix_web::test]
async fn a_client_that_wants_one_answer_gets_one() {
    let mut case = case(patient()).await;
    let last = get(4).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    case.send(&format!("{last}{}", get(5))).await;
    let (head, body) = case.answer(true).await;
    assert!(head.contains("\r\nconnection: close\r\n") && body.len() == 4);
    assert!(case.is_closed().await);
}

#[actix_web::test]
async fn who_says_nothing_or_half_a_thing_is_left() {
    for (limits, said) in [
        (Limits { head: SHORT, ..patient() }, String::new()),
        (Limits { head: SHORT, ..patient() }, "GET /media/".to_owned()),
        (Limits { head: SHORT, ..patient() }, format!("{}GET /media/", get(1))),
        (Limits { idle: SHORT, ..patient() }, get(1)),
    ] {
        let mut case = case(limits).await;
        case.send(&said).await;
        if said.len() > 20 {
            case.answer(true).await;
        }
        assert_eq!(case.served.await.unwrap(), None, "{said:?}");
        drop(case.drain);
    }
}

#[actix_web::test]
async fn who_does_not_take_its_answer_is_left() {
    let mut case = case(Limits { taking: SHORT, slowest: u64::MAX, ..patient() }).await;
    case.send(&get(LARGE)).await;
    assert_eq!(case.served.await.unwrap(), None);
    let mut taken = Vec::new();
    let _ = case.client.read_to_end(&mut taken).await;
    assert!(taken.len() < LARGE);
}

#[actix_web::test]
async fn a_server_that_stops_finishes_the_answer_and_closes() {
    // Idle.
    let mut idle = case(patient()).await;
    idle.send(&get(1)).await;
    idle.answer(true).await;
    idle.drain.send(()).unwrap();
    assert_eq!(idle.served.await.unwrap(), None);
    // In the middle of an answer.
    let mut busy = case(patient()).await;
    busy.send(&format!("{}{}", get(LARGE), get(1))).await;
    let first = busy.client.read_u8().await.unwrap();
    assert_eq!(first, b'H');
    busy.drain.send(()).unwrap();
    let mut rest = Vec::new();
    busy.client.read_to_end(&mut rest).await.unwrap();
    // The answer under way is whole, and so is the one that was asked for behind it.
    let text = String::from_utf8_lossy(&rest);
    assert!(rest.len() > LARGE && text.contains("xHTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\nx"));
    assert_eq!(busy.served.await.unwrap(), None);
}

//! A server outside (127.0.0.2, which the rules let through) and a canary inside (127.0.0.1, which they do not).

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use playhouse_actors::ports::{FetchError, FetchMethod, FetchRequest, Fetched, Fetcher};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Bounds, Lookup, Outbound, Rules};

const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const OUTSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Answers by path, and counts who came.
struct Site {
    port: u16,
    hits: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start(address: IpAddr, answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (hits, heads) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counted, kept, answer) = (Arc::clone(&hits), Arc::clone(&heads), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                tokio::spawn(async move { serve(stream, &*answer, &kept).await });
            }
        });
        Self { port, hits, heads }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, answer: &(impl Fn(&str) -> String + ?Sized), heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let reply = answer(head.split(' ').nth(1).unwrap());
    heads.lock().unwrap().push(head);
    let _gone = stream.write_all(reply.as_bytes()).await;
    if reply.is_empty() {
        // Says nothing, and waits for the other side to give up.
        let _end = stream.read_u8().await;
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

/// What a name answers, time after time; the last answer stays.
#[derive(Default)]
struct Names(Mutex<HashMap<String, Vec<Vec<IpAddr>>>>);

impl Names {
    fn of(list: &[(&str, &[&[IpAddr]])]) -> Arc<Self> {
        let answers = |turns: &[&[IpAddr]]| turns.iter().map(|turn| turn.to_vec()).collect();
        Arc::new(Self(Mutex::new(list.iter().map(|(name, turns)| ((*name).to_owned(), answers(turns))).collect())))
    }
}

#[async_trait]
impl Lookup for Names {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap();
        let turns = names.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(if turns.len() > 1 { turns.remove(0) } else { turns[0].clone() })
    }
}

fn get(url: impl Into<String>) -> FetchRequest {
    FetchRequest { url: url.into(), method: FetchMethod::Get, headers: Vec::new(), largest: 1000 }
}

/// Lets through one address, and the ports of the sites.
fn outbound(sites: &[&Site], names: Arc<Names>) -> Outbound {
    let rules = Rules { ports: sites.iter().map(|site| site.port).collect(), inside: vec![OUTSIDE] };
    let bounds = Bounds { whole: Duration::from_secs(5), ..Bounds::default() };
    Outbound::with(rules, bounds, names).unwrap()
}

fn hello() -> Result<Fetched, FetchError> {
    Ok(Fetched { status: 200, content_type: Some("text/plain".into()), body: Bytes::from_static(b"hello") })
}

#[tokio::test]
async fn threat_49_no_url_reaches_into_the_house() {
    let canary = Site::start(INSIDE, |_| ok("secret")).await;
    let outside = Site::start(OUTSIDE, |_| ok("hello")).await;
    let names = Names::of(&[
        ("outside.example", &[&[OUTSIDE]]),
        ("inside.example", &[&[INSIDE]]),
        ("both.example", &[&[OUTSIDE, INSIDE]]),
        ("mapped.example", &[&["::ffff:127.0.0.1".parse().unwrap()]]),
        ("rebinding.example", &[&[OUTSIDE], &[INSIDE]]),
        ("nowhere.example", &[&[]]),
    ]);
    let client = outbound(&[&canary, &outside], Arc::clone(&names));
    let (inner, outer) = (canary.port, outside.port);
    // The controls: what is let through is reached, by address and by name, and the canary hears who comes to it.
    assert_eq!(client.fetch(get(format!("http://127.0.0.2:{outer}/"))).await, hello());
    assert_eq!(client.fetch(get(format!("http://outside.example:{outer}/"))).await, hello());
    assert_eq!(outside.hits(), 2);
    let open = Rules { ports: vec![inner], inside: vec![INSIDE] };
    let open = Outbound::with(open, Bounds::default(), names).unwrap();
    assert_eq!(open.fetch(get(format!("http://inside.example:{inner}/"))).await.unwrap().body, "secret");
    assert_eq!(canary.hits(), 1);

    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::127.0.0.1]",
        "169.254.169.254",
        "[fe80::1]",
        "10.0.0.1",
        "１２７.０.０.１",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "inside.example",
        "INSIDE.example",
        "both.example",
        "mapped.example",
        "nowhere.example",
        "unknown.example",
    ] {
        let refused = client.fetch(get(format!("http://{host}:{inner}/"))).await;
        assert_eq!(refused, Err(FetchError::Unreachable), "{host}");
    }
    for url in [
        "gopher://outside.example/",
        "file:///etc/passwd",
        "ftp://outside.example/",
        "dict://outside.example:11211/",
        "data:text/plain,x",
        "//outside.example/",
        "outside.example",
        "",
        "http://",
        "http://outside.example:22/",
        "https://outside.example:6379/",
        "http://outside.example:0/",
        "http://outside.example:99999/",
        "http://user@outside.example/",
        "http://:secret@outside.example/",
        "http://[::1%25lo]/",
        "http://[v1.x]/",
    ] {
        assert_eq!(client.fetch(get(url)).await, Err(FetchError::NotAllowed), "{url}");
    }
    let long = format!("http://127.0.0.2:{outer}/{}", "x".repeat(2048));
    assert_eq!(client.fetch(get(long)).await, Err(FetchError::NotAllowed));

    // The first answer is judged and used; the second is asked for by the second fetch, and refused.
    let rebinding = format!("http://rebinding.example:{outer}/");
    assert_eq!(client.fetch(get(&rebinding)).await, hello());
    assert_eq!(client.fetch(get(&rebinding)).await, Err(FetchError::Unreachable));
    assert_eq!((canary.hits(), outside.hits()), (1, 3));
}

#[tokio::test]
async fn threat_49_redirects_are_judged_like_the_first_url() {
    let canary = Site::start(INSIDE, |_| ok("secret")).await;
    let inner = canary.port;
    let outside = Site::start(OUTSIDE, move |path| match path {
        "/here" => ok("hello"),
        "/once" => redirect("/here"),
        "/thrice" => redirect("/twice"),
        "/twice" => redirect("/once"),
        "/four-times" => redirect("/thrice"),
        "/loop" => redirect("/loop"),
        "/inside" => redirect(&format!("http://127.0.0.1:{inner}/")),
        "/name" => redirect(&format!("//inside.example:{inner}/")),
        "/file" => redirect("file:///etc/passwd"),
        "/port" => redirect("http://127.0.0.2:22/"),
        other => panic!("{other}"),
    })
    .await;
    let client = outbound(&[&canary, &outside], Names::of(&[("inside.example", &[&[INSIDE]])]));
    let at = |path: &str| format!("http://127.0.0.2:{}/{path}", outside.port);
    for path in ["here", "once", "twice", "thrice"] {
        assert_eq!(client.fetch(get(at(path))).await, hello(), "{path}");
    }
    for path in ["four-times", "loop", "inside", "name", "file", "port"] {
        assert_eq!(client.fetch(get(at(path))).await, Err(FetchError::Unreachable), "{path}");
    }
    // What was meant for the first server is not told to the next; and a POST goes nowhere else.
    outside.heads.lock().unwrap().clear();
    let secret = FetchRequest { headers: vec![("authorization", "Bearer x".into())], ..get(at("once")) };
    assert_eq!(client.fetch(secret).await, hello());
    let told = |head: &String| head.to_lowercase().contains("bearer");
    assert_eq!(outside.heads.lock().unwrap().iter().map(told).collect::<Vec<_>>(), [true, false]);
    let post = FetchRequest { method: FetchMethod::Post(Bytes::from_static(b"x")), ..get(at("inside")) };
    assert_eq!(client.fetch(post).await.unwrap().status, 302);
    assert_eq!(canary.hits(), 0);
}

#[tokio::test]
async fn threat_49_open_and_closed_ports_look_the_same_and_nothing_is_taken_without_end() {
    let outside = Site::start(OUTSIDE, |path| match path {
        "/large" => ok(&"x".repeat(1001)),
        "/fits" => ok(&"x".repeat(1000)),
        "/endless" => format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(5000)),
        "/ssh" => "SSH-2.0-OpenSSH_9.2\r\n".into(),
        _ => String::new(),
    })
    .await;
    let closed = TcpListener::bind((OUTSIDE, 0)).await.unwrap().local_addr().unwrap().port();
    let rules = Rules { ports: vec![outside.port, closed], inside: vec![OUTSIDE] };
    let bounds = Bounds { whole: Duration::from_millis(500), at_once: 1, ..Bounds::default() };
    let client = Arc::new(Outbound::with(rules, bounds, Names::of(&[])).unwrap());
    let at = |path: &str| get(format!("http://127.0.0.2:{}/{path}", outside.port));
    assert_eq!(client.fetch(at("fits")).await.unwrap().body.len(), 1000);
    for path in ["large", "endless"] {
        assert_eq!(client.fetch(at(path)).await, Err(FetchError::TooLarge), "{path}");
    }
    let speaks_something_else = client.fetch(at("ssh")).await.unwrap_err();
    let is_closed = client.fetch(get(format!("http://127.0.0.2:{closed}/"))).await.unwrap_err();
    let is_inside = client.fetch(get("http://127.0.0.1/")).await.unwrap_err();
    let (says_nothing, one_too_many) = tokio::join!(client.fetch(at("silent")), client.fetch(at("fits")));
    assert_eq!(one_too_many, Err(FetchError::Busy));
    assert_eq!([speaks_something_else, is_closed, is_inside, says_nothing.unwrap_err()], [FetchError::Unreachable; 4]);
    assert_eq!(client.fetch(at("fits")).await.unwrap().status, 200, "its turn comes again");
}

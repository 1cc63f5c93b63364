//! Thousands of WebSocket clients on one thread: each listens and answers pings, so that what is measured is the server.
//!
//! `playhouse-listeners ADDRESS PATH COUNT STALLED`: COUNT sockets that read and STALLED that stop reading once they are open.
//! Says `open` on a line when all are; then each line of the input is a command: `begin` forgets what was counted and
//! answers `begun`, `tell` answers with one line of JSON. A message that is counted carries `t=<nanoseconds of CLOCK_MONOTONIC>;`.

mod frames;
mod histogram;

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use frames::{Frames, Heard};
use histogram::Histogram;

/// Handshakes under way at a time.
const AT_ONCE: usize = 256;
const READ: usize = 256 << 10;
const PATIENCE: Duration = Duration::from_secs(60);

struct Client {
    stream: TcpStream,
    /// The head of the answer, until it is whole.
    head: Option<Vec<u8>>,
    has_asked: bool,
    frames: Frames,
    is_stalled: bool,
    heard: u64,
}

#[derive(Default)]
struct Totals {
    open: usize,
    lost: usize,
    latencies: Histogram,
}

struct Listeners {
    poll: Poll,
    clients: Vec<Client>,
    address: SocketAddr,
    request: Vec<u8>,
    buffer: Vec<u8>,
    totals: Totals,
}

/// Nanoseconds since the machine started: the same clock in every process.
fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of ours.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0)
}

impl Listeners {
    fn connect(&mut self, is_stalled: bool) -> io::Result<()> {
        let mut stream = TcpStream::connect(self.address)?;
        let token = Token(self.clients.len());
        self.poll.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        let (head, frames) = (Some(Vec::new()), Frames::default());
        self.clients.push(Client { stream, head, has_asked: false, frames, is_stalled, heard: 0 });
        Ok(())
    }

    fn turn(&mut self, events: &mut Events) -> io::Result<()> {
        match self.poll.poll(events, Some(Duration::from_millis(20))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        for event in events.iter() {
            let Some(client) = self.clients.get_mut(event.token().0) else { continue };
            if event.is_writable() && !client.has_asked {
                client.has_asked = true;
                client.stream.write_all(&self.request)?;
            }
            if event.is_readable() && !(client.is_stalled && client.head.is_none()) {
                client.read(&mut self.buffer, &mut self.totals)?;
            }
        }
        Ok(())
    }

    fn tell(&self) -> String {
        let heard = || self.clients.iter().filter(|client| !client.is_stalled).map(|client| client.heard);
        let totals = &self.totals;
        serde_json::json!({
            "deliveries": heard().sum::<u64>(),
            "fewest": heard().min(),
            "most": heard().max(),
            "lost": totals.lost,
            "p50_ms": totals.latencies.at(0.5),
            "p99_ms": totals.latencies.at(0.99),
            "worst_ms": totals.latencies.at(1.0),
        })
        .to_string()
    }

    fn begin(&mut self) {
        self.totals.latencies = Histogram::default();
        self.clients.iter_mut().for_each(|client| client.heard = 0);
    }
}

impl Client {
    fn read(&mut self, buffer: &mut [u8], totals: &mut Totals) -> io::Result<()> {
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => {
                    totals.lost += 1;
                    return Ok(());
                }
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => {
                    totals.lost += 1;
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            let Some(bytes) = buffer.get(..count) else { return Ok(()) };
            self.take(bytes, totals)?;
            if count < buffer.len() {
                return Ok(());
            }
        }
    }

    fn take(&mut self, bytes: &[u8], totals: &mut Totals) -> io::Result<()> {
        let Some(head) = &mut self.head else {
            return self.hear(bytes, totals);
        };
        head.extend_from_slice(bytes);
        let Some(end) = memchr::memmem::find(head, b"\r\n\r\n") else { return Ok(()) };
        if !head.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(head).into_owned()));
        }
        totals.open += 1;
        let rest = head.split_off(end + 4);
        self.head = None;
        self.hear(&rest, totals)
    }

    fn hear(&mut self, bytes: &[u8], totals: &mut Totals) -> io::Result<()> {
        let Self { frames, stream, heard, .. } = self;
        let mut time = 0;
        let mut answered = Ok(());
        frames.take(bytes, |frame| match frame {
            Heard::Text(text) => {
                let Some(stamp) = stamp(text) else { return };
                // One look at the clock for everything that one read has brought.
                if time == 0 {
                    time = now();
                }
                *heard += 1;
                totals.latencies.note(time.saturating_sub(stamp));
            }
            Heard::Ping(body) => answered = pong(stream, body),
        });
        answered
    }
}

/// The same back, masked with zeros (RFC 6455, 5.5.3): whoever never answers is taken for gone.
fn pong(stream: &mut TcpStream, body: &[u8]) -> io::Result<()> {
    let length = u8::try_from(body.len()).ok().filter(|length| *length < 126).ok_or(ErrorKind::InvalidData)?;
    stream.write_all(&[&[0x8a, 0x80 | length, 0, 0, 0, 0], body].concat())
}

fn stamp(payload: &[u8]) -> Option<u64> {
    let at = memchr::memmem::find(payload, b"t=")?;
    let digits = payload.get(at + 2..)?;
    let end = memchr::memchr(b';', digits)?;
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

fn commands() -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || io::stdin().lock().lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, count, stalled] = words.as_slice() else {
        return Err("playhouse-listeners ADDRESS PATH COUNT STALLED".into());
    };
    let (count, stalled): (usize, usize) = (count.parse()?, stalled.parse()?);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    let mut listeners = Listeners {
        poll: Poll::new()?,
        clients: Vec::with_capacity(count + stalled),
        address: address.parse()?,
        request: request.into_bytes(),
        buffer: vec![0; READ],
        totals: Totals::default(),
    };
    let mut events = Events::with_capacity(1024);
    let started = Instant::now();
    while listeners.totals.open < count + stalled {
        while listeners.clients.len() < (count + stalled).min(listeners.totals.open + AT_ONCE) {
            let is_stalled = listeners.clients.len() >= count;
            listeners.connect(is_stalled)?;
        }
        listeners.turn(&mut events)?;
        if started.elapsed() > PATIENCE {
            return Err(format!("only {} sockets are open", listeners.totals.open).into());
        }
    }
    println!("open");
    let commands = commands();
    loop {
        listeners.turn(&mut events)?;
        match commands.try_recv() {
            Ok(command) if command == "begin" => {
                listeners.begin();
                println!("begun");
            }
            Ok(_) => println!("{}", listeners.tell()),
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
            Err(std::sync::mpsc::TryRecvError::Disconnected) => return Ok(()),
        }
    }
}

//! A mail server that keeps what it is given: enough of RFC 5321 to be spoken to by a real client.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const PATIENCE: Duration = Duration::from_secs(30);

/// One mail as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body, dots unstuffed.
    pub data: String,
}

pub struct SmtpSink {
    port: u16,
    mails: watch::Receiver<Vec<Received>>,
    refused: Arc<AtomicU32>,
    task: tokio::task::JoinHandle<()>,
}

impl SmtpSink {
    /// Listens on a free port; says `451` to so many mails first.
    pub async fn start(refusals: u32) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, mails) = watch::channel(Vec::new());
        let refused = Arc::new(AtomicU32::new(0));
        let counter = refused.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (sender, counter) = (sender.clone(), counter.clone());
                tokio::spawn(async move { serve(stream, refusals, &counter, &sender).await });
            }
        });
        Self { port, mails, refused, task }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// How many mails were sent away.
    pub fn refused(&self) -> u32 {
        self.refused.load(Ordering::SeqCst)
    }

    /// Every mail to this address so far.
    pub fn mails_to(&self, address: &str) -> Vec<Received> {
        let to = |mail: &&Received| mail.to.iter().any(|to| to == address);
        self.mails.borrow().iter().filter(to).cloned().collect()
    }

    /// Waits for the mail of this number to an address, from 1.
    pub async fn mail_to(&self, address: &str, number: usize) -> Received {
        let mut mails = self.mails.clone();
        let enough = mails
            .wait_for(|mails| mails.iter().filter(|mail| mail.to.iter().any(|to| to == address)).count() >= number);
        let arrived = tokio::time::timeout(PATIENCE, enough).await;
        drop(arrived.unwrap_or_else(|_| panic!("mail {number} to {address} did not come")).unwrap());
        self.mails_to(address).swap_remove(number - 1)
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, refusals: u32, refused: &AtomicU32, mails: &watch::Sender<Vec<Received>>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut mail = Received { from: String::new(), to: Vec::new(), data: String::new() };
    writer.write_all(b"220 sink.example ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.to_ascii_uppercase();
        let path = || line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned());
        let answer = match &verb {
            verb if verb.starts_with("EHLO") => "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            verb if verb.starts_with("MAIL FROM:") => {
                mail = Received { from: path().unwrap(), to: Vec::new(), data: String::new() };
                "250 ok\r\n"
            }
            verb if verb.starts_with("RCPT TO:") => {
                mail.to.push(path().unwrap());
                let is_refused = refused.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |so_far| {
                    (so_far < refusals).then_some(so_far + 1)
                });
                if is_refused.is_ok() { "451 come back later\r\n" } else { "250 ok\r\n" }
            }
            verb if verb == "DATA" => {
                writer.write_all(b"354 go on\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.data.push('\n');
                }
                mails.send_modify(|all| all.push(mail.clone()));
                "250 taken\r\n"
            }
            verb if verb == "QUIT" => {
                let _ = writer.write_all(b"221 bye\r\n").await;
                return;
            }
            verb if verb == "RSET" || verb == "NOOP" => "250 ok\r\n",
            _ => "500 what?\r\n",
        };
        if writer.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

impl Received {
    /// A header of the mail itself.
    pub fn header(&self, name: &str) -> String {
        let head = self.data.split("\n\n").next().unwrap().replace("\n ", " ");
        let found =
            head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    pub fn html(&self) -> String {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> String {
        let content = self.header("content-type");
        let boundary = content.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let parts: Vec<&str> = self.data.split(&format!("--{boundary}")).collect();
        let part = parts.iter().find(|part| part.to_lowercase().contains(&format!("content-type: {kind}"))).unwrap();
        let (head, body) = part.trim_start().split_once("\n\n").unwrap();
        if head.to_lowercase().contains("quoted-printable") { quoted_printable(body) } else { body.to_owned() }
    }

    /// The one link of the mail.
    pub fn link(&self) -> String {
        self.text().lines().find(|line| line.starts_with("http")).expect("a link").to_owned()
    }

    /// The token in the link.
    pub fn token(&self) -> String {
        self.link().split_once("#token=").expect("a token").1.to_owned()
    }

    /// The digits that are to be typed.
    pub fn code(&self) -> String {
        self.text()
            .split_whitespace()
            .find(|word| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()))
            .unwrap()
            .to_owned()
    }
}

/// RFC 2045, 6.7.
fn quoted_printable(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let code = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

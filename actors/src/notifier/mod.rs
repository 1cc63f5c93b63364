//! Tells people: mails and text messages, in the background.
//!
//! Hears of notices ([`SendNotice`]) from whoever answers requests, so that no answer waits for a mail server, and of
//! forgotten passwords ([`PasswordForgotten`]): whether there is such an account is looked up here, after the answer, which
//! therefore tells nothing by its time. Owns what is not sent yet; at most [`AT_ONCE`] go out at a time, what is refused for
//! now rests and is tried again, what is refused for good is logged, without its text. A restart loses what waits: codes are
//! short-lived and asked for again. At an orderly stop everything is tried once more. Permanent.

mod letters;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use metrics::counter;
use rand::Rng;
use serde::Serialize;

pub use letters::{Letter, Letters};

use crate::message;
use crate::messages::{PasswordForgotten, SendNotice};
use crate::model::Notice;
use crate::one_time_codes::CodeDesk;
use crate::ports::{Mailer, SendError, StoreError, TextSender};
use crate::runtime::{Actor, Context, Handles, Policy};

/// Messages on their way at a time.
const AT_ONCE: usize = 4;
/// Messages that wait at most; later ones are lost, and logged.
const MOST: usize = 10_000;
/// Pauses before further tries: together they are shorter than a code is good.
const PAUSES: [Duration; 6] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(8),
    Duration::from_secs(30),
    Duration::from_secs(90),
    Duration::from_secs(240),
];

const SENT: &str = "notices_sent_total";
const LOST: &str = "notices_lost_total";

#[derive(Clone)]
pub struct NotifierConfig {
    pub codes: CodeDesk,
    pub mailer: Arc<dyn Mailer>,
    pub texts: Arc<dyn TextSender>,
    pub letters: Letters,
}

pub struct Notifier {
    config: NotifierConfig,
    waiting: VecDeque<Job>,
    /// Those that were refused for now, by the number of their timer.
    resting: HashMap<u64, Job>,
    timers: u64,
    running: usize,
    sent: u64,
    lost: u64,
}

/// One message and how often it was tried.
#[derive(Clone)]
struct Job {
    letter: Arc<Letter>,
    /// The notice's name.
    name: &'static str,
    tries: usize,
}

struct Tried {
    job: Job,
    outcome: Result<(), SendError>,
}
struct Rested(u64);
struct LookedUp(Result<Option<SendNotice>, StoreError>);

message! {
    Tried;
    Rested;
    LookedUp;
}

#[derive(Serialize)]
struct NotifierSnapshot {
    waiting: usize,
    resting: usize,
    running: usize,
    sent: u64,
    lost: u64,
}

impl Notifier {
    #[must_use]
    pub fn new(config: NotifierConfig) -> Self {
        Self { config, waiting: VecDeque::new(), resting: HashMap::new(), timers: 0, running: 0, sent: 0, lost: 0 }
    }

    fn take_on(&mut self, SendNotice { to, notice }: SendNotice, ctx: &mut Context<Self>) {
        let job = Job { letter: Arc::new(self.config.letters.write(to, &notice)), name: notice.name(), tries: 0 };
        if self.waiting.len() + self.resting.len() >= MOST {
            return self.bury(&job, "too many messages wait");
        }
        self.waiting.push_back(job);
        self.work(ctx);
    }

    fn work(&mut self, ctx: &mut Context<Self>) {
        while self.running < AT_ONCE {
            let Some(job) = self.waiting.pop_front() else { return };
            self.running += 1;
            let config = self.config.clone();
            ctx.spawn("notifier.send", async move {
                let outcome = send(&config, &job.letter).await;
                Tried { job, outcome }
            });
        }
    }

    fn rest(&mut self, job: Job, pause: Duration, ctx: &mut Context<Self>) {
        self.timers += 1;
        self.resting.insert(self.timers, job);
        // Messages that were refused together do not come back together.
        let spread = rand::rng().random_range(0.75..=1.0);
        ctx.run_later(pause.mul_f64(spread), Rested(self.timers));
    }

    /// The dead letter: what it was and why, and never its text.
    fn bury(&mut self, job: &Job, reason: &str) {
        self.lost += 1;
        counter!(LOST).increment(1);
        tracing::error!(notice = job.name, tries = job.tries, reason, "a message to a person was given up");
    }
}

async fn send(config: &NotifierConfig, letter: &Letter) -> Result<(), SendError> {
    match letter {
        Letter::Mail(mail) => config.mailer.send_mail(mail).await,
        Letter::Text(text) => config.texts.send_text(text).await,
    }
}

/// The mail to the owner of an account, if there is one.
async fn reset_notice(config: &NotifierConfig, email: &str) -> Result<Option<SendNotice>, StoreError> {
    let issued = config.codes.reset_token(email).await?;
    Ok(issued.map(|(to, token)| SendNotice { to, notice: Notice::ResetPassword { token } }))
}

impl Actor for Notifier {
    const KIND: &'static str = "notifier";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 1024;

    fn stopping(&mut self, ctx: &mut Context<Self>) {
        let jobs: Vec<Job> = self.waiting.drain(..).chain(self.resting.drain().map(|(_, job)| job)).collect();
        let config = self.config.clone();
        ctx.spawn_quietly("notifier.last_tries", async move {
            let last_try = async |job: Job| {
                if let Err(error) = send(&config, &job.letter).await {
                    tracing::error!(notice = job.name, %error, "a message to a person is lost: the server stops");
                }
            };
            futures::stream::iter(jobs).for_each_concurrent(AT_ONCE, last_try).await;
        });
    }

    fn snapshot(&self) -> impl Serialize {
        NotifierSnapshot {
            waiting: self.waiting.len(),
            resting: self.resting.len(),
            running: self.running,
            sent: self.sent,
            lost: self.lost,
        }
    }
}

impl Handles<SendNotice> for Notifier {
    fn handle(&mut self, notice: SendNotice, ctx: &mut Context<Self>) {
        self.take_on(notice, ctx);
    }
}

impl Handles<PasswordForgotten> for Notifier {
    fn handle(&mut self, PasswordForgotten { email }: PasswordForgotten, ctx: &mut Context<Self>) {
        let config = self.config.clone();
        ctx.spawn("notifier.look_up", async move { LookedUp(reset_notice(&config, &email).await) });
    }
}

impl Handles<LookedUp> for Notifier {
    fn handle(&mut self, LookedUp(outcome): LookedUp, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Some(notice)) => self.take_on(notice, ctx),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a forgotten password could not be looked up"),
        }
    }
}

impl Handles<Tried> for Notifier {
    fn handle(&mut self, Tried { mut job, outcome }: Tried, ctx: &mut Context<Self>) {
        self.running = self.running.saturating_sub(1);
        job.tries += 1;
        match (outcome, PAUSES.get(job.tries - 1)) {
            (Ok(()), _) => {
                self.sent += 1;
                counter!(SENT).increment(1);
            }
            (Err(SendError::Later(reason)), Some(pause)) => {
                tracing::warn!(notice = job.name, tries = job.tries, reason, "a message to a person is tried again");
                self.rest(job, *pause, ctx);
            }
            (Err(SendError::Later(reason) | SendError::Never(reason)), _) => self.bury(&job, &reason),
        }
        self.work(ctx);
    }
}

impl Handles<Rested> for Notifier {
    fn handle(&mut self, Rested(timer): Rested, ctx: &mut Context<Self>) {
        if let Some(job) = self.resting.remove(&timer) {
            self.waiting.push_back(job);
            self.work(ctx);
        }
    }
}

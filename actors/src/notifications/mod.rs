//! Tells people of what concerns them, in the app: turns facts of the outbox into notifications.
//!
//! Keeps its own place in the outbox, which moves when everything before it is durable; what is told twice is written once,
//! so a crash between the two costs nothing. Followers are told of a video beside that, batch by batch, from where the
//! last batch ended: nobody waits for the followers of somebody else. Owns no state but what is under way. Permanent.

mod board;
pub mod comments;
mod herald;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

pub use board::{NotificationBoard, NotificationEvent, Subscription};
pub use herald::Herald;

use crate::message;
use crate::messages::FactsArrived;
use crate::model::{CommentId, Fact, FactKind, Occasion, Timestamp, Video, Visibility};
use crate::ports::{Catalogue, Comments, Notifications, Outbox, StoreError};
use crate::runtime::{Actor, Context, Handles, Policy};

const CONSUMER: &str = "notifications";
/// Facts that are read at a time.
const BATCH: usize = 64;
/// The outbox is looked at this often even if nobody says that there is something.
const LOOK: Duration = Duration::from_secs(5);
/// Videos of which followers are told in turn, and followers that are told of one at a time.
const VIDEOS: usize = 8;
const FOLLOWERS: usize = 200;
/// How long people find what they were told, and how often what is older is removed.
const KEPT: Duration = Duration::from_secs(90 * 86_400);
const SWEEP: Duration = Duration::from_secs(3600);

#[derive(Clone)]
pub struct NotificationsConfig {
    pub outbox: Arc<dyn Outbox>,
    pub catalogue: Arc<dyn Catalogue>,
    pub comments: Arc<dyn Comments>,
    pub notifications: Arc<dyn Notifications>,
    pub herald: Herald,
}

pub struct NotificationsActor {
    config: NotificationsConfig,
    consuming: Turn,
    announcing: Turn,
    facts: u64,
    told: u64,
}

/// Work of which there is one at a time.
#[derive(Default)]
struct Turn {
    is_under_way: bool,
    is_asked_again: bool,
}

impl Turn {
    /// Whether it is to begin now; otherwise it follows what is under way.
    fn begin(&mut self) -> bool {
        self.is_asked_again = self.is_under_way;
        !std::mem::replace(&mut self.is_under_way, true)
    }

    /// Whether it is to begin again.
    fn end(&mut self) -> bool {
        self.is_under_way = false;
        std::mem::take(&mut self.is_asked_again)
    }
}

struct FactsConsumed(Result<usize, StoreError>);
struct Announce;
struct StepAnnounced(Result<Step, StoreError>);
struct Sweep;

message! {
    FactsConsumed;
    Announce;
    StepAnnounced;
    Sweep;
}

/// One batch of each video of which followers are being told.
#[derive(Default)]
struct Step {
    told: usize,
    /// Somebody is left.
    is_more: bool,
}

#[derive(Serialize)]
struct NotificationsSnapshot {
    facts: u64,
    told: u64,
    is_announcing: bool,
}

impl NotificationsActor {
    #[must_use]
    pub fn new(config: NotificationsConfig) -> Self {
        Self { config, consuming: Turn::default(), announcing: Turn::default(), facts: 0, told: 0 }
    }

    fn consume(&mut self, ctx: &mut Context<Self>) {
        if self.consuming.begin() {
            let config = self.config.clone();
            ctx.spawn("notifications.consume", async move { FactsConsumed(consume(&config).await) });
        }
    }

    fn announce(&mut self, ctx: &mut Context<Self>) {
        if self.announcing.begin() {
            let config = self.config.clone();
            ctx.spawn("notifications.announce", async move { StepAnnounced(announce(&config).await) });
        }
    }
}

/// Acts on the next facts; answers how many there were.
async fn consume(config: &NotificationsConfig) -> Result<usize, StoreError> {
    let facts = config.outbox.pending(CONSUMER, BATCH).await?;
    for fact in &facts {
        if let Some(video) = config.catalogue.video(&fact.video).await? {
            act(config, fact, video).await?;
        }
    }
    if let Some(last) = facts.last() {
        config.outbox.advance(CONSUMER, last.id).await?;
    }
    Ok(facts.len())
}

async fn act(config: &NotificationsConfig, fact: &Fact, video: Video) -> Result<(), StoreError> {
    let occasion = match fact.kind {
        FactKind::Playable | FactKind::Published => {
            let is_shown = video.visibility == Visibility::Public && video.state.is_watchable();
            return if is_shown { config.notifications.announce(&video.id, Timestamp::now()).await } else { Ok(()) };
        }
        FactKind::Ready => Occasion::UploadReady { video: video.id },
        FactKind::Failed => Occasion::UploadFailed { video: video.id },
        FactKind::Commented => return tell_of_comment(config, fact, &video).await,
        FactKind::Uploaded | FactKind::Deleted => return Ok(()),
    };
    let told = config.notifications.notify(&video.owner, occasion).await?;
    config.herald.tell(told.into_iter().collect()).await;
    Ok(())
}

/// Tells whom a comment concerns, if it is still there.
async fn tell_of_comment(config: &NotificationsConfig, fact: &Fact, video: &Video) -> Result<(), StoreError> {
    let Some(id) = fact.subject.as_deref().and_then(CommentId::parse) else { return Ok(()) };
    let Some(comment) = config.comments.comment(&id).await? else { return Ok(()) };
    let parent = match &comment.parent {
        Some(parent) => config.comments.comment(parent).await?,
        None => None,
    };
    let mentioned = config.comments.mentioned(&id).await?;
    let mut told = Vec::new();
    for (user, occasion) in comments::concerned(video, &comment, parent.as_ref(), &mentioned) {
        told.extend(config.notifications.notify(&user, occasion).await?);
    }
    config.herald.tell(told).await;
    Ok(())
}

/// Tells the next followers of each video that is being announced.
async fn announce(config: &NotificationsConfig) -> Result<Step, StoreError> {
    let open = config.notifications.open_announcements(VIDEOS).await?;
    let mut step = Step { told: 0, is_more: open.len() == VIDEOS };
    for video in open {
        let announced = config.notifications.announce_further(&video, FOLLOWERS).await?;
        step.told += announced.told.len();
        step.is_more |= !announced.is_done;
        config.herald.tell(announced.told).await;
    }
    Ok(step)
}

impl Actor for NotificationsActor {
    const KIND: &'static str = "notifications";
    const POLICY: Policy = Policy::Permanent;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.tell_self(FactsArrived);
        ctx.tell_self(Announce);
        ctx.tell_self(Sweep);
        ctx.run_interval(LOOK, || FactsArrived);
        ctx.run_interval(SWEEP, || Sweep);
    }

    fn snapshot(&self) -> impl Serialize {
        NotificationsSnapshot { facts: self.facts, told: self.told, is_announcing: self.announcing.is_under_way }
    }
}

impl Handles<FactsArrived> for NotificationsActor {
    fn handle(&mut self, _: FactsArrived, ctx: &mut Context<Self>) {
        self.consume(ctx);
    }
}

impl Handles<FactsConsumed> for NotificationsActor {
    fn handle(&mut self, FactsConsumed(outcome): FactsConsumed, ctx: &mut Context<Self>) {
        let is_asked_again = self.consuming.end();
        let count = match outcome {
            Ok(count) => count,
            Err(error) => return tracing::warn!(%error, "people are told of nothing for now; it is tried again"),
        };
        self.facts += count as u64;
        if count > 0 {
            self.announce(ctx);
        }
        if count == BATCH || is_asked_again {
            self.consume(ctx);
        }
    }
}

impl Handles<Announce> for NotificationsActor {
    fn handle(&mut self, _: Announce, ctx: &mut Context<Self>) {
        self.announce(ctx);
    }
}

impl Handles<StepAnnounced> for NotificationsActor {
    fn handle(&mut self, StepAnnounced(outcome): StepAnnounced, ctx: &mut Context<Self>) {
        let is_asked_again = self.announcing.end();
        match outcome {
            Ok(step) => {
                self.told += step.told as u64;
                if step.is_more || is_asked_again {
                    self.announce(ctx);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "followers are told later");
                ctx.run_later(LOOK, Announce);
            }
        }
    }
}

impl Handles<Sweep> for NotificationsActor {
    fn handle(&mut self, _: Sweep, ctx: &mut Context<Self>) {
        let notifications = Arc::clone(&self.config.notifications);
        ctx.spawn_quietly("notifications.sweep", async move {
            if let Err(error) = notifications.forget_notifications(Timestamp::now().minus(KEPT)).await {
                tracing::warn!(%error, "old notifications stay for now");
            }
        });
    }
}

//! An actor that can be told to do everything wrong, and systems to run it in.

use std::{
    future::pending,
    marker::PhantomData,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use crate::{
    message,
    runtime::{Actor, ActorSystem, Context, Handle, Handles, HandlesLater, Placement, Policy, Reply, Restarts},
};

pub(super) use crate::runtime::testing::{paused, settle};

pub(super) const SOON: Duration = Duration::from_secs(5);

/// What the test and every generation of one actor share.
#[derive(Default)]
pub(super) struct Script {
    pub(super) built: AtomicUsize,
    pub(super) factory_faults: AtomicUsize,
    pub(super) started_faults: AtomicUsize,
    pub(super) stop_in_started: AtomicBool,
    pub(super) never_saved: AtomicBool,
    pub(super) drop_faults: AtomicUsize,
    pub(super) log: Mutex<Vec<String>>,
}

impl Script {
    pub(super) fn built(&self) -> usize {
        self.built.load(Ordering::SeqCst)
    }

    pub(super) fn log(&self, line: impl Into<String>) {
        self.log.lock().unwrap().push(line.into());
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

fn fault(left: &AtomicUsize, text: &'static str) {
    let take = |left: usize| left.checked_sub(1);
    if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok() {
        panic!("{text}");
    }
}

/// The constants of one test actor.
pub(super) trait Rule: 'static {
    const KIND: &'static str;
    const POLICY: Policy;
    const CAPACITY: usize = 64;
    const PLACEMENT: Placement = Placement::Control;
}

macro_rules! rules {
    ($($name:ident { $($line:tt)* })*) => {
        $(pub(super) struct $name; impl Rule for $name { $($line)* })*
    };
}

rules! {
    Lasting { const KIND: &'static str = "lasting"; const POLICY: Policy = Policy::Permanent; }
    Passing { const KIND: &'static str = "passing"; const POLICY: Policy = Policy::Transient; }
    Fleeting { const KIND: &'static str = "fleeting"; const POLICY: Policy = Policy::Temporary; }
    Narrow { const KIND: &'static str = "narrow"; const POLICY: Policy = Policy::Transient; const CAPACITY: usize = 3; }
    Wide {
        const KIND: &'static str = "wide";
        const POLICY: Policy = Policy::Transient;
        const CAPACITY: usize = 100_000;
        const PLACEMENT: Placement = Placement::Hot;
    }
}

/// Counts, fails, blocks and holds answers back.
pub(super) struct Subject<R: Rule> {
    name: String,
    count: u64,
    held: Vec<Reply<Hold>>,
    script: Arc<Script>,
    rule: PhantomData<R>,
}

pub(super) fn spawn<R: Rule>(system: &ActorSystem, script: &Arc<Script>) -> Handle<Subject<R>> {
    spawn_named(system, script, R::KIND)
}

pub(super) fn spawn_named<R: Rule>(system: &ActorSystem, script: &Arc<Script>, name: &str) -> Handle<Subject<R>> {
    system.spawn(factory(script, name))
}

pub(super) fn factory<R: Rule>(script: &Arc<Script>, name: &str) -> impl FnMut() -> Subject<R> + Send + 'static {
    let (script, name) = (Arc::clone(script), name.to_owned());
    move || {
        script.built.fetch_add(1, Ordering::SeqCst);
        fault(&script.factory_faults, "no factory today");
        Subject { name: name.clone(), count: 0, held: Vec::new(), script: Arc::clone(&script), rule: PhantomData }
    }
}

/// Counts up; replies the count.
pub(super) struct Inc;
/// Writes a line to the log.
pub(super) struct Note(pub(super) String);
/// Panics in its handler.
pub(super) struct Boom;
/// Panics in spawned work.
pub(super) struct BoomInWork;
/// Panics in the handler of a timer's message.
pub(super) struct BoomInTimer;
/// Panics in a stream.
pub(super) struct BoomInStream;
/// Says that it cannot go on.
pub(super) struct GiveUp;
/// Stops itself in order.
pub(super) struct Finish;
/// Replies when released.
pub(super) struct Hold;
/// Releases everything held; replies how much that was.
pub(super) struct Release;
/// Drops everything held unanswered.
pub(super) struct Abandon;
/// Blocks its thread until the sender of the channel is dropped.
pub(super) struct Block(pub(super) mpsc::Receiver<()>);
/// Counts up `0` times more through messages to itself.
pub(super) struct IncBySelf(pub(super) u64);
/// Counts up after a second, by way of spawned work.
pub(super) struct IncLater;
/// Always an error.
pub(super) struct Refuse;

message! {
    Inc => u64;
    Note;
    Boom;
    BoomInWork;
    BoomInTimer;
    BoomInStream;
    GiveUp;
    Finish;
    Hold => u64;
    Release => usize;
    Abandon;
    Block;
    IncBySelf;
    IncLater;
    Refuse => Result<(), &'static str>;
}

impl<R: Rule> Actor for Subject<R> {
    const KIND: &'static str = R::KIND;
    const POLICY: Policy = R::POLICY;
    const CAPACITY: usize = R::CAPACITY;
    const PLACEMENT: Placement = R::PLACEMENT;
    const RESTARTS: Restarts = Restarts { limit: 3, ..Restarts::DEFAULT };

    fn started(&mut self, ctx: &mut Context<Self>) {
        if self.script.stop_in_started.load(Ordering::SeqCst) {
            ctx.stop();
        }
        fault(&self.script.started_faults, "no start today");
    }

    fn stopping(&mut self, ctx: &mut Context<Self>) {
        self.script.log(format!("{} stopping", self.name));
        let (script, line) = (Arc::clone(&self.script), format!("{} saved", self.name));
        ctx.spawn_quietly("save", async move {
            if script.never_saved.load(Ordering::SeqCst) {
                pending::<()>().await;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            script.log(line);
        });
    }

    fn label(&self) -> Option<String> {
        Some(self.name.clone())
    }

    fn snapshot(&self) -> impl serde::Serialize {
        serde_json::json!({ "count": self.count })
    }
}

impl<R: Rule> Drop for Subject<R> {
    fn drop(&mut self) {
        fault(&self.script.drop_faults, "no end today");
    }
}

impl<R: Rule> Handles<Inc> for Subject<R> {
    fn handle(&mut self, _: Inc, _: &mut Context<Self>) -> u64 {
        self.count += 1;
        self.count
    }
}

impl<R: Rule> Handles<Note> for Subject<R> {
    fn handle(&mut self, msg: Note, _: &mut Context<Self>) {
        self.script.log(msg.0);
    }
}

impl<R: Rule> Handles<Boom> for Subject<R> {
    fn handle(&mut self, _: Boom, _: &mut Context<Self>) {
        self.count = 1_000;
        panic!("boom in handler");
    }
}

impl<R: Rule> Handles<BoomInWork> for Subject<R> {
    fn handle(&mut self, _: BoomInWork, ctx: &mut Context<Self>) {
        ctx.spawn_quietly("work", async { panic!("boom in work") });
    }
}

impl<R: Rule> Handles<BoomInTimer> for Subject<R> {
    fn handle(&mut self, _: BoomInTimer, ctx: &mut Context<Self>) {
        ctx.run_later(Duration::from_millis(10), Boom);
    }
}

impl<R: Rule> Handles<BoomInStream> for Subject<R> {
    fn handle(&mut self, _: BoomInStream, ctx: &mut Context<Self>) {
        let items = futures::stream::poll_fn(|_| panic!("boom in stream"));
        ctx.add_stream::<Note, _>("items", items);
    }
}

impl<R: Rule> Handles<GiveUp> for Subject<R> {
    fn handle(&mut self, _: GiveUp, ctx: &mut Context<Self>) {
        ctx.fail("cannot go on");
    }
}

impl<R: Rule> Handles<Finish> for Subject<R> {
    fn handle(&mut self, _: Finish, ctx: &mut Context<Self>) {
        ctx.stop();
    }
}

impl<R: Rule> HandlesLater<Hold> for Subject<R> {
    fn handle_later(&mut self, _: Hold, reply: Reply<Hold>, _: &mut Context<Self>) {
        self.held.push(reply);
    }
}

impl<R: Rule> Handles<Release> for Subject<R> {
    fn handle(&mut self, _: Release, _: &mut Context<Self>) -> usize {
        let held = std::mem::take(&mut self.held);
        let count = held.len();
        held.into_iter().for_each(|reply| reply.send(self.count));
        count
    }
}

impl<R: Rule> Handles<Abandon> for Subject<R> {
    fn handle(&mut self, _: Abandon, _: &mut Context<Self>) {
        self.held.clear();
    }
}

impl<R: Rule> Handles<Block> for Subject<R> {
    fn handle(&mut self, msg: Block, _: &mut Context<Self>) {
        let _ = msg.0.recv();
    }
}

impl<R: Rule> Handles<IncBySelf> for Subject<R> {
    fn handle(&mut self, msg: IncBySelf, ctx: &mut Context<Self>) {
        self.count += 1;
        if msg.0 > 0 {
            ctx.tell_self(IncBySelf(msg.0 - 1));
        }
    }
}

impl<R: Rule> Handles<IncLater> for Subject<R> {
    fn handle(&mut self, _: IncLater, ctx: &mut Context<Self>) {
        ctx.spawn("later", async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Inc
        });
    }
}

impl<R: Rule> Handles<Refuse> for Subject<R> {
    fn handle(&mut self, _: Refuse, _: &mut Context<Self>) -> Result<(), &'static str> {
        Err("never")
    }
}

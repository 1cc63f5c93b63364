//! What the shell costs a message: our handle and shell against a plain actix actor that does the same work.
//!
//! `here` runs sender and actor on one thread, so it shows the cost of a message alone; `across` has a thread between
//! them, as in production. Each iteration is one message. The goal: at most twice the time of plain actix.

#![expect(clippy::expect_used, reason = "a bench that cannot measure should stop")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use actix::{Actor as _, Addr, Context as ActixContext};
use actix_rt::{Arbiter, SystemRunner};
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use futures::future::join_all;
use playhouse_actors::{
    message,
    runtime::{Actor, ActorSystem, Context, Handle, Handles, Placement, Policy, SystemConfig},
};

const DEADLINE: Duration = Duration::from_secs(10);
/// Messages under way at once in the throughput benches.
const WINDOW: u64 = 256;

#[derive(Default)]
struct Sum {
    total: u64,
}

impl Sum {
    fn add(&mut self, amount: u64) -> u64 {
        self.total = black_box(self.total.wrapping_add(amount));
        self.total
    }
}

struct Add {
    amount: u64,
}

message! {
    Add => u64;
}

impl Actor for Sum {
    const KIND: &'static str = "sum";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 1_024;
    const PLACEMENT: Placement = Placement::Hot;
}

impl Handles<Add> for Sum {
    fn handle(&mut self, msg: Add, _: &mut Context<Self>) -> u64 {
        self.add(msg.amount)
    }
}

#[derive(Default)]
struct PlainSum {
    sum: Sum,
}

struct PlainAdd {
    amount: u64,
}

impl actix::Message for PlainAdd {
    type Result = u64;
}

impl actix::Actor for PlainSum {
    type Context = ActixContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(0);
    }
}

impl actix::Handler<PlainAdd> for PlainSum {
    type Result = u64;

    fn handle(&mut self, msg: PlainAdd, _: &mut Self::Context) -> u64 {
        self.sum.add(msg.amount)
    }
}

/// The same three loads on either kind of actor.
trait Subject {
    async fn ask(&self);
    async fn ask_many(&self, count: u64);
    async fn tell_many(&self, count: u64);
}

impl Subject for Handle<Sum> {
    async fn ask(&self) {
        Handle::ask(self, Add { amount: 1 }, DEADLINE).await.expect("answered");
    }

    async fn ask_many(&self, count: u64) {
        let asks = (0..count).map(|amount| Handle::ask(self, Add { amount }, DEADLINE));
        for answer in join_all(asks).await {
            answer.expect("answered");
        }
    }

    async fn tell_many(&self, count: u64) {
        for amount in 1..count {
            self.try_tell(Add { amount }).expect("room");
        }
        Subject::ask(self).await;
    }
}

impl Subject for Addr<PlainSum> {
    async fn ask(&self) {
        self.send(PlainAdd { amount: 1 }).await.expect("answered");
    }

    async fn ask_many(&self, count: u64) {
        let asks = (0..count).map(|amount| self.send(PlainAdd { amount }));
        for answer in join_all(asks).await {
            answer.expect("answered");
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the cheapest way plain actix has is what we compare with")]
    async fn tell_many(&self, count: u64) {
        for amount in 1..count {
            self.do_send(PlainAdd { amount });
        }
        Subject::ask(self).await;
    }
}

async fn in_windows(iterations: u64, mut load: impl AsyncFnMut(u64)) {
    let mut left = iterations;
    while left > 0 {
        let count = left.min(WINDOW);
        load(count).await;
        left -= count;
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, runner: &SystemRunner, name: &str, subject: &impl Subject) {
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("ask/{name}"), |bench| {
        bench.iter_custom(|iterations| {
            let start = Instant::now();
            runner.block_on(async {
                for _ in 0..iterations {
                    subject.ask().await;
                }
            });
            start.elapsed()
        });
    });
    group.bench_function(format!("ask_256/{name}"), |bench| {
        bench.iter_custom(|iterations| {
            let start = Instant::now();
            runner.block_on(in_windows(iterations, async |count| subject.ask_many(count).await));
            start.elapsed()
        });
    });
    group.bench_function(format!("tell/{name}"), |bench| {
        bench.iter_custom(|iterations| {
            let start = Instant::now();
            runner.block_on(in_windows(iterations, async |count| subject.tell_many(count).await));
            start.elapsed()
        });
    });
}

fn here(criterion: &mut Criterion) {
    let runner = actix_rt::System::new();
    let plain = runner.block_on(async { PlainSum::default().start() });
    let ours = runner.block_on(async {
        let system = ActorSystem::start_here(SystemConfig::default()).expect("watchdog");
        system.spawn(Sum::default)
    });
    let mut group = criterion.benchmark_group("here");
    measure(&mut group, &runner, "actix", &plain);
    measure(&mut group, &runner, "shell", &ours);
    group.finish();
}

fn across(criterion: &mut Criterion) {
    let runner = actix_rt::System::new();
    let (plain, ours) = runner.block_on(async {
        let plain = PlainSum::start_in_arbiter(&Arbiter::new().handle(), |_| PlainSum::default());
        let system = ActorSystem::start(SystemConfig::default()).expect("threads");
        (plain, system.spawn(Sum::default))
    });
    let mut group = criterion.benchmark_group("across");
    measure(&mut group, &runner, "actix", &plain);
    measure(&mut group, &runner, "shell", &ours);
    group.finish();
}

criterion_group! {
    name = runtime;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    targets = here, across
}
criterion_main!(runtime);

//! Hot segments in memory, and what becomes of stored bytes that are wrong.
//!
//! Requests read through [`HotSegments`], past this actor's mailbox. Whoever finds an object that is not what was recorded
//! sends [`QuarantineObject`]: the actor looks for itself, moves the object aside (it is kept, for a person to look at) and
//! removes its record, so that it counts as not made. Of the mezzanine the record stays: what is cut from the source again
//! has to be the same. [`ForgetMedia`] comes from whoever removes a video's media. Owns what
//! is being moved; publishes the figures. Permanent; what is in memory outlives a restart.

mod hot;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};
use serde::Serialize;

pub use hot::{Figures, HotError, HotObject, HotSegments};

use crate::message;
use crate::messages::{ForgetMedia, QuarantineObject};
use crate::model::is_mezzanine;
use crate::ports::{Catalogue, SegmentKey, SegmentStore, StoreError};
use crate::runtime::{Actor, Context, Handles, HandlesLater, Policy, Reply};

const PUBLISH: Duration = Duration::from_secs(5);

const HITS: &str = "segment_cache_hits_total";
const MISSES: &str = "segment_cache_misses_total";
const LOADS: &str = "segment_cache_loads_total";
const EVICTIONS: &str = "segment_cache_evictions_total";
const CORRUPT: &str = "segment_cache_corrupt_total";
const BYTES: &str = "segment_cache_bytes";
const OBJECTS: &str = "segment_cache_objects";

/// Says what the figures mean. Call once, when the recorder is there.
pub fn describe_metrics() {
    describe_counter!(HITS, "objects served from memory");
    describe_counter!(MISSES, "requests for objects that were not in memory");
    describe_counter!(LOADS, "objects read from the store and checked; many misses may share one");
    describe_counter!(EVICTIONS, "objects that had to go for others");
    describe_counter!(CORRUPT, "stored objects that were missing or not what was recorded");
    describe_gauge!(BYTES, Unit::Bytes, "memory held by hot objects");
    describe_gauge!(OBJECTS, "hot objects");
}

#[derive(Clone)]
pub struct SegmentCacheConfig {
    pub hot: HotSegments,
    pub catalogue: Arc<dyn Catalogue>,
    pub store: Arc<dyn SegmentStore>,
}

pub struct SegmentCache {
    config: SegmentCacheConfig,
    /// Objects that are being looked at, and who waits for the outcome.
    examined: HashMap<SegmentKey, Vec<Reply<QuarantineObject>>>,
    quarantined: u64,
}

struct Publish;
struct Published;
struct Examined {
    key: SegmentKey,
    /// Whether the object was wrong and is out of the way.
    outcome: Result<bool, StoreError>,
}

message! {
    Publish;
    Published;
    Examined;
}

#[derive(Serialize)]
struct SegmentCacheSnapshot {
    #[serde(flatten)]
    figures: Figures,
    quarantined: u64,
    examining: usize,
}

impl SegmentCache {
    #[must_use]
    pub fn new(config: SegmentCacheConfig) -> Self {
        Self { config, examined: HashMap::new(), quarantined: 0 }
    }
}

/// Moves an object aside and forgets its record, if it really is wrong. The object goes first: a record whose object is
/// missing is found and repaired; an object that is made anew must not be taken for the wrong one.
async fn quarantine(config: &SegmentCacheConfig, key: &SegmentKey) -> Result<bool, StoreError> {
    let detail = match config.hot.examine(key).await {
        Ok(_) | Err(HotError::NotMade) => return Ok(false),
        Err(HotError::Store(error)) => return Err(error),
        Err(HotError::Corrupt(detail)) => detail,
    };
    config.store.quarantine(key).await?;
    if let Some((stream, number)) = key.object.stream_and_number().filter(|(stream, _)| !is_mezzanine(stream)) {
        config.catalogue.forget_segment(&key.video, key.version, stream, number).await?;
    }
    config.hot.forget_object(key).await;
    tracing::error!(video = %key.video, version = key.version, object = ?key.object, detail, "a stored object was wrong; it is in quarantine");
    Ok(true)
}

impl Actor for SegmentCache {
    const KIND: &'static str = "segment_cache";
    const POLICY: Policy = Policy::Permanent;
    const CAPACITY: usize = 1024;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.run_interval(PUBLISH, || Publish);
    }

    fn snapshot(&self) -> impl Serialize {
        SegmentCacheSnapshot {
            figures: self.config.hot.figures(),
            quarantined: self.quarantined,
            examining: self.examined.len(),
        }
    }
}

impl HandlesLater<QuarantineObject> for SegmentCache {
    fn handle_later(&mut self, request: QuarantineObject, reply: Reply<QuarantineObject>, ctx: &mut Context<Self>) {
        let waiting = self.examined.entry(request.key.clone()).or_default();
        waiting.push(reply);
        if waiting.len() > 1 {
            return;
        }
        let (config, key) = (self.config.clone(), request.key);
        ctx.spawn("segment_cache.quarantine", async move {
            let outcome = quarantine(&config, &key).await;
            Examined { key, outcome }
        });
    }
}

impl Handles<Examined> for SegmentCache {
    fn handle(&mut self, examined: Examined, _: &mut Context<Self>) {
        if let Ok(true) = examined.outcome {
            self.quarantined += 1;
        }
        for reply in self.examined.remove(&examined.key).into_iter().flatten() {
            reply.send(examined.outcome.clone().map(|_| ()));
        }
    }
}

impl Handles<ForgetMedia> for SegmentCache {
    fn handle(&mut self, forget: ForgetMedia, ctx: &mut Context<Self>) {
        let hot = self.config.hot.clone();
        ctx.spawn_quietly(
            "segment_cache.forget",
            async move { hot.forget(&forget.video, forget.stream.as_deref()).await },
        );
    }
}

impl Handles<Publish> for SegmentCache {
    fn handle(&mut self, _: Publish, ctx: &mut Context<Self>) {
        let hot = self.config.hot.clone();
        ctx.spawn("segment_cache.settle", async move {
            hot.settle().await;
            Published
        });
    }
}

impl Handles<Published> for SegmentCache {
    #[expect(clippy::cast_precision_loss, reason = "gauges are floats; bytes stay far below 2^52")]
    fn handle(&mut self, _: Published, _: &mut Context<Self>) {
        let figures = self.config.hot.figures();
        counter!(HITS).absolute(figures.hits);
        counter!(MISSES).absolute(figures.misses);
        counter!(LOADS).absolute(figures.loads);
        counter!(EVICTIONS).absolute(figures.evictions);
        counter!(CORRUPT).absolute(figures.corrupt);
        gauge!(BYTES).set(figures.bytes as f64);
        gauge!(OBJECTS).set(figures.objects as f64);
    }
}

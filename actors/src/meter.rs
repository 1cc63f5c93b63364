//! One video's loudness: measured stretch by stretch over the sound of its mezzanine, when its map is complete.
//!
//! Started by [`Videos`](crate::videos). Asks the media workers for one job at a time, behind whatever is waited for, and
//! keeps what the stretches gave in memory: a restart measures again, for that takes a small part of the sound's own
//! time. A stretch that cannot be decoded is left out. Transient; it ends itself when the figure is a row.

use std::sync::Arc;

use playhouse_pipelines::report::{Failure, FailureCode, Loudness, LoudnessPart, TrackId};
use playhouse_pipelines::spec::{Job, LoudnessJob, MezzanineInput};
use serde::Serialize;

use crate::media_jobs::{EndReason, JobOrder, JobOver, MediaDesk, submit_job};
use crate::message;
use crate::messages::{CancelJob, JobEvent, JobEventKind, JobId, JobInputs, Priority, StoredInput};
use crate::model::{SOURCE_AUDIO, SegmentMap, SegmentRecord, Track, VideoId};
use crate::ports::{Catalogue, MediaObject, SegmentKey, StoreError};
use crate::runtime::{Actor, Context, Handles, Policy};

/// Segments of one job: about a minute.
const STRETCH: usize = 32;
/// Segments before it that set the filters in: the block of the gate is 0.4 s long, a segment may be shorter.
const LEAD: usize = 2;
/// Tries of one stretch before it is left out.
const TRIES: u32 = 2;

#[derive(Clone)]
pub struct MeterConfig {
    pub catalogue: Arc<dyn Catalogue>,
    pub desk: MediaDesk,
}

pub struct Meter {
    config: MeterConfig,
    video: VideoId,
    stage: Stage,
}

enum Stage {
    Loading,
    Measuring(Box<Measuring>),
    /// The figure is on its way into the database, or there is nothing to measure.
    Over,
}

struct Measuring {
    sound: Sound,
    /// First segment of the stretch that is next, or in work.
    next: usize,
    part: LoudnessPart,
    running: Option<JobId>,
    attempts: u32,
}

/// The sound of one version of a video's media.
struct Sound {
    video: VideoId,
    version: u32,
    track: Track,
    /// In the order of the bounds.
    records: Vec<SegmentRecord>,
}

struct Loaded(Result<Option<SegmentMap>, StoreError>);
struct Recorded(Result<bool, StoreError>);

message! {
    Loaded;
    Recorded;
}

#[derive(Serialize)]
struct MeterSnapshot<'a> {
    video: &'a str,
    measured: usize,
    segments: usize,
}

impl Sound {
    /// `None` when there is none, or not all of it is known.
    fn of(mut map: SegmentMap) -> Option<Self> {
        let track = map.track(TrackId::Audio).filter(|track| map.is_complete && !track.bounds.is_empty())?.clone();
        map.made.retain(|record| record.stream == SOURCE_AUDIO && record.number.is_some());
        map.made.sort_by_key(|record| record.number);
        let is_whole = map.made.len() == track.bounds.len();
        is_whole.then_some(Self { video: map.video, version: map.version, track, records: map.made })
    }

    /// The job of the stretch that starts with this segment, and what it reads.
    fn job(&self, first: usize) -> Option<(Job, JobInputs)> {
        let last = (first + STRETCH).min(self.records.len()).checked_sub(1)?;
        let records = self.records.get(first.saturating_sub(LEAD)..=last)?;
        let input = |record: &SegmentRecord| {
            let number = record.number?;
            let object = MediaObject::Segment { stream: record.stream.clone(), number };
            let key = SegmentKey { video: self.video.clone(), version: self.version, object };
            let stored = StoredInput { key, length: record.length, hash: record.hash.clone() };
            Some((MezzanineInput { number, length: record.length }, stored))
        };
        let (inputs, stored) = records.iter().map(input).collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let (start, end) = (self.track.bounds.get(first)?.start, self.track.bounds.get(last)?.end());
        let job = LoudnessJob { track: self.track.mezzanine.clone(), inputs, start, end };
        Some((Job::Loudness(job), JobInputs::Segments(stored)))
    }
}

impl Meter {
    #[must_use]
    pub fn new(config: MeterConfig, video: VideoId) -> Self {
        Self { config, video, stage: Stage::Loading }
    }

    fn step(&mut self, ctx: &mut Context<Self>) {
        let Stage::Measuring(measuring) = &mut self.stage else { return };
        if measuring.running.is_some() {
            return;
        }
        let sound = &measuring.sound;
        if measuring.next >= sound.records.len() {
            let (version, loudness) = (sound.version, measuring.part.loudness());
            self.stage = Stage::Over;
            return self.record(version, loudness, ctx);
        }
        let Some((job, inputs)) = sound.job(measuring.next) else {
            return ctx.fail("the segment map contradicts itself");
        };
        let (video, version) = (self.video.clone(), sound.version);
        let order = JobOrder {
            video,
            version,
            priority: Priority::Background,
            attempt: measuring.attempts + 1,
            is_cancellable: true,
            job,
            inputs,
            known: Arc::default(),
        };
        measuring.running = submit_job(order, &self.config.desk, ctx);
    }

    fn record(&self, version: u32, loudness: Loudness, ctx: &mut Context<Self>) {
        let (catalogue, video) = (Arc::clone(&self.config.catalogue), self.video.clone());
        ctx.spawn("meter.record", async move { Recorded(catalogue.set_loudness(&video, version, loudness).await) });
    }
}

impl Measuring {
    fn finished(&mut self, part: Option<&LoudnessPart>) {
        if let Some(part) = part {
            self.part.add(part);
        }
        self.next += STRETCH;
        self.attempts = 0;
    }

    fn failed(&mut self, video: &VideoId, failure: &Failure) {
        self.attempts += 1;
        let is_final = self.attempts >= TRIES || !failure.code.is_retryable();
        tracing::warn!(%video, first = self.next, code = ?failure.code, detail = failure.detail, is_final, "sound could not be measured");
        if is_final {
            self.finished(None);
        }
    }
}

impl Actor for Meter {
    const KIND: &'static str = "meter";
    const POLICY: Policy = Policy::Transient;
    const CAPACITY: usize = 128;

    fn started(&mut self, ctx: &mut Context<Self>) {
        let (catalogue, video) = (Arc::clone(&self.config.catalogue), self.video.clone());
        ctx.spawn("meter.load", async move { Loaded(catalogue.segment_map(&video).await) });
    }

    fn stopping(&mut self, _: &mut Context<Self>) {
        if let Stage::Measuring(measuring) = &self.stage
            && let Some(id) = measuring.running
        {
            let _ = self.config.desk.workers.try_tell(CancelJob { id });
        }
    }

    fn label(&self) -> Option<String> {
        Some(self.video.to_string())
    }

    fn snapshot(&self) -> impl Serialize {
        let (measured, segments) = match &self.stage {
            Stage::Measuring(measuring) => (measuring.next, measuring.sound.records.len()),
            Stage::Loading | Stage::Over => (0, 0),
        };
        MeterSnapshot { video: self.video.as_str(), measured, segments }
    }
}

impl Handles<Loaded> for Meter {
    fn handle(&mut self, Loaded(outcome): Loaded, ctx: &mut Context<Self>) {
        match outcome {
            Ok(map) => match map.and_then(Sound::of) {
                Some(sound) => {
                    let part = LoudnessPart::default();
                    let measuring = Measuring { sound, next: 0, part, running: None, attempts: 0 };
                    self.stage = Stage::Measuring(Box::new(measuring));
                    self.step(ctx);
                }
                None => ctx.stop(),
            },
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<JobEvent> for Meter {
    fn handle(&mut self, event: JobEvent, ctx: &mut Context<Self>) {
        let Stage::Measuring(measuring) = &mut self.stage else { return };
        if measuring.running != Some(event.id) {
            return;
        }
        match event.kind {
            JobEventKind::Finished(summary) => measuring.finished(summary.loudness.as_ref()),
            JobEventKind::Failed(failure) => measuring.failed(&self.video, &failure),
            JobEventKind::StoreFailed(error) => {
                let failure = Failure { code: FailureCode::Internal, detail: error.to_string() };
                measuring.failed(&self.video, &failure);
            }
            JobEventKind::Started(_)
            | JobEventKind::Progress(_)
            | JobEventKind::StreamsChosen { .. }
            | JobEventKind::TrackFound(_)
            | JobEventKind::Stored { .. }
            | JobEventKind::Diverged => return,
        }
        measuring.running = None;
        self.step(ctx);
    }
}

impl Handles<Recorded> for Meter {
    fn handle(&mut self, Recorded(outcome): Recorded, ctx: &mut Context<Self>) {
        match outcome {
            // Also when the media was made anew: then this was another's.
            Ok(_) => ctx.stop(),
            Err(error) => ctx.fail(error),
        }
    }
}

impl Handles<JobOver> for Meter {
    fn handle(&mut self, over: JobOver, ctx: &mut Context<Self>) {
        let Stage::Measuring(measuring) = &mut self.stage else { return };
        if measuring.running != Some(over.id) {
            return;
        }
        measuring.running = None;
        if let EndReason::Failed(failure) = over.reason {
            measuring.failed(&self.video, &failure);
        }
        self.step(ctx);
    }
}

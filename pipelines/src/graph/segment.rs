//! One interval of video: decoded once, every rung encoded from the same pictures.

use std::sync::Arc;

use gstreamer as gst;

use super::decode::{Decoding, Elementary, Gaps, Order, RankClock, Window, add_decoder_with};
use super::encode::{Bench, Progress, RungEncoder};
use super::run::{Fault, run_to_end};
use super::scale::{Cascade, Head, queue};
use super::{Outbox, failure};
use crate::report::{Failure, FailureCode, Summary};
use crate::spec::{self, Rendition, VideoSegmentJob};

pub(crate) use super::scale::scaler;

/// More threads than any decoder or encoder has a use for.
const MAX_THREADS: u32 = 16;

pub(crate) fn run(
    job: &VideoSegmentJob,
    descriptors: Vec<std::os::fd::OwnedFd>,
    outbox: Arc<dyn Outbox>,
) -> Result<Summary, Failure> {
    let mut stream = Elementary::load(&job.track, &job.inputs, descriptors)?;
    stream.enter(job.start, job.end);
    let order = stream.order();
    let ranks = order.within(job.start, job.end);
    if ranks.len() != job.frames as usize || ranks.is_empty() {
        let sentence = format!("the inputs hold {} frames of the segment, not {}", ranks.len(), job.frames);
        return Err(failure(FailureCode::Internal, sentence));
    }
    let first = ranks.start;
    let mut rungs: Vec<&Rendition> = job.renditions.iter().collect();
    rungs.sort_by_key(|rung| std::cmp::Reverse(u64::from(rung.width) * u64::from(rung.height)));
    let pass = |hardware| Pass { job, stream: &stream, order: &order, ranks: ranks.clone(), rungs: &rungs, hardware };
    let encoded = match pass(job.hardware).run(&outbox) {
        // Nothing has left yet: whatever is wrong with the device, the segment is made without it.
        Err(failure) if job.hardware.is_some() => {
            tracing::warn!(detail = failure.detail, "an encoder of the machine failed; x264 takes its place");
            pass(None).run(&outbox)?
        }
        outcome => outcome?,
    };
    let Encoded { repeated, encoders } = encoded;
    for (rung, encoder) in std::iter::zip(&rungs, encoders) {
        encoder.finish(job, rung, &order, first, &*outbox)?;
    }
    Ok(Summary {
        duration_seconds: (job.end - job.start) as f64 / f64::from(job.track.timescale.max(1)),
        repeated_frames: repeated,
        ..Summary::default()
    })
}

/// One run over the pictures.
struct Pass<'a> {
    job: &'a VideoSegmentJob,
    stream: &'a Elementary,
    order: &'a Order,
    ranks: std::ops::Range<usize>,
    /// From the largest down.
    rungs: &'a [&'a Rendition],
    hardware: Option<spec::Encoder>,
}

struct Encoded {
    /// Pictures that stand in for others.
    repeated: u32,
    /// In the order of the rungs, whole.
    encoders: Vec<RungEncoder>,
}

impl Pass<'_> {
    fn run(self, outbox: &Arc<dyn Outbox>) -> Result<Encoded, Failure> {
        let Self { job, stream, rungs, .. } = self;
        let largest = rungs.first().ok_or_else(|| failure(FailureCode::Internal, "a job asks for no rendition"))?;
        let threads = job.threads.clamp(1, MAX_THREADS);
        let bench = Arc::new(Bench {
            clock: RankClock::new(&stream.caps),
            fault: Fault::default(),
            progress: Progress::new(job.frames as usize * rungs.len(), Arc::clone(outbox)),
            threads,
            hardware: self.hardware,
        });
        let pipeline = gst::Pipeline::new();
        let gaps = Arc::new(Gaps::default());
        let head = Head::new(job.orientation, largest, &stream.caps)?;
        let window = Window { samples: stream.samples.len(), ranks: self.ranks };
        let decoding = Decoding { interlaced: job.interlaced, threads, gaps: Some(Arc::clone(&gaps)) };
        let decoder = add_decoder_with(&pipeline, stream, self.order, window, decoding, head.on_caps())?;
        // One thread decodes, scales and encodes; a job that somebody waits for has one for each of these.
        let apart = |from: gst::Element| if threads > 1 { queue(&pipeline, &from) } else { Ok(from) };
        let pictures = head.add(&pipeline, &apart(decoder)?)?;
        let mut cascade = Cascade::new(&pipeline, &pictures, largest)?;
        let mut encoders = Vec::with_capacity(rungs.len());
        for rung in rungs {
            encoders.push(RungEncoder::add(&pipeline, &apart(cascade.pictures(rung)?)?, rung, &bench)?);
        }
        run_to_end(&pipeline, &bench.fault)?;
        let repeated = gaps.repeated();
        if repeated * 2 > job.frames {
            let sentence = format!("{repeated} of {} frames of segment {} are damaged", job.frames, job.number);
            return Err(failure(FailureCode::CorruptMedia, sentence));
        }
        let incomplete = encoders.iter().find_map(|encoder| encoder.shortage(job));
        incomplete.map_or(Ok(Encoded { repeated, encoders }), Err)
    }
}

//! One interval of video: decoded once, every rung encoded from the same pictures.

use std::sync::Arc;

use gstreamer as gst;

use super::decode::{Decoding, Elementary, Gaps, RankClock, Window, add_decoder_with};
use super::encode::{Bench, Encoder, Progress};
use super::run::{Fault, run_to_end};
use super::scale::{Cascade, Head, queue};
use super::{Outbox, failure};
use crate::report::{Failure, FailureCode, Summary};
use crate::spec::{Rendition, VideoSegmentJob};

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
    let largest = rungs.first().ok_or_else(|| failure(FailureCode::Internal, "a job asks for no rendition"))?;
    let threads = job.threads.clamp(1, MAX_THREADS);
    let bench = Arc::new(Bench {
        clock: RankClock::new(&stream.caps),
        fault: Fault::default(),
        progress: Progress::new(job.frames as usize * rungs.len(), Arc::clone(&outbox)),
        threads,
    });

    let pipeline = gst::Pipeline::new();
    let gaps = Arc::new(Gaps::default());
    let head = Head::new(job.orientation, largest, &stream.caps)?;
    let window = Window { samples: stream.samples.len(), ranks };
    let decoding = Decoding { interlaced: job.interlaced, threads, gaps: Some(Arc::clone(&gaps)) };
    let decoder = add_decoder_with(&pipeline, &stream, &order, window, decoding, head.on_caps())?;
    // One thread decodes, scales and encodes; a job that somebody waits for has one for each of these.
    let apart = |from: gst::Element| if threads > 1 { queue(&pipeline, &from) } else { Ok(from) };
    let pictures = head.add(&pipeline, &apart(decoder)?)?;
    let mut cascade = Cascade::new(&pipeline, &pictures, largest)?;
    let mut encoders = Vec::with_capacity(rungs.len());
    for rung in &rungs {
        encoders.push(Encoder::add(&pipeline, &apart(cascade.pictures(rung)?)?, rung, &bench)?);
    }
    run_to_end(&pipeline, &bench.fault)?;
    let repeated = gaps.repeated();
    if repeated * 2 > job.frames {
        let sentence = format!("{repeated} of {} frames of segment {} are damaged", job.frames, job.number);
        return Err(failure(FailureCode::CorruptMedia, sentence));
    }
    for (rung, encoder) in std::iter::zip(rungs, encoders) {
        encoder.finish(job, rung, &order, first, &*outbox)?;
    }
    Ok(Summary {
        duration_seconds: (job.end - job.start) as f64 / f64::from(job.track.timescale.max(1)),
        repeated_frames: repeated,
        ..Summary::default()
    })
}

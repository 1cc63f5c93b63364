//! From what an ingest job reported to the segment map: which tracks there are, which of them are rungs as they are,
//! and the ladder. Pure.

use playhouse_pipelines::report::{Failure, FailureCode, SegmentInfo, Summary, TrackId, TrackInfo, TrackMedia};
use playhouse_pipelines::spec::MezzanineTrack;

use super::Try;
use crate::model::{Bound, LadderPolicy, Track, TrackSummary, plan, stream_of};
use crate::ports::IngestOutcome;

/// Key frames further apart than this make a source no rung of its own.
const MAX_KEY_FRAME_SECONDS: f64 = 10.5;
/// A source above this bitrate is not served as it is.
const MAX_PASSTHROUGH_BITRATE: u64 = 40_000_000;

/// Turns what the job reported into tracks, renditions and records.
pub(super) fn outcome(done: Try, summary: Summary, policy: &LadderPolicy) -> Result<IngestOutcome, Failure> {
    let mut summaries = Vec::new();
    for info in &done.tracks {
        let mut infos: Vec<&(SegmentInfo, u64)> =
            done.segments.iter().filter(|(segment, _)| segment.track == info.track).collect();
        infos.sort_by_key(|(segment, _)| segment.number);
        let bounds: Vec<Bound> = infos
            .iter()
            .map(|(segment, _)| Bound {
                start: segment.start,
                duration: segment.duration,
                samples: segment.samples,
                independent: segment.independent,
            })
            .collect();
        check_bounds(&infos)?;
        if bounds.is_empty() {
            continue;
        }
        let peak = peak_bitrate(&infos, info.timescale);
        summaries.push(TrackSummary {
            passthrough: has_init(&done, info.track) && is_servable(info, summary, u64::from(peak)),
            peak_bitrate: peak,
            track: Track {
                id: info.track,
                mezzanine: MezzanineTrack { caps: info.caps.clone(), timescale: info.timescale },
                media: info.media.clone(),
                codecs: info.codecs.clone(),
                bounds,
            },
        });
    }
    if summaries.is_empty() {
        return Err(Failure {
            code: FailureCode::NoMedia,
            detail: "The file holds neither video nor audio.".to_owned(),
        });
    }
    let renditions = plan(&summaries, policy);
    let size = renditions.iter().find_map(|plan| plan.size());
    let is_audio_alone = !summaries.iter().any(|summary| matches!(summary.track.media, TrackMedia::Video { .. }));
    Ok(IngestOutcome {
        duration_seconds: summaries.iter().map(|summary| summary.track.end_seconds()).fold(0.0, f64::max),
        width: size.filter(|_| !is_audio_alone).map(|(width, _)| width),
        height: size.filter(|_| !is_audio_alone).map(|(_, height)| height),
        tracks: summaries.into_iter().map(|summary| summary.track).collect(),
        renditions,
        made: done.made,
    })
}

fn check_bounds(infos: &[&(SegmentInfo, u64)]) -> Result<(), Failure> {
    let numbered = infos.iter().enumerate().all(|(index, (segment, _))| usize::try_from(segment.number) == Ok(index));
    let joined = infos
        .windows(2)
        .all(|pair| matches!(pair, [(left, _), (right, _)] if left.start + left.duration == right.start));
    if numbered && joined {
        return Ok(());
    }
    Err(Failure { code: FailureCode::Internal, detail: "The segments of the source do not join.".to_owned() })
}

fn has_init(done: &Try, track: TrackId) -> bool {
    done.made.iter().any(|record| record.number.is_none() && record.stream == stream_of(track))
}

/// Whether a source stream is a rung as it is: what its headers say, and what only the whole of it tells.
fn is_servable(info: &TrackInfo, summary: Summary, peak: u64) -> bool {
    match info.media {
        TrackMedia::Video { .. } => {
            info.web_safe && summary.max_key_frame_seconds <= MAX_KEY_FRAME_SECONDS && peak <= MAX_PASSTHROUGH_BITRATE
        }
        // More than two channels are an extra beside an encoded stereo mix: players that cannot take it leave it.
        TrackMedia::Audio { channels, .. } => {
            info.web_safe || (channels > 2 && info.codecs.as_deref() == Some("mp4a.40.2"))
        }
    }
}

/// Bits a second of the heaviest segment.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bitrate needs no more"
)]
fn peak_bitrate(infos: &[&(SegmentInfo, u64)], timescale: u32) -> u32 {
    let of = |(segment, length): &&(SegmentInfo, u64)| {
        let seconds = segment.duration as f64 / f64::from(timescale.max(1));
        // A scrap at the end tells nothing of the rate.
        (seconds > 0.5 || infos.len() == 1).then(|| (*length as f64 * 8.0 / seconds.max(0.001)) as u32)
    };
    infos.iter().filter_map(of).max().unwrap_or(0)
}

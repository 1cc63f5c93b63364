//! What the parent checks of stills.

use crate::cmaf::{validate_jpeg, validate_whole};
use crate::report::{FrameScore, Still, StillKind};
use crate::spec::StillJob;

/// A still must be one that the job makes, with the bytes of its kind, no larger than asked.
pub(crate) fn check(still: &Still, job: &StillJob, bytes: &[u8]) -> Result<(), String> {
    let (number, glimpses, fits) = match job {
        StillJob::Poster(job) => (job.number, job.glimpses.len(), still.width <= job.max_width.max(2)),
        StillJob::Storyboard(job) => {
            let size = (job.across.saturating_mul(job.tile_width), job.down.saturating_mul(job.tile_height));
            (job.number, 0, (still.width, still.height) == size)
        }
        StillJob::Preview(job) => (job.number, 0, still.width <= job.width.max(2)),
        StillJob::Image(job) => (job.number, 0, still.width <= job.max_width.max(2)),
    };
    let is_made = match still.kind {
        StillKind::Poster => matches!(job, StillJob::Poster(_) | StillJob::Image(_)) && fits,
        StillKind::Candidates => matches!(job, StillJob::Poster(_)),
        StillKind::Storyboard => matches!(job, StillJob::Storyboard(_)) && fits,
        StillKind::Preview => matches!(job, StillJob::Preview(_)) && fits,
    };
    if !is_made || still.number != number {
        return Err("a still is not the one asked for".to_owned());
    }
    if still.frames.len() > glimpses || !still.frames.iter().all(is_sane) {
        return Err("the scores of a still make no sense".to_owned());
    }
    let verdict = match still.kind {
        StillKind::Preview => validate_whole(bytes),
        StillKind::Poster | StillKind::Candidates | StillKind::Storyboard => {
            validate_jpeg(bytes, still.width, still.height)
        }
    };
    verdict.map_err(|error| error.to_string())
}

fn is_sane(frame: &FrameScore) -> bool {
    let figures = [frame.brightness, frame.contrast, frame.sharpness, frame.score];
    figures.iter().all(|figure| figure.is_finite() && *figure >= 0.0) && frame.score <= 1.0
}

//! Posters and storyboards: still pictures out of a film.

use std::os::fd::OwnedFd;

use super::frames::{fit, look};
use super::picture::RgbPicture;
use super::score::score;
use crate::graph::{Outbox, failure};
use crate::report::{Failure, FailureCode, FrameScore, ProductKind, Still, StillKind, Summary};
use crate::spec::{PosterJob, StoryboardJob, Ticks};

const POSTER_QUALITY: i32 = 80;
const SMALL_QUALITY: i32 = 75;
/// Tiles are looked at for a moment, and a sheet is loaded whole.
const SHEET_QUALITY: i32 = 60;
/// Width of one frame in the strip of candidates.
const CANDIDATE_WIDTH: u32 = 240;

pub(crate) fn poster(job: &PosterJob, descriptors: Vec<OwnedFd>, outbox: &dyn Outbox) -> Result<Summary, Failure> {
    let found = look(&job.film, &job.glimpses, descriptors, |size| fit(size, job.max_width), outbox)?;
    let found: Vec<(FrameScore, RgbPicture)> =
        found.into_iter().flatten().map(|(at, picture)| (score(at, &picture), picture)).collect();
    let frames: Vec<FrameScore> = found.iter().map(|(score, _)| *score).collect();
    if found.len() > 1 {
        let strip = strip(&found)?;
        let kind = StillKind::Candidates;
        give(kind, job.number, (strip.width, strip.height), frames.clone(), &strip.jpeg(SMALL_QUALITY)?, outbox)?;
    }
    let best = found.into_iter().max_by(|(a, _), (b, _)| a.score.total_cmp(&b.score));
    let (_, picture) = best.ok_or_else(|| failure(FailureCode::CorruptMedia, "there is no frame for a poster"))?;
    let size = (picture.width, picture.height);
    give(StillKind::Poster, job.number, size, frames, &picture.jpeg(POSTER_QUALITY)?, outbox)?;
    Ok(Summary::default())
}

/// Every picture in small, side by side.
fn strip(found: &[(FrameScore, RgbPicture)]) -> Result<RgbPicture, Failure> {
    let small: Vec<RgbPicture> = found.iter().map(|(_, picture)| picture.shrunk(CANDIDATE_WIDTH)).collect();
    let first = small.first().ok_or_else(|| failure(FailureCode::Internal, "there is no frame to show"))?;
    let count = u32::try_from(small.len()).unwrap_or(1);
    let mut strip = RgbPicture::black(first.width * count, first.height);
    for (index, picture) in (0..).zip(&small) {
        strip.put(picture, index * first.width, 0);
    }
    Ok(strip)
}

pub(crate) fn storyboard(
    job: &StoryboardJob,
    descriptors: Vec<OwnedFd>,
    outbox: &dyn Outbox,
) -> Result<Summary, Failure> {
    let (width, height) = (job.tile_width.saturating_mul(job.across), job.tile_height.saturating_mul(job.down));
    let is_sane = (1..=4096).contains(&width) && (1..=4096).contains(&height);
    if !is_sane || job.glimpses.len() as u64 > u64::from(job.across) * u64::from(job.down) {
        return Err(failure(FailureCode::Internal, "a sheet does not hold its tiles"));
    }
    let tiles = look(&job.film, &job.glimpses, descriptors, |_| (job.tile_width, job.tile_height), outbox)?;
    let mut sheet = RgbPicture::black(width, height);
    let mut last: Option<&(Ticks, RgbPicture)> = tiles.iter().flatten().next();
    for (index, tile) in (0_u32..).zip(&tiles) {
        // A frame that cannot be decoded shows what is before it.
        last = tile.as_ref().or(last);
        if let Some((_, picture)) = last {
            sheet.put(picture, index % job.across * job.tile_width, index / job.across * job.tile_height);
        }
    }
    let bytes = sheet.jpeg(SHEET_QUALITY)?;
    give(StillKind::Storyboard, job.number, (width, height), Vec::new(), &bytes, outbox)?;
    Ok(Summary::default())
}

pub(crate) fn give(
    kind: StillKind,
    number: u32,
    (width, height): (u32, u32),
    frames: Vec<FrameScore>,
    bytes: &[u8],
    outbox: &dyn Outbox,
) -> Result<(), Failure> {
    outbox.product(ProductKind::Still(Still { kind, number, width, height, frames }), bytes)
}

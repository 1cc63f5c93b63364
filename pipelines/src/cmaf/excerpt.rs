//! The part of a segment that a look at one moment of it needs.

use super::boxes::BoxError;
use super::fragment::{NewSample, Sample, read_fragment, write_fragment};
use crate::spec::{Glimpse, Ticks};

/// A fragment with only the samples that decoding `glimpse` takes: from a key frame to the frame looked at. `fragments` are
/// the one looked into, and before it those that its decoding takes.
///
/// With `key_only`, the nearest key frame alone, when memory matters more than the exact moment.
pub fn excerpt<B: AsRef<[u8]>>(fragments: &[B], glimpse: &Glimpse, key_only: bool) -> Result<Vec<u8>, BoxError> {
    let mut samples = Vec::new();
    for fragment in fragments.iter().map(AsRef::as_ref) {
        samples.extend(read_fragment(fragment)?.samples.into_iter().map(|sample| (fragment, sample)));
    }
    let key = key_for(&samples, glimpse).ok_or(BoxError::Missing("key frame"))?;
    let rest = samples.get(key..).unwrap_or_default();
    let key_pts = rest.first().map_or(0, |(_, sample)| sample.pts);
    let count = if key_only { 1 } else { needed(rest, glimpse.at.max(key_pts).saturating_add(glimpse.span)) };
    let kept: Vec<NewSample<&[u8]>> = rest
        .iter()
        .take(count)
        // What is shown before its key frame belongs to the group before, and cannot be decoded without it.
        .filter(|(_, sample)| sample.pts >= key_pts)
        .map(|(fragment, sample)| NewSample {
            pts: sample.pts,
            sync: sample.sync,
            data: fragment.get(sample.range.clone()).unwrap_or_default(),
        })
        .collect();
    let last = kept.iter().map(|sample| sample.pts).max().unwrap_or(key_pts);
    // Hidden frames have times before zero, which is where a fragment may start at the earliest.
    write_fragment(glimpse.number, key_pts.max(0), last.max(0).saturating_add(1), &kept)
}

/// Place of the key frame to start from: one right at the moment if there is one, otherwise the last before it.
fn key_for(samples: &[(&[u8], Sample)], glimpse: &Glimpse) -> Option<usize> {
    let near = glimpse.at..=glimpse.at.saturating_add(glimpse.slack);
    let keys = || samples.iter().map(|(_, sample)| sample).enumerate().filter(|(_, sample)| sample.sync);
    let found = keys()
        .find(|(_, sample)| near.contains(&sample.pts))
        .or_else(|| keys().rfind(|(_, sample)| sample.pts <= glimpse.at))
        .or_else(|| keys().next());
    found.map(|(index, _)| index)
}

/// Samples, in decode order, up to the first that is shown at or after `until`.
fn needed(samples: &[(&[u8], Sample)], until: Ticks) -> usize {
    let times = || samples.iter().map(|(_, sample)| sample.pts);
    let target = times().filter(|pts| *pts >= until).min().or_else(|| times().max());
    times().position(|pts| Some(pts) == target).map_or(samples.len(), |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decode order of two groups of pictures; the second is open: its first two frames are shown before its key.
    fn segment() -> Vec<u8> {
        let samples = [
            (0, true),
            (30, false),
            (10, false),
            (20, false),
            (60, true),
            (40, false),
            (50, false),
            (80, false),
            (70, false),
        ];
        let samples = samples.map(|(pts, sync)| NewSample { pts, sync, data: vec![u8::try_from(pts).unwrap(); 3] });
        write_fragment(4, 0, 90, &samples).unwrap()
    }

    fn times(at: Ticks, slack: Ticks, span: Ticks, key_only: bool) -> Vec<Ticks> {
        let bytes = excerpt(&[segment()], &Glimpse { number: 4, at, slack, span }, key_only).unwrap();
        let read = read_fragment(&bytes).unwrap();
        assert_eq!(read.sequence, 4);
        assert!(
            read.samples.iter().all(|sample| bytes[sample.range.clone()] == [u8::try_from(sample.pts).unwrap(); 3])
        );
        read.samples.iter().map(|sample| sample.pts).collect()
    }

    #[test]
    fn a_group_may_begin_in_an_earlier_fragment() {
        let piece = |number, start, samples: &[(Ticks, bool)]| {
            let samples: Vec<_> =
                samples.iter().map(|(pts, sync)| NewSample { pts: *pts, sync: *sync, data: b"x" }).collect();
            write_fragment(number, start, start + 30, &samples).unwrap()
        };
        let fragments =
            [piece(0, 0, &[(0, true), (20, false), (10, false)]), piece(1, 30, &[(50, false), (30, false)])];
        let glimpse = Glimpse { number: 1, at: 30, slack: 0, span: 0 };
        let bytes = excerpt(&fragments, &glimpse, false).unwrap();
        let times: Vec<_> = read_fragment(&bytes).unwrap().samples.iter().map(|sample| sample.pts).collect();
        assert_eq!(times, [0, 20, 10, 50, 30]);
    }

    #[test]
    fn a_key_frame_needs_itself_alone() {
        assert_eq!(times(0, 0, 0, false), [0]);
        assert_eq!(times(60, 0, 0, false), [60]);
        assert_eq!(times(45, 20, 0, false), [60], "a little later is as good");
    }

    #[test]
    fn other_frames_need_what_comes_before_them_in_decode_order() {
        assert_eq!(times(10, 0, 0, false), [0, 30, 10]);
        assert_eq!(times(11, 0, 0, false), [0, 30, 10, 20]);
        assert_eq!(times(70, 0, 0, false), [60, 80, 70], "not the leading frames of an open group");
        assert_eq!(times(500, 0, 0, false), [60, 80], "behind the end: the last");
    }

    #[test]
    fn a_span_goes_on_and_a_tight_budget_does_not() {
        assert_eq!(times(0, 0, 20, false), [0, 30, 10, 20]);
        assert_eq!(times(20, 0, 0, true), [0]);
        assert!(excerpt(&[b"junk"], &Glimpse { number: 0, at: 0, slack: 0, span: 0 }, false).is_err());
    }
}

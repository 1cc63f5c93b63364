//! What the parent checks of a worker's products before it hands them on: the worker parses hostile bytes, so its word
//! alone is worth nothing.

use super::boxes::{BoxError, Cursor};
use super::fragment::read_fragment;
use super::init::{InitFacts, read_init};
use crate::report::SegmentInfo;
use crate::spec::MAX_LEAD_IN;

/// A fragment must be what its report says.
pub fn validate_fragment(bytes: &[u8], info: &SegmentInfo) -> Result<(), BoxError> {
    let fragment = read_fragment(bytes)?;
    let first = fragment.samples.first().ok_or(BoxError::Missing("samples"))?;
    let earliest = fragment.samples.iter().map(|sample| sample.pts.max(fragment.start)).min();
    let agreed = [
        (fragment.start == info.start && earliest == Some(info.start), "a fragment starts elsewhere than reported"),
        (info.duration > 0 && fragment.duration() == info.duration, "a fragment lasts longer or shorter than reported"),
        (fragment.presented() == info.samples as usize, "a fragment holds more or fewer samples than reported"),
        (fragment.sequence == info.number, "a fragment has another number than reported"),
        (first.sync || info.lead_in > 0, "a fragment does not start with a key frame"),
        (info.lead_in <= info.number.min(MAX_LEAD_IN), "a fragment needs more before it than there can be"),
        (
            fragment.samples.iter().all(|sample| sample.pts < info.start.saturating_add(info.duration)),
            "a sample lies behind the end of its fragment",
        ),
    ];
    agreed.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, sentence)| Err(BoxError::Wrong(sentence)))
}

/// An init segment must parse, and name a codec that we make or pass on.
pub fn validate_init(bytes: &[u8]) -> Result<InitFacts, BoxError> {
    let facts = read_init(bytes)?;
    let known = [*b"avc1", *b"avc3", *b"hvc1", *b"vp09", *b"av01", *b"mp4a", *b"Opus"].contains(&facts.sample_entry);
    if known { Ok(facts) } else { Err(BoxError::Wrong("an init segment names an unknown codec")) }
}

/// A JPEG must begin and end as one, and have the size that its report says.
pub fn validate_jpeg(bytes: &[u8], width: u32, height: u32) -> Result<(), BoxError> {
    let mut cursor = Cursor::new(bytes);
    if cursor.array()? != [0xff, 0xd8] || !bytes.ends_with(&[0xff, 0xd9]) {
        return Err(BoxError::Wrong("a picture is not a JPEG"));
    }
    loop {
        let [0xff, marker] = cursor.array()? else {
            return Err(BoxError::Wrong("a JPEG has no marker where one must be"));
        };
        let length = usize::from(cursor.u16()?);
        let body = cursor.take(length.checked_sub(2).ok_or(BoxError::Short)?)?;
        // Start of frame, baseline to progressive; the other numbers in this range are tables.
        if matches!(marker, 0xc0..=0xc2) {
            let mut frame = Cursor::new(body);
            frame.take(1)?;
            let (rows, columns) = (frame.u16()?, frame.u16()?);
            return if (u32::from(columns), u32::from(rows)) == (width, height) {
                Ok(())
            } else {
                Err(BoxError::Wrong("a JPEG has another size than reported"))
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cmaf::{NewSample, write_fragment};
    use crate::report::TrackId;

    fn fragment() -> (Vec<u8>, SegmentInfo) {
        let samples: Vec<_> = (0..4).map(|i| NewSample { pts: 100 + i * 10, sync: i == 0, data: b"x" }).collect();
        let info = SegmentInfo { track: TrackId::Video, number: 1, start: 100, duration: 40, samples: 4, lead_in: 0 };
        (write_fragment(1, 100, 140, &samples).unwrap(), info)
    }

    #[test]
    fn an_honest_report_passes_and_every_lie_is_found() {
        let (bytes, info) = fragment();
        assert_eq!(validate_fragment(&bytes, &info), Ok(()));
        for lie in [
            SegmentInfo { number: 2, ..info },
            SegmentInfo { start: 99, ..info },
            SegmentInfo { duration: 41, ..info },
            SegmentInfo { samples: 3, ..info },
            SegmentInfo { lead_in: 2, ..info },
        ] {
            assert!(validate_fragment(&bytes, &lie).is_err(), "{lie:?}");
        }
    }

    #[test]
    fn a_fragment_without_a_key_frame_is_refused() {
        let samples = [NewSample { pts: 0, sync: false, data: b"x" }];
        let info = SegmentInfo { track: TrackId::Video, number: 0, start: 0, duration: 5, samples: 1, lead_in: 0 };
        let bytes = |number| write_fragment(number, 0, 5, &samples).unwrap();
        assert!(validate_fragment(&bytes(0), &info).is_err());
        assert!(validate_fragment(&bytes(0), &SegmentInfo { lead_in: 1, ..info }).is_err());
        assert_eq!(validate_fragment(&bytes(1), &SegmentInfo { number: 1, lead_in: 1, ..info }), Ok(()));
    }

    #[test]
    fn jpegs_are_measured() {
        let picture = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x09\x08\0\x10\0\x20\x01\0rest\xff\xd9";
        assert_eq!(validate_jpeg(picture, 32, 16), Ok(()));
        assert!(validate_jpeg(picture, 16, 32).is_err());
        assert!(validate_jpeg(&picture[..12], 32, 16).is_err());
        assert!(validate_jpeg(b"\x89PNG", 32, 16).is_err());
    }
}

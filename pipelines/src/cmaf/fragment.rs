//! One fragment: `moof` + `mdat` of one track, with a timeline that has no holes.
//!
//! Decode times are synthetic: sorted presentation times serve as the decode times, and each sample's composition
//! offset (signed, `trun` version 1) leads back to its true presentation time. So `tfdt` is the earliest presentation
//! time, and the durations add up to exactly the distance to the next fragment, whatever the source's own decode
//! times were.
//!
//! Samples that are decoded and never shown (an edit list that starts between key frames) have a presentation time
//! before the fragment's start; they get a duration of zero, and take no place on the timeline.

use std::ops::Range;

use super::boxes::{BoxError, BoxWriter, Cursor, child, children};
use crate::spec::Ticks;

/// `sample_depends_on = 2`: starts a decode.
const FLAGS_SYNC: u32 = 0x0200_0000;
/// `sample_depends_on = 1`, `sample_is_non_sync_sample`.
const FLAGS_DELTA: u32 = 0x0101_0000;

/// `tfhd`: offsets count from the `moof`, and defaults that all samples share.
const TFHD_BASE_IS_MOOF: u32 = 0x02_0000;
const TFHD_DURATION: u32 = 0x08;
const TFHD_SIZE: u32 = 0x10;
const TFHD_FLAGS: u32 = 0x20;

const TRUN_DATA_OFFSET: u32 = 0x01;
const TRUN_FIRST_FLAGS: u32 = 0x04;
const TRUN_DURATION: u32 = 0x100;
const TRUN_SIZE: u32 = 0x200;
const TRUN_FLAGS: u32 = 0x400;
const TRUN_COMPOSITION: u32 = 0x800;

/// A sample on its way into a fragment, in decode order.
#[derive(Debug, Clone)]
pub struct NewSample<D> {
    pub pts: Ticks,
    pub sync: bool,
    pub data: D,
}

/// A sample found in a fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub pts: Ticks,
    pub duration: u32,
    pub sync: bool,
    /// Where its bytes lie in the fragment.
    pub range: Range<usize>,
}

/// A fragment that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub sequence: u32,
    /// `tfdt`.
    pub start: Ticks,
    pub samples: Vec<Sample>,
}

impl Fragment {
    /// Sum of the durations.
    #[must_use]
    pub fn duration(&self) -> Ticks {
        self.samples.iter().map(|sample| Ticks::from(sample.duration)).sum()
    }

    /// Samples that take a place on the timeline.
    #[must_use]
    pub fn presented(&self) -> usize {
        self.samples.iter().filter(|sample| sample.pts >= self.start).count()
    }
}

/// Writes the fragment of the interval `start .. end`.
///
/// At least one sample must be presented, the earliest of them at `start`, and all of them before `end`.
pub fn write_fragment<D: AsRef<[u8]>>(
    sequence: u32,
    start: Ticks,
    end: Ticks,
    samples: &[NewSample<D>],
) -> Result<Vec<u8>, BoxError> {
    let tfdt = u64::try_from(start).map_err(|_negative| BoxError::Wrong("a fragment starts before zero"))?;
    let mut times: Vec<Ticks> = samples.iter().map(|sample| sample.pts.max(start)).collect();
    times.sort_unstable();
    if times.first() != Some(&start) || times.last().is_none_or(|last| *last >= end) {
        return Err(BoxError::Wrong("samples do not lie in the interval of their fragment"));
    }
    let ends = times.iter().skip(1).copied().chain(std::iter::once(end));
    let mut rows = Vec::with_capacity(samples.len());
    let mut payload = 0_usize;
    for ((sample, decode), next) in samples.iter().zip(&times).zip(ends) {
        let data = sample.data.as_ref();
        payload += data.len();
        rows.push(Row {
            duration: narrow(next - decode)?,
            size: u32::try_from(data.len()).map_err(|_long| BoxError::Overrun)?,
            flags: if sample.sync { FLAGS_SYNC } else { FLAGS_DELTA },
            composition: i32::try_from(sample.pts - decode)
                .map_err(|_far| BoxError::Wrong("a sample is reordered too far"))?,
        });
    }
    if payload > u32::MAX as usize / 2 {
        return Err(BoxError::Overrun);
    }
    let mut writer = BoxWriter::with_capacity(payload + rows.len() * 16 + 128);
    write_moof(&mut writer, sequence, tfdt, &rows);
    writer.boxed(b"mdat", |mdat| {
        for sample in samples {
            mdat.raw(sample.data.as_ref());
        }
    });
    Ok(writer.into_bytes())
}

struct Row {
    duration: u32,
    size: u32,
    flags: u32,
    composition: i32,
}

fn narrow(ticks: Ticks) -> Result<u32, BoxError> {
    u32::try_from(ticks).map_err(|_far| BoxError::Wrong("a sample lasts too long"))
}

/// The value of a column when every row has the same.
fn shared(rows: &[Row], column: impl Fn(&Row) -> u32) -> Option<u32> {
    let first = rows.first().map(&column)?;
    rows.iter().all(|row| column(row) == first).then_some(first)
}

fn write_moof(writer: &mut BoxWriter, sequence: u32, tfdt: u64, rows: &[Row]) {
    let moof_at = writer.len();
    let mut offset_at = 0;
    // What all samples share is said once: audio needs little more than sizes.
    let duration = shared(rows, |row| row.duration);
    let flags = shared(rows, |row| row.flags);
    let reordered = rows.iter().any(|row| row.composition != 0);
    writer.boxed(b"moof", |moof| {
        moof.full(b"mfhd", 0, 0, |mfhd| {
            mfhd.u32(sequence);
        });
        moof.boxed(b"traf", |traf| {
            let mut tf_flags = TFHD_BASE_IS_MOOF;
            tf_flags |= if duration.is_some() { TFHD_DURATION } else { 0 };
            tf_flags |= if flags.is_some() { TFHD_FLAGS } else { 0 };
            traf.full(b"tfhd", 0, tf_flags, |tfhd| {
                tfhd.u32(1);
                for value in [duration, flags].into_iter().flatten() {
                    tfhd.u32(value);
                }
            });
            traf.full(b"tfdt", 1, 0, |body| {
                body.u64(tfdt);
            });
            let mut tr_flags = TRUN_DATA_OFFSET | TRUN_SIZE;
            tr_flags |= if duration.is_none() { TRUN_DURATION } else { 0 };
            tr_flags |= if flags.is_none() { TRUN_FLAGS } else { 0 };
            tr_flags |= if reordered { TRUN_COMPOSITION } else { 0 };
            traf.full(b"trun", 1, tr_flags, |trun| {
                trun.u32(u32::try_from(rows.len()).unwrap_or(u32::MAX));
                offset_at = trun.len();
                trun.u32(0);
                for row in rows {
                    if duration.is_none() {
                        trun.u32(row.duration);
                    }
                    trun.u32(row.size);
                    if flags.is_none() {
                        trun.u32(row.flags);
                    }
                    if reordered {
                        trun.raw(&row.composition.to_be_bytes());
                    }
                }
            });
        });
    });
    // Payload starts behind the header of the `mdat` that follows.
    let data_offset = writer.len() - moof_at + 8;
    writer.patch(offset_at, u32::try_from(data_offset).unwrap_or(u32::MAX));
}

/// Reads a fragment as [`write_fragment`] makes them: one `moof`, then one `mdat` that the samples fill exactly.
pub fn read_fragment(bytes: &[u8]) -> Result<Fragment, BoxError> {
    let mut top = children(bytes);
    let moof = top.next().ok_or(BoxError::Missing("moof"))??;
    let mdat = top.next().ok_or(BoxError::Missing("mdat"))??;
    if &moof.kind != b"moof" || &mdat.kind != b"mdat" || top.next().is_some() {
        return Err(BoxError::Wrong("a fragment is one moof and one mdat"));
    }
    let payload_at = moof.header + moof.body.len() + mdat.header;

    let mut mfhd = Cursor::new(child(moof.body, b"mfhd", "mfhd")?);
    mfhd.version_flags()?;
    let sequence = mfhd.u32()?;
    let traf = child(moof.body, b"traf", "traf")?;
    let defaults = Defaults::read(child(traf, b"tfhd", "tfhd")?)?;
    let mut tfdt = Cursor::new(child(traf, b"tfdt", "tfdt")?);
    let start = match tfdt.version_flags()?.0 {
        0 => Ticks::from(tfdt.u32()?),
        _ => Ticks::try_from(tfdt.u64()?).map_err(|_far| BoxError::Wrong("tfdt is out of range"))?,
    };
    let samples = read_trun(child(traf, b"trun", "trun")?, &defaults, start, payload_at)?;
    if samples.last().map(|sample| sample.range.end) != Some(bytes.len()) {
        return Err(BoxError::Wrong("samples do not fill the mdat"));
    }
    Ok(Fragment { sequence, start, samples })
}

#[derive(Default)]
struct Defaults {
    duration: u32,
    size: u32,
    flags: u32,
}

impl Defaults {
    fn read(body: &[u8]) -> Result<Self, BoxError> {
        let mut tfhd = Cursor::new(body);
        let (_, flags) = tfhd.version_flags()?;
        if flags & !(TFHD_DURATION | TFHD_SIZE | TFHD_FLAGS) != TFHD_BASE_IS_MOOF || tfhd.u32()? != 1 {
            return Err(BoxError::Wrong("tfhd has another base or track"));
        }
        let mut field = |flag| if flags & flag == 0 { Ok(0) } else { tfhd.u32() };
        Ok(Self { duration: field(TFHD_DURATION)?, size: field(TFHD_SIZE)?, flags: field(TFHD_FLAGS)? })
    }
}

fn read_trun(body: &[u8], defaults: &Defaults, start: Ticks, payload_at: usize) -> Result<Vec<Sample>, BoxError> {
    let mut trun = Cursor::new(body);
    let (_, flags) = trun.version_flags()?;
    let count = trun.u32()?;
    if flags & TRUN_DATA_OFFSET == 0 || flags & TRUN_FIRST_FLAGS != 0 || trun.u32()? as usize != payload_at {
        return Err(BoxError::Wrong("trun does not point at its mdat"));
    }
    // A row is at least its size field, so the box itself bounds the count.
    if flags & TRUN_SIZE == 0 || count as usize > body.len() / 4 {
        return Err(BoxError::Wrong("trun counts more samples than it has"));
    }
    let mut samples = Vec::with_capacity(count as usize);
    let (mut decode, mut at) = (start, payload_at);
    for _ in 0..count {
        let duration = if flags & TRUN_DURATION == 0 { defaults.duration } else { trun.u32()? };
        let size = if flags & TRUN_SIZE == 0 { defaults.size } else { trun.u32()? } as usize;
        let flags_word = if flags & TRUN_FLAGS == 0 { defaults.flags } else { trun.u32()? };
        let composition = if flags & TRUN_COMPOSITION == 0 { 0 } else { i32::from_be_bytes(trun.array()?) };
        let end = at.checked_add(size).ok_or(BoxError::Overrun)?;
        samples.push(Sample {
            pts: decode.checked_add(Ticks::from(composition)).ok_or(BoxError::Wrong("a time is out of range"))?,
            duration,
            sync: flags_word & 0x0001_0000 == 0,
            range: at..end,
        });
        decode = decode.checked_add(Ticks::from(duration)).ok_or(BoxError::Wrong("a time is out of range"))?;
        at = end;
    }
    if !trun.is_empty() {
        return Err(BoxError::Wrong("trun has more rows than samples"));
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(pts: Ticks, sync: bool, data: &'static [u8]) -> NewSample<&'static [u8]> {
        NewSample { pts, sync, data }
    }

    #[test]
    fn reordered_samples_come_back_with_true_times() {
        let samples = [
            sample(1000, true, b"I"),
            sample(4000, false, b"PPP"),
            sample(2000, false, b""),
            sample(3001, false, b"b"),
        ];
        let bytes = write_fragment(3, 1000, 5000, &samples).unwrap();
        let fragment = read_fragment(&bytes).unwrap();
        assert_eq!((fragment.sequence, fragment.start, fragment.duration()), (3, 1000, 4000));
        assert_eq!(fragment.samples.iter().map(|s| s.pts).collect::<Vec<_>>(), [1000, 4000, 2000, 3001]);
        assert_eq!(fragment.samples.iter().map(|s| s.sync).collect::<Vec<_>>(), [true, false, false, false]);
        assert_eq!(
            fragment.samples.iter().map(|s| &bytes[s.range.clone()]).collect::<Vec<_>>(),
            [&b"I"[..], b"PPP", b"", b"b"]
        );
    }

    #[test]
    fn hidden_samples_take_no_time() {
        let samples =
            [sample(-200, true, b"I"), sample(300, false, b"P"), sample(-100, false, b"B"), sample(0, false, b"B")];
        let fragment = read_fragment(&write_fragment(0, 0, 400, &samples).unwrap()).unwrap();
        assert_eq!(fragment.samples.iter().map(|s| s.pts).collect::<Vec<_>>(), [-200, 300, -100, 0]);
        assert_eq!((fragment.duration(), fragment.presented()), (400, 2));
    }

    #[test]
    fn equal_samples_are_described_once() {
        let samples: Vec<_> = (0..100).map(|i| sample(i * 1024, true, b"aac")).collect();
        let bytes = write_fragment(0, 0, 102_400, &samples).unwrap();
        assert!(bytes.len() < 100 * (3 + 4) + 120, "{}", bytes.len());
        assert_eq!(read_fragment(&bytes).unwrap().samples.len(), 100);
    }

    #[test]
    fn an_interval_that_does_not_fit_is_refused() {
        assert!(write_fragment(0, 0, 10, &[sample(5, true, b"x")]).is_err(), "starts late");
        assert!(write_fragment(0, 5, 5, &[sample(5, true, b"x")]).is_err(), "no duration");
        assert!(write_fragment::<&[u8]>(0, 0, 5, &[]).is_err(), "no sample");
        assert!(write_fragment(0, -5, 5, &[sample(-5, true, b"x")]).is_err(), "before zero");
    }

    #[test]
    fn every_cut_of_a_fragment_is_refused() {
        let bytes = write_fragment(0, 0, 10, &[sample(0, true, b"abc"), sample(5, false, b"de")]).unwrap();
        for length in 0..bytes.len() {
            assert!(read_fragment(&bytes[..length]).is_err(), "{length}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(read_fragment(&longer).is_err());
    }
}

//! Edit lists of ISO media: which part of a track is the film, and where in the film it lies.
//!
//! The demuxer would apply them as segments, and with that the parsers behind it drop what lies before a cut, key
//! frame included, and the demuxer itself ends early. So it is shown a list that keeps all of a track: the true one is
//! read here, in safe Rust, and the source overlays a few bytes of the index. Times are put right when frames come
//! out, and what is decoded without being shown is marked as hidden.

use std::collections::HashMap;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::failure;
use super::source::GrowingFile;
use crate::mezzanine::Nanoseconds;
use crate::report::{Failure, FailureCode};

/// More boxes than the index of any real file has on one level.
const MAX_BOXES: usize = 100_000;
const SECOND: i128 = 1_000_000_000;

/// The one stretch of a track that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Where the stretch starts in the track, and where it ends.
    start: Nanoseconds,
    end: Nanoseconds,
    /// Where it starts in the film.
    at: Nanoseconds,
}

impl Edit {
    /// All of the track, from the start of the film on.
    pub(crate) const WHOLE: Self = Self { start: 0, end: Nanoseconds::MAX, at: 0 };

    /// Place in the film, and whether it is seen there.
    pub(crate) fn apply(&self, time: Nanoseconds) -> (Nanoseconds, bool) {
        let shown = (self.start..self.end).contains(&time);
        (time.saturating_sub(self.start).saturating_add(self.at), shown)
    }
}

/// What the index of a file says of edits.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    by_track: HashMap<u32, Edit>,
    /// The index is spread over the file, a fragment at a time.
    pub(crate) is_fragmented: bool,
    /// Bytes that the demuxer is to read instead of the file's, and where.
    pub(crate) patches: Vec<(u64, Vec<u8>)>,
}

impl Edits {
    /// The edit of the track behind a pad of the demuxer.
    pub(crate) fn of(&self, pad: &gst::Pad) -> Edit {
        let track = pad.stream_id().and_then(|id| id.rsplit('/').next()?.parse::<u32>().ok());
        track.and_then(|track| self.by_track.get(&track)).copied().unwrap_or(Edit::WHOLE)
    }

    /// Reads the index; a file without one has no edits, and other troubles are left to the demuxer.
    pub(crate) fn read(file: &GrowingFile) -> Result<Self, Failure> {
        let mut edits = Self::default();
        // One after the other: behind the media of a file that still grows there is nothing to be read yet.
        let Some(index) = Boxes::new(file, 0, file.length()).find(|found| &found.kind == b"moov") else {
            return Ok(edits);
        };
        let inside = boxes(file, index.body, index.end);
        edits.is_fragmented = inside.iter().any(|found| &found.kind == b"mvex");
        let header = inside.iter().find(|found| &found.kind == b"mvhd");
        let film_scale = header.and_then(|header| timescale(file, header)).unwrap_or(1);
        let mut all_listed = true;
        for track in inside.iter().filter(|found| &found.kind == b"trak") {
            all_listed &= edits.read_track(file, track, film_scale)?;
        }
        if !all_listed && let Some(header) = header {
            edits.patches.extend(longer(file, header, film_scale));
        }
        Ok(edits)
    }

    /// Whether the track has an edit list.
    fn read_track(&mut self, file: &GrowingFile, track: &Found, film_scale: u32) -> Result<bool, Failure> {
        let inside = boxes(file, track.body, track.end);
        let child = |kind: &[u8; 4]| inside.iter().find(|found| &found.kind == kind);
        let (Some(header), Some(media)) = (child(b"tkhd"), child(b"mdia")) else { return Ok(false) };
        let media_inside = boxes(file, media.body, media.end);
        let Some(media_header) = media_inside.iter().find(|found| &found.kind == b"mdhd") else { return Ok(false) };
        let (Some(number), Some(scale)) = (track_number(file, header), timescale(file, media_header)) else {
            return Ok(false);
        };
        let list = child(b"edts")
            .and_then(|edits| boxes(file, edits.body, edits.end).into_iter().find(|found| &found.kind == b"elst"));
        let found = list.map(|list| entries(file, &list)).unwrap_or_default();
        let Some(list) = list.filter(|_| !found.is_empty()) else {
            self.patches.extend(longer(file, media_header, scale));
            return Ok(false);
        };
        let edit = stretch(&found, film_scale, scale, composition_shift(file, &media_inside))?;
        self.by_track.insert(number, edit);
        self.patches.push((list.body + 4, endless(is_wide(file, &list))));
        Ok(true)
    }
}

/// A list of one edit that keeps the whole track: count, duration, media time and rate.
fn endless(wide: bool) -> Vec<u8> {
    let count: [u8; 4] = [0, 0, 0, 1];
    let rate: [u8; 4] = [0, 1, 0, 0];
    if wide {
        [&count[..], &(u64::MAX >> 24).to_be_bytes(), &[0; 8], &rate].concat()
    } else {
        [&count[..], &u32::MAX.to_be_bytes(), &[0; 4], &rate].concat()
    }
}

/// A header with a longer duration. Without an edit list the demuxer ends a track with the film, and frames that are
/// shown later than they are decoded would be lost at the end: a little more gives them room, and much more would make
/// it doubt the tracks.
fn longer(file: &GrowingFile, header: &Found, scale: u32) -> Option<(u64, Vec<u8>)> {
    let more = |duration: u64| duration + u64::from(scale).min(duration * 4);
    let bytes = start_of(file, header)?;
    if bytes.first() == Some(&1) {
        let duration = u64::from(word(&bytes, 24)?) << 32 | u64::from(word(&bytes, 28)?);
        (1..u64::MAX / 8).contains(&duration).then(|| (header.body + 24, more(duration).to_be_bytes().to_vec()))
    } else {
        let duration = u64::from(word(&bytes, 16)?);
        let longer = u32::try_from(more(duration)).ok().filter(|_| duration > 0)?;
        Some((header.body + 16, longer.to_be_bytes().to_vec()))
    }
}

/// One line of an edit list, in units of the film and of the track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    duration: u64,
    /// -1 for a pause.
    media_time: i64,
}

/// Pauses in front and one stretch of media are what cameras and cutters write; a film cut together from several
/// pieces is beyond a list of segments.
fn stretch(entries: &[Entry], film_scale: u32, scale: u32, shift: i64) -> Result<Edit, Failure> {
    let pauses = entries.iter().take_while(|entry| entry.media_time < 0).count();
    let (before, rest) = entries.split_at_checked(pauses).unwrap_or_default();
    let film = |ticks: u64| nanoseconds(i128::from(ticks), film_scale);
    let at = before.iter().map(|pause| film(pause.duration)).fold(0, Nanoseconds::saturating_add);
    match rest {
        [] => Ok(Edit::WHOLE),
        [one] | [one, Entry { duration: 0, .. }] => {
            let start = nanoseconds(i128::from(one.media_time) + i128::from(shift), scale);
            // No duration is that of a film which was still being written.
            let end = if one.duration == 0 { Nanoseconds::MAX } else { start.saturating_add(film(one.duration)) };
            Ok(Edit { start, end, at })
        }
        _ => Err(failure(FailureCode::UnsupportedContainer, "the film is put together by an edit list")),
    }
}

fn nanoseconds(ticks: i128, scale: u32) -> Nanoseconds {
    Nanoseconds::try_from(ticks * SECOND / i128::from(scale.max(1))).unwrap_or(Nanoseconds::MAX)
}

/// The demuxer moves a track whose composition offsets are negative, so that no frame is shown before it is decoded.
fn composition_shift(file: &GrowingFile, media: &[Found]) -> i64 {
    /// A row for each of a day's frames, and more.
    const MAX_ROWS: u32 = 20_000_000;
    let find = |inside: &[Found], kind: &[u8; 4]| inside.iter().find(|found| &found.kind == kind).copied();
    let below = |parent: Option<Found>, kind: &[u8; 4]| {
        parent.and_then(|parent| find(&boxes(file, parent.body, parent.end), kind))
    };
    let Some(table) = below(below(find(media, b"minf"), b"stbl"), b"ctts") else { return 0 };
    let mut head = [0; 8];
    if file.read(table.body, &mut head).ok() != Some(8) || head.first() == Some(&0) {
        return 0;
    }
    let rows = word(&head, 4).unwrap_or(0).min(MAX_ROWS);
    let mut bytes = vec![0; rows as usize * 8];
    let count = file.read(table.body + 8, &mut bytes).unwrap_or(0);
    let offsets =
        bytes.get(..count).unwrap_or_default().chunks_exact(8).filter_map(|row| Some(word(row, 4)?.cast_signed()));
    -i64::from(offsets.min().unwrap_or(0).min(0))
}

/// A box in the file.
#[derive(Debug, Clone, Copy)]
struct Found {
    kind: [u8; 4],
    body: u64,
    end: u64,
}

/// The boxes between two places, read one by one; stops at the first that makes no sense.
struct Boxes<'a> {
    file: &'a GrowingFile,
    at: u64,
    end: u64,
    left: usize,
}

impl<'a> Boxes<'a> {
    fn new(file: &'a GrowingFile, start: u64, end: u64) -> Self {
        Self { file, at: start, end, left: MAX_BOXES }
    }

    fn read(&self) -> Option<Found> {
        if self.left == 0 || self.end.saturating_sub(self.at) < 8 {
            return None;
        }
        let mut head = [0; 16];
        let count = self.file.read(self.at, &mut head).ok()?;
        let (short, kind) = (word(&head, 0)?, head.get(4..8)?.try_into().ok()?);
        let long = u64::from(word(&head, 8)?) << 32 | u64::from(word(&head, 12)?);
        let (header, size) = match short {
            0 => (8, self.end - self.at),
            1 if count == 16 => (16, long),
            size => (8, u64::from(size)),
        };
        let next = self.at.checked_add(size).filter(|next| size >= header && *next <= self.end)?;
        Some(Found { kind, body: self.at + header, end: next })
    }
}

impl Iterator for Boxes<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let found = self.read();
        self.left = if found.is_some() { self.left - 1 } else { 0 };
        self.at = found.as_ref().map_or(self.at, |found| found.end);
        found
    }
}

fn boxes(file: &GrowingFile, start: u64, end: u64) -> Vec<Found> {
    Boxes::new(file, start, end).collect()
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn start_of(file: &GrowingFile, found: &Found) -> Option<Vec<u8>> {
    let length = usize::try_from(found.end - found.body).ok()?.min(4096);
    let mut bytes = vec![0; length];
    let count = file.read(found.body, &mut bytes).ok()?;
    bytes.truncate(count);
    Some(bytes)
}

/// Of `mvhd` and `mdhd`, which begin alike.
fn timescale(file: &GrowingFile, header: &Found) -> Option<u32> {
    let bytes = start_of(file, header)?;
    word(&bytes, if bytes.first() == Some(&1) { 20 } else { 12 }).filter(|scale| *scale > 0)
}

fn track_number(file: &GrowingFile, header: &Found) -> Option<u32> {
    let bytes = start_of(file, header)?;
    word(&bytes, if bytes.first() == Some(&1) { 20 } else { 12 })
}

fn is_wide(file: &GrowingFile, list: &Found) -> bool {
    let mut version = [0];
    file.read(list.body, &mut version).is_ok() && version == [1]
}

fn entries(file: &GrowingFile, list: &Found) -> Vec<Entry> {
    let Some(bytes) = start_of(file, list) else { return Vec::new() };
    let wide = bytes.first() == Some(&1);
    let rows = bytes.get(8..).unwrap_or_default().chunks_exact(if wide { 20 } else { 12 });
    let count = word(&bytes, 4).unwrap_or(0) as usize;
    let entry = |row: &[u8]| {
        let pair = |at: usize| Some(u64::from(word(row, at)?) << 32 | u64::from(word(row, at + 4)?));
        Some(if wide {
            Entry { duration: pair(0)?, media_time: pair(8)?.cast_signed() }
        } else {
            Entry { duration: u64::from(word(row, 0)?), media_time: i64::from(word(row, 4)?.cast_signed()) }
        })
    };
    rows.take(count).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes(), &kind[..], body].concat()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_be_bytes()).collect()
    }

    fn film(list: &[u32]) -> GrowingFile {
        let edits = boxed(b"edts", &boxed(b"elst", &words(list)));
        let media = boxed(b"mdia", &boxed(b"mdhd", &words(&[0, 0, 0, 48_000, 0, 0])));
        let track = boxed(b"trak", &[boxed(b"tkhd", &words(&[0, 0, 0, 7, 0])), edits, media].concat());
        let index = boxed(b"moov", &[boxed(b"mvhd", &words(&[0, 0, 0, 1000, 0])), track].concat());
        let bytes = [boxed(b"ftyp", b"isom"), index].concat();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        GrowingFile::whole(file.into(), bytes.len() as u64)
    }

    #[test]
    fn a_cut_is_read_with_its_pause() {
        let file = film(&[0, 2, 500, u32::MAX, 0x1_0000, 2000, 96_000, 0x1_0000]);
        let edits = Edits::read(&file).unwrap();
        let edit = edits.by_track[&7];
        assert_eq!(edit, Edit { start: 2_000_000_000, end: 4_000_000_000, at: 500_000_000 });
        assert_eq!(edit.apply(2_000_000_000), (500_000_000, true));
        assert_eq!(edit.apply(1_000_000_000), (-500_000_000, false));
        assert!(!edit.apply(4_000_000_000).1);
        let mut count = [0; 4];
        file.read(edits.patches[0].0, &mut count).unwrap();
        assert_eq!(count, [0, 0, 0, 2], "the patch lies on the count of the list");
    }

    #[test]
    fn a_film_of_many_pieces_is_refused() {
        let file = film(&[0, 2, 1000, 0, 0x1_0000, 1000, 96_000, 0x1_0000]);
        assert_eq!(Edits::read(&file).unwrap_err().code, FailureCode::UnsupportedContainer);
    }

    #[test]
    fn noise_has_no_edits() {
        for bytes in [&b"\0\0\0\x10moov\0\0\0\x04trak"[..], b"", b"\0\0\0\0moov"] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            let file = GrowingFile::whole(file.into(), bytes.len() as u64);
            assert!(Edits::read(&file).unwrap().patches.is_empty());
        }
    }
}

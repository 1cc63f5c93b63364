//! WebVTT and SubRip into cues: generous with how things are written, strict with what is kept.
//!
//! Byte order marks, any line ends, missing counters, commas or points, blanks inside of times: all read. Styles,
//! regions, notes, identifiers and headers are dropped. A line with an arrow that holds no times is an error, since its cue
//! would be lost without a word.

use super::cue::{Cue, CueText, Line, Percent, Settings};
use super::time::take_time;
use super::{CaptionsError, MAX_BYTES, MAX_CUE_CHARS, MAX_CUES, MAX_TIME, Trouble};

const ARROW: &str = "-->";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    WebVtt,
    SubRip,
}

/// Cues in the order of their starts, at least one.
pub fn read(bytes: &[u8]) -> Result<Vec<Cue>, CaptionsError> {
    if bytes.len() > MAX_BYTES {
        return Err(Trouble::TooLarge.into());
    }
    let text = decode(bytes).ok_or(Trouble::Encoding)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let format = if text.trim_start().starts_with("WEBVTT") { Format::WebVtt } else { Format::SubRip };
    let lines: Vec<&str> = text.split('\n').collect();
    let mut cues = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        index += 1;
        if !line.contains(ARROW) {
            continue;
        }
        let at = index;
        let end = end_of_text(&lines, index, format);
        let body = lines.get(index..end).unwrap_or_default().join("\n");
        index = end;
        if let Some(cue) = read_cue(line, &body, format).map_err(|trouble| CaptionsError::at(at, trouble))? {
            cues.push(cue);
        }
        if cues.len() > MAX_CUES {
            return Err(CaptionsError::at(at, Trouble::TooMany));
        }
    }
    if cues.is_empty() {
        return Err(Trouble::Empty.into());
    }
    cues.sort_by_key(|cue| cue.start);
    Ok(cues)
}

/// UTF-8, or UTF-16 that says so.
fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(join);
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        other => String::from_utf8(other.to_vec()).ok(),
    }
}

/// One past the last line of a cue's text. In WebVTT an empty line ends it; in SubRip what stands before the next times
/// does, and their counter with it.
fn end_of_text(lines: &[&str], from: usize, format: Format) -> usize {
    let after = lines.get(from..).unwrap_or_default();
    let ends = |line: &&str| line.contains(ARROW) || (format == Format::WebVtt && line.trim().is_empty());
    let count = after.iter().position(ends).unwrap_or(after.len());
    let next_is_timing = after.get(count).is_some_and(|line| line.contains(ARROW));
    let counter = count.checked_sub(1).and_then(|last| after.get(last)).map(|line| line.trim());
    let is_counter = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let drops = format == Format::SubRip && next_is_timing && counter.is_some_and(is_counter);
    from + count - usize::from(drops)
}

/// `None` for a cue that nobody would see.
fn read_cue(timing: &str, body: &str, format: Format) -> Result<Option<Cue>, Trouble> {
    let (from, to) = timing.split_once(ARROW).ok_or(Trouble::Timing)?;
    let (start, rest) = take_time(from).ok_or(Trouble::Timing)?;
    if !rest.trim().is_empty() {
        return Err(Trouble::Timing);
    }
    let (end, rest) = take_time(to).ok_or(Trouble::Timing)?;
    if !rest.is_empty() && !rest.starts_with(|letter: char| letter.is_whitespace()) {
        return Err(Trouble::Timing);
    }
    if end < start {
        return Err(Trouble::Reversed);
    }
    if end > MAX_TIME {
        return Err(Trouble::TooLate);
    }
    let (settings, text) = match format {
        Format::WebVtt => (Settings::parse(rest), CueText::clean(body)),
        Format::SubRip => {
            let (place, body) = without_overrides(body);
            (place, CueText::clean(&body))
        }
    };
    let Some(text) = text.filter(|_| end > start) else {
        return Ok(None);
    };
    if text.as_str().chars().count() > MAX_CUE_CHARS {
        return Err(Trouble::TooLong);
    }
    Ok(Some(Cue { start, end, settings, text }))
}

/// Takes out the `{\…}` that SubRip borrowed from another format; `{\an8}` and its like say where on the screen.
pub(super) fn without_overrides(body: &str) -> (Settings, String) {
    let mut settings = Settings::default();
    let mut kept = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{\\") {
        let Some((inside, following)) = after.split_once('}') else {
            break;
        };
        kept.push_str(before);
        let place = inside.split('\\').find_map(|code| code.strip_prefix("an"));
        settings = place.and_then(place_on_screen).unwrap_or(settings);
        rest = following;
    }
    kept.push_str(rest);
    (settings, kept)
}

/// A digit as on a keypad: 7 to 9 is the top, 4 to 6 the middle.
fn place_on_screen(digit: &str) -> Option<Settings> {
    let line = match digit {
        "1" | "2" | "3" => return Some(Settings::default()),
        "4" | "5" | "6" => Line::Percent(Percent::new(Percent::WHOLE / 2)?),
        "7" | "8" | "9" => Line::Number(0),
        _ => return None,
    };
    Some(Settings { line: Some((line, None)), ..Settings::default() })
}

//! Text subtitles of a source, as they travel from a worker to its parent: plain data and its limits.
//!
//! The text is whatever the file holds; whoever shows it cleans it first.

use serde::{Deserialize, Serialize};

/// Tracks of one source that are collected; more are left out.
pub const MAX_TRACKS: usize = 32;
/// Cues of one track, and bytes of their text; more are left out.
pub const MAX_CUES: usize = 20_000;
pub const MAX_TEXT_BYTES: usize = 2 << 20;
/// Bytes of a language or title.
pub const MAX_NAME_BYTES: usize = 200;

/// How the text of a track is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubtitleFormat {
    /// Text with a little HTML-like markup, as in SubRip, WebVTT and 3GPP timed text.
    Text,
    /// Fields of an event of SubStation Alpha.
    SubStation,
}

/// One track; its cues are the product's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtitlesInfo {
    /// In the order in which the file names them.
    pub index: u32,
    pub format: SubtitleFormat,
    /// As the file says it.
    pub language: Option<String>,
    pub title: Option<String>,
    pub cues: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtitleCue {
    /// Milliseconds on the timeline of the segments.
    pub start: u64,
    pub end: u64,
    pub text: String,
}

/// The bytes of a product.
#[must_use]
pub fn to_bytes(cues: &[SubtitleCue]) -> Vec<u8> {
    serde_json::to_vec(cues).unwrap_or_default()
}

/// Cues of a product, when they are what a worker may say.
#[must_use]
pub fn from_bytes(info: &SubtitlesInfo, bytes: &[u8]) -> Option<Vec<SubtitleCue>> {
    let is_short = |name: &Option<String>| name.as_ref().is_none_or(|name| name.len() <= MAX_NAME_BYTES);
    let cues: Vec<SubtitleCue> = serde_json::from_slice(bytes).ok()?;
    let text: usize = cues.iter().map(|cue| cue.text.len()).sum();
    let is_sane = usize::try_from(info.index).is_ok_and(|index| index < MAX_TRACKS)
        && usize::try_from(info.cues) == Ok(cues.len())
        && (1..=MAX_CUES).contains(&cues.len())
        && text <= MAX_TEXT_BYTES
        && cues.iter().all(|cue| cue.start < cue.end)
        && is_short(&info.language)
        && is_short(&info.title);
    is_sane.then_some(cues)
}

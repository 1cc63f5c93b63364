//! Captions: what people upload or a file carries becomes WebVTT of which every byte is ours.
//!
//! Nothing is passed through. Input is read into [`Cue`]s - times, a few checked settings, and text of which only the
//! harmless tags are kept - and the canonical WebVTT is written from those. Pure, but for [`keep`], which puts the
//! result into the stores.

mod clean;
mod cue;
mod embedded;
pub mod keep;
mod language;
mod read;
mod time;
mod write;

#[cfg(test)]
mod tests;

pub use cue::{Align, Cue, CueText, Line, LineAlign, Percent, PositionAlign, Settings, Vertical};
pub use embedded::from_source;
pub use language::Language;
pub use read::{Format, read};
pub use write::write;

/// Bytes of a file of captions: a long film has about 200,000.
pub const MAX_BYTES: usize = 2 << 20;
/// Cues of a file: a day's worth of speech.
pub const MAX_CUES: usize = 20_000;
/// Characters of one cue, tags included.
pub const MAX_CUE_CHARS: usize = 2000;
/// Latest end of a cue, milliseconds: past any media that is taken.
pub const MAX_TIME: u64 = 100 * 3_600_000;

/// Why text is no captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("The text is neither UTF-8 nor UTF-16.")]
    Encoding,
    #[error("A file of captions has at most {MAX_BYTES} bytes.")]
    TooLarge,
    #[error("The times of a cue look like `00:01:02.500 --> 00:01:04.000`.")]
    Timing,
    #[error("A cue ends before it starts.")]
    Reversed,
    #[error("A cue ends after more than 100 hours.")]
    TooLate,
    #[error("A cue has at most {MAX_CUE_CHARS} characters.")]
    TooLong,
    #[error("A file of captions has at most {MAX_CUES} cues.")]
    TooMany,
    #[error("There is no cue in this text.")]
    Empty,
}

/// Where the trouble is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{trouble}")]
pub struct CaptionsError {
    /// Counted from 1; none when it is about the whole.
    pub line: Option<usize>,
    pub trouble: Trouble,
}

impl CaptionsError {
    fn at(line: usize, trouble: Trouble) -> Self {
        Self { line: Some(line), trouble }
    }
}

impl From<Trouble> for CaptionsError {
    fn from(trouble: Trouble) -> Self {
        Self { line: None, trouble }
    }
}

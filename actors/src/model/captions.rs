//! A track of captions of a video.

use super::{Timestamp, VideoId};
use crate::captions::Language;

/// What a track is for (HTML, `track` kinds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptionKind {
    /// What is said.
    Subtitles,
    /// What is said, and what is heard besides.
    Captions,
}

impl CaptionKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Subtitles => "subtitles",
            Self::Captions => "captions",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Subtitles, Self::Captions].into_iter().find(|kind| kind.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptionOrigin {
    /// Carried by the source; gives way to what its owner uploads.
    Embedded,
    Uploaded,
}

impl CaptionOrigin {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Uploaded => "uploaded",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Embedded, Self::Uploaded].into_iter().find(|origin| origin.as_str() == text)
    }
}

/// A video has one track a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptionTrack {
    pub video: VideoId,
    pub language: Language,
    pub kind: CaptionKind,
    /// What people read in the menu.
    pub label: String,
    pub origin: CaptionOrigin,
    /// Counts up over all tracks of the video and is never used twice: part of the object's name, so that one is never
    /// changed.
    pub revision: u32,
    /// Bytes of the WebVTT.
    pub length: u64,
    /// SHA-256 of them, lower-case hex.
    pub hash: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What became of a track that was to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It is there, in the place of another.
    Done { replaced: Option<CaptionTrack> },
    /// A newer revision is there, or one that was uploaded where this one is embedded.
    Refused,
}

/// A label on one line of 1 to 100 characters.
#[must_use]
pub fn caption_label(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

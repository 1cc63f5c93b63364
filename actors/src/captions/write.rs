//! Cues as canonical WebVTT.

use std::fmt::Write;

use super::cue::{Cue, Line, Settings};
use super::time::write_time;

/// The whole file. Cues stand in the order of their starts.
///
/// The map says that a cue's time is a time of our media (RFC 8216, 3.5), whose timeline starts at 0.
#[must_use]
pub fn write(cues: &[Cue]) -> String {
    let mut text = String::from("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n");
    for cue in cues {
        let _ = write!(text, "\n{} --> {}", write_time(cue.start), write_time(cue.end));
        write_settings(&mut text, &cue.settings);
        let _ = writeln!(text, "\n{}", cue.text.as_str());
    }
    text
}

fn write_settings(text: &mut String, settings: &Settings) {
    if let Some(vertical) = settings.vertical {
        let _ = write!(text, " vertical:{}", vertical.as_str());
    }
    if let Some((line, align)) = settings.line {
        let _ = match line {
            Line::Number(number) => write!(text, " line:{number}"),
            Line::Percent(percent) => write!(text, " line:{percent}"),
        };
        if let Some(align) = align {
            let _ = write!(text, ",{}", align.as_str());
        }
    }
    if let Some((position, align)) = settings.position {
        let _ = write!(text, " position:{position}");
        if let Some(align) = align {
            let _ = write!(text, ",{}", align.as_str());
        }
    }
    if let Some(size) = settings.size {
        let _ = write!(text, " size:{size}");
    }
    if let Some(align) = settings.align {
        let _ = write!(text, " align:{}", align.as_str());
    }
}

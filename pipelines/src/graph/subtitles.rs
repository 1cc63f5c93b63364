//! Text subtitles beside the film: collected cue by cue, told when the film is cut. Pictures of text are not taken.
//!
//! A track past its limits keeps what it has. Nothing that a subtitle holds can end a job.

use std::sync::{Arc, Mutex, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::Outbox;
use super::edits::Edit;
use crate::mezzanine::Nanoseconds;
use crate::report::{Failure, ProductKind};
use crate::subtitles::{
    MAX_CUES, MAX_NAME_BYTES, MAX_TEXT_BYTES, MAX_TRACKS, SubtitleCue, SubtitleFormat, SubtitlesInfo, to_bytes,
};

/// A cue that does not say when it ends is shown so long, or until the next.
const DEFAULT_DURATION: Nanoseconds = 5_000_000_000;
const MILLISECOND: Nanoseconds = 1_000_000;

/// What the text of a pad is written in; `None` for pictures and everything else.
pub(crate) fn format_of(fields: &gst::StructureRef) -> Option<SubtitleFormat> {
    match fields.name().as_str() {
        "text/x-raw" | "application/x-subtitle-vtt" => Some(SubtitleFormat::Text),
        // WebVTT in Matroska, to a demuxer that does not know it; what else goes by this name is hardly text.
        "application/x-subtitle-unknown" => Some(SubtitleFormat::Text),
        "application/x-ssa" | "application/x-ass" => Some(SubtitleFormat::SubStation),
        _ => None,
    }
}

/// Every track of a source.
#[derive(Default)]
pub(crate) struct Subtitles(Mutex<Vec<Arc<Mutex<Track>>>>);

struct Track {
    format: SubtitleFormat,
    language: Option<String>,
    title: Option<String>,
    cues: Vec<Raw>,
    bytes: usize,
}

/// In the time of the source.
struct Raw {
    start: Nanoseconds,
    duration: Option<Nanoseconds>,
    text: String,
}

impl Subtitles {
    /// A sink that collects a pad's cues; `None` when there are enough tracks.
    pub(crate) fn sink(&self, format: SubtitleFormat, edit: Edit) -> Option<gst_app::AppSink> {
        let mut tracks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tracks.len() >= MAX_TRACKS {
            return None;
        }
        let track = Track { format, language: None, title: None, cues: Vec::new(), bytes: 0 };
        let track = Arc::new(Mutex::new(track));
        tracks.push(Arc::clone(&track));
        let names = Arc::clone(&track);
        let sink = gst_app::AppSink::builder()
            .sync(false)
            .async_(false)
            .enable_last_sample(false)
            .max_buffers(8)
            .callbacks(
                gst_app::AppSinkCallbacks::builder()
                    .new_sample(move |sink| {
                        let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                        track.lock().unwrap_or_else(PoisonError::into_inner).take(&sample, edit);
                        Ok(gst::FlowSuccess::Ok)
                    })
                    .build(),
            )
            .build();
        sink.static_pad("sink")?.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
            if let Some(event) = info.event()
                && let gst::EventView::Tag(tags) = event.view()
            {
                names.lock().unwrap_or_else(PoisonError::into_inner).name(tags.tag());
            }
            gst::PadProbeReturn::Ok
        });
        Some(sink)
    }

    /// Tells every track that holds a cue, on the timeline that begins at `origin`.
    pub(crate) fn tell(&self, origin: Nanoseconds, outbox: &dyn Outbox) -> Result<(), Failure> {
        let tracks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, track) in tracks.iter().enumerate() {
            let track = track.lock().unwrap_or_else(PoisonError::into_inner);
            let cues = track.placed(origin);
            if cues.is_empty() {
                continue;
            }
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let info = SubtitlesInfo {
                index: count(index),
                format: track.format,
                language: track.language.clone(),
                title: track.title.clone(),
                cues: count(cues.len()),
            };
            outbox.product(ProductKind::Subtitles(info), &to_bytes(&cues))?;
        }
        Ok(())
    }
}

impl Track {
    fn name(&mut self, tags: &gst::TagListRef) {
        let short = |text: &str| Some(text.to_owned()).filter(|text| text.len() <= MAX_NAME_BYTES);
        if let Some(language) = tags.get::<gst::tags::LanguageCode>() {
            self.language = short(language.get());
        }
        if let Some(title) = tags.get::<gst::tags::Title>() {
            self.title = short(title.get());
        }
    }

    fn take(&mut self, sample: &gst::Sample, edit: Edit) {
        let nanoseconds = |time: gst::ClockTime| i64::try_from(time.nseconds()).unwrap_or(i64::MAX);
        let Some(buffer) = sample.buffer() else { return };
        let Some(time) = buffer.pts() else { return };
        let Ok(bytes) = buffer.map_readable() else { return };
        let Ok(text) = std::str::from_utf8(bytes.as_slice()) else { return };
        let text = text.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
        if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
            return;
        }
        let (start, shown) = edit.apply(nanoseconds(time));
        if text.is_empty() || !shown || self.cues.len() >= MAX_CUES || self.bytes + text.len() > MAX_TEXT_BYTES {
            return;
        }
        self.bytes += text.len();
        let duration = buffer.duration().map(nanoseconds).filter(|duration| *duration > 0);
        self.cues.push(Raw { start, duration, text: text.to_owned() });
    }

    fn placed(&self, origin: Nanoseconds) -> Vec<SubtitleCue> {
        let starts = self.cues.iter().map(|cue| cue.start).skip(1).map(Some).chain(std::iter::once(None));
        let place = |(cue, next): (&Raw, Option<Nanoseconds>)| {
            let until_next = next.map(|next| next - cue.start).filter(|gap| (1..DEFAULT_DURATION).contains(gap));
            let duration = cue.duration.or(until_next).unwrap_or(DEFAULT_DURATION);
            let milliseconds = |time: Nanoseconds| u64::try_from((time - origin) / MILLISECOND).unwrap_or(0);
            let (start, end) = (milliseconds(cue.start), milliseconds(cue.start.saturating_add(duration)));
            (start < end).then(|| SubtitleCue { start, end, text: cue.text.clone() })
        };
        self.cues.iter().zip(starts).filter_map(place).collect()
    }
}

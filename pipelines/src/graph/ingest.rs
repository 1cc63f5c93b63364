//! Ingest: source, the one demuxer of the sniffed container, a parser per chosen track, and out.
//!
//! The first video and the first audio stream are taken, and text subtitles; every other pad is counted and drained. Pads that come with
//! something we have no decoder for are refused by name. Nothing is decoded.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

use super::codecs::{AudioCodec, VideoCodec};
use super::collector::{Collector, Frame, too_long};
use super::edits::{Edit, Edits};
use super::orient::orientation_of;
use super::run::{Fault, Pace, make, run_to_end};
use super::source::{FileSource, GrowingFile};
use super::subtitles::{Subtitles, format_of};
use super::tracks::Picture;
use super::{Outbox, failure, integrity};
use crate::report::{Failure, FailureCode, Summary, TrackId};
use crate::sniff::{SNIFF_BYTES, id3_length, sniff};
use crate::spec::{Container, IngestJob, SourceLimits};

pub(crate) fn run(job: &IngestJob, file: Arc<GrowingFile>, outbox: Arc<dyn Outbox>) -> Result<Summary, Failure> {
    if job.length == Some(0) {
        return Err(failure(FailureCode::EmptyFile, "the file is empty"));
    }
    let skip = check_container(job, &file)?;
    let was_complete = job.is_complete();
    if was_complete {
        integrity::check(job.container, &file)?;
    }
    let pipeline = gst::Pipeline::new();
    let edits = if job.container == Container::IsoBmff { Edits::read(&file)? } else { Edits::default() };
    let random_access = needs_random_access(job, &edits);
    let source = FileSource::new(Arc::clone(&file), skip, random_access, edits.patches.clone());
    let shared = Arc::new(Shared {
        collector: Mutex::new(Collector::new(job, Arc::clone(&outbox))),
        pads: Mutex::new(Pads::default()),
        fault: Fault::default(),
        limits: job.limits.clone(),
        edits,
        subtitles: Subtitles::default(),
        pace: Pace::new(),
        file: Arc::clone(&file),
        outbox,
    });
    match demuxer(job.container) {
        Some(name) => {
            let demuxer = make(name)?;
            add_and_link(&pipeline, source.upcast_ref(), &demuxer)?;
            watch_pads(&pipeline, &demuxer, &shared);
        }
        None => {
            let (codec, parser) = plain_audio(job.container);
            shared.collector().choose_audio(codec);
            pipeline.add(&source).map_err(|_refused| failure(FailureCode::Internal, "a pipeline took no source"))?;
            let tail = track_tail(&shared, TrackId::Audio, Some(parser), &codec.stored(), Edit::WHOLE)?;
            tail.attach(&pipeline, source.static_pad("src").as_ref())?;
            let mut pads = shared.pads();
            (pads.complete, pads.chosen_audio) = (true, true);
            shared.outbox.streams(false, true)?;
        }
    }
    let played = run_to_end(&pipeline, &shared.fault);
    shared.pads().verdict().map_or(Ok(()), Err)?;
    played?;
    if !was_complete {
        integrity::check(job.container, &file)?;
    }
    let mut collector = shared.collector();
    let summary = collector.finish()?;
    shared.subtitles.tell(collector.video_clock_origin(), &*shared.outbox)?;
    Ok(summary)
}

/// What can be followed while it grows is read from first to last, also when it is complete: that way it is always cut the
/// same. An index in front of the media says where to look; other demuxers look for theirs at the end.
fn needs_random_access(job: &IngestJob, edits: &Edits) -> bool {
    match job.container {
        Container::IsoBmff => !edits.is_fragmented,
        Container::Matroska | Container::MpegTs => false,
        _ => job.is_complete(),
    }
}

/// The sniff is repeated here: the job's word for the container comes from outside of the sandbox, and costs little to
/// check. Gives the bytes to skip.
fn check_container(job: &IngestJob, file: &GrowingFile) -> Result<u64, Failure> {
    let mut head = vec![0; SNIFF_BYTES];
    let count =
        file.read(0, &mut head).map_err(|_unreadable| failure(FailureCode::Internal, "the source cannot be read"))?;
    head.truncate(count);
    if sniff(&head) != Some(job.container) {
        return Err(failure(FailureCode::UnsupportedContainer, "this is no media file that the server takes"));
    }
    Ok(id3_length(&head).unwrap_or(0) as u64)
}

fn demuxer(container: Container) -> Option<&'static str> {
    match container {
        Container::IsoBmff => Some("qtdemux"),
        Container::Matroska => Some("matroskademux"),
        Container::MpegTs => Some("tsdemux"),
        Container::Ogg => Some("oggdemux"),
        Container::Avi => Some("avidemux"),
        Container::Flv => Some("flvdemux"),
        Container::Mp3 | Container::Adts | Container::Flac | Container::Wav => None,
    }
}

/// Files that are nothing but their audio need no demuxer, only the parser of what they hold.
fn plain_audio(container: Container) -> (AudioCodec, &'static str) {
    match container {
        Container::Adts => (AudioCodec::Aac, "aacparse"),
        Container::Flac => (AudioCodec::Flac, "flacparse"),
        Container::Wav => (AudioCodec::Pcm, "wavparse"),
        _ => (AudioCodec::Mp3, "mpegaudioparse"),
    }
}

struct Shared {
    collector: Mutex<Collector>,
    pads: Mutex<Pads>,
    fault: Fault,
    limits: SourceLimits,
    edits: Edits,
    subtitles: Subtitles,
    pace: Pace,
    file: Arc<GrowingFile>,
    outbox: Arc<dyn Outbox>,
}

impl Shared {
    fn collector(&self) -> MutexGuard<'_, Collector> {
        self.collector.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pads(&self) -> MutexGuard<'_, Pads> {
        self.pads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of the demuxer's pads.
#[derive(Default)]
struct Pads {
    count: u32,
    complete: bool,
    encrypted: bool,
    /// A video stream that nothing here decodes.
    unknown_video: Option<String>,
    unknown_audio: Option<String>,
    chosen_video: bool,
    chosen_audio: bool,
    /// A stream past a limit.
    refused: Option<Failure>,
}

impl Pads {
    /// Why the file cannot be taken, as far as its streams tell.
    fn verdict(&self) -> Option<Failure> {
        let unsupported =
            |name: &String| failure(FailureCode::UnsupportedCodec, format!("the codec {name} is not supported"));
        match (self.chosen_video, self.chosen_audio) {
            _ if self.refused.is_some() => self.refused.clone(),
            (true, _) => None,
            _ if self.encrypted => Some(failure(FailureCode::Encrypted, "the media is encrypted")),
            (false, _) if self.unknown_video.is_some() => self.unknown_video.as_ref().map(unsupported),
            (false, true) => None,
            (false, false) if self.unknown_audio.is_some() => self.unknown_audio.as_ref().map(unsupported),
            (false, false) if self.complete => {
                Some(failure(FailureCode::NoMedia, "the file holds neither video nor audio"))
            }
            (false, false) => None,
        }
    }
}

fn watch_pads(pipeline: &gst::Pipeline, demuxer: &gst::Element, shared: &Arc<Shared>) {
    let weak = pipeline.downgrade();
    let state = Arc::clone(shared);
    demuxer.connect_pad_added(move |element, pad| {
        let Some(pipeline) = weak.upgrade() else { return };
        if let Err(failure) = take_pad(&pipeline, element, pad, &state) {
            state.pads().refused.get_or_insert(failure);
            gst::element_error!(element, gst::StreamError::Failed, ("stream refused"));
        }
    });
    let state = Arc::clone(shared);
    demuxer.connect_no_more_pads(move |element| {
        let mut pads = state.pads();
        pads.complete = true;
        let (verdict, video, audio) = (pads.verdict(), pads.chosen_video, pads.chosen_audio);
        drop(pads);
        if let Err(failure) = state.outbox.streams(video, audio) {
            state.fault.set(failure);
        }
        let alone = if state.collector().has_video() { Ok(()) } else { state.collector().audio_goes_alone() };
        if let Err(failure) = alone {
            state.fault.set(failure);
        }
        if verdict.is_some() {
            gst::element_error!(element, gst::StreamError::Failed, ("streams refused"));
        }
    });
}

fn take_pad(
    pipeline: &gst::Pipeline,
    demuxer: &gst::Element,
    pad: &gst::Pad,
    shared: &Arc<Shared>,
) -> Result<(), Failure> {
    {
        let mut pads = shared.pads();
        pads.count += 1;
        if pads.count > shared.limits.max_streams {
            let sentence = format!("the file has more than {} streams", shared.limits.max_streams);
            return Err(failure(FailureCode::LimitStreams, sentence));
        }
    }
    let duration = demuxer.query_duration::<gst::ClockTime>().map_or(0.0, |duration| duration.nseconds() as f64 / 1e9);
    if duration > shared.limits.max_duration_seconds {
        return Err(too_long(&shared.limits));
    }
    let caps = pad.current_caps().unwrap_or_else(|| pad.query_caps(None));
    let tail = match caps.structure(0) {
        Some(fields) => choose(shared, fields, shared.edits.of(pad))?,
        None => None,
    };
    match tail {
        Some(tail) => tail.attach(pipeline, Some(pad)),
        None => drain(pipeline, pad),
    }
}

/// The elements that take this stream, when it is one of those that are kept.
fn choose(shared: &Arc<Shared>, fields: &gst::StructureRef, edit: Edit) -> Result<Option<Tail>, Failure> {
    let name = fields.name().as_str();
    if name == "application/x-cenc" || name == "application/x-webm-enc" || name == "application/x-cbcs" {
        shared.pads().encrypted = true;
        return Ok(None);
    }
    if let Some(codec) = VideoCodec::from_caps(fields) {
        Picture::from_caps(fields).check(&shared.limits)?;
        if !shared.collector().choose_video(codec) {
            return Ok(None);
        }
        shared.pads().chosen_video = true;
        return track_tail(shared, TrackId::Video, codec.parser(), &codec.stored(), edit).map(Some);
    }
    if let Some(codec) = AudioCodec::from_caps(fields) {
        if !shared.collector().choose_audio(codec) {
            return Ok(None);
        }
        shared.pads().chosen_audio = true;
        return track_tail(shared, TrackId::Audio, codec.parser(), &codec.stored(), edit).map(Some);
    }
    if let Some(format) = format_of(fields) {
        return Ok(shared.subtitles.sink(format, edit).map(|sink| Tail { parser: None, sink }));
    }
    if name.starts_with("video/") {
        shared.pads().unknown_video.get_or_insert_with(|| name.to_owned());
    } else if name.starts_with("audio/") {
        shared.pads().unknown_audio.get_or_insert_with(|| name.to_owned());
        shared.collector().note_skipped_audio();
    }
    Ok(None)
}

/// Parser and sink of a track.
struct Tail {
    parser: Option<gst::Element>,
    sink: gst_app::AppSink,
}

impl Tail {
    fn attach(self, pipeline: &gst::Pipeline, pad: Option<&gst::Pad>) -> Result<(), Failure> {
        let refused = || failure(FailureCode::Internal, "a stream could not be connected");
        let sink: &gst::Element = self.sink.upcast_ref();
        let elements: Vec<&gst::Element> = self.parser.iter().chain(std::iter::once(sink)).collect();
        pipeline.add_many(elements.iter().copied()).map_err(|_refused| refused())?;
        gst::Element::link_many(elements.iter().copied()).map_err(|_refused| refused())?;
        for element in elements.iter().rev() {
            element.sync_state_with_parent().map_err(|_refused| refused())?;
        }
        let first = elements.first().and_then(|element| element.static_pad("sink")).ok_or_else(refused)?;
        pad.ok_or_else(refused)?.link(&first).map_err(|_refused| refused())?;
        Ok(())
    }
}

fn track_tail(
    shared: &Arc<Shared>,
    track: TrackId,
    parser: Option<&'static str>,
    stored: &gst::Caps,
    edit: Edit,
) -> Result<Tail, Failure> {
    let state = Arc::clone(shared);
    let sink = gst_app::AppSink::builder()
        .caps(stored)
        .sync(false)
        .async_(false)
        .enable_last_sample(false)
        .max_buffers(8)
        .callbacks(
            gst_app::AppSinkCallbacks::builder()
                .new_sample(move |sink| {
                    let sample = sink.pull_sample().map_err(|_stopping| gst::FlowError::Eos)?;
                    state.fault.check(take_sample(&state, track, edit, &sample))?;
                    Ok(gst::FlowSuccess::Ok)
                })
                .build(),
        )
        .build();
    if track == TrackId::Video {
        watch_orientation(&sink, shared);
    }
    Ok(Tail { parser: parser.map(make).transpose()?, sink })
}

fn watch_orientation(sink: &gst_app::AppSink, shared: &Arc<Shared>) {
    let state = Arc::clone(shared);
    if let Some(pad) = sink.static_pad("sink") {
        pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| {
            if let Some(event) = info.event()
                && let gst::EventView::Tag(tags) = event.view()
                && let Some(orientation) = orientation_of(tags.tag())
            {
                state.collector().orient(orientation);
            }
            gst::PadProbeReturn::Ok
        });
    }
}

fn take_sample(shared: &Shared, track: TrackId, edit: Edit, sample: &gst::Sample) -> Result<(), Failure> {
    shared.pace.tick(&*shared.outbox, || shared.file.progress())?;
    let (Some(buffer), Some(caps)) = (sample.buffer_owned(), sample.caps_owned()) else { return Ok(()) };
    if buffer.flags().contains(gst::BufferFlags::HEADER) && buffer.pts().is_none() {
        // Stream headers ride in the caps as well.
        return Ok(());
    }
    let nanoseconds = |time: gst::ClockTime| i64::try_from(time.nseconds()).unwrap_or(i64::MAX);
    let placed = buffer.pts().map(|time| edit.apply(nanoseconds(time)));
    let shown = placed.is_none_or(|(_, shown)| shown);
    if track == TrackId::Audio && !shown {
        return Ok(());
    }
    let frame = Frame {
        caps: &caps,
        time: placed.map(|(time, _)| time),
        decode_time: buffer.dts().map(nanoseconds),
        duration: buffer.duration().map(nanoseconds),
        hidden: !shown,
        key: !buffer.flags().contains(gst::BufferFlags::DELTA_UNIT),
        data: {
            let map = buffer.into_mapped_buffer_readable();
            bytes::Bytes::from_owner(map.map_err(|_unmapped| failure(FailureCode::Internal, "a frame cannot be read"))?)
        },
    };
    let mut collector = shared.collector();
    match track {
        TrackId::Video => collector.push_video(frame),
        TrackId::Audio => {
            collector.push_audio(frame)?;
            if shared.pads().complete && !collector.has_video() {
                collector.audio_goes_alone()?;
            }
            Ok(())
        }
    }
}

/// Streams that nobody wants still flow, or the demuxer would stop.
fn drain(pipeline: &gst::Pipeline, pad: &gst::Pad) -> Result<(), Failure> {
    let sink = make("fakesink")?;
    sink.set_property("sync", false);
    sink.set_property("async", false);
    let refused = || failure(FailureCode::Internal, "a stream could not be drained");
    pipeline.add(&sink).map_err(|_refused| refused())?;
    sink.sync_state_with_parent().map_err(|_refused| refused())?;
    pad.link(&sink.static_pad("sink").ok_or_else(refused)?).map_err(|_refused| refused())?;
    Ok(())
}

fn add_and_link(pipeline: &gst::Pipeline, source: &gst::Element, demuxer: &gst::Element) -> Result<(), Failure> {
    super::run::chain(pipeline, &[source, demuxer])
}

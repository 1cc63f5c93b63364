//! What the tests share: workers, media made by ffmpeg, whole runs through every job, and ffprobe as the second opinion.
#![expect(dead_code, reason = "every test binary uses its own part of it")]

use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bytes::Bytes;
use playhouse_pipelines::cmaf::excerpt;
use playhouse_pipelines::report::{Failure, ProductKind, SegmentInfo, Summary, TrackId, TrackInfo, TrackMedia};
use playhouse_pipelines::sniff;
use playhouse_pipelines::spec::{
    AudioSegmentJob, Container, Film, Glimpse, IngestJob, Job, MezzanineInput, MezzanineTrack, Orientation, PosterJob,
    Rendition, SourceLimits, StillJob, VideoCoding, VideoSegmentJob,
};
use playhouse_pipelines::subtitles::{self, SubtitleCue, SubtitlesInfo};
use playhouse_pipelines::worker::{Event, Worker, WorkerConfig, memfd_from};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_playhouse-worker");

pub fn worker() -> Worker {
    Worker::spawn(&WorkerConfig::new(PROGRAM)).expect("a worker starts")
}

/// A file of the repository's test media.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/media").join(name)
}

/// Makes a file with ffmpeg; `arguments` come before the name.
pub fn make(folder: &Path, name: &str, arguments: &str) -> PathBuf {
    let path = folder.join(name);
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y"]).args(arguments.split_whitespace()).arg(&path);
    let output = command.output().expect("ffmpeg runs");
    assert!(output.status.success(), "ffmpeg {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    path
}

/// Everything that an ingest job made.
pub struct Ingested {
    pub tracks: Vec<TrackInfo>,
    pub inits: Vec<(TrackId, Bytes)>,
    pub segments: Vec<(SegmentInfo, Bytes)>,
    pub subtitles: Vec<(SubtitlesInfo, Vec<SubtitleCue>)>,
    pub summary: Summary,
}

impl Ingested {
    pub fn track(&self, id: TrackId) -> Option<&TrackInfo> {
        self.tracks.iter().find(|track| track.track == id)
    }

    pub fn segments_of(&self, id: TrackId) -> Vec<&(SegmentInfo, Bytes)> {
        self.segments.iter().filter(|(info, _)| info.track == id).collect()
    }

    pub fn frames(&self) -> u32 {
        self.segments_of(TrackId::Video).iter().map(|(info, _)| info.samples).sum()
    }

    /// Init segment and fragments in one, if players could have it.
    pub fn file_of(&self, id: TrackId) -> Option<Vec<u8>> {
        let (_, init) = self.inits.iter().find(|(track, _)| *track == id)?;
        Some(concat(init, self.segments_of(id).iter().map(|(_, bytes)| bytes)))
    }
}

pub fn concat<'a>(init: &Bytes, segments: impl Iterator<Item = &'a Bytes>) -> Vec<u8> {
    let mut all = init.to_vec();
    segments.for_each(|bytes| all.extend_from_slice(bytes));
    all
}

pub fn ingest_job(container: Container, length: u64) -> IngestJob {
    IngestJob {
        container,
        length: Some(length),
        available: length,
        limits: SourceLimits::default(),
        target_segment_seconds: 2.0,
        first_segment_seconds: 60.0,
    }
}

pub fn ingest(path: &Path) -> Result<Ingested, Failure> {
    ingest_with(&mut worker(), path, |_| {})
}

/// Ingests as the server would, with a job that `change` has touched.
pub fn ingest_with(worker: &mut Worker, path: &Path, change: impl FnOnce(&mut IngestJob)) -> Result<Ingested, Failure> {
    let file = File::open(path).expect("the file opens");
    let (container, length) = sniff::descriptor(file.as_fd()).expect("the file can be read");
    let mut job = ingest_job(container.unwrap_or(Container::IsoBmff), length);
    change(&mut job);
    ingest_descriptor(worker, job, file.into())
}

pub fn ingest_descriptor(worker: &mut Worker, job: IngestJob, file: OwnedFd) -> Result<Ingested, Failure> {
    let mut made = Ingested {
        tracks: Vec::new(),
        inits: Vec::new(),
        segments: Vec::new(),
        subtitles: Vec::new(),
        summary: Summary::default(),
    };
    let outcome = worker.run(&Job::Ingest(job), vec![file], &mut |event| match event {
        Event::Progress(_) | Event::StreamsChosen { .. } => {}
        Event::TrackFound(track) => made.tracks.push(track),
        Event::Product(ProductKind::MezzanineInit { track }, bytes) => made.inits.push((track, bytes)),
        Event::Product(ProductKind::Mezzanine(info), bytes) => made.segments.push((info, bytes)),
        Event::Product(ProductKind::Subtitles(info), bytes) => {
            let cues = subtitles::from_bytes(&info, &bytes).expect("subtitles are what they say");
            made.subtitles.push((info, cues));
        }
        Event::Product(other, _) => panic!("ingest made {other:?}"),
    });
    made.summary = outcome?;
    Ok(made)
}

pub fn rung(width: u32, height: u32) -> Rendition {
    Rendition {
        name: format!("{height}p"),
        width,
        height,
        crf: 26,
        max_bitrate: 2_000_000,
        preset: "superfast".to_owned(),
        level: VideoCoding::H264.level(width, height, 0.0, 2_000_000),
        coding: VideoCoding::H264,
        in_band: false,
    }
}

/// One rendition, whole.
pub struct Encoded {
    pub name: String,
    pub codecs: String,
    pub init: Bytes,
    pub segments: Vec<(SegmentInfo, Bytes)>,
}

impl Encoded {
    pub fn file(&self) -> Vec<u8> {
        concat(&self.init, self.segments.iter().map(|(_, bytes)| bytes))
    }
}

fn mezzanine(track: &TrackInfo) -> MezzanineTrack {
    MezzanineTrack { caps: track.caps.clone(), timescale: track.timescale }
}

fn inputs(segments: &[&(SegmentInfo, Bytes)]) -> (Vec<MezzanineInput>, Vec<OwnedFd>) {
    let described =
        segments.iter().map(|(info, bytes)| MezzanineInput { number: info.number, length: bytes.len() as u64 });
    (described.collect(), segments.iter().map(|(_, bytes)| memfd_from(bytes).expect("memory")).collect())
}

/// The job of one segment of video, and its inputs: with the segment before when it cannot stand alone.
pub fn video_job(made: &Ingested, number: usize, renditions: &[Rendition]) -> (VideoSegmentJob, Vec<OwnedFd>) {
    let track = made.track(TrackId::Video).expect("a video track");
    let TrackMedia::Video { orientation, interlaced, .. } = track.media else { panic!("no video") };
    let segments = made.segments_of(TrackId::Video);
    let (info, _) = segments[number];
    let from = number - info.lead_in as usize;
    let (described, descriptors) = inputs(&segments[from..=number]);
    let job = VideoSegmentJob {
        track: mezzanine(track),
        inputs: described,
        number: info.number,
        start: info.start,
        end: info.start + info.duration,
        orientation,
        interlaced,
        renditions: renditions.to_vec(),
        frames: info.samples,
        threads: 1,
        hardware: None,
    };
    (job, descriptors)
}

/// Encodes every segment of every rung.
pub fn transcode(worker: &mut Worker, made: &Ingested, renditions: &[Rendition]) -> Result<Vec<Encoded>, Failure> {
    let mut rungs: Vec<Encoded> = renditions
        .iter()
        .map(|rung| Encoded {
            name: rung.name.clone(),
            codecs: rung.codecs(),
            init: Bytes::new(),
            segments: Vec::new(),
        })
        .collect();
    for number in 0..made.segments_of(TrackId::Video).len() {
        let (job, descriptors) = video_job(made, number, renditions);
        worker.run(&Job::Video(job), descriptors, &mut |event| keep(&mut rungs, event))?;
    }
    Ok(rungs)
}

fn keep(rungs: &mut [Encoded], event: Event) {
    match event {
        Event::Product(ProductKind::Init { rendition, codecs }, bytes) => {
            let rung = rungs.iter_mut().find(|rung| rung.name == rendition).expect("a rung asked for");
            assert!(rung.init.is_empty() || rung.init == bytes, "init segments differ between jobs");
            rung.init = bytes;
            rung.codecs = codecs;
        }
        Event::Product(ProductKind::Segment { rendition, segment }, bytes) => {
            let rung = rungs.iter_mut().find(|rung| rung.name == rendition).expect("a rung asked for");
            rung.segments.push((segment, bytes));
        }
        Event::Progress(_) => {}
        other => panic!("encoding made {other:?}"),
    }
}

/// A stretch of the sound's mezzanine, as a job is fed with it.
pub fn stretch_of(
    made: &Ingested,
    numbers: std::ops::RangeInclusive<usize>,
) -> (MezzanineTrack, Vec<MezzanineInput>, Vec<OwnedFd>) {
    let (described, descriptors) = inputs(&made.segments_of(TrackId::Audio)[numbers]);
    (mezzanine(made.track(TrackId::Audio).expect("an audio track")), described, descriptors)
}

/// Encodes all audio, segment by segment.
pub fn transcode_audio(
    worker: &mut Worker,
    made: &Ingested,
    sample_rate: u32,
    channels: u32,
) -> Result<Encoded, Failure> {
    let track = made.track(TrackId::Audio).expect("an audio track");
    let segments = made.segments_of(TrackId::Audio);
    let frame_at = |ticks: i64| (ticks as u64 * u64::from(sample_rate)).div_ceil(u64::from(track.timescale) * 1024);
    let mut rungs =
        [Encoded { name: "audio".to_owned(), codecs: String::new(), init: Bytes::new(), segments: Vec::new() }];
    for (index, (info, _)) in segments.iter().enumerate() {
        let from = if index == 0 { 0 } else { frame_at(info.start) };
        let to = frame_at(info.start + info.duration);
        let (described, descriptors) = inputs(&segments[index.saturating_sub(1)..(index + 2).min(segments.len())]);
        let job = AudioSegmentJob {
            track: mezzanine(track),
            inputs: described,
            number: info.number,
            first_frame: from,
            frames: u32::try_from(to - from).expect("a sane count"),
            sample_rate,
            channels,
            bitrate: 64_000 * channels,
            rendition: "audio".to_owned(),
        };
        worker.run(&Job::Audio(job), descriptors, &mut |event| keep(&mut rungs, event))?;
    }
    let [audio] = rungs;
    Ok(audio)
}

pub fn poster(worker: &mut Worker, made: &Ingested, at: i64, max_width: u32) -> Result<(u32, u32, Bytes), Failure> {
    let (job, _) = video_job(made, 0, &[]);
    let film = Film { track: job.track, orientation: job.orientation, interlaced: job.interlaced };
    let glimpse = Glimpse { number: 0, at, slack: 0, span: 0 };
    let (_, segment) = made.segments_of(TrackId::Video)[0];
    let part = excerpt(&[segment], &glimpse, false).expect("an excerpt");
    let job = StillJob::Poster(PosterJob { film, number: 1, glimpses: vec![glimpse], max_width });
    let mut found = None;
    worker.run(&Job::Still(job), vec![memfd_from(&part).expect("memory")], &mut |event| {
        if let Event::Product(ProductKind::Still(still), bytes) = event {
            found = Some((still.width, still.height, bytes));
        }
    })?;
    Ok(found.expect("a poster"))
}

pub fn orientation(made: &Ingested) -> Orientation {
    match made.track(TrackId::Video).expect("a video track").media {
        TrackMedia::Video { orientation, .. } => orientation,
        TrackMedia::Audio { .. } => panic!("no video"),
    }
}

/// Times of the decoded frames, in ticks, as ffmpeg sees them, counted from the first: it moves tracks whose
/// composition offsets are negative as a whole.
pub fn decoded_times(file: &[u8], select: &str) -> Vec<i64> {
    let text = run_on(
        file,
        Command::new("ffprobe").args(["-v", "error", "-select_streams", select]).args([
            "-show_entries",
            "frame=pts",
            "-of",
            "csv=p=0",
        ]),
    );
    let mut times: Vec<i64> = text.lines().filter_map(|line| line.trim_end_matches(',').parse().ok()).collect();
    times.sort_unstable();
    let first = times.first().copied().unwrap_or(0);
    times.iter().map(|time| time - first).collect()
}

/// Asserts that frames decode at `count` even steps.
#[track_caller]
pub fn assert_steps(file: &[u8], select: &str, count: usize, step: i64) {
    let times = decoded_times(file, select);
    let jump = times.windows(2).position(|pair| pair[1] - pair[0] != step);
    assert_eq!(jump.map(|at| &times[at..at + 2]), None, "even steps of {step}");
    assert_eq!(times.len(), count, "frames");
}

/// Any value that ffprobe shows of the first stream.
pub fn probe(file: &[u8], entries: &str) -> String {
    let text = run_on(file, Command::new("ffprobe").args(["-v", "error", "-show_entries", entries, "-of", "csv=p=0"]));
    text.lines().next().unwrap_or_default().trim_end_matches(',').to_owned()
}

/// Runs a command on a file, which it reads from a path.
pub fn run_on(file: &[u8], command: &mut Command) -> String {
    let mut temporary = tempfile::NamedTempFile::new().expect("a file");
    temporary.write_all(file).expect("written");
    let output = command.arg(temporary.path()).stdin(Stdio::null()).output().expect("it runs");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// The first frame through a filter, as RGB.
pub fn decoded_picture(file: &[u8], filter: &str) -> Vec<u8> {
    let mut temporary = tempfile::NamedTempFile::new().expect("a file");
    temporary.write_all(file).expect("written");
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(temporary.path())
        .args(["-frames:v", "1", "-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Decodes sound to samples.
pub fn decoded_samples(file: &[u8], channels: u32) -> Vec<f32> {
    let mut temporary = tempfile::NamedTempFile::new().expect("a file");
    temporary.write_all(file).expect("written");
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(temporary.path())
        .args(["-vn", "-f", "f32le", "-ac", &channels.to_string(), "-"])
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.chunks_exact(4).map(|word| f32::from_le_bytes(word.try_into().expect("four bytes"))).collect()
}

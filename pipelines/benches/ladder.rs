//! The encode work of a whole ladder, or of one cold segment, as the server asks for it: real jobs in real workers.
//!
//! `benches/ladder/run` builds and drives it. It prints one line of JSON, and is its own worker (`worker`).
//!
//!     ladder make SOURCE FOLDER --rungs 1080,720,480,360 [--workers N]
//!     ladder cold SOURCE --rungs 720 --number 7 [--rounds N] [--busy N] [--patient]

use std::error::Error;
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use playhouse_pipelines::report::{ProductKind, SegmentInfo, TrackId, TrackInfo, TrackMedia};
use playhouse_pipelines::sniff;
use playhouse_pipelines::spec::{
    AudioSegmentJob, IngestJob, Job, MezzanineInput, MezzanineTrack, Rendition, SourceLimits, VideoCoding,
    VideoSegmentJob,
};
use playhouse_pipelines::worker::{Event, Worker, WorkerConfig, memfd_from};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Caps of the server's default ladder, by short side.
const CAPS: [(u32, u32); 5] = [(1080, 5_500_000), (720, 3_000_000), (480, 1_500_000), (360, 900_000), (240, 450_000)];
const CRF: u32 = 23;
const PRESET: &str = "veryfast";
const AUDIO_BITRATE: u32 = 128_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["worker"] => return playhouse_pipelines::worker::main(),
        ["make", source, folder, options @ ..] => make(Path::new(source), Path::new(folder), &Options(options)),
        ["cold", source, options @ ..] => cold(Path::new(source), &Options(options)),
        // `cargo bench` without words asks for nothing.
        _ => Ok(json!({ "usage": "ladder make SOURCE FOLDER --rungs LIST | ladder cold SOURCE --rungs LIST" })),
    };
    match outcome {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("ladder: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Options<'a>(&'a [&'a str]);

impl Options<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let at = self.0.iter().position(|word| *word == name)?;
        self.0.get(at + 1).copied()
    }

    fn number(&self, name: &str, otherwise: usize) -> Outcome<usize> {
        Ok(self.text(name).map(str::parse).transpose()?.unwrap_or(otherwise))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    fn rungs(&self, mezzanine: &Mezzanine) -> Outcome<Vec<Rendition>> {
        let list = self.text("--rungs").ok_or("--rungs is missing")?;
        list.split(',').map(|side| mezzanine.rung(side.parse()?)).collect()
    }
}

/// What ingest made of the source.
#[derive(Default)]
struct Mezzanine {
    tracks: Vec<TrackInfo>,
    segments: Vec<(SegmentInfo, Bytes)>,
    seconds: f64,
}

impl Mezzanine {
    fn ingest(worker: &mut Worker, path: &Path) -> Outcome<Self> {
        let file = File::open(path)?;
        let (container, length) = sniff::descriptor(file.as_fd())?;
        let job = IngestJob {
            container: container.ok_or("no container that we know")?,
            length: Some(length),
            available: length,
            limits: SourceLimits::default(),
            target_segment_seconds: 2.0,
            first_segment_seconds: 1.0,
        };
        let (mut made, started) = (Self::default(), Instant::now());
        let outcome = worker.run(&Job::Ingest(job), vec![file.into()], &mut |event| match event {
            Event::TrackFound(track) => made.tracks.push(track),
            Event::Product(ProductKind::Mezzanine(info), bytes) => made.segments.push((info, bytes)),
            _ => {}
        });
        outcome.map_err(|failure| failure.detail)?;
        made.seconds = started.elapsed().as_secs_f64();
        Ok(made)
    }

    fn track(&self, id: TrackId) -> Outcome<&TrackInfo> {
        Ok(self.tracks.iter().find(|track| track.track == id).ok_or("a track is missing")?)
    }

    fn of(&self, id: TrackId) -> Vec<&(SegmentInfo, Bytes)> {
        self.segments.iter().filter(|(info, _)| info.track == id).collect()
    }

    fn starts(&self) -> Outcome<Vec<f64>> {
        let timescale = f64::from(self.track(TrackId::Video)?.timescale);
        Ok(self.of(TrackId::Video).iter().map(|(info, _)| info.start as f64 / timescale).collect())
    }

    fn rung(&self, side: u32) -> Outcome<Rendition> {
        let TrackMedia::Video { width, height, frame_rate, .. } = self.track(TrackId::Video)?.media else {
            return Err("no picture".into());
        };
        let (_, max_bitrate) = *CAPS.iter().find(|(of, _)| *of == side).ok_or("no such rung")?;
        let scale = |of: u32| (of * side / height.min(width)) & !1;
        let (width, height) = (scale(width), scale(height));
        Ok(Rendition {
            name: format!("{side}p"),
            width,
            height,
            crf: CRF,
            max_bitrate,
            preset: PRESET.to_owned(),
            level: VideoCoding::H264.level(width, height, frame_rate, max_bitrate),
            coding: VideoCoding::H264,
            in_band: false,
        })
    }

    fn video_job(&self, number: usize, rungs: &[Rendition], threads: u32) -> Outcome<(Job, Vec<OwnedFd>)> {
        let track = self.track(TrackId::Video)?;
        let TrackMedia::Video { orientation, interlaced, .. } = track.media else {
            return Err("no picture".into());
        };
        let segments = self.of(TrackId::Video);
        let (info, _) = segments.get(number).ok_or("no such segment")?;
        let from = number.saturating_sub(usize::try_from(info.lead_in)?);
        let (inputs, descriptors) = inputs(segments.get(from..=number).unwrap_or_default())?;
        let job = VideoSegmentJob {
            track: stored(track),
            inputs,
            number: info.number,
            start: info.start,
            end: info.start + info.duration,
            orientation,
            interlaced,
            renditions: rungs.to_vec(),
            frames: info.samples,
            threads,
            hardware: None,
        };
        Ok((Job::Video(job), descriptors))
    }

    fn audio_job(&self, number: usize) -> Outcome<(Job, Vec<OwnedFd>)> {
        let track = self.track(TrackId::Audio)?;
        let TrackMedia::Audio { sample_rate, channels } = track.media else { return Err("no sound".into()) };
        let segments = self.of(TrackId::Audio);
        let (info, _) = segments.get(number).ok_or("no such segment")?;
        let frame_at = |ticks: i64| {
            (ticks.max(0).cast_unsigned() * u64::from(sample_rate)).div_ceil(u64::from(track.timescale) * 1024)
        };
        let from = if number == 0 { 0 } else { frame_at(info.start) };
        let around = number.saturating_sub(1)..(number + 2).min(segments.len());
        let (inputs, descriptors) = inputs(segments.get(around).unwrap_or_default())?;
        let job = AudioSegmentJob {
            track: stored(track),
            inputs,
            number: info.number,
            first_frame: from,
            frames: u32::try_from(frame_at(info.start + info.duration) - from)?,
            sample_rate,
            channels: channels.min(2),
            bitrate: AUDIO_BITRATE,
            rendition: "audio".to_owned(),
        };
        Ok((Job::Audio(job), descriptors))
    }
}

fn stored(track: &TrackInfo) -> MezzanineTrack {
    MezzanineTrack { caps: track.caps.clone(), timescale: track.timescale }
}

fn inputs(segments: &[&(SegmentInfo, Bytes)]) -> Outcome<(Vec<MezzanineInput>, Vec<OwnedFd>)> {
    let described =
        segments.iter().map(|(info, bytes)| MezzanineInput { number: info.number, length: bytes.len() as u64 });
    let descriptors: Result<_, _> = segments.iter().map(|(_, bytes)| memfd_from(bytes)).collect();
    Ok((described.collect(), descriptors?))
}

/// Workers that fill in the background give way to the one that a viewer waits for.
const BACKGROUND: u8 = 19;
const WAITED_FOR: u8 = 0;

fn worker(niceness: u8) -> Outcome<Worker> {
    let mut config = WorkerConfig::new(std::env::current_exe()?);
    config.arguments = vec!["worker".into()];
    config.jobs_per_worker = u32::MAX;
    config.niceness = niceness;
    Ok(Worker::spawn(&config)?)
}

fn run(
    worker: &mut Worker,
    (job, descriptors): (Job, Vec<OwnedFd>),
    mut keep: impl FnMut(ProductKind, Bytes),
) -> Outcome<()> {
    let outcome = worker.run(&job, descriptors, &mut |event| {
        if let Event::Product(kind, bytes) = event {
            keep(kind, bytes);
        }
    });
    outcome.map(|_| ()).map_err(|failure| failure.detail.into())
}

/// One rendition as it comes: its init segment, and segments by number.
#[derive(Default)]
struct Made {
    init: Bytes,
    segments: Vec<(u32, Bytes)>,
}

/// Every segment of every rung and the sound, by as many workers as asked for.
fn make(source: &Path, folder: &Path, options: &Options) -> Outcome<Value> {
    let started = Instant::now();
    let mut first = worker(WAITED_FOR)?;
    let mezzanine = Mezzanine::ingest(&mut first, source)?;
    let rungs = options.rungs(&mezzanine)?;
    let count = mezzanine.of(TrackId::Video).len();
    let total = count + mezzanine.of(TrackId::Audio).len();
    let workers = options.number("--workers", std::thread::available_parallelism()?.get())?;
    let (next, made) = (AtomicUsize::new(0), Mutex::new(std::collections::BTreeMap::<String, Made>::new()));
    let work = |mut worker: Worker| -> Result<(), String> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= total {
                return Ok(());
            }
            let job = if number < count {
                mezzanine.video_job(number, &rungs, 1)
            } else {
                mezzanine.audio_job(number - count)
            };
            let job = job.map_err(|error| error.to_string())?;
            let keep = |kind, bytes| {
                let mut made = made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                match kind {
                    ProductKind::Init { rendition, .. } => made.entry(rendition).or_default().init = bytes,
                    ProductKind::Segment { rendition, segment } => {
                        made.entry(rendition).or_default().segments.push((segment.number, bytes));
                    }
                    _ => {}
                }
            };
            run(&mut worker, job, keep).map_err(|error| error.to_string())?;
        }
    };
    let encoding = Instant::now();
    std::thread::scope(|scope| -> Outcome<()> {
        let mut threads = vec![scope.spawn(|| work(first))];
        for _ in 1..workers {
            threads.push(scope.spawn(|| worker(WAITED_FOR).map_err(|error| error.to_string()).and_then(&work)));
        }
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a thread ended".to_owned())))?;
        Ok(())
    })?;
    let encode = encoding.elapsed().as_secs_f64();
    let made = made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut bytes = serde_json::Map::new();
    for (name, mut rendition) in made {
        rendition.segments.sort_by_key(|(number, _)| *number);
        let mut whole = rendition.init.to_vec();
        rendition.segments.iter().for_each(|(_, part)| whole.extend_from_slice(part));
        std::fs::write(folder.join(format!("{name}.mp4")), &whole)?;
        bytes.insert(name, whole.len().into());
    }
    Ok(json!({
        "wall": started.elapsed().as_secs_f64(), "ingest": mezzanine.seconds, "encode": encode,
        "workers": workers, "bytes": bytes, "starts": mezzanine.starts()?,
    }))
}

/// How long a viewer waits for one segment that is not made yet.
fn cold(source: &Path, options: &Options) -> Outcome<Value> {
    let mut waiting = worker(WAITED_FOR)?;
    let mezzanine = Mezzanine::ingest(&mut waiting, source)?;
    let rungs = options.rungs(&mezzanine)?;
    let number = options.number("--number", mezzanine.of(TrackId::Video).len() / 2)?;
    let background = ["1080", "720", "480", "360"];
    let others: Vec<Rendition> = background.iter().filter_map(|side| mezzanine.rung(side.parse().ok()?).ok()).collect();
    let (busy, over) = (options.number("--busy", 0)?, AtomicBool::new(false));
    let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
    let threads = if options.has("--patient") { 1 } else { cores };
    let mut seconds = Vec::new();
    std::thread::scope(|scope| -> Outcome<()> {
        for place in 0..busy {
            let (mezzanine, others, over) = (&mezzanine, &others, &over);
            scope.spawn(move || -> Result<(), String> {
                let mut worker = worker(BACKGROUND).map_err(|error| error.to_string())?;
                let count = mezzanine.of(TrackId::Video).len();
                for number in (place..).map(|number| number % count).take_while(|_| !over.load(Ordering::Relaxed)) {
                    let job = mezzanine.video_job(number, others, 1).map_err(|error| error.to_string())?;
                    run(&mut worker, job, |_, _| {}).map_err(|error| error.to_string())?;
                }
                Ok(())
            });
        }
        for _ in 0..options.number("--rounds", 5)? {
            let job = mezzanine.video_job(number, &rungs, threads)?;
            let started = Instant::now();
            run(&mut waiting, job, |_, _| {})?;
            seconds.push(started.elapsed().as_secs_f64());
        }
        over.store(true, Ordering::Relaxed);
        Ok(())
    })?;
    let length = mezzanine.of(TrackId::Video).get(number).map(|(info, _)| info.samples);
    Ok(json!({ "seconds": seconds, "segment": number, "frames": length, "busy": busy, "ingest": mezzanine.seconds }))
}

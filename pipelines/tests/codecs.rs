//! Rungs in every codec: decodable alone, key first, the same headers from every job; and encoders that are not there.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::process::Command;

    use bytes::Bytes;
    use playhouse_pipelines::report::{FailureCode, ProductKind, TrackId};
    use playhouse_pipelines::spec::{Encoder, Job, Rendition, VideoCoding};
    use playhouse_pipelines::worker::{EncoderState, Event, Worker, WorkerConfig, probe_encoders};

    use crate::support::*;

    const CLIP: &str =
        "-f lavfi -i testsrc2=s=640x360:r=25:d=4 -c:v libx264 -g 50 -bf 2 -pix_fmt yuv420p -colorspace bt709";

    fn coded(coding: VideoCoding) -> Rendition {
        let speed = match coding {
            VideoCoding::H264 | VideoCoding::Hevc => "superfast",
            VideoCoding::Vp9 | VideoCoding::Av1 => "8",
        };
        let level = coding.level(320, 180, 25.0, 800_000);
        let name = format!("180p-{}", coding.as_str());
        Rendition { name, coding, level, max_bitrate: 800_000, preset: speed.into(), crf: 32, ..rung(320, 180) }
    }

    fn worker_with(encoders: &[Encoder]) -> Worker {
        Worker::spawn(&WorkerConfig { encoders: encoders.to_vec(), ..WorkerConfig::new(PROGRAM) }).unwrap()
    }

    fn encode(
        worker: &mut Worker,
        made: &Ingested,
        number: usize,
        rung: &Rendition,
        threads: u32,
        hardware: Option<Encoder>,
    ) -> (Bytes, String, Bytes) {
        let (mut job, descriptors) = video_job(made, number, std::slice::from_ref(rung));
        (job.threads, job.hardware) = (threads, hardware);
        let (mut init, mut name, mut segment) = (Bytes::new(), String::new(), Bytes::new());
        let outcome = worker.run(&Job::Video(job), descriptors, &mut |event| match event {
            Event::Product(ProductKind::Init { codecs, .. }, bytes) => (init, name) = (bytes, codecs),
            Event::Product(ProductKind::Segment { .. }, bytes) => segment = bytes,
            _ => {}
        });
        outcome.unwrap_or_else(|failure| panic!("{}: {}", rung.name, failure.detail));
        (init, name, segment)
    }

    fn clip(folder: &std::path::Path) -> Ingested {
        ingest(&make(folder, "clip.mp4", CLIP)).unwrap()
    }

    /// Codec, profile and size as ffprobe tells them, and the flags of the first packet.
    fn seen(file: &[u8]) -> (String, String) {
        let stream = probe(file, "stream=codec_name,profile,width,height");
        let show = ["-v", "error", "-show_entries", "packet=flags", "-of", "csv=p=0"];
        let packets = run_on(file, Command::new("ffprobe").args(show));
        (stream, packets.lines().next().unwrap_or_default().chars().take(1).collect())
    }

    #[test]
    fn every_codec_gives_segments_that_stand_alone_under_one_init_segment() {
        let folder = tempfile::tempdir().unwrap();
        let made = clip(folder.path());
        let mut worker = worker_with(&[Encoder::X265, Encoder::Vp9, Encoder::Av1]);
        for (coding, stream, name) in [
            (VideoCoding::Hevc, "hevc,Main,320,180", "hvc1.1.6.L60.90"),
            (VideoCoding::Vp9, "vp9,Profile 0,320,180", "vp09.00.11.08"),
            (VideoCoding::Av1, "av1,Main,320,180", "av01.0.00M.08"),
            (VideoCoding::H264, "h264,High,320,180", "avc1.640015"),
        ] {
            let rung = coded(coding);
            let mut whole = Vec::new();
            let mut first_init = None;
            for number in 0..made.segments_of(TrackId::Video).len() {
                for threads in [3, 1] {
                    let (init, codecs, segment) = encode(&mut worker, &made, number, &rung, threads, None);
                    assert_eq!(codecs, name);
                    assert!(*first_init.get_or_insert_with(|| init.clone()) == init, "{name}: init segments differ");
                    let alone = concat(&init, [&segment].into_iter());
                    assert_eq!(seen(&alone), (stream.to_owned(), "K".to_owned()));
                    assert_eq!(decoded_times(&alone, "v:0").len(), 50, "{name}");
                    assert!(init.windows(10).any(|field| field == b"nclx\0\x02\0\x02\0\x01"), "{name}: colours");
                    if threads == 1 {
                        whole.push(segment);
                    }
                }
            }
            let file = concat(&first_init.unwrap(), whole.iter());
            assert_steps(&file, "v:0", 100, i64::from(made.track(TrackId::Video).unwrap().timescale) / 25);
        }
    }

    #[test]
    fn a_worker_has_no_encoder_that_it_was_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let made = clip(folder.path());
        let (job, descriptors) = video_job(&made, 0, &[coded(VideoCoding::Hevc)]);
        let failure = worker().run(&Job::Video(job), descriptors, &mut |_| {}).unwrap_err();
        assert_eq!(failure.code, FailureCode::Unavailable, "{}", failure.detail);
    }

    #[test]
    fn x264_takes_the_place_of_a_device_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let made = clip(folder.path());
        let rung = Rendition { in_band: true, ..coded(VideoCoding::H264) };
        // Asked for, and not there.
        let (init, codecs, segment) = encode(&mut worker(), &made, 0, &rung, 1, Some(Encoder::NvH264));
        assert_eq!(codecs, "avc3.640015");
        let alone = concat(&init, [&segment].into_iter());
        assert_eq!(seen(&alone), ("h264,High,320,180".to_owned(), "K".to_owned()));
    }

    #[test]
    fn segments_of_different_encoders_play_under_one_init_segment() {
        let folder = tempfile::tempdir().unwrap();
        let made = clip(folder.path());
        let rung = Rendition { in_band: true, ..coded(VideoCoding::H264) };
        // Other tools of the codec, as another encoder would choose them: their headers differ.
        let other = Rendition { preset: "ultrafast".into(), ..rung.clone() };
        let mut worker = worker();
        let (init, _, first) = encode(&mut worker, &made, 0, &rung, 1, None);
        let (foreign_init, _, second) = encode(&mut worker, &made, 1, &other, 1, None);
        assert_ne!(init, foreign_init);
        let file = concat(&init, [&first, &second].into_iter());
        assert_eq!(decoded_times(&file, "v:0").len(), 100);
        let reference = concat(&foreign_init, [&second].into_iter());
        let alone = concat(&init, [&second].into_iter());
        assert_eq!(decoded_picture(&alone, "null"), decoded_picture(&reference, "null"), "its own headers are used");
    }

    #[test]
    fn encoders_are_found_by_using_them() {
        for found in probe_encoders(&WorkerConfig::new(PROGRAM)) {
            let has_device = found.encoder.device().is_none_or(|device| std::path::Path::new(device).exists());
            match found.state {
                EncoderState::Works => assert!(has_device, "{:?}", found.encoder),
                EncoderState::Absent(_) => assert!(!has_device, "{:?}", found.encoder),
                EncoderState::Fails(detail) => assert!(found.encoder.is_hardware(), "{:?}: {detail}", found.encoder),
            }
        }
    }
}

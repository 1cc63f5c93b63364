//! A source that is still being uploaded: what can be read is taken in, and the rest is waited for.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::fd::AsFd;

    use playhouse_pipelines::follow::{Following, following};
    use playhouse_pipelines::report::{FailureCode, ProductKind, TrackId};
    use playhouse_pipelines::spec::{Container, Job};
    use playhouse_pipelines::worker::Event;

    use crate::support::*;

    const PICTURES: &str = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=8";
    const SOUND: &str = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=8";
    const CODECS: &str = "-c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -shortest";

    fn film(folder: &std::path::Path, name: &str, options: &str) -> std::path::PathBuf {
        make(folder, name, &format!("{PICTURES} {SOUND} {CODECS} {options}"))
    }

    /// The four containers that can be followed.
    const KINDS: [(&str, Container, &str, Following); 4] = [
        ("film.mp4", Container::IsoBmff, "-movflags faststart", Following::WithLength),
        ("pieces.mp4", Container::IsoBmff, "-movflags frag_keyframe+empty_moov+default_base_moof", Following::Possible),
        ("film.mkv", Container::Matroska, "", Following::Possible),
        ("film.ts", Container::MpegTs, "", Following::Possible),
    ];

    /// Number, first tick and a fingerprint of every segment.
    type Made = Vec<(TrackId, u32, i64, Vec<u8>)>;

    fn keep(made: &mut Made, event: Event) -> bool {
        let Event::Product(ProductKind::Mezzanine(info), bytes) = event else { return false };
        made.push((info.track, info.number, info.start, bytes.to_vec()));
        info.track == TrackId::Video
    }

    /// The next part of the file is announced only when a segment has come out of the part before; and what comes out is
    /// what comes out of the whole file.
    #[test]
    fn segments_come_out_while_the_file_grows() {
        let folder = tempfile::tempdir().unwrap();
        for (name, container, options, expected) in KINDS {
            let path = film(folder.path(), name, options);
            let length = std::fs::metadata(&path).unwrap().len();
            for knows_length in [true, false] {
                if !knows_length && expected == Following::WithLength {
                    continue;
                }
                let mut worker = worker();
                let growth = worker.growth();
                let mut job = ingest_job(container, length);
                job.target_segment_seconds = 1.0;
                job.available = length * 2 / 3;
                job.length = knows_length.then_some(length);
                let (mut grown, mut early) = (Made::new(), 0);
                let file = File::open(&path).unwrap().into();
                let summary = worker.run(&Job::Ingest(job), vec![file], &mut |event| {
                    if let Event::StreamsChosen { video, audio } = event {
                        assert!(video && audio, "{name}");
                    }
                    if keep(&mut grown, event) {
                        early += 1;
                        if early == 2 {
                            growth.announce(length, Some(length)).unwrap();
                        }
                    }
                });
                assert!(summary.unwrap().duration_seconds > 7.9, "{name}");
                let mut whole = Made::new();
                let mut job = ingest_job(container, length);
                job.target_segment_seconds = 1.0;
                let file = File::open(&path).unwrap().into();
                let mut keep_all = |event| {
                    keep(&mut whole, event);
                };
                worker.run(&Job::Ingest(job), vec![file], &mut keep_all).unwrap();
                grown.sort();
                whole.sort();
                assert!(grown.len() > 10 && grown == whole, "{name}: another cut when the file grows");
            }
        }
    }

    #[test]
    fn only_what_tells_of_itself_in_front_can_be_followed() {
        let folder = tempfile::tempdir().unwrap();
        for (name, container, options, expected) in KINDS {
            let file = File::open(film(folder.path(), name, options)).unwrap();
            let length = file.metadata().unwrap().len();
            assert_eq!(following(container, file.as_fd(), length / 2).unwrap(), expected, "{name}");
        }
        let late = File::open(film(folder.path(), "late.mp4", "")).unwrap();
        let half = late.metadata().unwrap().len() / 2;
        assert_eq!(following(Container::IsoBmff, late.as_fd(), half).unwrap(), Following::Impossible);
    }

    #[test]
    fn an_upload_that_stops_growing_is_ended_by_the_watchdog() {
        let folder = tempfile::tempdir().unwrap();
        let path = film(folder.path(), "film.mp4", "-movflags faststart");
        let length = std::fs::metadata(&path).unwrap().len();
        let mut config = playhouse_pipelines::worker::WorkerConfig::new(PROGRAM);
        config.progress_timeout = std::time::Duration::from_millis(400);
        let mut worker = playhouse_pipelines::worker::Worker::spawn(&config).unwrap();
        let mut job = ingest_job(Container::IsoBmff, length);
        job.available = length / 2;
        let outcome = ingest_descriptor(&mut worker, job, File::open(&path).unwrap().into());
        assert_eq!(outcome.map(|_| ()).unwrap_err().code, FailureCode::WorkerTimeout);
    }
}

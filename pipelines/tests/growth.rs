//! A source that is still being uploaded: what can be read is taken in, and the rest is waited for.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::fs::File;

    use playhouse_pipelines::report::{FailureCode, ProductKind, TrackId};
    use playhouse_pipelines::spec::{Container, Job};
    use playhouse_pipelines::worker::Event;

    use crate::support::*;

    fn film(folder: &std::path::Path, name: &str) -> std::path::PathBuf {
        make(
            folder,
            name,
            "-f lavfi -i testsrc2=size=320x180:rate=25:duration=8 -c:v libx264 -pix_fmt yuv420p -g 25 -movflags faststart",
        )
    }

    /// The next part of the file is announced only when a segment has come out of the part before.
    #[test]
    fn segments_come_out_while_the_file_grows() {
        let folder = tempfile::tempdir().unwrap();
        for (name, container) in
            [("film.mp4", Container::IsoBmff), ("film.mkv", Container::Matroska), ("film.ts", Container::MpegTs)]
        {
            let path = film(folder.path(), name);
            let length = std::fs::metadata(&path).unwrap().len();
            let mut worker = worker();
            let growth = worker.growth();
            let mut job = ingest_job(container, length);
            job.target_segment_seconds = 1.0;
            job.available = length * 2 / 3;
            let (mut frames, mut early) = (0, 0);
            let file = File::open(&path).unwrap().into();
            let summary = worker.run(&Job::Ingest(job), vec![file], &mut |event| {
                if let Event::Product(ProductKind::Mezzanine(info), _) = event {
                    assert_eq!(info.track, TrackId::Video);
                    frames += info.samples;
                    early += 1;
                    if early == 2 {
                        growth.announce(length).unwrap();
                    }
                }
            });
            assert!(summary.unwrap().duration_seconds > 7.9, "{name}");
            assert_eq!(frames, 200, "{name}");
        }
    }

    #[test]
    fn an_upload_that_stops_growing_is_ended_by_the_watchdog() {
        let folder = tempfile::tempdir().unwrap();
        let path = film(folder.path(), "film.mp4");
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

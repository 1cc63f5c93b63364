//! The whole way of a real film: ingest, every rung, sound, poster.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use playhouse_pipelines::report::{TrackId, TrackMedia};

    use crate::support::*;

    #[test]
    fn a_film_comes_out_frame_by_frame_as_it_went_in() {
        let mut worker = worker();
        let made = ingest_with(&mut worker, &sample("bbb-480p-24fps-30s-h264-aac.mp4"), |job| {
            job.target_segment_seconds = 4.0
        })
        .unwrap();
        let video = made.track(TrackId::Video).unwrap();
        assert!(
            matches!(
                video.media,
                TrackMedia::Video { width: 854, height: 480, frame_rate: 24.0, interlaced: false, .. }
            ),
            "{video:?}"
        );
        assert!(video.web_safe);
        assert_eq!(video.codecs.as_deref(), Some("avc1.64001E"));
        assert_eq!(made.frames(), 720);
        assert_eq!(made.track(TrackId::Audio).unwrap().media, TrackMedia::Audio { sample_rate: 48_000, channels: 6 });
        assert_steps(&made.file_of(TrackId::Video).unwrap(), "v", 720, 1000);

        let rungs = transcode(&mut worker, &made, &[rung(640, 360), rung(426, 240)]).unwrap();
        for rung in &rungs {
            assert_steps(&rung.file(), "v", 720, 1000);
            assert_eq!(probe(&rung.file(), "stream=profile"), "High");
        }
        let audio = transcode_audio(&mut worker, &made, 48_000, 2).unwrap();
        assert_steps(&audio.file(), "a", 1407, 1024);
        let (width, height, _) = poster(&mut worker, &made, 48_000, 320).unwrap();
        assert_eq!((width, height), (320, 180));
    }

    #[test]
    fn a_film_of_the_open_web_comes_out_too() {
        let mut worker = worker();
        let made =
            ingest_with(&mut worker, &sample("bbb-270p-12s-vp8-vorbis.webm"), |job| job.target_segment_seconds = 4.0)
                .unwrap();
        assert!(made.tracks.iter().all(|track| !track.web_safe && track.codecs.is_none()) && made.inits.is_empty());
        let frames = decoded_times(&std::fs::read(sample("bbb-270p-12s-vp8-vorbis.webm")).unwrap(), "v").len();
        assert_eq!(made.frames() as usize, frames);
        let rung = transcode(&mut worker, &made, &[rung(320, 180)]).unwrap().remove(0);
        assert_steps(&rung.file(), "v", frames, i64::from(made.track(TrackId::Video).unwrap().timescale) / 24);
        let audio = transcode_audio(&mut worker, &made, 48_000, 2).unwrap();
        let seconds = decoded_samples(&audio.file(), 1).len() as f64 / 48_000.0;
        assert!((seconds - made.summary.duration_seconds).abs() < 0.1, "{seconds} s");
    }

    #[test]
    fn the_same_job_makes_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "a.mp4",
            "-f lavfi -i testsrc2=size=320x180:rate=30:duration=2 -f lavfi -i sine=duration=2 -c:v libx264 -pix_fmt yuv420p -c:a aac",
        );
        let twice = [0, 1].map(|_| {
            let mut worker = worker();
            let made = ingest_with(&mut worker, &path, |_| {}).unwrap();
            let rungs = transcode(&mut worker, &made, &[rung(320, 180), rung(160, 90)]).unwrap();
            let audio = transcode_audio(&mut worker, &made, 48_000, 2).unwrap();
            rungs.iter().chain([&audio]).map(Encoded::file).collect::<Vec<_>>()
        });
        assert!(twice[0] == twice[1]);
    }
}

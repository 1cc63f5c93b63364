//! What cannot be taken in is refused by name, whatever it pretends to be, and no worker hangs over it.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use playhouse_pipelines::report::FailureCode::{self, *};
    use playhouse_pipelines::report::TrackId;
    use playhouse_pipelines::spec::{Container, IngestJob};
    use playhouse_pipelines::worker::memfd_from;

    use crate::support::*;

    const SMALL: &str = "-f lavfi -i testsrc2=size=64x64:rate=25:duration=2 -c:v libx264 -pix_fmt yuv420p -g 25";

    fn refusal(path: &Path) -> FailureCode {
        refusal_with(path, |_| {})
    }

    fn refusal_with(path: &Path, change: impl FnOnce(&mut IngestJob)) -> FailureCode {
        let outcome = ingest_with(&mut worker(), path, change);
        outcome.map(|made| made.segments.len()).expect_err("it is refused").code
    }

    /// Whatever the parent believes, the worker looks for itself.
    fn refusal_of_bytes(bytes: &[u8], container: Container) -> FailureCode {
        let job = ingest_job(container, bytes.len() as u64);
        let outcome = ingest_descriptor(&mut worker(), job, memfd_from(bytes).unwrap());
        outcome.map(|made| made.segments.len()).expect_err("it is refused").code
    }

    fn small(name: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::read(make(folder.path(), name, SMALL)).unwrap()
    }

    #[test]
    fn nothing_at_all() {
        assert_eq!(refusal_of_bytes(b"", Container::IsoBmff), EmptyFile);
    }

    #[test]
    fn threat_1_playlists_and_manifests_under_every_name() {
        let texts: [&[u8]; 4] = [
            b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
            b"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"/>",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
            b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        ];
        for text in texts {
            for container in [Container::IsoBmff, Container::Matroska, Container::MpegTs, Container::Ogg] {
                assert_eq!(refusal_of_bytes(text, container), UnsupportedContainer);
            }
        }
    }

    #[test]
    fn a_file_that_is_another_container_than_told() {
        assert_eq!(refusal_of_bytes(&small("a.mkv"), Container::IsoBmff), UnsupportedContainer);
    }

    #[test]
    fn films_that_break_off() {
        for (name, container) in [("late.mp4", Container::IsoBmff), ("film.mkv", Container::Matroska)] {
            let whole = small(name);
            for part in [whole.len() / 3, whole.len() / 2, whole.len() - 40] {
                assert_eq!(refusal_of_bytes(&whole[..part], container), CorruptMedia, "{name} {part}");
            }
        }
    }

    #[test]
    fn a_film_with_its_index_in_front_that_breaks_off() {
        let folder = tempfile::tempdir().unwrap();
        let whole = std::fs::read(make(folder.path(), "early.mp4", &format!("{SMALL} -movflags faststart"))).unwrap();
        assert_eq!(refusal_of_bytes(&whole[..whole.len() * 2 / 3], Container::IsoBmff), CorruptMedia);
    }

    #[test]
    fn a_transport_stream_is_taken_as_far_as_it_goes() {
        let whole = small("film.ts");
        let job = ingest_job(Container::MpegTs, whole.len() as u64 / 2);
        let made = ingest_descriptor(&mut worker(), job, memfd_from(&whole[..whole.len() / 2]).unwrap()).unwrap();
        assert!(made.frames() > 10);
    }

    #[test]
    fn encrypted_films() {
        let folder = tempfile::tempdir().unwrap();
        let key = "00112233445566778899aabbccddeeff";
        let scheme = format!("-encryption_scheme cenc-aes-ctr -encryption_key {key} -encryption_kid {key}");
        assert_eq!(refusal(&make(folder.path(), "cenc.mp4", &format!("{SMALL} {scheme}"))), Encrypted);
    }

    #[test]
    fn codecs_that_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "odd.mkv", "-f lavfi -i testsrc2=size=64x64:rate=25:duration=1 -c:v ffv1");
        assert_eq!(refusal(&path), UnsupportedCodec);
        let path = make(folder.path(), "odd.mka", "-f lavfi -i sine=duration=1 -c:a wmav2");
        assert_eq!(refusal(&path), UnsupportedCodec);
    }

    #[test]
    fn sound_that_is_not_taken_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "half.mkv", &format!("-f lavfi -i sine=duration=2 {SMALL} -c:a wmav2"));
        let made = ingest(&path).unwrap();
        assert!(made.summary.audio_skipped && made.track(TrackId::Audio).is_none());
        assert_eq!(made.frames(), 50);
    }

    #[test]
    fn files_without_pictures_or_sound() {
        let folder = tempfile::tempdir().unwrap();
        let subtitles = folder.path().join("s.srt");
        std::fs::write(&subtitles, "1\n00:00:00,000 --> 00:00:01,000\nhello\n").unwrap();
        let path = make(folder.path(), "text.mkv", &format!("-i {} -c:s srt", subtitles.display()));
        assert_eq!(refusal(&path), NoMedia);
    }

    #[test]
    fn threat_6_limits_have_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "film.mp4", SMALL);
        assert_eq!(refusal_with(&path, |job| job.limits.max_width = 63), LimitResolution);
        assert_eq!(refusal_with(&path, |job| job.limits.max_pixels = 4095), LimitResolution);
        assert_eq!(refusal_with(&path, |job| job.limits.max_frame_rate = 24.0), LimitFrameRate);
        assert_eq!(refusal_with(&path, |job| job.limits.max_duration_seconds = 1.5), LimitDuration);
        assert_eq!(refusal_with(&path, |job| job.limits.max_segment_bytes = 1000), LimitSegmentSize);
    }

    #[test]
    fn threat_6_a_raw_stream_of_pictures_is_measured_before_it_is_decoded() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "wall.mkv",
            "-f lavfi -i color=gray:size=8200x64:rate=25:duration=1 -c:v libx264 -preset ultrafast",
        );
        assert_eq!(refusal(&path), LimitResolution);
    }

    #[test]
    fn threat_6_a_hundred_streams() {
        let folder = tempfile::tempdir().unwrap();
        let maps = "-map 0 ".repeat(100);
        let path = make(folder.path(), "many.mkv", &format!("-f lavfi -i sine=duration=0.2 {maps} -c:a libmp3lame"));
        assert_eq!(refusal(&path), LimitStreams);
    }

    /// Flips bits and cuts: every file ends in segments or in a name, and never in a hang.
    #[test]
    fn threat_4_damaged_films_end_in_one_way_or_the_other() {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below.max(1) as u64) as usize
        };
        let mut current = worker();
        for (name, container) in [
            ("a.mp4", Container::IsoBmff),
            ("a.mkv", Container::Matroska),
            ("a.ts", Container::MpegTs),
            ("a.flv", Container::Flv),
        ] {
            let whole = small(name);
            for _ in 0..25 {
                let mut bytes = whole.clone();
                for _ in 0..1 + random(40) {
                    let at = 64 + random(bytes.len() - 64);
                    bytes[at] ^= 1 << random(8);
                }
                let job = ingest_job(container, bytes.len() as u64);
                let outcome = ingest_descriptor(&mut current, job, memfd_from(&bytes).unwrap());
                if let Err(failure) = &outcome {
                    assert!(!matches!(failure.code, WorkerTimeout | Unavailable), "{failure:?}");
                }
                if current.is_spent() {
                    current = worker();
                }
            }
        }
    }
}

//! Groups of pictures that are cut between their key frames: playable soon, and nothing of them is lost.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use playhouse_pipelines::report::{ProductKind, TrackId};
    use playhouse_pipelines::spec::Job;
    use playhouse_pipelines::worker::Event;

    use crate::support::*;

    /// Structural similarity (SSIM) of two films, frame by frame; 1 is the same.
    fn likeness(source: &Path, made: &[u8]) -> f64 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.mp4");
        std::fs::write(&path, made).unwrap();
        let mut command = Command::new("ffmpeg");
        command.args(["-nostdin", "-i"]).arg(source).arg("-i").arg(&path);
        let output = command.args([
            "-lavfi",
            "[0:v]settb=1/25,setpts=N[a];[1:v]settb=1/25,setpts=N[b];[a][b]ssim",
            "-f",
            "null",
            "-",
        ]);
        let text = String::from_utf8_lossy(&output.output().unwrap().stderr).into_owned();
        let all = text.split("All:").nth(1).and_then(|rest| rest.split_whitespace().next());
        all.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{text}"))
    }

    /// Cuts and encodes 24 seconds of film whose key frames are far apart; gives the lengths of its segments, seconds.
    fn comes_through(name: &str, codec: &str) -> Vec<f64> {
        let folder = tempfile::tempdir().unwrap();
        let film = "-f lavfi -i testsrc2=s=320x180:r=25:d=24 -pix_fmt yuv420p";
        let path = make(folder.path(), name, &format!("{film} {codec}"));
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.first_segment_seconds = 1.0).unwrap();
        let track = made.track(TrackId::Video).unwrap();
        assert!(!track.web_safe, "no player is given pieces");
        assert_eq!(made.frames(), 600);
        let infos: Vec<_> = made.segments_of(TrackId::Video).iter().map(|(info, _)| *info).collect();
        assert!(infos.windows(2).all(|pair| pair[0].start + pair[0].duration == pair[1].start), "{infos:?}");
        assert!(infos.iter().any(|info| info.lead_in > 1), "{infos:?}");

        let mut film = Vec::new();
        for number in 0..infos.len() {
            let (job, descriptors) = video_job(&made, number, &[rung(320, 180)]);
            let summary = worker.run(&Job::Video(job), descriptors, &mut |event| match event {
                Event::Product(ProductKind::Init { .. }, bytes) if number == 0 => film.extend_from_slice(&bytes),
                Event::Product(ProductKind::Segment { .. }, bytes) => film.extend_from_slice(&bytes),
                _ => {}
            });
            assert_eq!(summary.unwrap().repeated_frames, 0, "segment {number} of {infos:?}");
        }
        assert_steps(&film, "v:0", 600, i64::from(track.timescale) / 25);
        let likeness = likeness(&path, &film);
        assert!(likeness > 0.9, "{likeness}");
        infos.iter().map(|info| info.duration as f64 / f64::from(track.timescale)).collect()
    }

    fn assert_short(lengths: &[f64]) {
        assert!(lengths[0] <= 1.2 && lengths.iter().all(|length| *length < 6.5), "{lengths:?}");
    }

    #[test]
    fn hevc_with_open_groups() {
        let params = "log-level=error:keyint=250:open-gop=1:bframes=4:scenecut=0";
        let codec = format!("-c:v libx265 -preset ultrafast -x265-params {params} -tag:v hvc1");
        assert_short(&comes_through("open.mp4", &codec));
    }

    #[test]
    fn hevc_with_closed_groups() {
        let params = "log-level=error:keyint=250:open-gop=0:bframes=3:scenecut=0";
        assert_short(&comes_through("closed.mkv", &format!("-c:v libx265 -preset ultrafast -x265-params {params}")));
    }

    #[test]
    fn vp9_with_hidden_frames() {
        let codec = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 250 -auto-alt-ref 1 -lag-in-frames 12";
        assert_short(&comes_through("vp9.webm", codec));
    }

    #[test]
    fn h264_with_one_key_frame() {
        let lengths = comes_through("one.mp4", "-c:v libx264 -preset ultrafast -bf 2 -g 9999 -sc_threshold 0");
        assert!(lengths[0] <= 1.2 && lengths.iter().skip(1).all(|length| *length < 13.0), "{lengths:?}");
    }
}

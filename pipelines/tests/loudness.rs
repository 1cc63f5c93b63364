//! Loudness, measured stretch by stretch, is what ffmpeg's meter says of the whole.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use playhouse_pipelines::report::{LoudnessPart, TrackId};
    use playhouse_pipelines::spec::{Job, LoudnessJob};

    use crate::support::*;

    /// Measures stretches of so many segments and puts them together.
    fn measure(made: &Ingested, stretch: usize) -> (f64, f64) {
        let segments = made.segments_of(TrackId::Audio);
        let mut worker = worker();
        let mut whole = LoudnessPart::default();
        for first in (0..segments.len()).step_by(stretch) {
            let last = (first + stretch).min(segments.len()) - 1;
            let (track, inputs, descriptors) = stretch_of(made, first.saturating_sub(2)..=last);
            let (start, end) = (segments[first].0.start, segments[last].0.start + segments[last].0.duration);
            let job = Job::Loudness(LoudnessJob { track, inputs, start, end });
            whole.add(&worker.run(&job, descriptors, &mut |_| {}).unwrap().loudness.unwrap());
        }
        let loudness = whole.loudness();
        (loudness.integrated_lufs.unwrap(), loudness.true_peak_dbtp.unwrap())
    }

    /// What ffmpeg's own meter says.
    fn reference(path: &Path) -> (f64, f64) {
        let filter = ["-filter_complex", "ebur128=peak=true", "-f", "null", "-"];
        let output = Command::new("ffmpeg").args(["-nostdin", "-i"]).arg(path).args(filter).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let summary = text.rsplit("Summary:").next().unwrap();
        let value = |name: &str| {
            let line = summary.lines().map(str::trim).find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().parse::<f64>().unwrap()
        };
        (value("I:"), value("Peak:"))
    }

    #[track_caller]
    fn assert_near((lufs, peak): (f64, f64), (expected_lufs, expected_peak): (f64, f64)) {
        assert!((lufs - expected_lufs).abs() <= 0.2, "{lufs} LUFS, not {expected_lufs}");
        assert!((peak - expected_peak).abs() <= 0.4, "{peak} dBTP, not {expected_peak}");
    }

    #[test]
    fn a_tone_has_the_loudness_that_the_standard_gives_it() {
        let folder = tempfile::tempdir().unwrap();
        // EBU Tech 3341, case 1: a stereo tone of 1 kHz at -23 dBFS has -23 LUFS.
        let tone = "-f lavfi -i aevalsrc=0.0708*sin(2000*PI*t)|0.0708*sin(2000*PI*t):s=48000:d=10 -c:a pcm_s16le";
        let made = ingest(&make(folder.path(), "tone.wav", tone)).unwrap();
        assert_near(measure(&made, 32), (-23.0, -23.0));
    }

    #[test]
    fn the_gate_is_of_the_whole_however_it_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        // Loud for a while, then so quiet that it is below the gate of the whole, then in between; surround and stereo.
        let level = "if(lt(t\\,8)\\,0.5\\,if(lt(t\\,18)\\,0.01\\,0.2))";
        let wave = |tone: u32| format!("{level}*sin({tone}*2*PI*t)*sin(3*t)");
        let stereo = format!("-f lavfi -i aevalsrc={}|{}:s=44100:d=26 -c:a aac -b:a 128k", wave(440), wave(700));
        let six: Vec<String> = (0..6).map(|channel| wave(300 + 100 * channel)).collect();
        let surround = format!("-f lavfi -i aevalsrc={}:c=5.1:s=48000:d=26 -c:a aac -b:a 384k", six.join("|"));
        for (name, arguments) in [("stereo.m4a", stereo), ("surround.m4a", surround)] {
            let path = make(folder.path(), name, &arguments);
            let expected = reference(&path);
            let made = ingest(&path).unwrap();
            let at_once = measure(&made, 32);
            assert_near(at_once, expected);
            assert_near(measure(&made, 2), at_once);
        }
    }
}

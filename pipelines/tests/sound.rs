//! Sound alone, in every format, and joins that cannot be heard.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use playhouse_pipelines::report::{TrackId, TrackMedia};

    use crate::support::*;

    const RATE: f64 = 48_000.0;

    /// Takes sound in and encodes it segment by segment; gives the samples of one channel.
    fn comes_through(name: &str, input: &str, codecs: &str) -> (Ingested, Vec<f32>) {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), name, &format!("{input} {codecs}"));
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        assert!(made.track(TrackId::Video).is_none());
        assert!(made.segments_of(TrackId::Audio).len() >= 4, "segments");
        let audio = transcode_audio(&mut worker, &made, 48_000, 2).unwrap();
        (made, decoded_samples(&audio.file(), 1))
    }

    /// A sine leaves a residue behind a notch at its frequency only where it is broken.
    fn worst_break(samples: &[f32], frequency: f64) -> f32 {
        let factor = 2.0 * (std::f64::consts::TAU * frequency / RATE).cos() as f32;
        let inside = &samples[4_800..samples.len() - 4_800];
        inside.windows(3).map(|three| (three[2] - factor * three[1] + three[0]).abs()).fold(0.0, f32::max)
    }

    fn is_a_clean_sine(name: &str, sample_rate: u32, codecs: &str) {
        let input = format!("-f lavfi -i sine=frequency=997:sample_rate={sample_rate}:duration=5");
        let (_, samples) = comes_through(name, &input, codecs);
        let seconds = samples.len() as f64 / RATE;
        assert!((4.9..5.15).contains(&seconds), "{seconds} s");
        let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((0.08..0.2).contains(&peak), "peak {peak}");
        let broken = worst_break(&samples, 997.0);
        assert!(broken < 0.004, "a join can be heard: {broken}");
    }

    #[test]
    fn samples_in_wav() {
        is_a_clean_sine("tone.wav", 48_000, "-c:a pcm_s16le");
    }

    #[test]
    fn another_rate_is_resampled_without_a_seam() {
        is_a_clean_sine("tone44.wav", 44_100, "-c:a pcm_s16le");
    }

    #[test]
    fn flac() {
        is_a_clean_sine("tone.flac", 44_100, "");
    }

    #[test]
    fn mp3_with_a_tag() {
        is_a_clean_sine("tone.mp3", 44_100, "-c:a libmp3lame -b:a 192k -metadata title=Tone");
    }

    #[test]
    fn aac_in_mp4() {
        is_a_clean_sine("tone.m4a", 48_000, "-c:a aac -b:a 192k");
    }

    #[test]
    fn aac_bare() {
        is_a_clean_sine("tone.aac", 48_000, "-c:a aac -b:a 192k");
    }

    #[test]
    fn opus_in_ogg() {
        is_a_clean_sine("tone.opus", 48_000, "-c:a libopus -b:a 160k");
    }

    #[test]
    fn opus_in_webm() {
        is_a_clean_sine("opus.webm", 48_000, "-c:a libopus -b:a 160k");
    }

    #[test]
    fn vorbis_in_ogg() {
        is_a_clean_sine("tone.ogg", 44_100, "-c:a libvorbis -q:a 7");
    }

    #[test]
    fn vorbis_in_webm() {
        is_a_clean_sine("vorbis.webm", 48_000, "-c:a libvorbis -q:a 7");
    }

    #[test]
    fn alac_in_mp4() {
        is_a_clean_sine("lossless.m4a", 44_100, "-c:a alac");
    }

    #[test]
    fn ac3_in_matroska() {
        is_a_clean_sine("tone.mka", 48_000, "-c:a ac3 -b:a 192k");
    }

    #[test]
    fn surround_is_kept_and_mixed_down() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "surround.m4a",
            "-f lavfi -i sine=frequency=440:duration=3:sample_rate=48000 -af pan=5.1|c2=c0 -c:a aac -b:a 256k",
        );
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        assert_eq!(made.track(TrackId::Audio).unwrap().media, TrackMedia::Audio { sample_rate: 48_000, channels: 6 });
        assert!(!made.track(TrackId::Audio).unwrap().web_safe);
        let six = transcode_audio(&mut worker, &made, 48_000, 6).unwrap();
        assert_eq!(probe(&six.file(), "stream=channels,channel_layout"), "6,5.1");
        let loudness = |samples: &[f32], channel: usize, of: usize| {
            samples.iter().skip(channel).step_by(of).map(|sample| f64::from(sample * sample)).sum::<f64>()
        };
        let all = decoded_samples(&six.file(), 6);
        assert!(loudness(&all, 2, 6) > 100.0 * loudness(&all, 0, 6).max(1e-9), "the centre stays in the centre");
        let two = decoded_samples(&transcode_audio(&mut worker, &made, 48_000, 2).unwrap().file(), 2);
        assert!(loudness(&two, 0, 2) > 0.05 * loudness(&all, 2, 6), "the centre is heard in stereo");
    }

    #[test]
    fn sound_stays_with_the_picture() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "beep.mkv",
            "-f lavfi -i testsrc2=size=64x64:rate=25:duration=4 -f lavfi -i aevalsrc=if(between(t\\,2\\,2.5)\\,sin(6000*t)\\,0):s=48000:d=4 -c:v libx264 -pix_fmt yuv420p -g 25 -c:a libvorbis -ac 2",
        );
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        let samples = decoded_samples(&transcode_audio(&mut worker, &made, 48_000, 2).unwrap().file(), 1);
        let onset = samples.iter().position(|sample| sample.abs() > 0.2).unwrap() as f64 / RATE;
        assert!((onset - 2.0).abs() < 0.006, "the beep is at {onset}");
    }

    #[test]
    fn sound_that_starts_late_and_has_a_hole_stays_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let gate = "aevalsrc=0.5*sin(2764*t):s=48000:d=4";
        let path = make(
            folder.path(),
            "late.mkv",
            &format!(
                "-f lavfi -i testsrc2=size=64x64:rate=25:duration=6 -itsoffset 1.5 -f lavfi -i {gate} -c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -bsf:a noise=drop=gt(n\\,60)*lt(n\\,110)"
            ),
        );
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        assert!(!made.track(TrackId::Audio).unwrap().web_safe, "players look for sound at zero");
        let samples = decoded_samples(&transcode_audio(&mut worker, &made, 48_000, 2).unwrap().file(), 1);
        let loud = |from: f64, to: f64| {
            samples[(from * RATE) as usize..(to * RATE) as usize].iter().any(|sample| sample.abs() > 0.2)
        };
        assert!(!loud(0.0, 1.45) && loud(1.6, 2.5), "before and after the start");
        assert!(loud(4.5, 5.3), "behind the hole");
    }
}

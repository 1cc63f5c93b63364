//! Every container and codec that is taken in comes out: all frames, in order, at even steps, and sound with it.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use playhouse_pipelines::report::{TrackId, TrackMedia};
    use playhouse_pipelines::spec::Orientation;

    use crate::support::*;

    const PICTURE: &str = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=3";
    const SOUND: &str = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=3";

    struct Outcome {
        made: Ingested,
        rung: Vec<u8>,
    }

    /// Makes a file of 75 frames, takes it in, encodes a rung and the sound, and checks frames and steps.
    fn comes_through(name: &str, codecs: &str) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), name, &format!("{PICTURE} {SOUND} -shortest {codecs}"));
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        assert_eq!(made.frames(), 75, "frames of the mezzanine");
        let rung = transcode(&mut worker, &made, &[rung(128, 72)]).unwrap().remove(0).file();
        assert_steps(&rung, "v", 75, 1000);
        if made.track(TrackId::Audio).is_some() {
            let audio = transcode_audio(&mut worker, &made, 48_000, 2).unwrap();
            let seconds = decoded_samples(&audio.file(), 1).len() as f64 / 48_000.0;
            assert!((2.85..3.2).contains(&seconds), "{seconds} s of sound");
        }
        Outcome { made, rung }
    }

    fn has_sound(outcome: &Outcome) -> bool {
        outcome.made.track(TrackId::Audio).is_some()
    }

    fn is_web_safe(outcome: &Outcome) -> bool {
        outcome.made.tracks.iter().all(|track| track.web_safe)
    }

    #[test]
    fn h264_and_aac_in_mp4_with_its_index_behind() {
        let outcome = comes_through("late.mp4", "-c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -ac 2");
        assert!(has_sound(&outcome) && is_web_safe(&outcome));
        assert_steps(&outcome.made.file_of(TrackId::Video).unwrap(), "v", 75, 1000);
        assert!(decoded_samples(&outcome.made.file_of(TrackId::Audio).unwrap(), 1).len() > 140_000);
    }

    #[test]
    fn h264_and_aac_in_mp4_with_its_index_in_front() {
        let outcome = comes_through("early.mp4", "-c:v libx264 -pix_fmt yuv420p -g 25 -movflags faststart -c:a aac");
        assert!(has_sound(&outcome) && is_web_safe(&outcome));
    }

    #[test]
    fn h264_and_aac_in_fragmented_mp4() {
        let codecs =
            "-c:v libx264 -pix_fmt yuv420p -g 25 -movflags +frag_keyframe+empty_moov+default_base_moof -c:a aac";
        assert!(has_sound(&comes_through("fragmented.mp4", codecs)));
    }

    #[test]
    fn h264_and_mp3_in_matroska() {
        let outcome = comes_through("film.mkv", "-c:v libx264 -pix_fmt yuv420p -g 30 -c:a libmp3lame");
        assert!(has_sound(&outcome));
        assert!(outcome.made.track(TrackId::Video).unwrap().web_safe);
    }

    #[test]
    fn h264_and_aac_in_a_transport_stream() {
        let outcome = comes_through("film.ts", "-c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -ac 2");
        assert!(has_sound(&outcome) && is_web_safe(&outcome));
        assert_steps(&outcome.made.file_of(TrackId::Video).unwrap(), "v", 75, 1000);
    }

    #[test]
    fn mpeg2_and_ac3_in_a_transport_stream() {
        assert!(has_sound(&comes_through("tape.ts", "-c:v mpeg2video -g 12 -bf 2 -c:a ac3")));
    }

    #[test]
    fn h264_and_aac_in_flash_video() {
        assert!(has_sound(&comes_through("film.flv", "-c:v libx264 -pix_fmt yuv420p -g 25 -c:a aac -ar 44100")));
    }

    #[test]
    fn mpeg4_and_mp3_in_avi() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "film.avi", &format!("{PICTURE} {SOUND} -c:v mpeg4 -g 25 -c:a libmp3lame"));
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        let rung = transcode(&mut worker, &made, &[rung(128, 72)]).unwrap().remove(0);
        // This muxer leaves an empty slot behind the first frame, and so do we.
        let times = decoded_times(&rung.file(), "v");
        assert_eq!((times.len(), times[1], times[74]), (75, 2000, 75_000));
        assert!(transcode_audio(&mut worker, &made, 48_000, 2).unwrap().segments.len() > 1);
    }

    #[test]
    fn mpeg4_with_reordering_in_avi() {
        comes_through("reordered.avi", "-an -c:v mpeg4 -g 25 -bf 2");
    }

    #[test]
    fn h264_with_reordering_in_avi() {
        comes_through("h264.avi", "-an -c:v libx264 -pix_fmt yuv420p -g 25 -bf 2");
    }

    #[test]
    fn motion_jpeg_and_samples_in_quicktime() {
        assert!(has_sound(&comes_through("camera.mov", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le")));
    }

    #[test]
    fn prores_in_quicktime() {
        assert!(has_sound(&comes_through("edit.mov", "-c:v prores_ks -profile:v 1 -c:a pcm_s24le")));
    }

    #[test]
    fn vp8_and_vorbis_in_webm() {
        let outcome = comes_through("film.webm", "-c:v libvpx -deadline realtime -g 25 -c:a libvorbis");
        assert!(has_sound(&outcome) && !is_web_safe(&outcome));
    }

    #[test]
    fn vp9_and_opus_in_webm() {
        let outcome = comes_through(
            "vp9.webm",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p -g 25 -c:a libopus",
        );
        assert!(has_sound(&outcome));
        assert_eq!(outcome.made.track(TrackId::Video).unwrap().codecs.as_deref(), Some("vp09.00.10.08"));
        assert_steps(&outcome.made.file_of(TrackId::Video).unwrap(), "v", 75, 1000);
        assert!(decoded_samples(&outcome.made.file_of(TrackId::Audio).unwrap(), 1).len() > 140_000);
    }

    #[test]
    fn av1_and_opus_in_mp4() {
        let outcome =
            comes_through("av1.mp4", "-c:v libaom-av1 -cpu-used 8 -usage realtime -pix_fmt yuv420p -g 25 -c:a libopus");
        assert!(has_sound(&outcome));
        assert!(outcome.made.track(TrackId::Video).unwrap().codecs.as_deref().unwrap().starts_with("av01.0."));
        assert_steps(&outcome.made.file_of(TrackId::Video).unwrap(), "v", 75, 1000);
    }

    #[test]
    fn hevc_in_mp4() {
        let outcome = comes_through(
            "hevc.mp4",
            "-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=25:open-gop=0 -pix_fmt yuv420p -c:a aac",
        );
        assert!(outcome.made.track(TrackId::Video).unwrap().codecs.as_deref().unwrap().starts_with("hvc1.1."));
        assert_steps(&outcome.made.file_of(TrackId::Video).unwrap(), "v", 75, 1000);
    }

    #[test]
    fn theora_and_vorbis_in_ogg() {
        assert!(has_sound(&comes_through("film.ogv", "-c:v libtheora -g 25 -c:a libvorbis")));
    }

    #[test]
    fn ten_bits_and_full_chroma_become_eight_and_half() {
        let outcome = comes_through("ten.mkv", "-an -c:v libx264 -pix_fmt yuv422p10le -g 25");
        let track = outcome.made.track(TrackId::Video).unwrap();
        assert!(!track.web_safe && track.codecs.is_none(), "{track:?}");
        assert_eq!(probe(&outcome.rung, "stream=pix_fmt"), "yuv420p");
    }

    #[test]
    fn high_dynamic_range_is_told() {
        let params = "log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc";
        let outcome = comes_through(
            "hdr.mp4",
            &format!("-an -c:v libx265 -preset ultrafast -x265-params {params} -pix_fmt yuv420p10le"),
        );
        assert!(matches!(outcome.made.track(TrackId::Video).unwrap().media, TrackMedia::Video { hdr: true, .. }));
        assert_eq!(probe(&outcome.rung, "stream=color_space"), "bt709");
    }

    #[test]
    fn odd_sizes_are_made_even() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "odd.mkv",
            "-f lavfi -i testsrc2=size=180x100:rate=25:duration=1,format=yuv444p,crop=161:91:0:0 -c:v libx264",
        );
        let made = ingest(&path).unwrap();
        assert!(matches!(made.track(TrackId::Video).unwrap().media, TrackMedia::Video { width: 161, height: 91, .. }));
        let rung = transcode(&mut worker(), &made, &[rung(160, 90)]).unwrap().remove(0);
        assert_steps(&rung.file(), "v", 25, 1000);
        assert_eq!(probe(&rung.file(), "stream=width,height"), "160,90");
    }

    #[test]
    fn wide_pixels_become_square() {
        let outcome = comes_through("wide.mp4", "-an -c:v libx264 -pix_fmt yuv420p -vf setsar=4/3");
        assert!(matches!(
            outcome.made.track(TrackId::Video).unwrap().media,
            TrackMedia::Video { width: 213, height: 90, .. }
        ));
        assert!(!is_web_safe(&outcome));
        assert_eq!(probe(&outcome.rung, "stream=sample_aspect_ratio"), "1:1");
    }

    #[test]
    fn interlaced_pictures_are_woven_into_whole_ones() {
        let outcome = comes_through(
            "fields.ts",
            "-an -vf scale=160:96 -c:v libx264 -pix_fmt yuv420p -flags +ildct+ilme -x264opts tff=1 -g 25",
        );
        assert!(matches!(
            outcome.made.track(TrackId::Video).unwrap().media,
            TrackMedia::Video { interlaced: true, .. }
        ));
        assert!(!is_web_safe(&outcome));
        assert_eq!(probe(&outcome.rung, "stream=field_order"), "progressive");
    }

    #[test]
    fn a_turned_picture_is_set_upright() {
        let folder = tempfile::tempdir().unwrap();
        let flat = make(
            folder.path(),
            "flat.mp4",
            "-f lavfi -i color=red:size=64x64:rate=25:duration=1,pad=128:64:0:0:blue -c:v libx264 -pix_fmt yuv420p -bf 0",
        );
        let path =
            make(folder.path(), "turned.mp4", &format!("-i {} -c copy -metadata:s:v rotate=270", flat.display()));
        let made = ingest(&path).unwrap();
        assert_eq!(orientation(&made), Orientation::Rotate90);
        let mut worker = worker();
        let rung = transcode(&mut worker, &made, &[rung(64, 128)]).unwrap().remove(0);
        assert_eq!(probe(&rung.file(), "stream=width,height"), "64,128");
        let corners = |file: &[u8]| {
            let two = decoded_picture(file, "scale=1:2:flags=area");
            (two[0] > 150, two[5] > 150)
        };
        assert_eq!(corners(&rung.file()), (true, true), "red above blue");
        assert_eq!(corners(&std::fs::read(&path).unwrap()), (true, true), "as others see it");
        let (width, height, _) = poster(&mut worker, &made, 0, 64).unwrap();
        assert_eq!((width, height), (64, 128));
    }

    #[test]
    fn a_variable_rate_keeps_every_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "vfr.mp4",
            "-f lavfi -i testsrc2=size=160x90:rate=50:duration=3 -vf select='not(mod(n\\,3))+not(mod(n\\,7))' -fps_mode vfr -c:v libx264 -pix_fmt yuv420p -g 20",
        );
        let source = decoded_times(&std::fs::read(&path).unwrap(), "v");
        let made = ingest_with(&mut worker(), &path, |job| job.target_segment_seconds = 1.0).unwrap();
        let rung = transcode(&mut worker(), &made, &[rung(128, 72)]).unwrap().remove(0);
        let scale = f64::from(made.track(TrackId::Video).unwrap().timescale);
        let source_scale: f64 =
            probe(&std::fs::read(&path).unwrap(), "stream=time_base").trim_start_matches("1/").parse().unwrap();
        let times = decoded_times(&rung.file(), "v");
        assert_eq!(times.len(), source.len());
        for (ours, theirs) in times.iter().zip(&source) {
            assert!((*ours as f64 / scale - *theirs as f64 / source_scale).abs() < 0.0002, "{ours} is not {theirs}");
        }
    }

    #[test]
    fn an_open_gop_loses_nothing() {
        let outcome = comes_through(
            "open.mkv",
            "-an -c:v libx264 -pix_fmt yuv420p -x264opts keyint=20:open-gop=1:bframes=3:b-adapt=0:scenecut=0",
        );
        assert!(
            outcome.made.segments_of(TrackId::Video).iter().any(|(info, _)| info.lead_in > 0),
            "no cut fell on an open key frame"
        );
    }

    #[test]
    fn an_open_gop_of_hevc_loses_nothing() {
        let params = "log-level=error:keyint=20:min-keyint=20:open-gop=1:bframes=3:scenecut=0";
        let outcome = comes_through(
            "open.mp4",
            &format!("-an -c:v libx265 -preset ultrafast -x265-params {params} -pix_fmt yuv420p"),
        );
        assert!(
            outcome.made.segments_of(TrackId::Video).iter().any(|(info, _)| info.lead_in > 0),
            "no cut fell on an open key frame"
        );
    }

    /// Cut between key frames without encoding: what lies before the cut is decoded, and shown to nobody.
    #[test]
    fn what_an_edit_list_hides_stays_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let whole = make(
            folder.path(),
            "whole.mp4",
            &format!("{PICTURE} {SOUND} -c:v libx264 -pix_fmt yuv420p -g 50 -bf 2 -c:a aac"),
        );
        let path = make(folder.path(), "cut.mp4", &format!("-ss 1.2 -i {} -c copy", whole.display()));
        let mut worker = worker();
        let made = ingest_with(&mut worker, &path, |job| job.target_segment_seconds = 1.0).unwrap();
        let video = made.track(TrackId::Video).unwrap();
        assert!(!video.web_safe && video.codecs.is_none(), "players would show what is hidden");
        let source = std::fs::read(&path).unwrap();
        let shown = decoded_times(&source, "v").len();
        assert_eq!(made.frames() as usize, shown);
        let rung = transcode(&mut worker, &made, &[rung(160, 90)]).unwrap().remove(0).file();
        assert_steps(&rung, "v", shown, 1000);
        let (ours, theirs) = (decoded_picture(&rung, "scale=8:8"), decoded_picture(&source, "scale=8:8"));
        let apart = ours.iter().zip(&theirs).map(|(one, other)| one.abs_diff(*other)).max().unwrap();
        assert!(apart < 40, "the first frame is another one");
    }

    #[test]
    fn a_film_without_an_edit_list_keeps_its_last_frames() {
        let outcome =
            comes_through("plain.mp4", "-c:v libx264 -pix_fmt yuv420p -g 25 -bf 3 -use_editlist 0 -c:a aac -ac 2");
        assert!(has_sound(&outcome) && is_web_safe(&outcome));
    }

    #[test]
    fn negative_composition_offsets_keep_sound_and_picture_together() {
        let outcome = comes_through(
            "negative.mp4",
            "-c:v libx264 -pix_fmt yuv420p -g 25 -bf 3 -movflags negative_cts_offsets -c:a aac -ac 2",
        );
        let first = outcome.made.segments_of(TrackId::Audio)[0].0.start;
        assert!(first < 1024, "sound begins at {first}");
    }
}

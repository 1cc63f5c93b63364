//! Stills out of real clips and images: what is on them, where, and what is refused.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use bytes::Bytes;
    use playhouse_pipelines::cmaf::excerpt;
    use playhouse_pipelines::report::{Failure, FailureCode, ProductKind, Still, StillKind, TrackId, TrackMedia};
    use playhouse_pipelines::spec::{
        Film, Glimpse, ImageJob, Job, MezzanineTrack, PosterJob, PreviewJob, StillJob, StoryboardJob, Ticks,
    };
    use playhouse_pipelines::worker::{Event, Worker, memfd_from};

    use crate::support::*;

    fn film(made: &Ingested) -> Film {
        let track = made.track(TrackId::Video).unwrap();
        let TrackMedia::Video { orientation, interlaced, .. } = track.media else { panic!("no video") };
        let track = MezzanineTrack { caps: track.caps.clone(), timescale: track.timescale };
        Film { track, orientation, interlaced }
    }

    fn glimpse(made: &Ingested, seconds: f64, slack: f64, span: f64) -> Glimpse {
        let timescale = f64::from(made.track(TrackId::Video).unwrap().timescale);
        let ticks = |seconds: f64| (seconds * timescale).round() as Ticks;
        let at = ticks(seconds);
        let segments = made.segments_of(TrackId::Video);
        let (info, _) = segments.iter().rfind(|(info, _)| info.start <= at).unwrap();
        Glimpse { number: info.number, at, slack: ticks(slack), span: ticks(span) }
    }

    fn run(
        worker: &mut Worker,
        made: &Ingested,
        glimpses: &[Glimpse],
        job: StillJob,
    ) -> Result<Vec<(Still, Bytes)>, Failure> {
        let segments = made.segments_of(TrackId::Video);
        let inputs = glimpses.iter().map(|glimpse| {
            let (number, bytes): (_, Vec<_>) =
                (glimpse.number as usize, segments.iter().map(|(_, bytes)| bytes).collect());
            let lead_in = segments[number].0.lead_in as usize;
            memfd_from(&excerpt(&bytes[number - lead_in..=number], glimpse, false).unwrap()).unwrap()
        });
        collect(worker, job, inputs.collect())
    }

    fn collect(
        worker: &mut Worker,
        job: StillJob,
        inputs: Vec<std::os::fd::OwnedFd>,
    ) -> Result<Vec<(Still, Bytes)>, Failure> {
        let mut stills = Vec::new();
        worker.run(&Job::Still(job), inputs, &mut |event| match event {
            Event::Product(ProductKind::Still(still), bytes) => stills.push((still, bytes)),
            Event::Progress(_) => {}
            other => panic!("a still job made {other:?}"),
        })?;
        Ok(stills)
    }

    fn storyboard(made: &Ingested, glimpses: &[Glimpse], across: u32, down: u32, tile: (u32, u32)) -> StillJob {
        StillJob::Storyboard(StoryboardJob {
            film: film(made),
            number: 3,
            glimpses: glimpses.to_vec(),
            across,
            down,
            tile_width: tile.0,
            tile_height: tile.1,
        })
    }

    fn poster_of(made: &Ingested, glimpses: &[Glimpse]) -> StillJob {
        StillJob::Poster(PosterJob { film: film(made), number: 1, glimpses: glimpses.to_vec(), max_width: 640 })
    }

    /// Mean of red, green and blue of a part of a picture.
    fn colour(file: &[u8], crop: &str) -> [u8; 3] {
        decoded_picture(file, &format!("crop={crop},scale=1:1:flags=area")).try_into().unwrap()
    }

    #[track_caller]
    fn assert_near(found: [u8; 3], wanted: [u8; 3]) {
        assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24), "{found:?}, not {wanted:?}");
    }

    /// Red, green, blue and white, two seconds each, with the given arguments of the encoder.
    fn colours(folder: &Path, name: &str, encoder: &str) -> Ingested {
        let lines = ["red", "lime", "blue", "white"]
            .map(|colour| format!("-f lavfi -i color={colour}:size=320x180:rate=25:duration=2"));
        let path = make(
            folder,
            name,
            &format!("{} -filter_complex concat=n=4:v=1:a=0 -pix_fmt yuv420p {encoder}", lines.join(" ")),
        );
        ingest(&path).unwrap()
    }

    #[test]
    fn stills_of_hdr_are_as_light_as_its_rungs() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker();
        // Reference white of 203 cd/m² in PQ is 58 % of the signal, and 75 % of it in HLG: as values, 572 and 721.
        for (transfer, value) in [("smpte2084", 572), ("arib-std-b67", 721)] {
            let clip = format!(
                "-f lavfi -i color=s=320x180:r=25:d=2,format=yuv420p10le,geq=lum={value}:cb=512:cr=512 -c:v libx265 \
                 -x265-params log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc \
                 -color_primaries bt2020 -color_trc {transfer} -colorspace bt2020nc -tag:v hvc1"
            );
            let made = ingest(&make(folder.path(), &format!("{transfer}.mp4"), &clip)).unwrap();
            let at = |span| [glimpse(&made, 1.0, 0.1, span)];
            let preview =
                PreviewJob { film: film(&made), number: 1, glimpses: at(0.4).to_vec(), width: 160, frame_rate: 10 };
            let jobs = [
                (poster_of(&made, &at(0.0)), at(0.0)),
                (storyboard(&made, &at(0.0), 1, 1, (107, 61)), at(0.0)),
                (StillJob::Preview(preview), at(0.4)),
            ];
            for (job, glimpses) in jobs {
                let stills = run(&mut worker, &made, &glimpses, job).unwrap();
                let (still, bytes) = stills.first().unwrap();
                let white = colour(bytes, "iw/2:ih/2:iw/4:ih/4");
                assert!(
                    white.iter().all(|value| (194..=212).contains(value)),
                    "{transfer} {:?}: {white:?}",
                    still.kind
                );
            }
        }
    }

    #[test]
    fn every_tile_of_a_storyboard_shows_its_moment() {
        let folder = tempfile::tempdir().unwrap();
        let codecs = [
            ("keys.mp4", "-c:v libx264 -g 50 -bf 2"),
            ("one-key.mp4", "-c:v libx264 -g 1000 -bf 3 -sc_threshold 0"),
            ("vp9.webm", "-c:v libvpx-vp9 -deadline realtime -g 1000"),
            ("mpeg4.avi", "-c:v mpeg4 -bf 2 -g 30"),
        ];
        for (name, encoder) in codecs {
            let made = colours(folder.path(), name, encoder);
            let glimpses = [0.5, 2.5, 4.5, 6.5, 7.9].map(|seconds| glimpse(&made, seconds, 0.0, 0.0));
            let mut stills =
                run(&mut worker(), &made, &glimpses, storyboard(&made, &glimpses, 2, 3, (160, 90))).unwrap();
            let (still, sheet) = stills.remove(0);
            assert_eq!(
                (still.kind, still.number, still.width, still.height),
                (StillKind::Storyboard, 3, 320, 270),
                "{name}"
            );
            let wanted = [[254, 0, 0], [0, 255, 0], [0, 0, 254], [255, 255, 255], [255, 255, 255], [0, 0, 0]];
            for (index, wanted) in wanted.into_iter().enumerate() {
                let crop = format!("120:60:{}:{}", index % 2 * 160 + 20, index / 2 * 90 + 15);
                assert_near(colour(&sheet, &crop), wanted);
            }
        }
    }

    #[test]
    fn turned_films_have_upright_stills() {
        let folder = tempfile::tempdir().unwrap();
        let flat = make(
            folder.path(),
            "flat.mp4",
            "-f lavfi -i color=red:size=320x180:duration=1 -f lavfi -i color=blue:size=320x180:duration=1 -filter_complex hstack -c:v libx264 -pix_fmt yuv420p",
        );
        let path =
            make(folder.path(), "turned.mp4", &format!("-i {} -c copy -metadata:s:v rotate=270", flat.display()));
        let made = ingest(&path).unwrap();
        let glimpses = [glimpse(&made, 0.5, 0.0, 0.0)];
        let (_, sheet) =
            run(&mut worker(), &made, &glimpses, storyboard(&made, &glimpses, 1, 1, (46, 160))).unwrap().remove(0);
        assert_eq!(probe(&sheet, "stream=width,height"), "46,160");
        // As another player shows it.
        let film = std::fs::read(&path).unwrap();
        for part in ["20:60:10:10", "20:60:10:90"] {
            assert_near(
                colour(&sheet, part),
                decoded_picture(&film, &format!("scale=46:160,crop={part},scale=1:1:flags=area")).try_into().unwrap(),
            );
        }
        let (still, _) = run(&mut worker(), &made, &glimpses, poster_of(&made, &glimpses)).unwrap().remove(0);
        assert_eq!((still.width, still.height), (180, 640));
    }

    #[test]
    fn a_black_intro_is_no_poster() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "intro.mp4",
            "-f lavfi -i color=black:size=640x360:rate=25:duration=3 -f lavfi -i testsrc2=size=640x360:rate=25:duration=3 \
             -f lavfi -i testsrc2=size=640x360:rate=25:duration=2 -filter_complex [2]boxblur=40[soft];[0][1][soft]concat=n=3 \
             -c:v libx264 -pix_fmt yuv420p -g 25",
        );
        let made = ingest(&path).unwrap();
        let glimpses = [0.0, 1.5, 4.5, 6.5].map(|seconds| glimpse(&made, seconds, 0.1, 0.0));
        let stills = run(&mut worker(), &made, &glimpses, poster_of(&made, &glimpses)).unwrap();
        let (poster, _) = stills.iter().find(|(still, _)| still.kind == StillKind::Poster).unwrap();
        assert_eq!(poster.frames.len(), 4);
        let marks: Vec<f64> = poster.frames.iter().map(|frame| frame.score).collect();
        assert!(marks[0] == 0.0 && marks[1] == 0.0 && marks[3] < marks[2], "black, black, sharp, soft: {marks:?}");
        let late = poster.best().unwrap().at - glimpses[2].at;
        assert!((0..=glimpses[2].slack).contains(&late), "{late} ticks late");
        let (strip, bytes) = stills.iter().find(|(still, _)| still.kind == StillKind::Candidates).unwrap();
        assert_eq!((strip.width, strip.height), (4 * 213, 120));
        assert_near(colour(bytes, "213:120:0:0"), [0, 0, 0]);
    }

    #[test]
    fn a_preview_is_a_small_film_that_plays() {
        let mut worker = worker();
        let made = ingest_with(&mut worker, &sample("bbb-480p-24fps-30s-h264-aac.mp4"), |job| {
            job.target_segment_seconds = 4.0
        })
        .unwrap();
        let glimpses = [1.0, 7.0, 13.0, 20.0, 26.0].map(|seconds| glimpse(&made, seconds, 2.0, 1.0));
        let job = PreviewJob { film: film(&made), number: 1, glimpses: glimpses.to_vec(), width: 320, frame_rate: 12 };
        let (still, file) = run(&mut worker, &made, &glimpses, StillJob::Preview(job)).unwrap().remove(0);
        assert_eq!((still.kind, still.width, still.height), (StillKind::Preview, 320, 180));
        assert_steps(&file, "v", 60, 1);
        assert_eq!(probe(&file, "stream=codec_name,r_frame_rate"), "h264,12/1");
        assert!(file.len() < 300_000, "{} bytes", file.len());
    }

    #[test]
    fn interlaced_films_give_stills_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "fields.mp4",
            "-f lavfi -i testsrc2=size=320x180:rate=50:duration=2 -vf interlace -c:v libx264 -flags +ilme+ildct -pix_fmt yuv420p",
        );
        let made = ingest(&path).unwrap();
        let glimpses = [glimpse(&made, 0.0, 0.0, 0.0), glimpse(&made, 1.0, 0.0, 0.0)];
        let stills = run(&mut worker(), &made, &glimpses, poster_of(&made, &glimpses)).unwrap();
        assert!(stills.iter().any(|(still, _)| still.kind == StillKind::Poster && still.frames.len() == 2));
    }

    fn image(worker: &mut Worker, bytes: &[u8]) -> Result<(Still, Bytes), Failure> {
        let job = ImageJob { number: 9, length: bytes.len() as u64, max_width: 1280 };
        Ok(collect(worker, StillJob::Image(job), vec![memfd_from(bytes).unwrap()])?.remove(0))
    }

    #[test]
    fn images_come_out_as_small_plain_jpegs() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker();
        for name in ["a.jpg", "a.png", "a.webp", "lossless.webp"] {
            let encoder = if name == "lossless.webp" { "-lossless 1" } else { "" };
            let path = make(
                folder.path(),
                name,
                &format!("-f lavfi -i color=red:size=1600x900 -frames:v 1 -metadata comment=secret-place {encoder}"),
            );
            let (still, bytes) =
                image(&mut worker, &std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!(
                (still.kind, still.number, still.width, still.height),
                (StillKind::Poster, 9, 1280, 720),
                "{name}"
            );
            assert_near(colour(&bytes, "100:100:500:300"), [254, 0, 0]);
            assert!(!bytes.windows(6).any(|window| window == b"secret"));
        }
    }

    #[test]
    fn threat_63_images_are_turned_upright_and_lose_their_metadata() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(
            folder.path(),
            "flat.jpg",
            "-f lavfi -i color=red:size=100x80 -f lavfi -i color=blue:size=100x80 -filter_complex hstack -frames:v 1",
        );
        let flat = std::fs::read(path).unwrap();
        // Orientation 6: turn clockwise.
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0secret-place";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let turned = [&flat[..2], &[0xff, 0xe1], &length, exif, &flat[2..]].concat();
        let (still, bytes) = image(&mut worker(), &turned).unwrap();
        assert_eq!((still.width, still.height), (80, 200));
        assert_near(colour(&bytes, "60:60:10:10"), [254, 0, 0]);
        assert_near(colour(&bytes, "60:60:10:130"), [0, 0, 254]);
        assert!(!bytes.windows(6).any(|window| window == b"secret" || window == b"Exif\0\0"));
    }

    #[test]
    fn threat_5_bombs_and_broken_images_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = make(folder.path(), "a.png", "-f lavfi -i testsrc2=size=320x180 -frames:v 1");
        let png = std::fs::read(path).unwrap();
        let mut bomb = png.clone();
        bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let mut lie = png.clone();
        lie[16..24].copy_from_slice(&[0, 0, 4, 0, 0, 0, 4, 0]);
        let jpeg =
            std::fs::read(make(folder.path(), "a.jpg", "-f lavfi -i testsrc2=size=320x180 -frames:v 1")).unwrap();
        let webp =
            std::fs::read(make(folder.path(), "a.webp", "-f lavfi -i testsrc2=size=320x180 -frames:v 1")).unwrap();
        for (what, bytes, code) in [
            ("bomb", &bomb[..], FailureCode::LimitImage),
            ("another size than its data", &lie, FailureCode::CorruptImage),
            ("half a PNG", &png[..png.len() / 2], FailureCode::CorruptImage),
            ("half a JPEG", &jpeg[..jpeg.len() / 2], FailureCode::CorruptImage),
            ("half a WebP", &webp[..webp.len() / 2], FailureCode::CorruptImage),
            ("a playlist", b"#EXTM3U\nfile:///etc/passwd\n", FailureCode::UnsupportedImage),
            ("nothing", b"", FailureCode::UnsupportedImage),
        ] {
            let found = image(&mut worker(), bytes).map(|(still, _)| still).expect_err(what);
            assert_eq!(found.code, code, "{what}: {}", found.detail);
        }
    }
}

//! What every rung owes its source: all of its frames, the same headers from every job, and colours that players know.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use playhouse_pipelines::report::{Failure, FailureCode, ProductKind, Summary, TrackId, TrackMedia};
    use playhouse_pipelines::spec::Job;
    use playhouse_pipelines::worker::Event;

    use crate::support::*;

    /// The first rung of a job for segment `number`: its init segment and fragment.
    fn encode(made: &Ingested, number: usize, threads: u32) -> Result<(Bytes, Bytes, Summary), Failure> {
        let (mut job, descriptors) = video_job(made, number, &[rung(320, 180)]);
        job.threads = threads;
        let (mut init, mut segment) = (Bytes::new(), Bytes::new());
        let summary = worker().run(&Job::Video(job), descriptors, &mut |event| match event {
            Event::Product(ProductKind::Init { .. }, bytes) => init = bytes,
            Event::Product(ProductKind::Segment { .. }, bytes) => segment = bytes,
            _ => {}
        })?;
        Ok((init, segment, summary))
    }

    fn frames(init: &Bytes, segment: &Bytes) -> usize {
        decoded_times(&concat(init, [segment].into_iter()), "v:0").len()
    }

    #[test]
    fn threads_change_neither_headers_nor_frames() {
        let folder = tempfile::tempdir().unwrap();
        let clip = "-f lavfi -i testsrc2=s=640x360:r=30:d=4 -c:v libx264 -g 60 -bf 2 -pix_fmt yuv420p";
        let made = ingest(&make(folder.path(), "threads.mp4", clip)).unwrap();
        for number in 0..made.segments_of(TrackId::Video).len() {
            let (patient_init, patient, _) = encode(&made, number, 1).unwrap();
            let (urgent_init, urgent, summary) = encode(&made, number, 4).unwrap();
            assert_eq!(patient_init, urgent_init, "init segments");
            assert_eq!(frames(&patient_init, &patient), frames(&urgent_init, &urgent));
            assert_eq!(summary.repeated_frames, 0);
        }
    }

    /// Overwrites a share of the first fragment's media with nothing.
    fn damage(made: &mut Ingested, from: f64, to: f64) {
        let (_, fragment) = made.segments.iter_mut().find(|(info, _)| info.track == TrackId::Video).unwrap();
        let mut bytes = fragment.to_vec();
        let media = bytes.windows(4).position(|word| word == b"mdat").unwrap() + 4;
        let length = (bytes.len() - media) as f64;
        bytes[media + (length * from) as usize..media + (length * to) as usize].fill(0);
        *fragment = bytes.into();
    }

    #[test]
    fn a_picture_that_cannot_be_decoded_is_stood_in_for() {
        let folder = tempfile::tempdir().unwrap();
        let clip = "-f lavfi -i testsrc2=s=640x360:r=30:d=2 -c:v libx264 -g 60 -bf 2 -pix_fmt yuv420p";
        let path = make(folder.path(), "damaged.mp4", clip);
        for threads in [1, 4] {
            let mut made = ingest(&path).unwrap();
            damage(&mut made, 0.6, 0.65);
            let (init, segment, summary) = encode(&made, 0, threads).unwrap();
            assert_eq!(frames(&init, &segment), 60, "every frame of the source");
            assert!((1..30).contains(&summary.repeated_frames), "{} repeated", summary.repeated_frames);
            damage(&mut made, 0.0, 1.0);
            let failure = encode(&made, 0, threads).unwrap_err();
            assert_eq!(failure.code, FailureCode::CorruptMedia, "{}", failure.detail);
        }
    }

    #[test]
    fn hdr_becomes_sdr() {
        let folder = tempfile::tempdir().unwrap();
        // Reference white of 203 cd/m² in PQ is 58 % of the signal, and 75 % of it in HLG: code values 572 and 721.
        for (transfer, code) in [("smpte2084", 572), ("arib-std-b67", 721)] {
            let clip = format!(
                "-f lavfi -i color=s=320x180:r=25:d=1,format=yuv420p10le,geq=lum={code}:cb=512:cr=512 -c:v libx265 \
                 -x265-params log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc \
                 -color_primaries bt2020 -color_trc {transfer} -colorspace bt2020nc -tag:v hvc1"
            );
            let made = ingest(&make(folder.path(), &format!("{transfer}.mp4"), &clip)).unwrap();
            let media = &made.track(TrackId::Video).unwrap().media;
            assert!(matches!(media, TrackMedia::Video { hdr: true, .. }), "{media:?}");
            let (init, segment, _) = encode(&made, 0, 1).unwrap();
            let file = concat(&init, [&segment].into_iter());
            let colours = probe(&file, "stream=pix_fmt,color_space,color_transfer,color_primaries");
            assert_eq!(colours, "yuv420p,bt709,bt709,bt709");
            let picture = decoded_picture(&file, "scale=1:1");
            assert!(picture.iter().all(|value| (196..=210).contains(value)), "{transfer}: {picture:?}");
        }
    }
}

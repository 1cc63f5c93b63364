use playhouse_pipelines::spec::Orientation;

use super::*;

fn video() -> TrackInfo {
    TrackInfo {
        track: TrackId::Video,
        timescale: 1000,
        caps: "video/x-h264".into(),
        media: TrackMedia::Video {
            width: 640,
            height: 360,
            frame_rate: 25.0,
            orientation: Orientation::Upright,
            interlaced: false,
            hdr: false,
        },
        codecs: Some("avc1.64001e".into()),
        web_safe: true,
    }
}

fn audio(web_safe: bool) -> TrackInfo {
    TrackInfo {
        track: TrackId::Audio,
        timescale: 48_000,
        caps: "audio/mpeg".into(),
        media: TrackMedia::Audio { sample_rate: 48_000, channels: 2 },
        codecs: Some("mp4a.40.2".into()),
        web_safe,
    }
}

fn segment(track: TrackId, number: u32) -> ProductKind {
    let scale = if track == TrackId::Video { 1000 } else { 48_000 };
    ProductKind::Mezzanine(SegmentInfo {
        track,
        number,
        start: i64::from(number) * 4 * scale,
        duration: 4 * scale,
        samples: 100,
        lead_in: 0,
    })
}

fn mapper(map: Option<SegmentMap>) -> Mapper {
    Mapper::new(VideoId::parse("film").unwrap(), 1, map, LadderPolicy::default())
}

fn store(mapper: &mut Mapper, product: &ProductKind) -> Result<(), MapError> {
    mapper.stored(product, 500_000, format!("{product:?}"))
}

/// A map of both streams with so many segments each.
fn mapped(count: u32, web_safe_audio: bool) -> (Mapper, MapExtension) {
    let mut mapper = mapper(None);
    mapper.streams_chosen(true, true);
    for info in [video(), audio(web_safe_audio)] {
        let track = info.track;
        mapper.track_found(info).unwrap();
        store(&mut mapper, &ProductKind::MezzanineInit { track }).unwrap();
        (0..count).for_each(|number| store(&mut mapper, &segment(track, number)).unwrap());
    }
    let extension = mapper.extension().unwrap();
    mapper.committed(&extension);
    (mapper, extension)
}

#[test]
fn the_map_opens_with_the_first_segment_of_every_stream() {
    let mut mapper = mapper(None);
    mapper.streams_chosen(true, true);
    mapper.track_found(video()).unwrap();
    store(&mut mapper, &ProductKind::MezzanineInit { track: TrackId::Video }).unwrap();
    store(&mut mapper, &segment(TrackId::Video, 0)).unwrap();
    assert_eq!(mapper.extension(), None);
    mapper.track_found(audio(false)).unwrap();
    store(&mut mapper, &segment(TrackId::Audio, 0)).unwrap();
    let extension = mapper.extension().unwrap();
    assert_eq!((extension.tracks.len(), extension.bounds.len(), extension.made.len()), (2, 2, 3));
    assert!(!extension.is_playable, "its sound must be encoded first");
    mapper.committed(&extension);
    assert_eq!(mapper.extension(), None);
}

#[test]
fn a_stream_that_does_not_come_is_not_waited_for_and_may_come_late() {
    let mut mapper = mapper(None);
    mapper.streams_chosen(true, true);
    mapper.track_found(video()).unwrap();
    store(&mut mapper, &ProductKind::MezzanineInit { track: TrackId::Video }).unwrap();
    (0..3).for_each(|number| store(&mut mapper, &segment(TrackId::Video, number)).unwrap());
    let extension = mapper.extension().unwrap();
    assert!(extension.is_playable && extension.renditions.iter().all(|plan| plan.track() == TrackId::Video));
    mapper.committed(&extension);
    mapper.track_found(audio(true)).unwrap();
    store(&mut mapper, &ProductKind::MezzanineInit { track: TrackId::Audio }).unwrap();
    store(&mut mapper, &segment(TrackId::Audio, 0)).unwrap();
    let late = mapper.extension().unwrap();
    assert_eq!(late.renditions.iter().map(|plan| plan.name.as_str()).collect::<Vec<_>>(), ["audio"]);
}

#[test]
fn extensions_continue_each_other_and_the_last_one_completes() {
    let (mut mapper, first) = mapped(2, true);
    assert!(first.is_playable && !first.is_complete);
    store(&mut mapper, &segment(TrackId::Video, 2)).unwrap();
    let second = mapper.extension().unwrap();
    assert_eq!(
        second.bounds.iter().map(|(track, first, list)| (*track, *first, list.len())).collect::<Vec<_>>(),
        [(TrackId::Video, 2, 1)]
    );
    assert!(second.tracks.is_empty() && second.renditions.is_empty());
    mapper.committed(&second);
    let last = mapper.finish(Summary::default()).unwrap();
    assert!(last.is_complete && last.bounds.is_empty() && last.made.is_empty());
    assert!((last.duration_seconds - 12.0).abs() < 1e-9);
}

#[test]
fn a_second_run_over_the_same_source_adds_only_what_is_new() {
    let (_, extension) = mapped(2, true);
    let mut map = mapper(None).map;
    assert!(map.extend(&extension));
    let mut again = mapper(Some(map));
    again.streams_chosen(true, true);
    again.track_found(video()).unwrap();
    store(&mut again, &ProductKind::MezzanineInit { track: TrackId::Video }).unwrap();
    (0..2).for_each(|number| store(&mut again, &segment(TrackId::Video, number)).unwrap());
    assert_eq!(again.extension(), None);
    store(&mut again, &segment(TrackId::Video, 2)).unwrap();
    let more = again.extension().unwrap();
    assert_eq!((more.bounds[0].1, more.made.len()), (2, 1));
}

#[test]
fn another_source_diverges() {
    let (_, extension) = mapped(2, true);
    let mut map = mapper(None).map;
    assert!(map.extend(&extension));
    let mut other = mapper(Some(map.clone()));
    let longer = TrackInfo { timescale: 2000, ..video() };
    assert_eq!(other.track_found(longer), Err(MapError::Diverged));
    let mut other = mapper(Some(map));
    other.track_found(video()).unwrap();
    let ProductKind::Mezzanine(first) = segment(TrackId::Video, 0) else { panic!() };
    let shorter = ProductKind::Mezzanine(SegmentInfo { duration: 3000, ..first });
    assert_eq!(store(&mut other, &shorter), Err(MapError::Diverged));
}

#[test]
fn the_bandwidth_of_a_source_stream_grows_with_it() {
    let (mut mapper, first) = mapped(1, true);
    assert_eq!(first.renditions[0].bandwidth, 1_000_000);
    mapper.stored(&segment(TrackId::Video, 1), 1_000_000, "x".into()).unwrap();
    let more = mapper.extension().unwrap();
    assert_eq!((more.renditions.len(), more.renditions[0].bandwidth), (1, 2_000_000));
}

#[test]
fn segments_that_do_not_join_and_files_without_media_are_failures() {
    let (mut joined, _) = mapped(1, true);
    assert!(matches!(store(&mut joined, &segment(TrackId::Video, 5)), Err(MapError::Failed(_))));
    let mut nothing = mapper(None);
    assert_eq!(nothing.finish(Summary::default()).unwrap_err().code, FailureCode::NoMedia);
}

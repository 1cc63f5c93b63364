use playhouse_pipelines::spec::{MezzanineTrack, Orientation, VideoCoding};

use super::*;
use crate::model::{
    DeadLetter, LadderPolicy, RenditionPlan, SOURCE_AUDIO, SOURCE_VIDEO, Timestamp, TrackSummary, VideoFailure,
    VideoId, plan,
};

fn track(id: TrackId, open_at: Option<usize>) -> Track {
    let (timescale, media) = match id {
        TrackId::Video => {
            let orientation = Orientation::Upright;
            (
                24_000,
                TrackMedia::Video {
                    width: 854,
                    height: 480,
                    frame_rate: 24.0,
                    orientation,
                    interlaced: false,
                    hdr: false,
                },
            )
        }
        TrackId::Audio => (48_000, TrackMedia::Audio { sample_rate: 48_000, channels: 6 }),
    };
    let bound = |index: usize| Bound {
        start: i64::try_from(index).unwrap() * i64::from(timescale) * 4,
        duration: i64::from(timescale) * 4,
        samples: 96,
        lead_in: u32::from(Some(index) == open_at),
    };
    let mezzanine = MezzanineTrack { caps: "caps".into(), timescale: u32::try_from(timescale).unwrap() };
    Track { id, mezzanine, media, codecs: Some("codecs".into()), bounds: (0..3).map(bound).collect() }
}

fn record(stream: &str, number: Option<u32>) -> SegmentRecord {
    SegmentRecord { stream: stream.into(), number, length: 10, hash: "hash".into() }
}

fn work(passthrough: bool) -> Work {
    let tracks = vec![track(TrackId::Video, Some(2)), track(TrackId::Audio, None)];
    let summaries: Vec<TrackSummary> = tracks
        .iter()
        .map(|track| TrackSummary { track: track.clone(), passthrough, peak_bitrate: 1_000_000 })
        .collect();
    let renditions: Vec<RenditionPlan> = plan(&summaries, &LadderPolicy::default());
    let made = [SOURCE_VIDEO, SOURCE_AUDIO]
        .into_iter()
        .flat_map(|stream| (0..3).map(move |number| record(stream, Some(number))));
    let map = SegmentMap {
        video: VideoId::random(),
        version: 1,
        revision: 1,
        is_complete: true,
        tracks,
        renditions,
        made: made.collect(),
    };
    Work::new(map)
}

#[test]
fn a_source_rung_needs_only_its_sound_to_be_playable() {
    let mut work = work(true);
    assert!(!work.is_playable());
    assert_eq!(work.first_units(), [Unit::Audio { rendition: "audio".into(), number: 0 }]);
    work.set_made(&record("audio", Some(0)));
    assert!(work.is_playable());
}

#[test]
fn a_foreign_source_starts_with_one_rung() {
    let work = work(false);
    let first = Unit::Video { number: 0, rungs: vec!["480p".into()] };
    assert_eq!(work.first_units(), [first, Unit::Audio { rendition: "audio".into(), number: 0 }]);
}

#[test]
fn background_work_goes_interval_by_interval_and_never_twice() {
    let mut work = work(true);
    let mut seen = Vec::new();
    while let Some(unit) = work.next_background() {
        assert!(!seen.contains(&unit), "{unit:?} twice");
        work.set_in_flight(&unit, Some(JobId::next()));
        seen.push(unit);
    }
    assert_eq!(seen[0], Unit::Video { number: 0, rungs: vec!["360p".into(), "240p".into()] });
    // Three intervals of the picture, three of encoded stereo; surround is the source's own.
    assert_eq!(seen.len(), 3 + 3);
    for unit in &seen {
        work.set_in_flight(unit, None);
    }
    assert!(work.next_background().is_some());
}

#[test]
fn a_viewer_gets_one_rung_and_one_job() {
    let mut work = work(true);
    let unit = work.unit_of("240p", 1).unwrap();
    assert_eq!(unit, Unit::Video { number: 1, rungs: vec!["240p".into()] });
    let job = JobId::next();
    work.set_in_flight(&unit, Some(job));
    assert_eq!(work.in_flight("240p", 1), Some(job));
    assert_eq!(work.in_flight("360p", 1), None);
    assert_eq!(work.is_made("240p", Some(1)), Some(false));
    assert_eq!(work.is_made("480p", Some(1)), Some(true));
    assert_eq!(work.is_made("240p", Some(3)), None);
    assert_eq!(work.is_made("480p", Some(3)), None);
}

#[test]
fn an_open_gop_is_fed_with_the_one_before() {
    let work = work(true);
    let numbers = |number| match work.job(&Unit::Video { number, rungs: vec!["360p".into()] }, 1, None).unwrap().0 {
        Job::Video(job) => job.inputs.iter().map(|input| input.number).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    assert_eq!(numbers(1), [1]);
    assert_eq!(numbers(2), [1, 2]);
}

#[test]
fn everything_made_is_complete() {
    let mut work = work(true);
    for rung in ["360p", "240p", "audio"] {
        for number in 0..3 {
            work.set_made(&record(rung, Some(number)));
        }
    }
    assert!(work.is_complete() && work.next_background().is_none());
}

/// The same film, of which only so many intervals are known.
fn growing(count: usize) -> Work {
    let mut map = work(true).map;
    map.is_complete = false;
    for track in &mut map.tracks {
        track.bounds.truncate(count);
    }
    Work::new(map)
}

fn next_interval(first: u32) -> MapExtension {
    let bounds = |id| vec![*track(id, None).bounds.get(usize::try_from(first).unwrap()).unwrap()];
    MapExtension {
        bounds: [TrackId::Video, TrackId::Audio].map(|id| (id, first, bounds(id))).into(),
        made: [SOURCE_VIDEO, SOURCE_AUDIO].map(|stream| record(stream, Some(first))).into(),
        is_complete: first == 2,
        ..MapExtension::default()
    }
}

#[test]
fn sound_is_encoded_only_when_what_follows_it_is_there() {
    let mut work = growing(1);
    assert_eq!(work.is_made("audio", Some(0)), None);
    assert!(work.first_units().is_empty());
    assert!(work.extend(&next_interval(1)));
    assert_eq!(work.first_units(), [Unit::Audio { rendition: "audio".into(), number: 0 }]);
    assert_eq!((work.is_made("audio", Some(0)), work.is_made("audio", Some(1))), (Some(false), None));
    assert!(work.extend(&next_interval(2)));
    assert_eq!(work.is_made("audio", Some(2)), Some(false));
}

#[test]
fn a_map_that_grows_is_never_complete_and_takes_no_gap() {
    let mut work = growing(1);
    for name in ["360p", "240p"] {
        work.set_made(&record(name, Some(0)));
    }
    assert!(!work.is_complete());
    assert!(!work.extend(&next_interval(2)));
}

/// A long film whose intervals last four seconds each, its sound being the source's.
fn long_film() -> Work {
    let mut map = work(true).map;
    map.renditions.retain(|plan| plan.track() == TrackId::Video);
    for track in &mut map.tracks {
        let (first, length) = (track.bounds[0], track.bounds[0].duration);
        track.bounds = (0..20).map(|index| Bound { start: index * length, ..first }).collect();
    }
    map.made = (0..20).map(|number| record(SOURCE_VIDEO, Some(number))).collect();
    Work::new(map)
}

#[test]
fn the_opening_goes_first_then_what_play_heads_come_to() {
    let mut work = long_film();
    work.set_play_head("360p", 9);
    let mut order = Vec::new();
    while let Some((unit, priority)) = work.next_unit() {
        if let Unit::Video { number, rungs } = &unit {
            order.push((*number, rungs.len(), priority));
        }
        work.set_in_flight(&unit, Some(JobId::next()));
    }
    let first = |number| (number, 2, Priority::First);
    let ahead = |number| (number, 1, Priority::Ahead);
    assert_eq!(order[..6], [first(0), first(1), first(2), ahead(10), ahead(11), ahead(12)]);
    assert_eq!(order[6], (3, 2, Priority::Background));
    // What was made ahead in one rung is made in the other by the background.
    assert!(order.contains(&(10, 1, Priority::Background)));
}

fn letter(work: &Work, rungs: &[&str], number: u32) -> DeadLetter {
    DeadLetter {
        video: work.map().video.clone(),
        version: work.map().version,
        rungs: rungs.iter().map(ToString::to_string).collect(),
        number,
        failure: VideoFailure { code: "internal".into(), detail: "Nobody knows.".into() },
        attempts: 3,
        at: Timestamp(1),
    }
}

#[test]
fn what_an_operator_cancelled_is_made_for_who_asks_and_for_nobody_else() {
    let mut work = work(true);
    let cancelled = VideoFailure { code: VideoFailure::CANCELLED.into(), detail: "An operator cancelled it.".into() };
    work.bury(DeadLetter { failure: cancelled, ..letter(&work, &["360p", "240p"], 1) });
    work.bury(letter(&work, &["audio"], 2));
    while let Some((unit, _)) = work.next_unit() {
        let (rungs, number) = unit.rungs_and_number();
        assert!(number != 1 || rungs == ["audio"], "{unit:?}");
        rungs.iter().for_each(|rung| work.set_made(&record(rung, Some(number))));
    }
    assert!(work.is_settled());
    work.revive_cancelled("240p", 1);
    work.revive_cancelled("240p", 0);
    work.revive_cancelled("audio", 2);
    assert!(work.reason_dead("240p", 1).is_none() && work.reason_dead("360p", 1).is_some());
    assert_eq!(work.is_made("240p", Some(0)), Some(true));
    assert!(work.reason_dead("audio", 2).is_some(), "that one failed");
}

#[test]
fn what_is_dead_is_left_alone_until_it_is_revived() {
    let mut work = work(true);
    work.bury(DeadLetter { version: 2, ..letter(&work, &["240p"], 0) });
    assert_eq!(work.reason_dead("240p", 0), None, "another version's letter");
    work.bury(letter(&work, &["360p", "240p"], 1));
    work.bury(letter(&work, &["audio"], 2));
    let mut seen = Vec::new();
    while let Some((unit, _)) = work.next_unit() {
        let (rungs, number) = unit.rungs_and_number();
        for rung in rungs {
            work.set_made(&record(rung, Some(number)));
        }
        seen.push(unit);
    }
    assert_eq!(seen.len(), 2 + 2);
    assert!(work.is_settled() && !work.is_complete() && work.is_playable());
    assert_eq!(work.reason_dead("240p", 1).unwrap().detail, "Nobody knows.");
    assert_eq!((work.reason_dead("240p", 0), work.is_made("240p", Some(1))), (None, Some(false)));

    work.revive();
    assert!(!work.is_settled() && work.reason_dead("240p", 1).is_none());
    assert_eq!(work.next_background(), Some(Unit::Video { number: 1, rungs: vec!["360p".into(), "240p".into()] }));
}

#[test]
fn only_what_makes_the_video_playable_is_vital() {
    let mut work = work(false);
    assert!(work.is_vital(&Unit::Video { number: 0, rungs: vec!["480p".into(), "360p".into()] }));
    assert!(work.is_vital(&Unit::Audio { rendition: "audio".into(), number: 0 }));
    assert!(!work.is_vital(&Unit::Video { number: 0, rungs: vec!["360p".into()] }));
    assert!(!work.is_vital(&Unit::Video { number: 1, rungs: vec!["480p".into()] }));
    // Another rung takes the place of one that was given up, and then everything depends on that one.
    work.bury(letter(&work, &["480p"], 0));
    assert!(work.is_vital(&Unit::Video { number: 0, rungs: vec!["360p".into()] }));
    assert_eq!(work.first_alive("480p"), 1);
}

/// The film with two more codecs, its ladder made.
fn with_extras() -> Work {
    let mut map = work(true).map;
    let policy = LadderPolicy { extra: vec![VideoCoding::Vp9, VideoCoding::Av1], ..LadderPolicy::default() };
    let summaries: Vec<TrackSummary> = map
        .tracks
        .iter()
        .map(|track| TrackSummary { track: track.clone(), passthrough: true, peak_bitrate: 1_000_000 })
        .collect();
    map.renditions = plan(&summaries, &policy);
    map.made =
        (0..3).flat_map(|number| [SOURCE_VIDEO, SOURCE_AUDIO].map(|stream| record(stream, Some(number)))).collect();
    Work::new(map)
}

fn make(work: &mut Work, rung: &str) {
    work.set_made(&record(rung, None));
    (0..3).for_each(|number| work.set_made(&record(rung, Some(number))));
}

#[test]
fn other_codecs_wait_for_the_ladder_and_go_one_by_one() {
    let mut work = with_extras();
    let (unit, priority) = work.next_unit().unwrap();
    assert_eq!((unit.rungs_and_number().0, priority), (&["360p".to_owned(), "240p".to_owned()][..], Priority::First));
    for rung in ["360p", "240p", "audio"] {
        assert!(!work.is_complete());
        make(&mut work, rung);
    }
    assert!(work.is_complete() && !work.is_settled(), "the ladder is whole without them");
    let mut order = Vec::new();
    while let Some((unit, priority)) = work.next_unit() {
        assert_eq!(priority, Priority::Extra);
        order.push((unit.rungs_and_number().1, unit.rungs_and_number().0.join("+"), work.key(&unit)));
        work.set_in_flight(&unit, Some(JobId::next()));
    }
    assert_eq!(order.len(), 6);
    assert_eq!(order[0], (0, "480p-vp9+360p-vp9".to_owned(), UnitKey::Video(0, VideoCoding::Vp9)));
    assert_eq!(order[1], (0, "480p-av1+360p-av1".to_owned(), UnitKey::Video(0, VideoCoding::Av1)));
}

#[test]
fn another_codec_is_told_to_players_when_it_is_whole_and_once() {
    let mut work = with_extras();
    make(&mut work, "480p-av1");
    assert_eq!(work.list_whole_extras(), ["480p-av1"]);
    assert!(work.list_whole_extras().is_empty());
    work.set_made(&record("480p-vp9", Some(0)));
    assert!(work.list_whole_extras().is_empty());
    assert!(work.first_units().iter().all(|unit| matches!(unit, Unit::Audio { .. })));
}

/// Everything of a ladder is made.
fn made() -> Work {
    let mut work = work(true);
    let names: Vec<String> = work.streams.iter().map(|stream| stream.plan.name.clone()).collect();
    for name in &names {
        work.set_made(&record(name, None));
        (0..3).for_each(|number| work.set_made(&record(name, Some(number))));
    }
    assert!(work.is_settled() && work.is_complete() && !work.is_busy());
    work
}

#[test]
fn of_an_evicted_rung_only_what_is_asked_for_is_made() {
    let mut work = made();
    work.evict("360p");
    assert_eq!(work.is_made("360p", None), Some(false));
    assert!(work.is_settled() && !work.is_complete());
    assert_eq!(work.next_unit(), None, "nothing fills it up");
    let left = work.left();
    let of = |name: &str| left.iter().find(|rung| rung.name == name).map(|rung| rung.work);
    assert_eq!((of("360p"), of("240p")), (Some(None), Some(None)));
    let unit = work.unit_of("360p", 0).unwrap();
    work.set_in_flight(&unit, Some(JobId::next()));
    assert!(work.is_busy() && !work.is_settled());
    work.set_made(&record("360p", None));
    work.set_made(&record("360p", Some(0)));
    assert!(work.is_settled());
    // Somebody watches it: what lies ahead is made, and no more than that.
    work.set_play_head("360p", 0);
    assert!(!work.is_settled());
    let ahead = Unit::Video { number: 1, rungs: vec!["360p".into()] };
    assert_eq!(work.next_unit(), Some((ahead, Priority::Ahead)));
    // Another eviction forgets who watched it.
    work.evict("360p");
    assert!(work.is_settled() && work.next_unit().is_none());
}

#[test]
fn what_is_lost_of_other_rungs_is_made_beside_an_evicted_one() {
    let mut work = made();
    work.evict("360p");
    work.set_lost("240p", Some(1));
    let lost = Unit::Video { number: 1, rungs: vec!["240p".into()] };
    assert_eq!(work.next_unit().map(|(unit, _)| unit), Some(lost));
}

#[test]
fn what_is_left_counts_everything_that_comes_before() {
    let mut work = work(true);
    let left = |work: &Work, name: &str| work.left().into_iter().find(|rung| rung.name == name).unwrap();
    let source = work.map().renditions[0].name.clone();
    assert_eq!((left(&work, &source).made, left(&work, &source).work), (3, Some(0.0)));
    let all = left(&work, "audio").work.unwrap();
    let first = work.cost(&work.unit_of("audio", 0).unwrap());
    assert!(first > 0.0 && all > 3.0 * first, "the picture of an interval comes before its sound: {all}");
    let units: Vec<Unit> = std::iter::from_fn(|| {
        let (unit, _) = work.next_unit()?;
        work.set_in_flight(&unit, Some(JobId::next()));
        Some(unit)
    })
    .collect();
    let cost: f64 = units.iter().map(|unit| work.cost(unit)).sum();
    assert!((cost - all).abs() < 1.0, "what is in flight is left, too: {cost} of {all}");
    work.set_made(&record("audio", Some(2)));
    assert_eq!((left(&work, "audio").made, left(&work, "audio").total), (1, 3));
    assert!(left(&work, "audio").work.unwrap() < all);
    work.bury(letter(&work, &["audio"], 0));
    work.bury(letter(&work, &["audio"], 1));
    assert_eq!(left(&work, "audio").work, None, "what is given up takes no time");
}

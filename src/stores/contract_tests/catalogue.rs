use playhouse_actors::model::{
    Bound, DeadLetter, FactKind, MapExtension, MapState, RenditionKind, RenditionPlan, SOURCE_VIDEO, SegmentRecord,
    Timestamp, Track, VideoDetails, VideoFailure, VideoFilter, VideoId, VideoSort, VideoState, Visibility,
};
use playhouse_actors::ports::{Catalogue, IngestStart, Outbox, Uploads};
use playhouse_pipelines::report::{Loudness, TrackId, TrackMedia};
use playhouse_pipelines::spec::{MezzanineTrack, Orientation, Rendition, VideoCoding};

use super::{DbStore, on_every_database, person, upload};

pub(super) fn record(stream: &str, number: Option<u32>) -> SegmentRecord {
    SegmentRecord { stream: stream.into(), number, length: 7, hash: "ab".into() }
}

fn bounds(numbers: std::ops::Range<i64>) -> Vec<Bound> {
    numbers
        .map(|number| Bound { start: number * 4, duration: 4, samples: 4, lead_in: u32::from(number == 1) })
        .collect()
}

fn sources(numbers: std::ops::Range<u32>) -> Vec<SegmentRecord> {
    numbers.map(|number| record(SOURCE_VIDEO, Some(number))).collect()
}

/// The first segment of a film.
pub(super) fn opening() -> MapExtension {
    let track = Track {
        id: TrackId::Video,
        mezzanine: MezzanineTrack { caps: "video/x-h264".into(), timescale: 1 },
        media: TrackMedia::Video {
            width: 64,
            height: 48,
            frame_rate: 1.0,
            orientation: Orientation::Rotate90,
            interlaced: false,
            hdr: false,
        },
        codecs: Some("avc1.64001f".into()),
        bounds: Vec::new(),
    };
    let rendition = Rendition {
        name: "48p".into(),
        width: 64,
        height: 48,
        crf: 23,
        max_bitrate: 1000,
        preset: "veryfast".into(),
        level: 30,
        coding: VideoCoding::H264,
        in_band: false,
    };
    let plan = |name: &str, kind| RenditionPlan {
        name: name.into(),
        kind,
        bandwidth: 1,
        frame_rate: 1.0,
        codecs: "x".into(),
        is_unlisted: name.contains('-'),
    };
    MapExtension {
        tracks: vec![track],
        bounds: vec![(TrackId::Video, 0, bounds(0..1))],
        renditions: vec![
            plan("source", RenditionKind::SourceVideo { width: 64, height: 48 }),
            plan("48p", RenditionKind::Video(rendition)),
        ],
        made: [vec![record(SOURCE_VIDEO, None)], sources(0..1)].concat(),
        duration_seconds: 4.0,
        size: Some((64, 48)),
        is_complete: false,
        is_playable: false,
    }
}

/// The rest of it.
pub(super) fn ending() -> MapExtension {
    MapExtension {
        bounds: vec![(TrackId::Video, 1, bounds(1..3))],
        made: sources(1..3),
        duration_seconds: 12.0,
        size: Some((64, 48)),
        is_complete: true,
        is_playable: true,
        ..MapExtension::default()
    }
}

async fn begin(store: &DbStore, video: &VideoId, anew: bool) -> Option<IngestStart> {
    store.begin_ingest(video, anew).await.unwrap()
}

/// A video whose upload is complete.
pub(super) async fn uploaded(store: &DbStore, name: &str) -> VideoId {
    let owner = person(store, name).await;
    let (id, video) = upload(store, &owner).await;
    store.complete(&id, 100).await.unwrap();
    video
}

/// A video that is mapped, and the version of its media.
pub async fn mapped(store: &DbStore, name: &str) -> (VideoId, u32) {
    let video = uploaded(store, name).await;
    let version = begin(store, &video, false).await.unwrap().version;
    for extension in [opening(), ending()] {
        assert!(store.extend_map(&video, version, extension).await.unwrap());
    }
    (video, version)
}

async fn a_segment_map_grows_and_comes_back_as_it_was(store: &DbStore) {
    let video = uploaded(store, "ada").await;
    assert_eq!(begin(store, &video, false).await, Some(IngestStart { version: 1, map: None }));
    assert_eq!(store.segment_map(&video).await.unwrap(), None);
    assert!(store.extend_map(&video, 1, opening()).await.unwrap());
    let mut expected = store.segment_map(&video).await.unwrap().unwrap();
    assert_eq!((expected.version, expected.revision, expected.is_complete), (1, 1, false));
    assert_eq!((&expected.renditions, expected.made.len()), (&opening().renditions, 2));
    assert!(store.extend_map(&video, 1, ending()).await.unwrap());
    let map = store.segment_map(&video).await.unwrap().unwrap();
    assert!(expected.extend(&ending()) && expected.tracks == map.tracks && map.is_complete && map.revision == 2);
    let found = store.video(&video).await.unwrap().unwrap();
    assert_eq!((found.map_state, found.map_revision, found.state), (MapState::Complete, 2, VideoState::Playable));
    assert_eq!((found.duration_seconds, found.width), (Some(12.0), Some(64)));
    assert_eq!(store.segment(&video, 1, SOURCE_VIDEO, None).await.unwrap(), Some(record(SOURCE_VIDEO, None)));
    assert_eq!(store.segment(&video, 1, "48p", Some(0)).await.unwrap(), None);
    assert_eq!(store.segment(&video, 2, SOURCE_VIDEO, None).await.unwrap(), None);
    let made = vec![record("48p", None), record("48p", Some(0))];
    for _ in 0..2 {
        assert!(store.commit_segments(&video, 1, made.clone()).await.unwrap());
    }
    let progress = store.progress(&video).await.unwrap();
    let figures: Vec<(&str, u32, u32)> =
        progress.iter().map(|rendition| (rendition.plan.name.as_str(), rendition.made, rendition.total)).collect();
    assert_eq!(figures, [("source", 3, 3), ("48p", 1, 3)]);
    let bytes: Vec<u64> = progress.iter().map(|rendition| rendition.bytes).collect();
    assert_eq!(bytes, [4 * 7, 2 * 7], "init segments count");
    let other = uploaded(store, "eve").await;
    let of_page = store.progress_of(&[other, video.clone()]).await.unwrap();
    assert_eq!((of_page.len(), &of_page[&video]), (1, &progress));
    assert_eq!(begin(store, &video, true).await, None, "a complete map is not made again");
}

async fn ingest_goes_on_where_it_ended_and_takes_no_gap(store: &DbStore) {
    let owner = person(store, "ada").await;
    let (_, video) = upload(store, &owner).await;
    begin(store, &video, false).await;
    assert!(store.extend_map(&video, 1, MapExtension { is_playable: true, ..opening() }).await.unwrap());
    assert_eq!(store.video(&video).await.unwrap().unwrap().state, VideoState::Playable, "while it still uploads");
    let again = begin(store, &video, false).await.unwrap();
    assert_eq!((again.version, again.map.unwrap().made.len()), (1, 2));
    let gap = MapExtension { bounds: vec![(TrackId::Video, 2, bounds(2..3))], ..MapExtension::default() };
    assert!(store.extend_map(&video, 1, gap).await.is_err());
    assert!(!store.mark_ready(&video).await.unwrap(), "more may come");
    let anew = begin(store, &video, true).await.unwrap();
    assert_eq!((anew.version, anew.map), (2, None));
    let found = store.video(&video).await.unwrap().unwrap();
    assert_eq!((found.state, found.map_state), (VideoState::Uploading, MapState::None));
}

async fn a_late_worker_is_refused(store: &DbStore) {
    let video = uploaded(store, "ada").await;
    begin(store, &video, false).await;
    assert_eq!(begin(store, &video, true).await.unwrap().version, 2);
    assert!(!store.extend_map(&video, 1, opening()).await.unwrap());
    assert!(store.extend_map(&video, 2, opening()).await.unwrap());
    assert!(!store.commit_segments(&video, 1, vec![record("48p", Some(0))]).await.unwrap());
    assert_eq!(begin(store, &VideoId::random(), false).await, None);
}

/// States of the videos that have work to do.
async fn unfinished(store: &DbStore) -> Vec<VideoState> {
    store.unfinished().await.unwrap().iter().map(|video| video.state).collect()
}

async fn a_video_becomes_playable_and_ready_once(store: &DbStore) {
    let video = uploaded(store, "ada").await;
    begin(store, &video, false).await;
    assert!(!store.mark_ready(&video).await.unwrap());
    assert_eq!(unfinished(store).await, [VideoState::Processing]);
    assert!(store.mark_playable(&video).await.unwrap());
    assert!(!store.mark_playable(&video).await.unwrap());
    assert_eq!(unfinished(store).await, [VideoState::Playable]);
    store.extend_map(&video, 1, MapExtension { is_complete: true, ..opening() }).await.unwrap();
    assert!(store.mark_ready(&video).await.unwrap());
    assert!(!store.mark_ready(&video).await.unwrap());
    assert!(!store.mark_failed(&video, VideoFailure { code: "x".into(), detail: String::new() }).await.unwrap());
    let found = store.video(&video).await.unwrap().unwrap();
    assert!(found.state == VideoState::Ready && found.published_at.is_some());
    let kinds: Vec<FactKind> = store.pending("test", 10).await.unwrap().iter().map(|fact| fact.kind).collect();
    assert_eq!(kinds, [FactKind::Uploaded, FactKind::Playable, FactKind::Ready]);
    assert_eq!(unfinished(store).await, []);
}

async fn a_failure_forgets_the_media_and_says_why(store: &DbStore) {
    let video = uploaded(store, "ada").await;
    begin(store, &video, false).await;
    store.extend_map(&video, 1, opening()).await.unwrap();
    let failure = VideoFailure { code: "corrupt_media".into(), detail: "It breaks off.".into() };
    assert!(store.mark_failed(&video, failure.clone()).await.unwrap());
    assert!(!store.mark_failed(&video, failure.clone()).await.unwrap());
    let found = store.video(&video).await.unwrap().unwrap();
    assert_eq!((found.state, found.failure), (VideoState::Failed, Some(failure)));
    assert_eq!(store.segment_map(&video).await.unwrap(), None);
    assert_eq!(store.segment(&video, 1, SOURCE_VIDEO, Some(0)).await.unwrap(), None);
}

async fn owners_change_and_delete_their_own(store: &DbStore) {
    let (ada, bob) = (person(store, "ada").await, person(store, "bob").await);
    let (_, video) = upload(store, &ada).await;
    let details =
        || VideoDetails { title: Some("New".into()), visibility: Some(Visibility::Private), ..VideoDetails::default() };
    assert_eq!(store.update(&video, &bob.id, details()).await.unwrap(), None);
    let changed = store.update(&video, &ada.id, details()).await.unwrap().unwrap();
    assert_eq!(
        (changed.title.as_str(), changed.visibility, changed.owner_username.as_str()),
        ("New", Visibility::Private, "ada")
    );
    assert!(!store.delete(&video, &bob.id).await.unwrap());
    assert!(store.delete(&video, &ada.id).await.unwrap());
    assert_eq!(store.video(&video).await.unwrap(), None);
    assert_eq!(store.pending("test", 10).await.unwrap().last().unwrap().kind, FactKind::Deleted);
}

async fn lists_page_without_holes_in_every_order(store: &DbStore) {
    let ada = person(store, "ada").await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let (id, video) = upload(store, &ada).await;
        store.complete(&id, 100).await.unwrap();
        store.mark_playable(&video).await.unwrap();
        for _ in 0..number % 3 {
            store.add_view(&video).await.unwrap();
        }
        ids.push(video);
    }
    let (_, hidden) = upload(store, &ada).await;
    for sort in [VideoSort::Newest, VideoSort::Oldest, VideoSort::Popular] {
        let mut filter = VideoFilter { sort, limit: 2, ..VideoFilter::default() };
        let mut seen = Vec::new();
        loop {
            let page = store.videos(&filter).await.unwrap();
            seen.extend(page.items);
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                break;
            }
        }
        let mut found: Vec<VideoId> = seen.iter().map(|video| video.id.clone()).collect();
        match sort {
            VideoSort::Oldest => assert_eq!(found, ids),
            VideoSort::Newest => assert!(found.iter().rev().eq(ids.iter())),
            VideoSort::Popular => {
                assert!(seen.is_sorted_by(|left, right| left.views >= right.views))
            }
        }
        found.sort();
        found.dedup();
        assert_eq!(found.len(), ids.len());
    }
    let own = VideoFilter { owned_by: Some(ada.id.clone()), limit: 50, ..VideoFilter::default() };
    assert!(store.videos(&own).await.unwrap().items.iter().any(|video| video.id == hidden));
    let others = VideoFilter { username: Some("bob".into()), limit: 50, ..VideoFilter::default() };
    assert!(store.videos(&others).await.unwrap().items.is_empty());
}

fn letter(video: &VideoId, rungs: &[&str], number: u32, at: i64) -> DeadLetter {
    DeadLetter {
        video: video.clone(),
        version: 1,
        rungs: rungs.iter().map(ToString::to_string).collect(),
        number,
        failure: VideoFailure { code: "internal".into(), detail: "A disk is damaged.".into() },
        attempts: 3,
        at: Timestamp(at),
    }
}

async fn dead_letters_stay_until_they_are_revived_or_the_media_goes(store: &DbStore) {
    let (video, _) = mapped(store, "ada").await;
    let (other, _) = mapped(store, "bob").await;
    let letters = [letter(&video, &["48p"], 1, 5), letter(&video, &["48p", "24p"], 2, 3)];
    for letter in letters.iter().chain(&[letters[0].clone(), letter(&other, &["audio"], 0, 4)]) {
        assert!(store.bury(letter.clone()).await.unwrap());
    }
    assert!(!store.bury(DeadLetter { version: 2, ..letters[0].clone() }).await.unwrap());
    assert_eq!(store.dead_letters(&video).await.unwrap(), letters);
    let newest = store.newest_dead_letters(2).await.unwrap();
    assert_eq!(newest.iter().map(|letter| letter.at.0).collect::<Vec<_>>(), [5, 4]);
    // What is made after all is no longer written about.
    let made = |stream: &str, number| SegmentRecord {
        stream: stream.into(),
        number: Some(number),
        length: 1,
        hash: "hash".into(),
    };
    assert!(store.commit_segments(&video, 1, vec![made("24p", 1), made("24p", 2)]).await.unwrap());
    let left = [letters[0].clone(), DeadLetter { rungs: vec!["48p".into()], ..letters[1].clone() }];
    assert_eq!(store.dead_letters(&video).await.unwrap(), left);
    assert_eq!((store.revive(&video).await.unwrap(), store.revive(&video).await.unwrap()), (2, 0));
    assert!(store.dead_letters(&video).await.unwrap().is_empty());
    assert_eq!(store.dead_letters(&other).await.unwrap().len(), 1);
    let failure = VideoFailure { code: "internal".into(), detail: "It is gone.".into() };
    assert!(store.mark_failed(&other, failure).await.unwrap());
    assert!(store.newest_dead_letters(9).await.unwrap().is_empty());
}

async fn renditions_are_listed_once_and_the_map_counts_as_changed(store: &DbStore) {
    let video = uploaded(store, "ada").await;
    begin(store, &video, false).await;
    let mut extension = MapExtension { is_complete: true, is_playable: true, ..opening() };
    let extra = RenditionPlan { name: "48p-av1".into(), is_unlisted: true, ..extension.renditions[1].clone() };
    extension.renditions.push(extra.clone());
    assert!(store.extend_map(&video, 1, extension).await.unwrap() && store.mark_ready(&video).await.unwrap());
    assert_eq!(unfinished(store).await, [VideoState::Ready], "it has a rendition that is not listed");
    assert_eq!(store.segment_map(&video).await.unwrap().unwrap().renditions[2], extra);
    assert!(!store.list_renditions(&video, 2, vec!["48p-av1".into()]).await.unwrap());
    assert!(store.list_renditions(&video, 1, vec!["48p-av1".into()]).await.unwrap());
    let map = store.segment_map(&video).await.unwrap().unwrap();
    assert_eq!((map.revision, map.renditions[2].is_unlisted), (2, false));
    assert_eq!(unfinished(store).await, []);
}

async fn loudness_is_of_the_current_media(store: &DbStore) {
    let (video, version) = mapped(store, "ada").await;
    assert_eq!((store.unmeasured(9).await.unwrap(), store.loudness(&video).await.unwrap()), (vec![], None), "no sound");
    let heard = uploaded(store, "bob").await;
    begin(store, &heard, false).await;
    let sound = Track {
        id: TrackId::Audio,
        media: TrackMedia::Audio { sample_rate: 1, channels: 2 },
        ..opening().tracks.remove(0)
    };
    let extension =
        MapExtension { is_complete: true, is_playable: true, tracks: vec![sound], ..MapExtension::default() };
    assert!(store.extend_map(&heard, 1, extension).await.unwrap());
    assert_eq!(store.unmeasured(9).await.unwrap(), std::slice::from_ref(&heard));
    let loudness = Loudness { integrated_lufs: Some(-23.1), true_peak_dbtp: None };
    assert!(!store.set_loudness(&video, version + 1, loudness).await.unwrap());
    for _ in 0..2 {
        assert!(store.set_loudness(&heard, 1, loudness).await.unwrap());
    }
    assert_eq!((store.unmeasured(9).await.unwrap(), store.loudness(&heard).await.unwrap()), (vec![], Some(loudness)));
}

on_every_database!(
    loudness_is_of_the_current_media,
    renditions_are_listed_once_and_the_map_counts_as_changed,
    a_segment_map_grows_and_comes_back_as_it_was,
    ingest_goes_on_where_it_ended_and_takes_no_gap,
    a_late_worker_is_refused,
    a_video_becomes_playable_and_ready_once,
    a_failure_forgets_the_media_and_says_why,
    dead_letters_stay_until_they_are_revived_or_the_media_goes,
    owners_change_and_delete_their_own,
    lists_page_without_holes_in_every_order,
);

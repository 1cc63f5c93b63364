use std::collections::BTreeMap;
use std::time::Duration;

use playhouse_actors::model::{
    Cursor, EvictedRung, EvictionFigures, EvictionRun, MapExtension, RenditionKind, RenditionPlan, Rung, SOURCE_VIDEO,
    SegmentRecord, Stored, Timestamp, VideoFailure, VideoId,
};
use playhouse_actors::ports::{Catalogue, Ledger};

use super::catalogue::{ending, opening, record, uploaded};
use super::{DbStore, on_every_database};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// What each record of the tests is long.
const LENGTH: u64 = 7;

pub fn rung(video: &VideoId, rendition: &str) -> Rung {
    Rung { video: video.clone(), version: 1, rendition: rendition.into() }
}

fn plan_like(model: &RenditionPlan, name: &str, width: u32, height: u32) -> RenditionPlan {
    let RenditionKind::Video(rendition) = &model.kind else { unreachable!() };
    let mut rendition = rendition.clone();
    (rendition.name, rendition.width, rendition.height) = (name.into(), width, height);
    RenditionPlan { name: name.into(), kind: RenditionKind::Video(rendition), ..model.clone() }
}

/// Init segment and three segments.
pub fn whole(stream: &str) -> Vec<SegmentRecord> {
    std::iter::once(None).chain((0..3).map(Some)).map(|number| record(stream, number)).collect()
}

/// A film of three segments that is ready: its source, three rungs of the picture, and encoded sound.
pub async fn film(store: &DbStore, name: &str) -> VideoId {
    let video = uploaded(store, name).await;
    assert_eq!(store.begin_ingest(&video, false).await.unwrap().map(|start| start.version), Some(1));
    let mut opening = opening();
    let model = opening.renditions[1].clone();
    let sound = RenditionKind::Audio { sample_rate: 48_000, channels: 2, bitrate: 128_000 };
    opening.renditions.push(plan_like(&model, "36p", 48, 36));
    opening.renditions.push(plan_like(&model, "24p", 32, 24));
    opening.renditions.push(RenditionPlan { name: "audio".into(), kind: sound, ..model });
    for extension in [opening, ending()] {
        assert!(store.extend_map(&video, 1, extension).await.unwrap());
    }
    for stream in ["48p", "36p", "24p", "audio"] {
        assert!(store.commit_segments(&video, 1, whole(stream)).await.unwrap());
    }
    video
}

pub async fn ready_film(store: &DbStore, name: &str) -> VideoId {
    let video = film(store, name).await;
    assert!(store.mark_ready(&video).await.unwrap());
    video
}

async fn names(store: &DbStore, before: Timestamp) -> Vec<String> {
    let rungs = store.evictable(before, None, 99).await.unwrap();
    rungs.into_iter().map(|rung| rung.rendition).collect()
}

/// Segments and bytes by stream, summed up from the records themselves.
async fn counted(store: &DbStore, video: &VideoId) -> BTreeMap<String, Stored> {
    let mut sums: BTreeMap<String, Stored> = BTreeMap::new();
    for record in store.segment_map(video).await.unwrap().unwrap().made {
        let sum = sums.entry(record.stream.clone()).or_default();
        *sum = sum.plus(Stored::of(&record));
    }
    sums
}

async fn ledger(store: &DbStore) -> BTreeMap<String, Stored> {
    let streams = store.storage_by_stream().await.unwrap();
    streams.into_iter().filter(|of| of.videos > 0).map(|of| (of.stream, of.stored)).collect()
}

async fn the_ledger_follows_the_records(store: &DbStore) {
    let video = film(store, "ada").await;
    let sums = ledger(store).await;
    assert_eq!(sums, counted(store, &video).await);
    assert_eq!(sums["48p"], Stored { segments: 3, bytes: 4 * LENGTH });
    // What was recorded before counts once, what is forgotten not at all.
    assert!(store.commit_segments(&video, 1, whole("48p")).await.unwrap());
    for number in [Some(1), Some(1), None] {
        store.forget_segment(&video, 1, "48p", number).await.unwrap();
    }
    assert_eq!(ledger(store).await["48p"], Stored { segments: 2, bytes: 2 * LENGTH });
    assert_eq!(ledger(store).await, counted(store, &video).await);
    assert!(store.mark_failed(&video, VideoFailure { code: "x".into(), detail: String::new() }).await.unwrap());
    assert!(ledger(store).await.is_empty());
}

async fn only_unwatched_rungs_of_ready_films_may_go(store: &DbStore) {
    let video = film(store, "ada").await;
    let (now, tomorrow) = (Timestamp::now(), Timestamp::now().plus(DAY));
    assert!(names(store, tomorrow).await.is_empty(), "it is not ready");
    assert!(store.mark_ready(&video).await.unwrap());
    assert!(names(store, now.minus(HOUR)).await.is_empty(), "what is new counts as watched");
    assert_eq!(names(store, tomorrow).await, ["36p", "48p"], "source, sound and the smallest stay");
    store.note_watched(vec![rung(&video, "48p"), rung(&VideoId::random(), "48p")], tomorrow).await.unwrap();
    assert_eq!(names(store, tomorrow).await, ["36p"]);
    let soon = tomorrow.plus(HOUR / 2);
    store.note_watched(vec![rung(&video, "48p")], soon).await.unwrap();
    assert_eq!(names(store, tomorrow.plus(HOUR / 4)).await, ["36p", "48p"], "noted once an hour");
    // Page by page, over videos.
    let other = ready_film(store, "bob").await;
    let (mut after, mut found) = (None, Vec::new());
    while let Some(next) = store.evictable(tomorrow.plus(DAY), after.take(), 1).await.unwrap().pop() {
        found.push(next.clone());
        after = Some(next);
    }
    let mut expected: Vec<Rung> =
        [&video, &other].into_iter().flat_map(|video| ["36p", "48p"].map(|name| rung(video, name))).collect();
    expected.sort_by(|left, right| (&left.video, &left.rendition).cmp(&(&right.video, &right.rendition)));
    found.sort_by(|left, right| (&left.video, &left.rendition).cmp(&(&right.video, &right.rendition)));
    assert_eq!(found, expected);
}

async fn an_eviction_is_marked_counted_and_over_when_all_is_there_again(store: &DbStore) {
    let video = ready_film(store, "ada").await;
    let (at, before) = (Timestamp::now(), Timestamp::now().plus(DAY));
    for name in ["source", "24p", "audio", "12p"] {
        assert_eq!(store.begin_eviction(&rung(&video, name), before, at).await.unwrap(), None, "{name} stays");
    }
    let late = Rung { version: 2, ..rung(&video, "48p") };
    assert_eq!(store.begin_eviction(&late, before, at).await.unwrap(), None);
    let big = rung(&video, "48p");
    let had = Stored { segments: 3, bytes: 4 * LENGTH };
    assert_eq!(store.begin_eviction(&big, before, at).await.unwrap(), Some(had));
    assert_eq!(store.begin_eviction(&big, before, at).await.unwrap(), None, "it goes already");
    assert_eq!(store.segment(&video, 1, "48p", Some(0)).await.unwrap(), None);
    assert_eq!(store.unfinished_evictions().await.unwrap(), std::slice::from_ref(&video));
    let evicted = |is_removing| vec![EvictedRung { rendition: "48p".into(), is_removing }];
    assert_eq!(store.evicted(&video).await.unwrap(), evicted(true));
    let late = [whole("24p"), whole("48p")].concat();
    assert!(!store.commit_segments(&video, 1, late).await.unwrap(), "nothing is recorded of what is being removed");
    store.end_eviction(&big).await.unwrap();
    assert!(store.unfinished_evictions().await.unwrap().is_empty());
    assert_eq!(store.evicted(&video).await.unwrap(), evicted(false));
    assert_eq!(names(store, before).await, ["36p"], "nothing of it is left");

    let progress = store.progress(&video).await.unwrap();
    let of = |name: &str| progress.iter().find(|rendition| rendition.plan.name == name).unwrap();
    assert_eq!((of("48p").made, of("48p").bytes, of("48p").is_evicted), (0, 0, true));
    assert!(!of("36p").is_evicted);
    // A part of it is asked for; the part may go again.
    let part = |numbers: &[u32]| numbers.iter().map(|number| record("48p", Some(*number))).collect::<Vec<_>>();
    assert!(store.commit_segments(&video, 1, [vec![record("48p", None)], part(&[1])].concat()).await.unwrap());
    assert_eq!(store.evicted(&video).await.unwrap(), evicted(false));
    assert_eq!(names(store, before).await, ["36p", "48p"]);
    assert!(store.commit_segments(&video, 1, part(&[0, 1, 2])).await.unwrap());
    assert_eq!(store.evicted(&video).await.unwrap(), [], "it is whole");
    assert_eq!(ledger(store).await, counted(store, &video).await);

    let run = EvictionRun { at, rungs: 1, freed: had };
    assert_eq!(store.eviction_figures().await.unwrap().last_run, None);
    store.note_run(run).await.unwrap();
    let figures = EvictionFigures { rungs: 1, freed: had, last_run: Some(run) };
    assert_eq!(store.eviction_figures().await.unwrap(), figures);
}

async fn the_largest_videos_come_first(store: &DbStore) {
    let (small, large) = (ready_film(store, "ada").await, ready_film(store, "bob").await);
    let gone = rung(&small, "48p");
    let (at, before) = (Timestamp::now(), Timestamp::now().plus(DAY));
    let twin = ready_film(store, "eve").await;
    assert!(store.begin_eviction(&gone, before, at).await.unwrap().is_some());
    let (mut after, mut found): (Option<Cursor>, Vec<VideoId>) = (None, Vec::new());
    loop {
        let page = store.storage_by_video(after.take(), 1).await.unwrap();
        assert_eq!(page.items.len(), 1);
        found.extend(page.items.into_iter().map(|item| item.video));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut equal = [large, twin];
    equal.sort_by(|left, right| right.cmp(left));
    assert_eq!(found, [equal[0].clone(), equal[1].clone(), small.clone()]);
    let storage = store.storage_of(&small).await.unwrap().unwrap();
    assert_eq!(storage.mezzanine, Stored { segments: 3, bytes: 4 * LENGTH });
    assert_eq!((storage.stored.bytes, storage.title.as_str()), (4 * 4 * LENGTH, "A title"));
    assert_eq!(storage.evicted, ["48p"]);
    assert_eq!(store.storage_of(&VideoId::random()).await.unwrap(), None);
    let streams = store.storage_by_stream().await.unwrap();
    let of = |name: &str| streams.iter().find(|of| of.stream == name).unwrap();
    assert_eq!((of("48p").videos, of("48p").evicted, of(SOURCE_VIDEO).evicted), (2, 1, 0));
    assert_eq!(of("48p").stored, Stored { segments: 6, bytes: 8 * LENGTH });
    // Of a video without segments there is nothing to tell.
    let owner = store.video(&small).await.unwrap().unwrap().owner;
    assert!(store.delete(&small, &owner).await.unwrap());
    assert_eq!(store.storage_by_video(None, 9).await.unwrap().items.len(), 2);
    assert!(store.unfinished_evictions().await.unwrap().is_empty());
    assert!(!store.extend_map(&small, 1, MapExtension::default()).await.unwrap());
}

on_every_database! {
    the_ledger_follows_the_records,
    only_unwatched_rungs_of_ready_films_may_go,
    an_eviction_is_marked_counted_and_over_when_all_is_there_again,
    the_largest_videos_come_first,
}

use std::time::Duration;

use futures::FutureExt;
use tokio::time::{Instant, advance};

use super::*;
use crate::model::VideoEvent;

fn ladder(made: u32, work: f64) -> Ladder {
    let rung = RungLeft { name: "480p".into(), made, total: 100, work: Some(work) };
    Ladder { rungs: vec![rung], is_growing: false, jobs: 1 }
}

fn made(event: Option<VideoEvent>) -> u32 {
    let Some(VideoEvent::Progress(ladder)) = event else { panic!("{event:?}") };
    (ladder.progress * 100.0).round() as u32
}

#[tokio::test(start_paused = true)]
async fn the_last_value_is_told_a_few_times_a_second_and_states_at_once() {
    let (events, video) = (VideoEvents::default(), VideoId::random());
    let at_work = events.work_on(&video);
    at_work.tell(ladder(1, 99.0));
    let mut subscription = events.subscribe(&video);
    assert_eq!(made(subscription.next().await), 1, "a newcomer hears how far it is");
    let start = Instant::now();
    (2..=50).for_each(|done| at_work.tell(ladder(done, f64::from(100 - done))));
    assert!(subscription.next().now_or_never().is_none());
    events.tell_state(&video, VideoState::Playable, None);
    let state = subscription.next().now_or_never().flatten();
    assert_eq!(state, Some(VideoEvent::State { state: VideoState::Playable, failure: None }));
    assert_eq!(made(subscription.next().await), 50);
    assert_eq!(start.elapsed().as_millis(), 300);
    at_work.tell(ladder(50, 50.0));
    advance(Duration::from_secs(5)).await;
    assert!(subscription.next().now_or_never().is_none(), "nothing has changed");
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_hears_of_no_state_that_was_before() {
    let (events, video) = (VideoEvents::default(), VideoId::random());
    let _first = events.subscribe(&video);
    events.tell_state(&video, VideoState::Processing, None);
    let mut second = events.subscribe(&video);
    assert!(second.next().now_or_never().is_none());
    events.tell_state(&video, VideoState::Playable, None);
    assert!(second.next().now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_the_last_event_and_nothing_is_remembered() {
    let (events, video) = (VideoEvents::default(), VideoId::random());
    events.tell_state(&video, VideoState::Processing, None);
    assert_eq!(events.remembered(), 0);
    let mut subscription = events.subscribe(&video);
    let at_work = events.work_on(&video);
    events.tell_deleted(&video);
    assert_eq!(subscription.next().await, Some(VideoEvent::Deleted));
    assert_eq!(subscription.next().await, None);
    drop(at_work);
    assert_eq!(events.remembered(), 1);
    drop(subscription);
    assert_eq!(events.remembered(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_time_left_counts_the_work_of_other_videos() {
    let (events, long, short) = (VideoEvents::default(), VideoId::random(), VideoId::random());
    let (at_long, at_short) = (events.work_on(&long), events.work_on(&short));
    at_long.tell(ladder(0, 100.0));
    for _ in 0..5 {
        advance(Duration::from_secs(1)).await;
        at_long.finished(10.0);
    }
    at_long.tell(ladder(50, 50.0));
    let eta = |video| events.progress(video).and_then(|ladder| ladder.eta);
    assert_eq!(eta(&long), Some(5.0));
    at_short.tell(ladder(0, 20.0));
    assert_eq!((eta(&long), eta(&short)), (Some(7.0), Some(4.0)));
    drop(at_short);
    assert_eq!((eta(&long), eta(&short)), (Some(5.0), None));
}

//! What is told of a video while it is worked on.

use serde::Serialize;

use super::{VideoFailure, VideoState};

/// Something that whoever watches a video's page wants to know at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum VideoEvent {
    #[serde(rename = "video.state")]
    State {
        state: VideoState,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<VideoFailure>,
    },
    #[serde(rename = "video.progress")]
    Progress(LadderProgress),
    /// The video is gone; nothing follows.
    #[serde(rename = "video.deleted")]
    Deleted,
}

/// How far a video's renditions are, and how long they take.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LadderProgress {
    /// Mean of the renditions, 0 to 1.
    pub progress: f64,
    /// Seconds until all of them are complete; none while nobody can tell.
    pub eta: Option<f64>,
    pub renditions: Vec<RungProgress>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RungProgress {
    pub name: String,
    /// 0 to 1
    pub progress: f64,
    /// Seconds until it is complete; none while nobody can tell.
    pub eta: Option<f64>,
}

/// What is made of one rendition, and what has to be made before it is complete.
#[derive(Debug, Clone, PartialEq)]
pub struct RungLeft {
    pub name: String,
    /// Segments
    pub made: u32,
    pub total: u32,
    /// Work up to its last missing segment, with everything of the same video that comes before; none while more of the
    /// source may come, or when the rest is given up.
    pub work: Option<f64>,
}

/// While a map grows nobody knows how much there will be; but it is more than there is.
const NOT_ALL: f64 = 0.99;

/// The part of a rendition that is made, 0 to 1.
#[must_use]
pub fn share_made(made: u32, total: u32, is_growing: bool) -> f64 {
    let share = if total == 0 { 1.0 } else { f64::from(made.min(total)) / f64::from(total) };
    if is_growing { share.min(NOT_ALL) } else { share }
}

impl LadderProgress {
    /// From what is left, at a pace of so much work a second. `beside` tells how much work of other videos is done while
    /// so much of this one is.
    #[must_use]
    pub fn estimate(rungs: &[RungLeft], is_growing: bool, pace: Option<f64>, beside: impl Fn(f64) -> f64) -> Self {
        let renditions: Vec<RungProgress> = rungs
            .iter()
            .map(|rung| {
                let progress = share_made(rung.made, rung.total, is_growing);
                let eta = match (rung.work, pace) {
                    _ if progress >= 1.0 => Some(0.0),
                    (Some(work), Some(pace)) if pace > 0.0 => Some((work + beside(work)) / pace),
                    _ => None,
                };
                RungProgress { name: rung.name.clone(), progress, eta }
            })
            .collect();
        Self::of(renditions)
    }

    /// Sums renditions up.
    #[must_use]
    pub fn of(renditions: Vec<RungProgress>) -> Self {
        let count = u32::try_from(renditions.len()).unwrap_or(u32::MAX);
        let sum: f64 = renditions.iter().map(|rung| rung.progress).sum();
        let progress = if count == 0 { 0.0 } else { sum / f64::from(count) };
        let eta = renditions.iter().map(|rung| rung.eta).try_fold(0.0_f64, |longest, eta| Some(longest.max(eta?)));
        Self { progress, eta: eta.filter(|_| count > 0), renditions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rung(made: u32, work: Option<f64>) -> RungLeft {
        RungLeft { name: "rung".into(), made, total: 10, work }
    }

    #[test]
    fn the_slowest_rung_tells_when_the_video_is_complete() {
        let rungs = [rung(10, None), rung(5, Some(20.0)), rung(8, Some(6.0))];
        let ladder = LadderProgress::estimate(&rungs, false, Some(2.0), |_| 0.0);
        let etas: Vec<_> = ladder.renditions.iter().map(|rung| rung.eta).collect();
        assert_eq!((etas, ladder.eta), (vec![Some(0.0), Some(10.0), Some(3.0)], Some(10.0)));
        assert!((ladder.progress - 2.3 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_promised_without_a_pace_nor_while_the_source_grows() {
        let rungs = [rung(5, Some(20.0))];
        assert_eq!(LadderProgress::estimate(&rungs, false, None, |_| 0.0).eta, None);
        let growing = LadderProgress::estimate(&[rung(10, None)], true, Some(2.0), |_| 0.0);
        assert_eq!((growing.eta, growing.progress), (None, NOT_ALL));
        assert_eq!(LadderProgress::of(Vec::new()).eta, None);
    }

    #[test]
    fn work_of_other_videos_is_waited_for() {
        let ladder = LadderProgress::estimate(&[rung(5, Some(20.0))], false, Some(2.0), |work| work.min(8.0));
        assert_eq!(ladder.eta, Some(14.0));
    }

    #[test]
    fn events_have_the_names_that_clients_know() {
        let state = VideoEvent::State { state: VideoState::Playable, failure: None };
        assert_eq!(serde_json::to_string(&state).unwrap(), r#"{"type":"video.state","state":"playable"}"#);
        let progress = serde_json::to_value(VideoEvent::Progress(LadderProgress::default())).unwrap();
        assert_eq!(progress["type"], "video.progress");
    }
}

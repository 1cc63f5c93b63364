//! One object for a request: from the cache, made while the request waits, or repaired.

use std::sync::Arc;
use std::time::Duration;

use playhouse_actors::messages::{
    EnsureSegment, FindTranscode, QuarantineObject, RepairSource, RungWatched, SegmentError,
};
use playhouse_actors::model::{Origin, Rung, VideoId};
use playhouse_actors::ports::{MediaObject, SegmentKey};
use playhouse_actors::runtime::AskError;
use playhouse_actors::segment_cache::{HotError, HotObject};

use super::answer::MediaAnswer;
use super::conditions::Conditions;
use super::known::Known;
use super::mapped;
use crate::edge::app::App;
use crate::edge::error::{ApiError, Code};
use crate::edge::media_url::Scope;

/// How long a request waits for a segment to be made.
const SEGMENT_DEADLINE: Duration = Duration::from_secs(60);
const ASK: Duration = Duration::from_secs(5);
/// A video's transcode actor ends when everything is made, maybe just when it is asked: how often it is looked for.
const FINDS: u32 = 3;
/// How long a wrong object may take to be moved aside.
const QUARANTINE: Duration = Duration::from_secs(30);

/// A rendition's segment, or its init segment (`None`).
pub type Wanted<'a> = (&'a str, Option<u32>);

pub async fn answer(
    app: &App,
    known: &Known,
    scope: Scope,
    wanted: Wanted<'_>,
    conditions: &Conditions<'_>,
) -> Result<MediaAnswer, ApiError> {
    let (rendition, number) = wanted;
    let mapped = mapped(known)?;
    let map = &mapped.map;
    let (plan, watched) = mapped.rendition(rendition).ok_or_else(ApiError::not_found)?;
    if number.is_some_and(|number| number >= map.segment_count(plan)) {
        return Err(ApiError::not_found());
    }
    let stream = plan.stream().to_owned();
    let object = match number {
        None => MediaObject::Init { stream },
        Some(number) => MediaObject::Segment { stream, number },
    };
    let key = SegmentKey { video: known.id.clone(), version: known.version, object };
    let object = match app.hot_segments.get(&key).await {
        Ok(object) => object,
        Err(error) => Box::pin(make(app, &key, wanted, plan.origin(), error)).await?,
    };
    if number.is_some() && watched.is_news(known.as_of) {
        tell_watched(app, known, rendition);
    }
    let kind = if plan.size().is_some() { "video/mp4" } else { "audio/mp4" };
    Ok(MediaAnswer::object(object, kind, scope, conditions))
}

/// For whoever decides which rungs are worth keeping; nobody waits for it.
fn tell_watched(app: &App, known: &Known, rendition: &str) {
    let rung = Rung { video: known.id.clone(), version: known.version, rendition: rendition.to_owned() };
    app.evictor.tell_lossy(RungWatched { rung });
}

pub(super) fn hot_error(error: HotError) -> ApiError {
    match error {
        HotError::NotMade => ApiError::not_found(),
        HotError::Corrupt(_) => ApiError::new(Code::SegmentLost, "The stored bytes are wrong; try again in a while."),
        HotError::Store(error) => error.into(),
    }
}

/// Has a segment made that is not there, or no longer right, and waits for it.
async fn make(
    app: &App,
    key: &SegmentKey,
    (rendition, number): Wanted<'_>,
    origin: Origin,
    missing: HotError,
) -> Result<Arc<HotObject>, ApiError> {
    let is_wrong = match missing {
        HotError::NotMade => false,
        HotError::Corrupt(_) => true,
        HotError::Store(error) => return Err(error.into()),
    };
    if origin == Origin::Mezzanine {
        if is_wrong {
            repair(app, key).await?;
        }
        return app.hot_segments.get(key).await.map_err(|_missing| lost(key));
    }
    if is_wrong {
        app.segment_cache.ask(QuarantineObject { key: key.clone() }, QUARANTINE).await??;
    }
    ensure(app, &key.video, rendition, number).await?;
    app.hot_segments.get(key).await.map_err(hot_error)
}

/// Has a segment of the source cut again from the uploaded file.
async fn repair(app: &App, key: &SegmentKey) -> Result<(), ApiError> {
    match app.video_actors.ask(RepairSource { key: key.clone() }, SEGMENT_DEADLINE).await? {
        Ok(()) => Ok(()),
        Err(SegmentError::Failed(_)) => Err(lost(key)),
        Err(error) => Err(segment_error(error)),
    }
}

/// A segment of the source itself, and the uploaded file does not give it any more.
fn lost(key: &SegmentKey) -> ApiError {
    tracing::error!(video = %key.video, version = key.version, object = ?key.object, "a segment of the source is lost");
    ApiError::new(Code::SegmentLost, "The stored segment was damaged and cannot be made again from what is here.")
}

/// Has a segment made, ahead of everything that nobody waits for.
async fn ensure(app: &App, video: &VideoId, rendition: &str, number: Option<u32>) -> Result<(), ApiError> {
    for _ in 0..FINDS {
        let found = app.video_actors.ask(FindTranscode { video: video.clone() }, ASK).await?;
        let handle = found.map_err(segment_error)?;
        let request = EnsureSegment { rendition: rendition.to_owned(), number };
        match handle.ask(request, SEGMENT_DEADLINE).await {
            // It was about to end, everything that it knew of being made; the next one looks at the segment map anew.
            Err(AskError::Closed) => {
                let _is_late = tokio::time::timeout(ASK, handle.control().ended()).await;
            }
            other => return other?.map_err(segment_error),
        }
    }
    Err(ApiError::busy())
}

fn segment_error(error: SegmentError) -> ApiError {
    match error {
        SegmentError::NotFound => ApiError::not_found(),
        SegmentError::Failed(detail) => ApiError::new(Code::SegmentFailed, detail),
        SegmentError::Store(error) => error.into(),
    }
}

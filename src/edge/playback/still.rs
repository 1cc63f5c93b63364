//! Stills out: posters, candidates, storyboard sheets with their WebVTT, previews.

use playhouse_actors::media_slot::verify;
use playhouse_actors::ports::{MediaObject, SegmentKey};
use playhouse_pipelines::report::StillKind;

use super::answer::MediaAnswer;
use super::conditions::Conditions;
use super::known::Known;
use super::segment::hot_error;
use crate::edge::app::App;
use crate::edge::error::ApiError;
use crate::edge::media_url::Scope;
use crate::edge::stills::write_vtt;

/// A still's bytes come from the cache of segments; its record says whether it is still kept, and what it must be.
pub async fn answer(
    app: &App,
    known: &Known,
    scope: Scope,
    (kind, number): (StillKind, u32),
    conditions: &Conditions<'_>,
) -> Result<MediaAnswer, ApiError> {
    let set = app.stills.stills(&known.id).await?;
    let record = set.kept(kind, number).ok_or_else(ApiError::not_found)?;
    let object = MediaObject::Still { kind, number };
    let key = SegmentKey { video: known.id.clone(), version: known.version, object };
    let object = app.hot_segments.get(&key).await.map_err(hot_error)?;
    if object.hash != record.hash {
        verify(&object.bytes, record.length, &record.hash)?;
    }
    let content_type = if kind == StillKind::Preview { "video/mp4" } else { "image/jpeg" };
    Ok(MediaAnswer::object(object, content_type, scope, conditions))
}

pub async fn storyboard(app: &App, known: &Known, scope: Scope) -> Result<MediaAnswer, ApiError> {
    let set = app.stills.stills(&known.id).await?;
    let board = set.storyboard().ok_or_else(ApiError::not_found)?;
    let seconds = known.mapped.as_ref().map_or(0.0, |mapped| mapped.map.duration_seconds());
    Ok(MediaAnswer::text(write_vtt(board, &set, seconds), "text/vtt; charset=utf-8", scope))
}

//! Media out: playlists, manifests, init segments, segments, stills and captions.
//!
//! [`respond`] takes a path and conditions and gives an answer; it knows no transport. A segment that is made comes from the
//! segment cache, checked against its record when it was loaded; one that is not made is asked for, and the request waits;
//! so does one whose stored bytes turn out to be wrong. Objects below a version of a video's media never change: they may be
//! cached for ever, unless they are private. What lists captions, which come and go, is asked after each time.

mod answer;
mod conditions;
mod known;
mod path;
mod segment;
mod still;
mod visit;

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use playhouse_actors::captions::Language;
use playhouse_actors::media_slot::sha256;
use playhouse_actors::model::{CaptionTrack, SegmentMap};
use playhouse_actors::segment_cache::HotObject;

pub use answer::MediaAnswer;
use answer::{MANIFEST, PLAYLIST};
pub use conditions::{Conditions, Selection};
pub use known::KnownVideos;
use known::{Known, Mapped};
use path::Item;
pub use path::{MediaPath, PREFIX};
pub use visit::Visit;

use super::app::App;
use super::error::{ApiError, Code};
use super::media_url::Scope;
use super::{dash, playlist};

/// The answer to a request for media: the same for every transport.
pub async fn respond(app: &App, visit: &mut Visit, path: &str, conditions: &Conditions<'_>) -> MediaAnswer {
    let Some(path) = MediaPath::parse(path) else {
        return ApiError::not_found().into();
    };
    find(app, visit, &path, conditions).await.unwrap_or_else(MediaAnswer::from)
}

async fn find(
    app: &App,
    visit: &mut Visit,
    path: &MediaPath<'_>,
    conditions: &Conditions<'_>,
) -> Result<MediaAnswer, ApiError> {
    let (known, scope) = visit.open(app, path).await?;
    match path.item {
        Item::Multivariant => {
            let tracks = app.captions.list(&known.id).await?;
            let text = playlist::multivariant(&mapped(&known)?.map, &tracks);
            Ok(MediaAnswer::list(text, PLAYLIST, scope, conditions))
        }
        Item::Manifest => {
            let map = complete(&known)?;
            let (tracks, stills) = (app.captions.list(&known.id).await?, app.stills.stills(&known.id).await?);
            let text = dash::manifest(map, &tracks, &stills);
            Ok(MediaAnswer::list(text, MANIFEST, scope, conditions))
        }
        Item::Captions(language, revision) => {
            let track = caption_track(app, &known, language, revision).await?;
            let text = HotObject { bytes: app.captions.text(&track).await?, hash: track.hash };
            Ok(MediaAnswer::object(Arc::new(text), "text/vtt; charset=utf-8", scope, conditions))
        }
        Item::CaptionsPlaylist(language, revision) => {
            let track = caption_track(app, &known, language, revision).await?;
            Ok(MediaAnswer::playlist(playlist::subtitles(complete(&known)?, &track).into(), scope, true))
        }
        Item::Playlist(rendition) => {
            let mapped = mapped(&known)?;
            let text = mapped.playlist(rendition).ok_or_else(ApiError::not_found)?;
            Ok(MediaAnswer::playlist(text, scope, mapped.map.is_complete))
        }
        Item::Init(rendition) => segment::answer(app, &known, scope, (rendition, None), conditions).await,
        Item::Segment(rendition, number) => {
            segment::answer(app, &known, scope, (rendition, Some(number)), conditions).await
        }
        Item::Storyboard => still::storyboard(app, &known, scope).await,
        Item::Still(kind, number) => still::answer(app, &known, scope, (kind, number), conditions).await,
    }
}

fn mapped(known: &Known) -> Result<&Mapped, ApiError> {
    let mapped = known.mapped.as_deref().filter(|_| known.state.is_watchable());
    mapped.ok_or_else(|| ApiError::new(Code::NotPlayable, "The video is not ready to be played."))
}

/// A map that does not grow any more: what has one end only cannot be told before.
fn complete(known: &Known) -> Result<&SegmentMap, ApiError> {
    let map = Some(&mapped(known)?.map).filter(|map| map.is_complete);
    map.ok_or_else(|| ApiError::new(Code::NotPlayable, "Not all of the video is here yet."))
}

/// The track of a language, as long as it stands at this revision.
async fn caption_track(app: &App, known: &Known, language: &str, revision: u32) -> Result<CaptionTrack, ApiError> {
    let language = Language::parse(language).filter(|parsed| parsed.as_str() == language);
    let language = language.ok_or_else(ApiError::not_found)?;
    let track = app.captions.find(&known.id, &language).await?;
    track.filter(|track| track.revision == revision).ok_or_else(ApiError::not_found)
}

/// Media over actix: every path below `/media/`.
pub async fn serve(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    respond(&app, &mut Visit::default(), request.uri().path(), &conditions_of(&request)).await.into()
}

/// What a request over actix says beside its path.
#[must_use]
pub fn conditions_of(request: &HttpRequest) -> Conditions<'_> {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let range = header(RANGE).filter(|_| request.method() == Method::GET);
    Conditions { if_none_match: header(IF_NONE_MATCH), range, if_range: header(IF_RANGE) }
}

/// The answer that is a picture which never changes.
#[must_use]
pub fn picture(bytes: Bytes, conditions: &Conditions<'_>) -> MediaAnswer {
    let object = HotObject { hash: sha256(&bytes), bytes };
    MediaAnswer::object(Arc::new(object), "image/jpeg", Scope::Public, conditions)
}

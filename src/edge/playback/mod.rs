//! Media out: playlists, init segments, segments and stills.
//!
//! [`respond`] takes a path and conditions and gives an answer; it knows no transport. A segment that is made comes from the
//! segment cache, checked against its record when it was loaded; one that is not made is asked for, and the request waits;
//! so does one whose stored bytes turn out to be wrong. Everything below a version of a video's media never changes: it may
//! be cached for ever, unless it is private.

mod answer;
mod conditions;
mod known;
mod path;
mod segment;
mod still;
mod visit;

use actix_web::http::Method;
use actix_web::http::header::{HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE};
use actix_web::{HttpRequest, HttpResponse, web};

pub use answer::MediaAnswer;
pub use conditions::Conditions;
pub use known::KnownVideos;
use known::{Known, Mapped};
pub use path::PREFIX;
use path::{Item, MediaPath};
pub use visit::Visit;

use super::app::App;
use super::error::{ApiError, Code};

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
            let mapped = mapped(&known)?;
            Ok(MediaAnswer::playlist(mapped.multivariant(), scope, mapped.map.is_complete))
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

/// Media over actix: every path below `/media/`.
pub async fn serve(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let range = header(RANGE).filter(|_| request.method() == Method::GET);
    let conditions = Conditions { if_none_match: header(IF_NONE_MATCH), range, if_range: header(IF_RANGE) };
    respond(&app, &mut Visit::default(), request.uri().path(), &conditions).await.into()
}

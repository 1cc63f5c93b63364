//! What a connection has seen last: a player asks for one segment of a video after the other, and its right to do so need
//! not be worked out again for each.

use std::sync::Arc;

use playhouse_actors::model::{Timestamp, VideoId, Visibility};
use subtle::ConstantTimeEq;

use super::known::Known;
use super::path::{Item, MediaPath};
use crate::edge::app::App;
use crate::edge::error::ApiError;
use crate::edge::media_url::Scope;
use crate::edge::policy;

/// A path's right that was found good, while what is known of the video is fresh.
struct Granted {
    scope_text: String,
    scope: Scope,
    known: Arc<Known>,
}

/// One connection's, or one request's.
#[derive(Default)]
pub struct Visit {
    last: Option<Granted>,
}

impl Visit {
    /// Checks a path against what its scope allows.
    pub async fn open(&mut self, app: &App, path: &MediaPath<'_>) -> Result<(Arc<Known>, Scope), ApiError> {
        if let Some(granted) = self.last.as_ref().filter(|granted| granted.covers(path)) {
            return Ok((Arc::clone(&granted.known), granted.scope));
        }
        let id = VideoId::parse(path.video).ok_or_else(ApiError::not_found)?;
        let scope = app.media_urls.scope(path.scope, &id, Timestamp::now()).ok_or_else(ApiError::not_found)?;
        let catalogue = app.catalogue.as_ref();
        let known = match path.item {
            Item::Multivariant | Item::Manifest | Item::Playlist(_) => {
                app.known_videos.get_current(catalogue, &id).await?
            }
            _ => app.known_videos.get(catalogue, &id).await?,
        };
        let is_granted = |known: &Known| {
            known.version == path.version && policy::may_serve(known.visibility, known.owner_is_banned, scope)
        };
        let known = if is_granted(&known) { known } else { app.known_videos.get_anew(catalogue, known).await? };
        if !is_granted(&known) {
            return Err(ApiError::not_found());
        }
        let is_open = scope == Scope::Public && known.visibility == Visibility::Unlisted;
        let scope = if is_open { Scope::Unlisted } else { scope };
        let granted = Granted { scope_text: path.scope.to_owned(), scope, known: Arc::clone(&known) };
        self.last = Some(granted);
        Ok((known, scope))
    }
}

impl Granted {
    fn covers(&self, path: &MediaPath<'_>) -> bool {
        self.known.is_settled()
            && self.known.id.as_str() == path.video
            && self.known.version == path.version
            && bool::from(self.scope_text.as_bytes().ct_eq(path.scope.as_bytes()))
            && self.scope.is_open(Timestamp::now())
            && self.known.is_fresh()
    }
}

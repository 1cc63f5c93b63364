//! A playlist as the API shows it: what whoever asks may not see is neither shown nor counted.

use std::collections::HashMap;

use playhouse_actors::model::{Playlist, PlaylistId, PlaylistSummary, StillSet, UserId, VideoId};
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;
use super::video_dto::{OwnerDto, VideoDto};
use crate::edge::error::ApiError;
use crate::edge::{App, stills};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Playlist)]
pub struct PlaylistDto {
    pub id: String,
    pub title: String,
    pub description: String,
    pub owner: OwnerDto,
    /// `public`, `unlisted` or `private`
    pub visibility: String,
    /// How many there are for whoever asks.
    pub videos: u64,
    /// Poster of the first one.
    pub cover: Option<String>,
    /// Whether the video that was asked about is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_video: Option<bool>,
    /// RFC 3339, UTC
    pub created_at: String,
    /// Also when its videos changed.
    pub updated_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaylistEnvelope {
    pub playlist: PlaylistDto,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaylistPage {
    /// Those that changed last come first.
    pub items: Vec<PlaylistDto>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaylistItem)]
pub struct PlaylistItemDto {
    pub video: VideoDto,
    /// RFC 3339, UTC
    pub added_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaylistItemPage {
    /// In the order of the playlist.
    pub items: Vec<PlaylistItemDto>,
    pub next_cursor: Option<String>,
}

pub async fn playlist_dto(app: &App, playlist: Playlist, who: Option<&UserId>) -> Result<PlaylistDto, ApiError> {
    let mut dtos = playlist_dtos(app, vec![playlist], who).await?;
    dtos.pop().ok_or_else(ApiError::not_found)
}

/// Of many, with as many queries as of one.
pub async fn playlist_dtos(
    app: &App,
    playlists: Vec<Playlist>,
    who: Option<&UserId>,
) -> Result<Vec<PlaylistDto>, ApiError> {
    let ids: Vec<PlaylistId> = playlists.iter().map(|playlist| playlist.id.clone()).collect();
    let mut summaries = app.library.playlists.playlist_summaries(&ids, who).await?;
    let firsts: Vec<VideoId> =
        summaries.values().filter_map(|summary| Some(summary.first.as_ref()?.id.clone())).collect();
    let stills = app.stills.stills_of(&firsts).await?;
    let dto = |playlist: Playlist| {
        let summary = summaries.remove(&playlist.id).unwrap_or_default();
        PlaylistDto {
            id: playlist.id.to_string(),
            title: playlist.title,
            description: playlist.description,
            owner: OwnerDto { username: playlist.owner_username, ..OwnerDto::default() },
            visibility: playlist.visibility.as_str().to_owned(),
            videos: summary.videos,
            cover: cover(app, &summary, &stills),
            has_video: None,
            created_at: rfc3339(playlist.created_at),
            updated_at: rfc3339(playlist.updated_at),
        }
    };
    Ok(playlists.into_iter().map(dto).collect())
}

fn cover(app: &App, summary: &PlaylistSummary, all: &HashMap<VideoId, StillSet>) -> Option<String> {
    let video = summary.first.as_ref()?;
    let (prefix, _) = app.media_urls.prefix(video);
    stills::urls(&prefix, all.get(&video.id)?, video.state).poster
}

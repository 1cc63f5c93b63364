//! A video as the API shows it.

use playhouse_actors::model::{RenditionProgress, Video};
use serde::Serialize;
use utoipa::ToSchema;

use super::rfc3339;
use crate::edge::App;
use crate::edge::error::ApiError;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Owner)]
pub struct OwnerDto {
    pub username: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rendition)]
pub struct RenditionDto {
    pub name: String,
    /// None for audio.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Highest bitrate, bits a second.
    pub bandwidth: u32,
    /// RFC 6381
    pub codecs: String,
    /// 0 to 1
    pub progress: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Playback)]
pub struct PlaybackDto {
    /// Multivariant playlist; none before the video is playable.
    pub hls: Option<String>,
    pub dash: Option<String>,
    pub storyboard: Option<String>,
    pub poster: Option<String>,
    pub captions: Vec<String>,
    /// RFC 3339; when the URLs stop working, none for public ones.
    pub expires_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stats)]
pub struct StatsDto {
    pub views: i64,
    pub likes: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct FailureDto {
    /// Stable name.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Video)]
pub struct VideoDto {
    pub id: String,
    pub title: String,
    pub description: String,
    pub owner: OwnerDto,
    /// `public`, `unlisted` or `private`
    pub visibility: String,
    /// `uploading`, `processing`, `playable`, `ready` or `failed`
    pub state: String,
    /// Seconds.
    pub duration: Option<f64>,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub created_at: String,
    /// When it became playable.
    pub published_at: Option<String>,
    pub renditions: Vec<RenditionDto>,
    pub playback: PlaybackDto,
    pub stats: StatsDto,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureDto>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VideoEnvelope {
    pub video: VideoDto,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VideoPage {
    pub items: Vec<VideoDto>,
    /// Pass it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// Puts a video together with how far its renditions are.
pub async fn video_dto(app: &App, video: Video) -> Result<VideoDto, ApiError> {
    let progress = app.catalogue.progress(&video.id).await?;
    Ok(assemble(app, video, progress))
}

fn assemble(app: &App, video: Video, progress: Vec<RenditionProgress>) -> VideoDto {
    let (prefix, expires_at) = app.media_urls.prefix(&video);
    let playback = PlaybackDto {
        hls: video.state.is_watchable().then(|| format!("{prefix}/master.m3u8")),
        dash: None,
        storyboard: None,
        poster: video.has_poster.then(|| format!("{prefix}/poster.jpg")),
        captions: Vec::new(),
        expires_at: expires_at.map(rfc3339),
    };
    VideoDto {
        id: video.id.to_string(),
        title: video.title,
        description: video.description,
        owner: OwnerDto { username: video.owner_username },
        visibility: video.visibility.as_str().to_owned(),
        state: video.state.as_str().to_owned(),
        duration: video.duration_seconds,
        width: video.width,
        height: video.height,
        created_at: rfc3339(video.created_at),
        published_at: video.published_at.map(rfc3339),
        renditions: progress.iter().map(rendition_dto).collect(),
        playback,
        stats: StatsDto { views: video.views, likes: 0 },
        failure: video.failure.map(|failure| FailureDto { code: failure.code, detail: failure.detail }),
    }
}

fn rendition_dto(progress: &RenditionProgress) -> RenditionDto {
    let plan = &progress.plan;
    RenditionDto {
        name: plan.name.clone(),
        width: plan.size().map(|(width, _)| width),
        height: plan.size().map(|(_, height)| height),
        bandwidth: plan.bandwidth,
        codecs: plan.codecs.clone(),
        progress: if progress.total == 0 { 1.0 } else { f64::from(progress.made) / f64::from(progress.total) },
    }
}

//! A video as the API shows it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use playhouse_actors::model::{
    AuthorView, CaptionTrack, Chapter, CommentAuthor, LadderProgress, MapState, RenditionProgress, RungProgress,
    StillSet, Timestamp, UploadState, UserId, Video, VideoFailure, VideoId, VideoState, VideoStorage, share_made,
};
use playhouse_pipelines::report::Loudness;
use serde::Serialize;
use utoipa::ToSchema;

use super::captions::{CaptionsDto, captions_dto};
use super::chapters::{ChapterDto, chapter_dtos};
use super::rfc3339;
use super::video_viewer::{OwnFacts, ResumeDto};
use crate::edge::error::ApiError;
use crate::edge::policy;
use crate::edge::{App, stills};

/// An upload of which nothing has come for so long counts as paused.
const PAUSED: Duration = Duration::from_secs(10);

#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Owner)]
pub struct OwnerDto {
    pub username: String,
    /// Of a video, where there is one.
    pub display_name: Option<String>,
    /// A small picture, as a path on this server; of a video, where there is one.
    pub avatar: Option<String>,
}

impl OwnerDto {
    fn of(video: &Video, people: &HashMap<UserId, CommentAuthor>) -> Self {
        let person = people.get(&video.owner).map(AuthorView::of);
        let (display_name, avatar) =
            person.map_or((None, None), |person| (person.display_name.map(str::to_owned), person.avatar));
        Self { username: video.owner_username.clone(), display_name, avatar }
    }

    /// As pages call them.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.username)
    }
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
    /// Seconds until it is complete; none while nobody can tell.
    pub eta: Option<f64>,
    /// Stored of it, bytes; for the owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Nobody watched it for long, and it was removed; what is missing is made when somebody asks for it. It ends when
    /// everything is there again. For the owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_evicted: Option<bool>,
}

/// What a video takes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Storage)]
pub struct StorageDto {
    /// All streams of the video.
    pub bytes: u64,
    /// The part of it that is the source's own streams, from which everything else is made.
    pub mezzanine_bytes: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Playback)]
pub struct PlaybackDto {
    /// Multivariant playlist; none before the video is playable.
    pub hls: Option<String>,
    /// DASH manifest; none before the last segment is known.
    pub dash: Option<String>,
    /// WebVTT whose cues name parts of pictures; none until every picture is made.
    pub storyboard: Option<String>,
    /// JPEG
    pub poster: Option<String>,
    /// A few silent seconds of the video as a small MP4.
    pub preview: Option<String>,
    pub captions: Vec<CaptionsDto>,
    /// RFC 3339; when the URLs stop working, none for public ones.
    pub expires_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stats)]
pub struct StatsDto {
    pub views: i64,
    pub likes: u64,
    /// Published ones, answers among them.
    pub comments: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct FailureDto {
    /// Stable name.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}

impl From<VideoFailure> for FailureDto {
    fn from(failure: VideoFailure) -> Self {
        Self { code: failure.code, detail: failure.detail }
    }
}

/// An upload that is still on its way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VideoUpload)]
pub struct UploadDto {
    /// Bytes that are here.
    pub received: u64,
    /// Bytes that it will have; none while nobody knows.
    pub length: Option<u64>,
    /// When it is given up if nothing more comes.
    pub expires_at: String,
    /// Whether nothing has come for a while.
    pub is_paused: bool,
}

/// Measured after ITU-R BS.1770-4 over the whole programme.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Loudness)]
pub struct LoudnessDto {
    /// LUFS; none of silence.
    pub integrated_lufs: Option<f64>,
    /// dBTP; none of digital silence.
    pub true_peak_dbtp: Option<f64>,
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
    /// Lower case, up to 20.
    pub tags: Vec<String>,
    /// `animals`, `art`, `comedy`, `education`, `entertainment`, `film`, `food`, `gaming`, `how_to`, `kids`, `music`, `news`,
    /// `people`, `science`, `society`, `sports`, `technology`, `travel` or `vehicles`
    pub category: Option<String>,
    /// BCP 47
    pub language: Option<String>,
    /// `all_rights_reserved`, `cc_by`, `cc_by_sa`, `cc_by_nd`, `cc_by_nc`, `cc_by_nc_sa`, `cc_by_nc_nd`, `cc0` or `public_domain`
    pub licence: Option<String>,
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
    /// Mean of the renditions, 0 to 1.
    pub progress: f64,
    /// Seconds until all renditions are complete; none while nobody can tell.
    pub eta: Option<f64>,
    pub playback: PlaybackDto,
    pub stats: StatsDto,
    /// Whether the person who asks likes it; none when nobody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liked: Option<bool>,
    /// Where the person who asks is in it; none when they have not watched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<ResumeDto>,
    /// Whether the person who asks has saved it for later; none when nobody is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch_later: Option<bool>,
    /// In the order of the timeline.
    pub chapters: Vec<ChapterDto>,
    /// Of the sound, for the owner alone; none until it is measured.
    pub loudness: Option<LoudnessDto>,
    /// For the owner alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<StorageDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadDto>,
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

/// Puts a video together with how far its renditions are, as this person sees it.
pub async fn video_dto(app: &App, video: Video, who: Option<&UserId>) -> Result<VideoDto, ApiError> {
    let people = app.social.follows.people(std::slice::from_ref(&video.owner)).await?;
    let made = Made {
        owner: OwnerDto::of(&video, &people),
        stills: app.stills.stills(&video.id).await?,
        captions: app.captions.list(&video.id).await?,
        progress: app.catalogue.progress(&video.id).await?,
        chapters: app.social.chapters.chapters(&video.id).await?,
        comments: app.comments.comment_counts(std::slice::from_ref(&video.id)).await?.remove(&video.id).unwrap_or(0),
    };
    let id = video.id.clone();
    let own = OwnFacts::of(app, who, std::slice::from_ref(&id)).await?;
    Ok(own.complete(&id, with_made(app, video, made, who).await?))
}

/// The same for many videos, with as many queries as for one.
pub async fn video_dtos(app: &App, videos: Vec<Video>, who: Option<&UserId>) -> Result<Vec<VideoDto>, ApiError> {
    let ids: Vec<VideoId> = videos.iter().map(|video| video.id.clone()).collect();
    let owners: HashSet<UserId> = videos.iter().map(|video| video.owner.clone()).collect();
    let people = app.social.follows.people(&owners.into_iter().collect::<Vec<_>>()).await?;
    let mut stills = app.stills.stills_of(&ids).await?;
    let mut captions = app.captions.list_of(&ids).await?;
    let mut progress = app.catalogue.progress_of(&ids).await?;
    let mut chapters = app.social.chapters.chapters_of(&ids).await?;
    let comments = app.comments.comment_counts(&ids).await?;
    let own = OwnFacts::of(app, who, &ids).await?;
    let mut items = Vec::with_capacity(videos.len());
    for video in videos {
        let made = Made {
            owner: OwnerDto::of(&video, &people),
            stills: stills.remove(&video.id).unwrap_or_default(),
            captions: captions.remove(&video.id).unwrap_or_default(),
            progress: progress.remove(&video.id).unwrap_or_default(),
            chapters: chapters.remove(&video.id).unwrap_or_default(),
            comments: comments.get(&video.id).copied().unwrap_or(0),
        };
        let id = video.id.clone();
        items.push(own.complete(&id, with_made(app, video, made, who).await?));
    }
    Ok(items)
}

/// What was made of a video, and by whom.
struct Made {
    owner: OwnerDto,
    stills: StillSet,
    captions: Vec<CaptionTrack>,
    progress: Vec<RenditionProgress>,
    chapters: Vec<Chapter>,
    comments: u64,
}

async fn with_made(app: &App, video: Video, made: Made, who: Option<&UserId>) -> Result<VideoDto, ApiError> {
    let upload = if is_uploading(&video) { upload_dto(app, &video.id).await? } else { None };
    let is_owner = policy::is_owner(who, &video);
    let id = video.id.clone();
    let mut dto = assemble(app, video, upload, made);
    if is_owner {
        dto.storage = app.ledger.storage_of(&id).await?.map(storage_dto);
        dto.loudness = app.catalogue.loudness(&id).await?.map(loudness_dto);
    } else {
        dto.renditions.iter_mut().for_each(|rendition| (rendition.bytes, rendition.is_evicted) = (None, None));
    }
    Ok(dto)
}

fn loudness_dto(Loudness { integrated_lufs, true_peak_dbtp }: Loudness) -> LoudnessDto {
    LoudnessDto { integrated_lufs, true_peak_dbtp }
}

/// Whether bytes may still be on their way: a video may be playable by then.
fn is_uploading(video: &Video) -> bool {
    matches!(video.state, VideoState::Uploading | VideoState::Playable) && video.map_state != MapState::Complete
}

async fn upload_dto(app: &App, video: &VideoId) -> Result<Option<UploadDto>, ApiError> {
    let upload = app.uploads.upload_of_video(video).await?;
    let Some(upload) = upload.filter(|upload| upload.state == UploadState::Open) else {
        return Ok(None);
    };
    let source = app.sources.state(&upload.id).await?;
    Ok(Some(UploadDto {
        received: source.length,
        length: upload.length,
        expires_at: rfc3339(upload.expires_at),
        is_paused: source.written_at.plus(PAUSED) < Timestamp::now(),
    }))
}

fn assemble(app: &App, video: Video, upload: Option<UploadDto>, made: Made) -> VideoDto {
    let is_growing = video.map_state != MapState::Complete;
    let ladder = ladder_of(app, &video, &made.progress);
    let (prefix, expires_at) = app.media_urls.prefix(&video);
    let stills = stills::urls(&prefix, &made.stills, video.state);
    let playback = PlaybackDto {
        hls: video.state.is_watchable().then(|| format!("{prefix}/master.m3u8")),
        dash: (video.state.is_watchable() && !is_growing).then(|| format!("{prefix}/manifest.mpd")),
        storyboard: stills.storyboard,
        poster: stills.poster,
        preview: stills.preview,
        captions: made.captions.iter().map(|track| captions_dto(&prefix, track)).collect(),
        expires_at: expires_at.map(rfc3339),
    };
    VideoDto {
        id: video.id.to_string(),
        title: video.title,
        description: video.description,
        owner: made.owner,
        visibility: video.visibility.as_str().to_owned(),
        tags: video.labels.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        category: video.labels.category.map(|category| category.as_str().to_owned()),
        language: video.labels.language.map(|language| language.to_string()),
        licence: video.labels.licence.map(|licence| licence.as_str().to_owned()),
        state: video.state.as_str().to_owned(),
        duration: video.duration_seconds,
        width: video.width,
        height: video.height,
        created_at: rfc3339(video.created_at),
        published_at: video.published_at.map(rfc3339),
        renditions: made
            .progress
            .iter()
            .zip(&ladder.renditions)
            .map(|(made, rung)| rendition_dto(made, rung))
            .collect(),
        progress: ladder.progress,
        eta: ladder.eta,
        playback,
        stats: StatsDto { views: video.views, likes: video.likes, comments: made.comments },
        liked: None,
        resume: None,
        watch_later: None,
        chapters: chapter_dtos(made.chapters, video.duration_seconds),
        loudness: None,
        storage: None,
        upload,
        failure: video.failure.map(FailureDto::from),
    }
}

fn storage_dto(storage: VideoStorage) -> StorageDto {
    StorageDto { bytes: storage.stored.bytes, mezzanine_bytes: storage.mezzanine.bytes }
}

/// How far the renditions are by what is recorded, and how long they take by who works on them.
pub fn ladder_of(app: &App, video: &Video, recorded: &[RenditionProgress]) -> LadderProgress {
    let is_growing = video.map_state != MapState::Complete;
    let at_work = app.video_events.progress(&video.id).unwrap_or_default();
    let eta_of = |name: &str| at_work.renditions.iter().find(|rung| rung.name == name)?.eta;
    let rungs = recorded.iter().map(|rung| {
        let progress = share_made(rung.made, rung.total, is_growing);
        let name = rung.plan.name.clone();
        let eta = if progress >= 1.0 { Some(0.0) } else { eta_of(&name) };
        RungProgress { name, progress, eta }
    });
    LadderProgress::of(rungs.collect())
}

fn rendition_dto(made: &RenditionProgress, rung: &RungProgress) -> RenditionDto {
    let plan = &made.plan;
    RenditionDto {
        name: plan.name.clone(),
        width: plan.size().map(|(width, _)| width),
        height: plan.size().map(|(_, height)| height),
        bandwidth: plan.bandwidth,
        codecs: plan.codecs.clone(),
        progress: rung.progress,
        eta: rung.eta,
        bytes: Some(made.bytes),
        is_evicted: Some(made.is_evicted),
    }
}

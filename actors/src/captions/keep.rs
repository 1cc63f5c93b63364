//! Puts captions into the stores: the object first, then its record, then the old object goes.
//!
//! A crash in between leaves an object that no record names, never a record without its object.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use playhouse_pipelines::subtitles::{SubtitlesInfo, from_bytes};

use super::{Cue, Language, from_source, write};
use crate::media_slot::{sha256, verify};
use crate::model::{CaptionKind, CaptionOrigin, CaptionTrack, Placed, Timestamp, VideoId, caption_label};
use crate::ports::{CaptionTracks, MediaObject, SegmentKey, SegmentStore, StoreError};

/// Tracks of one video.
pub const MAX_TRACKS: usize = 100;

#[derive(Clone)]
pub struct Shelf {
    tracks: Arc<dyn CaptionTracks>,
    objects: Arc<dyn SegmentStore>,
}

/// What is to be kept, besides the cues.
#[derive(Debug, Clone)]
pub struct NewCaptions {
    pub video: VideoId,
    pub language: Language,
    pub kind: CaptionKind,
    pub label: String,
    pub origin: CaptionOrigin,
}

fn object(video: &VideoId, language: &Language, revision: u32) -> SegmentKey {
    let object = MediaObject::Captions { language: language.clone(), revision };
    // Captions outlive versions of the media.
    SegmentKey { video: video.clone(), version: 0, object }
}

fn object_of(track: &CaptionTrack) -> SegmentKey {
    object(&track.video, &track.language, track.revision)
}

impl Shelf {
    #[must_use]
    pub fn new(tracks: Arc<dyn CaptionTracks>, objects: Arc<dyn SegmentStore>) -> Self {
        Self { tracks, objects }
    }

    pub async fn list(&self, video: &VideoId) -> Result<Vec<CaptionTrack>, StoreError> {
        self.tracks.caption_tracks(video).await
    }

    /// Those of many videos; a video without any has no entry.
    pub async fn list_of(&self, videos: &[VideoId]) -> Result<HashMap<VideoId, Vec<CaptionTrack>>, StoreError> {
        self.tracks.caption_tracks_of(videos).await
    }

    pub async fn find(&self, video: &VideoId, language: &Language) -> Result<Option<CaptionTrack>, StoreError> {
        self.tracks.caption_track(video, language).await
    }

    /// The WebVTT of a track.
    pub async fn text(&self, track: &CaptionTrack) -> Result<Bytes, StoreError> {
        let bytes = self.objects.get(&object_of(track)).await?;
        verify(&bytes, track.length, &track.hash)?;
        Ok(bytes)
    }

    /// Durable when this returns; `None` when another track stands in the way.
    pub async fn put(&self, new: NewCaptions, cues: &[Cue]) -> Result<Option<CaptionTrack>, StoreError> {
        let revision = self.tracks.next_caption_revision(&new.video).await?;
        let bytes = Bytes::from(write(cues));
        let now = Timestamp::now();
        let track = CaptionTrack {
            video: new.video,
            language: new.language,
            kind: new.kind,
            label: new.label,
            origin: new.origin,
            revision,
            length: bytes.len() as u64,
            hash: sha256(&bytes),
            created_at: now,
            updated_at: now,
        };
        let key = object_of(&track);
        self.objects.put(&key, bytes).await?;
        match self.tracks.put_caption_track(track.clone()).await {
            Ok(Placed::Done { replaced }) => {
                if let Some(old) = replaced {
                    self.objects.remove_one(&object_of(&old)).await?;
                }
                Ok(Some(track))
            }
            Ok(Placed::Refused) => {
                self.objects.remove_one(&key).await?;
                Ok(None)
            }
            Err(error) => {
                if let Err(left) = self.objects.remove_one(&key).await {
                    tracing::warn!(video = %track.video, error = %left, "an object without a record stays");
                }
                Err(error)
            }
        }
    }

    /// False when there is no such track.
    pub async fn remove(&self, video: &VideoId, language: &Language) -> Result<bool, StoreError> {
        let Some(track) = self.tracks.remove_caption_track(video, language).await? else {
            return Ok(false);
        };
        self.objects.remove_one(&object_of(&track)).await?;
        Ok(true)
    }

    /// Makes captions of the text tracks that ingest of a version found, beside those that were uploaded.
    pub async fn put_embedded(&self, video: &VideoId, version: u32, found: &[SubtitlesInfo]) -> Result<(), StoreError> {
        let mut taken: Vec<Language> = Vec::new();
        for info in found {
            let object = MediaObject::Subtitles { index: info.index };
            let key = SegmentKey { video: video.clone(), version, object };
            let named = info.language.as_deref().and_then(Language::parse);
            let language = free_tag(named.unwrap_or_else(Language::undetermined), &taken);
            taken.push(language.clone());
            let bytes = match self.objects.get(&key).await {
                // An earlier try came so far.
                Err(StoreError::NotFound) => continue,
                other => other?,
            };
            let cues = from_bytes(info, &bytes).map(|cues| from_source(info.format, &cues)).unwrap_or_default();
            if !cues.is_empty() {
                self.put(embedded(video, language, info), &cues).await?;
            }
            self.objects.remove_one(&key).await?;
        }
        Ok(())
    }
}

/// A tag that no track before has.
fn free_tag(language: Language, taken: &[Language]) -> Language {
    if !taken.contains(&language) {
        return language;
    }
    let tags = (2..).map(|number| language.numbered(number));
    tags.take(taken.len() + 1).find(|tag| !taken.contains(tag)).unwrap_or(language)
}

fn embedded(video: &VideoId, language: Language, info: &SubtitlesInfo) -> NewCaptions {
    let title = info.title.as_deref().and_then(caption_label);
    let says = |word: &str| title.as_ref().is_some_and(|title| title.to_lowercase().contains(word));
    let kind =
        if says("sdh") || says("hearing") || says("caption") { CaptionKind::Captions } else { CaptionKind::Subtitles };
    let label = title.unwrap_or_else(|| language.name());
    NewCaptions { video: video.clone(), language, kind, label, origin: CaptionOrigin::Embedded }
}

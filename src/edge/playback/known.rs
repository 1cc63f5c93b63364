//! What serving knows of videos: who may see them, for as long as a change of visibility may take to work, and their
//! segment maps with the playlists written from them, until they change.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use moka::future::Cache;
use playhouse_actors::model::{RenditionPlan, SegmentMap, Timestamp, Video, VideoId, VideoState, Visibility};
use playhouse_actors::ports::{Catalogue, StoreError};

use crate::edge::playlist;

/// How old what is known of a video may be when its media is served: the time in which a change of visibility and the ban of an
/// owner work.
const FRESH: Duration = Duration::from_secs(2);
/// Refusals of one video read it this often at most.
const AGAIN: Duration = Duration::from_millis(100);
const VIDEOS: u64 = 10_000;
/// Memory for segment maps and playlists.
const MAP_BYTES: u64 = 32 << 20;
/// A rendition is told to be watched this often at most.
const WATCHED: Duration = Duration::from_secs(3600);
/// About what a segment costs in a map, and its line in a playlist.
const BOUND_BYTES: usize = 48;
const LINE_BYTES: usize = 40;

/// When a rendition was last told to be watched; microseconds since the epoch, 0 for never.
pub struct Watched(AtomicI64);

impl Watched {
    /// Whether it is news that it is watched now: at most once an hour.
    pub fn is_news(&self, now: Timestamp) -> bool {
        let told = self.0.load(Ordering::Relaxed);
        told <= now.minus(WATCHED).0
            && self.0.compare_exchange(told, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// A segment map as it stood at one time, and the playlists that tell of it: each is written when it is first asked for.
pub struct Mapped {
    pub map: SegmentMap,
    playlists: Vec<OnceLock<Bytes>>,
    watched: Vec<Watched>,
}

impl Mapped {
    fn new(mut map: SegmentMap) -> Self {
        // The records are read one by one when they are needed.
        map.made = Vec::new();
        map.renditions.retain(|plan| !plan.is_unlisted);
        let playlists = map.renditions.iter().map(|_| OnceLock::new()).collect();
        let watched = map.renditions.iter().map(|_| Watched(AtomicI64::new(0))).collect();
        Self { map, playlists, watched }
    }

    /// The playlist of a rendition; `None` when there is no such rendition.
    pub fn playlist(&self, rendition: &str) -> Option<Bytes> {
        let index = self.map.renditions.iter().position(|plan| plan.name == rendition)?;
        let (plan, written) = (self.map.renditions.get(index)?, self.playlists.get(index)?);
        Some(written.get_or_init(|| playlist::media(&self.map, plan).into()).clone())
    }

    /// A rendition, and when it was last told to be watched.
    pub fn rendition(&self, name: &str) -> Option<(&RenditionPlan, &Watched)> {
        self.map.renditions.iter().zip(&self.watched).find(|(plan, _)| plan.name == name)
    }

    fn weight(&self) -> u32 {
        let segments: usize = self.map.tracks.iter().map(|track| track.bounds.len()).sum();
        let bytes = segments * (BOUND_BYTES + LINE_BYTES * self.map.renditions.len()) + 1024;
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

/// What serving needs to know of a video.
pub struct Known {
    pub id: VideoId,
    pub visibility: Visibility,
    pub owner_is_banned: bool,
    pub state: VideoState,
    pub version: u32,
    /// `None` while there is nothing to play.
    pub mapped: Option<Arc<Mapped>>,
    read_at: Instant,
    /// The same on people's clock.
    pub as_of: Timestamp,
}

impl Known {
    /// Whether it may still be acted on.
    pub fn is_fresh(&self) -> bool {
        self.read_at.elapsed() < FRESH
    }

    /// Whether what there is to play stays as it is.
    pub fn is_settled(&self) -> bool {
        self.mapped.as_ref().is_some_and(|mapped| mapped.map.is_complete)
    }
}

/// A map is the same as long as these are.
#[derive(Clone, PartialEq, Eq, Hash)]
struct MapKey {
    video: VideoId,
    version: u32,
    revision: u32,
}

impl MapKey {
    fn of(video: &Video) -> Self {
        Self { video: video.id.clone(), version: video.media_version, revision: video.map_revision }
    }
}

pub struct KnownVideos {
    videos: Cache<VideoId, Arc<Known>>,
    maps: Cache<MapKey, Arc<Mapped>>,
}

impl KnownVideos {
    #[must_use]
    pub fn new() -> Self {
        Self {
            videos: Cache::builder().max_capacity(VIDEOS).time_to_live(FRESH).build(),
            maps: Cache::builder().max_capacity(MAP_BYTES).weigher(|_, mapped: &Arc<Mapped>| mapped.weight()).build(),
        }
    }

    /// What is known of a video, read anew when it is too old.
    pub async fn get(&self, catalogue: &dyn Catalogue, id: &VideoId) -> Result<Arc<Known>, StoreError> {
        if let Some(known) = self.videos.get(id).await {
            return Ok(known);
        }
        // Boxed: who finds it here should not carry the room that a load needs.
        let load = Box::pin(self.videos.try_get_with_by_ref(id, self.load(catalogue, id)));
        load.await.map_err(|error| (*error).clone())
    }

    /// The same, as it stands now when it still grows: nobody is to hear less than the API tells.
    pub async fn get_current(&self, catalogue: &dyn Catalogue, id: &VideoId) -> Result<Arc<Known>, StoreError> {
        let known = self.get(catalogue, id).await?;
        if known.is_settled() {
            return Ok(known);
        }
        self.videos.invalidate(id).await;
        self.get(catalogue, id).await
    }

    /// The same, read anew unless that was done just now: nobody is refused for what a video was a moment ago.
    pub async fn get_anew(&self, catalogue: &dyn Catalogue, known: Arc<Known>) -> Result<Arc<Known>, StoreError> {
        if known.read_at.elapsed() < AGAIN {
            return Ok(known);
        }
        self.forget(&known.id).await;
        self.get(catalogue, &known.id).await
    }

    /// It was changed here.
    pub async fn forget(&self, id: &VideoId) {
        self.videos.invalidate(id).await;
    }

    async fn load(&self, catalogue: &dyn Catalogue, id: &VideoId) -> Result<Arc<Known>, StoreError> {
        let (read_at, as_of) = (Instant::now(), Timestamp::now());
        let video = catalogue.video(id).await?.ok_or(StoreError::NotFound)?;
        let mapped = if video.state.is_watchable() { self.map(catalogue, &video).await? } else { None };
        let Video { visibility, owner_is_banned, state, media_version: version, .. } = video;
        Ok(Arc::new(Known { id: id.clone(), visibility, owner_is_banned, state, version, mapped, read_at, as_of }))
    }

    async fn map(&self, catalogue: &dyn Catalogue, video: &Video) -> Result<Option<Arc<Mapped>>, StoreError> {
        let load = async {
            let map = catalogue.segment_map(&video.id).await?.ok_or(StoreError::NotFound)?;
            Ok(Arc::new(Mapped::new(map)))
        };
        match self.maps.try_get_with(MapKey::of(video), load).await {
            Ok(mapped) => Ok(Some(mapped)),
            Err(error) if matches!(*error, StoreError::NotFound) => Ok(None),
            Err(error) => Err((*error).clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_a_rendition_is_watched_is_news_once_an_hour() {
        let watched = Watched(AtomicI64::new(0));
        let now = Timestamp::now();
        let at = |seconds| now.plus(Duration::from_secs(seconds));
        assert_eq!(
            [0, 1, 3599, 3600, 3601].map(|seconds| watched.is_news(at(seconds))),
            [true, false, false, true, false]
        );
    }
}

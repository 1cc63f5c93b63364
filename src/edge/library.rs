//! What people keep for themselves and how they find more, for the handlers.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use playhouse_actors::model::TagCount;
use playhouse_actors::ports::{Discovery, History, Playlists, StoreError};

/// Tags that are known of.
const TAGS: usize = 1000;
/// How old the counts of tags may be: counting reads every tag of every video.
const TAGS_KEPT: Duration = Duration::from_secs(60);

pub struct Library {
    pub history: Arc<dyn History>,
    pub playlists: Arc<dyn Playlists>,
    pub discovery: Arc<dyn Discovery>,
    tags: Cache<(), Arc<Vec<TagCount>>>,
}

impl Library {
    #[must_use]
    pub fn new(history: Arc<dyn History>, playlists: Arc<dyn Playlists>, discovery: Arc<dyn Discovery>) -> Self {
        let tags = Cache::builder().max_capacity(1).time_to_live(TAGS_KEPT).build();
        Self { history, playlists, discovery, tags }
    }

    /// The most popular tags, the first one first; counted once for everybody who asks meanwhile.
    pub async fn popular_tags(&self) -> Result<Arc<Vec<TagCount>>, StoreError> {
        let counted = async { self.discovery.popular_tags(TAGS).await.map(Arc::new) };
        self.tags.try_get_with((), counted).await.map_err(|error| StoreError::clone(&error))
    }
}

//! Viewings that were counted: a player's session counts once per video, however often it tells that it watches.
//!
//! Kept in memory for as long as a viewing may last; a restart may count one twice.

use std::time::Duration;

use moka::future::Cache;

const REMEMBERED: u64 = 200_000;
const LONGEST: Duration = Duration::from_secs(12 * 3600);

pub struct Viewings(Cache<String, ()>);

impl Viewings {
    #[must_use]
    pub fn new() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED).time_to_idle(LONGEST).build())
    }

    /// True the first time.
    pub async fn is_new(&self, viewing: String) -> bool {
        self.0.entry(viewing).or_insert_with(std::future::ready(())).await.is_fresh()
    }
}

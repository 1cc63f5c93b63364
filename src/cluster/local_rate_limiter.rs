//! [`RateLimiter`] of one process.
//!
//! A key costs one entry until its bucket would be full again; the number of keys is bounded, so that an attacker with many
//! addresses fills no memory. The entries that go first are those that are rarely used.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use moka::Expiry;
use moka::future::Cache;
use playhouse_actors::model::Quota;
use playhouse_actors::ports::{RateLimiter, StoreError, Verdict};

const KEYS: u64 = 200_000;

/// When the last one under a key was due, since the start; and how long that matters.
struct Bucket {
    due: Mutex<Duration>,
    refill: Duration,
}

struct WhenFull;

impl Expiry<String, Arc<Bucket>> for WhenFull {
    fn expire_after_create(&self, _: &String, bucket: &Arc<Bucket>, _: Instant) -> Option<Duration> {
        Some(bucket.refill)
    }

    fn expire_after_read(
        &self,
        _: &String,
        bucket: &Arc<Bucket>,
        _: Instant,
        _: Option<Duration>,
        _: Instant,
    ) -> Option<Duration> {
        Some(bucket.refill)
    }
}

pub struct LocalRateLimiter {
    started: Instant,
    buckets: Cache<String, Arc<Bucket>>,
}

impl LocalRateLimiter {
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now(), buckets: Cache::builder().max_capacity(KEYS).expire_after(WhenFull).build() }
    }

    async fn bucket(&self, key: &str, quota: Quota) -> Arc<Bucket> {
        let new = async { Arc::new(Bucket { due: Mutex::new(Duration::ZERO), refill: quota.refill() }) };
        self.buckets.get_with_by_ref(key, new).await
    }
}

#[async_trait]
impl RateLimiter for LocalRateLimiter {
    async fn take(&self, key: &str, quota: Quota) -> Result<Verdict, StoreError> {
        let bucket = self.bucket(key, quota).await;
        let mut due = bucket.due.lock().unwrap_or_else(PoisonError::into_inner);
        match quota.admit(*due, self.started.elapsed()) {
            Ok(next) => {
                *due = next;
                Ok(Verdict::Admitted)
            }
            Err(wait) => Ok(Verdict::Wait(wait)),
        }
    }

    async fn give_back(&self, key: &str, quota: Quota) -> Result<(), StoreError> {
        let bucket = self.bucket(key, quota).await;
        let mut due = bucket.due.lock().unwrap_or_else(PoisonError::into_inner);
        *due = due.saturating_sub(quota.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[actix_web::test]
    async fn callers_that_race_share_a_burst_and_keys_share_nothing() {
        let limiter = LocalRateLimiter::new();
        let quota = Quota::new(10, LONG);
        let verdicts = join_all((0..50).map(|_| limiter.take("a", quota))).await;
        let admitted = verdicts.into_iter().filter(|verdict| matches!(verdict, Ok(Verdict::Admitted))).count();
        assert_eq!(admitted, 10);
        let Ok(Verdict::Wait(wait)) = limiter.take("a", quota).await else { panic!("admitted") };
        assert!(wait <= LONG && wait > LONG - Duration::from_secs(60), "{wait:?}");
        assert_eq!(limiter.take("b", quota).await.unwrap(), Verdict::Admitted);
    }

    #[actix_web::test]
    async fn what_is_given_back_may_be_taken_again() {
        let limiter = LocalRateLimiter::new();
        let quota = Quota::new(1, LONG);
        assert_eq!(limiter.take("a", quota).await.unwrap(), Verdict::Admitted);
        assert!(matches!(limiter.take("a", quota).await.unwrap(), Verdict::Wait(_)));
        limiter.give_back("a", quota).await.unwrap();
        assert_eq!(limiter.take("a", quota).await.unwrap(), Verdict::Admitted);
        // Nothing is had on credit.
        limiter.give_back("b", quota).await.unwrap();
        assert_eq!(limiter.take("b", quota).await.unwrap(), Verdict::Admitted);
        assert!(matches!(limiter.take("b", quota).await.unwrap(), Verdict::Wait(_)));
    }
}

//! What the nodes of one house share: ports that one process keeps in its memory, and many would keep together.

mod local_rate_limiter;

pub use local_rate_limiter::LocalRateLimiter;

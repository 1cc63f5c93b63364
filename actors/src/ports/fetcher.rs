//! Fetching what a URL names that a person has written: webhooks, imports, pictures.

use async_trait::async_trait;
use bytes::Bytes;

/// What is asked of the server that the URL names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchMethod {
    /// Up to three redirects are followed, each judged like the first URL.
    Get,
    /// A redirect is an answer like any other.
    Post(Bytes),
}

#[derive(Debug, Clone)]
pub struct FetchRequest {
    pub url: String,
    pub method: FetchMethod,
    /// Sent to the first server alone.
    pub headers: Vec<(&'static str, String)>,
    /// Larger answers are refused, bytes.
    pub largest: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Bytes,
}

/// Why there is no answer. Nothing in it tells what is inside the house: a refused address, a closed port, one that is open
/// and speaks something else, and a name that does not exist are all [`FetchError::Unreachable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Seen in the text itself: no `http` or `https`, a port that is not theirs, a password.
    #[error("the URL must begin with http:// or https://, name a host, and have no port or password")]
    NotAllowed,
    #[error("nothing could be fetched from there")]
    Unreachable,
    #[error("the answer is too large")]
    TooLarge,
    /// Too much is being fetched: worth another try later.
    #[error("too much is being fetched")]
    Busy,
}

#[async_trait]
pub trait Fetcher: Send + Sync {
    async fn fetch(&self, request: FetchRequest) -> Result<Fetched, FetchError>;
}

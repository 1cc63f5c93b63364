//! The one way out: everything that fetches a URL which a person has written goes through [`Outbound`].
//!
//! Such a URL must not become a look into the house (server-side request forgery). So: `http` and `https` on their own ports;
//! a name is resolved once, every address that it has must be one of the open Internet ([`address`]), and the connection
//! goes to these very addresses; redirects are followed here, at most three, each judged anew; time, size and number are
//! bounded; and an error tells nothing that the person did not know ([`FetchError`]). Nothing is unpacked, no proxy of the
//! environment is asked, no connection is kept for the next request.

mod address;
mod resolve;
mod target;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use playhouse_actors::ports::{FetchError, FetchMethod, FetchRequest, Fetched, Fetcher};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Client, RequestBuilder, Response, redirect};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

pub use resolve::{Lookup, SystemLookup};
pub use target::Rules;

/// Redirects of one fetch.
const REDIRECTS: usize = 3;

/// What fetching may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub connect: Duration,
    /// From the first name that is resolved to the last byte, redirects included.
    pub whole: Duration,
    /// At one time; more are told to come again.
    pub at_once: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), whole: Duration::from_secs(20), at_once: 32 }
    }
}

/// [`Fetcher`] over the Internet.
pub struct Outbound {
    client: Client,
    rules: Arc<Rules>,
    bounds: Bounds,
    permits: Semaphore,
}

impl Outbound {
    /// With the resolver of the system.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(rules: Rules) -> Result<Self, String> {
        Self::with(rules, Bounds::default(), Arc::new(SystemLookup))
    }

    /// With a resolver and bounds of its own.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn with(rules: Rules, bounds: Bounds, lookup: Arc<dyn Lookup>) -> Result<Self, String> {
        // Whoever was first has chosen the same.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let rules = Arc::new(rules);
        let client = Client::builder()
            .dns_resolver(Arc::new(resolve::Judged::new(lookup, Arc::clone(&rules))))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .http1_only()
            .pool_max_idle_per_host(0)
            .connect_timeout(bounds.connect)
            .user_agent(concat!("Playhouse/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { client, rules, bounds, permits: Semaphore::new(bounds.at_once) })
    }

    async fn follow(&self, request: &FetchRequest) -> Result<Fetched, FetchError> {
        let mut url = self.rules.read(&request.url)?;
        let mut headers = &request.headers[..];
        for _ in 0..=REDIRECTS {
            self.rules.admit_host(&url)?;
            let answer = self.send(&url, &request.method, headers).await?;
            let Some(next) = next_url(&answer, &url).filter(|_| request.method == FetchMethod::Get) else {
                return take(answer, request.largest).await;
            };
            // Whatever is wrong with it, the person did not write it.
            let next = self.rules.read(next.as_str()).map_err(|_theirs| FetchError::Unreachable)?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(FetchError::Unreachable);
            }
            (url, headers) = (next, &[]);
        }
        Err(FetchError::Unreachable)
    }

    async fn send(
        &self,
        url: &Url,
        method: &FetchMethod,
        headers: &[(&'static str, String)],
    ) -> Result<Response, FetchError> {
        let request = match method {
            FetchMethod::Get => self.client.get(url.clone()),
            FetchMethod::Post(body) => self.client.post(url.clone()).body(body.clone()),
        };
        let add = |request: RequestBuilder, (name, value): &(&'static str, String)| request.header(*name, value);
        let request = headers.iter().fold(request, add);
        request.send().await.map_err(|error| {
            tracing::debug!(host = url.host_str(), %error, "a fetch failed");
            FetchError::Unreachable
        })
    }
}

#[async_trait]
impl Fetcher for Outbound {
    async fn fetch(&self, request: FetchRequest) -> Result<Fetched, FetchError> {
        let _permit = self.permits.try_acquire().map_err(|_none_left| FetchError::Busy)?;
        timeout(self.bounds.whole, self.follow(&request)).await.map_err(|_elapsed| FetchError::Unreachable)?
    }
}

/// Where an answer sends us; none when it is an answer.
fn next_url(answer: &Response, from: &Url) -> Option<Url> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    from.join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()
}

async fn take(answer: Response, largest: usize) -> Result<Fetched, FetchError> {
    let status = answer.status().as_u16();
    let content_type = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let announced = answer.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > largest) {
        return Err(FetchError::TooLarge);
    }
    let body = gather(answer, largest).await?;
    Ok(Fetched { status, content_type, body })
}

async fn gather(answer: Response, largest: usize) -> Result<Bytes, FetchError> {
    let mut body = BytesMut::new();
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_broken| FetchError::Unreachable)?;
        if body.len() + piece.len() > largest {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

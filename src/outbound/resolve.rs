//! Names to addresses, once, and judged before anybody connects.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::target::Rules;

/// Who knows the addresses of a name.
#[async_trait]
pub trait Lookup: Send + Sync {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the system.
pub struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// The resolver of the HTTP client: a connection goes to the addresses that it gives and to no others, so that a name
/// cannot be asked again between the judgement and the connection.
pub struct Judged {
    lookup: Arc<dyn Lookup>,
    rules: Arc<Rules>,
}

impl Judged {
    pub fn new(lookup: Arc<dyn Lookup>, rules: Arc<Rules>) -> Self {
        Self { lookup, rules }
    }
}

impl Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, rules) = (Arc::clone(&self.lookup), Arc::clone(&self.rules));
        Box::pin(async move {
            let found = lookup.addresses(name.as_str()).await?;
            // A name with addresses on both sides is made to be tried until the inner one is taken.
            if !found.iter().all(|address| rules.admits(*address)) {
                return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
            }
            let places: Vec<SocketAddr> = found.into_iter().map(|address| SocketAddr::new(address, 0)).collect();
            Ok(Box::new(places.into_iter()) as Addrs)
        })
    }
}

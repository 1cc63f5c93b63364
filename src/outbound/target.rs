//! Which URLs may be fetched.

use std::net::IpAddr;

use playhouse_actors::ports::FetchError;
use url::{Host, Url};

use super::address::is_global;

/// Longer URLs are not looked at.
const LONGEST: usize = 2048;

/// What may be fetched beside the open Internet on its usual ports: nothing, unless somebody says so.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Ports beside 80 and 443.
    pub ports: Vec<u16>,
    /// Addresses inside the house.
    pub inside: Vec<IpAddr>,
}

impl Rules {
    /// Reads a URL as browsers do: numbers in odd forms become the addresses that they are.
    pub(super) fn read(&self, text: &str) -> Result<Url, FetchError> {
        let url = Some(text).filter(|text| text.len() <= LONGEST).and_then(|text| Url::parse(text).ok());
        let url = url.ok_or(FetchError::NotAllowed)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_usual =
            url.port_or_known_default().is_some_and(|port| matches!(port, 80 | 443) || self.ports.contains(&port));
        let has_password = !url.username().is_empty() || url.password().is_some();
        if is_web && is_usual && !has_password && url.host().is_some() { Ok(url) } else { Err(FetchError::NotAllowed) }
    }

    /// Judges a host that is an address; names are judged when they are resolved.
    pub(super) fn admit_host(&self, url: &Url) -> Result<(), FetchError> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(FetchError::NotAllowed),
        };
        if self.admits(address) { Ok(()) } else { Err(FetchError::Unreachable) }
    }

    pub(super) fn admits(&self, address: IpAddr) -> bool {
        is_global(address) || self.inside.contains(&address)
    }
}

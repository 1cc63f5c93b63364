//! How many endless answers a client may hold open at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use playhouse_actors::model::UserId;

use actix_web::HttpRequest;

use super::app::App;
use super::auth::MaybeSignedIn;
use super::client_address::ClientAddress;

/// How many there may be at a time.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    pub of_a_person: usize,
    /// Many people may come from one address.
    pub of_an_address: usize,
    pub in_all: usize,
}

impl Most {
    /// Streams of events: browsers open few connections to one host.
    pub const STREAMS: Self = Self { of_a_person: 16, of_an_address: 64, in_all: 4096 };
    /// Sockets: one for each page that is open.
    pub const SOCKETS: Self = Self { of_a_person: 64, of_an_address: 256, in_all: 100_000 };
    /// Where nothing else is counted either.
    pub const SOCKETS_UNCOUNTED: Self = Self { of_a_person: usize::MAX, of_an_address: usize::MAX, in_all: 100_000 };
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Client {
    Person(UserId),
    /// None when the transport does not tell.
    Address(Option<ClientAddress>),
}

impl Client {
    /// Whom a request is counted as.
    #[must_use]
    pub fn of(app: &App, request: &HttpRequest, who: &MaybeSignedIn) -> Self {
        match &who.0 {
            Some(who) => Self::Person(who.user.id.clone()),
            None => Self::Address(app.rate_limits.address(request)),
        }
    }

    fn most(&self, most: Most) -> usize {
        match self {
            Self::Person(_) => most.of_a_person,
            Self::Address(_) => most.of_an_address,
        }
    }
}

struct Open {
    most: Most,
    of: HashMap<Client, usize>,
    all: usize,
}

/// The open streams of this node.
#[derive(Clone)]
pub struct Streams(Arc<Mutex<Open>>);

impl Streams {
    #[must_use]
    pub fn new(most: Most) -> Self {
        Self(Arc::new(Mutex::new(Open { most, of: HashMap::new(), all: 0 })))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // Plain numbers, right after every statement.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more, until it is dropped; none when there are too many.
    #[must_use]
    pub fn take(&self, client: Client) -> Option<Place> {
        let mut open = self.open();
        let of_client = open.of.get(&client).copied().unwrap_or(0);
        if of_client >= client.most(open.most) || open.all >= open.most.in_all {
            return None;
        }
        open.of.insert(client.clone(), of_client + 1);
        open.all += 1;
        drop(open);
        Some(Place { streams: self.clone(), client })
    }
}

pub struct Place {
    streams: Streams,
    client: Client,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        open.all = open.all.saturating_sub(1);
        if let Some(count) = open.of.get_mut(&self.client) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.of.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_so_many_places_and_gets_them_back() {
        let streams = Streams::new(Most::STREAMS);
        let ada = Client::Person(UserId::random());
        let mut places: Vec<Place> = std::iter::from_fn(|| streams.take(ada.clone())).collect();
        assert_eq!(places.len(), Most::STREAMS.of_a_person);
        assert!(streams.take(Client::Address(None)).is_some(), "others have their own");
        places.pop();
        assert!(streams.take(ada).is_some());
        places.clear();
        assert!(streams.open().of.is_empty() && streams.open().all == 0);
    }
}

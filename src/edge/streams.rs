//! How many endless answers a client may hold open at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use playhouse_actors::model::UserId;

use super::client_address::ClientAddress;

const MOST_OF_A_PERSON: usize = 16;
/// Many people may come from one address.
const MOST_OF_AN_ADDRESS: usize = 64;
const MOST: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Client {
    Person(UserId),
    /// None when the transport does not tell.
    Address(Option<ClientAddress>),
}

impl Client {
    fn most(&self) -> usize {
        match self {
            Self::Person(_) => MOST_OF_A_PERSON,
            Self::Address(_) => MOST_OF_AN_ADDRESS,
        }
    }
}

#[derive(Default)]
struct Open {
    of: HashMap<Client, usize>,
    all: usize,
}

/// The open streams of this node.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<Open>>);

impl Streams {
    fn open(&self) -> MutexGuard<'_, Open> {
        // Plain numbers, right after every statement.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more, until it is dropped; none when there are too many.
    #[must_use]
    pub fn take(&self, client: Client) -> Option<Place> {
        let mut open = self.open();
        let of_client = open.of.get(&client).copied().unwrap_or(0);
        if of_client >= client.most() || open.all >= MOST {
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
        let streams = Streams::default();
        let ada = Client::Person(UserId::random());
        let mut places: Vec<Place> = std::iter::from_fn(|| streams.take(ada.clone())).collect();
        assert_eq!(places.len(), MOST_OF_A_PERSON);
        assert!(streams.take(Client::Address(None)).is_some(), "others have their own");
        places.pop();
        assert!(streams.take(ada).is_some());
        places.clear();
        assert!(streams.open().of.is_empty() && streams.open().all == 0);
    }
}

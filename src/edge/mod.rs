//! The edge: HTTP in, HTTP out. Talks to actors by handle and reads by port; decides nothing about the domain.

mod admission;
pub mod api;
mod api_keys;
mod app;
mod assets;
mod atom;
mod auth;
mod captions;
pub mod client_address;
mod comment_text;
mod comment_writing;
pub mod connection;
pub mod cors;
mod dash;
mod devices;
mod entity_tag;
pub mod error;
pub mod fanout;
mod feed_sockets;
mod idempotency;
mod labels;
mod library;
mod locale;
mod media_url;
mod middleware;
mod oembed;
pub mod openapi;
mod openapi_rules;
mod pages;
pub mod passwords;
mod playback;
mod playlist;
mod policy;
pub mod rate_limits;
mod room_commands;
mod room_socket;
pub mod routes;
mod sealed;
mod second_factor;
mod slow_body;
mod social;
pub mod stills;
mod streams;
pub mod tokens;
mod tus;
mod tus_body;
mod tus_headers;
mod viewings;
mod ws;

pub use app::{App, AppParts, Reach};
pub use library::Library;
pub use social::Social;

/// What the fuzz targets reach.
pub mod fuzzed {
    pub use super::media_url::{MediaUrls, Scope};
    pub use super::playback::{Conditions, MediaPath, Selection};
    pub use super::tus_headers::Creation;
}

//! The edge: HTTP in, HTTP out. Talks to actors by handle and reads by port; decides nothing about the domain.

pub mod api;
mod api_keys;
mod app;
mod assets;
mod auth;
mod captions;
pub mod client_address;
pub mod connection;
mod dash;
mod devices;
pub mod error;
mod media_url;
mod middleware;
pub mod openapi;
pub mod passwords;
mod playback;
mod playlist;
mod policy;
pub mod rate_limits;
pub mod routes;
mod sealed;
mod second_factor;
pub mod stills;
mod streams;
pub mod tokens;
mod tus;
mod tus_body;
mod tus_headers;
mod viewings;

pub use app::{App, AppParts, Reach};

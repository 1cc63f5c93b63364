//! State: the domain's ports over a database and an object store.
//!
//! `models` are rows, `queries` are functions over one connection that compose inside a transaction, `impls` are the
//! ports. A transaction is opened in [`db`] alone. Nothing here knows HTTP.

pub mod db;
pub mod impls;
mod models;
pub mod objects;
mod queries;
mod schema;
pub mod sources;

#[cfg(test)]
mod contract_tests;

use std::sync::Arc;

use playhouse_actors::ports::{
    Accounts, ApiKeys, CaptionTracks, Catalogue, Chapters, Comments, Discovery, Follows, History, Idempotency, Ledger,
    Likes, Moderation, Notifications, OneTimeCodes, Outbox, PictureStore, Playlists, Profiles, SecondFactors,
    SegmentStore, Sessions, SignUps, SourceStore, Stills, StoreError, Tiers, Uploads,
};

use crate::config::Config;

/// Every port, over the stores that the settings name.
pub struct Stores {
    pub accounts: Arc<dyn Accounts>,
    pub second_factors: Arc<dyn SecondFactors>,
    pub api_keys: Arc<dyn ApiKeys>,
    pub profiles: Arc<dyn Profiles>,
    pub tiers: Arc<dyn Tiers>,
    pub pictures: Arc<dyn PictureStore>,
    pub sessions: Arc<dyn Sessions>,
    pub sign_ups: Arc<dyn SignUps>,
    pub codes: Arc<dyn OneTimeCodes>,
    pub catalogue: Arc<dyn Catalogue>,
    pub captions: Arc<dyn CaptionTracks>,
    pub chapters: Arc<dyn Chapters>,
    pub discovery: Arc<dyn Discovery>,
    pub follows: Arc<dyn Follows>,
    pub history: Arc<dyn History>,
    pub playlists: Arc<dyn Playlists>,
    pub comments: Arc<dyn Comments>,
    pub moderation: Arc<dyn Moderation>,
    pub idempotency: Arc<dyn Idempotency>,
    pub ledger: Arc<dyn Ledger>,
    pub likes: Arc<dyn Likes>,
    pub notifications: Arc<dyn Notifications>,
    pub uploads: Arc<dyn Uploads>,
    pub outbox: Arc<dyn Outbox>,
    pub sources: Arc<dyn SourceStore>,
    pub segments: Arc<dyn SegmentStore>,
    pub stills: Arc<dyn Stills>,
}

impl Stores {
    /// Opens database and storage, making them at first start. Blocks: for start-up only.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let database = Arc::new(impls::DbStore::new(db::Db::open(&config.database_url)?));
        let objects = Arc::new(objects::Objects::open(&config.storage_url)?);
        Ok(Self {
            accounts: database.clone(),
            second_factors: database.clone(),
            api_keys: database.clone(),
            profiles: database.clone(),
            tiers: database.clone(),
            sessions: database.clone(),
            sign_ups: database.clone(),
            codes: database.clone(),
            catalogue: database.clone(),
            captions: database.clone(),
            chapters: database.clone(),
            discovery: database.clone(),
            follows: database.clone(),
            history: database.clone(),
            playlists: database.clone(),
            comments: database.clone(),
            moderation: database.clone(),
            idempotency: database.clone(),
            ledger: database.clone(),
            likes: database.clone(),
            notifications: database.clone(),
            uploads: database.clone(),
            outbox: database.clone(),
            stills: database,
            sources: Arc::new(sources::SourceFolder::open(config.data_dir.join("sources"))?),
            pictures: objects.clone(),
            segments: objects,
        })
    }
}

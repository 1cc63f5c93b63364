//! Pictures of people: written once, never changed, read by key.

use async_trait::async_trait;
use bytes::Bytes;

use super::StoreError;
use crate::model::{PictureId, PictureKind, UserId};

/// Place of one size of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureKey {
    pub user: UserId,
    pub kind: PictureKind,
    pub id: PictureId,
    /// Width of the box into which it fits.
    pub size: u32,
}

#[async_trait]
pub trait PictureStore: Send + Sync {
    /// Durable when this returns.
    async fn put_picture(&self, key: &PictureKey, bytes: Bytes) -> Result<(), StoreError>;

    async fn picture(&self, key: &PictureKey) -> Result<Bytes, StoreError>;

    /// No error when there is none.
    async fn remove_picture(&self, key: &PictureKey) -> Result<(), StoreError>;
}

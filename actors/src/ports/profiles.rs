//! Profiles, the records of their pictures, and tiers.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{PictureId, PictureKind, Profile, ProfileChange, ProfileCounts, Tier, Timestamp, UserId};

/// A picture of which objects may be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StalePicture {
    pub user: UserId,
    pub kind: PictureKind,
    pub id: PictureId,
}

#[async_trait]
pub trait Profiles: Send + Sync {
    /// An empty one of whoever has not told anything.
    async fn profile(&self, user: &UserId) -> Result<Profile, StoreError>;

    async fn change_profile(&self, user: &UserId, change: ProfileChange) -> Result<Profile, StoreError>;

    async fn profile_counts(&self, user: &UserId) -> Result<ProfileCounts, StoreError>;

    /// The person's, or the one that everybody has.
    async fn tier(&self, user: &UserId) -> Result<Tier, StoreError>;

    /// Notes a picture before its first object is stored: what a crash leaves behind is found by that.
    async fn begin_picture(
        &self,
        user: &UserId,
        kind: PictureKind,
        id: &PictureId,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Shows a picture whose objects are durable, or none, in the place of the one before.
    async fn show_picture(&self, user: &UserId, kind: PictureKind, id: Option<&PictureId>) -> Result<(), StoreError>;

    /// Pictures of a person that are not shown: replaced ones, and those begun before a time and never finished.
    async fn stale_pictures(&self, user: &UserId, begun_before: Timestamp) -> Result<Vec<StalePicture>, StoreError>;

    /// The objects of a picture are gone.
    async fn forget_picture(&self, id: &PictureId) -> Result<(), StoreError>;
}

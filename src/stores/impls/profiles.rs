//! [`Profiles`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{PictureId, PictureKind, Profile, ProfileChange, ProfileCounts, Tier, Timestamp, UserId};
use playhouse_actors::ports::{Profiles, StalePicture, StoreError};

use super::DbStore;
use crate::stores::queries::{profiles as queries, tiers};

#[async_trait]
impl Profiles for DbStore {
    async fn profile(&self, user: &UserId) -> Result<Profile, StoreError> {
        let user = user.clone();
        self.db.read("profiles.profile", move |connection| queries::find(connection, &user)).await
    }

    async fn change_profile(&self, user: &UserId, change: ProfileChange) -> Result<Profile, StoreError> {
        let user = user.clone();
        self.db.write("profiles.change", move |connection| queries::change(connection, &user, change)).await
    }

    async fn profile_counts(&self, user: &UserId) -> Result<ProfileCounts, StoreError> {
        let user = user.clone();
        self.db.read("profiles.counts", move |connection| queries::counts(connection, &user)).await
    }

    async fn tier(&self, user: &UserId) -> Result<Tier, StoreError> {
        let user = user.clone();
        self.db.read("profiles.tier", move |connection| tiers::of(connection, &user)).await
    }

    async fn begin_picture(
        &self,
        user: &UserId,
        kind: PictureKind,
        id: &PictureId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (user, id) = (user.clone(), id.clone());
        self.db
            .write("profiles.begin_picture", move |connection| {
                queries::begin_picture(connection, &user, kind, &id, now)
            })
            .await
    }

    async fn show_picture(&self, user: &UserId, kind: PictureKind, id: Option<&PictureId>) -> Result<(), StoreError> {
        let (user, id) = (user.clone(), id.cloned());
        self.db
            .write("profiles.show_picture", move |connection| {
                queries::show_picture(connection, &user, kind, id.as_ref())
            })
            .await
    }

    async fn stale_pictures(&self, user: &UserId, begun_before: Timestamp) -> Result<Vec<StalePicture>, StoreError> {
        let user = user.clone();
        self.db
            .read("profiles.stale_pictures", move |connection| queries::stale_pictures(connection, &user, begun_before))
            .await
    }

    async fn forget_picture(&self, id: &PictureId) -> Result<(), StoreError> {
        let id = id.clone();
        self.db.write("profiles.forget_picture", move |connection| queries::forget_picture(connection, &id)).await
    }
}

//! [`SecondFactors`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{Timestamp, Totp, UserId};
use playhouse_actors::ports::{SecondFactors, StoreError};

use super::DbStore;
use crate::stores::queries::second_factors as queries;

#[async_trait]
impl SecondFactors for DbStore {
    async fn totp(&self, user: &UserId) -> Result<Option<Totp>, StoreError> {
        let user = user.clone();
        self.db.read("second_factors.totp", move |connection| queries::find(connection, &user)).await
    }

    async fn begin_totp(&self, user: &UserId, sealed_secret: &str, now: Timestamp) -> Result<bool, StoreError> {
        let (user, sealed) = (user.clone(), sealed_secret.to_owned());
        self.db.write("second_factors.begin", move |connection| queries::begin(connection, &user, &sealed, now)).await
    }

    async fn activate_totp(
        &self,
        user: &UserId,
        sealed_secret: &str,
        step: u64,
        recovery_hashes: Vec<String>,
    ) -> Result<bool, StoreError> {
        let (user, sealed) = (user.clone(), sealed_secret.to_owned());
        self.db
            .write("second_factors.activate", move |connection| {
                queries::activate(connection, &user, &sealed, step, &recovery_hashes)
            })
            .await
    }

    async fn spend_totp_step(&self, user: &UserId, step: u64) -> Result<bool, StoreError> {
        let user = user.clone();
        self.db.write("second_factors.spend_step", move |connection| queries::spend_step(connection, &user, step)).await
    }

    async fn spend_recovery_code(&self, user: &UserId, hash: &str) -> Result<bool, StoreError> {
        let (user, hash) = (user.clone(), hash.to_owned());
        self.db
            .write("second_factors.spend_recovery_code", move |connection| {
                queries::spend_recovery_code(connection, &user, &hash)
            })
            .await
    }

    async fn recovery_codes_left(&self, user: &UserId) -> Result<u32, StoreError> {
        let user = user.clone();
        self.db
            .read("second_factors.recovery_codes_left", move |connection| {
                queries::recovery_codes_left(connection, &user)
            })
            .await
    }

    async fn remove_totp(&self, user: &UserId) -> Result<(), StoreError> {
        let user = user.clone();
        self.db.write("second_factors.remove", move |connection| queries::remove(connection, &user)).await
    }
}

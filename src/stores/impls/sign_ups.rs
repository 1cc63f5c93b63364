//! [`SignUps`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{Cursor, NewUser, Page, SignUp, User, UserId};
use playhouse_actors::ports::{SignUps, StoreError};

use super::DbStore;
use crate::stores::queries::sign_ups as queries;

#[async_trait]
impl SignUps for DbStore {
    async fn sign_up(&self, user: NewUser) -> Result<User, StoreError> {
        self.db.write("sign_ups.sign_up", move |connection| queries::insert(connection, user)).await
    }

    async fn waiting(&self, after: Option<Cursor>, limit: usize) -> Result<Page<SignUp>, StoreError> {
        self.db.read("sign_ups.waiting", move |connection| queries::waiting(connection, after.as_ref(), limit)).await
    }

    async fn approve(&self, user: &UserId) -> Result<Option<SignUp>, StoreError> {
        let user = user.clone();
        self.db.write("sign_ups.approve", move |connection| queries::approve(connection, &user)).await
    }

    async fn refuse(&self, user: &UserId) -> Result<Option<SignUp>, StoreError> {
        let user = user.clone();
        self.db.write("sign_ups.refuse", move |connection| queries::refuse(connection, &user)).await
    }

    async fn offer_admin_token(&self, hash: &str) -> Result<bool, StoreError> {
        let hash = hash.to_owned();
        self.db
            .write("sign_ups.offer_admin_token", move |connection| queries::offer_admin_token(connection, &hash))
            .await
    }

    async fn create_first_admin(&self, user: NewUser, token_hash: &str) -> Result<Option<User>, StoreError> {
        let hash = token_hash.to_owned();
        self.db
            .write("sign_ups.create_first_admin", move |connection| {
                queries::create_first_admin(connection, user, &hash)
            })
            .await
    }
}

//! [`OneTimeCodes`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{Contact, NewCode, Timestamp, User, UserId};
use playhouse_actors::ports::{OneTimeCodes, StoreError};

use super::DbStore;
use crate::stores::queries::one_time_codes as queries;

#[async_trait]
impl OneTimeCodes for DbStore {
    async fn owner_of(&self, email: &str) -> Result<Option<(UserId, String)>, StoreError> {
        let email = email.to_owned();
        self.db.read("codes.owner_of", move |connection| queries::owner_of(connection, &email)).await
    }

    async fn keep_code(&self, code: NewCode) -> Result<(), StoreError> {
        self.db.write("codes.keep", move |connection| queries::keep(connection, &code)).await
    }

    async fn confirm_contact(
        &self,
        user: &UserId,
        contact: Contact,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (user, hash) = (user.clone(), hash.to_owned());
        self.db
            .write("codes.confirm", move |connection| queries::confirm_contact(connection, &user, contact, &hash, now))
            .await
    }

    async fn reset_password(
        &self,
        token_hash: &str,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        let (token, password) = (token_hash.to_owned(), password_hash.to_owned());
        self.db
            .write("codes.reset_password", move |connection| {
                queries::reset_password(connection, &token, &password, now)
            })
            .await
    }

    async fn set_phone(&self, user: &UserId, phone: Option<String>) -> Result<(), StoreError> {
        let user = user.clone();
        self.db
            .write("codes.set_phone", move |connection| queries::set_phone(connection, &user, phone.as_deref()))
            .await
    }
}

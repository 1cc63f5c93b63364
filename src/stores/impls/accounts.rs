//! [`Accounts`] over the database.

use async_trait::async_trait;
use playhouse_actors::model::{
    AccountChange, AccountFilter, AccountStatus, AuditEntry, AuditNote, Cursor, NewUser, Page, User, UserId,
};
use playhouse_actors::ports::{AccountError, Accounts, StoreError};

use super::DbStore;
use crate::stores::db::AnyConnection;
use crate::stores::queries::{accounts as queries, audit};

#[async_trait]
impl Accounts for DbStore {
    async fn create_user(&self, user: NewUser) -> Result<User, StoreError> {
        self.db
            .write("accounts.create_user", move |connection| {
                queries::insert_user(connection, user, AccountStatus::Active)
            })
            .await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let id = id.clone();
        self.db.read("accounts.user", move |connection| queries::user(connection, &id)).await
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let email = email.to_owned();
        self.db.read("accounts.user_by_email", move |connection| queries::user_by_email(connection, &email)).await
    }

    async fn user_by_username(&self, username: &str) -> Result<Option<User>, StoreError> {
        let username = username.to_owned();
        self.db
            .read("accounts.user_by_username", move |connection| queries::user_by_username(connection, &username))
            .await
    }

    async fn users(&self, filter: &AccountFilter) -> Result<Page<User>, StoreError> {
        let filter = filter.clone();
        self.db.read("accounts.users", move |connection| queries::page(connection, &filter)).await
    }

    async fn change_account(
        &self,
        id: &UserId,
        by: Option<&UserId>,
        change: AccountChange,
    ) -> Result<User, AccountError> {
        let (id, by) = (id.clone(), by.cloned());
        let call = move |connection: &mut AnyConnection| queries::change(connection, &id, by.as_ref(), change);
        self.db.write("accounts.change_account", call).await?
    }

    async fn note(&self, note: AuditNote) -> Result<(), StoreError> {
        self.db.write("accounts.note", move |connection| audit::note(connection, &note)).await
    }

    async fn audit(&self, cursor: Option<Cursor>, limit: usize) -> Result<Page<AuditEntry>, StoreError> {
        self.db.read("accounts.audit", move |connection| audit::page(connection, cursor, limit)).await
    }
}

//! One suite, every backend: each port's contract on SQLite and on a real PostgreSQL that the tests start themselves.

mod accounts;
mod api_keys;
mod captions;
mod catalogue;
mod comments;
mod ears;
mod evictor;
mod idempotency;
mod ledger;
mod library;
mod moderation;
mod notifications;
mod one_time_codes;
mod operator_feed;
mod playlists;
mod postgres;
mod profiles;
mod rooms;
mod schema;
mod second_factors;
mod segment_cache;
mod sessions;
mod sign_ups;
mod social;
mod sources;
mod stills;
mod uploads;

use playhouse_actors::model::{
    NewUpload, NewUser, NewVideo, Role, Timestamp, UploadId, UploadKind, User, VideoId, VideoLabels, Visibility,
};
use playhouse_actors::ports::{Accounts, UploadCreation, UploadRoom, Uploads};
use std::time::Duration;

use super::db::Db;
use super::impls::DbStore;

/// A fresh database; gone with it.
struct Fixture {
    store: DbStore,
    _folder: Option<tempfile::TempDir>,
}

fn sqlite() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("test.db").display())).unwrap();
    Fixture { store: DbStore::new(db), _folder: Some(folder) }
}

fn postgres() -> Fixture {
    let db = Db::open(&postgres::fresh_database()).unwrap();
    Fixture { store: DbStore::new(db), _folder: None }
}

/// Makes one test of a contract for each backend.
macro_rules! on_every_database {
    ($($contract:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $contract() {
                super::$contract(&super::super::sqlite().store).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $contract() {
                super::$contract(&super::super::postgres().store).await;
            })*
        }
    };
}
use on_every_database;

async fn person(store: &DbStore, name: &str) -> User {
    let new = NewUser {
        username: name.into(),
        email: format!("{name}@example.org"),
        role: Role::Member,
        password_hash: "$argon2id$".into(),
    };
    store.create_user(new).await.unwrap()
}

const UNBOUNDED: UploadRoom = UploadRoom { open: u64::MAX, bytes: None };

/// An open upload of 100 bytes and its video.
async fn upload(store: &DbStore, owner: &User) -> (UploadId, VideoId) {
    let (id, video) = (UploadId::random(), VideoId::random());
    let new = NewUpload {
        id: id.clone(),
        owner: owner.id.clone(),
        video: Some(video.clone()),
        kind: UploadKind::Whole,
        length: Some(100),
        metadata: "filename YQ==".into(),
        expires_at: Timestamp::now().plus(Duration::from_secs(60)),
    };
    let draft = NewVideo {
        id: video.clone(),
        owner: owner.id.clone(),
        title: "A title".into(),
        description: String::new(),
        visibility: Visibility::Public,
        labels: VideoLabels::default(),
    };
    assert_eq!(store.create(new, Some(draft), UNBOUNDED).await.unwrap(), UploadCreation::Made);
    (id, video)
}

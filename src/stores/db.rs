//! The only door to the database.
//!
//! [`Db::run`] takes a permit, goes to the blocking pool, checks a connection out and hands it to one closure inside a
//! span with a deadline. SQLite has one writer and many readers (WAL); a write is one `BEGIN IMMEDIATE` transaction, so
//! "database is locked" never reaches anyone. PostgreSQL has one pool for both. Nobody else sees a connection.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, Pool};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use playhouse_actors::ports::StoreError;
use tokio::sync::Semaphore;
use tracing::Instrument;

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Readers of SQLite, and connections to PostgreSQL.
const POOL_SIZE: u32 = 8;
/// A caller that cannot start within this time is told that the store is busy.
const WAIT: Duration = Duration::from_secs(5);

/// A connection to either database; queries are written once against it.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What a database call may fail with inside the door.
pub type DbResult<T> = Result<T, DbError>;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Diesel(#[from] DieselError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where the database is.
#[derive(Debug, Clone)]
enum Target {
    Sqlite(String),
    Postgres(String),
}

impl Target {
    fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Self::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(StoreError::Internal("the database URL must start with sqlite:// or postgres://".to_owned()))
    }
}

impl ManageConnection for Target {
    type Connection = AnyConnection;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, r2d2::Error> {
        match self {
            Self::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path).map_err(r2d2::Error::ConnectionError)?;
                // FULL: what was acknowledged survives a power loss; WAL keeps readers and the writer apart.
                connection
                    .batch_execute(
                        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
                    )
                    .map_err(r2d2::Error::QueryError)?;
                Ok(AnyConnection::Sqlite(connection))
            }
            Self::Postgres(url) => {
                let connection = PgConnection::establish(url).map_err(r2d2::Error::ConnectionError)?;
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), r2d2::Error> {
        match connection {
            AnyConnection::Sqlite(_) => Ok(()),
            AnyConnection::Postgres(postgres) => postgres.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError),
        }
    }

    fn has_broken(&self, _: &mut AnyConnection) -> bool {
        std::thread::panicking()
    }
}

/// What a call does to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    /// One transaction: all of it or nothing.
    Write,
}

struct Lane {
    pool: Pool<Target>,
    permits: Arc<Semaphore>,
}

impl Lane {
    fn open(target: &Target, size: u32) -> Result<Self, StoreError> {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(matches!(target, Target::Postgres(_)))
            .connection_timeout(WAIT)
            .build(target.clone())
            .map_err(|error| StoreError::Internal(format!("cannot open the database: {error}")))?;
        Ok(Self { pool, permits: Arc::new(Semaphore::new(size as usize)) })
    }
}

/// Handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: Arc<Lane>,
    writer: Arc<Lane>,
}

impl Db {
    /// Opens the database and brings its tables up to date. Blocks: for start-up only.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let target = Target::parse(url)?;
        if let Target::Sqlite(path) = &target
            && let Some(folder) = std::path::Path::new(path).parent()
        {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Internal(format!("{}: {error}", folder.display())))?;
        }
        // The writer first: it turns WAL on and migrates before any reader looks.
        let (writer, readers) = match &target {
            Target::Sqlite(_) => {
                let writer = Arc::new(Lane::open(&target, 1)?);
                migrate(&writer)?;
                (writer, Arc::new(Lane::open(&target, POOL_SIZE)?))
            }
            Target::Postgres(_) => {
                let lane = Arc::new(Lane::open(&target, POOL_SIZE)?);
                migrate(&lane)?;
                (Arc::clone(&lane), lane)
            }
        };
        Ok(Self { readers, writer })
    }

    pub async fn read<T, F>(&self, name: &'static str, call: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> DbResult<T> + Send + 'static,
    {
        self.run(name, Access::Read, call).await
    }

    pub async fn write<T, F>(&self, name: &'static str, call: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> DbResult<T> + Send + 'static,
    {
        self.run(name, Access::Write, call).await
    }

    /// Runs one closure with a connection; see the module's page.
    pub async fn run<T, F>(&self, name: &'static str, access: Access, call: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> DbResult<T> + Send + 'static,
    {
        let lane = match access {
            Access::Read => Arc::clone(&self.readers),
            Access::Write => Arc::clone(&self.writer),
        };
        let started = Instant::now();
        let acquire = tokio::time::timeout(WAIT, Arc::clone(&lane.permits).acquire_owned());
        let permit = acquire.await.map_err(|_elapsed| StoreError::Busy)?.map_err(|_closed| StoreError::Busy)?;
        let span = tracing::debug_span!("db.query", name);
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let mut connection = lane.pool.get().map_err(|_timeout| StoreError::Busy)?;
            let outcome = match access {
                Access::Read => call(&mut connection),
                Access::Write => in_transaction(&mut connection, call),
            };
            outcome.map_err(store_error)
        });
        let outcome = work.instrument(span).await.unwrap_or_else(|panic| Err(StoreError::Internal(panic.to_string())));
        metrics::histogram!("db_query_seconds", "query" => name).record(started.elapsed().as_secs_f64());
        if let Err(StoreError::Internal(detail)) = &outcome {
            tracing::error!(query = name, detail, "database call failed");
        }
        outcome
    }
}

fn in_transaction<T>(
    connection: &mut AnyConnection,
    call: impl FnOnce(&mut AnyConnection) -> DbResult<T>,
) -> DbResult<T> {
    // IMMEDIATE takes the write lock at once: a deferred one could fail when it turns from reading to writing.
    let begin = match connection {
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN",
    };
    connection.batch_execute(begin)?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call(connection)));
    match outcome {
        Ok(Ok(value)) => {
            connection.batch_execute("COMMIT")?;
            Ok(value)
        }
        Ok(Err(error)) => {
            connection.batch_execute("ROLLBACK")?;
            Err(error)
        }
        Err(panic) => {
            connection.batch_execute("ROLLBACK")?;
            std::panic::resume_unwind(panic)
        }
    }
}

fn store_error(error: DbError) -> StoreError {
    match error {
        DbError::Store(error) => error,
        DbError::Diesel(DieselError::NotFound) => StoreError::NotFound,
        DbError::Diesel(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) => {
            let text = format!("{} {}", info.message(), info.constraint_name().unwrap_or_default());
            match text {
                text if text.contains("email") => StoreError::Conflict("email"),
                text if text.contains("username") => StoreError::Conflict("username"),
                _ => StoreError::Conflict("id"),
            }
        }
        // What a row names has gone in the meantime.
        DbError::Diesel(DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => StoreError::NotFound,
        DbError::Diesel(error) if error.to_string().contains("database or disk is full") => StoreError::Full,
        DbError::Diesel(error) => StoreError::Internal(error.to_string()),
    }
}

fn migrate(lane: &Lane) -> Result<(), StoreError> {
    let mut connection = lane.pool.get().map_err(|error| StoreError::Internal(error.to_string()))?;
    let outcome = match &mut *connection {
        AnyConnection::Sqlite(sqlite) => run_migrations::<Sqlite, _>(sqlite, SQLITE_MIGRATIONS, ""),
        // Nodes that start together wait for each other.
        AnyConnection::Postgres(postgres) => {
            run_migrations::<Pg, _>(postgres, POSTGRES_MIGRATIONS, "SELECT pg_advisory_lock(7026)")
                .and_then(|()| Ok(postgres.batch_execute("SELECT pg_advisory_unlock(7026)")?))
        }
    };
    outcome.map_err(|error| StoreError::Internal(format!("cannot migrate the database: {error}")))
}

fn run_migrations<B, C>(
    connection: &mut C,
    migrations: EmbeddedMigrations,
    lock: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    B: diesel::backend::Backend,
    C: MigrationHarness<B> + SimpleConnection,
    EmbeddedMigrations: MigrationSource<B>,
{
    connection.batch_execute(lock)?;
    let applied: Vec<String> = connection.run_pending_migrations(migrations)?.iter().map(ToString::to_string).collect();
    if !applied.is_empty() {
        tracing::info!(?applied, "database migrated");
    }
    Ok(())
}

/// Names of the migrations of both databases, for the test that keeps them equal.
#[cfg(test)]
pub fn migration_names() -> (Vec<String>, Vec<String>) {
    fn names<B: diesel::backend::Backend>(migrations: &EmbeddedMigrations) -> Vec<String>
    where
        EmbeddedMigrations: MigrationSource<B>,
    {
        let list = MigrationSource::<B>::migrations(migrations).unwrap_or_default();
        list.iter().map(|migration| migration.name().to_string()).collect()
    }
    (names::<Sqlite>(&SQLITE_MIGRATIONS), names::<Pg>(&POSTGRES_MIGRATIONS))
}

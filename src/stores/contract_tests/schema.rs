use diesel::prelude::*;
use diesel::sql_types::Text;

use super::postgres;
use crate::stores::db::{AnyConnection, Db, DbResult, migration_names};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

const SQLITE_COLUMNS: &str = "select m.name as table_name, c.name as column_name from sqlite_master m, pragma_table_info(m.name) c \
     where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_\\_%' escape '\\' order by 1, 2";
const POSTGRES_COLUMNS: &str = "select table_name::text, column_name::text from information_schema.columns \
     where table_schema = 'public' and table_name not like '\\_\\_%' order by 1, 2";

fn columns(connection: &mut AnyConnection) -> DbResult<Vec<(String, String)>> {
    let rows: Vec<Column> = match connection {
        AnyConnection::Sqlite(sqlite) => diesel::sql_query(SQLITE_COLUMNS).load(sqlite)?,
        AnyConnection::Postgres(postgres) => diesel::sql_query(POSTGRES_COLUMNS).load(postgres)?,
    };
    Ok(rows.into_iter().map(|row| (row.table_name, row.column_name)).collect())
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Db::open(&format!("sqlite://{}", folder.path().join("test.db").display())).unwrap();
    let postgres = Db::open(&postgres::fresh_database()).unwrap();
    let mut ours = sqlite.read("test.columns", columns).await.unwrap();
    let mut theirs = postgres.read("test.columns", columns).await.unwrap();
    ours.sort();
    theirs.sort();
    assert!(ours.len() > 50);
    assert_eq!(ours, theirs);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let (sqlite, postgres) = migration_names();
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

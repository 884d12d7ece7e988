//! The schema: numbered migrations, one text for both engines.

use refinery::{Migration, Runner};
use rusqlite::Connection;

use super::super::DbError;
use super::postgres::for_postgres;

mod migrations {
    refinery::embed_migrations!("src/db/migrations");
}

/// Brings a SQLite database to this version's schema.
pub(super) fn bring_up_sqlite(connection: &mut Connection) -> Result<(), DbError> {
    let runner = migrations::migrations::runner();
    if connection.table_exists(None, "refinery_schema_history")? {
        let theirs: Option<i64> = connection.query_row(NEWEST, [], |r| r.get(0))?;
        if theirs > newest(&runner) {
            return Err(DbError::Newer);
        }
    }
    // In one transaction: a full disk in the middle leaves the schema as it was.
    runner.set_grouped(true).run(connection)?;
    Ok(())
}

/// The schema's history in the database: the number of its last migration.
pub(super) const NEWEST: &str = "SELECT max(version) FROM refinery_schema_history";

/// The number of the last migration that this version knows.
pub(super) fn newest(runner: &Runner) -> Option<i64> {
    let versions = runner.get_migrations().iter().map(Migration::version);
    versions.max().map(i64::from)
}

/// The same migrations as PostgreSQL takes them.
pub(super) fn postgres_runner() -> Result<Runner, DbError> {
    let ours = migrations::migrations::runner();
    let theirs: Result<Vec<Migration>, refinery::Error> = ours
        .get_migrations()
        .iter()
        .map(|migration| {
            let name = format!("V{}__{}", migration.version(), migration.name());
            Migration::unapplied(&name, &for_postgres(migration.sql().unwrap_or_default()))
        })
        .collect();
    Ok(Runner::new(&theirs?))
}

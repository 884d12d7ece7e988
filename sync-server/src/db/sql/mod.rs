//! Statements on either engine: the one text, with `?1`, `?2` … for its parameters.
//!
//! The rest of `db` says what to ask, in SQL that both engines take; here is how an engine is
//! asked.

mod many;
mod postgres;
mod schema;
mod sqlite;
mod value;

pub(super) use postgres::Postgres;
pub(super) use sqlite::Sqlite;
pub(super) use value::{Cell, Held, Parameter, Value, values};

use std::borrow::Cow;
use std::cell::RefCell;

use super::DbError;

/// A transaction.
#[derive(Debug)]
pub(super) struct Tx<'a> {
    engine: Engine<'a>,
}

#[derive(Debug)]
enum Engine<'a> {
    Sqlite {
        connection: &'a rusqlite::Connection,
        /// The last that SQLite reported: one that ended the transaction concerns all who share it.
        fault: RefCell<Option<sqlite::Fault>>,
    },
    Postgres(&'a postgres::Session),
}

/// A row of an answer.
pub(super) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl<'a> Tx<'a> {
    fn sqlite(connection: &'a rusqlite::Connection) -> Self {
        Self {
            engine: Engine::Sqlite {
                connection,
                fault: RefCell::default(),
            },
        }
    }

    fn postgres(session: &'a postgres::Session) -> Self {
        Self {
            engine: Engine::Postgres(session),
        }
    }

    /// Whether nobody else writes while this does.
    fn is_alone(&self) -> bool {
        matches!(self.engine, Engine::Sqlite { .. })
    }

    fn into_fault(self) -> Option<sqlite::Fault> {
        match self.engine {
            Engine::Sqlite { fault, .. } => fault.into_inner(),
            Engine::Postgres(_) => None,
        }
    }

    /// Runs a statement; how many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        match &self.engine {
            Engine::Sqlite { connection, fault } => {
                let run = || {
                    let mut statement = connection.prepare_cached(sql)?;
                    statement.execute(rusqlite::params_from_iter(values))
                };
                Ok(noted(fault, run())? as u64)
            }
            Engine::Postgres(session) => session.execute(sql, values),
        }
    }

    /// Gives each row of an answer to `each`, in order.
    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        match &self.engine {
            Engine::Sqlite { connection, fault } => {
                let mut statement = noted(fault, connection.prepare_cached(sql))?;
                let params = rusqlite::params_from_iter(values);
                let mut rows = noted(fault, statement.query(params))?;
                while let Some(row) = noted(fault, rows.next())? {
                    each(&Row::Sqlite(row))?;
                }
                Ok(())
            }
            Engine::Postgres(session) => {
                let rows = session.query(sql, values)?;
                rows.iter().try_for_each(|row| each(&Row::Postgres(row)))
            }
        }
    }

    /// All rows of an answer.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The first row of an answer, if it has any.
    pub(super) fn maybe<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let (mut read, mut found) = (Some(read), None);
        self.each(sql, values, |row| {
            if let Some(read) = read.take() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The row of an answer that always has one.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        self.maybe(sql, values, read)?
            .ok_or(DbError::Unreadable { what: "row" })
    }
}

impl Row<'_> {
    /// The cell at `index`, from 0.
    pub(super) fn get<T: Cell>(&self, index: usize) -> Result<T, DbError> {
        match self {
            Self::Sqlite(row) => value::read(row.get_ref(index)?.try_into()?),
            Self::Postgres(row) => value::read(
                row.try_get(index)
                    .map_err(|_| DbError::Unreadable { what: "column" })?,
            ),
        }
    }
}

fn noted<T>(
    fault: &RefCell<Option<sqlite::Fault>>,
    done: rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    if let Err(error) = &done {
        *fault.borrow_mut() = sqlite::Fault::of(error);
    }
    done
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => match value::storable(text) {
                Cow::Borrowed(text) => ValueRef::Text(text.as_bytes()),
                Cow::Owned(text) => return Ok(text.into()),
            },
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'r> TryFrom<rusqlite::types::ValueRef<'r>> for Held<'r> {
    type Error = DbError;

    fn try_from(value: rusqlite::types::ValueRef<'r>) -> Result<Self, DbError> {
        use rusqlite::types::ValueRef;
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Int(number),
            ValueRef::Text(text) => Self::Text(
                std::str::from_utf8(text).map_err(|_| DbError::Unreadable { what: "text" })?,
            ),
            ValueRef::Blob(bytes) => Self::Blob(bytes),
            ValueRef::Real(_) => return Err(DbError::Unreadable { what: "number" }),
        })
    }
}
